use super::prelude::*;
use crate::aws::condition_keys::find;
use crate::model::operator::Base;

rule! {
    id: "KMS-CON-008",
    name: "multivalued-key-without-set-operator",
    title: "A key with several values is tested as if it had one",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether a multivalued condition key (`kms:GrantOperations`, …) stands under an operator other than `Null` without `ForAllValues:` or `ForAnyValue:`.",
    why: "A request carries a list for such a key. Without a set operator the test does not compare its members, and does not do what it reads like.",
    fix: "Put `ForAnyValue:` before the operator when one match is enough, `ForAllValues:` when every value must match. The latter is also true when there is none.",
    references: [MULTI_VALUE, KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"StringEquals":{"kms:GrantOperations":["Decrypt"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/*"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"kms:EncryptionContextKeys":"false"},"StringEquals":{"kms:EncryptionContext:a":"b"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for test in &statement.tests {
            let plain = test.operator.is_some_and(|operator| {
                operator.quantifier.is_none() && operator.base != Base::Null
            });
            let multivalued = find(&test.key.value).is_some_and(|key| key.multivalued);
            if !(plain && multivalued) {
                continue;
            }
            let message = number(statement)
                .words(" tests ")
                .code(&test.key.value)
                .words(", of which a request carries a list, with ")
                .code(&test.operator_name.value)
                .words(" and no ")
                .code("ForAllValues:")
                .words(" or ")
                .code("ForAnyValue:")
                .words(".");
            out.find(Severity::Medium, test.span, message);
        }
    }
}
