use super::prelude::*;

rule! {
    id: "KMS-CFG-030",
    name: "multi-region-key",
    title: "A multi-Region key",
    kind: Kind::Configuration,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `MultiRegion` is true. Medium where the profile wants keys to stay in one Region.",
    why: "Its material can be copied into other Regions, where other policies guard it.",
    fix: "Where data must stay in one Region, use a single-Region key.",
    references: [MULTI_REGION],
    fires: [
        fields(r#""MultiRegion":true"#),
        fields(r#""MultiRegion":true"#).under(r#""asks":{"singleRegion":true}"#),
    ],
    silent: [
        fields(r#""MultiRegion":false"#),
        fields(r#""Description":"none""#).under(r#""asks":{"singleRegion":true}"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.context.multi_region == Some(true) {
        let (severity, words) = match subject.profile.asks.single_region {
            true => (
                Severity::Medium,
                "This is a multi-Region key, and the profile wants keys to stay in one Region.",
            ),
            false => (
                Severity::Info,
                "The material of this key may be in several Regions.",
            ),
        };
        out.find_field(severity, "MultiRegion", words.into(), None);
    }
}
