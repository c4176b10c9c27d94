use super::prelude::*;
use crate::access::pattern::matches;

rule! {
    id: "KMS-ACT-015",
    name: "grants-that-make-grants",
    title: "Grants may pass on the right to make grants",
    kind: Kind::OverPermission,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the operations that `kms:GrantOperations` admits have `CreateGrant` among them. For your information where grants are for AWS services.",
    why: "A grantee with it makes further grants, and the chain shows in no policy.",
    fix: "List the operations that are needed, without `CreateGrant`.",
    references: [GRANTS, KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt","CreateGrant"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAllValues:StringLike":{"kms:GrantOperations":"*"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt","DescribeKey"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"kms:GrantOperations":["CreateGrant"]}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let for_services =
            |test: &Test| is_key(test, "kms:GrantIsForAWSResource") && !says_false(test);
        let severity = match allow.tests.iter().any(for_services) {
            true => Severity::Info,
            false => Severity::Low,
        };
        for test in allow
            .tests
            .iter()
            .filter(|test| is_key(test, "kms:GrantOperations"))
        {
            let Some(operator) = test.operator.filter(|operator| !operator.negated()) else {
                continue;
            };
            let admits = test
                .values
                .iter()
                .find(|value| match operator.has_wildcards() {
                    true => matches(&value.text, "CreateGrant"),
                    false => value.text == "CreateGrant",
                });
            if let Some(value) = admits {
                let message = number(allow)
                    .words(" admits grants with ")
                    .code("CreateGrant")
                    .words(": their holders may make grants too.");
                out.find(severity, value.span, message);
            }
        }
    }
}
