use super::prelude::*;
use crate::model::operator::Base;

rule! {
    id: "KMS-CON-046",
    name: "several-bounds",
    title: "Several bounds, of which one decides",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an operator such as `NumericLessThan` or `DateGreaterThan` has several values.",
    why: "Values of one key are alternatives, so the widest bound decides and the others do nothing.",
    fix: "Keep the one that you mean.",
    references: [OPERATORS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:ScheduleKeyDeletion","Resource":"*","Condition":{"NumericLessThan":{"kms:ScheduleKeyDeletionPendingWindowInDays":["8","30"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":["2098-01-01T00:00:00Z","2099-01-01T00:00:00Z"]}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:ScheduleKeyDeletion","Resource":"*","Condition":{"NumericLessThan":{"kms:ScheduleKeyDeletionPendingWindowInDays":"30"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:EnableKeyRotation","Resource":"*","Condition":{"NumericEquals":{"kms:RotationPeriodInDays":["90","365"]}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let bound = test.operator.is_some_and(|operator| {
            matches!(
                operator.base,
                Base::NumericLessThan
                    | Base::NumericLessThanEquals
                    | Base::NumericGreaterThan
                    | Base::NumericGreaterThanEquals
                    | Base::DateLessThan
                    | Base::DateLessThanEquals
                    | Base::DateGreaterThan
                    | Base::DateGreaterThanEquals
            )
        });
        if bound && test.values.len() > 1 {
            let message = number(statement)
                .words(" gives several bounds for ")
                .code(&test.key.value)
                .words("; the widest decides.");
            out.find(Severity::Info, test.span, message);
        }
    }
}
