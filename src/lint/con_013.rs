use super::prelude::*;
use crate::model::operator::{Base, Quantifier};

rule! {
    id: "KMS-CON-013",
    name: "null-misused",
    title: "Null is used wrongly",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the values of `Null` are `true` or `false`, and whether `ForAllValues:` or `ForAnyValue:` stands before it.",
    why: "Another value is never met. `ForAllValues:Null` is always true, `ForAnyValue:Null` never.",
    fix: "Write `\"Null\": {\"KEY\": \"true\"}` for an absent key, `\"false\"` for a key that is there.",
    references: [OPERATORS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"kms:ViaService":"yes"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:Null":{"kms:EncryptionContextKeys":"true"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"kms:ViaService":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"kms:ViaService":true}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let Some(operator) = test.operator.filter(|operator| operator.base == Base::Null) else {
            continue;
        };
        let odd = test.values.iter().find(|value| {
            !value.text.eq_ignore_ascii_case("true") && !value.text.eq_ignore_ascii_case("false")
        });
        let message = number(statement).words(" has ");
        let (message, span) = match (operator.quantifier, odd) {
            (Some(Quantifier::ForAllValues), _) => (
                message
                    .code("ForAllValues:Null")
                    .words(", which is always true."),
                test.operator_name.span,
            ),
            (Some(Quantifier::ForAnyValue), _) => (
                message
                    .code("ForAnyValue:Null")
                    .words(", which is never true."),
                test.operator_name.span,
            ),
            (None, Some(value)) => (
                message
                    .code("Null")
                    .words(" with ")
                    .code(&value.text)
                    .words("; it knows true and false, and this is never met."),
                value.span,
            ),
            (None, None) => continue,
        };
        out.find(worse_in_deny(statement, Severity::Medium), span, message);
    }
}
