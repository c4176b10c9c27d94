use super::prelude::*;
use crate::aws::actions::{ActionSet, Group};

rule! {
    id: "KMS-PRI-023",
    name: "service-linked-role-beyond-use",
    title: "A service-linked role may do more than use the key",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow gives a role under `aws-service-role/` more than cryptography, grants and reading: changing the policy, destroying the key, its tags, aliases or life.",
    why: "Services need to use a key and to make grants. The rest only widens what a fault in the service could do.",
    fix: "List the cryptographic actions, `kms:DescribeKey` and `kms:CreateGrant`.",
    references: [SERVICE_LINKED_ROLES, KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"},"Action":["kms:Decrypt","kms:ScheduleKeyDeletion"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"},"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey","kms:CreateGrant"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let groups = [Group::Policy, Group::Destroy, Group::Names, Group::Life];
    let beyond = groups
        .into_iter()
        .fold(ActionSet::EMPTY, |set, group| set.or(ActionSet::of(group)));
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none() && subject.is_live(allow))
    {
        let extra = reach(subject, allow).and(beyond);
        if extra.is_empty() {
            continue;
        }
        for (principal, who) in subject.principals(allow) {
            if matches!(&who, Who::Role { name, .. } if name.starts_with("aws-service-role/")) {
                let message = number(allow)
                    .words(" gives ")
                    .code(&principal.value)
                    .words(" also ")
                    .then(names(extra))
                    .words(".");
                out.find(Severity::Medium, principal.span, message);
            }
        }
    }
}
