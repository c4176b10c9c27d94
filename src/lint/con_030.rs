use super::prelude::*;
use crate::access::condition::evaluate::evaluate;
use crate::access::condition::{Class, Dead, Idle};
use crate::access::request::Carries;
use crate::access::statement::Truth;

rule! {
    id: "KMS-CON-030",
    name: "constant-for-this-key",
    title: "The condition is settled by the key itself",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a test on the key’s own spec, usage, origin, Regions, account or tags is always false (medium, high in a Deny) or always true (for your information) for this key.",
    why: "A test that is always false makes its statement dead; one that is always true limits nothing.",
    fix: "Correct the value, or drop the test.",
    references: [KMS_CONDITIONS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"kms:MultiRegion":"true"}}}"#),statement(r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:KeySpec":"RSA_2048"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:KeyOrigin":"AWS_KMS"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/env":"prod"}}}"#).with(r#""Tags":{"env":"test"}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:MultiRegionKeyType":"PRIMARY"}}}"#).with(r#""MultiRegion":true"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:KeyOrigin":"AWS_KMS"}}}"#).with(r#""Origin":null"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/env":"prod"}}}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let Some(key) = key_of(test) else { continue };
        match key.name {
            // Findings of their own: KMS-CON-031, KMS-CON-041, KMS-ALI-007.
            "aws:ResourceAccount" | "aws:SecureTransport" | "kms:ResourceAliases" => continue,
            "aws:ResourceTag/" => {
                tag(subject, statement, test, out);
                continue;
            }
            // True of every multi-Region key at one time and false at another.
            "kms:MultiRegionKeyType" if subject.context.multi_region == Some(true) => continue,
            _ => {}
        }
        let message = number(statement).words(" tests ").code(&test.key.value);
        match subject.scales(statement).weigh(test) {
            Class::Never(Dead::Constant(value)) => {
                let message = message.words(match value {
                    Some(value) => {
                        format!(", which is {value} for this key: the test is never true.")
                    }
                    None => ", which this key does not have: the test is never true.".to_string(),
                });
                // "Deny unless it is the one kind of key" is as it should be on a key of that kind.
                let guards =
                    is_deny(statement) && test.operator.is_some_and(|operator| operator.negated());
                let severity = match guards {
                    true => Severity::Info,
                    false => worse_in_deny(statement, Severity::Medium),
                };
                out.find(severity, test.span, message);
            }
            Class::NoEffect(Idle::Constant(value)) => {
                let message = message.words(format!(
                    ", which is {value} for this key: the test is always true."
                ));
                out.find(Severity::Info, test.span, message);
            }
            _ => {}
        }
    }
}

fn tag(subject: &Subject, statement: &Statement, test: &Test, out: &mut Out) {
    let (Some(tags), Some(operator)) = (subject.key.tags.present(), test.operator) else {
        return;
    };
    let Some(name) = test.key.value.get("aws:ResourceTag/".len()..) else {
        return;
    };
    if test.values.iter().any(|value| value.text.contains("${")) {
        return;
    }
    let mut carries = Carries::default();
    // The name of a tag in a condition key ignores letter case ("Condition keys for tags").
    let value = tags.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(name));
    if value.is_none() && subject.key.is_cut("Tags") {
        out.undecided(Input::Tags);
        return;
    }
    if let Some((_, value)) = value {
        carries.set(&test.key.value, vec![value.clone()]);
    }
    let wanted: Vec<&str> = test
        .values
        .iter()
        .map(|value| value.text.as_str())
        .collect();
    let truth = evaluate(operator, &test.key.value, &wanted, &carries, false);
    if truth == Truth::False {
        let message = number(statement)
            .words(" tests ")
            .code(&test.key.value)
            .words(match value {
            Some((_, value)) => {
                format!(", which is {value} at present: the test is false until the tag changes.")
            }
            None => {
                ", a tag that the key does not have at present: the test is false until it does."
                    .to_string()
            }
        });
        out.find(Severity::Info, test.span, message);
    }
}
