use super::pol_009::copied;
use super::pol_014::denied;
use super::prelude::*;

rule! {
    id: "KMS-POL-011",
    name: "locked-out",
    title: "Nobody can change this policy any more",
    kind: Kind::Lockout,
    severity: Severity::Critical,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether any identity of the key’s own account can still call `kms:PutKeyPolicy`, over all requests there could be: directly or with the account’s IAM policies.",
    why: "The key cannot be managed, shared or taken back. Only AWS Support can help.",
    fix: "Ask AWS Support. For a draft: let the account’s root principal do `kms:*`.",
    references: [DEFAULT_KEY_POLICY, PUT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLEID"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.is_aws_managed() || subject.policy.statements.is_empty() {
        return;
    }
    let Some(lockout) = subject.lockout() else {
        out.undecided(Input::Owner);
        return;
    };
    // A copied policy and a Deny are findings of their own.
    if lockout.is_locked() && copied(subject).is_none() && denied(subject).is_none() {
        let message = "No statement lets anybody of the key’s own account change this policy.";
        out.find(Severity::Critical, subject.policy.span, message.into());
    }
}
