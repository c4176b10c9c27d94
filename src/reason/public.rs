//! Whether a key is public: whether somebody outside the account, whom nothing fixes, may do something with it.
//!
//! "AWS considers a policy public unless it grants access only to fixed values" ("The meaning of public", S3 User
//! Guide; the rule `kms-key-policy-no-public-access` of AWS Config says the same for key policies). A key policy gives
//! foreign callers only the operations that KMS allows across accounts ("Allowing users in other accounts to use a KMS
//! key", KMS Developer Guide), so an administrative action given to everyone is not public, if unwise.

use super::exposure::{Exposure, Opening, exposure};
use super::search::Doubt;
use crate::access::caller::{Refusal, Who};
use crate::access::condition::{Class, Escape, Scales};
use crate::access::context::Context;
use crate::access::request::Request;
use crate::access::statement::{self, Truth};
use crate::aws::actions::{Action, ActionSet};
use crate::aws::condition_keys::Bounds;
use crate::aws::sets;
use crate::model::policy::{Effect, Policy, Statement};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    Undecided,
}

impl Answer {
    pub fn name(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Undecided => "undecided",
        }
    }
}

/// The answer and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    pub answer: Answer,
    /// The Allow statements that speak of everyone, in order.
    pub broad: Vec<Broad>,
    /// What strangers may do, with the requests that show it.
    pub exposure: Exposure,
}

/// What strangers could do with a key, from the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Use,
    Grants,
    Reading,
}

impl Sort {
    pub fn name(self) -> &'static str {
        match self {
            Sort::Use => "use",
            Sort::Grants => "grants",
            Sort::Reading => "reading",
        }
    }

    fn actions(self) -> ActionSet {
        match self {
            Sort::Use => *sets::CRYPTO,
            Sort::Grants => *sets::GRANTS,
            Sort::Reading => sets::KEY_POLICY.minus(sets::CRYPTO.or(*sets::GRANTS)),
        }
    }
}

/// What strangers may do of one sort, and a request that shows it.
#[derive(Clone, Debug)]
pub struct Group {
    pub kind: Sort,
    pub actions: ActionSet,
    pub witness: Request,
}

impl Public {
    /// What strangers may do, worst first.
    pub fn groups(&self) -> Vec<Group> {
        let group = |kind: Sort| {
            let openings = &self.exposure.openings;
            let mut found = openings
                .iter()
                .filter(|opening| opening.actions.meets(kind.actions()));
            let first = found
                .clone()
                .find(|opening| kind.actions().contains(opening.actions));
            let witness = first.or_else(|| found.clone().next())?.witness.clone();
            let actions = found.by_ref().fold(ActionSet::EMPTY, |set, opening| {
                set.or(opening.actions.and(kind.actions()))
            });
            Some(Group {
                kind,
                actions,
                witness,
            })
        };
        [Sort::Use, Sort::Grants, Sort::Reading]
            .into_iter()
            .filter_map(group)
            .collect()
    }

    /// A stranger's request that the policy allows, where the key is public; the worst that there is.
    pub fn witness(&self) -> Option<Request> {
        let groups = match self.answer {
            Answer::Yes => self.groups(),
            Answer::No | Answer::Undecided => Vec::new(),
        };
        groups.into_iter().next().map(|group| group.witness)
    }

    /// A stranger's request for one of the actions that this statement lets through.
    pub fn witness_for(&self, statement: usize, actions: ActionSet) -> Option<&Request> {
        let of =
            |opening: &&Opening| opening.statement == statement && opening.actions.meets(actions);
        let mut openings = self.exposure.openings.iter().filter(of);
        let first = openings
            .clone()
            .find(|opening| actions.contains(opening.actions));
        first
            .or_else(|| openings.next())
            .map(|opening| &opening.witness)
    }

    /// Why it could not be decided.
    pub fn doubt(&self) -> Option<Doubt> {
        self.broad.iter().find_map(|broad| match broad.fate {
            Fate::Undecided(doubt) => Some(doubt),
            _ => None,
        })
    }
}

/// An Allow statement that speaks of everyone, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broad {
    pub index: usize,
    pub fate: Fate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Anyone may do this. A Deny statement, given by its index, may take some of it away, but from the contested
    /// actions alone.
    Open {
        actions: ActionSet,
        contested: ActionSet,
        may_be_denied: Option<usize>,
    },
    /// A condition fixes the callers.
    Confined(Vec<(Bounds, Vec<String>)>),
    /// Deny statements, by index, leave over only these callers, or nobody.
    Denied {
        by: Vec<usize>,
        left: Vec<(Bounds, Vec<String>)>,
    },
    /// Nothing in it works for callers of another account.
    NotAcrossAccounts,
    /// It never applies: no action, another resource, a condition that cannot be true.
    Dead,
    /// A part of it cannot be read.
    Unreadable,
    /// Whether it lets anyone in could not be decided.
    Undecided(Doubt),
}

/// Judges one reading of a policy.
pub fn judge(policy: &Policy, context: &Context) -> Public {
    let broad: Vec<Broad> = policy
        .statements
        .iter()
        .filter(|statement| speaks_of_everyone(statement, context))
        .map(|statement| Broad {
            index: statement.index,
            fate: fate(statement, policy, context),
        })
        .collect();
    // Where no statement speaks of everyone, no stranger is spoken of.
    let exposure = match broad.is_empty() {
        true => Exposure::default(),
        false => exposure(policy, context),
    };
    let broad: Vec<Broad> = broad
        .into_iter()
        .map(|broad| settle(broad, &exposure, policy, context))
        .collect();
    let any = |wanted: fn(&Fate) -> bool| broad.iter().any(|broad| wanted(&broad.fate));
    let answer = if any(|fate| matches!(fate, Fate::Open { .. })) {
        Answer::Yes
    } else if any(|fate| matches!(fate, Fate::Unreadable | Fate::Undecided(_)))
        || hides_something(policy, context)
    {
        Answer::Undecided
    } else {
        Answer::No
    };
    Public {
        answer,
        broad,
        exposure,
    }
}

/// What the requests of strangers make of a statement: they have the last word, its form tells why.
fn settle(broad: Broad, exposure: &Exposure, policy: &Policy, context: &Context) -> Broad {
    let open = exposure.actions(broad.index);
    let fate = match broad.fate {
        Fate::Unreadable => Fate::Unreadable,
        Fate::Open {
            contested,
            may_be_denied,
            ..
        } if !open.is_empty() => Fate::Open {
            actions: open,
            contested: contested.and(open),
            may_be_denied,
        },
        _ if !open.is_empty() => Fate::Open {
            actions: open,
            contested: ActionSet::EMPTY,
            may_be_denied: None,
        },
        Fate::Open { actions, .. } => {
            let doubt = exposure
                .doubts
                .iter()
                .find(|(index, _, _)| *index == broad.index);
            match doubt {
                Some((_, _, doubt)) => Fate::Undecided(*doubt),
                None => nobody_left(actions, policy, context),
            }
        }
        fate => fate,
    };
    Broad { fate, ..broad }
}

/// No stranger's request gets through: Deny statements together leave nobody over, or the conditions contradict each
/// other.
fn nobody_left(actions: ActionSet, policy: &Policy, context: &Context) -> Fate {
    let by: Vec<usize> = policy
        .statements
        .iter()
        .filter(|deny| {
            deny.effect == Some(Effect::Deny)
                && statement::actions(deny).meets(actions)
                && statement::is_everyone(deny, context)
                && statement::is_this_key(deny, policy, context) != Truth::False
        })
        .map(|deny| deny.index)
        .collect();
    match by.is_empty() {
        true => Fate::Dead,
        false => Fate::Denied {
            by,
            left: Vec::new(),
        },
    }
}

/// Everyone, or a principal element that may mean everyone as far as it can be read.
fn speaks_of_everyone(statement: &Statement, context: &Context) -> bool {
    statement.effect != Some(Effect::Deny) && statement::is_everyone(statement, context)
}

/// Whether a part that cannot be read may hold an Allow for everyone. KMS refuses such a policy, so it is a draft.
fn hides_something(policy: &Policy, context: &Context) -> bool {
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

fn fate(statement: &Statement, policy: &Policy, context: &Context) -> Fate {
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

#[cfg(test)]
mod tests;
