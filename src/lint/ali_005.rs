use super::prelude::*;

rule! {
    id: "KMS-ALI-005",
    name: "alias-was-moved",
    title: "An alias was pointed to this key lately",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Aliases,
    checks: "Whether an alias was changed after it was created, within the profile’s limit (30 days where it sets none).",
    why: "Who uses the alias uses another key than before. What the old key encrypted still needs the old key.",
    fix: "Confirm that it was meant.",
    references: [ALIASES],
    fires: [fields(r#""Aliases":[{"AliasName":"alias/app","CreationDate":"2024-01-01T00:00:00Z","LastUpdatedDate":"2026-11-20T00:00:00Z"}]"#),fields(r#""Aliases":[{"AliasName":"alias/app","CreationDate":"2024-01-01T00:00:00Z","LastUpdatedDate":"2026-06-20T00:00:00Z"}]"#).under(r#""limits":{"aliasChangeInDays":365}"#),],
    silent: [fields(r#""Aliases":[{"AliasName":"alias/app","CreationDate":"2026-11-20T00:00:00Z","LastUpdatedDate":"2026-11-20T00:00:00Z"}]"#),fields(r#""Aliases":[{"AliasName":"alias/app","CreationDate":"2024-01-01T00:00:00Z","LastUpdatedDate":"2025-01-20T00:00:00Z"}]"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let most = subject.profile.limits.alias_days;
    for (at, alias) in subject
        .key
        .aliases
        .present()
        .into_iter()
        .flatten()
        .enumerate()
    {
        if let (Some(created), Some(updated)) = (&alias.created, &alias.updated)
            && created.moment < updated.moment
            && updated.moment.days_to(subject.now) <= most
        {
            let message = Text::new().code(&alias.name).words(format!(
                " was pointed to this key on {}.",
                updated.moment.day()
            ));
            out.find_item(Severity::Info, "Aliases", (at, alias.span), message);
        }
    }
}
