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

/// The first Deny that locks the account out by itself, or without which it is not, or of all.
pub(super) fn denied<'a>(subject: &Subject<'a>) -> Option<&'a Statement> {
    if !subject.lockout().is_some_and(|lockout| lockout.is_locked()) {
        return None;
    }
    let put = const { ActionSet::exactly(&["PutKeyPolicy"]) };
    let denies: Vec<&Statement> = subject
        .statements()
        .filter(|statement| is_deny(statement) && subject.actions(statement).contains(put))
        .collect();
    let with = |kept: &dyn Fn(&Statement) -> bool| {
        let mut policy: Policy = subject.policy.clone();
        policy
            .statements
            .retain(|statement| !is_deny(statement) || kept(statement));
        lockout(&policy, subject.context)
    };
    if with(&|_| false)?.keepers.is_empty() {
        return None;
    }
    // A single one need not be asked.
    if let [] | [_] = denies.as_slice() {
        return denies.first().copied();
    }
    let locks = |deny: &&&Statement| {
        with(&|other| other.index == deny.index).is_some_and(|lockout| lockout.is_locked())
    };
    let is_needed = |deny: &&&Statement| {
        with(&|other| other.index != deny.index).is_some_and(|lockout| !lockout.is_locked())
    };
    let mut all = denies.iter();
    let found = all.find(locks).or_else(|| denies.iter().find(is_needed));
    found.or(denies.first()).copied()
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
