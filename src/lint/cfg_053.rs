use super::prelude::*;

rule! {
    id: "KMS-CFG-053",
    name: "aws-managed-where-yours-is-wanted",
    title: "An AWS managed key guards the data",
    kind: Kind::Configuration,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Only where the profile lists administrators: whether `KeyManager` is `AWS`.",
    why: "Who names administrators wants a say in policies, rotation and deletion, and of this key AWS decides them.",
    fix: "Use a customer managed key for new data of that service.",
    references: [CUSTOMER_KEYS],
    fires: [
        fields(r#""KeyManager":"AWS""#)
            .under(r#""administrators":["arn:aws:iam::111122223333:role/Admin"]"#),
        fields(r#""KeyManager":"AWS","KeyRotationEnabled":null"#)
            .under(r#""administrators":[]"#),
    ],
    silent: [
        fields(r#""KeyManager":"AWS""#),
        fields(r#""KeyManager":"CUSTOMER""#).under(r#""administrators":[]"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.profile.administrators.is_some() && subject.key.is_aws_managed() {
        let message = "None of the profile’s administrators has a say in this key.";
        out.find_field(Severity::Info, "KeyManager", message.into(), None);
    }
}
