use super::answer::{is_of_client, member};
use super::piece::{Piece, pascal};
use super::{Format, Found};
use crate::json::{Member, Node};
use crate::read::key;

/// The answer of the KMS API's DescribeKey, or its KeyMetadata alone.
pub static FORMAT: Format = Format {
    name: "describe-key",
    title: "aws kms describe-key output",
    how: "aws kms describe-key --key-id KEY --output json",
    claims,
    read: |record, source, found| {
        let metadata = metadata(record);
        // Whoever puts several answers into one has what the others say beside it.
        let beside = |member: &&Member| {
            let name = pascal(&member.name);
            !std::ptr::eq(metadata, record) && name != "KeyMetadata" && !is_of_client(&name)
        };
        let mut beside = record.members().iter().filter(beside).peekable();
        // SDKs that write `keyMetadata` have names of their own for the rest, too.
        if metadata.get("KeyId").is_some() && beside.peek().is_none() {
            let key = key::read(metadata, source.text, FORMAT.name);
            found.push(Found::Key(Box::new(key)));
            return;
        }
        let mut piece = Piece::new(FORMAT.name, true);
        for member in metadata.members().iter().chain(beside) {
            piece.take(&member.name, &member.value, source);
        }
        found.push(Found::Piece(piece));
    },
    #[cfg(test)]
    example: r#"{"KeyMetadata":{"AWSAccountId":"111122223333","KeyId":"1","Arn":"arn:aws:kms:us-east-1:111122223333:key/1","KeyManager":"CUSTOMER","KeyState":"Enabled","KeySpec":"SYMMETRIC_DEFAULT"}}"#,
};

fn claims(record: &Node) -> bool {
    if let Some(metadata) = member(record, "KeyMetadata") {
        return metadata.is_object();
    }
    let snake = record
        .members()
        .iter()
        .any(|member| member.name.contains('_'));
    let has = |name: &str| !snake && member(record, name).is_some();
    has("KeyId")
        && (has("KeyManager") || has("KeyState") || has("Origin") || has("AWSAccountId"))
        && !has("Policy")
        && !has("KeyRotationEnabled")
        && !has("ResourceType")
}

/// The answer of DescribeKey holds the record one level down.
pub(super) fn metadata<'n, 't>(node: &'n Node<'t>) -> &'n Node<'t> {
    member(node, "KeyMetadata").unwrap_or(node)
}
