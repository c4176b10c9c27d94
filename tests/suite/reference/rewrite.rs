//! Other ways to write the same policy.

use serde_json::{Map, Value, json};

use super::evaluator::many;

/// Changes every value under a member of this name, at any depth.
fn rewrite(value: &Value, name: &str, change: &dyn Fn(&Value) -> Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(member, inner)| match member == name {
                true => (member.clone(), change(inner)),
                false => (member.clone(), rewrite(inner, name, change)),
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items
            .iter()
            .map(|item| rewrite(item, name, change))
            .collect(),
        other => other.clone(),
    }
}

/// A single thing as a list of one, and a list of one as the thing.
fn flip_list(value: &Value) -> Value {
    match value {
        Value::Array(items) if items.len() == 1 => items[0].clone(),
        Value::Array(_) => value.clone(),
        one => Value::Array(vec![one.clone()]),
    }
}

fn flip_account(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(flip_account).collect(),
        Value::String(text) => {
            let root = text.strip_prefix("arn:aws:iam::");
            match root.and_then(|rest| rest.strip_suffix(":root")) {
                Some(account) => account.into(),
                None if text.len() == 12 => format!("arn:aws:iam::{text}:root").into(),
                None => value.clone(),
            }
        }
        other => other.clone(),
    }
}

fn flip_everyone(value: &Value) -> Value {
    if *value == "*" {
        json!({"AWS": "*"})
    } else if *value == json!({"AWS": "*"}) {
        "*".into()
    } else {
        value.clone()
    }
}

pub fn flip_case(text: &str) -> String {
    text.chars()
        .map(|letter| match letter.is_ascii_uppercase() {
            true => letter.to_ascii_lowercase(),
            false => letter.to_ascii_uppercase(),
        })
        .collect()
}

fn flip_action(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(flip_action).collect(),
        other => flip_case(other.as_str().unwrap()).into(),
    }
}

/// The same Condition with the names of its keys in the other letter case.
fn flip_keys(condition: &Value) -> Value {
    let operators = condition.as_object().unwrap().iter();
    operators
        .map(|(operator, keys)| {
            let keys = keys.as_object().unwrap().iter();
            let flipped: Map<_, _> = keys
                .map(|(key, values)| (flip_case(key), values.clone()))
                .collect();
            (operator.clone(), flipped.into())
        })
        .collect::<Map<_, _>>()
        .into()
}

pub fn with_statements(policy: &Value, statements: Vec<Value>) -> Value {
    let mut policy = policy.clone();
    policy["Statement"] = statements.into();
    policy
}

pub fn statements(policy: &Value) -> Vec<Value> {
    many(&policy["Statement"]).into_iter().cloned().collect()
}

/// The other ways to write the same policy.
pub fn same_policies(policy: &Value) -> Vec<(&'static str, Value)> {
    let mut backwards = statements(policy);
    backwards.reverse();
    let mut turned = statements(policy);
    turned.rotate_left(1);
    let both = |first: &str, second: &str, change: &dyn Fn(&Value) -> Value| {
        rewrite(&rewrite(policy, first, change), second, change)
    };
    let flip_names = |principal: &Value| rewrite(principal, "AWS", &flip_list);
    let flip_values = |condition: &Value| {
        let operators = condition.as_object().unwrap().iter();
        operators
            .map(|(operator, keys)| {
                let keys = keys.as_object().unwrap().iter();
                let flipped: Map<_, _> = keys
                    .map(|(key, values)| (key.clone(), flip_list(values)))
                    .collect();
                (operator.clone(), flipped.into())
            })
            .collect::<Map<_, _>>()
            .into()
    };
    vec![
        ("backwards", with_statements(policy, backwards)),
        ("turned", with_statements(policy, turned)),
        ("statement list", rewrite(policy, "Statement", &flip_list)),
        ("action list", both("Action", "NotAction", &flip_list)),
        ("resource list", both("Resource", "NotResource", &flip_list)),
        (
            "principal list",
            both("Principal", "NotPrincipal", &flip_names),
        ),
        ("value list", rewrite(policy, "Condition", &flip_values)),
        (
            "everyone",
            both("Principal", "NotPrincipal", &flip_everyone),
        ),
        ("account", rewrite(policy, "AWS", &flip_account)),
        ("action case", both("Action", "NotAction", &flip_action)),
        ("key case", rewrite(policy, "Condition", &flip_keys)),
    ]
}
