use super::prelude::*;

rule! {
    id: "KMS-POL-038",
    name: "aws-managed-key",
    title: "AWS manages this key and its policy",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `KeyManager` is `AWS`.",
    why: "The policy can be read and not changed, and no finding asks you to.",
    fix: "Where you need a say in the policy, the rotation or the deletion, use a customer managed key.",
    references: [CUSTOMER_KEYS],
    fires: [
        fields(r#""KeyManager":"AWS""#),
        fields(r#""KeyManager":"AWS","KeyRotationEnabled":null"#),
    ],
    silent: [
        fields(r#""KeyManager":"CUSTOMER""#),
        fields(r#""KeyManager":null"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.key.is_aws_managed() {
        let message = "AWS made this key for one of its services: its policy, rotation and deletion are AWS’s to decide.";
        out.find_field(Severity::Info, "KeyManager", message.into(), None);
    }
}
