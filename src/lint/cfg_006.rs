use super::prelude::*;

rule! {
    id: "KMS-CFG-006",
    name: "old-key",
    title: "An old key that can only be replaced",
    kind: Kind::Configuration,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether an asymmetric or HMAC key, or one in a custom key store, is older than the profile’s limit (three years where it sets none).",
    why: "KMS cannot rotate such keys. New material means a new key.",
    fix: "Create a new key and move the alias.",
    references: [ROTATION],
    fires: [
        fields(
            r#""KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY","CreationDate":"2019-01-01T00:00:00Z""#,
        ),
        fields(r#""Origin":"AWS_CLOUDHSM","CreationDate":"2020-01-01T00:00:00Z""#),
    ],
    silent: [
        fields(
            r#""KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY","CreationDate":"2026-01-01T00:00:00Z""#,
        ),
        fields(r#""CreationDate":"2019-01-01T00:00:00Z""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    let store = key.origin.is("AWS_CLOUDHSM") || key.origin.is("EXTERNAL_KEY_STORE");
    let fixed = key
        .spec
        .text()
        .is_some_and(|spec| spec != "SYMMETRIC_DEFAULT")
        || store;
    if !fixed || key.is_aws_managed() {
        return;
    }
    let Some(created) = key.created.present() else {
        out.undecided(Input::Field("CreationDate"));
        return;
    };
    let (age, most) = (
        created.moment.days_to(subject.now),
        subject.profile.limits.replaceable_key_days,
    );
    if age > most {
        let message = format!("The key is {age} days old, and KMS cannot give it new material.");
        let field = if key.time_created {
            "TimeCreated"
        } else {
            "CreationDate"
        };
        out.find_field(Severity::Info, field, message.into(), None);
    }
}
