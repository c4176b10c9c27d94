use super::prelude::*;
use crate::access::statement::{self, is_everyone};
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-POL-022",
    name: "allow-partly-denied",
    title: "A Deny takes back a part of what is allowed",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a Deny for everyone, without conditions, covers some of the actions that an Allow gives.",
    why: "Who reads the Allow alone expects more than there is.",
    fix: "Nothing, if it is meant so.",
    references: [EVALUATION],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","kms:Encrypt"],"Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Encrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*","Condition":{"NumericLessThan":{"kms:ScheduleKeyDeletionPendingWindowInDays":"30"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let denied = subject
        .statements()
        .filter(|statement| {
            is_deny(statement)
                && statement.tests.is_empty()
                && !statement.condition_broken
                && statement.principal.not.is_none()
                && is_everyone(statement)
                && subject.is_live(statement)
        })
        .fold(ActionSet::EMPTY, |set, deny| set.or(reach(subject, deny)));
    for allow in subject.allows() {
        // Of an Allow, `reach` leaves that out already.
        let set = statement::actions(allow).and(subject.context.fit);
        let lost = set.and(denied);
        if !lost.is_empty() && lost != set {
            let message = Text::from(number(allow))
                .words(" allows ")
                .then(names(lost))
                .words(", which a Deny for everyone takes back.");
            out.find(Severity::Info, allow.span, message);
        }
    }
}
