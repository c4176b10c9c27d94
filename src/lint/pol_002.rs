use super::pol_001::report;
use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::aws::sets;

rule! {
    id: "KMS-POL-002",
    name: "public-reading",
    title: "The whole world may read about the key",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for everyone leaves nothing to callers of any account but describing the key, listing its grants, or reading its public key or rotation status.",
    why: "Nobody can use the key through it, but the key’s properties and the principals of its grants are open to the world.",
    fix: "Name the principals, or add a condition on `kms:CallerAccount` or `aws:PrincipalOrgID` with fixed values. A public key may be meant to be public.",
    references: [OTHER_ACCOUNTS, PUBLIC],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:DescribeKey","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":["kms:List*","kms:PutKeyPolicy"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:DescribeKey","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let use_ = sets::CRYPTO.or(sets::GRANTS);
    report(subject, out, Severity::Medium, |actions| {
        match actions.meets(use_) {
            true => ActionSet::EMPTY,
            false => actions,
        }
    });
}
