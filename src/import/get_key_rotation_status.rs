use super::answer::{is_of_client, member};
use super::piece::{Piece, Source, pascal};
use super::{Format, Found};
use crate::json::{Node, Value};

/// The answer of the KMS API's GetKeyRotationStatus.
pub static FORMAT: Format = Format {
    name: "get-key-rotation-status",
    title: "aws kms get-key-rotation-status output",
    how: "aws kms get-key-rotation-status --key-id KEY --output json",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"KeyId":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","KeyRotationEnabled":true,"RotationPeriodInDays":365,"NextRotationDate":"2027-01-01T00:00:00Z"}"#,
};

fn claims(record: &Node) -> bool {
    let enabled = member(record, "KeyRotationEnabled").map(|node| &node.value);
    let only = record.members().iter().all(|member| {
        let name = pascal(&member.name);
        is_of_client(&name)
            || matches!(
                name.as_str(),
                "KeyId"
                    | "KeyRotationEnabled"
                    | "RotationPeriodInDays"
                    | "NextRotationDate"
                    | "OnDemandRotationStartDate"
            )
    });
    only && matches!(enabled, Some(Value::Bool(_)))
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    let mut piece = Piece::new(FORMAT.name, false);
    piece.take_members(record, source);
    found.push(Found::Piece(piece));
}
