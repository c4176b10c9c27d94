use super::prelude::*;

rule! {
    id: "KMS-CON-004",
    name: "malformed-condition-key",
    title: "A condition key without its name",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether each condition key is `service:name`, and whether `aws:PrincipalTag`, `kms:EncryptionContext` and their like say which one.",
    why: "AWS refuses the text, or no request ever carries the key.",
    fix: "Add the name: `aws:PrincipalTag/team`, `kms:EncryptionContext:app`.",
    references: [GLOBAL_KEYS, KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"x"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        if let Some(fault) = fault(&test.key.value) {
            let message = number(statement)
                .words(" tests ")
                .code(&test.key.value)
                .words(format!(": {fault}."));
            out.find(Severity::Medium, test.key.span, message);
        }
    }
}

/// What is wrong with the form of a condition key.
pub(super) fn fault(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    match lower.trim_end_matches(['/', ':']) {
        "aws:principaltag" | "aws:resourcetag" | "aws:requesttag" => {
            Some("the name of the tag is missing")
        }
        "kms:encryptioncontext" => Some("the name of the encryption context’s key is missing"),
        "kms:recipientattestation" => Some("the name of the measurement is missing"),
        _ => match name.split_once(':') {
            Some((service, rest)) if !service.is_empty() && !rest.is_empty() => None,
            _ => Some("a condition key is a service, a colon and a name"),
        },
    }
}
