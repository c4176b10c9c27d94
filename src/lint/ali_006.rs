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
        fields(r#""Aliases":["alias/prod-x"],"Tags":{"environment":"«x» dev–1"}"#)
            .under(r#""environments":["prod","dev"]"#),
    ],
    silent: [
        fields(r#""Aliases":["alias/prod-x"],"Tags":{"environment":"édev"}"#)
            .under(r#""environments":["prod","dev"]"#),
        fields(r#""Aliases":["alias/prod-x","alias/prod-y"]"#)
            .under(r#""environments":["prod","dev"]"#),
        fields(r#""Aliases":["alias/prod-x","alias/dev-x"]"#),
        fields(r#""Aliases":["alias/prod-x"]"#).under(r#""environments":["prod","Prod"]"#),
        fields(r#""Aliases":["alias/pre-prod-x"]"#).under(r#""environments":["prod","pre-prod"]"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    // Longer names first: `pre-prod` is not `prod`.
    let mut environments: Vec<String> = subject
        .profile
        .environments
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .collect();
    crate::order::by_key(&mut environments, |name| {
        (usize::MAX - name.len(), name.clone())
    });
    environments.dedup();
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
        let mut rest = text.to_ascii_lowercase();
        for name in &environments {
            while let Some(at) = whole_word(&rest, name) {
                rest.replace_range(at..at + name.len(), " ");
                found.push(name);
            }
        }
    }
    crate::order::by_key(&mut found, |name| *name);
    found.dedup();
    if found.len() == 1 && has_alias && subject.key.is_cut("Tags") {
        out.undecided(Input::Tags);
    }
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

/// Where a text has the word with nothing of a word on either side.
fn whole_word(text: &str, word: &str) -> Option<usize> {
    // Of other scripts only the punctuation ends a word: to tell all letters apart would take a table.
    let is_end = |c: char| match c {
        '\u{80}'..'À' | '\u{2000}'..='\u{206f}' => true,
        c => c.is_ascii() && !c.is_ascii_alphanumeric(),
    };
    let ends =
        |part: Option<&str>, c: fn(&str) -> Option<char>| part.and_then(c).is_none_or(is_end);
    let mut places = text.match_indices(word).map(|(at, _)| at);
    places.find(|at| {
        ends(text.get(..*at), |before| before.chars().next_back())
            && ends(text.get(at + word.len()..), |after| after.chars().next())
    })
}
