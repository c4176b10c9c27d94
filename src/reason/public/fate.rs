//! What becomes of an Allow for everyone, by the form of its statement: why it confines, never applies, or is denied.

use super::Fate;
use crate::access::caller::{Refusal, Who};
use crate::access::condition::{Class, Escape, Scales};
use crate::access::context::Context;
use crate::access::statement::{self, Truth};
use crate::aws::actions::{Action, ActionSet};
use crate::aws::condition_keys::Bounds;
use crate::aws::sets;
use crate::model::policy::{Effect, Policy, Statement};

/// Everyone, or a principal element that may mean everyone as far as it can be read.
pub(super) fn speaks_of_everyone(statement: &Statement, context: &Context) -> bool {
    statement.effect != Some(Effect::Deny) && statement::is_everyone(statement, context)
}

/// Whether a part that cannot be read may hold an Allow for everyone. KMS refuses such a policy, so it is a draft.
pub(super) fn hides_something(policy: &Policy, context: &Context) -> bool {
    let top = policy
        .defects
        .iter()
        .any(|defect| matches!(defect.element, "Statement" | "The policy"));
    let principal = |statement: &Statement| {
        statement.principal.is_broken()
            || statement.principal.is_both()
            || statement::callers(statement, context)
                .iter()
                .zip(statement.principal.entries())
                .any(|(who, entry)| match who {
                    Who::Refused(Refusal::Wildcard) => true,
                    Who::Refused(_) => entry.value == "*" || is_placeholder(&entry.value),
                    _ => false,
                })
    };
    top || policy.misspelt
        || policy
            .statements
            .iter()
            .any(|statement| statement.effect != Some(Effect::Deny) && principal(statement))
}

/// Whether the text waits for a template to be filled in.
fn is_placeholder(text: &str) -> bool {
    ["${", "{{", "<", "%("]
        .iter()
        .any(|mark| text.contains(mark))
}

pub(super) fn fate(statement: &Statement, policy: &Policy, context: &Context) -> Fate {
    let scales = Scales {
        policy,
        statement,
        context,
    };
    let broken = statement.effect.is_none()
        || statement.action.is_both()
        || statement.resource.is_both()
        || statement.principal.is_both()
        || statement.condition_broken
        || statement.action.is_broken()
        || statement.resource.is_broken();
    let actions = statement::actions(statement).and(context.fit);
    if !broken
        && (actions.is_empty()
            || statement::is_this_key(statement, policy, context) == Truth::False)
    {
        return Fate::Dead;
    }
    let classes: Vec<Class> = statement
        .tests
        .iter()
        .map(|test| scales.weigh(test))
        .collect();
    let never = classes.iter().any(|class| matches!(class, Class::Never(_)));
    // Confinement comes first: it holds also when the rest of the statement is mended.
    let confined: Vec<_> = classes
        .into_iter()
        .filter_map(|class| match class {
            Class::Confines { bounds, values } => Some((bounds, values)),
            _ => None,
        })
        .collect();
    if !confined.is_empty() {
        return Fate::Confined(confined);
    }
    if never {
        return Fate::Dead;
    }
    if broken {
        return Fate::Unreadable;
    }
    let usable = keep(actions, |action| {
        statement
            .tests
            .iter()
            .all(|test| scales.holds_for(test, action) != Truth::False)
    });
    if usable.is_empty() {
        return Fate::Dead;
    }
    let foreign = usable.and(*sets::CROSS_ACCOUNT);
    if foreign.is_empty() {
        return Fate::NotAcrossAccounts;
    }
    subtract_denies(foreign, statement, policy, context)
}

/// What the Deny statements leave of `actions` for unknown callers.
fn subtract_denies(
    actions: ActionSet,
    allow: &Statement,
    policy: &Policy,
    context: &Context,
) -> Fate {
    let mut open = ActionSet::EMPTY;
    let mut contested = ActionSet::EMPTY;
    let mut may_be_denied = None;
    let mut by = Vec::new();
    let mut left: Vec<(Bounds, Vec<String>)> = Vec::new();
    for action in actions.iter() {
        let mut stopped = false;
        for deny in policy.statements.iter() {
            match denies(deny, action, allow, policy, context) {
                Reach::Not => {}
                Reach::Partly => {
                    contested = contested.or(ActionSet::single(action));
                    may_be_denied = may_be_denied.or(Some(deny.index));
                }
                Reach::AllBut(escapes) => {
                    stopped = true;
                    if !by.contains(&deny.index) {
                        by.push(deny.index);
                    }
                    for escape in escapes {
                        if !left.contains(&escape) {
                            left.push(escape);
                        }
                    }
                }
            }
        }
        if !stopped {
            open = open.or(ActionSet::single(action));
        }
    }
    if open.is_empty() {
        Fate::Denied { by, left }
    } else {
        Fate::Open {
            actions: open,
            contested: contested.and(open),
            may_be_denied,
        }
    }
}

/// How far a Deny reaches into the unknown callers of an action.
enum Reach {
    Not,
    /// Some of them, as far as can be told.
    Partly,
    /// All but known ones.
    AllBut(Vec<(Bounds, Vec<String>)>),
}

fn denies(
    deny: &Statement,
    action: &'static Action,
    allow: &Statement,
    policy: &Policy,
    context: &Context,
) -> Reach {
    if deny.effect != Some(Effect::Deny)
        || !statement::actions(deny).meets(ActionSet::single(action))
        || !statement::is_everyone(deny, context)
    {
        return Reach::Not;
    }
    let mut partly = match statement::is_this_key(deny, policy, context) {
        Truth::False => return Reach::Not,
        Truth::Open => true,
        Truth::True => false,
    };
    let mut left = Vec::new();
    if deny.principal.is.is_none() {
        let spared = deny.principal.entries().iter();
        let spared: Vec<String> = spared.map(|entry| entry.value.clone()).collect();
        // Whom KMS would refuse to spare, it spares in no known way.
        let refused = |who: &Who| who.is_nobody();
        partly |=
            deny.principal.is_broken() || statement::callers(deny, context).iter().any(refused);
        left.push((Bounds::Principal, spared));
    }
    let scales = Scales {
        policy,
        statement: deny,
        context,
    };
    partly |= deny.condition_broken
        || deny.action.is_both()
        || deny.action.is_broken()
        || deny.resource.is_both()
        || deny.principal.is_both();
    for test in &deny.tests {
        match scales.escape(test, action, allow) {
            Escape::Nobody => {}
            Escape::Everybody => return Reach::Not,
            Escape::Unknown => partly = true,
            Escape::Bounded(bounds, values) => left.push((bounds, values)),
        }
    }
    if partly {
        Reach::Partly
    } else {
        Reach::AllBut(left)
    }
}

fn keep(set: ActionSet, wanted: impl Fn(&'static Action) -> bool) -> ActionSet {
    set.iter()
        .filter(|action| wanted(action))
        .fold(ActionSet::EMPTY, |kept, action| {
            kept.or(ActionSet::single(action))
        })
}
