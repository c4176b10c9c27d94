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
    fix: "Use `aws:PrincipalAccount`, `aws:PrincipalOrgID` or `aws:PrincipalOrgPaths`.",
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
            let Some(key) = key_of(test).filter(|_| !mirrors(subject, test)) else {
                continue;
            };
            let meant = match key.name {
                "aws:ResourceAccount" => "aws:PrincipalAccount",
                "aws:ResourceOrgID" => "aws:PrincipalOrgID",
                "aws:ResourceOrgPaths" => "aws:PrincipalOrgPaths",
                _ => continue,
            };
            let message = Text::from(number(allow))
                .words(" tests ")
                .code(&test.key.value)
                .words(", which is the same whoever calls. ")
                .code(meant)
                .words(" speaks of the caller.");
            let change = Change::new(test.key.span, quote(meant));
            out.find_change(Severity::Medium, test.key.span, message, Some(change));
        }
    }
}
