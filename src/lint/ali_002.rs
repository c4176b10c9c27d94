use super::prelude::*;

rule! {
    id: "KMS-ALI-002",
    name: "alias-to-a-dead-key",
    title: "An alias points to a key that does not work",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Aliases,
    checks: "Whether aliases point to a key that is disabled, waits for deletion or for key material, or whose store is disconnected.",
    why: "Programs that name the key by the alias fail.",
    fix: "Point the alias to another key: `aws kms update-alias`.",
    references: [ALIASES, KEY_STATES],
    fires: [
        fields(r#""KeyState":"PendingDeletion","Aliases":[{"AliasName":"alias/app"}]"#),
        fields(r#""KeyState":"Disabled","Aliases":["alias/app","alias/web"]"#),
    ],
    silent: [
        fields(r#""KeyState":"Enabled","Aliases":[{"AliasName":"alias/app"}]"#),
        fields(r#""KeyState":"PendingDeletion","Aliases":[]"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let state = subject.key.state.text().unwrap_or_default();
    let dead = matches!(
        state,
        "PendingDeletion" | "PendingReplicaDeletion" | "Disabled" | "PendingImport" | "Unavailable"
    );
    let aliases = subject
        .key
        .aliases
        .present()
        .map(Vec::as_slice)
        .unwrap_or_default();
    if dead && !aliases.is_empty() {
        let one = aliases.len() == 1;
        let names = aliases
            .iter()
            .map(|alias| Text::new().code(&alias.name))
            .collect();
        let message = Text::list(names, "and", 3)
            .words(if one {
                " points to a key in state "
            } else {
                " point to a key in state "
            })
            .code(state)
            .words(".");
        out.find_field(Severity::High, "Aliases", message, None);
    }
}
