use super::prelude::*;
use crate::access::statement::{Truth, is_alias, means_key};

rule! {
    id: "KMS-RES-001",
    name: "resource-is-not-this-key",
    title: "The resource is not this key",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether some `Resource` entry is `*` or matches this key’s ARN, field by field. High in a Deny, medium in an Allow.",
    why: "A key policy speaks of its own key alone. A statement about another resource has no effect.",
    fix: "Write `\"Resource\": \"*\"`, which in a key policy means this key.",
    references: [KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":["arn:aws:kms:eu-west-1:111122223333:key/*","arn:aws:s3:::bucket"]}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"arn:aws:kms:*:111122223333:key/1234abcd-*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":["arn:aws:s3:::bucket","*"]}"#,
        ),
        // An alias is a finding of its own (KMS-RES-002).
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:alias/app"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let Some(list) = &statement.resource.is else {
            continue;
        };
        if list.broken || list.entries.iter().all(|entry| is_alias(&entry.value)) {
            continue;
        }
        let truths = list
            .entries
            .iter()
            .map(|entry| means_key(&entry.value, subject.policy, subject.context));
        let mut open = false;
        let mut hit = false;
        for truth in truths {
            hit |= truth == Truth::True;
            open |= truth == Truth::Open;
        }
        if hit {
            continue;
        }
        if open {
            if subject.context.arn.is_none() {
                out.undecided(Input::Arn);
            }
            continue;
        }
        let severity = match is_deny(statement) {
            true => Severity::High,
            false => Severity::Medium,
        };
        let entries = list
            .entries
            .iter()
            .filter(|entry| !is_alias(&entry.value))
            .map(|entry| Text::new().code(&entry.value));
        let message = number(statement)
            .words(" speaks of ")
            .then(Text::list(entries.collect(), "and", 2))
            .words(", which is not this key, so it has no effect.");
        let change = Change::new(list.span, "\"Resource\": \"*\"");
        out.find_change(severity, list.span, message, Some(change));
    }
}
