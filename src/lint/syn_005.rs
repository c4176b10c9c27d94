use super::prelude::*;
use crate::read::element::misspells;

rule! {
    id: "KMS-SYN-005",
    name: "no-statement",
    title: "The policy has no statement",
    kind: Kind::Refused,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether the policy has at least one statement.",
    why: "A key policy is the root of all access to its key. Without a statement nobody can use the key, and nobody can repair the policy.",
    fix: "Add statements; the least is one that lets the account’s IAM policies decide.",
    references: [GRAMMAR, KEY_POLICIES],
    fires: [
        policy(r#"{"Version":"2012-10-17"}"#),
        policy(r#"{"Version":"2012-10-17","Statement":[]}"#),
    ],
    silent: [
        policy(
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}}"#,
        ),
        // The misspelt element is the finding (KMS-SYN-004).
        policy(r#"{"Version":"2012-10-17","Statements":[]}"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(root) = subject.root() else { return };
    if !root.is_object() {
        return;
    }
    let (span, message) = match root.get("Statement") {
        None if misspells(root, &["Statement"]) => return,
        None => (
            root.span,
            "The policy has no Statement, so nobody may do anything with the key.",
        ),
        Some(node) if matches!(&node.value, crate::json::Value::Array(items) if items.is_empty()) => {
            (
                node.span,
                "The list of statements is empty, so nobody may do anything with the key.",
            )
        }
        Some(_) => return,
    };
    out.find(Severity::High, span, message.into());
}
