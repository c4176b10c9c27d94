use super::prelude::*;

rule! {
    id: "KMS-SYN-017",
    name: "empty-sid",
    title: "A Sid is empty",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether a `Sid` is `\"\"`. An absent one is fine, and so are blanks and punctuation: key policies allow them, and AWS’s own use them.",
    why: "An empty name helps nobody who has to speak of the statement.",
    fix: "Name the statement, or leave `Sid` out.",
    references: [SID],
    fires: [
        statement(
            r#"{"Sid":"","Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}"#,
        ),
        policy(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"},{"Sid":"","Effect":"Deny","Principal":"*","Action":"kms:Verify","Resource":"*"}]}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Sid":"Allow use of the key, for “App”","Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        if let Some(sid) = statement.sid.as_ref().filter(|sid| sid.value.is_empty()) {
            let message = number(statement).words(" has an empty Sid.");
            out.find(Severity::Info, sid.span, message);
        }
    }
}
