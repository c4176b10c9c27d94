use super::pol_001::is_reported;
use super::prelude::*;
use crate::access::statement::is_everyone;

rule! {
    id: "KMS-CON-037",
    name: "only-exclusions",
    title: "A broad Allow that is limited by exclusions only",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for everyone or for a foreign account has conditions and all of them are negated.",
    why: "All but the named ones pass, and so do requests without the key.",
    fix: "Say who is let in, not who is left out.",
    references: [OPERATORS, PUBLIC],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:DescribeKey","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"444455556666"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/App"}}}"#,
        ),
    ],
    silent: [
        // KMS-POL-001 says it.
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"444455556666"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows().filter(|allow| !allow.tests.is_empty()) {
        let negated = allow
            .tests
            .iter()
            .all(|test| test.operator.is_some_and(|operator| operator.negated()));
        let foreign = subject.principals(allow).iter().any(|(_, who)| {
            matches!(
                who,
                Who::Account {
                    home: Home::Foreign,
                    ..
                }
            )
        });
        let by_all = is_everyone(allow) && !is_reported(subject, allow);
        if !negated || !(by_all || foreign) || !subject.is_live(allow) {
            continue;
        }
        let keys = allow
            .tests
            .iter()
            .map(|test| Text::new().code(&test.key.value))
            .collect();
        let message = number(allow)
            .words(" leaves out some values of ")
            .then(Text::list(keys, "and", 3))
            .words(" and lets in everybody else.");
        out.find(
            Severity::High,
            allow.condition.unwrap_or(allow.span),
            message,
        );
    }
}
