use super::{Format, Found};
use crate::json::Node;
use crate::model::Given;
use crate::model::key::{Key, PolicyText};
use crate::read::key;

/// A key policy document and nothing around it. Whose key it belongs to is then not known.
pub static FORMAT: Format = Format {
    name: "policy",
    title: "Key policy document",
    how: "aws kms get-key-policy --key-id KEY --policy-name default --output text --query Policy",
    claims,
    read: |record, source, found| {
        let key = Key {
            format: FORMAT.name,
            record: record.span,
            policy: Given::Present(PolicyText {
                text: record.span.of(source.text).to_string(),
                span: record.span,
                wrapped: 0,
            }),
            ..Key::default()
        };
        found.push(Found::Key(Box::new(key)));
    },
    #[cfg(test)]
    example: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:DescribeKey","Resource":"*"}]}"#,
};

fn claims(record: &Node) -> bool {
    let has = |name: &str| record.get(name).is_some();
    // A misspelt or missing element must not hide that it is a policy: that is a finding, not another format.
    has("Statement")
        || has("Statements")
        || has("statement")
        || (has("Version") && record.members().len() <= 3 && has_policy_version(record))
}

fn has_policy_version(record: &Node) -> bool {
    record
        .get("Version")
        .and_then(Node::as_str)
        .is_some_and(|version| matches!(version, "2012-10-17" | "2008-10-17"))
}

/// A policy that was copied as one JSON string.
pub fn from_string(record: &Node, text: &str) -> Key {
    Key {
        format: FORMAT.name,
        record: record.span,
        policy: key::policy(record, text),
        ..Key::default()
    }
}
