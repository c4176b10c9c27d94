use super::prelude::*;
use crate::read::element::misspells;

rule! {
    id: "KMS-SYN-006",
    name: "version-absent",
    title: "The policy has no Version",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether `Version` is there.",
    why: "Without it the policy is read as one of 2008-10-17, in which `${…}` is plain text and not a variable.",
    fix: "Add `\"Version\": \"2012-10-17\"` as the first member.",
    references: [VERSION],
    fires: [
        policy(
            r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}]}"#,
        ),
        policy(r#"{"Id":"a","Statement":[]}"#),
    ],
    silent: [
        policy(r#"{"Version":"2012-10-17","Statement":[]}"#),
        policy(r#"{"version":"2012-10-17","Statement":[]}"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(root) = subject.root() else { return };
    if !root.is_object() || root.get("Version").is_some() || misspells(root, &["Version"]) {
        return;
    }
    let start = root.span.start;
    let change = Change::new(
        Span {
            start,
            end: start + 1,
        },
        "{\n  \"Version\": \"2012-10-17\",",
    );
    out.find_change(
        Severity::Low,
        root.span,
        "The policy names no Version and is read as one of 2008-10-17.".into(),
        (!root.members().is_empty()).then_some(change),
    );
}
