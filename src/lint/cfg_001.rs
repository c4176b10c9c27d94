use super::prelude::*;
use crate::model::Given;

rule! {
    id: "KMS-CFG-001",
    name: "rotation-off",
    title: "Automatic rotation is off",
    kind: Kind::Configuration,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Fields,
    checks: "Whether `KeyRotationEnabled` is false on a key that KMS could rotate: customer managed, symmetric, with material made by KMS, and not a replica. Where the file does not say which kind of key it is, the finding says so.",
    why: "Standards ask for new key material from time to time. KMS makes it yearly, or in the period that you choose, and keeps the old material for decrypting.",
    fix: "Turn it on: `aws kms enable-key-rotation --key-id KEY`.",
    references: [ROTATION],
    fires: [
        fields(r#""KeyRotationEnabled": false"#),
        fields(r#""KeyRotationEnabled": false, "KeyState": "Disabled""#),
        fields(r#""KeyRotationEnabled": false, "KeySpec": null"#),
    ],
    silent: [
        fields(r#""KeyRotationEnabled": true"#),
        fields(r#""KeyRotationEnabled": null"#),
        fields(
            r#""KeyRotationEnabled": false, "KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC""#,
        ),
        fields(r#""KeyRotationEnabled": false, "Origin": "EXTERNAL""#),
        fields(r#""KeyRotationEnabled": false, "KeyState": "PendingDeletion""#),
        fields(r#""KeyRotationEnabled": false, "KeyManager": "AWS""#),
        fields(
            r#""KeyRotationEnabled": false, "MultiRegion": true, "MultiRegionConfiguration": {"MultiRegionKeyType": "REPLICA"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    let mut missing: Option<&'static str> = None;
    // A property that is known and another rules the key out; one that is not known leaves the finding undecided.
    let mut wants = |given: &Given<String>, values: &[&str], name: &'static str| match given.text()
    {
        Some(value) => values.contains(&value),
        None => {
            missing = missing.or(Some(name));
            true
        }
    };
    let symmetric_usage = key
        .usage
        .text()
        .is_none_or(|usage| usage == "ENCRYPT_DECRYPT");
    let eligible = wants(&key.manager, &["CUSTOMER"], "KeyManager")
        && wants(&key.origin, &["AWS_KMS"], "Origin")
        && wants(&key.state, &["Enabled", "Disabled"], "KeyState")
        && symmetric_usage
        && wants(&key.spec, &["SYMMETRIC_DEFAULT"], "KeySpec")
        && (subject.context.multi_region != Some(true)
            || wants(
                &key.multi_region_type,
                &["PRIMARY"],
                "MultiRegionConfiguration",
            ));
    if !eligible {
        return;
    }
    match key.rotation {
        Given::Present(true) => {}
        Given::Present(false) => {
            let message = match missing {
                None => Text::from("KMS does not make new material for this symmetric key by itself."),
                Some("KeySpec") => Text::from(
                    "KMS does not make new material for this key by itself. Symmetric keys should rotate; whether this one is symmetric is not in the file (",
                )
                .code("KeySpec")
                .words(")."),
                Some(name) => Text::from(
                    "KMS does not make new material for this key by itself. Whether it could is not in the file (",
                )
                .code(name)
                .words(")."),
            };
            out.find_field(
                Severity::Medium,
                "KeyRotationEnabled",
                message,
                missing.map(Input::Field),
            );
        }
        _ => out.undecided(Input::RotationStatus),
    }
}
