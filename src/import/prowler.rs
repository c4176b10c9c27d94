use super::piece::{Piece, Source};
use super::{Format, Found};
use crate::json::Node;

/// A finding of Prowler about a key, in its OCSF form, with the key as it saw it.
pub static FORMAT: Format = Format {
    name: "prowler",
    title: "Prowler findings about keys (OCSF JSON)",
    how: "prowler aws --service kms --output-formats json-ocsf",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"metadata":{"product":{"name":"Prowler"}},"resources":[{"uid":"arn:aws:kms:us-east-1:111122223333:key/1","type":"AwsKmsKey","region":"us-east-1","data":{"metadata":{"id":"1","arn":"arn:aws:kms:us-east-1:111122223333:key/1","state":"Enabled","origin":"AWS_KMS","manager":"CUSTOMER","rotation_enabled":true,"policy":{"Version":"2012-10-17","Statement":[]},"spec":"SYMMETRIC_DEFAULT","multi_region":false}}}]}"#,
};

fn resources<'n, 't>(record: &'n Node<'t>) -> impl Iterator<Item = &'n Node<'t>> {
    let list = record.get("resources").map(Node::items).unwrap_or_default();
    list.iter()
        .filter(|resource| resource.get("type").and_then(Node::as_str) == Some("AwsKmsKey"))
}

fn claims(record: &Node) -> bool {
    resources(record).next().is_some()
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    for resource in resources(record) {
        let mut piece = Piece::new(FORMAT.name, true);
        if let Some(arn) = resource.get("uid") {
            piece.take("Arn", arn, source);
        }
        if let Some(region) = resource.get("region") {
            piece.take("Region", region, source);
        }
        let seen = resource.get("data").and_then(|data| data.get("metadata"));
        for member in seen.map(Node::members).unwrap_or_default() {
            let name = match member.name.as_ref() {
                "id" => "KeyId",
                other => other,
            };
            piece.take(name, &member.value, source);
        }
        found.push(Found::Piece(piece));
    }
}
