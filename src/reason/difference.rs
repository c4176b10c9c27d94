//! What one policy allows and another does not.

use super::callers::Among;
use super::search::{Doubt, Found, Goal};
use super::space::{Class, Space, TooLarge};
use crate::access::context::Context;
use crate::access::decide::{Decision, decide};
use crate::access::request::Request;
use crate::aws::actions::{Action, ActionSet};
use crate::model::policy::{Effect, Policy};

/// Requests of one caller that come out differently in the same way.
#[derive(Clone, Debug)]
pub struct Change {
    /// The caller: what `aws:PrincipalArn` holds, or the service's name.
    pub caller: String,
    /// A policy names this caller; otherwise it stands for all that the policies treat alike.
    pub named: bool,
    pub account: Option<String>,
    pub actions: ActionSet,
    pub before: Decision,
    pub after: Decision,
    /// A request for one of the actions.
    pub witness: Request,
}

#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// What the second policy allows and the first does not.
    pub gained: Vec<Change>,
    /// What the first allows and the second does not.
    pub lost: Vec<Change>,
    /// Why more changes may be there.
    pub doubt: Option<Doubt>,
}

impl Difference {
    /// No request is allowed by one and not by the other, and this is proven.
    pub fn is_equal(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty() && self.doubt.is_none()
    }
}

/// Compares two policies of one key. Being allowed by the policy itself and being left to the IAM policies of one's
/// account are different things, and so a change between them is one.
pub fn difference(before: &Policy, after: &Policy, context: &Context) -> Difference {
    let mut out = Difference::default();
    let space = match Space::new(&[before, after], context, Among::Everybody) {
        Ok(space) => space,
        Err(TooLarge) => {
            out.doubt = Some(Doubt::Work);
            return out;
        }
    };
    if !space.all_callers {
        out.doubt = Some(Doubt::Values);
    }
    if unlisted(before) != unlisted(after) {
        out.doubt = Some(Doubt::Unlisted);
    }
    // What cannot be read in full may be anything.
    if space
        .parts
        .iter()
        .any(|part| part.hazy || part.effect.is_none())
    {
        out.doubt = Some(Doubt::Unread);
    }
    for class in &space.callers {
        for actions in &space.actions {
            let Some(action) = actions.iter().next() else {
                continue;
            };
            for (from, to) in [(0, 1), (1, 0)] {
                match won(&space, class, action, from, to) {
                    Found::Yes(witness) => {
                        let change = change(before, after, context, class, *actions, *witness);
                        let list = if to == 1 {
                            &mut out.gained
                        } else {
                            &mut out.lost
                        };
                        add(list, change);
                    }
                    Found::Undecided(doubt) => out.doubt = out.doubt.or(Some(doubt)),
                    Found::No => {}
                }
            }
        }
    }
    out
}

/// Looks for a request that `to` allows, or leaves to the account, and `from` does not.
fn won(space: &Space, class: &Class, action: &'static Action, from: usize, to: usize) -> Found {
    let (allows, denies) = (space.with(to, Effect::Allow), space.with(to, Effect::Deny));
    let (old, bars) = (
        space.with(from, Effect::Allow),
        space.with(from, Effect::Deny),
    );
    let mut doubt = None;
    for account in [false, true] {
        let old_direct = space.speaking(class, &old, false);
        let old_enough = match account {
            false => old_direct,
            true => [old_direct, space.speaking(class, &old, true)].concat(),
        };
        for allow in space.speaking(class, &allows, account) {
            let unallowed = [denies.clone(), old_enough.clone()].concat();
            let goals = std::iter::once((vec![allow], unallowed))
                .chain(bars.iter().map(|bar| (vec![allow, *bar], denies.clone())));
            for (matched, missed) in goals {
                let goal = Goal {
                    matched: &matched,
                    missed: &missed,
                };
                match space.find(class, action, goal) {
                    Found::Yes(witness) => return Found::Yes(witness),
                    Found::Undecided(other) => doubt = doubt.or(Some(other)),
                    Found::No => {}
                }
            }
        }
    }
    doubt.map_or(Found::No, Found::Undecided)
}

fn change(
    before: &Policy,
    after: &Policy,
    context: &Context,
    class: &Class,
    actions: ActionSet,
    witness: Request,
) -> Change {
    Change {
        caller: class.caller.name().to_string(),
        named: class.caller.named,
        account: class.caller.account.clone(),
        actions,
        before: decide(before, context, &witness).decision,
        after: decide(after, context, &witness).decision,
        witness,
    }
}

/// Joins changes of one caller that come out alike.
fn add(list: &mut Vec<Change>, change: Change) {
    let alike = |other: &&mut Change| {
        (&other.caller, other.before, other.after) == (&change.caller, change.before, change.after)
    };
    match list.iter_mut().find(alike) {
        Some(other) => other.actions = other.actions.or(change.actions),
        None => list.push(change),
    }
}

/// The action names, in lower case, that the catalogue does not list.
fn unlisted(policy: &Policy) -> Vec<(Option<Effect>, String)> {
    let mut names: Vec<_> = policy
        .statements
        .iter()
        .flat_map(|statement| {
            let entries = statement.action.entries().iter();
            entries.map(|entry| (statement.effect, entry.value.to_ascii_lowercase()))
        })
        .filter(|(_, name)| {
            name.starts_with("kms:") && crate::access::pattern::actions(name).is_empty()
        })
        .collect();
    crate::order::by(&mut names, |a, b| a.1.cmp(&b.1));
    names.dedup();
    names
}
