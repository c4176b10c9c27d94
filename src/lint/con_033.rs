use super::pol_001::is_reported;
use super::prelude::*;
use crate::access::condition::Class;
use crate::access::statement::is_everyone;

rule! {
    id: "KMS-CON-033",
    name: "identity-that-anyone-can-have",
    title: "The condition is one that any account can meet",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for everyone is limited by names, tags, MFA, the encryption context, `aws:CalledVia` or `kms:ViaService`, and by nothing that fixes who calls.",
    why: "Any account can create a user of that name, tag its roles so, or call through the same service.",
    fix: "Add `kms:CallerAccount` or `aws:PrincipalOrgID` with fixed values.",
    references: [PUBLIC, OTHER_ACCOUNTS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:DescribeKey","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:ListGrants","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:DescribeKey","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com"},"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
        ),
        // KMS-POL-001 says it.
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"x","aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"x"}}}"#,
        ),
    ],
    check,
}

const OF_ANYBODY: [&str; 12] = [
    "aws:username",
    "aws:PrincipalTag/",
    "aws:PrincipalType",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "kms:EncryptionContext:",
    "kms:EncryptionContextKeys",
    "kms:ViaService",
];

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let scales = subject.scales(allow);
        let confined = allow.tests.iter().any(|test| {
            matches!(scales.weigh(test), Class::Confines { .. }) || mirrors(subject, test)
        });
        if confined || !is_everyone(allow) || !subject.is_live(allow) || is_reported(subject, allow)
        {
            continue;
        }
        let relied: Vec<&Test> = allow
            .tests
            .iter()
            .filter(|test| {
                is_positive(test) && key_of(test).is_some_and(|key| OF_ANYBODY.contains(&key.name))
            })
            .collect();
        let Some(first) = relied.first() else {
            continue;
        };
        let keys = relied
            .iter()
            .map(|test| Text::new().code(&test.key.value))
            .collect();
        let message = number(allow)
            .words(" is limited by ")
            .then(Text::list(keys, "and", 3))
            .words(", which callers of any account can meet.");
        out.find(Severity::Medium, first.span, message);
    }
}
