use super::prelude::*;
use crate::access::pattern::{actions, has_wildcard};
use crate::aws::actions::ActionSet;
use crate::aws::sets;

rule! {
    id: "KMS-ACT-021",
    name: "pattern-that-grows",
    title: "A pattern takes in what KMS adds later",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a pattern in an Allow for a user, role, service or foreign account has taken in actions that KMS added in the last two years before the catalogue’s date.",
    why: "What was reviewed once is more today.",
    fix: "List the actions.",
    references: [ACTIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Get*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","kms:Rotate*"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:GetPublicKey","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Encrypt*","Resource":"*"}"#,
        ),
    ],
    check,
}

/// Actions that the "Document history" of the KMS Developer Guide dates to 2024 and later.
const NEW: [&str; 6] = [
    "DeriveSharedSecret",
    "RotateKeyOnDemand",
    "ListKeyRotations",
    "GetKeyLastUsage",
    "Encapsulate",
    "Decapsulate",
];

fn check(subject: &Subject, out: &mut Out) {
    let new = const { ActionSet::exactly(&NEW) };
    for allow in subject.allows() {
        if is_own_root(subject, allow) || !subject.is_live(allow) || allow.principal.is.is_none() {
            continue;
        }
        let entries = allow.action.is.iter().flat_map(|list| &list.entries);
        for entry in entries.filter(|entry| has_wildcard(&entry.value)) {
            let set = actions(&entry.value);
            let taken = set.and(new).and(subject.context.fit);
            // Who writes kms:* means all that there will be.
            if taken.is_empty() || set.contains(sets::KEY_POLICY) {
                continue;
            }
            let message = number(allow)
                .words(" allows ")
                .code(&entry.value)
                .words(", which has taken in ")
                .then(names(taken))
                .words(" since 2024.");
            out.find(Severity::Info, entry.span, message);
        }
    }
}
