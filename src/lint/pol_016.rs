use super::prelude::*;
use crate::access::condition::Class;
use crate::aws::actions::ActionSet;
use crate::aws::sets;

rule! {
    id: "KMS-POL-016",
    name: "partial-delegation",
    title: "IAM policies can give a part of the access",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the statements for the key’s own account leave out actions, or have conditions.",
    why: "What they leave out, IAM policies cannot give.",
    fix: "Nothing, if it is meant so.",
    references: [DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["kms:Describe*","kms:List*"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.is_aws_managed() {
        return;
    }
    let mut given = ActionSet::EMPTY;
    let mut first = None;
    let mut limited = ActionSet::EMPTY;
    for allow in subject.allows() {
        let own = subject.principals(allow).iter().any(|(_, who)| {
            matches!(
                who,
                Who::Account {
                    home: Home::Own,
                    ..
                }
            )
        });
        if !own || allow.principal.not.is_some() {
            continue;
        }
        first = first.or(Some(allow));
        let scales = subject.scales(allow);
        let plain = allow
            .tests
            .iter()
            .all(|test| matches!(scales.weigh(test), Class::NoEffect(_)));
        match plain {
            true => given = given.or(subject.actions(allow)),
            false => limited = limited.or(subject.actions(allow)),
        }
    }
    let Some(first) = first else { return };
    let left = sets::KEY_POLICY.minus(given).and(subject.context.fit);
    if left.is_empty() {
        return;
    }
    let (limited, never) = (left.and(limited), left.minus(limited));
    let message = Text::from("IAM policies of the account ");
    let message = match (never.is_empty(), limited.is_empty()) {
        (true, _) => message
            .words("give ")
            .then(names(limited))
            .words(" under the statement’s conditions at most."),
        (false, true) => message.words("cannot give ").then(names(never)).words("."),
        (false, false) => message
            .words("cannot give ")
            .then(names(never))
            .words("; and ")
            .then(names(limited))
            .words(" only under the statement’s conditions."),
    };
    out.find(Severity::Info, first.span, message);
}
