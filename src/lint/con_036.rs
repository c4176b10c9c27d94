use super::prelude::*;
use crate::access::condition::value::matches_all;
use crate::access::condition::{Class, Dead};

rule! {
    id: "KMS-CON-036",
    name: "never-true",
    title: "A condition that is never true",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a negated test excludes everything: `StringNotLike` with `*`.",
    why: "The statement never applies.",
    fix: "Remove the test, or give the values that are to be left out.",
    references: [OPERATORS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotLike":{"aws:PrincipalArn":"*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::111122223333:role/App","*"]}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let Some(operator) = test.operator.filter(|operator| operator.negated()) else {
            continue;
        };
        let never = subject.scales(statement).weigh(test) == Class::Never(Dead::Impossible);
        let all = test
            .values
            .iter()
            .find(|value| matches_all(&value.text, operator));
        if let (true, Some(value)) = (never, all) {
            let message = number(statement)
                .words(" leaves out ")
                .code(&value.text)
                .words(", which is everything: it never applies.");
            out.find(
                worse_in_deny(statement, Severity::Medium),
                value.span,
                message,
            );
        }
    }
}
