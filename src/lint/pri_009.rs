use super::prelude::*;
use crate::access::condition::value::via_region;

rule! {
    id: "KMS-PRI-009",
    name: "service-of-another-region",
    title: "A service principal of another Region",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the Region in a name such as `logs.eu-west-1.amazonaws.com` is the key’s.",
    why: "A service calls KMS in its own Region, so this principal never reaches the key.",
    fix: "Write the key’s Region, or the service’s name without one.",
    references: [KEY_POLICY_SERVICES, PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.ap-south-2.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"Service":"logs.ap-south-2.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for (principal, who) in subject.principals(statement) {
            let Who::Service(name) = &who else { continue };
            let Some(region) = via_region(name) else {
                continue;
            };
            let Some(home) = subject.context.region.as_deref() else {
                out.undecided(Input::Arn);
                continue;
            };
            if region != home {
                let message = number(statement)
                    .words(" names ")
                    .code(&principal.value)
                    .words(format!(
                        ", and the key is in {home}: that service never calls it."
                    ));
                out.find(
                    worse_in_deny(statement, Severity::Medium),
                    principal.span,
                    message,
                );
            }
        }
    }
}
