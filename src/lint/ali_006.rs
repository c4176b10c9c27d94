use super::prelude::*;
rule! {
    id: "KMS-ALI-006",
    name: "environments-on-one-key",
    title: "Aliases of different environments point to one key",
    kind: Kind::OverPermission,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Aliases,
    checks: "Only where the profile lists environments: whether names of aliases, or an alias and the tags, hold different ones.",
    why: "Who may use the key for tests can read what production encrypts.",
    fix: "Use a key for each environment.",
    references: [ALIASES, BEST_PRACTICES],
    fires: [
        fields(r#""Aliases":["alias/prod-x","alias/dev-x"]"#)
            .under(r#""environments":["prod","dev"]"#),
        fields(r#""Aliases":["alias/prod-x"],"Tags":{"environment":"dev"}"#)
            .under(r#""environments":["prod","dev"]"#),
    ],
    silent: [
        fields(r#""Aliases":["alias/prod-x","alias/prod-y"]"#)
            .under(r#""environments":["prod","dev"]"#),
        fields(r#""Aliases":["alias/prod-x","alias/dev-x"]"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let environments = &subject.profile.environments;
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .map(str::to_ascii_lowercase)
            .collect()
    };
    let mut found: Vec<&str> = Vec::new();
    let aliases = subject
        .key
        .aliases
        .present()
        .into_iter()
        .flatten()
        .map(|alias| alias.name.as_str());
    let tags = subject.key.tags.present().into_iter().flatten();
    let tags = tags
        .filter(|(name, _)| name.to_ascii_lowercase().starts_with("env"))
        .map(|(_, value)| value.as_str());
    let has_alias = subject
        .key
        .aliases
        .present()
        .is_some_and(|list| !list.is_empty());
    for text in aliases.chain(tags) {
        let words = words(text);
        found.extend(
            environments
                .iter()
                .map(String::as_str)
                .filter(|name| words.iter().any(|word| word.eq_ignore_ascii_case(name))),
        );
    }
    crate::order::by_key(&mut found, |name| *name);
    found.dedup();
    if found.len() > 1 && has_alias {
        let names = found
            .into_iter()
            .map(|name| Text::new().code(name))
            .collect();
        let message = Text::from("The key serves ")
            .then(Text::list(names, "and", 4))
            .words(".");
        out.find_field(Severity::Low, "Aliases", message, None);
    }
}
