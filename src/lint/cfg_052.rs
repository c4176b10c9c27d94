use super::prelude::*;

rule! {
    id: "KMS-CFG-052",
    name: "secret-in-plain-sight",
    title: "Something confidential in a plain text field",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether the description, a tag, an alias or the name of a grant looks like an access key, a private key, a password, or (for your information) an e-mail address.",
    why: "AWS writes these fields into CloudTrail and shows them to everybody who may describe the key.",
    fix: "Remove it, and replace the secret.",
    references: [TAGS, CUSTOMER_KEYS],
    fires: [
        fields(r#""Description":"pw=hunter2""#),
        fields(r#""Tags":{"contact":"ann@example.com"}"#),
        fields(r#""Description":"uses AKIAIOSFODNN7EXAMPLE""#),
    ],
    silent: [
        fields(r#""Description":"payroll""#),
        fields(r#""Tags":{"team":"password-manager"}"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    let mut texts: Vec<(&str, &str)> = Vec::new();
    texts.extend(key.description.text().map(|text| ("Description", text)));
    for (name, value) in key.tags.present().into_iter().flatten() {
        texts.extend([("Tags", name.as_str()), ("Tags", value.as_str())]);
    }
    texts.extend(
        key.aliases
            .present()
            .into_iter()
            .flatten()
            .map(|alias| ("Aliases", alias.name.as_str())),
    );
    let grants = key.grants.present().into_iter().flatten();
    texts.extend(grants.filter_map(|grant| Some(("Grants", grant.name.as_deref()?))));
    let found = texts
        .into_iter()
        .find_map(|(field, text)| Some((field, sort(text)?)));
    if let Some((field, what)) = found {
        let message = format!("It holds what looks like {what}.");
        let severity = match what {
            MAIL => Severity::Info,
            _ => Severity::Medium,
        };
        out.find_field(severity, field, message.into(), None);
    } else if key.is_cut("Tags") {
        out.undecided(Input::Tags);
    } else if key.is_cut("Aliases") {
        out.undecided(Input::Aliases);
    } else if key.is_cut("Grants") {
        out.undecided(Input::Grants);
    }
}

const MAIL: &str = "an e-mail address";

/// The worst of what a text seems to hold.
fn sort(text: &str) -> Option<&'static str> {
    const SORTS: [&str; 3] = ["an access key", "a password", MAIL];
    let sort = |word: &str| match word {
        word if is_access_key(word) => Some(0),
        word if is_password(word) => Some(1),
        word if is_mail(word) => Some(2),
        _ => None,
    };
    if text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    let words = text.split(|c: char| c.is_whitespace() || ",;\"'()<>".contains(c));
    words
        .filter_map(sort)
        .min()
        .and_then(|at: usize| SORTS.get(at).copied())
}

fn is_access_key(word: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let begins = word.starts_with("AKIA") || word.starts_with("ASIA");
    word.len() == 20 && begins && word.bytes().all(plain)
}

fn is_password(word: &str) -> bool {
    const MARKS: [&str; 6] = [
        "password=",
        "password:",
        "pw=",
        "pwd=",
        "passwd=",
        "secret=",
    ];
    if !word.contains(['=', ':']) {
        return false;
    }
    let lower = word.to_ascii_lowercase();
    let mut said = MARKS.iter().filter_map(|mark| lower.split_once(mark));
    said.any(|(_, rest)| !rest.is_empty())
}

fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && !host.contains('@')
            && host.split('.').filter(|part| !part.is_empty()).count() > 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_word_of_a_text_counts() {
        for (text, what) in [
            ("ask ann@example.com (pw=x)", Some("a password")),
            ("Password: x, AKIAIOSFODNN7EXAMPLE", Some("an access key")),
            ("Secret=\u{3000}x", None),
            ("SECRET=x", Some("a password")),
            ("ann@example", None),
            ("ann@example.com", Some(MAIL)),
            ("AKIAIOSFODNN7EXAMPL", None),
            ("a@b.c -----BEGIN PRIVATE KEY-----", Some("a private key")),
        ] {
            assert_eq!(sort(text), what, "{text}");
        }
    }
}
