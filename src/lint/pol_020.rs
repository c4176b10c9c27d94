use super::prelude::*;
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-POL-020",
    name: "unreadable-for-tools",
    title: "Security tools cannot read the key",
    kind: Kind::Lockout,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement for the own account, or for everyone in it, gives `kms:DescribeKey`, `kms:GetKeyPolicy`, `kms:ListGrants` and `kms:ListKeyPolicies`.",
    why: "IAM Access Analyzer and AWS Config read keys with IAM permissions. Without them they report that access was denied, or that the key failed.",
    fix: "Let the account’s root principal do `kms:Describe*`, `kms:Get*` and `kms:List*`.",
    references: [CONFIG_PUBLIC, DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["kms:Decrypt","kms:PutKeyPolicy"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["kms:Describe*","kms:Get*","kms:List*"],"Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.context.owner.is_none() || subject.is_aws_managed() || subject.is_locked() {
        return;
    }
    let needed = const {
        ActionSet::exactly(&[
            "DescribeKey",
            "GetKeyPolicy",
            "ListGrants",
            "ListKeyPolicies",
        ])
    };
    let given = subject
        .allows()
        .filter(|allow| {
            subject.principals(allow).iter().any(|(_, who)| {
                matches!(
                    who,
                    Who::Account {
                        home: Home::Own,
                        ..
                    } | Who::Everyone
                )
            })
        })
        .fold(ActionSet::EMPTY, |set, allow| {
            set.or(subject.actions(allow))
        });
    let left = needed.minus(given);
    if !left.is_empty() {
        let message = Text::from("IAM policies cannot give ")
            .then(names(left))
            .words(" on this key, so tools that look at the account do not see it.");
        out.find(Severity::Low, subject.policy.span, message);
    }
}
