use super::prelude::*;
use crate::model::date::Moment;
use crate::model::operator::Base;

rule! {
    id: "KMS-CON-045",
    name: "time-is-over",
    title: "A statement whose time is over",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the latest time that `aws:CurrentTime` or `aws:EpochTime` may have lies in the past (low, in a Deny medium), or the earliest in the future (for your information).",
    why: "The statement does not apply any more, or not yet.",
    fix: "Remove the statement, or set another date.",
    references: [GLOBAL_KEYS, OPERATORS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2024-01-01T00:00:00Z"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"NumericLessThan":{"aws:EpochTime":"1704067200"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2099-01-01T00:00:00Z"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"NumericLessThan":{"aws:CurrentTime":"1704067200"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2099-01-01T00:00:00Z"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2024-01-01T00:00:00Z"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let mut over = None;
    for (statement, test) in subject.tests() {
        if !is_key(test, "aws:CurrentTime") && !is_key(test, "aws:EpochTime") {
            continue;
        }
        let times: Vec<Moment> = test
            .values
            .iter()
            .filter_map(|value| {
                Moment::parse(&value.text).or_else(|| Moment::from_seconds(value.text.trim()))
            })
            .collect();
        let (Some(operator), Some(first), Some(last)) =
            (test.operator, times.iter().min(), times.iter().max())
        else {
            continue;
        };
        if operator.if_exists || times.len() != test.values.len() {
            continue;
        }
        let (severity, words) = match operator.base {
            // They do not read dates (KMS-CON-005).
            Base::NumericLessThan
            | Base::NumericLessThanEquals
            | Base::NumericGreaterThan
            | Base::NumericGreaterThanEquals
                if !is_key(test, "aws:EpochTime") =>
            {
                continue;
            }
            Base::DateLessThan
            | Base::DateLessThanEquals
            | Base::NumericLessThan
            | Base::NumericLessThanEquals
                if *last < subject.now =>
            {
                let severity = match is_deny(statement) {
                    true => Severity::Medium,
                    false => Severity::Low,
                };
                over = Some(statement.index);
                (
                    severity,
                    format!(" applied until {}, which is over.", last.day()),
                )
            }
            Base::DateGreaterThan
            | Base::DateGreaterThanEquals
            | Base::NumericGreaterThan
            | Base::NumericGreaterThanEquals
                if subject.now < *first
                    // It will never apply.
                    && subject.is_live(statement)
                    && over != Some(statement.index) =>
            {
                (
                    Severity::Info,
                    format!(" applies from {} only.", first.day()),
                )
            }
            _ => continue,
        };
        out.find(severity, test.span, number(statement).words(words));
    }
}
