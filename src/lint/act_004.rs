use super::prelude::*;
use crate::access::pattern::{actions, has_wildcard, matches_ignoring_case};

rule! {
    id: "KMS-ACT-004",
    name: "pattern-without-match",
    title: "An action pattern matches nothing",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether each action with `*` or `?` matches at least one known action, letter case ignored. High in a Deny, medium in an Allow.",
    why: "The pattern allows nothing and denies nothing.",
    fix: "Correct the pattern.",
    references: [ACTIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Crypt*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":["kms:Decrypt?","kms:Sign"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Enc*","Resource":"*"}"#,
        ),
        // What it matches is IAM's to give, but it is not a mistake: AWS's own administrator statement has it.
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:ListA*","Resource":"*"}"#,
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
            || !has_wildcard(name)
            || !actions(&entry.value).is_empty()
        {
            continue;
        }
        let severity = match is_deny(statement) {
            true => Severity::High,
            false => Severity::Medium,
        };
        let message = number(statement)
            .words(" has ")
            .code(&entry.value)
            .words(format!(
                ", which matches no action of our catalogue of {}.",
                crate::aws::CATALOGUE_DATE
            ));
        out.find(severity, entry.span, message);
    }
}
