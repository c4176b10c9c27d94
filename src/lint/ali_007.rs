use super::prelude::*;
use crate::access::pattern::matches;

rule! {
    id: "KMS-ALI-007",
    name: "alias-that-the-key-lacks",
    title: "The policy names an alias that this key does not have",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether some alias of the key matches the values of a test on `kms:RequestAlias` or `kms:ResourceAliases`. High in a Deny.",
    why: "No request to this key can carry the alias, so the test is never true. An alias may be created later.",
    fix: "Correct the name.",
    references: [ALIASES, KMS_CONDITIONS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RequestAlias":"alias/old"}}}"#).with(r#""Aliases":[{"AliasName":"alias/app"}]"#),statement(r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:StringLike":{"kms:ResourceAliases":"alias/test*"}}}"#).with(r#""Aliases":["alias/app"]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RequestAlias":"alias/app"}}}"#).with(r#""Aliases":[{"AliasName":"alias/app"}]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RequestAlias":"alias/old"}}}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        if !is_key(test, "kms:RequestAlias") && !is_key(test, "kms:ResourceAliases")
            || !is_positive(test)
        {
            continue;
        }
        let Some(aliases) = subject.key.aliases.present() else {
            out.undecided(Input::Aliases);
            continue;
        };
        let wild = test
            .operator
            .is_some_and(|operator| operator.has_wildcards());
        let has = |text: &str| {
            text.contains("${")
                || aliases.iter().any(|alias| match wild {
                    true => matches(text, &alias.name),
                    false => alias.name == text,
                })
        };
        if !test.values.iter().any(|value| has(&value.text)) {
            if subject.key.is_cut("Aliases") {
                out.undecided(Input::Aliases);
                continue;
            }
            let names = test
                .values
                .iter()
                .map(|value| Text::new().code(&value.text))
                .collect();
            let message = number(statement)
                .words(" asks for ")
                .then(Text::list(names, "or", 3))
                .words(", and no alias of this key is so called.");
            out.find(
                worse_in_deny(statement, Severity::Medium),
                test.span,
                message,
            );
        }
    }
}
