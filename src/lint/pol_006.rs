use super::pol_004::spared_beside;
use super::prelude::*;
use crate::access::condition::Class;
use crate::access::statement::is_everyone;
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::Bounds;
use crate::aws::names::is_account;
use crate::explain::foreign::account_in;

rule! {
    id: "KMS-POL-006",
    name: "foreign-grants",
    title: "A foreign principal may create grants",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow lets a foreign account or principal, or an organization (medium, as through a service), create grants without `\"Bool\": {\"kms:GrantIsForAWSResource\": \"true\"}`. For your information where another statement names the account, as in AWS’s guide to Auto Scaling.",
    why: "It can hand the key’s use on to anybody, in any account, for good.",
    fix: "Add `\"Bool\": {\"kms:GrantIsForAWSResource\": \"true\"}`, or take `kms:CreateGrant` out.",
    references: [GRANTS, OTHER_ACCOUNTS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:CreateGrant","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"444455556666"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":["kms:Decrypt","kms:CreateGrant"],"Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:CreateGrant","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":["kms:Decrypt","kms:CreateGrant"],"Resource":"*","Condition":{"StringEquals":{"kms:GranteePrincipal":"arn:aws:iam::444455556666:role/App"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:CreateGrant","Resource":"*"}"#,
        )
        .under(r#""trustedAccounts":{}"#),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:CreateGrant","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:CreateGrant","Resource":"${Key}","Condition":{"Bool":{"kms:GrantIsForAWSResource":"false"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:CreateGrant","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"444455556666"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:CreateGrant","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5","kms:CallerAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:CreateGrant","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"444455556666"},"Action":"kms:CreateGrant","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:CreateGrant","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"false"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if denies_grants(subject, leaves_grants_to_services) {
        return;
    }
    let create = const { ActionSet::exactly(&["CreateGrant"]) };
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none() && subject.is_live(allow))
    {
        let for_services = allow.tests.iter().any(|test| {
            is_key(test, "kms:GrantIsForAWSResource")
                && is_positive(test)
                && test
                    .values
                    .iter()
                    .all(|value| value.text.eq_ignore_ascii_case("true"))
        });
        let principals = subject.principals(allow);
        let named = principals
            .iter()
            .find(|(_, who)| home(who) == Some(Home::Foreign))
            .map(|(principal, _)| (principal.value.clone(), principal.span, Severity::High));
        let gets_in = |who: &str| {
            let account = account_in(who);
            let space = subject.space().filter(|_| is_account(account));
            space.is_none_or(|space| space.lets_in(account, create))
        };
        let left = || left_by_condition(subject, allow);
        let spared = || {
            let mut spared = spared_beside(subject, allow).into_iter();
            let (who, span) = spared.find(|(who, _)| gets_in(who))?;
            Some((who.to_string(), span, Severity::High))
        };
        let foreign = named.or_else(left).or_else(spared);
        if let Some((who, span, severity)) = foreign
            && reach(subject, allow).contains(create)
            && !for_services
            && gets_in(&who)
        {
            let limit = |name: &'static str, holds: &dyn Fn(&str) -> bool| {
                let mut tests = allow.tests.iter();
                let all = |test: &Test| test.values.iter().all(|value| holds(&value.text));
                tests.any(|test| is_key(test, name) && is_positive(test) && all(test))
            };
            // The service says for whom.
            let via = limit("kms:ViaService", &|name| !name.starts_with('*'));
            let message = number(allow).words(" lets ").code(&who).words(match via {
                true => " create grants of its own through a service.",
                false if limit("kms:GranteePrincipal", &|_| true) => " create grants of its own.",
                false => " create grants of its own, for anybody.",
            });
            let linked = |arn: &str| arn.contains(":role/aws-service-role/");
            let severity = match via || limit("kms:GranteePrincipal", &linked) {
                true => Severity::Medium,
                false => severity,
            };
            // To accounts and of this action alone, AWS writes it so: "Key policy sections that allow cross-account
            // access" (Required AWS KMS key policy for use with encrypted volumes, Amazon EC2 Auto Scaling User Guide).
            let used = |other: &Statement| {
                let mut principals = subject.principals(other).iter();
                other.index != allow.index && principals.any(|(it, _)| it.value == who)
            };
            let by_guide = subject.allows().any(used) && reach(subject, allow) == create
                && allow.tests.is_empty()
                && principals.iter().all(|(_, who)| {
                    matches!(who, Who::Account { account, .. } if subject.profile.trusts(account) != Some(false))
                });
            let severity = match by_guide {
                true => Severity::Info,
                false => severity,
            };
            out.find(severity, span, message);
        }
    }
}

/// Whom of other accounts a condition leaves where everyone is named, the place of the condition, and how bad that is: the
/// accounts of an organization are no strangers.
fn left_by_condition(subject: &Subject, allow: &Statement) -> Option<(String, Span, Severity)> {
    if !is_everyone(allow) {
        return None;
    }
    let scales = subject.scales(allow);
    let mut left = None;
    for test in &allow.tests {
        let Class::Confines { bounds, values } = scales.weigh(test) else {
            continue;
        };
        let foreign = |value: &String| subject.context.owns(value) == Some(false);
        left = match bounds {
            Bounds::Account => Some((values.into_iter().find(foreign)?, test.span, Severity::High)),
            Bounds::Organization => left.or(values
                .into_iter()
                .next()
                .map(|it| (it, test.span, Severity::Medium))),
            // It says from where, not who.
            Bounds::Network => left,
            _ => return None,
        };
    }
    left
}
