use super::prelude::*;

rule! {
    id: "KMS-CON-043",
    name: "deprecated-key",
    title: "A condition key with a newer name",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement tests `aws:ARN`, `kms:CustomerMasterKeySpec` or `kms:CustomerMasterKeyUsage`.",
    why: "AWS has replaced them and may stop to send them.",
    fix: "Use `aws:PrincipalArn`, `kms:KeySpec` or `kms:KeyUsage`.",
    references: [KMS_CONDITIONS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CustomerMasterKeySpec":"SYMMETRIC_DEFAULT"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ArnNotEquals":{"aws:ARN":"arn:aws:iam::111122223333:role/App"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:KeySpec":"SYMMETRIC_DEFAULT"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let newer = match key_of(test).map(|key| key.name) {
            Some("aws:ARN") => "aws:PrincipalArn",
            Some("kms:CustomerMasterKeySpec") => "kms:KeySpec",
            Some("kms:CustomerMasterKeyUsage") => "kms:KeyUsage",
            _ => continue,
        };
        let message = number(statement)
            .words(" tests ")
            .code(&test.key.value)
            .words(", whose newer name is ")
            .code(newer)
            .words(".");
        let change = Change::new(test.key.span, quote(newer));
        out.find_change(Severity::Low, test.key.span, message, Some(change));
    }
}
