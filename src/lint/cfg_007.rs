use super::prelude::*;

rule! {
    id: "KMS-CFG-007",
    name: "few-rotations-left",
    title: "Rotations on demand are nearly used up",
    kind: Kind::Configuration,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether 20 or more of the 25 rotations on demand that a key has are used.",
    why: "After the last one the material can be replaced on schedule only, or not at all.",
    fix: "Keep the rest for emergencies.",
    references: [ROTATION, LIST_ROTATIONS],
    fires: [
        fields(
            r#""Rotations":[{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"}]"#,
        ),
        fields(
            r#""Rotations":[{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"AUTOMATIC"}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Rotations":[{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"AUTOMATIC"}]"#,
        ),
        fields(
            r#""Rotations":[{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"},{"RotationType":"ON_DEMAND"}]"#,
        ),
    ],
    check,
}

/// "You can perform on-demand rotation a maximum of 25 times" ("Rotate AWS KMS keys").
const MOST: usize = 25;

fn check(subject: &Subject, out: &mut Out) {
    let Some(rotations) = subject.key.rotations.present() else {
        // Other keys have no rotations to count.
        if subject.key.spec.is("SYMMETRIC_DEFAULT") && subject.key.manager.is("CUSTOMER") {
            out.undecided(Input::Rotations);
        }
        return;
    };
    let used = rotations
        .iter()
        .filter(|rotation| rotation.kind.as_deref() == Some("ON_DEMAND"))
        .count();
    if used + 5 >= MOST {
        let message = format!("{used} of {MOST} rotations on demand are used.");
        out.find_field(Severity::Info, "Rotations", message.into(), None);
    } else if subject.key.is_cut("Rotations") {
        out.undecided(Input::Rotations);
    }
}
