//! What one may do with a set of actions, in words.

use super::text::Text;
use crate::aws::actions::{ActionSet, Group};
use crate::aws::sets;

/// What one may do with a set of actions, the key named once, or not again where it is `named` already.
pub fn spoken(set: ActionSet, named: bool) -> String {
    said(set, named, "and")
}

pub fn said(set: ActionSet, named: bool, word: &str) -> String {
    let mut parts = Vec::new();
    let crypto = set.and(sets::CRYPTO);
    if crypto == sets::CRYPTO {
        let which = if word == "and" { "every" } else { "any" };
        parts.push(format!("use {{key}} for {which} cryptographic operation"));
    } else if !crypto.is_empty() {
        let (about_key, plain): (Vec<_>, Vec<_>) = verbs(crypto)
            .into_iter()
            .partition(|verb| verb.contains("{key}"));
        if !plain.is_empty() {
            parts.push(format!("{} with {{key}}", join(&plain, word)));
        }
        parts.extend(about_key);
    }
    let rest = set.minus(sets::CRYPTO);
    let single = rest.len() + parts.len() <= 4;
    if single {
        parts.extend(rest.iter().map(|action| action.phrase.to_string()));
    } else {
        let word = [" ", word, " "].concat();
        let phrases = groups(rest).into_iter();
        parts.extend(phrases.map(|phrase| phrase.replace(" and ", &word)));
    }
    let spoken = if parts.len() > 1
        && parts
            .first()
            .is_some_and(|first| first.contains(&format!(" {word} ")))
    {
        let (head, tail) = parts.split_at(1);
        format!("{}, {word} {}", head.concat(), join(tail, word))
    } else {
        join(&parts, word)
    };
    name_key_once(&spoken, named)
}

fn verbs(crypto: ActionSet) -> Vec<String> {
    // Pairs that people speak of as one thing.
    const PAIRS: [(&[&str], &str); 4] = [
        (&["ReEncryptFrom", "ReEncryptTo"], "re-encrypt"),
        (
            &[
                "GenerateDataKey",
                "GenerateDataKeyWithoutPlaintext",
                "GenerateDataKeyPair",
                "GenerateDataKeyPairWithoutPlaintext",
            ],
            "generate data keys and pairs",
        ),
        (
            &["GenerateDataKey", "GenerateDataKeyWithoutPlaintext"],
            "generate data keys",
        ),
        (
            &["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"],
            "generate data key pairs",
        ),
    ];
    let mut left = crypto;
    let mut verbs: Vec<String> = Vec::new();
    for name in ["Encrypt", "Decrypt"] {
        let one = ActionSet::named(&[name]);
        if left.contains(one) {
            verbs.extend(one.iter().map(|action| action.phrase.to_string()));
            left = left.minus(one);
        }
    }
    for (names, phrase) in PAIRS {
        let pair = ActionSet::named(names);
        if left.contains(pair) {
            verbs.push(phrase.to_string());
            left = left.minus(pair);
        }
    }
    verbs.extend(left.iter().map(|action| action.phrase.to_string()));
    verbs
}

fn groups(set: ActionSet) -> Vec<String> {
    const GROUPS: [(Group, &str, usize); 7] = [
        (Group::Grants, "create and revoke {its} grants", 2),
        (Group::Policy, "change {its} policy", 1),
        (Group::Destroy, "disable and delete {key}", 3),
        (Group::Names, "change {its} tags and aliases", 2),
        (Group::Regions, "replicate {key}", 3),
        (Group::Life, "manage {its} life cycle", 2),
        (Group::Read, "read about {key}", 2),
    ];
    let mut parts = Vec::new();
    for (group, phrase, least) in GROUPS {
        let part = set.and(ActionSet::of(group));
        if part.len() >= least {
            parts.push(phrase.to_string());
        } else {
            parts.extend(part.iter().map(|action| action.phrase.to_string()));
        }
    }
    parts
}

fn join(parts: &[String], word: &str) -> String {
    let items = parts.iter().map(|part| Text::from(part.as_str())).collect();
    Text::list(items, word, usize::MAX).to_string()
}

/// The first mention is "this key", later ones are "it".
fn name_key_once(text: &str, mut named: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (word, tail) = match from.strip_prefix("{key}") {
            Some(tail) => (if named { "it" } else { "this key" }, tail),
            None => (
                if named { "its" } else { "this key’s" },
                from.strip_prefix("{its}").unwrap_or_default(),
            ),
        };
        out.push_str(word);
        named = true;
        rest = tail;
    }
    out.push_str(rest);
    out
}
