use super::prelude::*;
use crate::read::element::misspells;

rule! {
    id: "KMS-SYN-012",
    name: "no-action",
    title: "A statement names no action and does nothing",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether every statement has `Action` or `NotAction`. It is high for a Deny, medium for an Allow.",
    why: "KMS stores such a statement without complaint, and it has no effect. A Deny that somebody relies on denies nothing.",
    fix: "Add `Action`, or remove the statement.",
    references: [KEY_POLICIES],
    fires: [
        statement(r#"{"Effect":"Deny","Principal":"*","Resource":"*"}"#),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","NotAction":"kms:Sign","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (index, node) in subject.statement_nodes() {
        let named = node.get("Action").or_else(|| node.get("NotAction"));
        if named.is_none() && !misspells(node, &["Action", "NotAction"]) {
            let deny = node.get("Effect").and_then(|effect| effect.as_str()) == Some("Deny");
            let (severity, verb) = match deny {
                true => (Severity::High, "denies"),
                false => (Severity::Medium, "allows"),
            };
            let message = format!(
                "Statement {} names no action, so it {verb} nothing.",
                index + 1
            );
            out.find(severity, node.span, message.into());
        }
    }
}
