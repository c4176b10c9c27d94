use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::model::policy::Policy;
use crate::reason::lockout::lockout;

rule! {
    id: "KMS-POL-014",
    name: "policy-change-denied",
    title: "A Deny keeps everybody from changing the policy",
    kind: Kind::Lockout,
    severity: Severity::Critical,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether somebody of the own account could change the policy if the Deny statements were not there, and nobody can with them.",
    why: "A Deny beats every Allow, the account's root user included. Only AWS Support can help.",
    fix: "Ask AWS Support. For a draft: spare the administrators with `ArnNotEquals` on `aws:PrincipalArn`, or take `kms:PutKeyPolicy` out.",
    references: [EVALUATION, DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Put*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin"}}}"#,
        ),
    ],
    check,
}

/// The first Deny that locks the account out by itself, or the first of those that do so together.
pub(super) fn denied<'a>(subject: &Subject<'a>) -> Option<&'a Statement> {
    let locked = subject.lockout().is_some_and(|lockout| lockout.is_locked());
    let put = const { ActionSet::exactly(&["PutKeyPolicy"]) };
    let mut denies = subject
        .statements()
        .filter(|statement| is_deny(statement) && subject.actions(statement).contains(put));
    let first = denies.next().filter(|_| locked)?;
    let with = |deny: Option<&Statement>| {
        let mut policy: Policy = subject.policy.clone();
        policy.statements.retain(|statement| {
            !is_deny(statement) || deny.is_some_and(|deny| deny.index == statement.index)
        });
        lockout(&policy, subject.context)
    };
    if with(None)?.keepers.is_empty() {
        return None;
    }
    let alone = |deny: &&Statement| with(Some(deny)).is_some_and(|lockout| lockout.is_locked());
    let second = denies.next();
    let mut all = [Some(first), second].into_iter().flatten().chain(denies);
    // A single one need not be asked.
    second.and_then(|_| all.find(alone)).or(Some(first))
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.is_aws_managed() {
        return;
    }
    if let Some(deny) = denied(subject) {
        let message = Text::from(number(deny)).words(
            " denies changes of the policy to everybody of the account who could make them.",
        );
        out.find(Severity::Critical, deny.span, message);
    }
}
