use super::prelude::*;

rule! {
    id: "KMS-CFG-013",
    name: "key-disabled",
    title: "The key is disabled",
    kind: Kind::Lockout,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Fields,
    checks: "Whether `KeyState` is `Disabled`. Keys that wait for material, for a key store or for a change are in another state and not reported here.",
    why: "Nothing that is encrypted under it can be read until it is enabled. That may be the plan, or the reason for an outage.",
    fix: "Enable it (`aws kms enable-key --key-id KEY`), or plan its deletion when nothing uses it.",
    references: [ENABLING_KEYS, KEY_STATES],
    fires: [
        fields(r#""KeyState": "Disabled", "Enabled": false"#),
        fields(r#""KeyState": "Disabled""#),
    ],
    silent: [
        fields(r#""KeyState": "PendingImport", "Enabled": false"#),
        fields(r#""KeyState": "Unavailable", "Enabled": false"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.key.state.is("Disabled") {
        out.find_field(
            Severity::Low,
            "KeyState",
            "Nobody can encrypt, decrypt or sign with this key until it is enabled again.".into(),
            None,
        );
    }
}
