use super::prelude::*;
use crate::reason::dead::{Reason, What};

rule! {
    id: "KMS-POL-021",
    name: "allow-that-is-denied",
    title: "An Allow that Deny statements make useless",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether, over all requests there could be, a Deny takes away all that an Allow gives.",
    why: "The text promises access that nobody gets.",
    fix: "Remove the Allow, or narrow the Deny.",
    references: [EVALUATION],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Sign","kms:Decrypt"],"Resource":"*"},{"Effect":"Deny","Principal":"*","Action":["kms:Decrypt","kms:Sign"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"s3.us-east-1.amazonaws.com"}}},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if !subject.statements().any(is_deny) {
        return;
    }
    let Some(dead) = subject.dead() else {
        out.undecided(Input::SmallerPolicy);
        return;
    };
    for dead in dead.iter().filter(|dead| dead.what == What::Statement) {
        if let Reason::Denied(by) = &dead.why {
            let by = by
                .iter()
                .map(|index| Text::from(format!("statement {}", index + 1)))
                .collect();
            let message = Text::from(format!("Statement {} allows what ", dead.statement + 1))
                .then(Text::list(by, "and", 3))
                .words(" always denies.");
            out.find(Severity::Medium, dead.span, message);
        }
    }
}
