use super::answer::member;
use super::piece::{Piece, Source, value};
use super::{Format, Found};
use crate::json::Node;

/// The answer of the KMS API's GetKeyLastUsage. Where it does not say whose use it is, the file's name may.
pub static FORMAT: Format = Format {
    name: "get-key-last-usage",
    title: "aws kms get-key-last-usage output",
    how: "aws kms get-key-last-usage --key-id KEY --output json; name the file after the key's id",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"KeyLastUsage":{"Operation":"Decrypt","Timestamp":"2026-10-01T00:00:00Z"},"TrackingStartDate":"2026-04-23T00:00:00Z"}"#,
};

fn claims(record: &Node) -> bool {
    member(record, "KeyLastUsage").is_some_and(Node::is_object)
        && member(record, "KeyManager").is_none()
        && member(record, "ResourceType").is_none()
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    let mut piece = Piece::new(FORMAT.name, false);
    if let Some(id) = member(record, "KeyId") {
        piece.take("KeyId", id, source);
    }
    // The day on which KMS began to keep track belongs to the answer.
    let whole = value("KeyLastUsage", record, source.text);
    piece.tell("KeyLastUsage", whole, record.span, source);
    found.push(Found::Piece(piece));
}
