//! Whether a key is public: whether somebody outside the account, whom nothing fixes, may do something with it.
//!
//! "AWS considers a policy public unless it grants access only to fixed values" ("The meaning of public", S3 User
//! Guide; the rule `kms-key-policy-no-public-access` of AWS Config says the same for key policies). A key policy gives
//! foreign callers only the operations that KMS allows across accounts ("Allowing users in other accounts to use a KMS
//! key", KMS Developer Guide), so an administrative action given to everyone is not public, if unwise.

mod fate;

use fate::{fate, hides_something, speaks_of_everyone};

use super::exposure::{Exposure, Opening, exposure};
use super::search::Doubt;
use crate::access::context::Context;
use crate::access::request::Request;
use crate::access::statement::{self, is_unread};
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::Bounds;
use crate::aws::sets;
use crate::model::policy::{ConditionValue, Effect, Policy, Statement, Test};
use crate::read::element::FUNCTION;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    Undecided,
    No,
}

impl Answer {
    pub const ALL: [Answer; 3] = [Answer::Yes, Answer::Undecided, Answer::No];

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
            Sort::Use => sets::CRYPTO,
            Sort::Grants => sets::GRANTS,
            Sort::Reading => sets::KEY_POLICY.minus(sets::CRYPTO.or(sets::GRANTS)),
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
    /// Deny statements, by index, leave no stranger over.
    Denied { by: Vec<usize> },
    /// Nothing in it works for callers of another account.
    NotAcrossAccounts,
    /// It never applies: no action, another resource, a condition that cannot be true.
    Dead,
    /// Its conditions together let no stranger in.
    Closed,
    /// A part of it cannot be read.
    Unreadable,
    /// Whether it lets anyone in could not be decided.
    Undecided(Doubt),
}

/// Whether one of these Denies, by index, spares AWS services as such, whoever they act for, as a data perimeter does.
pub fn spares_services(by: &[usize], policy: &Policy) -> bool {
    let asks = |test: &Test| {
        let is_no = |value: &ConditionValue| value.text.eq_ignore_ascii_case("false");
        let name = &test.key.value;
        name.eq_ignore_ascii_case("aws:PrincipalIsAWSService") && test.values.iter().all(is_no)
    };
    let mut denies = policy.statements.iter();
    denies.any(|deny| by.contains(&deny.index) && deny.tests.iter().any(asks))
}

/// Judges one reading of a policy.
pub fn judge(policy: &Policy, context: &Context) -> Public {
    let everyone: Vec<&Statement> = policy
        .statements
        .iter()
        .filter(|statement| speaks_of_everyone(statement))
        .collect();
    // Where no statement speaks of everyone, no stranger is spoken of.
    let exposure = match everyone.is_empty() {
        true => Exposure::default(),
        false => exposure(policy, context),
    };
    let broad: Vec<Broad> = everyone
        .into_iter()
        .map(|statement| Broad {
            index: statement.index,
            fate: match fate(statement, &exposure, policy, context) {
                Fate::Open { actions, .. } if may_be_denied(policy, actions) => {
                    Fate::Undecided(Doubt::Unread)
                }
                fate => fate,
            },
        })
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

/// Whether what a template leaves open may deny everybody some of these actions.
pub fn may_be_denied(policy: &Policy, actions: ActionSet) -> bool {
    let of_template = |deny: &Statement| {
        let mut defects = policy.defects.iter();
        defects.any(|defect| defect.found == FUNCTION && deny.span.contains(defect.span))
    };
    let names_somebody = |deny: &Statement| {
        let list = deny.principal.is.as_ref();
        list.is_some_and(|list| list.named)
    };
    policy.may_deny
        || policy.statements.iter().any(|deny| {
            deny.effect == Some(Effect::Deny)
                && is_unread(deny)
                && of_template(deny)
                && !names_somebody(deny)
                && (deny.action.is_broken() || statement::actions(deny).meets(actions))
        })
}

#[cfg(test)]
mod tests;
