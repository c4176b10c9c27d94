use super::prelude::*;

rule! {
    id: "KMS-CFG-002",
    name: "long-rotation-period",
    title: "The rotation period is longer than the limit",
    kind: Kind::Configuration,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `RotationPeriodInDays` of a key that rotates is more than the profile’s limit (365 where it sets none).",
    why: "Standards limit how long one key material encrypts.",
    fix: "Set the period: `aws kms enable-key-rotation --key-id KEY --rotation-period-in-days 365`.",
    references: [ROTATION],
    fires: [
        fields(r#""RotationPeriodInDays":2560"#),
        fields(r#""RotationPeriodInDays":180"#)
            .under(r#""limits":{"rotationPeriodInDays":90}"#),
    ],
    silent: [
        fields(r#""RotationPeriodInDays":365"#),
        fields(r#""RotationPeriodInDays":2560,"KeyRotationEnabled":false"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    let most = subject.profile.limits.rotation_period_days;
    match key.rotation_period.present() {
        Some(days) if *days > most && key.rotation.present() == Some(&true) => {
            let message = format!("KMS makes new material every {days} days; the limit is {most}.");
            out.find_field(Severity::Low, "RotationPeriodInDays", message.into(), None);
        }
        None if key.rotation.present() == Some(&true) && !key.is_aws_managed() => {
            out.undecided(Input::RotationStatus)
        }
        _ => {}
    }
}
