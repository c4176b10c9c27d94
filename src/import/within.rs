//! Records that lie within other JSON, as in an answer or an alert that wraps them, and whose they are.

use super::describe_key::metadata;
use super::join::{is_key, is_of_answer};
use super::piece::{Identity, Piece, Source, is_policy};
use super::{Found, answer::member, describe_key, format_of, get_key_policy, policy, rows};
use crate::json::{Member, Node, Value, parse};
use crate::limits::{MAX_KEYS, MAX_NESTING};
use crate::model::arn::Arn;

/// The records inside an answer or an alert that wraps them. What does not say whose it is belongs to the key that the object
/// around it describes or names, or that it is named after. A bare policy is looked for only there: elsewhere it may be of anything.
pub(super) fn within(node: &Node, source: &Source, name: &str, depth: usize, out: &mut Vec<Found>) {
    // What an event asked for may have been refused, and is of its time ("CloudTrail record contents").
    let is_event = node.get("eventSource").is_some() || node.get("eventName").is_some();
    if depth > MAX_NESTING || out.len() > MAX_KEYS || is_event {
        return;
    }
    let from = out.len();
    // What it says itself goes before what is described in it: that may be another key.
    let own = key_named(node).or(Some(name).filter(|name| is_key(name)));
    let described = described_in(node).filter(|it| {
        let id = |key: &str| Identity::parse(key).id;
        let theirs = key_named(metadata(it));
        own.is_none_or(|own| theirs.is_some_and(|theirs| id(theirs) == id(own)))
    });
    let (piece, read) = beside(node, described, own.is_some(), source).unzip();
    out.extend(piece.map(Found::Piece));
    let members = node.members().iter().map(|it| (&*it.name, &it.value));
    let items = node.items().iter().map(|item| ("", item));
    let is_read = |child: &Node| read.flatten().is_some_and(|it| std::ptr::eq(it, child));
    for (name, child) in members.chain(items).filter(|(_, child)| !is_read(child)) {
        let (begin, named) = (out.len(), is_key(name));
        match &child.value {
            _ if named && policy::is_one(child) => {
                let mut piece = Piece::new(policy::FORMAT.name, true);
                piece.take("Policy", child, source);
                out.push(Found::Piece(piece));
            }
            // A list without entries is of anything.
            Value::Object(_) if is_empty_list(child) => {}
            Value::Object(_) => match format_of(child).filter(|format| format.is_telling()) {
                Some(format) => (format.read)(child, source, out),
                None => within(child, source, name, depth + 1, out),
            },
            Value::Array(_) => within(child, source, "", depth + 1, out),
            // An alert holds the resource as a text.
            Value::String(text) if text.trim_start().starts_with('{') && text.len() > 40 => {
                if let Ok(inner) = parse(text)
                    && let Some(format) = format_of(&inner).filter(|format| format.is_telling())
                {
                    let mut found = Vec::new();
                    (format.read)(&inner, &Source::new(text), &mut found);
                    out.extend(found.into_iter().map(|found| found.of_text(text)));
                }
            }
            _ => {}
        }
        if named {
            name_all(out, begin, name, child, source);
        }
    }
    if let Some(whose) = own.or(described.and_then(|it| key_named(metadata(it)))) {
        name_all(out, from, whose, node, source);
    }
}

/// The ARN or id of the key that an object names as its own.
fn key_named<'n>(node: &'n Node) -> Option<&'n str> {
    let mut names = ["KeyArn", "Arn", "KeyId"].iter();
    names.find_map(|name| member(node, name)?.as_str().filter(|text| is_key(text)))
}

/// Says of what was found from here on whose it is, where it does not.
fn name_all(found: &mut [Found], from: usize, key: &str, at: &Node, source: &Source) {
    for found in found.iter_mut().skip(from) {
        if let Found::Piece(piece) = found
            && piece.identity().id.is_none()
        {
            piece.name(key, at.span, source);
        }
    }
}

/// The one description of a key that an object holds.
pub(super) fn described_in<'n, 't>(node: &'n Node<'t>) -> Option<&'n Node<'t>> {
    let describes = |node: &&Node| {
        let format = format_of(node);
        format.is_some_and(|format| format.name == describe_key::FORMAT.name)
    };
    let mut described = node
        .members()
        .iter()
        .map(|member| &member.value)
        .filter(describes);
    described.next().filter(|_| described.next().is_none())
}

/// The policies that an object holds, with the one description of a key beside them or the key's name.
pub(super) fn beside<'n, 't>(
    node: &Node,
    described: Option<&'n Node<'t>>,
    named: bool,
    source: &Source,
) -> Option<(Piece, Option<&'n Node<'t>>)> {
    let members = node.members();
    // A record of something that uses the key.
    let of_another = |member: &Member| {
        let text = member.value.as_str();
        let arn = text.and_then(Arn::split);
        rows::is_of_another(&member.name)
            || arn.is_some_and(|arn| !matches!(arn.service, "kms" | "iam" | "sts"))
    };
    // It may be the whole answer.
    let is_answer = |node: &Node| {
        let claims = get_key_policy::FORMAT.claims;
        member(node, "PolicyName").is_some() && claims(node)
    };
    // `{"prod": …, "dev": …}` is of two keys.
    let told = |member: &Member| is_of_answer(&member.name);
    let of_described =
        |member: &&Member| described.is_some_and(|it| std::ptr::eq(it, &member.value));
    let is_told = described.is_none() || members.iter().filter(of_described).any(told);
    let is_one = |member: &&Member| {
        let named = is_key(&member.name);
        is_policy(&member.name) || !named && (is_told || told(member)) && is_answer(&member.value)
    };
    let policies = members.iter().filter(is_one);
    let policies = policies.map(|it| member(&it.value, "Policy").unwrap_or(&it.value));
    let policies: Vec<&Node> = policies.collect();
    if policies.is_empty()
        || described.is_none() && !named
        || members.iter().any(of_another)
        || policies.iter().any(|policy| policy::is_of_another(policy))
    {
        return None;
    }
    let format = described.map_or(&get_key_policy::FORMAT, |_| &describe_key::FORMAT);
    let mut piece = Piece::new(format.name, true);
    if let Some(key) = described {
        piece.take_members(metadata(key), source);
    }
    for policy in policies {
        piece.take("Policy", policy, source);
    }
    Some((piece, described))
}

fn is_empty_list(node: &Node) -> bool {
    matches!(node.members(), [only] if matches!(&only.value.value, Value::Array(items) if items.is_empty()))
}
