use super::prelude::*;
use crate::access::pattern::{actions, has_wildcard, matches_ignoring_case, nearest_action};

rule! {
    id: "KMS-ACT-003",
    name: "unknown-action",
    title: "There is no such KMS action, as far as is known",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether each action without a wildcard is in the catalogue, letter case ignored. High for a near miss of a known name and in a Deny, low otherwise.",
    why: "A name that KMS does not know allows nothing and denies nothing. `kms:ReEncrypt` is the classic: the permissions are `kms:ReEncryptFrom` and `kms:ReEncryptTo`.",
    fix: "Use the name suggested, or check it against the Service Authorization Reference.",
    references: [ACTIONS, PERMISSIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:ReEncrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decyrpt","kms:Encrypt"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:SomethingQuiteNew","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:reencrypt*","kms:decrypt"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:GetKeyLastUsage","kms:Encapsulate"],"Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, entry) in action_entries(subject) {
        let Some((service, name)) = service_and_name(&entry.value) else {
            continue;
        };
        if !matches_ignoring_case(service, "kms")
            || has_wildcard(name)
            || !actions(&entry.value).is_empty()
        {
            continue;
        }
        let meant = nearest_action(name);
        let severity = match is_deny(statement) || meant.is_some() {
            true => Severity::High,
            false => Severity::Low,
        };
        let message = number(statement)
            .words(" has ")
            .code(&entry.value)
            .words(format!(
                ", which is not in our catalogue of {}.",
                crate::aws::CATALOGUE_DATE
            ));
        let change = meant
            .as_ref()
            .map(|meant| Change::new(entry.span, quote(meant)));
        out.find_change(
            severity,
            entry.span,
            did_you_mean(message, meant.as_deref()),
            change,
        );
    }
}
