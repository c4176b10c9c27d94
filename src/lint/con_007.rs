use super::prelude::*;
use super::wording::literal_never_equal;
use crate::access::condition::value::literal_wildcard;
use crate::aws::condition_keys::{Kind as KeyKind, find};
use crate::aws::names::is_account;
use crate::model::arn::Arn;
use crate::model::operator::{Base, Operator};
use crate::model::policy::ConditionValue;

rule! {
    id: "KMS-CON-007",
    name: "wildcard-without-like",
    title: "A wildcard under an operator that takes it literally",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether a value under `StringEquals`, `StringNotEquals` or their `IgnoreCase` forms holds `*` or `?` outside of a policy variable.",
    why: "These operators compare character by character. An Allow then never applies; a Deny with `StringNotEquals` hits everybody, its author included.",
    fix: "Use `StringLike` or `StringNotLike`; `ArnLike` or `ArnNotLike` for ARNs.",
    references: [OPERATORS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":["s3.*.amazonaws.com","ec2.*.amazonaws.com"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin*"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App*"},"StringEquals":{"kms:EncryptionContext:a":"x${*}"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:SourceArn":"arn:aws:logs:us-east-1:111122223333:*"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for test in &statement.tests {
            let Some(operator) = test.operator else {
                continue;
            };
            if is_of_deliveries(test) {
                continue;
            }
            let literal = test
                .values
                .iter()
                .find(|value| literal_wildcard(&value.text, operator));
            let Some(value) = literal else { continue };
            let all = test
                .values
                .iter()
                .all(|value| literal_wildcard(&value.text, operator));
            let like = like(operator, test);
            let message = number(statement)
                .words(" compares ")
                .code(&test.key.value)
                .words(" with ")
                .code(&value.text)
                .words(" character by character, ")
                .words(literal_never_equal(statement, operator.negated(), all))
                .words(".");
            // The operator's block may hold other keys, so it is replaced only where it holds this one alone.
            let alone = statement
                .tests
                .iter()
                .filter(|other| other.operator_name.span == test.operator_name.span)
                .count()
                == 1;
            let change = alone.then(|| {
                let (prefix, suffix) = around(&test.operator_name.value);
                Change::new(
                    test.operator_name.span,
                    quote(&format!("{prefix}{like}{suffix}")),
                )
            });
            out.find_change(Severity::High, test.span, message, change);
        }
    }
}

/// Whether the wildcard stands in the context itself: that of log deliveries is `arn:aws:logs:REGION:ACCOUNT:*`, letter for
/// letter ("Encrypting event bus logs", Amazon EventBridge User Guide; "Data at rest encryption", AWS Step Functions Developer
/// Guide, whose policy compares it under `StringEquals`).
fn is_of_deliveries(test: &Test) -> bool {
    let is_context = |value: &ConditionValue| {
        Arn::split(&value.text).is_some_and(|arn| {
            arn.service == "logs" && arn.resource == "*" && is_account(arn.account)
        })
    };
    test.key
        .value
        .eq_ignore_ascii_case("kms:EncryptionContext:SourceArn")
        && test.values.iter().all(is_context)
}

/// The operator that takes the wildcard as one.
fn like(operator: Operator, test: &Test) -> &'static str {
    let arn = find(&test.key.value).is_some_and(|key| key.kind == KeyKind::Arn);
    let negated = matches!(
        operator.base,
        Base::StringNotEquals | Base::StringNotEqualsIgnoreCase
    );
    match (arn, negated) {
        (true, false) => "ArnLike",
        (true, true) => "ArnNotLike",
        (false, false) => "StringLike",
        (false, true) => "StringNotLike",
    }
}

/// What stands before and behind the base of an operator's name.
fn around(name: &str) -> (&str, &str) {
    let prefix = name
        .rfind(':')
        .and_then(|at| name.get(..=at))
        .unwrap_or_default();
    let suffix = if name.to_ascii_lowercase().ends_with("ifexists") {
        "IfExists"
    } else {
        ""
    };
    (prefix, suffix)
}
