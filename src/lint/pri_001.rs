use super::prelude::*;

use crate::json::Value;
use crate::model::policy::{Principal, PrincipalKind};

rule! {
    id: "KMS-PRI-001",
    name: "principal-not-a-block",
    title: "Principal is not a well-formed block",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether `Principal` and `NotPrincipal` are `\"*\"` or an object such as `{\"AWS\": …}` or `{\"Service\": …}`.",
    why: "KMS refuses anything else, also an ARN that stands there by itself.",
    fix: "Write `{\"AWS\": …}` for accounts, roles and users, `{\"Service\": …}` for AWS services.",
    references: [PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"arn:aws:iam::111122223333:root","Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":["arn:aws:iam::111122223333:root"],"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":111122223333,"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (index, node) in subject.statement_nodes() {
        for member in node.members() {
            if !matches!(member.name.as_ref(), "Principal" | "NotPrincipal") {
                continue;
            }
            let value = match &member.value.value {
                Value::Object(_) => continue,
                Value::String(text) if text == "*" => continue,
                Value::String(text) => Some(text.to_string()),
                _ => None,
            };
            let message = Text::from(format!("Statement {}: ", index + 1))
                .code(member.name.as_ref())
                .words(format!(" is {}, not a block.", member.value.kind()));
            let change = value.and_then(|value| {
                let kind = kind(&value, subject)?;
                let block = format!("{{ {}: {} }}", quote(kind), quote(&value));
                Some(Change::new(member.value.span, block))
            });
            out.find_change(Severity::Medium, member.span(), message, change);
        }
    }
}

/// The block that a value belongs into, when it is a principal at all.
fn kind(value: &str, subject: &Subject) -> Option<&'static str> {
    let read = |kind| {
        Who::of(
            &Principal {
                kind,
                value: value.to_string(),
                span: Span::default(),
            },
            subject.context,
        )
    };
    if !read(PrincipalKind::Aws).is_nobody() {
        return Some("AWS");
    }
    (!read(PrincipalKind::Service).is_nobody()).then_some("Service")
}
