use super::prelude::*;

rule! {
    id: "KMS-PRI-014",
    name: "key-that-services-do-not-send",
    title: "A service’s own call is tied to a key that it does not carry",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement for services alone has a positive test on a key of people: `aws:PrincipalOrgID`, `aws:username`, MFA, session and VPC keys, ….",
    why: "Requests of services carry none of them, so the statement never applies.",
    fix: "Use the keys of sources: `aws:SourceOrgID`, `aws:SourceAccount`, `aws:SourceArn`.",
    references: [GLOBAL_KEYS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"x"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

/// Absent from what a service sends for itself ("AWS global condition context keys": availability of each).
pub(super) const OF_PEOPLE: [&str; 16] = [
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/",
    "aws:username",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:TokenIssueTime",
    "aws:FederatedProvider",
    "aws:SourceIdentity",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:SourceVpcArn",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
];

/// Whether the statement asks services for something that they do not carry, so that it never applies to them.
pub(super) fn asks_what_services_lack(test: &Test) -> bool {
    key_of(test).is_some_and(|key| OF_PEOPLE.contains(&key.name)) && is_positive(test)
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        if !is_for_services(subject, statement) {
            continue;
        }
        for test in &statement.tests {
            if asks_what_services_lack(test) {
                let message = number(statement)
                    .words(" is for services that call as themselves, and asks for ")
                    .code(&test.key.value)
                    .words(", which such calls do not carry: it never applies.");
                out.find(
                    worse_in_deny(statement, Severity::Medium),
                    test.span,
                    message,
                );
            }
        }
    }
}
