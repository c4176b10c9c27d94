use super::prelude::*;
use crate::model::policy::ConditionValue;

rule! {
    id: "KMS-PRI-013",
    name: "service-behind-via-service",
    title: "A service’s own call is tied to kms:ViaService",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement for services alone has a positive test on `kms:ViaService` that names one of these services.",
    why: "KMS sets the key when a service calls for somebody else. A service that calls as itself does not call through itself, so the statement hardly ever applies.",
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
        let through_itself = |value: &ConditionValue| {
            let label = value.text.split('.').next();
            let mut principals = subject.principals(statement).iter();
            principals.any(|(principal, _)| principal.value.split('.').next() == label)
        };
        for test in &statement.tests {
            if is_key(test, "kms:ViaService")
                && is_positive(test)
                && test.values.iter().any(through_itself)
            {
                let message = number(statement)
                    .words(" is for services that call as themselves, and asks by ")
                    .code("kms:ViaService")
                    .words(" for calls through them: it hardly ever applies.");
                out.find(
                    worse_in_deny(statement, Severity::Medium),
                    test.span,
                    message,
                );
            }
        }
    }
}
