use super::prelude::*;

rule! {
    id: "KMS-CFG-015",
    name: "key-store-disconnected",
    title: "The key store is disconnected",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `KeyState` is `Unavailable`.",
    why: "The material is in a custom key store that KMS cannot reach, so nothing can be encrypted or decrypted.",
    fix: "Connect the key store.",
    references: [KEY_STORES, KEY_STATES],
    fires: [
        fields(r#""KeyState":"Unavailable","Origin":"AWS_CLOUDHSM""#),
        fields(r#""KeyState":"Unavailable","Origin":"EXTERNAL_KEY_STORE""#),
    ],
    silent: [
        fields(r#""KeyState":"Enabled","Origin":"AWS_CLOUDHSM""#),
        fields(r#""KeyState":"Disabled""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.key.state.is("Unavailable") {
        let message = "The custom key store that holds the material is disconnected.";
        out.find_field(Severity::High, "KeyState", message.into(), None);
    }
}
