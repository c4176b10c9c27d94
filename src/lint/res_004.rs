use super::prelude::*;
use crate::access::statement::{Truth, is_this_key};

rule! {
    id: "KMS-RES-004",
    name: "not-resource",
    title: "NotResource in a key policy",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement has `NotResource`. Where it matches this key, the statement has no effect; where it does not, it means this key in a roundabout way.",
    why: "A key policy has one resource, the key. Who reads `NotResource` takes it for an exception.",
    fix: "Write `\"Resource\": \"*\"`, or remove the statement.",
    references: [NOT_RESOURCE, KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","NotResource":"arn:aws:s3:::bucket"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","NotResource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let (Some(list), None) = (&statement.resource.not, &statement.resource.is) else {
            continue;
        };
        let truth = is_this_key(statement, subject.policy, subject.context);
        let (severity, words) = match (truth, is_deny(statement)) {
            (Truth::False, true) => (
                Severity::High,
                "leaves out this key, so the Deny has no effect.",
            ),
            (Truth::False, false) => (
                Severity::Medium,
                "leaves out this key, so the statement has no effect.",
            ),
            (Truth::True, true) => (
                Severity::Medium,
                "does not leave out this key, so the Deny applies to it.",
            ),
            (Truth::True, false) => (
                Severity::High,
                "does not leave out this key, so the statement allows all that it says.",
            ),
            (Truth::Open, _) => {
                out.undecided(Input::Arn);
                continue;
            }
        };
        let message = number(statement)
            .words(": ")
            .code("NotResource")
            .words(" ")
            .words(words);
        out.find(severity, list.span, message);
    }
}
