use super::prelude::*;
use crate::explain::actions::spoken;

rule! {
    id: "KMS-ACT-008",
    name: "allow-with-not-action",
    title: "An Allow of everything but a few actions",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an Allow uses `NotAction`.",
    why: "It allows every other action, the administrative ones among them, and each one that KMS gets in the future.",
    fix: "List in `Action` what is to be allowed.",
    references: [NOT_ACTION],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"NotAction":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"NotAction":["kms:Put*","kms:ScheduleKeyDeletion"],"Resource":"*"}"#,
        ),
        // The Deny does not name all of them.
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App",7]},"NotAction":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","NotAction":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"NotAction":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let Some(list) = &allow.action.not else {
            continue;
        };
        if allow.action.is.is_some() || !subject.is_live(allow) {
            continue;
        }
        let given = subject.actions(allow);
        let risky = given.and(
            const {
                crate::aws::actions::ActionSet::exactly(&[
                    "PutKeyPolicy",
                    "CreateGrant",
                    "ScheduleKeyDeletion",
                    "Decrypt",
                ])
            },
        );
        let message = number(allow).words(format!(
            " allows {} actions, and all that KMS gets in the future",
            given.len()
        ));
        let message = match risky.is_empty() {
            true => message.words("."),
            false => message
                .words("; among them one may ")
                .words(spoken(risky, false))
                .words("."),
        };
        out.find(Severity::High, list.span, message);
    }
}
