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

fn sort(text: &str) -> Option<&'static str> {
    let words = || {
        text.split(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'' | '(' | ')' | '<' | '>')
        })
    };
    let access_key = |word: &str| {
        word.len() == 20
            && (word.starts_with("AKIA") || word.starts_with("ASIA"))
            && word
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let password = |word: &str| {
        if !word.contains(['=', ':']) {
            return false;
        }
        let lower = word.to_ascii_lowercase();
        [
            "password=",
            "password:",
            "pw=",
            "pwd=",
            "passwd=",
            "secret=",
        ]
        .iter()
        .any(|mark| {
            lower
                .split_once(mark)
                .is_some_and(|(_, rest)| !rest.is_empty())
        })
    };
    let mail = |word: &str| {
        word.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty()
                && !host.contains('@')
                && host.split('.').filter(|part| !part.is_empty()).count() > 1
        })
    };
    if text.contains("PRIVATE KEY-----") {
        Some("a private key")
    } else if words().any(access_key) {
        Some("an access key")
    } else if words().any(password) {
        Some("a password")
    } else if words().any(mail) {
        Some(MAIL)
    } else {
        None
    }
}
