use super::con_042::NETWORK;
use super::prelude::*;
use crate::access::condition::Class;
use crate::access::condition::evaluate::when_absent;
use crate::access::statement::is_everyone;
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::{Bounds, ConditionKey};

rule! {
    id: "KMS-POL-013",
    name: "policy-under-a-condition",
    title: "The policy can be changed under a condition only",
    kind: Kind::Lockout,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether every statement that lets the own account change the policy, or a Deny for everyone, has a condition on how the request comes: network, MFA, time, tags, services.",
    why: "When the network, the device or the tag is gone, so is control of the key.",
    fix: "Let the account’s root principal change the policy without a condition.",
    references: [DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalTag/admin":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceAccount":"444455556666"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin*"}}}"#,
        ),
    ],
    check,
}

/// Keys that say who calls.
const WHO: [&str; 8] = [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "kms:CallerAccount",
    "aws:userid",
    "aws:username",
];

/// True of whoever of the account calls directly.
fn is_direct(test: &Test) -> bool {
    let names = ["aws:ViaAWSService", "aws:PrincipalIsAWSService"];
    names.iter().any(|name| is_key(test, name)) && says_false(test)
}

/// The first test on how a request comes.
fn how<'a>(subject: &Subject<'a>, allow: &'a Statement) -> Option<&'a Test> {
    let scales = subject.scales(allow);
    allow.tests.iter().find(|test| {
        !key_of(test).is_some_and(|key| WHO.contains(&key.name))
            && !is_direct(test)
            // True of every request that people of the account make.
            && !mirrors(subject, test)
            && !asks_what_people_lack(test)
            && !matches!(scales.weigh(test), Class::NoEffect(_))
    })
}

/// Whether a negated test is about a source, which only services' requests have.
fn asks_what_people_lack(test: &Test) -> bool {
    let of_source = |key: &ConditionKey| key.bounds == Some(Bounds::Source);
    let negated = test.operator.is_some_and(|operator| operator.negated());
    negated && key_of(test).is_some_and(of_source)
}

/// What a Deny asks of every request that changes the policy: one of these is enough.
fn asked_by_deny<'a>(subject: &Subject<'a>, deny: &'a Statement) -> Vec<&'a Test> {
    let asks = |test: &Test| {
        test.operator
            .zip(key_of(test))
            .is_some_and(|(operator, key)| match key.name {
                "aws:MultiFactorAuthPresent" => operator.if_exists && says_false(test),
                // One that is over is a lock-out, or nothing.
                "aws:CurrentTime" | "aws:EpochTime" => true,
                name => {
                    let asked = NETWORK.contains(&name) || name == "aws:PrincipalTag/";
                    asked && operator.negated() && when_absent(operator)
                }
            })
    };
    let (asked, others): (Vec<&Test>, Vec<&Test>) = deny.tests.iter().partition(|test| asks(test));
    let all = is_deny(deny) && deny.principal.not.is_none() && is_everyone(deny);
    match all && others.into_iter().all(is_direct) && subject.is_live(deny) {
        true => asked,
        false => Vec::new(),
    }
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.is_aws_managed() || subject.lockout().is_none() || subject.is_locked() {
        return;
    }
    let put = const { ActionSet::exactly(&["PutKeyPolicy"]) };
    let paths: Vec<&Statement> = subject
        .allows()
        .filter(|allow| reach(subject, allow).contains(put) && subject.is_live(allow))
        .filter(|allow| {
            subject
                .principals(allow)
                .iter()
                .any(|(_, who)| *who == Who::Everyone || home(who) == Some(Home::Own))
        })
        .collect();
    let mut asked: Vec<Vec<&Test>> = paths
        .iter()
        .filter_map(|allow| Some(vec![how(subject, allow)?]))
        .collect();
    if asked.len() < paths.len() {
        asked = subject
            .statements()
            .filter(|statement| subject.actions(statement).contains(put))
            .map(|deny| asked_by_deny(subject, deny))
            .filter(|tests| !tests.is_empty())
            .collect();
    }
    if let Some(first) = asked.first().and_then(|tests| tests.first()) {
        let either = |tests: &Vec<&Test>| {
            let keys = tests.iter().map(|test| Text::new().code(&test.key.value));
            let mut keys: Vec<Text> = keys.collect();
            keys.dedup();
            Text::list(keys, "or", 3)
        };
        let message = Text::from("The policy can be changed only while ")
            .then(Text::list(asked.iter().map(either).collect(), "and", 3))
            .words(match asked.len() {
                1 => " is as the statement asks.",
                _ => " are as the statements ask.",
            });
        out.find(Severity::Medium, first.span, message);
    }
}
