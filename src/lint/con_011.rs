use super::prelude::*;
use crate::access::condition::Class;
use crate::access::statement::{actions, is_everyone};
use crate::aws::actions::ActionSet;
use crate::model::operator::{Base, Quantifier};

rule! {
    id: "KMS-CON-011",
    name: "for-all-values-passes-absence",
    title: "ForAllValues lets requests without the key through",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow has `ForAllValues:` on a key with several values and no `Null` test that asks for the key. High where it is all that would fix who calls, else low.",
    why: "`ForAllValues` is true when the key is absent.",
    fix: "Add `\"Null\": {\"KEY\": \"false\"}` beside it.",
    references: [MULTI_VALUE],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["app"]}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:CreateGrant","kms:Decrypt"],"Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["app"]},"Null":{"kms:EncryptionContextKeys":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt"]}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let scales = subject.scales(allow);
        let confined = allow
            .tests
            .iter()
            .any(|test| matches!(scales.weigh(test), Class::Confines { .. }));
        for test in &allow.tests {
            let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
                continue;
            };
            let grants = key.name == "kms:GrantOperations"
                && actions(allow).contains(const { ActionSet::exactly(&["CreateGrant"]) });
            if operator.quantifier != Some(Quantifier::ForAllValues)
                || operator.negated()
                || operator.base == Base::Null
                || !key.multivalued
                || grants
                || is_asked_for(allow, test)
            {
                continue;
            }
            let guard = key.bounds.is_some() && !confined && is_everyone(allow);
            let severity = match guard {
                true => Severity::High,
                false => Severity::Low,
            };
            let message = number(allow)
                .words(" also lets through requests without ")
                .code(&test.key.value)
                .words(", of which ")
                .code("ForAllValues")
                .words(" is true.");
            out.find(severity, test.span, message);
        }
    }
}
