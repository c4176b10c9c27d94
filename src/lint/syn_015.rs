use super::prelude::*;
use crate::json::{Member, Value};

rule! {
    id: "KMS-SYN-015",
    name: "empty-element",
    title: "An element is empty",
    kind: Kind::DeadText,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an element, an entry of one, or a block of `Condition` is `[]` or `{}`.",
    why: "An empty list names nothing, so the statement has no effect; an empty condition asks for nothing and guards nothing.",
    fix: "Fill the element, or remove it.",
    references: [POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":[]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{}}"#,
        ),
        statement(r#"{"Effect":"Deny","Principal":"*","Action":[],"Resource":"*"}"#),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App"]},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":["kms:Sign"],"Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":"true"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (_, node) in subject.statement_nodes() {
        for member in node.members() {
            let inner = match member.name.as_ref() {
                "Action" | "NotAction" | "Resource" | "NotResource" => false,
                "Principal" | "NotPrincipal" | "Condition" => true,
                _ => continue,
            };
            report(member, out);
            if inner {
                member
                    .value
                    .members()
                    .iter()
                    .for_each(|member| report(member, out));
            }
        }
    }
}

fn report(member: &Member, out: &mut Out) {
    let empty = match &member.value.value {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    if empty {
        let message = Text::new().code(member.name.as_ref()).words(" is empty.");
        out.find(Severity::Low, member.span(), message);
    }
}
