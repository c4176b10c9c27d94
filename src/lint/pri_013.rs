use super::prelude::*;

rule! {
    id: "KMS-PRI-013",
    name: "service-behind-via-service",
    title: "A service's own call is tied to kms:ViaService",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement for services alone has a positive test on `kms:ViaService`.",
    why: "A service that calls as itself does not set the key: it is set when a service calls for somebody else. The statement never applies.",
    fix: "Drop `kms:ViaService` and use `aws:SourceArn` or `aws:SourceAccount`.",
    references: [VIA_SERVICE],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"cloudtrail.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        if !is_for_services(subject, statement) {
            continue;
        }
        for test in &statement.tests {
            if is_key(test, "kms:ViaService") && is_positive(test) {
                let message = Text::from(number(statement))
                    .words(" is for services that call as themselves, and asks for ")
                    .code("kms:ViaService")
                    .words(", which such calls do not carry: it never applies.");
                out.find(
                    worse_in_deny(statement, Severity::Medium),
                    test.span,
                    message,
                );
            }
        }
    }
}
