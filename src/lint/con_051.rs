use super::con_048::is_image;
use super::con_049::attests;
use super::prelude::*;

rule! {
    id: "KMS-CON-051",
    name: "attestation-of-image-only",
    title: "The attestation says what runs, not where",
    kind: Kind::OverPermission,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow asks for measurements of the image alone, and none of the role (PCR3), the instance (PCR4) or the signer (PCR8).",
    why: "The same image, started by somebody else, attests the same.",
    fix: "Add PCR3 with the role of the instance, or PCR8 with the signing certificate.",
    references: [ENCLAVES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:ImageSha384":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111","kms:RecipientAttestation:PCR8":"bbbbbbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let mut attested = allow.tests.iter().filter(|test| attests(test));
        if attested.clone().all(is_image)
            && let Some(test) = attested.next()
        {
            let message = number(allow).words(
                " fixes the image of the enclave, and not the role, the instance or the signer.",
            );
            out.find(Severity::Info, test.span, message);
        }
    }
}
