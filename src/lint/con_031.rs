use super::prelude::*;

rule! {
    id: "KMS-CON-031",
    name: "owner-instead-of-caller",
    title: "The key’s owner is tested where the caller was meant",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow has a positive test on `aws:ResourceAccount`, `aws:ResourceOrgID` or `aws:ResourceOrgPaths`.",
    why: "They speak of the key, not of who calls: for every caller in the world they have the same value.",
    fix: "Use the key that speaks of the caller, such as `aws:PrincipalAccount`; for a service, the one that speaks of its source, such as `aws:SourceAccount`.",
    references: [GLOBAL_KEYS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:ResourceOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:DescribeKey","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com"},"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        for test in allow.tests.iter().filter(|test| is_positive(test)) {
            let name = key_of(test).map_or("", |key| key.name);
            let part = match name.strip_prefix("aws:Resource") {
                Some(part @ ("Account" | "OrgID" | "OrgPaths")) if !mirrors(subject, test) => part,
                _ => continue,
            };
            // Requests of a service's own do not say whose the service is.
            let of = match is_for_services(subject, allow) {
                true => "Source",
                false => "Principal",
            };
            let meant = ["aws:", of, part].concat();
            let message = number(allow)
                .words(" tests ")
                .code(&test.key.value)
                .words(", which is the same whoever calls.");
            let message = did_you_mean(message, Some(&meant));
            let change = Change::new(test.key.span, quote(&meant));
            out.find_change(Severity::Medium, test.key.span, message, Some(change));
        }
    }
}
