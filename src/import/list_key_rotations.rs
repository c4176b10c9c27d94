use super::answer::{by_key, is_answer, member};
use super::piece::Source;
use super::{Format, Found};
use crate::json::Node;

/// The answer of the KMS API's ListKeyRotations.
pub static FORMAT: Format = Format {
    name: "list-key-rotations",
    title: "aws kms list-key-rotations output",
    how: "aws kms list-key-rotations --key-id KEY --output json",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"Rotations":[{"KeyId":"1","RotationDate":"2025-01-01T00:00:00Z","RotationType":"AUTOMATIC"}],"Truncated":false}"#,
};

fn claims(record: &Node) -> bool {
    member(record, "Rotations").is_some() && is_answer(record, "Rotations")
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    by_key(record, "Rotations", "KeyId", FORMAT.name, source, found);
}
