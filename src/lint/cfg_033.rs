use super::prelude::*;

rule! {
    id: "KMS-CFG-033",
    name: "rest-of-the-set",
    title: "Other keys of the set are not in this record",
    kind: Kind::Configuration,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `MultiRegionConfiguration` lists further keys of the same material.",
    why: "Each has its own policy, grants and tags. What is said here is said of this key alone.",
    fix: "Look at the others too.",
    references: [MULTI_REGION_AUTH],
    fires: [
        fields(
            r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY","PrimaryKey":{"Region":"us-east-1"},"ReplicaKeys":[{"Region":"eu-west-1"}]}"#,
        ),
        fields(
            r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"REPLICA","PrimaryKey":{"Region":"eu-west-1"},"ReplicaKeys":[{"Region":"us-east-1"}]}"#,
        ),
    ],
    silent: [
        fields(
            r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY","PrimaryKey":{"Region":"us-east-1"},"ReplicaKeys":[]}"#,
        ),
        fields(r#""MultiRegion":false"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let regions = subject
        .key
        .set_regions
        .present()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let own = subject.context.region.as_deref();
    let others: Vec<Text> = regions
        .iter()
        .filter(|region| Some(region.as_str()) != own)
        .map(|region| Text::new().code(region))
        .collect();
    if !others.is_empty() {
        let message = Text::from("The same material guards data in ")
            .then(Text::list(others, "and", 4))
            .words(", each under a policy of its own.");
        out.find_field(Severity::Info, "MultiRegionConfiguration", message, None);
    }
}
