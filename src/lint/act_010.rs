use super::prelude::*;
use crate::access::pattern::{actions, has_wildcard};
use crate::aws::actions::{ActionSet, Group};
use crate::aws::sets;

rule! {
    id: "KMS-ACT-010",
    name: "wildcard-beyond-its-verb",
    title: "A wildcard takes in more than its verb suggests",
    kind: Kind::OverPermission,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a pattern in an Allow for somebody other than the account takes in, beside others, actions that change who may use the key, copy it or destroy it.",
    why: "`kms:Re*` looks like re-encryption and has `kms:ReplicateKey` and `kms:RevokeGrant` in it.",
    fix: "List the actions.",
    references: [ACTIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Re*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","kms:D*"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:ReEncrypt*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Create*","kms:Describe*","kms:Enable*","kms:List*","kms:Put*","kms:Update*","kms:Revoke*","kms:Disable*","kms:Get*","kms:Delete*","kms:TagResource","kms:UntagResource","kms:ScheduleKeyDeletion","kms:CancelKeyDeletion"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let groups = [
        Group::Grants,
        Group::Policy,
        Group::Destroy,
        Group::Regions,
        Group::Names,
    ];
    let far = groups
        .into_iter()
        .fold(ActionSet::EMPTY, |set, group| set.or(ActionSet::of(group)));
    for allow in subject.allows() {
        if is_own_root(subject, allow)
            || is_console_administration(allow)
            || !subject.is_live(allow)
        {
            continue;
        }
        let entries = allow.action.is.iter().flat_map(|list| &list.entries);
        for entry in entries.filter(|entry| has_wildcard(&entry.value)) {
            let set = actions(&entry.value).and(sets::KEY_POLICY);
            let taken = set.and(far);
            if set == sets::KEY_POLICY || taken.is_empty() || taken == set {
                continue;
            }
            let message = number(allow)
                .words(" allows ")
                .code(&entry.value)
                .words(", which takes in ")
                .then(names(taken))
                .words(".");
            out.find(Severity::Low, entry.span, message);
        }
    }
}
