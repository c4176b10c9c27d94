use super::answer::{is_answer, member};
use super::piece::{Piece, Source};
use super::{Format, Found};
use crate::json::Node;

/// The answer of the KMS API's ListKeys: keys of which nothing else is known yet.
pub static FORMAT: Format = Format {
    name: "list-keys",
    title: "aws kms list-keys output",
    how: "aws kms list-keys --output json",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"Keys":[{"KeyId":"1","KeyArn":"arn:aws:kms:us-east-1:111122223333:key/1"}],"Truncated":false}"#,
};

fn claims(record: &Node) -> bool {
    member(record, "Keys").is_some_and(|list| {
        let mut items = list.items().iter();
        items.all(|item| {
            let has = |name| member(item, name).is_some();
            // Whoever puts more into the entries says more than that there is a key.
            has("KeyId") && has("KeyArn") && !has("KeyMetadata") && !has("Policy")
        })
    }) && is_answer(record, "Keys")
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    for item in member(record, "Keys").into_iter().flat_map(Node::items) {
        let mut piece = Piece::new(FORMAT.name, true);
        piece.take_members(item, source);
        found.push(Found::Piece(piece));
    }
}
