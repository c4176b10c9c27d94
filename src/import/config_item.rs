use super::answer::member;
use super::piece::{Piece, Source};
use super::{Format, Found};
use crate::json::{Node, Value, parse};
use crate::model::Given;
use crate::model::arn::Arn;
use crate::read::key::date;

/// A configuration item of AWS Config, alone or in a snapshot or history file.
pub static FORMAT: Format = Format {
    name: "config",
    title: "AWS Config AWS::KMS::Key item",
    how: "aws configservice get-resource-config-history --resource-type AWS::KMS::Key --resource-id ID, or a snapshot or history file from the delivery bucket",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"resourceType":"AWS::KMS::Key","resourceId":"1","awsAccountId":"111122223333","awsRegion":"us-east-1","ARN":"arn:aws:kms:us-east-1:111122223333:key/1","configuration":{"keyId":"1","keyManager":"CUSTOMER","keyState":"Enabled"},"supplementaryConfiguration":{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}}"#,
};

fn claims(record: &Node) -> bool {
    let text = |name: &str| member(record, name).and_then(Node::as_str);
    // A query of the resources' configuration need not ask for their kind.
    let arn = text("Arn").and_then(Arn::split);
    let of_key = match text("ResourceType") {
        None => arn.is_some_and(|arn| arn.service == "kms" && arn.resource.starts_with("key/")),
        Some(kind) => kind == "AWS::KMS::Key",
    };
    let parts = [
        "Configuration",
        "SupplementaryConfiguration",
        "ConfigurationItemStatus",
    ];
    of_key && parts.iter().any(|part| member(record, part).is_some())
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    let status = member(record, "ConfigurationItemStatus").and_then(Node::as_str);
    let is_deleted = status.is_some_and(|status| status.starts_with("ResourceDeleted"));
    // Each item tells of one moment ("ConfigurationItem", AWS Config API Reference).
    let time = member(record, "ConfigurationItemCaptureTime").map(date);
    let moment = time.as_ref().and_then(Given::present).map(|it| it.moment);
    if is_deleted {
        found.push(Found::Stranger("a deleted KMS key".into()));
        // What was told of it before is past.
        if moment.is_none() {
            return;
        }
    }
    let mut piece = Piece::new(FORMAT.name, !is_deleted);
    for (name, wanted) in [
        ("Arn", "ARN"),
        ("Arn", "Arn"),
        ("AccountId", "AwsAccountId"),
        ("AccountId", "AccountId"),
        ("Region", "AwsRegion"),
        ("KeyId", "ResourceId"),
    ] {
        if let Some(node) = member(record, wanted) {
            piece.take(name, node, source);
        }
    }
    if is_deleted {
        piece.imply("KeyState", "Deleted", record, source);
    }
    let parts = ["Configuration", "SupplementaryConfiguration"];
    for part in parts.into_iter().filter(|_| !is_deleted) {
        match member(record, part) {
            // The API gives both as texts that hold JSON.
            Some(Node {
                value: Value::String(inner),
                ..
            }) => {
                if let Ok(node) = parse(inner) {
                    piece.take_inner(&node, inner);
                }
            }
            Some(node) => piece.take_members(node, source),
            None => {}
        }
    }
    if let Some(tags) = member(record, "Tags") {
        piece.take("Tags", tags, source);
    }
    if let Some(moment) = moment {
        piece.at_moment(moment);
    }
    found.push(Found::Piece(piece));
}
