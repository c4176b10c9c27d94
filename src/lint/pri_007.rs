use super::prelude::*;

rule! {
    id: "KMS-PRI-007",
    name: "deleted-principal",
    title: "A deleted user or role is left in the policy",
    kind: Kind::Lockout,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an `AWS` principal is a unique id, `AIDA…` or `AROA…`. KMS shows one where the user or role that was named is gone.",
    why: "The access is dead, and a new user or role of the same name does not get it. Every later change of this policy is refused until the id is removed.",
    fix: "Remove the id; name the new user or role if there is one.",
    references: [UNIQUE_IDS, PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLEID"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App","AIDAJQABLZS4A3QDU576Q"]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/AROAEXAMPLEID"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for (principal, who) in subject.principals(statement) {
            let kind = match who {
                Who::DeletedRole(_) => "role",
                Who::DeletedUser(_) => "user",
                _ => continue,
            };
            let message = number(statement)
                .words(" names ")
                .code(&principal.value)
                .words(format!(
                    ", the id of a deleted {kind}: it matches nobody, and the policy cannot be changed while it is there."
                ));
            out.find(Severity::Medium, principal.span, message);
        }
    }
}
