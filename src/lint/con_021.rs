use super::prelude::*;
use crate::access::condition::value::{names_other_region, via_region};
use crate::aws::condition_keys::{Kind as KeyKind, find};
use crate::model::operator::{Base, Operator, Quantifier};

rule! {
    id: "KMS-CON-021",
    name: "via-service-of-another-region",
    title: "The condition names another Region",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether a `kms:ViaService` value names a Region that is not the key’s. Medium when all values of the test do, info when some do.",
    why: "A service calls KMS in its own Region, so a request for this key never comes through the service of another one: the value matches nothing.",
    fix: "Name the Region of the key.",
    references: [VIA_SERVICE],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"ec2.eu-west-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"kms:ViaService":["ec2.us-east-1.amazonaws.com","ec2.us-east-2.amazonaws.com"]}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"ec2.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"ec2.*.amazonaws.com"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for test in &statement.tests {
            let via = find(&test.key.value).is_some_and(|key| key.kind == KeyKind::ViaService);
            let Some(operator) = test
                .operator
                .filter(|operator| via && operator.base != Base::Null)
            else {
                continue;
            };
            let Some(home) = &subject.context.region else {
                if test
                    .values
                    .iter()
                    .any(|value| via_region(&value.text).is_some())
                {
                    out.undecided(Input::Arn);
                }
                continue;
            };
            let other: Vec<_> = test
                .values
                .iter()
                .filter(|value| names_other_region(&value.text, subject.context))
                .collect();
            let Some(first) = other.first() else { continue };
            let all = other.len() == test.values.len();
            let severity = if all {
                Severity::Medium
            } else {
                Severity::Info
            };
            let named = other.iter().map(|value| Text::new().code(&value.text));
            let message = number(statement)
                .words(" names ")
                .then(Text::list(named.collect(), "and", 3))
                .words(", but this key lives in ")
                .words(home)
                .words(match all {
                    true => consequence(statement, operator),
                    false => ": no request for it carries that value.",
                });
            let change = via_region(&first.text)
                .filter(|_| other.len() == 1)
                .map(|region| {
                    let mended = first
                        .text
                        .replace(&format!(".{region}."), &format!(".{home}."));
                    Change::new(first.span, quote(&mended))
                });
            out.find_change(severity, test.span, message, change);
        }
    }
}

fn consequence(statement: &Statement, operator: Operator) -> &'static str {
    let lenient = operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues);
    if operator.negated() && operator.quantifier == Some(Quantifier::ForAnyValue) {
        return ", so the test asks only that the request comes through some service.";
    }
    match (is_deny(statement), operator.negated(), lenient) {
        (true, true, _) => ", so the test is always true and spares nobody.",
        (false, true, _) => ", so the test excludes nobody.",
        (_, false, true) => ", so only requests that come through no service at all pass.",
        (true, false, false) => ", so this statement never denies anything.",
        (false, false, false) => ", so this statement never allows anything.",
    }
}
