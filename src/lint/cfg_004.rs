use super::prelude::*;

rule! {
    id: "KMS-CFG-004",
    name: "rotation-paused",
    title: "The rotation pauses while the key is disabled",
    kind: Kind::Configuration,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether a disabled key has rotation turned on.",
    why: "KMS does not rotate a disabled key. It makes up for it when the key is enabled again.",
    fix: "Nothing, unless the key should be enabled.",
    references: [ROTATION, ENABLING_KEYS],
    fires: [
        fields(r#""KeyState":"Disabled","KeyRotationEnabled":true"#),
        fields(
            r#""KeyState":"Disabled","KeyRotationEnabled":true,"RotationPeriodInDays":90"#,
        ),
    ],
    silent: [
        fields(r#""KeyState":"Enabled","KeyRotationEnabled":true"#),
        fields(r#""KeyState":"Disabled","KeyRotationEnabled":null"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.key.state.is("Disabled") && subject.key.rotation.present() == Some(&true) {
        let message = "Rotation is on, and pauses while the key is disabled.";
        out.find_field(Severity::Info, "KeyRotationEnabled", message.into(), None);
    }
}
