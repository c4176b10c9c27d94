use super::prelude::*;
use crate::read::element::misspells;

rule! {
    id: "KMS-SYN-010",
    name: "invalid-effect",
    title: "Effect is missing or neither Allow nor Deny",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether every statement has `Effect`, and it is exactly `Allow` or `Deny`.",
    why: "KMS refuses the policy. Letter case counts: `allow` is not `Allow`.",
    fix: "Write `Allow` or `Deny`.",
    references: [EFFECT],
    fires: [
        statement(
            r#"{"Effect":"allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        // The misspelt element is the finding (KMS-SYN-004).
        statement(
            r#"{"effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (index, node) in subject.statement_nodes() {
        let statement = format!("Statement {}", index + 1);
        let Some(effect) = node.get("Effect") else {
            if !misspells(node, &["Effect"]) {
                let message = Text::from(statement).words(" says neither Allow nor Deny.");
                out.find(Severity::Medium, node.span, message);
            }
            continue;
        };
        let Some(text) = effect.as_str() else {
            continue;
        };
        if matches!(text, "Allow" | "Deny") {
            continue;
        }
        let meant = ["Allow", "Deny"]
            .into_iter()
            .find(|word| word.eq_ignore_ascii_case(text.trim()));
        let message = Text::from(statement)
            .words(" has the effect ")
            .code(text)
            .words(", which is neither Allow nor Deny.");
        let change = meant.map(|meant| Change::new(effect.span, quote(meant)));
        out.find_change(Severity::Medium, effect.span, message, change);
    }
}
