use super::prelude::*;
use crate::access::caller::Refusal;
use crate::model::arn::Arn;

rule! {
    id: "KMS-PRI-006",
    name: "other-partition",
    title: "A principal of another partition",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the partition of a principal’s ARN is that of the key’s ARN.",
    why: "Accounts of one partition do not exist in another, so KMS refuses the principal or it matches nobody.",
    fix: "Use the partition of the key: `aws`, `aws-cn` or `aws-us-gov`.",
    references: [ARNS, PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws-iso:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws-iso:iam::111122223333:root"},"Action":"kms:Sign","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(home) = subject.context.partition.as_deref() else {
        if subject.statements().next().is_some() {
            out.undecided(Input::Arn);
        }
        return;
    };
    for statement in subject.statements() {
        for (principal, who) in subject.principals(statement) {
            let Some(arn) = Arn::split(&principal.value) else {
                continue;
            };
            if *who != Who::Refused(Refusal::OtherPartition) {
                continue;
            }
            let message = number(statement)
                .words(" names ")
                .code(&principal.value)
                .words(" of partition ")
                .code(arn.partition)
                .words(", and the key is in ")
                .code(home)
                .words(": nobody of that partition can reach it.");
            out.find(Severity::Medium, principal.span, message);
        }
    }
}
