use super::prelude::*;
use crate::access::caller::{Refusal, Who};

rule! {
    id: "KMS-PRI-008",
    name: "malformed-service",
    title: "A service principal is malformed",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether each `Service` principal has the form `service.amazonaws.com`, in lower case, with a Region in it where the service wants one.",
    why: "KMS refuses the policy, or the name matches no service.",
    fix: "Write the service’s full principal, for example `lambda.amazonaws.com`.",
    references: [PRINCIPAL, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"lambda"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"S3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"*"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":["logs.us-east-1.amazonaws.com","ec2.amazonaws.com.cn"]},"Action":"kms:Encrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"kms:Encrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for (principal, who) in subject.principals(statement) {
            if *who != Who::Refused(Refusal::MalformedService) {
                continue;
            }
            let lower = principal.value.to_ascii_lowercase();
            let fixed =
                match lower.ends_with(".amazonaws.com") || lower.ends_with(".amazonaws.com.cn") {
                    true => lower,
                    false => format!("{lower}.amazonaws.com"),
                };
            let usable = fixed
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
            let message = number(statement)
                .words(" names the service ")
                .code(&principal.value)
                .words(", which has not the form of a service principal.");
            out.find_change(
                Severity::Medium,
                principal.span,
                message,
                usable.then(|| Change::new(principal.span, quote(&fixed))),
            );
        }
    }
}
