use super::answer::{is_answer, member};
use super::piece::{Piece, Source};
use super::{Format, Found};
use crate::json::Node;

/// The answer of the KMS API's ListResourceTags. It does not say whose tags they are.
pub static FORMAT: Format = Format {
    name: "list-resource-tags",
    title: "aws kms list-resource-tags output",
    how: "aws kms list-resource-tags --key-id KEY --output json; name the file after the key's id",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"Tags":[{"TagKey":"team","TagValue":"payments"}],"Truncated":false}"#,
};

fn claims(record: &Node) -> bool {
    member(record, "Tags").is_some_and(|list| {
        list.items()
            .iter()
            .all(|item| member(item, "TagKey").is_some())
    }) && is_answer(record, "Tags")
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    let mut piece = Piece::new(FORMAT.name, false);
    piece.take_members(record, source);
    piece.take_cut(record, "Tags", source);
    found.push(Found::Piece(piece));
}
