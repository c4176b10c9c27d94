//! A key's record: Panther's `AWS.KMS.Key` resource, or the KeyMetadata of the KMS API.
//!
//! Both use one vocabulary with a few names that differ; whatever is not known is kept as a field.

use super::companion;
use crate::json::{Member, Node, Value, parse, parse_at, pretty};
use crate::limits::MAX_UNWRAP;
use crate::model::Given;
use crate::model::date::Moment;
use crate::model::key::{Date, Field, FieldValue, Key, PolicyText};

/// Reads a record. `text` is the text that the record was parsed from.
pub fn read(record: &Node, text: &str, format: &'static str) -> Key {
    let mut key = Key {
        format,
        record: record.span,
        ..Key::default()
    };
    for member in record.members() {
        let (name, node) = (member.name.as_ref(), &member.value);
        match slot(&mut key, name) {
            Some(Slot::Text(given)) => *given = string(node),
            Some(Slot::Flag(given)) => *given = flag(node),
            Some(Slot::Date(given)) => *given = date(node),
            Some(Slot::Number(given)) => *given = whole(node),
            None => other(&mut key, name, node, text),
        }
    }
    key
}

/// Where a member of a simple kind goes.
enum Slot<'k> {
    Text(&'k mut Given<String>),
    Flag(&'k mut Given<bool>),
    Date(&'k mut Given<Date>),
    Number(&'k mut Given<i64>),
}

fn slot<'k>(key: &'k mut Key, name: &str) -> Option<Slot<'k>> {
    // By the first letter, and only then by name: there are many of both.
    Some(match (name.bytes().next()?, name) {
        (b'A', "Arn") => Slot::Text(&mut key.arn),
        (b'A', "AccountId" | "AWSAccountId") => Slot::Text(&mut key.account),
        (b'R', "Region") => Slot::Text(&mut key.region),
        (b'I', "Id") | (b'K', "KeyId") => Slot::Text(&mut key.id),
        (b'D', "Description") => Slot::Text(&mut key.description),
        (b'K', "KeyManager") => Slot::Text(&mut key.manager),
        (b'K', "KeyState") => Slot::Text(&mut key.state),
        (b'K', "KeyUsage") => Slot::Text(&mut key.usage),
        (b'K', "KeySpec") => Slot::Text(&mut key.spec),
        // The legacy twin of KeySpec, for files from before 2021.
        (b'C', "CustomerMasterKeySpec") if key.spec == Given::Absent => Slot::Text(&mut key.spec),
        (b'O', "Origin") => Slot::Text(&mut key.origin),
        (b'E', "ExpirationModel") => Slot::Text(&mut key.expiration),
        (b'K', "KeyRotationEnabled") | (b'E', "EnableKeyRotation") => Slot::Flag(&mut key.rotation),
        (b'M', "MultiRegion") => Slot::Flag(&mut key.multi_region),
        (b'E', "Enabled") => Slot::Flag(&mut key.enabled),
        (b'C', "CreationDate") => Slot::Date(&mut key.created),
        (b'N', "NextRotationDate") => Slot::Date(&mut key.next_rotation),
        (b'D', "DeletionDate") => Slot::Date(&mut key.deletion),
        (b'V', "ValidTo") => Slot::Date(&mut key.valid_to),
        (b'P', "PendingDeletionWindowInDays") => Slot::Number(&mut key.deletion_window),
        (b'R', "RotationPeriodInDays") => Slot::Number(&mut key.rotation_period),
        _ => return None,
    })
}

fn other(key: &mut Key, name: &str, node: &Node, text: &str) {
    match name {
        "MultiRegionConfiguration" => {
            if let Some(kind) = node.get("MultiRegionKeyType") {
                key.multi_region_type = string(kind);
            }
            key.set_regions = set_regions(node);
        }
        "TimeCreated" => (key.created, key.time_created) = (date(node), true),
        "Tags" => key.tags = read_tags(node),
        "Aliases" => key.aliases = companion::aliases(node),
        "Grants" => key.grants = companion::grants(node),
        "Rotations" => key.rotations = companion::rotations(node),
        "KeyLastUsage" => key.last_usage = companion::last_usage(node),
        "PolicyNames" => key.policy_names = companion::policy_names(node),
        "Policy" | "KeyPolicy" => {
            let given = policy(node, text);
            let known = key.policy.present().zip(given.present());
            // Of two policies it is not known which one the key has.
            key.policy = match known.is_some_and(|(one, other)| one.text != other.text) {
                true => Given::Malformed(pretty(node)),
                false => given,
            };
        }
        name => {
            let list = name.strip_prefix("Truncated");
            let cut = list.filter(|_| node.value == Value::Bool(true));
            key.cut.extend(cut.map(str::to_string));
        }
    }
}

/// Every member of a key's record, in the order of the file, the policy excepted. `text` is the text that the record was read
/// from. Read when they are asked for: most keys of an export are never looked at.
pub fn fields(key: &Key, text: &str) -> Vec<Field> {
    // A policy alone has none.
    let is_policy = |policy: &PolicyText| policy.span == key.record;
    if key.policy.present().is_some_and(is_policy) {
        return Vec::new();
    }
    let record = parse_at(text, key.record.start as usize);
    let record = record.map(|(record, _)| record);
    let members = record.iter().flat_map(Node::members);
    let others = members.filter(|member| !matches!(&*member.name, "Policy" | "KeyPolicy"));
    let field = |member: &Member| Field {
        name: member.name.to_string(),
        value: field_value(&member.name, &member.value),
        span: member.span(),
    };
    others.map(field).collect()
}

/// The policy that a record holds: as text, as text that is wrapped in further JSON strings, or as an object.
pub fn policy(node: &Node, text: &str) -> Given<PolicyText> {
    match &node.value {
        Value::Null => Given::Null,
        Value::String(inner) => {
            let mut policy = PolicyText {
                text: inner.to_string(),
                span: node.span,
                wrapped: 1,
            };
            while policy.wrapped < MAX_UNWRAP {
                let Some(inner) = unwrap(&policy.text) else {
                    break;
                };
                policy.text = inner;
                policy.wrapped += 1;
            }
            Given::Present(policy)
        }
        Value::Object(_) => Given::Present(PolicyText {
            text: node.span.of(text).to_string(),
            span: node.span,
            wrapped: 0,
        }),
        _ => Given::Malformed(pretty(node)),
    }
}

/// The string inside, when the text is a JSON string and nothing else.
fn unwrap(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('"') {
        return None;
    }
    parse(text).ok()?.as_str().map(str::to_string)
}

fn string(node: &Node) -> Given<String> {
    match &node.value {
        Value::Null => Given::Null,
        Value::String(text) => Given::Present(text.to_string()),
        _ => match node.members() {
            // As PowerShell writes what is one of a few words.
            [only] if only.name == "Value" => string(&only.value),
            _ => Given::Malformed(pretty(node)),
        },
    }
}

fn flag(node: &Node) -> Given<bool> {
    match &node.value {
        Value::Null => Given::Null,
        Value::Bool(flag) => Given::Present(*flag),
        _ => Given::Malformed(pretty(node)),
    }
}

pub fn date(node: &Node) -> Given<Date> {
    let (text, moment) = match &node.value {
        Value::Null => return Given::Null,
        Value::String(text) => (
            text.to_string(),
            Moment::parse(text).or(of_powershell(text)),
        ),
        Value::Number(number) => ((*number).to_string(), Moment::from_epoch(number)),
        _ => (pretty(node), None),
    };
    match moment {
        Some(moment) => Given::Present(Date { text, moment }),
        None => Given::Malformed(text),
    }
}

/// `/Date(1797724800000)/`: milliseconds since 1970.
fn of_powershell(text: &str) -> Option<Moment> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    Some(Moment(inner.parse::<i64>().ok()? / 1000))
}

fn whole(node: &Node) -> Given<i64> {
    match &node.value {
        Value::Null => Given::Null,
        Value::Number(number) => match number.parse() {
            Ok(number) => Given::Present(number),
            Err(_) => Given::Malformed((*number).to_string()),
        },
        _ => Given::Malformed(pretty(node)),
    }
}

fn read_tags(node: &Node) -> Given<Vec<(String, String)>> {
    match (&node.value, tags(node)) {
        (Value::Null, _) => Given::Null,
        (_, Some(tags)) => Given::Present(tags),
        (_, None) => Given::Malformed(pretty(node)),
    }
}

/// The Regions of the primary key and the replicas that a MultiRegionConfiguration lists.
fn set_regions(node: &Node) -> Given<Vec<String>> {
    let replicas = node.get("ReplicaKeys").map(|keys| keys.items());
    let keys = node
        .get("PrimaryKey")
        .into_iter()
        .chain(replicas.unwrap_or_default());
    let regions: Vec<String> = keys
        .filter_map(|key| key.get("Region")?.as_str().map(str::to_string))
        .collect();
    match regions.is_empty() {
        true => Given::Absent,
        false => Given::Present(regions),
    }
}

fn field_value(name: &str, node: &Node) -> FieldValue {
    match &node.value {
        Value::Null => FieldValue::Null,
        Value::Bool(flag) => FieldValue::Bool(*flag),
        Value::Number(number) => FieldValue::Number((*number).to_string()),
        Value::String(text) => FieldValue::Text(text.to_string()),
        _ if name == "Tags" => match tags(node) {
            Some(tags) => FieldValue::Tags(tags),
            None => FieldValue::Json(pretty(node)),
        },
        _ => FieldValue::Json(pretty(node)),
    }
}

/// Tags as a map of strings, or as a list of the API's pairs (`TagKey`, `TagValue`) or of CloudFormation's (`Key`, `Value`); `None`
/// where it is neither.
pub fn tags(node: &Node) -> Option<Vec<(String, String)>> {
    let text = |node: &Node| node.as_str().map(str::to_string);
    match &node.value {
        Value::Object(members) => members
            .iter()
            .map(|member| Some((member.name.to_string(), text(&member.value)?)))
            .collect(),
        Value::Array(items) => items
            .iter()
            .map(|item| {
                let name = item.get("TagKey").or_else(|| item.get("Key"))?;
                let value = item.get("TagValue").or_else(|| item.get("Value"))?;
                Some((text(name)?, text(value)?))
            })
            .collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        read(&parse(text).unwrap(), text, "panther")
    }

    #[test]
    fn null_absent_and_malformed_stay_apart() {
        let text = r#"{"KeyRotationEnabled":null,"KeyState":7,"ValidTo":"soon","Custom":[1]}"#;
        let key = key(text);
        assert_eq!(key.rotation, Given::Null);
        assert_eq!(key.state, Given::Malformed("7".into()));
        assert_eq!(key.origin, Given::Absent);
        assert_eq!(key.valid_to, Given::Malformed("soon".into()));
        let fields = fields(&key, text);
        assert_eq!(fields[3].value, FieldValue::Json("[ 1 ]".into()));
        assert_eq!(fields[3].span.of(text), r#""Custom":[1]"#);
    }

    #[test]
    fn reads_both_vocabularies() {
        let panther =
            r#"{"AccountId":"111122223333","Id":"1","Region":"us-east-1","Tags":{"a":"b"}}"#;
        let api = r#"{"AWSAccountId":"111122223333","KeyId":"1","Arn":"arn:aws:kms:us-east-1:111122223333:key/1","Tags":[{"TagKey":"a","TagValue":"b"}]}"#;
        for text in [panther, api] {
            let key = key(text);
            assert_eq!(key.owner(), Some("111122223333"));
            assert_eq!(key.home(), Some("us-east-1"));
            assert_eq!(key.key_id(), Some("1"));
            let tags = fields(&key, text).pop().unwrap().value;
            assert_eq!(tags, FieldValue::Tags(vec![("a".into(), "b".into())]));
        }
    }

    #[test]
    fn a_list_that_was_cut_off_is_told_from_a_whole_one() {
        let cut = |text: &str| ["Grants", "Aliases"].map(|list| key(text).is_cut(list));
        assert_eq!(
            cut(r#"{"Aliases":[],"TruncatedAliases":true}"#),
            [false, true]
        );
        assert_eq!(
            cut(r#"{"Aliases":[],"TruncatedAliases":false}"#),
            [false, false]
        );
        // Which one is not said.
        assert_eq!(cut(r#"{"Aliases":[],"Truncated":true}"#), [true, true]);
        assert_eq!(cut(r#"{"Aliases":[],"Truncated":false}"#), [false, false]);
    }

    /// The members of a policy are none of its key.
    #[test]
    fn a_policy_alone_has_no_fields() {
        let text = r#" {"Version":"2012-10-17","Statement":[]} "#;
        let key = crate::import::import(text).keys.pop().unwrap();
        assert_eq!(fields(&key, text), []);
    }

    #[test]
    fn unwraps_a_policy_that_was_escaped_twice() {
        let plain = r#"{"Statement":[]}"#;
        let once = crate::json::quote(plain);
        let twice = crate::json::quote(&once);
        for (value, wrapped) in [(plain, 0), (once.as_str(), 1), (twice.as_str(), 2)] {
            let key = key(&format!("{{\"Policy\":{value}}}"));
            let policy = key.policy.present().unwrap();
            assert_eq!((policy.text.as_str(), policy.wrapped), (plain, wrapped));
        }
    }
}
