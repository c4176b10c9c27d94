//! Grants, aliases, rotations and last use, in the shapes of the KMS API: a list, or the answer that holds it.

use super::key::date;
use crate::json::{Node, Value, pretty};
use crate::model::Given;
use crate::model::companion::{Alias, Grant, LastUsage, Rotation};
use crate::model::key::Date;

pub fn grants(node: &Node) -> Given<Vec<Grant>> {
    list(node, "Grants", |item| {
        let constraints = item.get("Constraints");
        let pairs = |name: &str| {
            let node = constraints.and_then(|node| node.get(name));
            let members = node.map(|node| node.members()).unwrap_or_default();
            members
                .iter()
                .filter_map(|member| {
                    Some((member.name.to_string(), member.value.as_str()?.to_string()))
                })
                .collect()
        };
        let operations = item.get("Operations")?.items();
        Some(Grant {
            span: item.span,
            id: text(item, "GrantId"),
            name: text(item, "Name").filter(|name| !name.is_empty()),
            key: text(item, "KeyId"),
            created: day(item, "CreationDate"),
            grantee: text(item, "GranteePrincipal"),
            grantee_service: text(item, "GranteeServicePrincipal"),
            retiring: text(item, "RetiringPrincipal"),
            retiring_service: text(item, "RetiringServicePrincipal"),
            issuer: text(item, "IssuingAccount"),
            operations: operations
                .iter()
                .filter_map(|operation| operation.as_str().map(str::to_string))
                .collect(),
            context_equals: pairs("EncryptionContextEquals"),
            context_subset: pairs("EncryptionContextSubset"),
            source_arn: constraints.and_then(|node| text(node, "SourceArn")),
        })
    })
}

pub fn aliases(node: &Node) -> Given<Vec<Alias>> {
    list(node, "Aliases", |item| match item.as_str() {
        Some(name) => Some(Alias {
            span: item.span,
            name: name.to_string(),
            ..Alias::default()
        }),
        None => Some(Alias {
            span: item.span,
            name: text(item, "AliasName")?,
            target: text(item, "TargetKeyId"),
            created: day(item, "CreationDate"),
            updated: day(item, "LastUpdatedDate"),
        }),
    })
}

pub fn rotations(node: &Node) -> Given<Vec<Rotation>> {
    list(node, "Rotations", |item| {
        item.is_object().then(|| Rotation {
            span: item.span,
            kind: text(item, "RotationType"),
            date: day(item, "RotationDate"),
            state: text(item, "KeyMaterialState"),
            valid_to: day(item, "ValidTo"),
        })
    })
}

/// The names of the key's policies, as `list-key-policies` gives them.
pub fn policy_names(node: &Node) -> Given<Vec<String>> {
    list(node, "PolicyNames", |item| {
        item.as_str().map(str::to_string)
    })
}

/// The member `KeyLastUsage` of the answer of `get-key-last-usage`, or the answer itself.
pub fn last_usage(node: &Node) -> Given<LastUsage> {
    match &node.value {
        Value::Null => Given::Null,
        Value::Object(_) => {
            let usage = node.get("KeyLastUsage").unwrap_or(node);
            Given::Present(LastUsage {
                operation: text(usage, "Operation"),
                at: day(usage, "Timestamp"),
                tracking_since: day(node, "TrackingStartDate"),
            })
        }
        _ => Given::Malformed(pretty(node)),
    }
}

/// A list whose every item can be read; with an item that cannot, all of it is malformed, so that no rule takes what is
/// left for everything.
fn list<T>(node: &Node, name: &str, read: impl Fn(&Node) -> Option<T>) -> Given<Vec<T>> {
    let node = node.get(name).unwrap_or(node);
    match &node.value {
        Value::Null => Given::Null,
        Value::Array(items) => match items.iter().map(read).collect() {
            Some(list) => Given::Present(list),
            None => Given::Malformed(pretty(node)),
        },
        _ => Given::Malformed(pretty(node)),
    }
}

fn text(node: &Node, name: &str) -> Option<String> {
    node.get(name)?.as_str().map(str::to_string)
}

fn day(node: &Node, name: &str) -> Option<Date> {
    date(node.get(name)?).present().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn reads_a_list_and_the_answer_that_holds_it() {
        let plain = r#"[{"GrantId":"a","Operations":["Decrypt"],"Constraints":{"EncryptionContextSubset":{"app":"x"}}}]"#;
        let answer = format!(r#"{{"Grants":{plain},"Truncated":false}}"#);
        for text in [plain, &answer] {
            let Given::Present(grants) = grants(&parse(text).unwrap()) else {
                panic!("{text}")
            };
            assert_eq!(grants[0].operations, ["Decrypt"]);
            assert_eq!(
                grants[0].context_subset,
                [("app".to_string(), "x".to_string())]
            );
        }
    }

    #[test]
    fn a_list_with_an_item_that_cannot_be_read_is_no_list() {
        let text = r#"[{"Operations":["Decrypt"]},7]"#;
        assert!(matches!(grants(&parse(text).unwrap()), Given::Malformed(_)));
        assert_eq!(aliases(&parse("null").unwrap()), Given::Null);
        assert_eq!(aliases(&parse("[]").unwrap()), Given::Present(vec![]));
    }

    #[test]
    fn a_key_that_was_never_used_is_told_from_one_that_is_not_known() {
        let never = parse(r#"{"KeyLastUsage":{},"TrackingStartDate":1777000000}"#).unwrap();
        let Given::Present(usage) = last_usage(&never) else {
            panic!()
        };
        assert_eq!(usage.at, None);
        assert!(usage.tracking_since.is_some());
        assert_eq!(last_usage(&parse("null").unwrap()), Given::Null);
    }
}
