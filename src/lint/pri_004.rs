use super::prelude::*;
use crate::access::caller::{Refusal, Who};

rule! {
    id: "KMS-PRI-004",
    name: "wildcard-in-principal",
    title: "A principal holds a wildcard",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an `AWS` or `Service` principal that is more than the lone `*` holds `*` or `?`.",
    why: "A principal is compared as a whole, and KMS refuses the policy. In a draft it reads as if it matched many.",
    fix: "Name `\"*\"` as the principal and confine it with `ArnLike` on `aws:PrincipalArn`.",
    references: [PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App*"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::*:root"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for (principal, who) in subject.principals(statement) {
            if *who == Who::Refused(Refusal::Wildcard) {
                let message = number(statement)
                    .words(" names ")
                    .code(&principal.value)
                    .words("; a principal takes no wildcard but the lone ")
                    .code("*")
                    .words(".");
                out.find(Severity::Medium, principal.span, message);
            }
        }
    }
}
