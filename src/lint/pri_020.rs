use super::prelude::*;

rule! {
    id: "KMS-PRI-020",
    name: "session-as-principal",
    title: "One session is named, by a name that its user chooses",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow names an assumed-role session or a federated user.",
    why: "Whoever may assume the role chooses the name of the session, unless the role’s trust policy fixes it; no permissions boundary limits such a principal.",
    fix: "Name the role.",
    references: [PRINCIPAL, EVALUATION],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/App/x"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::111122223333:federated-user/bob"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/App/x"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none())
    {
        for (principal, who) in subject.principals(allow) {
            if matches!(who, Who::Session { .. } | Who::FederatedUser { .. }) {
                let message = number(allow)
                    .words(" is for ")
                    .code(&principal.value)
                    .words(": a session by a name that whoever opens it chooses.");
                // AWS's console writes sessions into policies itself, and scanners call them unknown: a fact, no fault.
                out.find(Severity::Info, principal.span, message);
            }
        }
    }
}
