use super::prelude::*;
use crate::access::pattern::has_wildcard;

rule! {
    id: "KMS-ACT-009",
    name: "wildcard-in-service",
    title: "A wildcard in the name of the service",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an action has `*` or `?` before its colon.",
    why: "A key policy knows actions of KMS alone, so the wildcard only hides what is meant.",
    fix: "Write `kms:`.",
    references: [KEY_POLICIES, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"k*:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"*:Sign","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:D*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, entry) in action_entries(subject) {
        let Some((service, name)) = service_and_name(&entry.value) else {
            continue;
        };
        // A service that cannot be kms is a finding of its own.
        if !has_wildcard(service) || crate::access::pattern::actions(&entry.value).is_empty() {
            continue;
        }
        let message = number(statement)
            .words(" writes ")
            .code(&entry.value)
            .words(" for an action of KMS.");
        let change = Change::new(entry.span, quote(&format!("kms:{name}")));
        out.find_change(Severity::Low, entry.span, message, Some(change));
    }
}
