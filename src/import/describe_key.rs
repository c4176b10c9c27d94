use super::piece::{Piece, member};
use super::{Format, Found};
use crate::json::Node;
use crate::read::key;

/// The answer of the KMS API's DescribeKey, or its KeyMetadata alone.
pub static FORMAT: Format = Format {
    name: "describe-key",
    title: "aws kms describe-key output",
    how: "aws kms describe-key --key-id KEY --output json",
    claims,
    read: |record, source, found| {
        let metadata = member(record, "KeyMetadata").unwrap_or(record);
        // SDKs that write `keyMetadata` have names of their own for the rest, too.
        found.push(match metadata.get("KeyId") {
            Some(_) => Found::Key(Box::new(key::read(metadata, source.text, FORMAT.name))),
            None => {
                let mut piece = Piece::new(FORMAT.name, true);
                piece.take_members(metadata, source);
                Found::Piece(piece)
            }
        });
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
