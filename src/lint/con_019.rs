use super::prelude::*;
use crate::access::condition::evaluate::evaluate;
use crate::access::request::Carries;
use crate::access::statement::Truth;
use crate::model::operator::Family;

rule! {
    id: "KMS-CON-019",
    name: "bound-outside-the-range",
    title: "A bound that is always or never met",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a bound on `kms:RotationPeriodInDays` (90 to 2560), `kms:ScheduleKeyDeletionPendingWindowInDays` (7 to 30) or `kms:TrailingDaysWithoutKeyUsage` tells any two possible values apart.",
    why: "KMS admits values in a range only. A bound outside of it limits nothing, or everything.",
    fix: "Use a bound within the range.",
    references: [KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*","Condition":{"NumericLessThan":{"kms:ScheduleKeyDeletionPendingWindowInDays":"7"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:EnableKeyRotation","Resource":"*","Condition":{"NumericLessThanEquals":{"kms:RotationPeriodInDays":"3000"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*","Condition":{"NumericLessThan":{"kms:ScheduleKeyDeletionPendingWindowInDays":"30"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:EnableKeyRotation","Resource":"*","Condition":{"NumericLessThanEquals":{"kms:RotationPeriodInDays":"365"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
            continue;
        };
        let (least, most) = match key.name {
            "kms:RotationPeriodInDays" => (90, 2560),
            "kms:ScheduleKeyDeletionPendingWindowInDays" => (7, 30),
            "kms:TrailingDaysWithoutKeyUsage" => (0, i64::from(u16::MAX)),
            _ => continue,
        };
        let bounds: Vec<i64> = test
            .values
            .iter()
            .filter_map(|value| value.text.trim().parse().ok())
            .collect();
        if operator.family() != Family::Numeric
            || bounds.is_empty()
            || bounds.len() != test.values.len()
        {
            continue;
        }
        let wanted: Vec<&str> = test
            .values
            .iter()
            .map(|value| value.text.as_str())
            .collect();
        // The outcome can only change next to a bound.
        let near = bounds
            .iter()
            .flat_map(|bound| [bound - 1, *bound, bound + 1]);
        let mut met = false;
        let mut missed = false;
        for value in near
            .chain([least, most])
            .filter(|value| (least..=most).contains(value))
        {
            let mut carries = Carries::default();
            carries.set(&test.key.value, vec![value.to_string()]);
            match evaluate(operator, &test.key.value, &wanted, &carries, false) {
                Truth::True => met = true,
                _ => missed = true,
            }
        }
        if met && missed {
            continue;
        }
        let message = number(statement)
            .words(" has a bound on ")
            .code(&test.key.value)
            .words(match met {
                true => " that every possible value meets: it limits nothing.",
                false => " that no possible value meets: the statement never applies.",
            });
        out.find(Severity::Medium, test.span, message);
    }
}
