use super::piece::{Piece, Source};
use super::{Format, Found};
use crate::json::Node;

/// A finding of AWS Security Hub about a key (ASFF, resource type AwsKmsKey).
pub static FORMAT: Format = Format {
    name: "security-hub",
    title: "Security Hub finding about a key (ASFF)",
    how: "aws securityhub get-findings --filters '{\"ResourceType\":[{\"Value\":\"AwsKmsKey\",\"Comparison\":\"EQUALS\"}]}'",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"SchemaVersion":"2018-10-08","Title":"KMS.4 rotation","Resources":[{"Type":"AwsKmsKey","Id":"arn:aws:kms:us-east-1:111122223333:key/1","Region":"us-east-1","Details":{"AwsKmsKey":{"AWSAccountId":"111122223333","KeyId":"1","KeyManager":"CUSTOMER","KeyState":"Enabled","KeyRotationStatus":true}}}]}"#,
};

fn resources<'n, 't>(record: &'n Node<'t>) -> impl Iterator<Item = &'n Node<'t>> {
    let list = record.get("Resources").map(Node::items).unwrap_or_default();
    list.iter()
        .filter(|resource| resource.get("Type").and_then(Node::as_str) == Some("AwsKmsKey"))
}

fn claims(record: &Node) -> bool {
    record.get("SchemaVersion").is_some() && resources(record).next().is_some()
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    for resource in resources(record) {
        let mut piece = Piece::new(FORMAT.name, true);
        if let Some(arn) = resource.get("Id") {
            piece.take("Arn", arn, source);
        }
        if let Some(region) = resource.get("Region") {
            piece.take("Region", region, source);
        }
        let details = resource
            .get("Details")
            .and_then(|details| details.get("AwsKmsKey"));
        if let Some(details) = details {
            piece.take_members(details, source);
        }
        if let Some(tags) = resource.get("Tags") {
            piece.take("Tags", tags, source);
        }
        if let Some(title) = record.get("Title") {
            piece.tell(
                "SecurityHubFindings",
                format!("[{}]", title.span.of(source.text)),
                title.span,
                source,
            );
        }
        found.push(Found::Piece(piece));
    }
}
