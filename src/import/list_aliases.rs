use super::answer::{by_key, is_answer, member};
use super::piece::Source;
use super::{Format, Found};
use crate::json::Node;

/// The answer of the KMS API's ListAliases, of one key or of a whole account and Region.
pub static FORMAT: Format = Format {
    name: "list-aliases",
    title: "aws kms list-aliases output",
    how: "aws kms list-aliases --output json",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"Aliases":[{"AliasName":"alias/payments","AliasArn":"arn:aws:kms:us-east-1:111122223333:alias/payments","TargetKeyId":"1"}]}"#,
};

fn claims(record: &Node) -> bool {
    member(record, "Aliases").is_some_and(|list| {
        list.items()
            .iter()
            .all(|item| member(item, "AliasName").is_some())
    }) && is_answer(record, "Aliases")
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    by_key(record, "Aliases", "TargetKeyId", FORMAT.name, source, found);
}
