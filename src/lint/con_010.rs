use super::con_009::without_prefix;
use super::prelude::*;
use crate::model::operator::{Base, Quantifier};

rule! {
    id: "KMS-CON-010",
    name: "for-any-value-on-one-value",
    title: "ForAnyValue on a key with one value",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether `ForAnyValue:` stands before a key that has one value.",
    why: "It is never true of a request without the key, not even with a negated operator, which is easily misread.",
    fix: "Drop the prefix; where absence matters, add a test with `Null`.",
    references: [MULTI_VALUE],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"kms:EncryptionContextKeys":"app"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
            continue;
        };
        if operator.quantifier != Some(Quantifier::ForAnyValue)
            || key.multivalued
            || operator.base == Base::Null
        {
            continue;
        }
        let message = number(statement)
            .words(" tests ")
            .code(&test.key.value)
            .words(", which has one value, with ")
            .code("ForAnyValue")
            .words(match operator.negated() {
                true => ": it is false of requests without the key, where the bare operator would be true.",
                false => ": it does what the bare operator does.",
            });
        let change = without_prefix(statement, test).filter(|_| !operator.negated());
        out.find_change(Severity::Low, test.operator_name.span, message, change);
    }
}
