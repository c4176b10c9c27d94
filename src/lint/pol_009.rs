use super::prelude::*;
use crate::aws::sets;

rule! {
    id: "KMS-POL-009",
    name: "copied-policy",
    title: "The policy was written for another account",
    kind: Kind::Lockout,
    severity: Severity::Critical,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the policy gives everything to the root of a foreign account and names the key’s own account nowhere. Critical where nobody of the own account can change it, else high.",
    why: "The account id is that of the policy this one was copied from. The owner is a stranger to its own key.",
    fix: "Put the key’s own account id in its place.",
    references: [DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

/// The statement that gives everything to a foreign root, in a policy without the own root.
pub(super) fn copied<'a>(subject: &Subject<'a>) -> Option<&'a Statement> {
    let roots = |allow: &'a Statement, wanted: Home| {
        subject
            .principals(allow)
            .iter()
            .any(|(_, who)| matches!(who, Who::Account { home, .. } if *home == wanted))
    };
    if subject.allows().any(|allow| roots(allow, Home::Own)) {
        return None;
    }
    subject.allows().find(|allow| {
        roots(allow, Home::Foreign)
            && allow.action.is.is_some()
            && subject.actions(allow).contains(sets::KEY_POLICY)
    })
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(allow) = copied(subject) else { return };
    let locked = subject.lockout().is_some_and(|lockout| lockout.is_locked());
    let severity = match locked {
        true => Severity::Critical,
        false => Severity::High,
    };
    let owner = subject.context.owner.as_deref().unwrap_or_default();
    let message = number(allow)
        .words(" gives everything to another account, and the key’s own, ")
        .account(owner)
        .words(", is not named")
        .words(match locked {
            true => ": nobody of it can change this policy.",
            false => ".",
        });
    out.find(
        severity,
        allow.principal.span().unwrap_or(allow.span),
        message,
    );
}
