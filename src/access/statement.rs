//! What a statement reaches: its actions, and whether its Resource is the key.

use super::caller::Who;
use super::context::Context;
use super::pattern;
use crate::aws::actions::ActionSet;
use crate::aws::sets;
use crate::model::policy::{Policy, Statement};

/// True, false, or not to be told from the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Open,
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Truth {
        if truth { Truth::True } else { Truth::False }
    }
}

/// The actions that a key policy can give and that the statement's Action or NotAction means.
pub fn actions(statement: &Statement) -> ActionSet {
    let any = |entries: &[crate::model::policy::Text]| {
        entries.iter().fold(ActionSet::EMPTY, |set, entry| {
            set.or(pattern::actions(&entry.value))
        })
    };
    match (&statement.action.is, &statement.action.not) {
        (Some(list), _) => any(&list.entries).and(*sets::KEY_POLICY),
        (None, Some(list)) => sets::KEY_POLICY.minus(any(&list.entries)),
        // "A key policy statement without an Action element has no effect" ("Key policies", KMS Developer Guide).
        (None, None) => ActionSet::EMPTY,
    }
}

/// Whether the statement's Resource or NotResource is this key.
///
/// In a key policy `*` means the key itself; a pattern means it when it matches the key's ARN; an
/// alias ARN never does ("Key policies" and "Allowing access to aliases", KMS Developer Guide).
pub fn is_this_key(statement: &Statement, policy: &Policy, context: &Context) -> Truth {
    let any = |entries: &[crate::model::policy::Text]| {
        let mut truth = Truth::False;
        for entry in entries {
            match means_key(&entry.value, policy, context) {
                Truth::True => return Truth::True,
                Truth::Open => truth = Truth::Open,
                Truth::False => {}
            }
        }
        truth
    };
    match (&statement.resource.is, &statement.resource.not) {
        (Some(list), _) => any(&list.entries),
        (None, Some(list)) => match any(&list.entries) {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Open => Truth::Open,
        },
        (None, None) => Truth::False,
    }
}

/// Whether one Resource entry means this key.
pub fn means_key(entry: &str, policy: &Policy, context: &Context) -> Truth {
    if entry == "*" {
        return Truth::True;
    }
    if is_alias(entry) {
        return Truth::False;
    }
    if policy.has_variables() && entry.contains("${") {
        return Truth::Open;
    }
    match &context.arn {
        Some(arn) if pattern::resource_matches(entry, arn) => Truth::True,
        Some(_) => Truth::False,
        // A `*` may stand for the colons too; without the key's ARN that leaves it open.
        None => match crate::model::arn::Arn::split(entry) {
            Some(arn) if could_be_key(&arn, context) => Truth::Open,
            None if entry.starts_with("arn:") && entry.contains('*') => Truth::Open,
            _ => Truth::False,
        },
    }
}

/// Whether the entry is the ARN of an alias.
pub fn is_alias(entry: &str) -> bool {
    crate::model::arn::Arn::split(entry)
        .is_some_and(|arn| arn.service == "kms" && arn.resource.starts_with("alias/"))
}

fn could_be_key(arn: &crate::model::arn::Arn, context: &Context) -> bool {
    let could = |pattern: &str, known: &Option<String>| match known {
        Some(known) => pattern::matches(pattern, known),
        None => true,
    };
    pattern::matches(arn.service, "kms")
        && could(arn.region, &context.region)
        && could(arn.account, &context.owner)
}

/// The principals of a statement.
pub fn callers(statement: &Statement, context: &Context) -> Vec<Who> {
    let entries = statement.principal.entries().iter();
    entries.map(|entry| Who::of(entry, context)).collect()
}

/// Whether the statement speaks of everybody: `"*"`, or a NotPrincipal, which is everybody but a few.
pub fn is_everyone(statement: &Statement, context: &Context) -> bool {
    let named = callers(statement, context).contains(&Who::Everyone);
    match (&statement.principal.is, &statement.principal.not) {
        (Some(_), _) => named,
        (None, Some(_)) => !named,
        (None, None) => false,
    }
}
