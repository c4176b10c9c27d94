use super::prelude::*;

rule! {
    id: "KMS-CFG-060",
    name: "contradicting-data",
    title: "The data contradict each other",
    kind: Kind::Hygiene,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether the key’s spec, usage and origin can go together, and its state, ids, accounts, dates, rotation, grants and aliases fit one another.",
    why: "The file is not one picture of one key, so nothing said of it is sure.",
    fix: "Collect the data again.",
    references: [KEY_METADATA, KEY_SPECS],
    fires: [
        fields(r#""KeyUsage":"SIGN_VERIFY""#),
        fields(r#""Enabled":true,"KeyState":"Disabled""#),
        fields(r#""AccountId":"444455556666""#),
        fields(r#""DeletionDate":"2026-12-30T00:00:00Z""#),
    ],
    silent: [
        fields(r#""Enabled":false,"KeyState":"Disabled""#),
        fields(r#""KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY""#),
        fields(r#""KeyState":"PendingDeletion","DeletionDate":"2026-12-30T00:00:00Z""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    let mut say =
        |field: &str, words: String| out.find_field(Severity::Medium, field, words.into(), None);
    let context = subject.context;
    if let (Some(spec), Some(usage)) = (context.spec.as_deref(), context.usage.as_deref())
        && !crate::aws::sets::go_together(spec, usage)
    {
        say("KeyUsage", format!("A {spec} key cannot be for {usage}."));
    }
    let store = matches!(
        context.origin.as_deref(),
        Some("AWS_CLOUDHSM" | "EXTERNAL_KEY_STORE")
    );
    if store
        && context
            .spec
            .as_deref()
            .is_some_and(|spec| spec != "SYMMETRIC_DEFAULT")
    {
        say(
            "Origin",
            "Custom key stores hold symmetric keys only.".into(),
        );
    }
    if let (Some(enabled), Some(state)) = (key.enabled.present(), key.state.text())
        // A key whose primary Region changes is the one or the other.
        && state != "Updating"
        && *enabled != (state == "Enabled")
    {
        say(
            "Enabled",
            format!("Enabled is {enabled}, and the state is {state}."),
        );
    }
    let arn = key.arn_fields();
    if let (Some(arn), Some(account)) = (arn, key.account.text())
        && arn.account != account
    {
        say(
            "AccountId",
            format!(
                "The account is {account}, and the ARN says {}.",
                arn.account
            ),
        );
    }
    if let (Some(arn), Some(id)) = (arn, key.id.text())
        && !id.starts_with("arn:")
        && arn.resource.strip_prefix("key/") != Some(id)
    {
        say("KeyId", format!("The id is {id}, and the ARN has another."));
    }
    if let (Some(flag), Some(id)) = (key.multi_region.present(), key.key_id())
        && *flag != id.contains("mrk-")
        // In a template a key has a name instead.
        && id.contains('-')
    {
        say("MultiRegion", "The key id is that of the other kind of key: those of multi-Region keys begin with mrk-.".into());
    }
    if key.deletion.present().is_some()
        && key
            .state
            .text()
            .is_some_and(|state| state != "PendingDeletion")
    {
        say(
            "DeletionDate",
            "There is a date of deletion, and the key is not waiting for it.".into(),
        );
    }
    if key.valid_to.present().is_some()
        && key.origin.text().is_some_and(|origin| origin != "EXTERNAL")
    {
        say(
            "ValidTo",
            "There is an end for imported material, and the material is not imported.".into(),
        );
    }
    // ("Rotate AWS KMS keys", KMS Developer Guide)
    let once = matches!(
        key.origin.text(),
        Some("EXTERNAL" | "AWS_CLOUDHSM" | "EXTERNAL_KEY_STORE")
    );
    if once && key.rotation.present() == Some(&true) {
        say(
            "KeyRotationEnabled",
            "Rotation is on, and keys of this origin cannot rotate by themselves.".into(),
        );
    }
    let other = |named: &str| {
        key.key_id()
            .is_some_and(|id| named.rsplit('/').next() != id.rsplit('/').next())
    };
    let grants = key.grants.present().into_iter().flatten();
    if grants.filter_map(|grant| grant.key.as_deref()).any(other) {
        say("Grants", "A grant is of another key.".into());
    }
    let aliases = key.aliases.present().into_iter().flatten();
    if aliases
        .filter_map(|alias| alias.target.as_deref())
        .any(other)
    {
        say("Aliases", "An alias points to another key.".into());
    }
}
