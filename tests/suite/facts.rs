//! The tables against the Service Authorization Reference, as `cargo xtask facts` read it. Every difference is listed
//! here with its reason, so that a newer reference shows what to look at.

use std::collections::BTreeMap;

use keyglass::aws::actions::{ACTIONS, Level, Scope};
use keyglass::aws::condition_keys::{CONDITION_KEYS, Carried, Kind, UNPUBLISHED, find};
use keyglass::aws::reference::{CARRIED, LEVELS, TYPES};

#[test]
fn every_action_of_the_reference_is_known_and_no_other() {
    let ours: Vec<&str> = ACTIONS.iter().map(|action| action.name).collect();
    let mut listed: Vec<&str> = LEVELS.iter().map(|(name, _)| *name).collect();
    // The KMS API model is ahead of the reference.
    listed.extend(UNPUBLISHED.iter().map(|action| action.name));
    listed.sort_unstable();
    assert_eq!(ours, listed);
    let grants = ACTIONS
        .iter()
        .filter(|action| action.level() == Level::Permissions);
    let names: Vec<&str> = grants.map(|action| action.name).collect();
    assert_eq!(
        names,
        ["CreateGrant", "PutKeyPolicy", "RetireGrant", "RevokeGrant"]
    );
}

/// A member of the family that the reference writes with a placeholder.
fn member(key: &str) -> String {
    match key.split_once("${") {
        Some((family, _)) => format!("{family}x"),
        None => key.to_string(),
    }
}

#[test]
fn every_condition_key_of_the_reference_is_known_with_its_type() {
    for (key, kind) in TYPES {
        let ours = find(&member(key)).unwrap_or_else(|| panic!("{key} is not in the catalogue"));
        let same = match kind {
            "ArrayOfString" => ours.multivalued,
            "Bool" => ours.kind == Kind::Bool,
            "Numeric" => ours.kind == Kind::Number,
            "Date" => ours.kind == Kind::Date,
            "ARN" => ours.kind == Kind::Arn,
            "String" => {
                !ours.multivalued && !matches!(ours.kind, Kind::Bool | Kind::Number | Kind::Date)
            }
            other => panic!("{key} has a new type, {other}"),
        };
        assert!(same, "{key} is {kind} in the reference, here {ours:?}");
    }
    // Where the reference is behind: "kms:PolicyName" is in the KMS Developer Guide's page of condition keys.
    for key in CONDITION_KEYS {
        let listed = TYPES
            .iter()
            .any(|(name, _)| find(&member(name)).is_some_and(|found| std::ptr::eq(found, key)));
        let ours = key.name.starts_with("kms:") && !listed;
        assert!(!ours || key.name == "kms:PolicyName", "{}", key.name);
    }
}

#[test]
fn keys_are_carried_by_the_actions_that_the_reference_lists() {
    let of_key = |name: &str| {
        let action = ACTIONS.iter().find(|action| action.name == name);
        action.is_some_and(|action| action.scope == Scope::Key)
    };
    let mut differ = BTreeMap::new();
    for key in CONDITION_KEYS {
        let Carried::ByActions(ours) = key.carried else {
            continue;
        };
        let ours: Vec<&str> = ours.iter().map(|action| action.name).collect();
        let mut listed: Vec<&str> = CARRIED
            .iter()
            .filter(|(name, _)| find(&member(name)).is_some_and(|found| std::ptr::eq(found, key)))
            .flat_map(|(_, actions)| actions.iter().copied())
            .filter(|name| of_key(name))
            .collect();
        listed.sort_unstable();
        listed.dedup();
        let more: Vec<&str> = ours
            .iter()
            .copied()
            .filter(|name| !listed.contains(name))
            .collect();
        let less: Vec<&str> = listed
            .iter()
            .copied()
            .filter(|name| !ours.contains(name))
            .collect();
        if !more.is_empty() || !less.is_empty() {
            differ.insert(key.name, (more, less));
        }
    }
    let expected: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::from([(
        "kms:PolicyName",
        (vec!["GetKeyPolicy", "PutKeyPolicy"], vec![]),
    )]);
    assert_eq!(differ, expected, "key: (only here, only in the reference)");
}
