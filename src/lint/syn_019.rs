use super::prelude::*;
use super::syn_018::{MOST, size};

rule! {
    id: "KMS-SYN-019",
    name: "policy-nearly-too-large",
    title: "The policy is near the size limit",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::PolicyText,
    checks: "Whether the policy’s text takes more than nine tenths of the 32,768 bytes that KMS stores.",
    why: "The next statement may not fit, and the change that needs it may be urgent.",
    fix: "Merge statements, or use conditions on an organization or on paths of roles in place of long lists of principals.",
    references: [QUOTAS],
    fires: [
        padded(r#"{"Version":"2012-10-17","Statement":[]}"#, 30000),
        padded(r#""#, 32768),
    ],
    silent: [
        padded(r#"{"Version":"2012-10-17","Statement":[]}"#, 29491),
        padded(r#""#, 33000),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let bytes = size(subject);
    if bytes <= MOST && bytes * 10 > MOST * 9 {
        let message = format!("The policy has {bytes} of the {MOST} bytes that KMS stores.");
        out.find(Severity::Info, Span::default(), message.into());
    }
}
