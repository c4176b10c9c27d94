use super::prelude::*;

rule! {
    id: "KMS-ALI-004",
    name: "invalid-alias-name",
    title: "A name that no alias of yours can have",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Aliases,
    checks: "Whether each alias is `alias/` and letters, digits, `/`, `_` and `-`, 256 characters at most, and not `alias/aws/` on a customer managed key.",
    why: "KMS refuses such names, so the data are wrong; names that begin like AWS’s own mislead.",
    fix: "Correct the name.",
    references: [ALIASES],
    fires: [
        fields(r#""Aliases":[{"AliasName":"alias/aws/app"}]"#),
        fields(r#""Aliases":[{"AliasName":"alias/my app"}]"#),
    ],
    silent: [
        fields(r#""Aliases":[{"AliasName":"alias/app"}]"#),
        fields(r#""Aliases":[{"AliasName":"alias/aws/s3"}],"KeyManager":"AWS""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (at, alias) in subject
        .key
        .aliases
        .present()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let name = alias.name.strip_prefix("alias/");
        let valid = name.is_some_and(|name| {
            !name.is_empty()
                && alias.name.len() <= 256
                && name.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b':')
                })
        });
        let reserved = alias.name.starts_with("alias/aws/") && subject.key.manager.is("CUSTOMER");
        let fault = match (valid, reserved) {
            (false, _) => " is not a name that an alias can have.",
            (true, true) => " is reserved for keys that AWS manages.",
            (true, false) => continue,
        };
        let message = Text::new().code(&alias.name).words(fault);
        out.find_item(Severity::Medium, "Aliases", (at, alias.span), message);
    }
}
