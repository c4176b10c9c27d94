//! Text of a policy that changes no decision: statements, actions, principals and condition values that could be taken
//! out, and nothing would come out differently.

use super::automaton::{self, Glob};
use super::callers::Among;
use super::search::Goal;
use super::space::{Class, Space, TooLarge};
use crate::access::caller::Who;
use crate::access::condition::evaluate;
use crate::access::condition::{Class as Weight, Scales, value};
use crate::access::context::Context;
use crate::access::decide::is_meant;
use crate::access::pattern;
use crate::access::statement::Truth;
use crate::aws::actions::{ActionSet, Scope};
use crate::aws::condition_keys;
use crate::json::Span;
use crate::model::operator::{Family, Operator};
use crate::model::policy::{Effect, Policy, Principal, Statement, Test, Text};

/// A piece of text without effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dead {
    pub span: Span,
    /// The statement it is, or is part of, by index.
    pub statement: usize,
    pub what: What,
    pub why: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Statement,
    Action,
    Principal,
    Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It names no action, no resource, no principal or no effect.
    Missing,
    NotThisKey,
    /// The key cannot do any of it.
    NotThisKind,
    /// A key policy cannot give it.
    NotOfKeyPolicies,
    /// No request can meet its conditions, of which this one (by index) never can by itself, where there is one.
    Conditions(Option<usize>),
    /// No request comes from this principal.
    Nobody,
    /// It is for other accounts, and KMS does none of it across accounts.
    NotAcrossAccounts,
    /// What it allows, a Deny takes away, by index, wherever it would count.
    Denied(Vec<usize>),
    /// Other statements, by index, do all of it already.
    Shadowed(Vec<usize>),
    /// The entry beside it in the list does all of it already.
    Covered(String),
    /// No request can carry the value.
    Impossible,
    /// The catalogue does not list it.
    Unlisted,
}

/// Everything in the policy that changes no decision. An error where the policy is too large.
pub fn dead(policy: &Policy, context: &Context) -> Result<Vec<Dead>, TooLarge> {
    let space = Space::new(&[policy], context, Among::Everybody)?;
    Ok(dead_in(&space, policy, context))
}

/// The same, with the space of the policy at hand.
pub fn dead_in(space: &Space, policy: &Policy, context: &Context) -> Vec<Dead> {
    let mut out = Vec::new();
    if !space.all_callers {
        return out;
    }
    for (at, part) in space.parts.iter().enumerate() {
        let statement = part.statement;
        match whole(space, at, policy, context) {
            Some(why) => out.push(Dead {
                span: statement.span,
                statement: statement.index,
                what: What::Statement,
                why,
            }),
            None => {
                actions(&mut out, space, at, policy);
                principals(&mut out, space, at, policy);
                values(&mut out, statement, policy, context);
            }
        }
    }
    out
}

/// Why the whole statement is without effect.
fn whole(space: &Space, at: usize, policy: &Policy, context: &Context) -> Option<Reason> {
    let part = space.parts.get(at)?;
    let statement = part.statement;
    if part.effect.is_none()
        || statement.action.is_absent()
        || statement.resource.is_absent()
        || statement.principal.is_absent()
    {
        return Some(Reason::Missing);
    }
    if part.hazy {
        return None;
    }
    if part.resource == Truth::False {
        return Some(Reason::NotThisKey);
    }
    if part.actions.is_empty() {
        let unlisted = statement
            .action
            .is
            .as_ref()
            .is_some_and(|list| list.entries.iter().any(is_unlisted));
        return (!unlisted).then(|| {
            match crate::access::statement::actions(statement).is_empty() {
                true => Reason::NotOfKeyPolicies,
                false => Reason::NotThisKind,
            }
        });
    }
    let callers = everybody(space);
    if counts(space, at, part.actions, &callers) {
        return None;
    }
    Some(reason(space, at, part.actions, &callers, policy, context))
}

/// Whether taking the statement out, for these actions and callers, would change a decision; true where in doubt.
fn counts(space: &Space, at: usize, actions: ActionSet, callers: &[&Class]) -> bool {
    let Some(part) = space.parts.get(at) else {
        return true;
    };
    let denies = others(&space.with(part.policy, Effect::Deny), at);
    let allows = others(&space.with(part.policy, Effect::Allow), at);
    for class in callers {
        let Some(account) = class.spoken.get(at).copied().flatten() else {
            continue;
        };
        let mut missed = denies.clone();
        if part.effect == Some(Effect::Allow) {
            missed.extend(space.speaking(class, &allows, false));
            if account {
                missed.extend(space.speaking(class, &allows, true));
            }
        }
        let goal = Goal {
            matched: &[at],
            missed: &missed,
        };
        for set in &space.actions {
            if let Some(action) = set.and(actions).iter().next()
                && !space.rules_out(class, action, goal)
            {
                return true;
            }
        }
    }
    false
}

fn everybody<'s>(space: &'s Space) -> Vec<&'s Class> {
    space.callers.iter().collect()
}

fn others(parts: &[usize], at: usize) -> Vec<usize> {
    parts.iter().copied().filter(|other| *other != at).collect()
}

/// Why a statement, or the part of it that is about these actions and callers, changes nothing.
fn reason(
    space: &Space,
    at: usize,
    actions: ActionSet,
    callers: &[&Class],
    policy: &Policy,
    context: &Context,
) -> Reason {
    let Some(part) = space.parts.get(at) else {
        return Reason::Missing;
    };
    let index = |other: &usize| space.parts.get(*other).map(|part| part.statement.index);
    let finds = |matched: &[usize], missed: &[usize]| {
        callers.iter().any(|class| {
            space.actions.iter().any(|set| {
                set.and(part.actions)
                    .and(actions)
                    .iter()
                    .next()
                    .is_some_and(|action| !space.rules_out(class, action, Goal { matched, missed }))
            })
        })
    };
    let ever = |missed: &[usize]| finds(&[at], missed);
    if !ever(&[]) {
        let spoken = |class: &&&Class| class.spoken.get(at).copied().flatten().is_some();
        let mut speaking = callers.iter().filter(spoken).peekable();
        if speaking.peek().is_none() {
            return Reason::Nobody;
        }
        let beyond = |class: &&Class| {
            let all = part.actions.and(actions);
            all.iter().all(|action| space.is_beyond(class, action))
        };
        if speaking.all(beyond) {
            return Reason::NotAcrossAccounts;
        }
        let scales = Scales {
            policy,
            statement: part.statement,
            context,
        };
        // A test that never comes out true, whatever the action, or for these actions.
        let alone = |test: &Test| {
            let place = part.tests.iter().find(|place| {
                space
                    .tests
                    .get(**place)
                    .is_some_and(|asking| asking.asks(test))
            });
            place.is_some_and(|place| !passes(space, at, *place, actions, callers))
        };
        let never = |test: &Test| matches!(scales.weigh(test), Weight::Never(_)) || alone(test);
        return Reason::Conditions(part.statement.tests.iter().position(never));
    }
    let denies = others(&space.with(part.policy, Effect::Deny), at);
    let of = |parts: &[usize]| -> Vec<usize> {
        // One that does it alone is the better reason.
        let alone = parts
            .iter()
            .find(|other| !ever(std::slice::from_ref(*other)));
        match alone {
            Some(alone) => index(alone).into_iter().collect(),
            None => parts
                .iter()
                .filter(|other| finds(&[at, **other], &[]))
                .filter_map(index)
                .collect(),
        }
    };
    if part.effect == Some(Effect::Allow) && !ever(&denies) {
        return Reason::Denied(of(&denies));
    }
    let same = match part.effect {
        Some(Effect::Deny) => denies,
        _ => others(&space.with(part.policy, Effect::Allow), at),
    };
    Reason::Shadowed(of(&same))
}

/// Whether the test comes out true for any of the callers and actions.
fn passes(space: &Space, at: usize, test: usize, actions: ActionSet, callers: &[&Class]) -> bool {
    let Some(part) = space.parts.get(at) else {
        return true;
    };
    let spoken = |class: &&&Class| class.spoken.get(at).copied().flatten().is_some();
    callers.iter().filter(spoken).any(|class| {
        let all = actions.and(part.actions);
        all.iter().any(|action| space.may_pass(class, action, test))
    })
}

fn is_unlisted(entry: &Text) -> bool {
    let (service, _) = entry.value.split_once(':').unwrap_or_default();
    service.eq_ignore_ascii_case("kms") && pattern::actions(&entry.value).is_empty()
}

/// Entries of Action that add nothing.
fn actions(out: &mut Vec<Dead>, space: &Space, at: usize, policy: &Policy) {
    let Some(part) = space.parts.get(at) else {
        return;
    };
    let Some(list) = &part.statement.action.is else {
        return;
    };
    if part.hazy || part.statement.action.not.is_some() {
        return;
    }
    let sets = list
        .entries
        .iter()
        .map(|entry| pattern::actions(&entry.value));
    let sets: Vec<ActionSet> = sets.collect();
    let callers = everybody(space);
    for ((place, entry), all) in list.entries.iter().enumerate().zip(&sets) {
        let own = all.and(space.context.fit);
        let alone = exclusive(&sets, place).and(part.actions);
        // Of two that cover each other, the later one is the one too many.
        let mut beside = list.entries.iter().zip(&sets).enumerate();
        let covering = beside.find(|(other, (_, theirs))| {
            let theirs = theirs.and(space.context.fit);
            *other != place && theirs.contains(own) && (theirs != own || *other < place)
        });
        let why = if is_unlisted(entry) {
            Some(Reason::Unlisted)
        } else if !all.iter().any(|action| action.scope == Scope::Key) {
            Some(Reason::NotOfKeyPolicies)
        } else if own.is_empty() {
            Some(Reason::NotThisKind)
        } else if let Some((_, (covering, _))) = covering {
            Some(Reason::Covered(covering.value.clone()))
        } else if !counts(space, at, alone, &callers) {
            Some(reason(space, at, alone, &callers, policy, space.context))
        } else {
            None
        };
        out.extend(why.map(|why| Dead {
            span: entry.span,
            statement: part.statement.index,
            what: What::Action,
            why,
        }));
    }
}

/// The actions that only this entry of the list means.
fn exclusive(sets: &[ActionSet], place: usize) -> ActionSet {
    let others = sets.iter().enumerate().filter(|(other, _)| *other != place);
    let own = sets.get(place).copied().unwrap_or(ActionSet::EMPTY);
    others.fold(own, |set, (_, theirs)| set.minus(*theirs))
}

/// What a list of principals makes of a caller, and what it would without the entry that does it, where that is one alone.
/// Policies name hundreds, so what each of them does to each caller is looked at once.
struct Meant {
    best: Option<bool>,
    by: Option<usize>,
    next: Option<bool>,
}

impl Meant {
    fn of(class: &Class, entries: &[Principal]) -> Meant {
        let role = class.caller.carries.role();
        let mut meant = Meant {
            best: None,
            by: None,
            next: None,
        };
        for (place, entry) in entries.iter().enumerate() {
            let Some(how) = is_meant(entry, &class.caller.sender, role) else {
                continue;
            };
            // Directly is better than as the account.
            if meant.best.is_none_or(|as_account| as_account && !how) {
                meant.next = meant.best;
                meant.best = Some(how);
                meant.by = Some(place);
            } else if meant.best == Some(how) {
                meant.by = None;
            } else {
                meant.next = Some(how);
            }
        }
        meant
    }

    fn without(&self, place: usize) -> Option<bool> {
        if self.by == Some(place) {
            self.next
        } else {
            self.best
        }
    }
}

/// Principals that add nothing.
fn principals(out: &mut Vec<Dead>, space: &Space, at: usize, policy: &Policy) {
    let Some(part) = space.parts.get(at) else {
        return;
    };
    let Some(list) = &part.statement.principal.is else {
        return;
    };
    if part.hazy || part.statement.principal.not.is_some() {
        return;
    }
    let meant = space
        .callers
        .iter()
        .map(|class| Meant::of(class, &list.entries));
    let meant: Vec<Meant> = meant.collect();
    for (place, entry) in list.entries.iter().enumerate() {
        // Those of whom the statement would speak otherwise without the entry.
        let callers = space.callers.iter().zip(&meant);
        let callers = callers.filter(|(class, meant)| {
            class.spoken.get(at).copied().flatten() != meant.without(place)
        });
        let callers: Vec<&Class> = callers.map(|(class, _)| class).collect();
        let why = if Who::of(entry, space.context).is_nobody() {
            Some(Reason::Nobody)
        } else if let Some((_, same)) = list.entries.iter().enumerate().find(|(other, same)| {
            *other < place && same.kind == entry.kind && same.value == entry.value
        }) {
            Some(Reason::Covered(same.value.clone()))
        } else if callers.is_empty() {
            let wider = list.entries.iter().find(|other| other.value == "*");
            match wider {
                Some(wider) if wider.value != entry.value => {
                    Some(Reason::Covered(wider.value.clone()))
                }
                _ => None,
            }
        } else if !counts(space, at, part.actions, &callers) {
            Some(reason(
                space,
                at,
                part.actions,
                &callers,
                policy,
                space.context,
            ))
        } else {
            None
        };
        out.extend(why.map(|why| Dead {
            span: entry.span,
            statement: part.statement.index,
            what: What::Principal,
            why,
        }));
    }
}

/// Condition values that no request matches, or that another value beside them covers.
fn values(out: &mut Vec<Dead>, statement: &Statement, policy: &Policy, context: &Context) {
    for test in &statement.tests {
        let (Some(operator), key) = (test.operator, condition_keys::find(&test.key.value)) else {
            continue;
        };
        for (place, value) in test.values.iter().enumerate() {
            if policy.has_variables() && value.text.contains("${") {
                continue;
            }
            let possible =
                key.is_none_or(|key| value::possible(&value.text, operator, key, context));
            let covering = test.values.iter().enumerate().find(|(other, text)| {
                *other != place
                    && !(policy.has_variables() && text.text.contains("${"))
                    && covers(operator, &text.text, &value.text)
                    && (*other < place || !covers(operator, &value.text, &text.text))
            });
            let why = if !possible && operator.family() != Family::Null {
                Some(Reason::Impossible)
            } else {
                covering.map(|(_, text)| Reason::Covered(text.text.clone()))
            };
            out.extend(why.map(|why| Dead {
                span: value.span,
                statement: statement.index,
                what: What::Value,
                why,
            }));
        }
    }
}

/// Whether everything that matches the one value matches the other too.
fn covers(operator: Operator, wide: &str, narrow: &str) -> bool {
    if wide == narrow {
        return true;
    }
    let ignores_case = operator.ignores_case();
    if !(operator.has_wildcards() || ignores_case) {
        return false;
    }
    if ignores_case {
        return evaluate::same_ignoring_case(wide, narrow);
    }
    let is_arn = operator.family() == Family::Arn;
    if !pattern::has_wildcard(narrow) {
        return match is_arn {
            true => pattern::arn_matches(wide, narrow),
            false => pattern::matches(wide, narrow),
        };
    }
    // The narrow one has words that begin otherwise, or end otherwise.
    let wild = ['*', '?'];
    let ends = |text: &str| {
        let head = text.find(wild).unwrap_or(text.len());
        let tail = text.rfind(wild).map_or(0, |at| at + 1);
        [head, text.len() - tail]
    };
    let ([head, tail], [other_head, other_tail]) = (ends(wide), ends(narrow));
    if head > other_head
        || tail > other_tail
        || wide.get(..head) != narrow.get(..head)
        || wide.get(wide.len() - tail..) != narrow.get(narrow.len() - tail..)
    {
        return false;
    }
    let glob = |text: &str| match is_arn {
        true => Glob::arn(text),
        false => Some(Glob::like(text)),
    };
    let (Some(wide), Some(narrow)) = (glob(wide), glob(narrow)) else {
        return false;
    };
    automaton::is_within(&narrow, &wide, 20_000) == Some(true)
}
