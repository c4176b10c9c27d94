use super::prelude::*;

rule! {
    id: "KMS-CFG-021",
    name: "material-can-expire",
    title: "Imported material can expire",
    kind: Kind::Configuration,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `ExpirationModel` is `KEY_MATERIAL_EXPIRES` and `ValidTo` is more than 90 days away. Nearer dates are a finding of their own.",
    why: "On that day the key stops working.",
    fix: "Plan to import the material again, or import it without an end.",
    references: [IMPORTED_MATERIAL],
    fires: [
        fields(
            r#""Origin":"EXTERNAL","ExpirationModel":"KEY_MATERIAL_EXPIRES","ValidTo":"2027-12-01T00:00:00Z""#,
        ),
        fields(
            r#""Origin":"EXTERNAL","ExpirationModel":"KEY_MATERIAL_EXPIRES","ValidTo":1861920000"#,
        ),
    ],
    silent: [
        fields(r#""Origin":"EXTERNAL","ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE""#),
        fields(
            r#""Origin":"EXTERNAL","ExpirationModel":"KEY_MATERIAL_EXPIRES","ValidTo":"2026-12-01T00:00:00Z""#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    if let Some(date) = key
        .valid_to
        .present()
        .filter(|_| key.expiration.is("KEY_MATERIAL_EXPIRES"))
    {
        let left = subject.now.days_to(date.moment);
        if left > 90 {
            let message = format!(
                "The material expires on {}, in {left} days.",
                date.moment.day()
            );
            out.find_field(Severity::Info, "ValidTo", message.into(), None);
        }
    }
}
