use super::pol_010::is_default;
use super::prelude::*;
use crate::aws::sets;
use crate::explain::verdict::blanket;

rule! {
    id: "KMS-POL-018",
    name: "all-decided-in-iam",
    title: "All access is decided in IAM",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether every Allow is for the key’s own account and nobody else, and a Deny leaves some use of the key.",
    why: "Who can use the key is not in this policy.",
    fix: "Look at the IAM policies of the account, or at what IAM Access Analyzer says of unused access.",
    references: [DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let mut allows = subject.allows().peekable();
    if allows.peek().is_none() || is_default(subject) {
        return;
    }
    let (denied, _) = blanket(subject.policy, subject.context, true);
    let left = |allow: &Statement| reach(subject, allow).minus(denied).meets(sets::CRYPTO);
    let used = subject.allows().any(left);
    if used && allows.all(|allow| is_own_root(subject, allow)) {
        let message = "Every statement that allows anything is for the account: its IAM policies decide who uses the key.";
        out.find(Severity::Info, subject.policy.span, message.into());
    }
}
