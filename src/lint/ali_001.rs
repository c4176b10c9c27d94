use super::prelude::*;

rule! {
    id: "KMS-ALI-001",
    name: "no-alias",
    title: "The key has no alias",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Aliases,
    checks: "Whether the aliases of a customer managed key are in the file and there is none. Undecided where they are not in the file.",
    why: "People and programs can name it by its id alone, and moving to another key means changing them all.",
    fix: "Create one: `aws kms create-alias --alias-name alias/NAME --target-key-id KEY`.",
    references: [ALIASES],
    fires: [
        fields(r#""Aliases":[]"#),
        fields(r#""Aliases":{"Aliases":[]}"#),
    ],
    silent: [
        fields(r#""Aliases":[{"AliasName":"alias/app"}]"#),
        fields(r#""Description":"x""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let none =
        subject.key.aliases.present().is_some_and(Vec::is_empty) && !subject.key.is_cut("Aliases");
    if none && subject.key.manager.is("CUSTOMER") {
        let message = "No alias points to the key.";
        out.find_field(Severity::Info, "Aliases", message.into(), None);
    }
}
