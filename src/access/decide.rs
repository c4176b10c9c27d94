//! What a key policy by itself says to one request ("Policy evaluation logic", IAM User Guide; "Key policies in AWS
//! KMS", KMS Developer Guide).

use super::condition::evaluate::{evaluate, matches_filled};
use super::context::Context;
use super::pattern;
use super::prepared::Sum;
use super::request::{Carries, Request, Sender};
use super::statement::{self, Truth};
use crate::aws::names::is_account;
use crate::model::arn::Arn;
use crate::model::policy::{Effect, Policy, Principal, PrincipalKind, Statement, Test};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The policy names the caller, or everyone.
    Allowed,
    /// The policy lets the IAM policies of the caller's account decide.
    AllowedForAccount,
    ExplicitDeny,
    ImplicitDeny,
    /// It hangs on condition keys that were not told.
    Open,
}

impl Decision {
    pub fn name(self) -> &'static str {
        match self {
            Decision::Allowed => "allowed",
            Decision::AllowedForAccount => "allowed_for_account",
            Decision::ExplicitDeny => "explicit_deny",
            Decision::ImplicitDeny => "implicit_deny",
            Decision::Open => "open",
        }
    }
}

/// A decision and how each statement came out, in the order of the policy.
#[derive(Clone, Debug)]
pub struct Trace {
    pub decision: Decision,
    pub statements: Vec<Outcome>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub index: usize,
    pub matched: Truth,
    pub why: Why,
    /// Whether it speaks of the sender, of the action, and of this key.
    pub principal: bool,
    pub action: bool,
    pub resource: Truth,
    /// How each test comes out.
    pub tests: Vec<Truth>,
}

/// What made a statement match, or the first thing that kept it from matching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// All of it matched; by the account's principal, when `account` holds.
    Matched {
        account: bool,
    },
    NoEffect,
    Principal,
    Action,
    Resource,
    /// The test of this index is false.
    Test(usize),
    /// These tests hang on keys that were not told.
    Open(Vec<usize>),
}

/// Decides a request by the key policy alone. IAM policies, grants and the policies of organizations are not looked at.
pub fn decide(policy: &Policy, context: &Context, request: &Request) -> Trace {
    let statements: Vec<Outcome> = policy
        .statements
        .iter()
        .map(|statement| outcome(statement, policy, context, request))
        .collect();
    let mut sum = Sum::of(policy);
    for (statement, outcome) in policy.statements.iter().zip(&statements) {
        if let Some(effect) = statement.effect {
            let account = outcome.why == Why::Matched { account: true };
            sum.add(effect, outcome.matched, account);
        }
    }
    let decision = sum.total();
    Trace {
        decision,
        statements,
    }
}

fn outcome(
    statement: &Statement,
    policy: &Policy,
    context: &Context,
    request: &Request,
) -> Outcome {
    let spoken = speaks_of(statement, &request.sender, request.role());
    let mut outcome = Outcome {
        index: statement.index,
        matched: Truth::False,
        why: Why::NoEffect,
        principal: spoken.is_some(),
        action: has_action(statement, &request.action),
        resource: resource_truth(statement, policy, context, &request.carries),
        tests: statement
            .tests
            .iter()
            .map(|test| test_truth(test, policy, request))
            .collect(),
    };
    if policy.leaves_open(statement) {
        (outcome.matched, outcome.why) = (Truth::Open, Why::Open(Vec::new()));
    } else if statement.effect.is_some() {
        (outcome.matched, outcome.why) = weigh(&outcome, spoken, statement);
    }
    outcome
}

/// Whether the statement is about this key, variables filled in from the request.
pub(super) fn resource_truth(
    statement: &Statement,
    policy: &Policy,
    context: &Context,
    carries: &Carries,
) -> Truth {
    let truth = statement::is_this_key(statement, policy, context);
    let Some(arn) = context.arn.as_deref().filter(|_| truth == Truth::Open) else {
        return truth;
    };
    let entries = statement.resource.entries().iter();
    let mut any = Truth::False;
    for entry in entries {
        let one = match entry.value.contains("${") {
            true => matches_filled(&entry.value, arn, carries),
            false => statement::means_key(&entry.value, policy, context),
        };
        match one {
            Truth::True => {
                any = Truth::True;
                break;
            }
            Truth::Open => any = Truth::Open,
            Truth::False => {}
        }
    }
    match (&statement.resource.is, any) {
        (Some(_), any) => any,
        (None, Truth::True) => Truth::False,
        (None, Truth::False) => Truth::True,
        (None, Truth::Open) => Truth::Open,
    }
}

/// What the elements and tests come to together, and the first that keeps the statement from matching. One of which a part is
/// not known keeps it from nothing.
fn weigh(outcome: &Outcome, spoken: Option<bool>, statement: &Statement) -> (Truth, Why) {
    let Some(account) = spoken.or(statement.principal.is_broken().then_some(false)) else {
        return (Truth::False, Why::Principal);
    };
    if !outcome.action && !statement.action.is_broken() {
        return (Truth::False, Why::Action);
    }
    if outcome.resource == Truth::False && !statement.resource.is_broken() {
        return (Truth::False, Why::Resource);
    }
    let tests = &outcome.tests;
    if let Some(index) = tests.iter().position(|truth| *truth == Truth::False) {
        return (Truth::False, Why::Test(index));
    }
    let open: Vec<usize> = tests
        .iter()
        .enumerate()
        .filter(|(_, truth)| **truth == Truth::Open)
        .map(|(index, _)| index)
        .collect();
    match open.is_empty() && outcome.resource == Truth::True && !statement.is_broken() {
        true => (Truth::True, Why::Matched { account }),
        false => (Truth::Open, Why::Open(open)),
    }
}

fn test_truth(test: &Test, policy: &Policy, request: &Request) -> Truth {
    let wanted: Vec<&str> = test
        .values
        .iter()
        .map(|value| value.text.as_str())
        .collect();
    match test.operator {
        Some(operator) => evaluate(
            operator,
            &test.key.value,
            &wanted,
            &request.carries,
            policy.has_variables(),
        ),
        None => Truth::Open,
    }
}

pub(super) fn has_action(statement: &Statement, action: &str) -> bool {
    let any = |entries: &[crate::model::policy::Text]| {
        entries.iter().any(|entry| {
            entry.value == "*"
                || entry.value.contains(':') && pattern::matches_ignoring_case(&entry.value, action)
        })
    };
    match (&statement.action.is, &statement.action.not) {
        (Some(list), _) => any(&list.entries),
        (None, Some(list)) => !any(&list.entries),
        (None, None) => false,
    }
}

/// Whether the statement speaks of the sender, and if so, whether it does by the account's principal alone.
///
/// `role` is what the request's `aws:PrincipalArn` holds, if anything.
pub(crate) fn speaks_of(
    statement: &Statement,
    sender: &Sender,
    role: Option<&str>,
) -> Option<bool> {
    if let Some(list) = &statement.principal.is {
        let arn = sender.arn();
        let found = list
            .entries
            .iter()
            .filter_map(|entry| means(entry, sender, arn.as_ref(), role));
        // Named directly wins over delegation.
        return found.min();
    }
    let list = statement.principal.not.as_ref()?;
    let spared = match statement.effect {
        // A Deny spares only whom it names with all that stands behind: the session, the role, the account
        // ("NotPrincipal with Deny").
        Some(Effect::Deny) => identities(sender).iter().all(|identity| {
            list.entries
                .iter()
                .any(|entry| is_same(entry, identity, role))
        }),
        _ => list
            .entries
            .iter()
            .any(|entry| is_meant(entry, sender, role).is_some()),
    };
    (!spared).then_some(false)
}

/// Whether a principal of a statement means the sender; `Some(true)` when it does as the account, which delegates.
pub(crate) fn is_meant(entry: &Principal, sender: &Sender, role: Option<&str>) -> Option<bool> {
    means(entry, sender, sender.arn().as_ref(), role)
}

fn means(
    entry: &Principal,
    sender: &Sender,
    arn: Option<&Arn>,
    told: Option<&str>,
) -> Option<bool> {
    match (&entry.kind, sender) {
        (PrincipalKind::Aws, _) if entry.value == "*" => Some(false),
        (PrincipalKind::Service, Sender::Service(service)) => {
            (entry.value == *service).then_some(false)
        }
        (PrincipalKind::Aws, Sender::Principal(text)) => {
            let arn = arn?;
            let by_account = || arn.resource != "root";
            if is_account(&entry.value) {
                return (entry.value == arn.account).then(by_account);
            }
            // Most entries name somebody else: a look at their ends tells.
            let role = role_name(arn);
            if !(entry.value.ends_with(":root")
                || entry.value == *text
                || role.is_some_and(|name| entry.value.ends_with(name)))
            {
                return None;
            }
            // Whoever is named by an ARN is of its account.
            let named = Arn::split(&entry.value).filter(|named| named.account == arn.account)?;
            if is_root(&named, arn) {
                return Some(by_account());
            }
            let meant = entry.value == *text || role_of(&entry.value, &named, arn, told);
            meant.then_some(false)
        }
        _ => None,
    }
}

/// The account that an `AWS` principal stands for: 12 digits, or the ARN of a root in the sender's partition.
fn account_of<'p>(value: &'p str, sender: &Arn) -> Option<&'p str> {
    if is_account(value) {
        return Some(value);
    }
    let arn = Arn::split(value)?;
    is_root(&arn, sender).then_some(arn.account)
}

fn is_root(arn: &Arn, sender: &Arn) -> bool {
    arn.service == "iam" && arn.resource == "root" && arn.partition == sender.partition
}

/// The name of the role whose session it is.
fn role_name<'s>(session: &Arn<'s>) -> Option<&'s str> {
    let rest = session.resource.strip_prefix("assumed-role/")?;
    rest.split('/').next()
}

/// Whether the value is the ARN, `role`, of the role whose session the sender is. A session's ARN leaves the path out, so the
/// name has to do where the request does not tell its role.
fn role_of(value: &str, role: &Arn, session: &Arn, told: Option<&str>) -> bool {
    let name = role_name(session);
    let path = role.resource.strip_prefix("role/");
    let is_role = |arn: &Arn| {
        arn.account == session.account
            && arn.resource.starts_with("role/")
            && arn.resource.rsplit('/').next() == name
    };
    if let Some(told) = told
        && Arn::split(told).is_some_and(|arn| is_role(&arn))
        && told != value
    {
        return false;
    }
    role.service == "iam"
        && session.service == "sts"
        && role.partition == session.partition
        && role.account == session.account
        && path.and_then(|path| path.rsplit('/').next()) == name
        && name.is_some()
}

/// Everything that has to be named for a NotPrincipal Deny to spare the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Identity {
    Exactly(String),
    RoleOf(String),
    Account(String),
    Service(String),
    Nobody,
}

fn identities(sender: &Sender) -> Vec<Identity> {
    match sender {
        Sender::Unsigned => vec![Identity::Nobody],
        Sender::Service(name) => vec![Identity::Service(name.clone())],
        Sender::Principal(text) => {
            let Some(arn) = Arn::split(text) else {
                return vec![Identity::Nobody];
            };
            let account = Identity::Account(text.clone());
            if arn.resource == "root" {
                return vec![account];
            }
            let mut all = vec![Identity::Exactly(text.clone()), account];
            if arn.service == "sts" && arn.resource.starts_with("assumed-role/") {
                all.push(Identity::RoleOf(text.clone()));
            }
            all
        }
    }
}

fn is_same(entry: &Principal, identity: &Identity, role: Option<&str>) -> bool {
    if entry.kind == PrincipalKind::Aws && entry.value == "*" {
        return true;
    }
    match identity {
        Identity::Nobody => false,
        Identity::Service(name) => entry.kind == PrincipalKind::Service && entry.value == *name,
        Identity::Exactly(text) => entry.kind == PrincipalKind::Aws && entry.value == *text,
        Identity::RoleOf(text) | Identity::Account(text) => {
            let Some(arn) = Arn::split(text).filter(|_| entry.kind == PrincipalKind::Aws) else {
                return false;
            };
            match identity {
                Identity::RoleOf(_) => Arn::split(&entry.value)
                    .is_some_and(|named| role_of(&entry.value, &named, &arn, role)),
                _ => account_of(&entry.value, &arn) == Some(arn.account),
            }
        }
    }
}

#[cfg(test)]
mod tests;
