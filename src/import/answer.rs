//! Answers of the KMS API that hold a list.

use super::Found;
use super::piece::{Piece, Source, pascal, renamed};
use crate::json::{Node, Value, quote};
use crate::model::arn::Arn;

/// The member of this name, whether it is written `KeyId`, `keyId` or `key_id`, or `keyid`, as columns of Athena are.
pub fn member<'n, 't>(node: &'n Node<'t>, name: &str) -> Option<&'n Node<'t>> {
    let is_called = |other: &str| {
        let letters = other.bytes().filter(|byte| *byte != b'_');
        letters
            .map(|byte| byte.to_ascii_lowercase())
            .eq(name.bytes().map(|byte| byte.to_ascii_lowercase()))
    };
    let members = node.members().iter();
    members
        .rev()
        .find(|member| is_called(&member.name))
        .map(|member| &member.value)
}

/// Whether a member of an answer is what the client adds: botocore, the SDKs for JavaScript and for Go.
pub fn is_of_client(name: &str) -> bool {
    matches!(name, "ResponseMetadata" | "$metadata" | "ResultMetadata")
}

/// Whether the record is an answer of the API that holds this list and nothing of a key besides.
pub fn is_answer(record: &Node, list: &str) -> bool {
    record.members().iter().all(|member| {
        let name = pascal(&member.name);
        name == list && matches!(member.value.value, Value::Array(_))
            || is_of_client(&name)
            || matches!(
                name.as_str(),
                "Truncated" | "NextMarker" | "NextToken" | "KeyId"
            )
    })
}

/// A piece for each key that the entries of a list name; entries that name none are those of the key that the answer
/// names, if it does.
pub fn by_key(
    record: &Node,
    list: &str,
    name: &str,
    format: &'static str,
    source: &Source,
    found: &mut Vec<Found>,
) {
    let outer = member(record, "KeyId").and_then(Node::as_str);
    let Some(items) = member(record, list) else {
        return;
    };
    // An alias names its account and Region where its key is named by id alone.
    let place = |item: &Node| {
        let arn = member(item, "AliasArn")?.as_str().and_then(Arn::split)?;
        Some((arn.account.to_string(), arn.region.to_string()))
    };
    let mut keys: Vec<(_, Vec<&Node>)> = Vec::new();
    for item in items.items() {
        let key = member(item, name).and_then(Node::as_str).or(outer);
        // AWS has aliases in store that are of no key yet ("ListAliases", KMS API Reference).
        if key.is_none() && name == "TargetKeyId" {
            continue;
        }
        let whose = (key, place(item));
        match keys.iter_mut().rev().find(|(other, _)| *other == whose) {
            Some((_, entries)) => entries.push(item),
            None => keys.push((whose, vec![item])),
        }
    }
    if items.items().is_empty() {
        keys.push(((outer, None), Vec::new()));
    }
    for ((key, place), entries) in keys {
        let mut piece = Piece::new(format, false);
        let span = entries.first().map_or(items.span, |entry| entry.span);
        if let Some(key) = key {
            piece.name(key, span, source);
        }
        if let Some((account, region)) = place {
            piece.tell("AccountId", quote(&account), span, source);
            piece.tell("Region", quote(&region), span, source);
        }
        let texts: Vec<String> = entries.iter().map(|entry| renamed(entry)).collect();
        piece.tell(list, format!("[{}]", texts.join(", ")), span, source);
        piece.take_cut(record, list, source);
        found.push(Found::Piece(piece));
    }
}
