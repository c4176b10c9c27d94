//! JSON that is no key: what it looks like, and the message that it was left out.

use super::Problem;
use crate::json::{Node, Value};

/// Records that are JSON and no key, counted by what they look like.
#[derive(Default)]
pub(super) struct Strangers(Vec<(String, usize)>);

impl Strangers {
    pub(super) fn add(&mut self, what: String) {
        if let Some((_, count)) = self.0.iter_mut().find(|(other, _)| *other == what) {
            *count += 1;
        } else if self.0.len() < 20 {
            self.0.push((what, 1));
        }
    }

    pub(super) fn problem(&self, keys: usize) -> Option<Problem> {
        if self.0.is_empty() {
            return None;
        }
        let list: Vec<String> = self
            .0
            .iter()
            .map(|(what, count)| match count {
                1 => what.clone(),
                _ => format!("{count} × {what}"),
            })
            .collect();
        let list = list.join(", ");
        let about_kms = self.0.iter().any(|(what, _)| {
            let what = what.to_ascii_lowercase();
            // It says itself that there is no key.
            if what.contains("without a") || what.contains("deleted") {
                return false;
            }
            ["kms", "key_manager", "key_spec"]
                .iter()
                .any(|word| what.contains(word))
        });
        Some(Problem::new(if keys == 0 && about_kms {
            format!(
                "This tells of a KMS key in a form that Keyglass does not read: {list}. Its policy by itself can be dropped or pasted."
            )
        } else if keys == 0 {
            format!("Valid JSON, but no KMS key in it: {list}.")
        } else {
            format!("Not a KMS key, left out: {list}.")
        }))
    }
}

/// What a JSON value looks like, for the message that it is no key.
pub(super) fn describe(node: &Node) -> String {
    let text = |name: &str| node.get(name).and_then(Node::as_str);
    if let Some(kind) = text("ResourceType").or_else(|| text("resourceType")) {
        return format!("{} resource", plain(kind));
    }
    if let Some(kind) = text("Type")
        && (kind.starts_with("AWS::") || kind.starts_with("aws_") || kind == "AwsKmsKey")
    {
        return format!("a resource of type {}", plain(kind));
    }
    match &node.value {
        Value::Object(members) if members.is_empty() => "an empty object".into(),
        Value::Object(members) => {
            // Names that tell most come first.
            let telling = |name: &str| matches!(name, "key_manager" | "key_spec");
            let mut names: Vec<String> = members.iter().map(|m| plain(&m.name)).collect();
            crate::order::by_key(&mut names, |name| !telling(name));
            names.truncate(4);
            let more = if members.len() > 4 { ", …" } else { "" };
            format!("an object with {}{more}", names.join(", "))
        }
        Value::String(text) if text.len() > 80 => {
            format!("a string of {} bytes", text.len())
        }
        Value::String(text) => format!("the string “{}”", plain(text)),
        _ => node.kind().into(),
    }
}

/// Text of the file inside a message: short and on one line.
fn plain(text: &str) -> String {
    let mut out: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(60)
        .collect();
    if text.chars().count() > 60 {
        out.push('…');
    }
    out
}

/// Whether what looks so stands where an answer may have been: it is empty, or an error.
pub(super) fn is_missing(what: &str) -> bool {
    let empty = ["null", "the string “”"].contains(&what);
    let says = ["an empty", "rror", "__type", "without a key"];
    empty || says.iter().any(|words| what.contains(words))
}
