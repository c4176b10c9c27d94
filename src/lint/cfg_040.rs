use super::prelude::*;

rule! {
    id: "KMS-CFG-040",
    name: "weak-algorithm",
    title: "The key allows an older algorithm",
    kind: Kind::Configuration,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether the key is `RSA_2048`, `ECC_SECG_P256K1` or `HMAC_224`, or an RSA key that may use `RSAES_OAEP_SHA_1` or PKCS #1 v1.5 signatures.",
    why: "They are weaker than their newer kin, or not on NIST’s list of curves.",
    fix: "Use a stronger key for new data, or restrict `kms:EncryptionAlgorithm` and `kms:SigningAlgorithm`.",
    references: [KEY_SPECS],
    fires: [fields(r#""KeySpec":"RSA_4096","KeyUsage":"SIGN_VERIFY""#),fields(r#""KeySpec":"ECC_SECG_P256K1","KeyUsage":"SIGN_VERIFY""#),],
    silent: [fields(r#""KeySpec":"ECC_NIST_P384","KeyUsage":"SIGN_VERIFY""#),fields(r#""KeySpec":"SYMMETRIC_DEFAULT""#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Sign","Resource":"*","Condition":{"StringLike":{"kms:SigningAlgorithm":"RSASSA_PSS_*"}}}"#).with(r#""KeySpec":"RSA_4096","KeyUsage":"SIGN_VERIFY""#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(spec) = subject.context.spec.as_deref() else {
        return;
    };
    let restricted = |name: &str| subject.tests().any(|(_, test)| is_key(test, name));
    let usage = subject.context.usage.as_deref();
    let older = match usage {
        Some("ENCRYPT_DECRYPT")
            if spec.starts_with("RSA_") && !restricted("kms:EncryptionAlgorithm") =>
        {
            Some("RSAES_OAEP_SHA_1")
        }
        Some("SIGN_VERIFY") if spec.starts_with("RSA_") && !restricted("kms:SigningAlgorithm") => {
            Some("RSASSA_PKCS1_V1_5")
        }
        _ => None,
    };
    if let Some(older) = older {
        let message = Text::from("The policy does not rule out ")
            .code(older)
            .words(" with this key.");
        out.find_field(Severity::Info, "KeySpec", message, None);
        return;
    }
    let words = match spec {
        "RSA_2048" => "RSA of 2048 bits has the strength of 112 bits.",
        "ECC_SECG_P256K1" => "The curve secp256k1 is not one of NIST's.",
        "HMAC_224" => "HMAC-SHA-224 is the shortest of its kind.",
        _ => return,
    };
    out.find_field(Severity::Info, "KeySpec", words.into(), None);
}
