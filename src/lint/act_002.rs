use super::prelude::*;
use crate::access::pattern::matches_ignoring_case;

rule! {
    id: "KMS-ACT-002",
    name: "action-of-another-service",
    title: "An action of another service",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an `Action` entry names a service other than `kms`.",
    why: "A key policy decides actions of KMS only. The entry has no effect, and whoever wrote it expected one.",
    fix: "Remove the entry; put it into an IAM policy or into the policy of the resource it means.",
    references: [KEY_POLICIES, ACTIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","s3:GetObject"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"km:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"KMS:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"k*:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, entry) in action_entries(subject) {
        // In NotAction it excludes nothing, which is no mistake by itself.
        let named = statement.action.is.as_ref();
        if !named.is_some_and(|list| list.entries.contains(entry)) {
            continue;
        }
        let Some((service, _)) = service_and_name(&entry.value) else {
            continue;
        };
        if matches_ignoring_case(service, "kms") {
            continue;
        }
        let message = number(statement)
            .words(" has ")
            .code(&entry.value)
            .words(", which no key policy decides: it has no effect here.");
        out.find(Severity::Medium, entry.span, message);
    }
}
