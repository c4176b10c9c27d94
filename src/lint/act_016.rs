use super::prelude::*;
use crate::aws::actions::{ActionSet, Group};

rule! {
    id: "KMS-ACT-016",
    name: "service-administers-the-key",
    title: "An AWS service may administer the key",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow gives a service principal the policy, the destruction, tags, aliases, or the revoking of grants.",
    why: "Services use keys; none needs to change one. Whoever can lead the service gets to do it.",
    fix: "List the cryptographic actions and `kms:DescribeKey`.",
    references: [KEY_POLICY_SERVICES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":["kms:Decrypt","kms:DisableKey"],"Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":["kms:Decrypt","kms:DisableKey"],"Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}},{"Effect":"Deny","Principal":"*","Action":"kms:DisableKey","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let beyond = administration()
        .or(const { ActionSet::of(Group::Names) })
        .or(const { ActionSet::exactly(&["RevokeGrant"]) });
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none() && subject.is_live(allow))
    {
        let extra = reach(subject, allow).and(beyond);
        let principals = subject.principals(allow);
        let service = principals
            .iter()
            .find(|(_, who)| matches!(who, Who::Service(_)));
        if let (Some((principal, _)), false) = (service, extra.is_empty()) {
            let message = number(allow)
                .words(" gives ")
                .code(&principal.value)
                .words(" also ")
                .then(names(extra))
                .words(".");
            out.find(Severity::High, principal.span, message);
        }
    }
}
