use super::prelude::*;
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-ACT-018",
    name: "deletion-without-guard-rail",
    title: "The key may be scheduled for deletion without a guard rail",
    kind: Kind::OverPermission,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow gives `kms:ScheduleKeyDeletion` to a user or role, with no lower bound on `kms:ScheduleKeyDeletionPendingWindowInDays` or `kms:TrailingDaysWithoutKeyUsage`.",
    why: "The least waiting time is seven days, and what the key encrypts is lost after it.",
    fix: "Add `\"NumericGreaterThanEquals\": {\"kms:ScheduleKeyDeletionPendingWindowInDays\": \"30\"}`.",
    references: [DELETING_KEYS, KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:ScheduleKeyDeletion","Resource":"*","Condition":{"NumericGreaterThanEquals":{"kms:ScheduleKeyDeletionPendingWindowInDays":"30"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*","Condition":{"NumericLessThan":{"kms:ScheduleKeyDeletionPendingWindowInDays":"30"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let delete = const { ActionSet::exactly(&["ScheduleKeyDeletion"]) };
    let guards = |statement: &Statement| {
        statement.tests.iter().any(|test| {
            is_key(test, "kms:ScheduleKeyDeletionPendingWindowInDays")
                || is_key(test, "kms:TrailingDaysWithoutKeyUsage")
        })
    };
    let denied = subject.statements().any(|statement| {
        is_deny(statement)
            && subject.actions(statement).contains(delete)
            && (guards(statement) || statement.tests.is_empty())
    });
    if denied {
        return;
    }
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none() && subject.is_live(allow))
    {
        if !reach(subject, allow).contains(delete) || guards(allow) {
            continue;
        }
        let own = subject
            .principals(allow)
            .iter()
            .any(|(_, who)| is_identity(who) && home(who) != Some(Home::Foreign));
        if own {
            let by_console = is_console_administration(allow) || names_own_root(subject, allow);
            let severity = match by_console {
                true => Severity::Info,
                false => Severity::Low,
            };
            let message = number(allow)
                .words(" allows ")
                .code("kms:ScheduleKeyDeletion")
                .words(" with the shortest waiting time and whether or not the key is in use.");
            out.find(severity, allow.action.span().unwrap_or(allow.span), message);
        }
    }
}
