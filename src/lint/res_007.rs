use super::prelude::*;
use crate::model::arn::Arn;

rule! {
    id: "KMS-RES-007",
    name: "redundant-resource",
    title: "A resource that another entry covers",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether one `Resource` entry is covered by another of the same list: by `*`, or by the same text.",
    why: "It changes nothing.",
    fix: "Write `\"Resource\": \"*\"` alone.",
    references: [POLICY_CHECKS, KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":["*","arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"]}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"]}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":["*","arn:aws:s3:::bucket"]}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let Some(list) = &statement.resource.is else {
            continue;
        };
        let entries = &list.entries;
        let covered = entries.iter().enumerate().find(|(at, entry)| {
            let is_kms = entry.value == "*"
                || Arn::split(&entry.value).is_some_and(|arn| arn.service == "kms");
            is_kms
                && entries.iter().enumerate().any(|(other, wide)| {
                    other != *at
                        && (wide.value == "*" && entry.value != "*"
                            || wide.value == entry.value && other < *at)
                })
        });
        if let Some((_, entry)) = covered {
            let message = number(statement)
                .words(" lists ")
                .code(&entry.value)
                .words(", which another entry covers.");
            let change = Change::new(list.span, "\"Resource\": \"*\"");
            out.find_change(Severity::Low, entry.span, message, Some(change));
        }
    }
}
