use super::prelude::*;
use crate::reason::dead::{Reason, What};

rule! {
    id: "KMS-POL-023",
    name: "covered-statement",
    title: "Other statements do all that this one does",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether, over all requests there could be, taking the statement out would change no decision because others cover it.",
    why: "It only makes the policy longer, and who narrows one of the two changes nothing.",
    fix: "Remove it.",
    references: [POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Encrypt","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Encrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Encrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.policy.statements.len() < 2 {
        return;
    }
    let Some(dead) = subject.dead() else {
        out.undecided(Input::SmallerPolicy);
        return;
    };
    let mut said: Vec<usize> = Vec::new();
    for dead in dead.iter().filter(|dead| dead.what == What::Statement) {
        if let Reason::Shadowed(by) = &dead.why {
            // Of two that cover each other, one is enough.
            if by.iter().any(|other| said.contains(other)) {
                continue;
            }
            said.push(dead.statement);
            let by = by
                .iter()
                .map(|index| Text::from(format!("statement {}", index + 1)))
                .collect();
            let message = Text::from(format!("Statement {} adds nothing to ", dead.statement + 1))
                .then(Text::list(by, "and", 3))
                .words(".");
            out.find(Severity::Low, dead.span, message);
        }
    }
}
