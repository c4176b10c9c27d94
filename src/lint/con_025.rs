use super::prelude::*;

rule! {
    id: "KMS-CON-025",
    name: "context-on-a-key-without",
    title: "An encryption context is asked of a key that has none",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement tests the encryption context while the key is not symmetric.",
    why: "Only symmetric encryption takes a context, so no request to this key carries one.",
    fix: "Remove the test.",
    references: [KMS_CONDITIONS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"x"}}}"#).with(r#""KeySpec":"RSA_2048""#),statement(r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"kms:EncryptionContextKeys":"x"}}}"#).with(r#""KeySpec":"RSA_4096""#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"x"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"x"}}}"#).with(r#""KeySpec":null"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        if !is_key(test, "kms:EncryptionContext:") && !is_key(test, "kms:EncryptionContextKeys") {
            continue;
        }
        match subject.context.spec.as_deref() {
            None => out.undecided(Input::Field("KeySpec")),
            Some("SYMMETRIC_DEFAULT") => {}
            Some(spec) => {
                let message = number(statement)
                    .words(" tests ")
                    .code(&test.key.value)
                    .words(format!("; an {spec} key takes no encryption context."));
                out.find(
                    worse_in_deny(statement, Severity::Medium),
                    test.span,
                    message,
                );
            }
        }
    }
}
