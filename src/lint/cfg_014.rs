use super::prelude::*;

rule! {
    id: "KMS-CFG-014",
    name: "material-missing",
    title: "The key has no key material",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `KeyState` is `PendingImport`: the material was never imported, has expired, or was deleted.",
    why: "Nothing can be encrypted or decrypted until the material is there, the very same as before.",
    fix: "Import the key material.",
    references: [IMPORTED_MATERIAL, KEY_STATES],
    fires: [
        fields(r#""KeyState":"PendingImport","Origin":"EXTERNAL""#),
        fields(
            r#""KeyState":"PendingImport","Origin":"EXTERNAL","Aliases":[{"AliasName":"alias/app"}]"#,
        ),
    ],
    silent: [
        fields(r#""KeyState":"Enabled","Origin":"EXTERNAL""#),
        fields(r#""KeyState":"Disabled""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    if key.state.is("PendingImport") {
        let aliases = key.aliases.present().is_some_and(|list| !list.is_empty());
        let grants = key.grants.present().is_some_and(|list| !list.is_empty());
        let severity = match aliases || grants {
            true => Severity::High,
            false => Severity::Medium,
        };
        let message = match severity {
            Severity::High => "The key has no material, and aliases or grants point to it.",
            _ => "The key has no material: it was never imported, has expired, or was deleted.",
        };
        out.find_field(severity, "KeyState", message.into(), None);
        if severity == Severity::Medium {
            let cut = [("Aliases", Input::Aliases), ("Grants", Input::Grants)];
            let cut = cut.into_iter().find(|(list, _)| key.is_cut(list));
            out.last_misses(cut.map(|(_, input)| input));
        }
    }
}
