use super::prelude::*;

rule! {
    id: "KMS-CFG-031",
    name: "replica-in-unapproved-region",
    title: "A copy of the key is in a Region that is not approved",
    kind: Kind::Configuration,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `MultiRegionConfiguration` lists keys in Regions that the profile does not. Undecided without the profile’s list.",
    why: "The key material is where it should not be.",
    fix: "Delete the replica.",
    references: [MULTI_REGION],
    fires: [fields(r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY","ReplicaKeys":[{"Region":"ap-south-1"}]}"#).under(r#""regions":["us-east-1"]"#),fields(r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY","PrimaryKey":{"Region":"us-east-1"},"ReplicaKeys":[{"Region":"eu-west-1"},{"Region":"ap-south-1"}]}"#).under(r#""regions":["us-east-1","eu-west-1"]"#),],
    silent: [fields(r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY","ReplicaKeys":[{"Region":"eu-west-1"}]}"#).under(r#""regions":["us-east-1","eu-west-1"]"#),fields(r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY","ReplicaKeys":[{"Region":"ap-south-1"}]}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(regions) = subject.key.set_regions.present() else {
        return;
    };
    let Some(approved) = &subject.profile.regions else {
        out.undecided(Input::Profile("regions"));
        return;
    };
    let own = subject.context.region.as_deref();
    let odd: Vec<Text> = regions
        .iter()
        .filter(|region| !approved.contains(region) && Some(region.as_str()) != own)
        .map(|region| Text::new().code(region))
        .collect();
    if !odd.is_empty() {
        let message = Text::from("Keys of the same material are in ")
            .then(Text::list(odd, "and", 4))
            .words(", which the profile does not approve.");
        out.find_field(Severity::Medium, "MultiRegionConfiguration", message, None);
    }
}
