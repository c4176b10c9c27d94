use super::prelude::*;

rule! {
    id: "KMS-CON-026",
    name: "context-name-in-any-case",
    title: "The name in the encryption context may be in any letter case",
    kind: Kind::OverPermission,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow tests `kms:EncryptionContext:NAME` and not `kms:EncryptionContextKeys` beside it. Names that AWS services choose are left out.",
    why: "Names of condition keys ignore letter case, names in an encryption context do not: `AppName` and `appname` are two contexts and one condition.",
    fix: "Where it matters, add `\"ForAnyValue:StringEquals\": {\"kms:EncryptionContextKeys\": \"NAME\"}`.",
    references: [KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:AppName":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Encrypt","kms:Decrypt"],"Resource":"*","Condition":{"StringLike":{"kms:EncryptionContext:app":"x*"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:AppName":"x"},"ForAnyValue:StringEquals":{"kms:EncryptionContextKeys":"AppName"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::bucket"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        if allow
            .tests
            .iter()
            .any(|test| is_key(test, "kms:EncryptionContextKeys"))
        {
            continue;
        }
        let own = allow.tests.iter().find(|test| {
            let name = test
                .key
                .value
                .get("kms:EncryptionContext:".len()..)
                .unwrap_or_default();
            is_key(test, "kms:EncryptionContext:")
                && !name.to_ascii_lowercase().starts_with("aws:")
                && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        });
        if let Some(test) = own {
            let message = number(allow)
                .words(" tests ")
                .code(&test.key.value)
                .words(", which a context with the same name in other letters meets too.");
            out.find(Severity::Info, test.key.span, message);
        }
    }
}
