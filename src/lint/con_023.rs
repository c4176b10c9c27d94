use super::prelude::*;
use crate::aws::condition_keys::Bounds;

rule! {
    id: "KMS-CON-023",
    name: "any-via-service",
    title: "kms:ViaService admits every service",
    kind: Kind::OverPermission,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow’s `kms:ViaService` has a wildcard in place of the service.",
    why: "It lets the callers use the key through whatever AWS offers, also services that are added later.",
    fix: "Name the services: `s3.*.amazonaws.com`.",
    references: [VIA_SERVICE],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"*.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":["s3.us-east-1.amazonaws.com","*.amazonaws.com"]}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"*.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        // Where another test fixes who calls, the way may be open.
        if is_bounded(
            subject,
            allow,
            &[Bounds::Account, Bounds::Organization, Bounds::Principal],
        ) {
            continue;
        }
        for test in allow
            .tests
            .iter()
            .filter(|test| is_key(test, "kms:ViaService") && is_positive(test))
        {
            let wild = test
                .operator
                .is_some_and(|operator| operator.has_wildcards());
            let any = test.values.iter().find(|value| {
                wild && value.text.starts_with("*.amazonaws.com")
                    || wild && value.text.starts_with("*.") && value.text.contains(".amazonaws.com")
            });
            if let Some(value) = any {
                let message = number(allow)
                    .words(" admits ")
                    .code(&value.text)
                    .words(": every service of AWS.");
                out.find(Severity::Low, value.span, message);
            }
        }
    }
}
