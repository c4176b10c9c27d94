use super::prelude::*;

rule! {
    id: "KMS-CFG-054",
    name: "key-in-unapproved-region",
    title: "The key is in a Region that is not approved",
    kind: Kind::Configuration,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether the Region of the key’s ARN is in the profile’s list. Only where there is one.",
    why: "Keys, and the data they guard, are where they should not be.",
    fix: "Create a key in an approved Region and move the data.",
    references: [REGIONS],
    fires: [
        fields(r#""Description":"x""#).under(r#""regions":["eu-central-1"]"#),
        fields(r#""Description":"y""#).under(r#""regions":[]"#),
    ],
    silent: [
        fields(r#""Description":"x""#)
            .under(r#""regions":["us-east-1","eu-central-1","cn-north-1","us-gov-west-1"]"#),
        fields(r#""Description":"x""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let (Some(approved), Some(region)) =
        (&subject.profile.regions, subject.context.region.as_deref())
    else {
        return;
    };
    if !approved.iter().any(|other| other == region) {
        let message = Text::from("The key is in ")
            .code(region)
            .words(", which the profile does not approve.");
        out.find_field(Severity::Medium, "Arn", message, None);
    }
}
