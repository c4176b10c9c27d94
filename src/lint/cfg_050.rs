use super::prelude::*;

rule! {
    id: "KMS-CFG-050",
    name: "no-description",
    title: "The key has no description",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `Description` of a customer managed key is empty.",
    why: "Nobody can tell what the key is for before it is changed or deleted.",
    fix: "Describe it: `aws kms update-key-description --key-id KEY --description \"…\"`.",
    references: [CUSTOMER_KEYS],
    fires: [
        fields(r#""Description":"""#),
        fields(r#""Description":"  ""#),
    ],
    silent: [
        fields(r#""Description":"Payroll""#),
        fields(r#""Description":"","KeyManager":"AWS""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let empty = subject
        .key
        .description
        .text()
        .is_some_and(|text| text.trim().is_empty());
    if empty && subject.key.manager.is("CUSTOMER") {
        out.find_field(
            Severity::Info,
            "Description",
            "The description is empty.".into(),
            None,
        );
    }
}
