use super::prelude::*;

rule! {
    id: "KMS-CON-052",
    name: "measurement-not-approved",
    title: "A measurement that is not approved",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether each value of a `kms:RecipientAttestation:` key is in the profile’s list of measurements. Undecided without the list.",
    why: "An image that nobody approved can use the key.",
    fix: "Use the measurements of an approved image, or add this one to the profile.",
    references: [ENCLAVES],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#).under(r#""measurements":[]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR8":"bbbbbbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#).under(r#""measurements":["aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"AAAABBBBCCCCDDDDEEEEFFFF0000111122223333444455556666777788889999AAAABBBBCCCCDDDDEEEEFFFF00001111"}}}"#).under(r#""measurements":["aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        for test in allow
            .tests
            .iter()
            .filter(|test| is_key(test, "kms:RecipientAttestation:") && is_positive(test))
        {
            let Some(approved) = &subject.profile.measurements else {
                out.undecided(Input::Profile("measurements"));
                continue;
            };
            let known = |text: &str| {
                approved
                    .iter()
                    .any(|entry| entry.eq_ignore_ascii_case(text))
            };
            if let Some(value) = test.values.iter().find(|value| !known(&value.text)) {
                let message = number(allow)
                    .words(" lets in an enclave by a value of ")
                    .code(&test.key.value)
                    .words(" that the profile does not list.");
                out.find(Severity::Medium, value.span, message);
            }
        }
    }
}
