use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::aws::sets;

rule! {
    id: "KMS-ACT-013",
    name: "action-that-does-not-cross-accounts",
    title: "An action that a foreign principal can never use",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for foreign principals alone names an action that KMS does not honour across accounts.",
    why: "Administration works in the key’s own account only: the text promises what it cannot give.",
    fix: "Remove the action; let the own account do it.",
    references: [OTHER_ACCOUNTS, PERMISSIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":["kms:Decrypt","kms:EnableKey"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none())
    {
        let principals = subject.principals(allow);
        let foreign = !principals.is_empty()
            && principals
                .iter()
                .all(|(_, who)| home(who) == Some(Home::Foreign));
        let set = subject.actions(allow);
        let lost = set.minus(sets::CROSS_ACCOUNT);
        let Some(list) = allow
            .action
            .is
            .as_ref()
            .filter(|_| foreign && !lost.is_empty())
        else {
            continue;
        };
        let named = named_actions(allow)
            .into_iter()
            .filter(|(_, action)| lost.contains(ActionSet::single(action)))
            .fold(ActionSet::EMPTY, |set, (_, action)| {
                set.or(ActionSet::single(action))
            });
        let message = number(allow);
        if named.is_empty() {
            let left = abroad(reach(subject, allow));
            let message = message
                .words(" takes in actions that do not work across accounts; what is left is ")
                .then(match left.is_empty() {
                    true => "nothing".into(),
                    false => names(left),
                })
                .words(".");
            out.find(Severity::Info, list.span, message);
        } else {
            let message = message
                .words(" gives a foreign account ")
                .then(names(named))
                .words(", which KMS never honours across accounts.");
            out.find(Severity::Medium, list.span, message);
        }
    }
}
