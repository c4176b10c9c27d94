use super::prelude::*;

rule! {
    id: "KMS-CFG-016",
    name: "passing-state",
    title: "A state that should pass",
    kind: Kind::Configuration,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `KeyState` is `Creating` or `Updating`. One file cannot tell how long it has been so.",
    why: "Both take minutes. A key that stays so does not work as it should.",
    fix: "Look again in an hour; then ask AWS Support.",
    references: [KEY_STATES],
    fires: [
        fields(r#""KeyState":"Creating","MultiRegion":true"#),
        fields(r#""KeyState":"Updating","MultiRegion":true"#),
    ],
    silent: [
        fields(r#""KeyState":"Enabled""#),
        fields(r#""KeyState":"PendingImport""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let state = subject
        .key
        .state
        .text()
        .filter(|state| matches!(*state, "Creating" | "Updating"));
    if let Some(state) = state {
        let message = Text::from("The key was ")
            .code(state)
            .words(" when this was exported, which lasts minutes.");
        out.find_field(Severity::Info, "KeyState", message, None);
    }
}
