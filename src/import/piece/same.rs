//! Whether two values say the same, and lists that are put together.

use super::Told;
use crate::json::{Node, Value, parse, quote};
use crate::model::arn::Arn;

/// Puts the entries of one list behind those of another, each once.
pub fn append(mine: &mut Told, other: &Told) {
    if !both_lists(mine, other) {
        return;
    }
    let mut all = entries(mine);
    for entry in entries(other) {
        match all.iter_mut().find(|mine| is_one(mine, entry)) {
            None => all.push(entry),
            // One file may tell more of it than another.
            Some(mine) if mine.len() < entry.len() => *mine = entry,
            Some(_) => {}
        }
    }
    mine.value = format!("[{}]", all.join(", "));
}

/// Whether two entries of a list are one grant, alias or rotation, however it is written.
pub fn is_one(one: &str, other: &str) -> bool {
    let name = |entry: &str| {
        let node = parse(entry).ok()?;
        if let Some(date) = node.get("RotationDate") {
            return day(date);
        }
        let name = node.get("GrantId").or_else(|| node.get("AliasName"))?;
        Some(plain(name))
    };
    one == other || name(one).is_some() && name(one) == name(other)
}

/// Tags may be an object, and a record may hold the whole answer in place of its list.
pub fn both_lists(one: &Told, other: &Told) -> bool {
    one.value.starts_with('[') && other.value.starts_with('[')
}

/// The entries of a list, as they are written.
pub fn entries(list: &Told) -> Vec<&str> {
    let parsed = parse(&list.value);
    let items = parsed.iter().flat_map(Node::items);
    items.map(|item| item.span.of(&list.value)).collect()
}

/// Whether two values say the same: as JSON without layout; a policy by its document, a date by its day.
pub fn same(one: &Told, other: &Told) -> bool {
    if one.value == other.value {
        return true;
    }
    let (Ok(left), Ok(right)) = (parse(&one.value), parse(&other.value)) else {
        return false;
    };
    if one.name == "Policy" {
        return document(&left).is_some() && document(&left) == document(&right);
    }
    if one.name == "Tags" {
        let pairs = |node: &Node| {
            let tags = crate::read::key::tags(node)?;
            let pairs = tags.iter().map(|(name, value)| pair(name, quote(value)));
            Some(object(pairs.collect()))
        };
        return pairs(&left).is_some() && pairs(&left) == pairs(&right);
    }
    if one.name.ends_with("Date") || one.name == "ValidTo" {
        return day(&left).is_some() && day(&left) == day(&right);
    }
    as_sets(&left) == as_sets(&right)
}

/// A date, however it is written.
fn day(node: &Node) -> Option<String> {
    let date = crate::read::key::date(node);
    date.present().map(|date| date.moment.0.to_string())
}

/// A policy without layout, however often it is wrapped.
fn document(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(inner) => document(&parse(inner).ok()?),
        _ => Some(as_sets(node)),
    }
}

/// The value as JSON without layout, members in the order of their names.
pub fn plain(node: &Node) -> String {
    written(node, None)
}

/// The same, where the order of lists says nothing, nor whether an only entry stands in one: as in policies ("Grammar of the
/// IAM JSON policy language", IAM User Guide) and in what the API tells of a key. What a policy may say in two ways ("AWS JSON
/// policy elements: Principal" and "Action") is written in one.
fn as_sets(node: &Node) -> String {
    written(node, Some(""))
}

/// `set` is the name of the member that the value is of, where lists are sets.
fn written(node: &Node, set: Option<&str>) -> String {
    match &node.value {
        Value::Object(members) => {
            let pairs = members.iter().map(|member| {
                let value = written(&member.value, set.map(|_| member.name.as_ref()));
                pair(&member.name, value)
            });
            object(pairs.collect())
        }
        Value::Array(items) => {
            let mut parts: Vec<String> = items.iter().map(|item| written(item, set)).collect();
            if let Some(name) = set {
                crate::order::by(&mut parts, Ord::cmp);
                parts.dedup();
                if let ([only], Some(item)) = (parts.as_slice(), items.first())
                    && may_stand_alone(name, item)
                {
                    return only.clone();
                }
            }
            format!("[{}]", parts.join(","))
        }
        Value::String(text) => match set.unwrap_or_default() {
            "Principal" | "NotPrincipal" if text == "*" => object(vec![pair("AWS", quote(text))]),
            "AWS" => quote(account(text)),
            "Action" | "NotAction" => quote(&text.to_ascii_lowercase()),
            _ => quote(text),
        },
        Value::Number(number) => (*number).to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null => "null".into(),
    }
}

/// The id of an account in place of the ARN that means it.
fn account(principal: &str) -> &str {
    let arn = Arn::split(principal).filter(|arn| arn.service == "iam" && arn.resource == "root");
    arn.map_or(principal, |arn| arn.account)
}

/// Whether the only entry of a list may be written without it.
fn may_stand_alone(name: &str, item: &Node) -> bool {
    match &item.value {
        Value::Object(_) => name == "Statement",
        Value::Array(_) | Value::Null => false,
        _ => !matches!(name, "" | "Effect" | "Principal" | "NotPrincipal"),
    }
}

fn pair(name: &str, value: String) -> String {
    format!("{}:{value}", quote(name))
}

fn object(mut pairs: Vec<String>) -> String {
    crate::order::by(&mut pairs, Ord::cmp);
    format!("{{{}}}", pairs.join(","))
}
