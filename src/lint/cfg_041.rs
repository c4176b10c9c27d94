use super::prelude::*;

rule! {
    id: "KMS-CFG-041",
    name: "not-quantum-resistant",
    title: "The key does not withstand quantum computers",
    kind: Kind::Configuration,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Only where the profile asks: whether an asymmetric key is not ML-DSA or ML-KEM.",
    why: "What is signed or agreed on with it today may be broken later.",
    fix: "Plan for `ML_DSA` and `ML_KEM` keys.",
    references: [KEY_SPECS],
    fires: [
        fields(r#""KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY""#)
            .under(r#""asks":{"quantumResistance":true}"#),
        fields(r#""KeySpec":"RSA_4096""#).under(r#""asks":{"quantumResistance":true}"#),
    ],
    silent: [
        fields(r#""KeySpec":"ML_DSA_65","KeyUsage":"SIGN_VERIFY""#)
            .under(r#""asks":{"quantumResistance":true}"#),
        fields(r#""KeySpec":"RSA_4096""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(spec) = subject.context.spec.as_deref() else {
        return;
    };
    let classic = spec.starts_with("RSA_") || spec.starts_with("ECC_") || spec == "SM2";
    if subject.profile.asks.quantum_resistance && classic {
        let message = Text::new()
            .code(spec)
            .words(" does not withstand quantum computers.");
        out.find_field(Severity::Info, "KeySpec", message, None);
    }
}
