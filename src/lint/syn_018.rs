use super::prelude::*;

rule! {
    id: "KMS-SYN-018",
    name: "policy-too-large",
    title: "The policy is larger than KMS stores",
    kind: Kind::Refused,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::PolicyText,
    checks: "Whether the policy’s text is longer than 32,768 bytes in UTF-8.",
    why: "KMS refuses it, so it cannot be in force.",
    fix: "Merge statements; conditions on an organization or on paths of roles stand for long lists of principals.",
    references: [QUOTAS],
    fires: [
        padded(r#"{"Version":"2012-10-17","Statement":[]}"#, 33000),
        padded(r#""#, 32769),
    ],
    silent: [
        padded(r#"{"Version":"2012-10-17","Statement":[]}"#, 20000),
        policy(r#"{"Version":"2012-10-17","Statement":[]}"#),
    ],
    check,
}

/// "Key policy document size", a quota that cannot be raised.
pub(super) const MOST: usize = 32_768;

fn check(subject: &Subject, out: &mut Out) {
    let bytes = size(subject);
    if bytes > MOST {
        let message = format!("The policy has {bytes} bytes; KMS stores up to {MOST}.");
        out.find(Severity::High, Span::default(), message.into());
    }
}

pub(super) fn size(subject: &Subject) -> usize {
    subject
        .key
        .policy
        .present()
        .map_or(0, |policy| policy.text.len())
}
