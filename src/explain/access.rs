//! The answers of `reason` in words.

use super::actions::spoken;
use super::condition;
use super::principal;
use super::text::Text;
use crate::access::caller::Who;
use crate::access::context::Context;
use crate::access::decide::Decision;
use crate::aws::CATALOGUE_DATE;
use crate::json::Span;
use crate::model::policy::{Policy, Principal, PrincipalKind};
use crate::reason::dead::{Dead, Reason, What};
use crate::reason::difference::Change;
use crate::reason::lockout::Lockout;
use crate::reason::search::Doubt;
use crate::reason::who_can::{Entry, Row, Way};

/// What stands at the head of a row of the grid.
pub fn row(row: &Row) -> Text {
    match row {
        Row::Root(account) => Text::from("The root user of ").account(account),
        Row::Principal(arn) => Text::new().code(arn),
        Row::Account { account, own: true } => Text::from("Everyone else in ")
            .account(account)
            .words(", the key’s account"),
        Row::Account { account, .. } => Text::from("Account ").account(account),
        Row::Service(name) => Text::new().code(name),
        Row::OtherServices => "AWS services that the policy does not name".into(),
        Row::Strangers => "Anyone else with an AWS account".into(),
    }
}

/// The same in few words: "role App of account 4444 5555 6666" for an ARN.
pub fn short_row(row: &Row, context: &Context) -> Text {
    let (kind, value) = match row {
        Row::Principal(arn) => (PrincipalKind::Aws, arn),
        Row::Service(name) => (PrincipalKind::Service, name),
        other => return self::row(other),
    };
    let entry = Principal {
        kind,
        value: value.clone(),
        span: Span::default(),
    };
    principal::name(&Who::of(&entry, context), value)
}

/// What a cell of the grid says first: "direct", "if …", "by IAM", "denied by 4".
pub fn way(entry: &Entry) -> String {
    let denies = || numbers(&entry.denies);
    match entry.way {
        Way::Direct => "direct".into(),
        Way::Conditional if entry.conditions.is_empty() => format!("unless {} denies", denies()),
        Way::Conditional => "if …".into(),
        Way::ByIam => "by IAM".into(),
        Way::ByIamConditional if entry.conditions.is_empty() => {
            format!("by IAM, unless {} denies", denies())
        }
        Way::ByIamConditional => "by IAM, if …".into(),
        Way::Undecided(_) => "undecided".into(),
        Way::Denied => format!("denied by {}", denies()),
        Way::No => "no".into(),
    }
}

/// The same as a sentence, for a cell that is opened.
pub fn entry(entry: &Entry) -> Text {
    let actions = spoken(entry.actions, false);
    let allows = numbers(&entry.allows);
    let statements = match entry.allows.len() {
        1 => format!("statement {allows}"),
        _ => format!("statements {allows}"),
    };
    let may = Text::from("May ").words(&actions);
    match entry.way {
        Way::Direct => may.words(format!(" by {statements}, whatever the request.")),
        Way::Conditional if entry.conditions.is_empty() => may.words(format!(" by {statements}.")),
        Way::Conditional => may.words(format!(" by {statements}, under conditions.")),
        Way::ByIamConditional if !entry.conditions.is_empty() => may.words(format!(
            " where an IAM policy of the account allows it and conditions of {statements} are met."
        )),
        Way::ByIam | Way::ByIamConditional => may.words(format!(
            " where an IAM policy of the account allows it: {statements} leaves it to the account."
        )),
        Way::Denied => Text::from("May not ").words(actions).words(format!(
            ": {statements} would allow it, and it is denied by statement {}.",
            numbers(&entry.denies)
        )),
        Way::No => Text::from("May not ")
            .words(actions)
            .words(": no statement allows it."),
        Way::Undecided(doubt) => Text::from("Whether it may ")
            .words(actions)
            .words(" could not be decided: ")
            .words(doubt.words())
            .words("."),
    }
}

/// The conditions that are left to be met, and the Deny statements that may bite.
pub fn conditions(entry: &Entry, policy: &Policy) -> Vec<Text> {
    let test = |(statement, test): &(usize, usize)| {
        let statement = policy.statements.get(*statement)?;
        Some(condition::words(statement.tests.get(*test)?))
    };
    let mut out: Vec<Text> = Vec::new();
    for words in entry.conditions.iter().filter_map(test) {
        if !out.contains(&words) {
            out.push(words);
        }
    }
    if !matches!(entry.way, Way::Denied | Way::No) && !entry.denies.is_empty() {
        let plural = if entry.denies.len() > 1 {
            "statements"
        } else {
            "statement"
        };
        out.push(Text::from(format!(
            "{plural} {} does not deny it",
            numbers(&entry.denies)
        )));
    }
    out
}

/// Indices as people count them.
fn numbers(indices: &[usize]) -> String {
    let texts: Vec<String> = indices
        .iter()
        .map(|index| (index + 1).to_string())
        .collect();
    texts.join(", ")
}

/// Why a piece of the policy changes no decision.
pub fn dead(dead: &Dead, policy: &Policy) -> Text {
    let it = match dead.what {
        What::Statement => format!("Statement {}", dead.statement + 1),
        What::Action => "This action".into(),
        What::Principal => "This principal".into(),
        What::Value => "This value".into(),
    };
    let text = Text::from(it);
    let statements = |others: &[usize]| match others.len() {
        0 => "other statements".to_string(),
        1 => format!("statement {}", numbers(others)),
        _ => format!("statements {}", numbers(others)),
    };
    match &dead.why {
        Reason::Missing => text.words(" does nothing: it lacks an element that KMS needs."),
        Reason::NotThisKey => text.words(" does nothing: its Resource is not this key."),
        Reason::NotThisKind => text.words(" does nothing: a key of this kind cannot do it."),
        Reason::NotOfKeyPolicies => text.words(" does nothing: a key policy cannot give it."),
        Reason::NotAcrossAccounts => {
            text.words(" does nothing: KMS does none of it for other accounts.")
        }
        Reason::Nobody => text.words(" does nothing: no request comes from it."),
        Reason::Impossible => text.words(" matches nothing: no request can carry it."),
        Reason::Conditions(test) => {
            let test = test.and_then(|at| policy.statements.get(dead.statement)?.tests.get(at));
            match test {
                Some(test) => text
                    .words(match dead.what {
                        What::Action => " never applies: no request for it can meet ",
                        _ => " never applies: no request to this key can meet ",
                    })
                    .then(condition::words(test))
                    .words("."),
                None => text.words(" never applies: no request can meet its conditions together."),
            }
        }
        Reason::Denied(by) => text.words(format!(
            " changes nothing: {} denies all that it allows.",
            statements(by)
        )),
        Reason::Shadowed(by) => {
            let verb = if by.len() == 1 { "settles" } else { "settle" };
            text.words(format!(
                " changes nothing: {} {verb} all of it already.",
                statements(by)
            ))
        }
        Reason::Covered(by) => text
            .words(" adds nothing to ")
            .code(by)
            .words(", which covers it."),
        Reason::Unlisted => text.words(format!(
            " is not in our catalogue of {CATALOGUE_DATE}, so it is not known to give anything."
        )),
    }
}

/// A change of access: "role/App may decrypt; before, nothing allowed it".
pub fn change(change: &Change) -> Text {
    let who = Text::new().code(&change.caller);
    let who = match change.named {
        true => who,
        false => Text::from("Callers such as ").then(who),
    };
    who.words(": ")
        .words(spoken(change.actions, false))
        .words(" was ")
        .words(decision(change.before))
        .words(", is ")
        .words(decision(change.after))
        .words(".")
}

pub fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "allowed",
        Decision::AllowedForAccount => "left to the account’s IAM policies",
        Decision::ExplicitDeny => "denied",
        Decision::ImplicitDeny => "not allowed",
        Decision::Open => "undecided",
    }
}

/// Who can still change the policy.
pub fn lockout(lockout: &Lockout) -> Text {
    let root = match lockout.denies_root.as_slice() {
        [] => String::new(),
        denies => format!(
            " Statement {} can deny it to the account’s root user.",
            numbers(denies)
        ),
    };
    if lockout.is_locked() {
        return Text::from("Nobody in the account can change this policy.").words(root);
    }
    if let Some(only) = lockout.only() {
        return Text::from("Only ")
            .code(&only.caller)
            .words(" can change this policy.")
            .words(root);
    }
    match (lockout.keepers.is_empty(), lockout.doubt) {
        (true, doubt) => {
            Text::from("Whether the account can still change this policy could not be decided: ")
                .words(doubt.map_or("", Doubt::words))
                .words(".")
        }
        (false, _) => {
            let by_iam = lockout
                .keepers
                .iter()
                .any(|keeper| keeper.by_iam && !keeper.named);
            let text = match by_iam {
                true => {
                    Text::from("The account can change this policy: its IAM policies decide who.")
                }
                false => Text::from("The account can change this policy."),
            };
            text.words(root)
        }
    }
}

/// What decides besides the key policy and is in no file of the key.
pub const UNSEEN: [(&str, &str); 4] = [
    (
        "IAM policies",
        "They decide wherever a cell says “by IAM”, and their Deny beats every Allow here.",
    ),
    (
        "Grants",
        "They can allow use of the key that this policy does not; a Deny here beats them.",
    ),
    (
        "Organization policies",
        "Service and resource control policies can take away what is allowed here.",
    ),
    (
        "VPC endpoint policies",
        "They can refuse requests that come through an endpoint.",
    ),
];
