use super::prelude::*;
use crate::access::pattern::actions;

rule! {
    id: "KMS-ACT-011",
    name: "redundant-action",
    title: "An action that another entry of the list covers",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether all that one entry of `Action` means is meant by another entry of the same list.",
    why: "It changes nothing, and a reader may take the list for narrower than it is.",
    fix: "Remove the entry.",
    references: [POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:*","kms:Decrypt"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Re*","kms:ReEncrypt*"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Encrypt*","kms:Decrypt","kms:ReEncrypt*"],"Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let Some(list) = &statement.action.is else {
            continue;
        };
        let sets: Vec<_> = list
            .entries
            .iter()
            .map(|entry| (entry, actions(&entry.value)))
            .collect();
        for (at, (wide, all)) in sets.iter().enumerate() {
            let covered: Vec<_> = sets
                .iter()
                .enumerate()
                .filter(|(other, (_, set))| {
                    *other != at
                        && !set.is_empty()
                        && all.contains(*set)
                        && (all != set || at < *other)
                })
                .map(|(_, (entry, _))| *entry)
                .collect();
            // Each is said once, of the first entry that covers it and is covered by none.
            let itself = sets.iter().enumerate().any(|(other, (_, set))| {
                other != at && set.contains(*all) && (set != all || other < at)
            });
            if let (Some(first), false) = (covered.first(), itself) {
                let names = covered.iter().map(|entry| Text::new().code(&entry.value));
                let message = number(statement)
                    .words(" lists ")
                    .code(&wide.value)
                    .words(", which covers ")
                    .then(Text::list(names.collect(), "and", 4))
                    .words(".");
                out.find(Severity::Low, first.span, message);
            }
        }
    }
}
