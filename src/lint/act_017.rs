use super::prelude::*;
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-ACT-017",
    name: "replication-anywhere",
    title: "The key may be copied into any Region",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow on a multi-Region primary key gives `kms:ReplicateKey` to somebody other than the account, without a condition on `kms:ReplicaRegion`.",
    why: "Whoever replicates a key writes the policy of the copy, which holds the same key material.",
    fix: "Add `\"StringEquals\": {\"kms:ReplicaRegion\": [\"eu-west-1\"]}` with the Regions that you want.",
    references: [MULTI_REGION_AUTH],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:ReplicateKey","Resource":"*"}"#).with(r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:*","Resource":"*"}"#).with(r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY"}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:ReplicateKey","Resource":"*","Condition":{"StringEquals":{"kms:ReplicaRegion":"eu-west-1"}}}"#).with(r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:ReplicateKey","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#).with(r#""MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"PRIMARY"}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let context = subject.context;
    if context.multi_region == Some(false)
        || context.multi_region_type.as_deref() == Some("REPLICA")
    {
        return;
    }
    let replicate = const { ActionSet::exactly(&["ReplicateKey"]) };
    for allow in subject.allows() {
        if !reach(subject, allow).contains(replicate)
            || is_own_root(subject, allow)
            || is_console_administration(allow)
            || !subject.is_live(allow)
            || allow
                .tests
                .iter()
                .any(|test| is_key(test, "kms:ReplicaRegion") && is_positive(test))
        {
            continue;
        }
        let own = subject
            .principals(allow)
            .iter()
            .any(|(_, who)| *who == Who::Everyone || home(who) == Some(Home::Own));
        if !own {
            continue;
        }
        let message = number(allow)
            .words(" allows ")
            .code("kms:ReplicateKey")
            .words(" into any Region; whoever does it writes the copy's policy.");
        match context.multi_region {
            Some(_) => out.find(
                Severity::Medium,
                allow.action.span().unwrap_or(allow.span),
                message,
            ),
            None => out.undecided(Input::Field("MultiRegion")),
        }
    }
}
