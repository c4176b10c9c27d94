use super::answer::{is_of_client, member};
use super::piece::{Piece, pascal};
use super::{Format, Found, policy};
use crate::json::{Node, Value};
use crate::model::Given;
use crate::model::key::Key;
use crate::read::key;

/// The answer of the KMS API's GetKeyPolicy as JSON. With `--output text` it is the bare policy.
pub static FORMAT: Format = Format {
    name: "get-key-policy",
    title: "aws kms get-key-policy output",
    how: "aws kms get-key-policy --key-id KEY --policy-name default --output json",
    claims,
    read: |record, source, found| {
        // The key policy is the one of this name ("GetKeyPolicy", KMS API Reference).
        let policy = member(record, "Policy");
        let name = member(record, "PolicyName").and_then(Node::as_str);
        let stranger = match name {
            Some("default") => None,
            Some(_) => Some("a policy whose PolicyName is not default"),
            None => policy
                .filter(|policy| policy::is_of_another(policy))
                .map(|_| "a policy of another service"),
        };
        if let Some(what) = stranger {
            found.push(Found::Stranger(what.into()));
            return;
        }
        // Whose it is, as whoever put it into the answer wrote it.
        if ["KeyId", "Arn"]
            .iter()
            .any(|name| member(record, name).is_some())
        {
            let mut piece = Piece::new(FORMAT.name, true);
            piece.take_members(record, source);
            found.push(Found::Piece(piece));
            return;
        }
        let key = Key {
            format: FORMAT.name,
            record: record.span,
            policy: policy.map_or(Given::Absent, |it| key::policy(it, source.text)),
            ..key::read(record, source.text, FORMAT.name)
        };
        found.push(Found::Key(Box::new(key)));
    },
    #[cfg(test)]
    example: r#"{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","PolicyName":"default"}"#,
};

fn claims(record: &Node) -> bool {
    let only = record.members().iter().all(|member| {
        let name = pascal(&member.name);
        matches!(name.as_str(), "Policy" | "PolicyName" | "KeyId" | "Arn") || is_of_client(&name)
    });
    let policy = member(record, "Policy").map(|node| &node.value);
    only && matches!(policy, Some(Value::String(_) | Value::Object(_)))
}
