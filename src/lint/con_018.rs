use super::prelude::*;
use crate::access::condition::value::literal_wildcard;
use crate::access::pattern::has_wildcard;
use crate::aws::condition_keys::values;
use crate::read::element::nearest;

rule! {
    id: "KMS-CON-018",
    name: "value-not-on-the-list",
    title: "A value that is not on the key’s list",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether values of keys with a documented list (`kms:KeySpec`, …) are on it. High in a Deny, medium in an Allow, where only letter case or a `kms:` is wrong; another unknown value may be new, and is for your information.",
    why: "Values are compared exactly: `kms:Decrypt` is an action, the operation of a grant is `Decrypt`.",
    fix: "Use the value that the finding suggests.",
    references: [KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":["kms:Decrypt"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionAlgorithm":"RSAES_OAEP_SHA1"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Sign","Resource":"*","Condition":{"StringEquals":{"kms:SigningAlgorithm":"FALCON_1024"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Encrypt","Resource":"*","Condition":{"StringLike":{"kms:EncryptionAlgorithm":"RSAES_OAEP_*"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
            continue;
        };
        let Some(list) = values(key.name) else {
            continue;
        };
        if operator.base == crate::model::operator::Base::Null {
            continue;
        }
        for value in &test.values {
            let text = value.text.as_str();
            let open = operator.has_wildcards() && has_wildcard(text)
                || text.contains("${")
                || literal_wildcard(text, operator);
            let listed = list.iter().any(|entry| {
                *entry == text || operator.ignores_case() && entry.eq_ignore_ascii_case(text)
            });
            if open || listed {
                continue;
            }
            let bare = text.rsplit(':').next().unwrap_or(text);
            let meant = list
                .iter()
                .find(|entry| entry.eq_ignore_ascii_case(bare))
                .copied()
                .or_else(|| nearest(text, list.iter().copied(), 2));
            let severity = match meant {
                Some(_) => worse_in_deny(statement, Severity::Medium),
                None => Severity::Info,
            };
            let message = number(statement)
                .words(" compares ")
                .code(&test.key.value)
                .words(" with ")
                .code(text)
                .words(match meant {
                    Some(_) => ", which no request carries.".to_string(),
                    None => format!(
                        ", which is not in our catalogue of {}.",
                        crate::aws::CATALOGUE_DATE
                    ),
                });
            let message = did_you_mean(message, meant);
            let change = meant.map(|meant| Change::new(value.span, quote(meant)));
            out.find_change(severity, value.span, message, change);
        }
    }
}
