use super::prelude::*;

rule! {
    id: "KMS-POL-033",
    name: "second-policy",
    title: "The key has a second policy",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether the names of the key’s policies have `AWS_RAM` among them. Undecided where they are not in the file.",
    why: "AWS Resource Access Manager gives access by a policy of its own, and what both allow is allowed. This file shows one.",
    fix: "Read the other one: `aws kms get-key-policy --key-id KEY --policy-name AWS_RAM`.",
    references: [PUT_KEY_POLICY],
    fires: [
        fields(r#""PolicyNames":["default","AWS_RAM"]"#),
        fields(r#""PolicyNames":["AWS_RAM"]"#),
    ],
    silent: [
        fields(r#""PolicyNames":["default"]"#),
        fields(r#""Description":"none""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    match subject.key.policy_names.present() {
        None => out.undecided(Input::PolicyNames),
        Some(names) if names.iter().any(|name| name == "AWS_RAM") => {
            let message = Text::from("Beside the default policy the key has ")
                .code("AWS_RAM")
                .words(", which this file does not show.");
            out.find_field(Severity::Info, "PolicyNames", message, None);
        }
        Some(_) => {}
    }
}
