use super::prelude::*;
use crate::access::condition::Class;
use crate::reason::public::{Fate, Public};

rule! {
    id: "KMS-PRI-018",
    name: "allow-with-not-principal",
    title: "An Allow for everybody but a few",
    kind: Kind::OverPermission,
    severity: Severity::Critical,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an Allow uses `NotPrincipal`. It is high instead of critical where a condition or a Deny fixes the callers, or all it gives stays in the account.",
    why: "It allows every principal of every AWS account except the ones named, which is hardly ever what was meant.",
    fix: "Name the principals in `Principal`, and put the ones to exclude into a Deny of their own.",
    references: [NOT_PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
        // Only a Deny says who.
        statement(
            r#"{"Effect":"Allow","NotPrincipal":{"AWS":"444455556666"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        // A Deny takes all of it.
        statement(
            r#"{"Effect":"Allow","NotPrincipal":{"AWS":"444455556666"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let Some(list) = &allow.principal.not else {
            continue;
        };
        if !subject.is_live(allow) {
            continue;
        }
        let scales = subject.scales(allow);
        let confined = allow
            .tests
            .iter()
            .any(|test| matches!(scales.weigh(test), Class::Confines { .. }));
        let fate = |public: &Public| {
            let mut broad = public.broad.iter();
            let here = broad.find(|broad| broad.index == allow.index);
            here.map(|broad| broad.fate.clone())
        };
        let (severity, rest) = match subject.public.and_then(fate) {
            // Denied to strangers, or not theirs to do.
            Some(Fate::Denied { .. }) => (Severity::High, "; only Deny statements say who."),
            Some(Fate::NotAcrossAccounts) => (
                Severity::High,
                "; it works only for those of the key’s account.",
            ),
            _ if confined => (Severity::High, "; only its condition says who."),
            _ => (Severity::Critical, "."),
        };
        let spared = list
            .entries
            .iter()
            .map(|entry| Text::new().code(&entry.value));
        let message = number(allow)
            .words(" allows every principal of every account except ")
            .then(Text::list(spared.collect(), "and", 3))
            .words(rest);
        out.find(severity, list.span, message);
    }
}
