use super::prelude::*;

rule! {
    id: "KMS-PRI-024",
    name: "principal-twice",
    title: "The same principal stands twice in a list",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether two principals of one statement are the same: the same text, or an account once as 12 digits and once as its root ARN.",
    why: "It changes nothing, and makes the list harder to read.",
    fix: "Remove one.",
    references: [PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:root"]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App","arn:aws:iam::111122223333:role/Admin","arn:aws:iam::111122223333:role/App"]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/App"]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Encrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let principals = subject.principals(statement);
        for (at, (principal, who)) in principals.iter().enumerate() {
            let earlier = principals.iter().take(at).find(|(other, same)| {
                same == who
                    && other.kind == principal.kind
                    && (!who.is_nobody() || other.value == principal.value)
            });
            if let Some((first, _)) = earlier {
                let message = number(statement)
                    .words(" names ")
                    .code(&principal.value)
                    .words(" twice")
                    .words(match first.value == principal.value {
                        true => ".",
                        false => ": an account and its root ARN are the same.",
                    });
                out.find(Severity::Info, principal.span, message);
            }
        }
    }
}
