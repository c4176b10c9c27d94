use super::prelude::*;
use crate::aws::actions::{ActionSet, Group};
use crate::aws::sets;

rule! {
    id: "KMS-POL-010",
    name: "default-policy",
    title: "This is AWS’s default policy",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the policy is the default of the API or of the console.",
    why: "IAM policies of the account decide who uses the key. That is how AWS means it, and no fault.",
    fix: "Nothing is to be mended. To see who can use the key, look at the IAM policies of the account.",
    references: [DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":["kms:Create*","kms:Describe*","kms:Enable*","kms:List*","kms:Put*","kms:Update*","kms:Revoke*","kms:Disable*","kms:Get*","kms:Delete*","kms:TagResource","kms:UntagResource","kms:ScheduleKeyDeletion","kms:CancelKeyDeletion"],"Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey"],"Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:CreateGrant","kms:ListGrants","kms:RevokeGrant"],"Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

pub(super) fn is_default(subject: &Subject) -> bool {
    let root = |allow: &&Statement| {
        is_own_root(subject, allow)
            && allow.tests.is_empty()
            && allow.action.is.is_some()
            && subject.actions(allow).contains(sets::KEY_POLICY)
    };
    let use_ = sets::CRYPTO.or(const { ActionSet::of(Group::Read) });
    let grants = const { ActionSet::exactly(&["CreateGrant", "ListGrants", "RevokeGrant"]) };
    let usual = |statement: &Statement| {
        let set = subject.actions(statement);
        let own = subject
            .principals(statement)
            .iter()
            .all(|(_, who)| is_identity(who) || who.account().is_some());
        let attach = grants.contains(set)
            && !statement.tests.is_empty()
            && statement.tests.iter().all(|test| {
                is_key(test, "kms:GrantIsForAWSResource")
                    && is_positive(test)
                    && test
                        .values
                        .iter()
                        .all(|value| value.text.eq_ignore_ascii_case("true"))
            });
        !is_deny(statement)
            && own
            && !set.is_empty()
            && statement.principal.not.is_none()
            && statement.action.is.is_some()
            && statement.resource.is.is_some()
            && (is_console_administration(statement)
                || statement.tests.is_empty() && use_.contains(set)
                || attach)
    };
    let mut rest = subject.statements().filter(|statement| !root(statement));
    subject.allows().any(|allow| root(&allow)) && rest.all(usual)
}

fn check(subject: &Subject, out: &mut Out) {
    if is_default(subject) {
        let message = match subject.statements().count() {
            1 => {
                "This is the default policy of the API: the account’s IAM policies decide everything."
            }
            _ => {
                "The account’s IAM policies decide, as in the default policy of the console, beside those it names."
            }
        };
        let span = subject.policy.span;
        out.find(Severity::Info, span, message.into());
    }
}
