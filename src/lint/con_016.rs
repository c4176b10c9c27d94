use super::prelude::*;
use crate::model::operator::Quantifier;

rule! {
    id: "KMS-CON-016",
    name: "no-values",
    title: "A condition without values",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a condition key has an empty list of values.",
    why: "AWS’s pages disagree on what such a test does. Take it as no protection in an Allow, and as no denial in a Deny.",
    fix: "Give values, or remove the test.",
    references: [POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":[]}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:EncryptionContextKeys":[]}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":["o-a1b2c3d4e5"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":""}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let Some(operator) = test
            .operator
            .filter(|_| test.values.is_empty() && !test.broken)
        else {
            continue;
        };
        let message = number(statement)
            .words(" tests ")
            .code(&test.key.value)
            .words(" against no value at all")
            .words(match operator.quantifier {
                Some(Quantifier::ForAllValues) => ": true only of requests without the key.",
                Some(Quantifier::ForAnyValue) => ": never true.",
                None if operator.if_exists => ": true only of requests without the key.",
                None => "; AWS's pages disagree on what that does.",
            });
        out.find(Severity::Medium, test.span, message);
    }
}
