use super::prelude::*;

rule! {
    id: "KMS-ACT-001",
    name: "malformed-action",
    title: "An action is malformed",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether each `Action` and `NotAction` entry is `*` or has the form `service:name`.",
    why: "KMS refuses the policy.",
    fix: "Write the service before the name: `kms:Decrypt`.",
    references: [GRAMMAR, ACTIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","NotAction":["kms:Sign","kms:"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","KMS:describe*"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, entry) in action_entries(subject) {
        if entry.value == "*" || service_and_name(&entry.value).is_some() {
            continue;
        }
        let meant = crate::aws::actions::ACTIONS
            .iter()
            .find(|action| action.name.eq_ignore_ascii_case(&entry.value))
            .map(|action| format!("kms:{}", action.name));
        let message = number(statement)
            .words(" has the action ")
            .code(&entry.value)
            .words(", which has not the form ")
            .code("service:name")
            .words(".");
        let change = meant.map(|meant| Change::new(entry.span, quote(&meant)));
        out.find_change(Severity::Medium, entry.span, message, change);
    }
}
