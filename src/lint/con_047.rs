use super::prelude::*;
use crate::access::pattern::has_wildcard;
use crate::model::operator::Family;

rule! {
    id: "KMS-CON-047",
    name: "malformed-measurement",
    title: "A measurement that no enclave can have",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether values of `kms:RecipientAttestation:` keys have 96 hex digits, in lower case where the operator looks at it.",
    why: "Measurements are SHA-384 hashes, and KMS compares them as lower-case hex digits. The value matches nothing.",
    fix: "Copy the value that the enclave’s build printed, 96 digits, and use `StringEqualsIgnoreCase`.",
    references: [ENCLAVES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"1abc"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RecipientAttestation:ImageSha384":"AAAABBBBCCCCDDDDEEEEFFFF0000111122223333444455556666777788889999AAAABBBBCCCCDDDDEEEEFFFF00001111"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"AAAABBBBCCCCDDDDEEEEFFFF0000111122223333444455556666777788889999AAAABBBBCCCCDDDDEEEEFFFF00001111"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"kms:RecipientAttestation:PCR0":"false"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject
        .tests()
        .filter(|(_, test)| is_key(test, "kms:RecipientAttestation:"))
    {
        let Some(operator) = test
            .operator
            .filter(|operator| operator.family() == Family::String)
        else {
            continue;
        };
        for value in &test.values {
            let text = value.text.as_str();
            if operator.has_wildcards() && has_wildcard(text) || text.contains("${") {
                continue;
            }
            let digits = text.strip_prefix("0x").unwrap_or(text);
            let whole = digits.len() == 96 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let upper =
                !operator.ignores_case() && digits.bytes().any(|byte| byte.is_ascii_uppercase());
            // AWS's pages write placeholders such as EXAMPLE8abcdef; they are as wrong as any other text in force.
            let (severity, fault) = match (whole, upper, digits == text) {
                (false, ..) => (Severity::High, "it is not 96 hex digits"),
                (true, true, _) => (Severity::High, "KMS compares it with lower-case digits"),
                (true, false, false) => (Severity::Info, "the digits come with 0x before them"),
                (true, false, true) => continue,
            };
            let message = number(statement)
                .words(" compares ")
                .code(&test.key.value)
                .words(format!(" with a value that may match nothing: {fault}."));
            out.find(severity, value.span, message);
        }
    }
}
