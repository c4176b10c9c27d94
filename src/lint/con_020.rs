use super::prelude::*;
use crate::access::condition::value::via_region;
use crate::access::pattern::has_wildcard;
use crate::model::operator::Operator;

rule! {
    id: "KMS-CON-020",
    name: "malformed-via-service",
    title: "kms:ViaService has a value that no service sends",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether each `kms:ViaService` value has the form `service.region.amazonaws.com`, in lower case. Wildcards under `StringLike` pass.",
    why: "The value matches nothing; a name without its Region is the usual case.",
    fix: "Write `s3.us-east-1.amazonaws.com`, with the key’s Region.",
    references: [VIA_SERVICE],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"kms:ViaService":"S3.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject
        .tests()
        .filter(|(_, test)| is_key(test, "kms:ViaService"))
    {
        let text = test
            .operator
            .is_some_and(|operator| operator.family() == crate::model::operator::Family::String);
        for value in test.values.iter().filter(|_| text) {
            let name = match test.operator.is_some_and(Operator::ignores_case) {
                true => &value.text.to_ascii_lowercase(),
                false => &value.text,
            };
            if has_wildcard(name) || name.contains("${") || name.trim() != name {
                continue;
            }
            let fault = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                "names of services are in lower case"
            } else if via_region(name).is_some() {
                continue;
            } else if name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn") {
                "the Region is missing"
            } else {
                "the form is service.region.amazonaws.com"
            };
            let message = number(statement)
                .words(" compares ")
                .code(&test.key.value)
                .words(" with ")
                .code(name)
                .words(format!(": {fault}, so it matches nothing."));
            let region = subject.context.region.as_deref();
            let meant = name
                .strip_suffix(".amazonaws.com")
                .zip(region)
                .filter(|_| fault.contains("Region is"));
            let change = meant.map(|(service, region)| {
                Change::new(
                    value.span,
                    quote(&format!("{service}.{region}.amazonaws.com")),
                )
            });
            out.find_change(Severity::High, value.span, message, change);
        }
    }
}
