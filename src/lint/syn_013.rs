use super::prelude::*;
use crate::read::element::misspells;

rule! {
    id: "KMS-SYN-013",
    name: "no-resource",
    title: "A statement names no resource and does nothing",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether every statement has `Resource` or `NotResource`. It is high for a Deny, medium for an Allow.",
    why: "KMS stores such a statement without complaint, and it applies to no key. Even `kms:*` for the account’s root then allows nothing.",
    fix: "Add `\"Resource\": \"*\"`, which in a key policy means this key.",
    references: [KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*"}"#,
        ),
        statement(r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign"}"#),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","NotResource":"arn:aws:kms:us-east-1:111122223333:key/2"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (index, node) in subject.statement_nodes() {
        let named = node.get("Resource").or_else(|| node.get("NotResource"));
        if named.is_none() && !misspells(node, &["Resource", "NotResource"]) {
            let deny = node.get("Effect").and_then(|effect| effect.as_str()) == Some("Deny");
            let (severity, verb) = match deny {
                true => (Severity::High, "denies"),
                false => (Severity::Medium, "allows"),
            };
            let message = format!(
                "Statement {} names no resource, so it {verb} nothing.",
                index + 1
            );
            let change = node.members().last().map(|last| {
                let end = last.value.span.end;
                Change::new(Span { start: end, end }, ", \"Resource\": \"*\"")
            });
            out.find_change(severity, node.span, message.into(), change);
        }
    }
}
