use super::prelude::*;
use crate::access::pattern::{actions, has_wildcard};
use crate::aws::actions::Scope;

rule! {
    id: "KMS-ACT-005",
    name: "action-no-key-policy-can-give",
    title: "An action that no key policy can give",
    kind: Kind::DeadText,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an action is written out that has no key as its resource (`kms:CreateKey`, `kms:ListKeys`, …), or `kms:RetireGrant`.",
    why: "The entry has no effect. Who needs the action needs it in an IAM policy; retiring a grant is the grant’s to decide.",
    fix: "Remove the entry, and allow the action in an IAM policy if it is needed.",
    references: [PERMISSIONS, ACTIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:DescribeKey","kms:ListKeys"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:RetireGrant","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:List*","kms:Create*"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:ListGrants","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, entry) in action_entries(subject) {
        if has_wildcard(&entry.value) {
            continue;
        }
        let action = actions(&entry.value).iter().next();
        let reason = match action.map(|action| action.scope) {
            Some(Scope::Account) => "only an IAM policy can give it.",
            Some(Scope::Grant) => "the grant itself or an IAM policy decides it.",
            _ => continue,
        };
        let message = number(statement)
            .words(" has ")
            .code(&entry.value)
            .words(", which has no effect in a key policy: ")
            .words(reason);
        out.find(Severity::Info, entry.span, message);
    }
}
