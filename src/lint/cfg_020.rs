use super::prelude::*;

rule! {
    id: "KMS-CFG-020",
    name: "material-expires-soon",
    title: "Imported key material expires soon",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Fields,
    checks: "Whether `ExpirationModel` is `KEY_MATERIAL_EXPIRES` and `ValidTo` is at most 90 days ahead: high up to 30 days and for dates that have passed, medium beyond.",
    why: "When it expires, KMS deletes the key material, and the key cannot be used until the same material is imported again.",
    fix: "Import the same key material again with a later date, or without one.",
    references: [IMPORTED_MATERIAL],
    fires: [
        fields(
            r#""Origin": "EXTERNAL", "ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": "2026-12-03T00:00:00Z""#,
        ),
        fields(
            r#""Origin": "EXTERNAL", "ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": "2027-02-01T00:00:00Z""#,
        ),
    ],
    silent: [
        fields(
            r#""Origin": "EXTERNAL", "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE", "ValidTo": null"#,
        ),
        fields(
            r#""Origin": "EXTERNAL", "ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": "2028-12-03T00:00:00Z""#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    if !key.expiration.is("KEY_MATERIAL_EXPIRES") {
        return;
    }
    let Some(date) = key.valid_to.present() else {
        out.undecided(Input::Field("ValidTo"));
        return;
    };
    let days = subject.now.days_to(date.moment);
    let severity = match days {
        ..=30 => Severity::High,
        31..=90 => Severity::Medium,
        _ => return,
    };
    let day = date.moment.day();
    let message = match days {
        ..0 => format!(
            "The imported key material expired on {day}: the key works only if it was imported again since."
        ),
        0 => format!(
            "The imported key material expires within a day, on {day}; then the key cannot be used."
        ),
        _ => format!(
            "The imported key material expires in {}, on {day}; then the key cannot be used.",
            count(days as usize, "day", "days")
        ),
    };
    out.find_field(severity, "ValidTo", message.into(), None);
}
