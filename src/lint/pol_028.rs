use super::prelude::*;
use crate::access::statement::is_everyone;
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-POL-028",
    name: "deny-of-synchronisation",
    title: "A Deny may stop a multi-Region key from being synchronised",
    kind: Kind::Lockout,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a Deny for everyone covers `kms:SynchronizeMultiRegionKey` on a multi-Region key without sparing anybody by `aws:PrincipalArn`.",
    why: "KMS copies changes of a primary key to its replicas in the name of a service-linked role.",
    fix: "Spare `AWSServiceRoleForKeyManagementServiceMultiRegionKeys`, or take the action out.",
    references: [MULTI_REGION_AUTH],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Synchronize*","Resource":"*"}"#).with(r#""MultiRegion":true"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","NotAction":["kms:Decrypt","kms:PutKeyPolicy"],"Resource":"*"}"#).with(r#""MultiRegion":true"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Synchronize*","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}}"#).with(r#""MultiRegion":true"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.context.multi_region != Some(true) {
        return;
    }
    let synchronise = const { ActionSet::exactly(&["SynchronizeMultiRegionKey"]) };
    for deny in subject.statements().filter(|statement| is_deny(statement)) {
        let spared = deny
            .tests
            .iter()
            .any(|test| is_key(test, "aws:PrincipalArn"));
        if !spared && is_everyone(deny) && reach(subject, deny).contains(synchronise) {
            let message = number(deny)
                .words(" covers ")
                .code("kms:SynchronizeMultiRegionKey")
                .words(", by which KMS keeps the replicas of this key alike.");
            out.find(
                Severity::Info,
                deny.action.span().unwrap_or(deny.span),
                message,
            );
        }
    }
}
