use super::prelude::*;
use crate::access::statement::is_caught;

rule! {
    id: "KMS-PRI-019",
    name: "deny-with-not-principal",
    title: "A Deny for everybody but a few",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether a Deny uses `NotPrincipal`.",
    why: "It also denies the ones it names when their account, or for a role the session, is not named with them, and always those with a permissions boundary. AWS advises against the form.",
    fix: "Deny `\"*\"` with `ArnNotEquals` on `aws:PrincipalArn`, listing the ones to spare.",
    references: [NOT_PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::111122223333:user/Ann"]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for deny in subject.statements().filter(|statement| is_deny(statement)) {
        let Some(list) = &deny.principal.not else {
            continue;
        };
        // Without an entry it is an element with nothing in it, which is a finding of its own.
        if list.entries.is_empty() {
            continue;
        }
        let callers = subject.principals(deny);
        // It spares everybody.
        if callers.iter().any(|(_, who)| *who == Who::Everyone) {
            continue;
        }
        let named: Vec<Who> = callers.iter().map(|(_, who)| who.clone()).collect();
        let mut caught = callers.iter().filter(|(_, who)| is_caught(who, &named));
        let caught = caught.next().map(|(entry, _)| &entry.value);
        let spared = list
            .entries
            .iter()
            .map(|entry| Text::new().code(&entry.value));
        let message = number(deny)
            .words(" denies everybody except ")
            .then(Text::list(spared.collect(), "and", 3));
        let message = match caught {
            Some(value) => message
                .words(", and also denies ")
                .code(value)
                .words(", whose account or session is not named with it."),
            None if callers
                .iter()
                .all(|(_, who)| matches!(who, Who::Service(_))) =>
            {
                message.words(", all users and roles included.")
            }
            None => message.words(", and those too when they have a permissions boundary."),
        };
        out.find(Severity::High, list.span, message);
    }
}
