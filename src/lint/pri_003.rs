use super::prelude::*;
use crate::access::caller::{Refusal, Who};

rule! {
    id: "KMS-PRI-003",
    name: "malformed-principal",
    title: "A principal is malformed",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether each `AWS` principal is `*`, an account id, or the ARN of an account root, user, role, role session or federated user.",
    why: "KMS refuses the policy. In a draft, the access that it was to give is not given.",
    fix: "Write the full ARN, for example `arn:aws:iam::111122223333:role/App`.",
    references: [PRINCIPAL, KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam:111122223333:root"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","11112222333"]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/App/i-0ab"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws-cn:iam::111122223333:user/team/Ann","arn:aws:sts::111122223333:federated-user/bob"]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for (principal, who) in subject.principals(statement) {
            if *who == Who::Refused(Refusal::Malformed) {
                let message = number(statement)
                    .words(" names ")
                    .code(&principal.value)
                    .words(", which is not a principal’s ARN or account id.");
                out.find(Severity::Medium, principal.span, message);
            }
        }
    }
}
