use super::prelude::*;

rule! {
    id: "KMS-CFG-008",
    name: "material-waits-for-rotation",
    title: "Imported material waits to be used",
    kind: Kind::Configuration,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether one of the `Rotations` is in state `PENDING_ROTATION` (low) or `PENDING_MULTI_REGION_IMPORT_AND_ROTATION` (medium: replicas lack the material).",
    why: "The new material is there, and the old one still encrypts.",
    fix: "Import it into every replica, and call `aws kms rotate-key-on-demand --key-id KEY`.",
    references: [LIST_ROTATIONS, IMPORTED_MATERIAL],
    fires: [
        fields(
            r#""Origin":"EXTERNAL","Rotations":[{"KeyMaterialState":"CURRENT"},{"KeyMaterialState":"PENDING_ROTATION"}]"#,
        ),
        fields(
            r#""Origin":"EXTERNAL","Rotations":[{"KeyMaterialState":"PENDING_MULTI_REGION_IMPORT_AND_ROTATION"}]"#,
        ),
    ],
    silent: [
        fields(r#""Origin":"EXTERNAL","Rotations":[{"KeyMaterialState":"CURRENT"}]"#),
        fields(r#""Rotations":[]"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.key.origin.is("EXTERNAL") && subject.key.rotations.present().is_none() {
        out.undecided(Input::Rotations);
    }
    let rotations = subject
        .key
        .rotations
        .present()
        .map(Vec::as_slice)
        .unwrap_or_default();
    for (at, rotation) in rotations.iter().enumerate() {
        let (severity, words) = match rotation.state.as_deref() {
            Some("PENDING_ROTATION") => (
                Severity::Low,
                "Imported material is there and not in use yet.",
            ),
            Some("PENDING_MULTI_REGION_IMPORT_AND_ROTATION") => (
                Severity::Medium,
                "Imported material is there, and replicas of the key lack it.",
            ),
            _ => continue,
        };
        out.find_item(severity, "Rotations", (at, rotation.span), words.into());
    }
    if out.findings.is_empty() && subject.key.is_cut("Rotations") {
        out.undecided(Input::Rotations);
    }
}
