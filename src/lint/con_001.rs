use super::prelude::*;
use crate::model::operator::{BASES, strip_if_exists};
use crate::read::element::nearest;

rule! {
    id: "KMS-CON-001",
    name: "unknown-operator",
    title: "There is no such condition operator",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether each block of a `Condition` is an operator, `ForAllValues:` or `ForAnyValue:` before it and `IfExists` behind it left aside.",
    why: "KMS refuses the policy. In a draft, the condition guards nothing.",
    fix: "Use the operator suggested.",
    references: [OPERATORS],
    fires: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{"NullIfExists":{"aws:PrincipalOrgID":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{"StringEqual":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{"ForEachValue:StringEquals":{"aws:CalledVia":["a.amazonaws.com"],"aws:TagKeys":"b"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{"Null":{"aws:PrincipalOrgID":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{"ForAnyValue:StringLikeIfExists":{"aws:CalledVia":"a.*"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let mut last = None;
        for test in &statement.tests {
            let name = &test.operator_name;
            // One block with several keys is one cause.
            if test.operator.is_some() || last == Some(name.span) {
                continue;
            }
            last = Some(name.span);
            let meant = meant(&name.value);
            let message = number(statement)
                .words(" uses ")
                .code(&name.value)
                .words(", which is no condition operator.");
            let change = meant
                .as_ref()
                .map(|meant| Change::new(name.span, quote(meant)));
            out.find_change(
                Severity::Medium,
                name.span,
                did_you_mean(message, meant.as_deref()),
                change,
            );
        }
    }
}

fn meant(name: &str) -> Option<String> {
    let (prefix, rest) = match name.split_once(':') {
        Some((prefix, rest)) => (nearest(prefix, ["ForAllValues", "ForAnyValue"], 3), rest),
        None => (None, name),
    };
    let (rest, suffix) = match strip_if_exists(rest) {
        Some(head) => (head, "IfExists"),
        None => (rest, ""),
    };
    let base = nearest(rest, BASES.iter().map(|(name, _)| *name), 3)?;
    // "You can add IfExists to the end of any condition operator name except the Null condition."
    let suffix = if base == "Null" { "" } else { suffix };
    let prefix = prefix
        .map(|prefix| format!("{prefix}:"))
        .unwrap_or_default();
    Some(format!("{prefix}{base}{suffix}"))
}
