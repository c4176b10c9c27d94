use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::model::policy::Policy;
use crate::reason::lockout::{Lockout, lockout};
use crate::reason::public::may_be_denied;

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
    why: "A Deny beats every Allow, the account’s root user included. Only AWS Support can help.",
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

/// The Deny that locks the account out, together with those before it.
pub(super) fn denied<'a>(subject: &Subject<'a>) -> Option<&'a Statement> {
    if !subject.lockout().is_some_and(Lockout::is_locked) {
        return None;
    }
    let put = const { ActionSet::exactly(&["PutKeyPolicy"]) };
    let mut policy: Policy = subject.policy.clone();
    policy.statements.retain(|statement| !is_deny(statement));
    let mut with = |deny: Option<&Statement>| {
        policy.statements.extend(deny.cloned());
        lockout(&policy, subject.context)
    };
    if with(None)?.keepers.is_empty() {
        return None;
    }
    let mut denies = subject
        .statements()
        .filter(|deny| is_deny(deny) && subject.actions(deny).contains(put));
    denies.find(|deny| with(Some(deny)).is_some_and(|lockout| lockout.is_locked()))
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.is_aws_managed() {
        return;
    }
    if let Some(deny) = denied(subject) {
        let message = number(deny).words(
            " denies changes of the policy to everybody of the account who could make them.",
        );
        out.find(Severity::Critical, deny.span, message);
    } else if may_be_denied(
        subject.policy,
        const { ActionSet::exactly(&["PutKeyPolicy"]) },
    ) {
        out.undecided(Input::Template);
    }
}
