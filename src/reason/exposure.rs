//! Whether somebody outside the account, whom the policy does not bound to known identities, may do something.
//!
//! "AWS considers a policy public unless it grants access only to fixed values" ("The meaning of public", S3 User
//! Guide), so strangers are callers of accounts that the policy does not name, and their requests carry none of the
//! fixed values that it asks for: not its organization, not its networks, not its sources. A key that says who calls is
//! taken as absent where a test lets its absence pass, though KMS sends it: AWS warns of such tests.

use super::callers::{Among, Caller, Sort};
use super::domain::Domain;
use super::search::{Doubt, Found, Goal};
use super::space::{FOR_SERVICES_ALONE, Space, TooLarge};
use crate::access::context::Context;
use crate::access::request::Request;
use crate::access::statement::is_everyone;
use crate::aws::actions::{Action, ActionSet};
use crate::aws::condition_keys::find;
use crate::aws::sets;
use crate::model::operator::{Base, Quantifier};
use crate::model::policy::{Effect, Policy, Statement};

/// What strangers may do by one Allow statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The statement's index in the policy.
    pub statement: usize,
    pub actions: ActionSet,
    /// A request for one of the actions.
    pub witness: Request,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    pub openings: Vec<Opening>,
    /// Where it could not be decided: the statement, the actions, and why.
    pub doubts: Vec<(usize, ActionSet, Doubt)>,
    /// Where a Deny takes away some of what an opening lets through: the statement, the actions, the Deny.
    pub contested: Vec<(usize, ActionSet, usize)>,
    /// Where Deny statements take away all of it: the statement, and the Denies that do.
    pub denied: Vec<(usize, Vec<usize>)>,
    /// Statements whose ranges of addresses are so many that they fix nobody, as far as that is known.
    pub wide: Vec<usize>,
    /// Statements that strangers would meet, but for actions that KMS never does across accounts.
    pub inner: Vec<usize>,
}

impl Exposure {
    /// What strangers may do by this statement.
    pub fn actions(&self, statement: usize) -> ActionSet {
        self.openings
            .iter()
            .filter(|opening| opening.statement == statement)
            .fold(ActionSet::EMPTY, |set, opening| set.or(opening.actions))
    }
}

/// Looks for requests of strangers that the policy allows.
pub fn exposure(policy: &Policy, context: &Context) -> Exposure {
    let mut out = Exposure::default();
    let mut space = match Space::new(&[policy], context, Among::Strangers) {
        Ok(space) => space,
        Err(TooLarge) => return one_by_one(policy, context),
    };
    estrange(&mut space);
    // Also of statements whose effect cannot be read: they may be meant as Allow.
    for part in &space.parts {
        let mut asked = part.tests.iter().filter_map(|test| space.tests.get(*test));
        if asked.any(|asking| asking.asked.wide) {
            out.wide.push(part.statement.index);
        }
    }
    let (allows, denies) = (space.with(0, Effect::Allow), space.with(0, Effect::Deny));
    // Who stands behind a service is asked where a statement asks that itself, or a Deny spares whoever has a source. One
    // that lets services in as such is meant for them, and one that asks neither is met by strangers themselves.
    let keys = |statement: &Statement| -> Vec<&'static str> {
        let tests = statement.tests.iter();
        let known = tests.filter_map(|test| find(&test.key.value));
        known.map(|key| key.name).collect()
    };
    let of_source = |key: &&str| FOR_SERVICES_ALONE.contains(key);
    let spares = |at: &usize| {
        let keys = space.parts.get(*at).map(|part| keys(part.statement));
        keys.is_some_and(|keys| keys.iter().any(of_source) && !keys.contains(&IS_SERVICE))
    };
    let spared = denies.iter().any(spares);
    for at in allows {
        let Some(part) = space.parts.get(at) else {
            continue;
        };
        let index = part.statement.index;
        let mut keys = keys(part.statement).into_iter();
        let services = spared || keys.any(|key| of_source(&key) || key == SERVICE_NAME);
        let ask = |matched: &[usize], missed: &[usize], action| {
            ask(&space, matched, missed, action, services)
        };
        for actions in &space.actions {
            let actions = actions.and(part.actions);
            let Some(action) = actions.iter().next() else {
                continue;
            };
            if !action.cross_account {
                if matches!(ask(&[at], &denies, action), Found::Yes(_)) {
                    out.inner.push(index);
                }
                continue;
            }
            // The Denies that strangers whom the statement would let in meet.
            let biting = || {
                let bites =
                    |deny: &&usize| matches!(ask(&[at, **deny], &[], action), Found::Yes(_));
                let number = |deny: &usize| space.parts.get(*deny).map(|part| part.statement.index);
                denies
                    .iter()
                    .filter(bites)
                    .filter_map(number)
                    .collect::<Vec<usize>>()
            };
            match ask(&[at], &denies, action) {
                Found::Yes(witness) => {
                    let contested = biting().into_iter().map(|deny| (index, actions, deny));
                    out.contested.extend(contested);
                    out.openings.push(Opening {
                        statement: index,
                        actions,
                        witness: *witness,
                    });
                }
                Found::Undecided(doubt) => out.doubts.push((index, actions, doubt)),
                Found::No if !space.all_callers => out.doubts.push((index, actions, Doubt::Work)),
                Found::No => out.denied.push((index, biting())),
            }
        }
    }
    out
}

/// Of a policy that is too large: what each Allow lets through beside the Denies alone. That it lets something through is
/// shown by a request; where none is found, other statements may hide what they would tell of strangers.
fn one_by_one(policy: &Policy, context: &Context) -> Exposure {
    let mut out = Exposure::default();
    for statement in &policy.statements {
        let mut part = policy.clone();
        part.statements
            .retain(|it| it.effect == Some(Effect::Deny) || it.index == statement.index);
        let smaller = part.statements.len() < policy.statements.len();
        let alone = match smaller && is_everyone(statement) {
            true => exposure(&part, context),
            false => Exposure::default(),
        };
        if alone.openings.is_empty() {
            out.doubts
                .push((statement.index, sets::CROSS_ACCOUNT, Doubt::Work));
            out.wide.push(statement.index);
        }
        out.openings.extend(alone.openings);
        out.contested.extend(alone.contested);
    }
    out
}

fn ask(
    space: &Space,
    matched: &[usize],
    missed: &[usize],
    action: &'static Action,
    services: bool,
) -> Found {
    let goal = Goal { matched, missed };
    let mut doubt = None;
    for class in &space.callers {
        if class.caller.sort == Sort::Service && !services {
            continue;
        }
        match space.find(class, action, goal) {
            Found::Yes(witness) => return Found::Yes(witness),
            Found::Undecided(other) => doubt = doubt.or(Some(other)),
            Found::No => {}
        }
    }
    doubt.map_or(Found::No, Found::Undecided)
}

/// The keys that tell of a service that it is one.
const IS_SERVICE: &str = "aws:PrincipalIsAWSService";
const SERVICE_NAME: &str = "aws:PrincipalServiceName";

/// Accounts that a service may act for, as far as they are tried.
const MOST_BEHIND_SERVICES: usize = 20;

/// Takes from the strangers' requests what would make them known.
fn estrange(space: &mut Space) {
    space.keys.iter_mut().for_each(Domain::estrange);
    // Services act for strangers, and then for every stranger that the policy can tell apart by account.
    let mut accounts: Vec<String> = Vec::new();
    for account in space
        .callers
        .iter()
        .filter_map(|class| class.caller.account.as_ref())
    {
        if !accounts.contains(account) {
            accounts.push(account.clone());
        }
    }
    space.all_callers &= accounts.len() <= MOST_BEHIND_SERVICES;
    let mut more: Vec<Caller> = Vec::new();
    for class in space.take_callers() {
        let mut caller = class.caller;
        if caller.sort != Sort::Service {
            more.extend(without_habits(space, &caller));
        } else {
            caller.carries.set("aws:PrincipalArn", Vec::new());
            for account in accounts.iter().take(MOST_BEHIND_SERVICES) {
                let mut caller = caller.clone();
                for key in ["aws:PrincipalAccount", "kms:CallerAccount"] {
                    caller.carries.set(key, vec![account.clone()]);
                }
                more.extend(without_habits(space, &caller));
                more.push(caller);
            }
            continue;
        }
        space.add_caller(caller);
    }
    for caller in more {
        space.add_caller(caller);
    }
}

/// The caller without the keys whose absence some test lets pass.
fn without_habits(space: &Space, caller: &Caller) -> Vec<Caller> {
    let lenient: Vec<&str> = [
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "kms:CallerAccount",
        IS_SERVICE,
    ]
    .into_iter()
    .filter(|name| {
        space.tests.iter().any(|asking| {
            // Whether a service's own request has the key is not documented, so a test of just that tells nothing of it.
            let operator = asking.asked.operator;
            let asks =
                operator.base == Base::Null || operator.quantifier == Some(Quantifier::ForAnyValue);
            let passes = asking.is_lenient() || caller.sort == Sort::Service && asks;
            passes && asking.asked.test.key.value.eq_ignore_ascii_case(name)
        })
    })
    .collect();
    (1..1_usize << lenient.len())
        .map(|choice| {
            let mut caller = caller.clone();
            for (_, name) in lenient
                .iter()
                .enumerate()
                .filter(|(at, _)| choice & 1 << at != 0)
            {
                caller.carries.set(name, Vec::new());
            }
            caller
        })
        .collect()
}
