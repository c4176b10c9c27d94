use super::prelude::*;

rule! {
    id: "KMS-CFG-005",
    name: "imported-key-not-rotated",
    title: "Imported key material was not rotated",
    kind: Kind::Configuration,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether a symmetric key with imported material has had no rotation on demand within the profile’s limit (365 days where it sets none).",
    why: "KMS cannot rotate imported material by itself, so nobody does unless you do.",
    fix: "Import new material and call `aws kms rotate-key-on-demand --key-id KEY`.",
    references: [ROTATION, IMPORTED_MATERIAL],
    fires: [
        fields(
            r#""Origin":"EXTERNAL","KeyRotationEnabled":false,"Rotations":[{"RotationDate":"2023-01-01T00:00:00Z","RotationType":"ON_DEMAND"}]"#,
        ),
        fields(
            r#""Origin":"EXTERNAL","KeyRotationEnabled":false,"CreationDate":"2022-01-01T00:00:00Z","Rotations":[]"#,
        ),
    ],
    silent: [
        fields(
            r#""Origin":"EXTERNAL","KeyRotationEnabled":false,"Rotations":[{"RotationDate":"2026-10-01T00:00:00Z","RotationType":"ON_DEMAND"}]"#,
        ),
        fields(r#""Origin":"EXTERNAL","KeyRotationEnabled":false"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    if !key.origin.is("EXTERNAL")
        || !key.spec.is("SYMMETRIC_DEFAULT")
        || key.state.is("PendingImport")
    {
        return;
    }
    let Some(rotations) = key.rotations.present() else {
        out.undecided(Input::Rotations);
        return;
    };
    let on_demand = rotations
        .iter()
        .filter(|rotation| rotation.kind.as_deref() == Some("ON_DEMAND"));
    let last = on_demand
        .filter_map(|rotation| rotation.date.as_ref())
        .map(|date| date.moment)
        .max();
    let Some(since) = last.or(key.created.present().map(|date| date.moment)) else {
        out.undecided(Input::Field("CreationDate"));
        return;
    };
    let (age, most) = (
        since.days_to(subject.now),
        subject.profile.limits.imported_rotation_days,
    );
    if age > most {
        if key.is_cut("Rotations") {
            out.undecided(Input::Rotations);
            return;
        }
        let message = format!("The imported material has been in use for {age} days.");
        out.find_field(Severity::Low, "Rotations", message.into(), None);
    }
}
