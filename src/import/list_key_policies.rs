use super::answer::{is_answer, member};
use super::piece::{Piece, Source};
use super::{Format, Found};
use crate::json::Node;

/// The answer of the KMS API's ListKeyPolicies. It does not say whose they are.
pub static FORMAT: Format = Format {
    name: "list-key-policies",
    title: "aws kms list-key-policies output",
    how: "aws kms list-key-policies --key-id KEY --output json; name the file after the key's id",
    claims: |record| member(record, "PolicyNames").is_some() && is_answer(record, "PolicyNames"),
    read,
    #[cfg(test)]
    example: r#"{"PolicyNames":["default"],"Truncated":false}"#,
};

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    let mut piece = Piece::new(FORMAT.name, false);
    piece.take_members(record, source);
    found.push(Found::Piece(piece));
}
