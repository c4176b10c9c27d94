use super::prelude::*;
use crate::access::condition::Class;
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::Bounds;
use crate::explain::foreign::account_in;
use crate::model::operator::{Operator, Quantifier};

rule! {
    id: "KMS-ACT-014",
    name: "unlimited-grants",
    title: "Grants may be made without limits",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow gives `kms:CreateGrant` to somebody who may not change the policy anyway, with no positive condition on what is granted, to whom or for which service. High for services with no source, medium for the account’s own.",
    why: "Whoever may create grants can hand the key’s use to anyone, for good, and no policy shows it.",
    fix: "Add `\"Bool\": {\"kms:GrantIsForAWSResource\": \"true\"}`, or fix the operations and the grantee.",
    references: [GRANTS, CREATE_GRANT],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":["kms:Decrypt","kms:CreateGrant"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","kms:Create*"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cognito-idp.amazonaws.com"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","kms:CreateGrant"],"Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"false"}}}"#,
        ),
    ],
    check,
}

/// Condition keys that limit what a grant may hold or who may be led to make it.
const LIMITS: [&str; 9] = [
    "kms:GrantIsForAWSResource",
    "kms:GrantOperations",
    "kms:GranteePrincipal",
    "kms:GranteeServicePrincipal",
    "kms:GrantConstraintType",
    "kms:GrantConstraintSourceArn",
    "kms:EncryptionContext:",
    "kms:EncryptionContextKeys",
    "kms:ViaService",
];

/// Whether nothing limits the grants that the statement lets one make.
pub(super) fn is_unlimited(subject: &Subject, allow: &Statement) -> bool {
    !allow.tests.iter().any(limits) && !denies_grants(subject, denies_some)
}

fn is_limit(test: &Test) -> bool {
    key_of(test).is_some_and(|key| LIMITS.contains(&key.name))
}

/// Whether grants are made only so. With `ForAnyValue` a grant may hold any other operation beside the one that is asked for
/// ("kms:GrantOperations", AWS KMS condition keys).
fn limits(test: &Test) -> bool {
    let operator = |of: fn(Operator) -> bool| test.operator.is_some_and(of);
    is_limit(test)
        && match is_key(test, "kms:GrantOperations") {
            true if operator(|it| it.quantifier.is_some()) => {
                operator(|it| it.quantifier == Some(Quantifier::ForAllValues))
            }
            _ => is_positive(test) && !names_any_grantee(test),
        }
}

fn names_any_grantee(test: &Test) -> bool {
    let mut values = test.values.iter();
    is_key(test, "kms:GranteePrincipal")
        && test.operator.is_some_and(Operator::has_wildcards)
        && values.any(|value| account_in(&value.text).starts_with('*'))
}

/// Whether a Deny for everybody under this test leaves grants of some kind alone.
fn denies_some(test: &Test) -> bool {
    let of_any = test.operator.is_some_and(|operator| {
        operator.quantifier == Some(Quantifier::ForAnyValue) && !operator.negated()
    });
    is_limit(test)
        && match is_key(test, "kms:GrantOperations") {
            true => of_any,
            false => {
                says_false(test)
                    || test.operator.is_some_and(Operator::negated) && !names_any_grantee(test)
            }
        }
}

/// Whether a condition fixes whom a service acts for.
fn has_source(subject: &Subject, allow: &Statement) -> bool {
    let scales = subject.scales(allow);
    allow.tests.iter().any(|test| {
        let class = scales.weigh(test);
        matches!(
            class,
            Class::Confines {
                bounds: Bounds::Source,
                ..
            }
        )
    })
}

fn check(subject: &Subject, out: &mut Out) {
    let create = const { ActionSet::exactly(&["CreateGrant"]) };
    let policy = const { ActionSet::exactly(&["PutKeyPolicy"]) };
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none())
    {
        let set = reach(subject, allow);
        // Who may change the policy may do all of this anyway; everyone is a finding of its own.
        if !set.contains(create)
            || !is_unlimited(subject, allow)
            || !subject.is_live(allow)
            || is_console_administration(allow)
        {
            continue;
        }
        let mut worst: Option<Severity> = None;
        let mut span = None;
        for (principal, who) in subject.principals(allow) {
            let severity = match (&who, home(who)) {
                // AWS's text for Cognito ("Custom sender Lambda triggers", Amazon Cognito Developer Guide) lets the service make
                // grants for one source, which nobody else can lead it to.
                (Who::Service(_), _) if has_source(subject, allow) => continue,
                (Who::Service(_), _) => Severity::High,
                // Across accounts it is a finding of its own (KMS-POL-006).
                (_, Some(Home::Foreign)) => continue,
                (Who::Account { .. }, _) => continue,
                (_, Some(_)) if set.contains(policy) => continue,
                (_, Some(_)) => Severity::Medium,
                _ => continue,
            };
            worst = Some(worst.map_or(severity, |worst| worst.min(severity)));
            span = span.or(Some(principal.span));
        }
        if let (Some(severity), Some(_)) = (worst, span) {
            let message = number(allow)
                .words(" allows ")
                .code("kms:CreateGrant")
                .words(" for any grantee and any operation.");
            out.find(severity, allow.action.span().unwrap_or(allow.span), message);
        }
    }
}
