use super::prelude::*;

rule! {
    id: "KMS-POL-015",
    name: "iam-does-not-count",
    title: "IAM policies cannot give access to this key",
    kind: Kind::Lockout,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether no Allow names the key’s own account.",
    why: "Permissions in IAM have no effect here: only who is named in the policy, or holds a grant, can use the key. A Deny in IAM still works.",
    fix: "Leave it if it is meant. Else let the account’s root principal in.",
    references: [DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Describe*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.context.owner.is_none() || subject.is_aws_managed() || subject.is_locked() {
        return;
    }
    let delegates = subject.allows().any(|allow| {
        subject.principals(allow).iter().any(|(_, who)| {
            matches!(
                who,
                Who::Account {
                    home: Home::Own,
                    ..
                } | Who::Everyone
            )
        })
    });
    if !delegates {
        let message = "No statement names the account, so permissions in IAM policies do not count for this key.";
        out.find(Severity::Info, subject.policy.span, message.into());
    }
}
