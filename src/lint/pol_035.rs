use super::prelude::*;
use crate::aws::actions::{ActionSet, Group};

rule! {
    id: "KMS-POL-035",
    name: "sid-says-the-opposite",
    title: "The name of a statement says the opposite of what it does",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a `Sid` speaks of denying in an Allow, of allowing in a Deny, or of reading only where more is allowed.",
    why: "Reviewers read names first.",
    fix: "Rename the statement, or correct its `Effect`.",
    references: [SID],
    fires: [
        statement(
            r#"{"Sid":"DenyExternalUse","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Sid":"Allow use","Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Sid":"Read only access","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Describe*","kms:ScheduleKeyDeletion"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Sid":"DenyExternalUse","Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Sid":"Allow use of the key","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let Some(sid) = &statement.sid else { continue };
        let lower = sid.value.to_ascii_lowercase();
        let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
        let reading = const { ActionSet::of(Group::Read) };
        let fault = match is_deny(statement) {
            false if begins(&["deny", "block", "prevent", "forbid"]) => "an Allow",
            true if begins(&["allow", "enable", "permit"]) => "a Deny",
            false
                if (lower.contains("read only")
                    || lower.contains("readonly")
                    || lower.contains("read-only"))
                    && !subject
                        .actions(statement)
                        .minus(reading)
                        .minus(const { ActionSet::exactly(&["Decrypt"]) })
                        .is_empty() =>
            {
                "more than reading"
            }
            _ => continue,
        };
        let message = number(statement)
            .words(" is called ")
            .code(&sid.value)
            .words(format!(" and is {fault}."));
        out.find(Severity::Info, sid.span, message);
    }
}
