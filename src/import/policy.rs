use super::{Format, Found};
use crate::json::{Node, Value, parse};
use crate::model::Given;
use crate::model::arn::Arn;
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

/// Whether it is a policy, or the text of one, that may be of a key.
pub fn is_one(node: &Node) -> bool {
    let is = |node: &Node| claims(node) && !is_of_another(node);
    let text = node.as_str().and_then(|text| parse(text).ok());
    is(text.as_ref().unwrap_or(node))
}

/// Whether it is no key policy, going by what stands in it: each statement has actions or resources of other services alone or
/// names nobody, or it is no policy at all. Other services have answers of the same form for theirs ("GetBucketPolicy", S3
/// API Reference; "GetPolicy", IAM API Reference).
pub fn is_of_another(policy: &Node) -> bool {
    match &policy.value {
        Value::String(text) => parse(text).is_ok_and(|policy| is_of_another(&policy)),
        Value::Object(members) if !claims(policy) => !members.is_empty(),
        _ => policy.get("Statement").is_some_and(|statements| {
            let all = one_or_more(statements);
            !all.is_empty() && all.iter().all(|it| is_of_others(it))
        }),
    }
}

/// Whether it can be of nothing but a key: it gives something, and every statement is about KMS alone.
pub fn is_of_key(policy: &Node) -> bool {
    let text = policy.as_str().and_then(|text| parse(text).ok());
    let policy = text.as_ref().unwrap_or(policy);
    let statements = policy.get("Statement").map(one_or_more).unwrap_or_default();
    let gives = |it: &Node| {
        let effect = it.get("Effect").and_then(Node::as_str);
        effect == Some("Allow") && it.get("Action").is_some()
    };
    let of_kms = |text: &str| {
        text.get(..4)
            .is_some_and(|it| it.eq_ignore_ascii_case("kms:"))
    };
    let any = |text: &str| text == "*" || Arn::split(text).is_some_and(|arn| arn.service == "kms");
    let all = |it: &Node, names: [&str; 2], is: &dyn Fn(&str) -> bool| {
        let mut values = names
            .iter()
            .flat_map(|name| it.get(name).map(one_or_more).unwrap_or_default());
        values.all(|value| value.as_str().is_some_and(is))
    };
    statements.iter().any(gives)
        && statements.iter().all(|it| {
            all(it, ["Action", "NotAction"], &of_kms) && all(it, ["Resource", "NotResource"], &any)
        })
}

/// Whether a statement is about actions or resources of other services alone, or says nothing of principals, as those of
/// identities do.
fn is_of_others(statement: &Node) -> bool {
    let other = |it: &str| !it.contains(['*', '?', '$']) && !it.eq_ignore_ascii_case("kms");
    let action = |text: &str| text.split_once(':').is_some_and(|(it, _)| other(it.trim()));
    let resource = |text: &str| Arn::split(text).is_some_and(|arn| other(arn.service));
    let all = |name: &str, of_another: &dyn Fn(&str) -> bool| {
        let given = statement.get(name).map(one_or_more).unwrap_or_default();
        !given.is_empty() && given.iter().all(|it| it.as_str().is_some_and(of_another))
    };
    // Somebody may have misspelt it.
    let mut names = statement.members().iter().map(|member| &member.name);
    let names_nobody = !names.any(|name| name.to_ascii_lowercase().contains("princip"));
    all("Action", &action) || all("Resource", &resource) || names_nobody
}

/// What may be written as a list, or as its only entry.
fn one_or_more<'n, 't>(node: &'n Node<'t>) -> &'n [Node<'t>] {
    match &node.value {
        Value::Array(items) => items,
        _ => std::slice::from_ref(node),
    }
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
