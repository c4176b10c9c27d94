use super::prelude::*;
use crate::model::operator::{Base, Quantifier};

rule! {
    id: "KMS-CON-009",
    name: "for-all-values-on-one-value",
    title: "ForAllValues on a key with one value",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether `ForAllValues:` stands before a key that has one value, and no `Null` test beside it asks for the key. High in an Allow, medium in a Deny.",
    why: "`ForAllValues` is true of a request that does not carry the key at all, so the test lets everybody through who leaves it out.",
    fix: "Drop the prefix.",
    references: [MULTI_VALUE, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Null":{"aws:PrincipalOrgID":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAllValues:StringNotEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Null":{"aws:PrincipalOrgID":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt"]}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
            continue;
        };
        if operator.quantifier != Some(Quantifier::ForAllValues)
            || key.multivalued
            || operator.base == Base::Null
        {
            continue;
        }
        let severity = match is_deny(statement) {
            true => Severity::Medium,
            false => Severity::High,
        };
        let refused = matches!(key.name, "kms:EncryptionContext:" | "aws:RequestTag/");
        if !refused && is_asked_for(statement, test) {
            continue;
        }
        let message = number(statement)
            .words(" tests ")
            .code(&test.key.value)
            .words(" with ")
            .code("ForAllValues")
            .words(", which is true of requests without the key")
            .words(match refused {
                true => "; KMS refuses it for this key.",
                false => ".",
            });
        out.find_change(
            severity,
            test.operator_name.span,
            message,
            without_prefix(statement, test),
        );
    }
}

/// The operator without its prefix, where no other key stands under it.
pub(super) fn without_prefix(statement: &Statement, test: &Test) -> Option<Change> {
    let span = test.operator_name.span;
    let alone = statement
        .tests
        .iter()
        .filter(|other| other.operator_name.span == span)
        .count()
        == 1;
    let (_, bare) = test.operator_name.value.split_once(':').filter(|_| alone)?;
    Some(Change::new(span, quote(bare)))
}
