use super::prelude::*;

rule! {
    id: "KMS-CON-048",
    name: "debug-enclave",
    title: "An enclave in debug mode is let in",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow compares a measurement of the image with zeros only.",
    why: "Zeros are what every enclave in debug mode measures, whatever runs in it, and its console can be read.",
    fix: "Use the measurements of the image that runs in production.",
    references: [ENCLAVES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:ImageSha384":["000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000","aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"]}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        for test in allow
            .tests
            .iter()
            .filter(|test| is_image(test) && is_positive(test))
        {
            let zeros = |text: &str| {
                !text.is_empty()
                    && text
                        .strip_prefix("0x")
                        .unwrap_or(text)
                        .bytes()
                        .all(|byte| byte == b'0')
            };
            if let Some(value) = test.values.iter().find(|value| zeros(&value.text)) {
                let message = number(allow)
                    .words(" lets in enclaves whose ")
                    .code(&test.key.value)
                    .words(" is all zeros: every enclave in debug mode.");
                out.find(Severity::High, value.span, message);
            }
        }
    }
}

/// Whether the test is on a measurement of what runs in the enclave.
pub(super) fn is_image(test: &Test) -> bool {
    let name = test.key.value.to_ascii_lowercase();
    let name = name.strip_prefix("kms:recipientattestation:");
    matches!(name, Some("pcr0" | "pcr1" | "pcr2" | "imagesha384"))
}
