use super::prelude::*;
use crate::access::condition::evaluate::evaluate;
use crate::access::request::Carries;
use crate::access::statement::Truth;
use crate::model::decimal::Decimal;
use crate::model::operator::{Base, Family};

rule! {
    id: "KMS-CON-014",
    name: "contradiction",
    title: "A condition contradicts itself",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement asks for a key to be absent and to have a value, to equal values of two lists that share none, or to lie between bounds that cross.",
    why: "No request can meet both, so the statement never applies.",
    fix: "Remove one of the two.",
    references: [OPERATORS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"kms:ViaService":"true"},"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*","Condition":{"NumericGreaterThan":{"kms:ScheduleKeyDeletionPendingWindowInDays":"20"},"NumericLessThan":{"kms:ScheduleKeyDeletionPendingWindowInDays":"10"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"},"StringEqualsIgnoreCase":{"kms:CallerAccount":"444455556666"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"kms:ViaService":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:EnableKeyRotation","Resource":"*","Condition":{"NumericGreaterThan":{"kms:RotationPeriodInDays":"90"},"NumericLessThan":{"kms:RotationPeriodInDays":"366"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":["111122223333","444455556666"]},"StringLike":{"kms:CallerAccount":"4444*"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let tests = &statement.tests;
        let found = tests.iter().enumerate().find_map(|(at, one)| {
            let others = tests.iter().skip(at + 1);
            let mut others =
                others.filter(|other| other.key.value.eq_ignore_ascii_case(&one.key.value));
            others
                .find(|other| contradict(one, other) || contradict(other, one))
                .map(|other| (one, other))
        });
        if let Some((one, other)) = found {
            let message = number(statement)
                .words(" asks two things of ")
                .code(&one.key.value)
                .words(" that no request can meet together (")
                .code(&one.operator_name.value)
                .words(" and ")
                .code(&other.operator_name.value)
                .words("): it never applies.");
            out.find(
                worse_in_deny(statement, Severity::Medium),
                other.span,
                message,
            );
        }
    }
}

fn contradict(one: &Test, other: &Test) -> bool {
    let (Some(first), Some(second)) = (one.operator, other.operator) else {
        return false;
    };
    if one.values.is_empty() || other.values.is_empty() || one.broken || other.broken {
        return false;
    }
    if first.base == Base::Null {
        return first.quantifier.is_none()
            && one
                .values
                .iter()
                .all(|value| value.text.eq_ignore_ascii_case("true"))
            && is_positive(other);
    }
    if key_of(one).is_none_or(|key| key.multivalued) || !is_positive(one) || !is_positive(other) {
        return false;
    }
    match (first.family(), second.family()) {
        // Every value that the first admits is tried on the second; that covers all where the first lists single values.
        (Family::String, Family::String) | (Family::Bool, Family::Bool) => {
            first.base == Base::StringEquals
                && one
                    .values
                    .iter()
                    .chain(&other.values)
                    .all(|value| !value.text.contains("${"))
                && one.values.iter().all(|value| {
                    let mut carries = Carries::default();
                    carries.set(&other.key.value, vec![value.text.clone()]);
                    let wanted: Vec<&str> = other
                        .values
                        .iter()
                        .map(|value| value.text.as_str())
                        .collect();
                    evaluate(second, &other.key.value, &wanted, &carries, false) == Truth::False
                })
        }
        // Of numbers that are cut nothing is said.
        (Family::Numeric, Family::Numeric)
            if one.values.iter().chain(&other.values).any(|value| {
                let text = value.text.trim();
                Decimal::parse(text).is_some() && !Decimal::is_exact(text)
            }) =>
        {
            false
        }
        (Family::Numeric, Family::Numeric) => {
            fn numbers(test: &Test) -> impl Iterator<Item = Decimal> {
                let values = test.values.iter();
                values.filter_map(|value| Decimal::parse(value.text.trim()))
            }
            // Without a number that can be read, the one test or the other fails by itself.
            let bounds = numbers(one).min().zip(numbers(other).max());
            match (first.base, second.base) {
                (Base::NumericGreaterThanEquals, Base::NumericLessThanEquals) => {
                    bounds.is_none_or(|(least, most)| least > most)
                }
                (
                    Base::NumericGreaterThan | Base::NumericGreaterThanEquals,
                    Base::NumericLessThan | Base::NumericLessThanEquals,
                ) => bounds.is_none_or(|(least, most)| least >= most),
                _ => false,
            }
        }
        _ => false,
    }
}
