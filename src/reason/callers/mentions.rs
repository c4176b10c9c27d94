//! What policies say of callers: names, accounts, and patterns on them.

use crate::access::caller::{Refusal, Who};
use crate::access::context::Context;
use crate::access::pattern::{arn_fields, has_wildcard};
use crate::aws::names::is_account;
use crate::model::arn::Arn;
use crate::model::operator::{Base, Family, Operator};
use crate::model::policy::{Policy, PrincipalKind, Test};
use crate::reason::automaton::{Class, Glob};

/// What the policies say of callers, gathered.
#[derive(Default)]
pub(super) struct Mentions {
    /// Patterns on the caller's ARN.
    pub(super) patterns: Vec<(Operator, String)>,
    /// ARNs of callers, as they stand.
    pub(super) arns: Vec<String>,
    pub(super) sessions: Vec<String>,
    pub(super) accounts: Vec<String>,
    /// Patterns on the caller's account.
    pub(super) account_patterns: Vec<Glob>,
    pub(super) services: Vec<String>,
    pub(super) service_patterns: Vec<Glob>,
    /// Patterns on callers hold variables of which the caller's account is not all, or compare names as something else
    /// than texts.
    pub(super) vague: bool,
}

impl Mentions {
    pub(super) fn of(policies: &[&Policy], context: &Context) -> Mentions {
        let mut mentions = Mentions::default();
        mentions.accounts.extend(context.owner.clone());
        let statements = policies.iter().flat_map(|policy| {
            let statements = policy.statements.iter();
            statements.map(move |statement| (policy, statement))
        });
        for (policy, statement) in statements {
            for list in [&statement.principal.is, &statement.principal.not] {
                for entry in list.iter().flat_map(|list| &list.entries) {
                    match entry.kind {
                        PrincipalKind::Service => mentions.services.push(entry.value.clone()),
                        // Whom it names never calls.
                        _ if Who::of(entry, context) == Who::Refused(Refusal::OtherPartition) => {}
                        _ => mentions.principal(&entry.value),
                    }
                }
            }
            for test in &statement.tests {
                mentions.test(test, policy.has_variables(), context);
            }
        }
        crate::order::by(&mut mentions.arns, Ord::cmp);
        mentions.arns.dedup();
        crate::order::by(&mut mentions.accounts, Ord::cmp);
        mentions.accounts.dedup();
        crate::order::by(&mut mentions.services, Ord::cmp);
        mentions.services.dedup();
        mentions
    }

    /// The paths that the role of a session may have: that of the role's ARN, where one is named, as a name is given once in an
    /// account; else none, or what patterns ask for. And whether these are all that patterns can tell apart.
    pub(super) fn paths(&self, session: &str) -> (Vec<String>, bool) {
        let Some(session) = Arn::split(session) else {
            return (Vec::new(), true);
        };
        let name = session.resource.split('/').nth(1).unwrap_or_default();
        let of_role = |text: &str| {
            let resource = arn_fields(text)?.resource;
            let role = resource.strip_prefix("role/")?;
            let (path, last) = role.split_at(role.rfind('/').map_or(0, |at| at + 1));
            let mut path = path.replace(['*', '?'], "x");
            // A `*` crosses slashes.
            if let Some((head, _)) = last
                .split_once('*')
                .filter(|(head, _)| !name.starts_with(head))
            {
                path.extend([head, "/"]);
            }
            Some((path, last == name))
        };
        let own = |text: &&String| {
            !has_wildcard(text)
                && arn_fields(text).is_some_and(|arn| arn.account == session.account)
        };
        let arns = self.arns.iter().filter(own);
        let named = arns.filter_map(|text| of_role(text)).filter(|(_, is)| *is);
        let mut named: Vec<String> = named.map(|(path, _)| path).collect();
        named.dedup();
        if !named.is_empty() {
            return (named, true);
        }
        let patterns = self.patterns.iter().filter_map(|(_, text)| of_role(text));
        let asked: Vec<String> = patterns.map(|(path, _)| path).collect();
        // What begins otherwise may ask for a path in ways that are not looked into, and so may several that leave parts of
        // it open, together.
        let single = self.patterns.len() == 1;
        let plain = |(_, text): &(Operator, String)| match arn_fields(text).map(|arn| arn.resource)
        {
            Some(resource) => {
                let kind = resource.split(['/', ':']).next().unwrap_or_default();
                let path = resource.rsplit_once('/').map_or("", |(path, _)| path);
                let told = single || kind != "role" || !has_wildcard(path);
                resource == "*" || !has_wildcard(kind) && told
            }
            None => text == "*",
        };
        let all = asked.len() <= MOST_PATHS && self.patterns.iter().all(plain);
        let mut paths: Vec<String> = match name.strip_prefix("AWSReservedSSO_") {
            // Roles of IAM Identity Center lie there ("Referencing permission sets in resource policies").
            Some(_) => vec!["aws-reserved/sso.amazonaws.com/".into()],
            None => vec![String::new()],
        };
        paths.extend(asked.into_iter().take(MOST_PATHS));
        paths.dedup();
        (paths, all)
    }

    fn principal(&mut self, value: &str) {
        if is_account(value) {
            self.accounts.push(value.to_string());
        }
        // Patterns are among them.
        let Some(arn) = arn_fields(value) else { return };
        if is_account(arn.account) {
            self.accounts.push(arn.account.to_string());
        }
        match arn.resource.starts_with("assumed-role/") {
            true => self.sessions.push(value.to_string()),
            false => self.arns.push(value.to_string()),
        }
    }

    fn test(&mut self, test: &Test, variables: bool, context: &Context) {
        let Some(operator) = test.operator else {
            return;
        };
        let name = test.key.value.to_ascii_lowercase();
        // Callers are told apart by their names as texts, letter for letter.
        let of_caller = matches!(
            name.as_str(),
            "aws:principalaccount" | "kms:calleraccount" | "aws:username"
        );
        let as_text = matches!(
            operator.family(),
            Family::String | Family::Arn | Family::Null
        );
        let any_case = name == "aws:username" && operator.ignores_case();
        self.vague |= of_caller && (!as_text || any_case);
        for value in test.values.iter().map(|value| value.text.as_str()) {
            match name.as_str() {
                // What a variable stands for may be anything: how the test comes out is asked of the callers found.
                "aws:principalarn" if variables && value.contains("${") => {
                    let operator = match operator.family() {
                        Family::Arn => operator,
                        _ => USERNAME,
                    };
                    self.patterns.push((operator, without_variables(value)));
                    self.vague |= !of_account_alone(value);
                }
                "aws:principalarn" => {
                    // Without wildcards it is one caller, whatever the operator.
                    let wild = operator.has_wildcards() && has_wildcard(value);
                    let arns = self.arns.len();
                    match operator.ignores_case() {
                        true => self.principal(&value.to_ascii_lowercase()),
                        false => self.principal(value),
                    }
                    // Its account is spoken of all the same.
                    if !wild && is_nobody(value, context) {
                        self.arns.truncate(arns);
                    }
                    if wild || operator.ignores_case() {
                        self.patterns.push((operator, value.to_string()));
                    }
                }
                "aws:principalaccount" | "kms:calleraccount" => match is_account(value) {
                    true => self.accounts.push(value.to_string()),
                    false => self.account_patterns.push(lift(value)),
                },
                "aws:username" if operator.base != Base::Null => {
                    self.patterns
                        .push((USERNAME, format!("arn:*:iam::*:user/{value}")));
                    self.patterns
                        .push((USERNAME, format!("arn:*:iam::*:user/*/{value}")));
                }
                "aws:principalservicename" => match operator.has_wildcards() {
                    true => self.service_patterns.push(Glob::like(value)),
                    false => self.services.push(value.to_string()),
                },
                _ => {}
            }
        }
    }
}

/// Whether no identity can have this ARN: names of users and roles are letters, digits and some signs ("IAM and AWS STS
/// quotas", "IAM name requirements"), and callers come from the partition of the key.
fn is_nobody(arn: &str, context: &Context) -> bool {
    let partition = context.partition.as_deref();
    Arn::split(arn).is_some_and(|arn| {
        let name = arn.resource.rsplit('/').next().unwrap_or_default();
        let is_sign = |byte: u8| b"+=,.@_-".contains(&byte);
        !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || is_sign(byte))
            || partition.is_some_and(|own| !own.eq_ignore_ascii_case(arn.partition))
    })
}

/// Paths that are tried for one session.
const MOST_PATHS: usize = 8;

const USERNAME: Operator = Operator {
    quantifier: None,
    base: Base::StringLike,
    if_exists: false,
};

/// The pattern with `*` for each variable.
fn without_variables(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once("${") {
        out.push_str(before);
        out.push('*');
        rest = tail.split_once('}').map_or("", |(_, after)| after);
    }
    out + rest
}

/// Whether the caller's account is all that the variables stand for.
fn of_account_alone(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let names = lower.split("${").skip(1);
    names
        .filter_map(|tail| tail.split('}').next())
        .all(|name| matches!(name.trim(), "aws:principalaccount" | "kms:calleraccount"))
}

/// A pattern on an account as one on the ARN that holds it.
pub(super) fn lift(account: &str) -> Glob {
    Glob::text("arn:")
        .wild("*", Class::Field)
        .then(":")
        .wild("*", Class::Field)
        .then("::")
        .wild(account, Class::Digit)
        .then(":")
        .wild("*", Class::All)
}

/// The pattern, and the account that it speaks of where that is fixed.
pub(super) fn glob(operator: Operator, pattern: &str) -> Option<(Option<String>, Glob)> {
    let glob = match operator.family() {
        Family::Arn => Glob::arn(pattern)?,
        _ if operator.ignores_case() => Glob::ignoring_case(pattern),
        _ => Glob::like(pattern),
    };
    let fields: Vec<&str> = pattern.splitn(6, ':').collect();
    // Before a fixed account there must be no wildcard that could reach across it.
    let account = match fields.as_slice() {
        ["arn", partition, service, region, account, _]
            if is_account(account)
                && (operator.family() == Family::Arn
                    || ![partition, service, region]
                        .iter()
                        .any(|part| part.contains(['*', '?']))) =>
        {
            Some((*account).to_string())
        }
        _ => None,
    };
    Some((account, glob))
}
