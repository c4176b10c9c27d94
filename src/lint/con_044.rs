use super::prelude::*;

rule! {
    id: "KMS-CON-044",
    name: "key-for-iam-policies",
    title: "A condition key that is documented for IAM policies",
    kind: Kind::DeadText,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a key policy tests `kms:ResourceAliases` or `aws:ResourceTag`.",
    why: "A key policy is of one key, whose tags and aliases are known; AWS documents these keys for IAM policies, which are about many.",
    fix: "Move the test to an IAM policy, or drop it.",
    references: [ABAC],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/env":"prod"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/app"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RequestAlias":"alias/app"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/env":"prod"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        if is_key(test, "aws:ResourceTag/") || is_key(test, "kms:ResourceAliases") {
            let message = number(statement)
                .words(" tests ")
                .code(&test.key.value)
                .words(", which AWS documents for IAM policies.");
            out.find(Severity::Low, test.span, message);
        }
    }
}
