use super::prelude::*;
use crate::access::caller::{Refusal, Who};

rule! {
    id: "KMS-PRI-005",
    name: "not-a-principal",
    title: "A group or another resource as principal",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an `AWS` principal is the ARN of a group, an instance profile, a policy, an identity provider or an organization.",
    why: "None of these makes requests, and KMS refuses the policy. An IAM group in particular is a set of users, not a principal.",
    fix: "Name the roles or users. For a whole organization: `\"*\"` with `aws:PrincipalOrgID`.",
    references: [PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:group/Dev"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/group/Dev"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/Dev"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for (principal, who) in subject.principals(statement) {
            if *who == Who::Refused(Refusal::NotAPrincipal) {
                let message = number(statement)
                    .words(" names ")
                    .code(&principal.value)
                    .words(", which makes no requests of its own.");
                out.find(Severity::Medium, principal.span, message);
            }
        }
    }
}
