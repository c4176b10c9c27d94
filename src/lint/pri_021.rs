use super::prelude::*;
use crate::explain::principal::name;

rule! {
    id: "KMS-PRI-021",
    name: "user-as-principal",
    title: "An IAM user is named",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow names an IAM user.",
    why: "A user has long-term credentials, and AWS advises roles, whose credentials expire.",
    fix: "Name a role that the person assumes.",
    references: [PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App","arn:aws:iam::111122223333:user/team/bob"]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none())
    {
        let users: Vec<_> = subject
            .principals(allow)
            .iter()
            .filter(|(_, who)| matches!(who, Who::User { .. }))
            .collect();
        let Some((first, _)) = users.first() else {
            continue;
        };
        let names = users
            .iter()
            .map(|(principal, who)| name(who, &principal.value))
            .collect();
        let message = number(allow)
            .words(" is for IAM ")
            .then(Text::list(names, "and", 3))
            .words(", whose credentials do not expire.");
        out.find(Severity::Info, first.span, message);
    }
}
