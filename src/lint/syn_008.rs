use super::prelude::*;

rule! {
    id: "KMS-SYN-008",
    name: "invalid-version",
    title: "There is no such Version",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether `Version` is `2012-10-17` or `2008-10-17`. It names the policy language, not the policy.",
    why: "KMS refuses the policy.",
    fix: "Set `Version` to `2012-10-17`.",
    references: [VERSION],
    fires: [
        policy(r#"{"Version":"2024-01-01","Statement":[]}"#),
        policy(r#"{"Version":"2012-10-18","Statement":[]}"#),
    ],
    silent: [
        policy(r#"{"Version":"2012-10-17","Statement":[]}"#),
        policy(r#"{"Version":"2008-10-17","Statement":[]}"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if let Some(version) = &subject.policy.version
        && !matches!(version.value.as_str(), "2012-10-17" | "2008-10-17")
    {
        let message = Text::new()
            .code(&version.value)
            .words(" is no version of the policy language.");
        out.find_change(
            Severity::Medium,
            version.span,
            message,
            Some(Change::new(version.span, quote("2012-10-17"))),
        );
    }
}
