use super::prelude::*;
use crate::read::element::misspells;

rule! {
    id: "KMS-SYN-011",
    name: "no-principal",
    title: "A statement names no principal",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether every statement has `Principal` or `NotPrincipal`.",
    why: "A key policy has to say whom it speaks of, unlike an IAM policy. KMS refuses it otherwise.",
    fix: "Add `Principal` with the accounts, roles, users or services that are meant.",
    references: [PRINCIPAL, KEY_POLICIES],
    fires: [
        statement(r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}"#),
        statement(r#"{"Effect":"Deny","Action":"kms:*","Resource":"*"}"#),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Sign","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (index, node) in subject.statement_nodes() {
        let named = node.get("Principal").or_else(|| node.get("NotPrincipal"));
        if named.is_none() && !misspells(node, &["Principal", "NotPrincipal"]) {
            let message = format!("Statement {} does not say whom it speaks of.", index + 1);
            out.find(Severity::Medium, node.span, message.into());
        }
    }
}
