use super::prelude::*;
use crate::access::statement::is_everyone;
use crate::aws::condition_keys::Bounds;

rule! {
    id: "KMS-POL-008",
    name: "network-alone",
    title: "Only the network says who may use the key",
    kind: Kind::OverPermission,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for everyone is confined by `aws:SourceIp`, a VPC or an endpoint alone.",
    why: "Principals of any account may use the key from there: whoever gets into the network needs no identity of yours.",
    fix: "Add `aws:PrincipalOrgID` or `kms:CallerAccount`.",
    references: [PUBLIC, GLOBAL_KEYS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d4e5f60718"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d4e5f60718","aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d4e5f60718"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject
        .allows()
        .filter(|allow| is_everyone(allow) && subject.is_live(allow))
    {
        let others = [
            Bounds::Account,
            Bounds::Organization,
            Bounds::Principal,
            Bounds::Source,
            Bounds::Service,
        ];
        if is_bounded(subject, allow, &[Bounds::Network]) && !is_bounded(subject, allow, &others) {
            let message = number(allow)
                .words(" is for principals of any account that come from the network it names.");
            out.find(
                Severity::Info,
                allow.condition.unwrap_or(allow.span),
                message,
            );
        }
    }
}
