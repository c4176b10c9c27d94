use super::prelude::*;
use super::pri_014::OF_PEOPLE;
use crate::access::condition::evaluate::when_absent;
use crate::access::statement::is_everyone;

rule! {
    id: "KMS-POL-027",
    name: "deny-hits-services",
    title: "A Deny hits the services that the policy lets in",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a Deny for everyone has a negated test on a key that services do not carry when they call as themselves, and covers what the policy allows to a service.",
    why: "For the service the key is absent, so the test is true and the Deny beats its Allow.",
    fix: "Add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}` to the Deny.",
    references: [GLOBAL_KEYS, OPERATORS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:GenerateDataKey","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}},{"Effect":"Deny","Principal":"*","Action":"kms:GenerateDataKey","Resource":"*","Condition":{"StringNotEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
    ],
    check,
}

/// What AWS does not document of requests that a service sends as itself; no page says that an account's own stands there.
/// AWS's policies for IAM Identity Center test `kms:ViaService` in statements for services.
const OF_CALLERS: [&str; 4] = [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "kms:CallerAccount",
    "kms:ViaService",
];

fn check(subject: &Subject, out: &mut Out) {
    for deny in subject.statements().filter(|statement| is_deny(statement)) {
        if deny.principal.not.is_some() || !is_everyone(deny) {
            continue;
        }
        let spared = [
            "aws:PrincipalIsAWSService",
            "aws:PrincipalServiceName",
            "aws:PrincipalServiceNamesList",
        ];
        if deny
            .tests
            .iter()
            .any(|test| spared.iter().any(|name| is_key(test, name)))
        {
            continue;
        }
        let passes = |test: &Test| {
            test.operator.is_some_and(|operator| {
                operator.base != crate::model::operator::Base::Null && when_absent(operator)
            })
        };
        let of_callers =
            |test: &Test| key_of(test).is_some_and(|key| OF_CALLERS.contains(&key.name));
        let absent = |test: &&Test| {
            let of_people = key_of(test).is_some_and(|key| OF_PEOPLE.contains(&key.name));
            (of_people || of_callers(test)) && passes(test)
        };
        // A service that calls as itself does not act for a principal.
        let direct =
            |test: &Test| is_key(test, "aws:ViaAWSService") && passes(test) && says_false(test);
        // Every test of the Deny has to be true of the service.
        let all = deny.tests.iter().all(|test| absent(&test) || direct(test));
        let Some(first) = deny.tests.iter().find(absent).filter(|_| all) else {
            continue;
        };
        let hit = subject.allows().find(|allow| {
            subject
                .principals(allow)
                .iter()
                .any(|(_, who)| matches!(who, Who::Service(_)))
                && reach(subject, allow).meets(reach(subject, deny))
                && subject.is_live(allow)
                // Who asks for the key means services that carry it.
                && !allow.tests.iter().any(|test| is_key(test, &first.key.value))
        });
        if let Some(allow) = hit {
            let severity = match deny.tests.iter().any(of_callers) {
                true => Severity::Medium,
                false => Severity::High,
            };
            let message = number(deny)
                .words(" denies what ")
                .words(format!("statement {}", allow.index + 1))
                .words(" allows to a service: its requests do not carry what ")
                .code(&first.key.value)
                .words(" is compared with.");
            out.find(severity, deny.condition.unwrap_or(deny.span), message);
        }
    }
}
