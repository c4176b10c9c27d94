use super::answer::{by_key, is_answer, member};
use super::piece::Source;
use super::{Format, Found};
use crate::json::Node;

/// The answer of the KMS API's ListGrants, of one key or of several.
pub static FORMAT: Format = Format {
    name: "list-grants",
    title: "aws kms list-grants output",
    how: "aws kms list-grants --key-id KEY --output json",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"Grants":[{"KeyId":"arn:aws:kms:us-east-1:111122223333:key/1","GrantId":"a","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}],"Truncated":false}"#,
};

fn claims(record: &Node) -> bool {
    member(record, "Grants").is_some_and(|list| {
        list.items()
            .iter()
            .all(|item| member(item, "GrantId").is_some())
    }) && is_answer(record, "Grants")
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    by_key(record, "Grants", "KeyId", FORMAT.name, source, found);
}
