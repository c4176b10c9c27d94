use super::prelude::*;
use super::syn_009::variable;

rule! {
    id: "KMS-SYN-007",
    name: "old-version",
    title: "The policy is of the old version",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether `Version` is 2008-10-17 and no value holds `${`, which KMS-SYN-009 speaks of.",
    why: "The old version knows no policy variables. A variable that is added later would silently be plain text.",
    fix: "Set `Version` to `2012-10-17`. Nothing else changes for this policy.",
    references: [VERSION],
    fires: [
        policy(
            r#"{"Version":"2008-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}]}"#,
        ),
        policy(r#"{"Version":"2008-10-17","Id":"${aws:username}","Statement":[]}"#),
    ],
    silent: [
        policy(r#"{"Version":"2012-10-17","Statement":[]}"#),
        policy(
            r#"{"Version":"2008-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:u":"${aws:username}"}}}]}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if let Some(version) = &subject.policy.version
        && version.value == "2008-10-17"
        && variable(subject).is_none()
    {
        out.find_change(
            Severity::Low,
            version.span,
            "The policy is of version 2008-10-17; the current one is 2012-10-17.".into(),
            Some(Change::new(version.span, quote("2012-10-17"))),
        );
    }
}
