use super::prelude::*;
use crate::access::pattern::has_wildcard;
use crate::access::statement::{Truth, is_this_key};
use crate::model::arn::Arn;

rule! {
    id: "KMS-RES-006",
    name: "resource-of-another-service",
    title: "A resource of another service beside this key",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a `Resource` list that has this key in it also names resources of other services.",
    why: "A key policy speaks of its own key alone, so these entries have no effect; somebody may think they do.",
    fix: "Write `\"Resource\": \"*\"` alone.",
    references: [KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":["*","arn:aws:s3:::bucket"]}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","arn:aws:sqs:us-east-1:111122223333:q"]}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"arn:aws:s3:::bucket"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let Some(list) = &statement.resource.is else {
            continue;
        };
        // With no entry for this key it is the whole statement that misses, a finding of its own.
        if is_this_key(statement, subject.policy, subject.context) != Truth::True {
            continue;
        }
        let foreign = list.entries.iter().find(|entry| {
            Arn::split(&entry.value)
                .is_some_and(|arn| arn.service != "kms" && !has_wildcard(arn.service))
        });
        if let Some(entry) = foreign {
            let message = number(statement)
                .words(" also names ")
                .code(&entry.value)
                .words(", of which a key policy cannot speak.");
            let change = Change::new(list.span, "\"Resource\": \"*\"");
            out.find_change(
                worse_in_deny(statement, Severity::Medium),
                entry.span,
                message,
                Some(change),
            );
        }
    }
}
