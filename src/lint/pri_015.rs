use super::prelude::*;
use super::pri_014::OF_PEOPLE;
use crate::aws::condition_keys::Bounds;

rule! {
    id: "KMS-PRI-015",
    name: "people-and-services-under-one-condition",
    title: "One condition for services and for people",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement names services and AWS principals together, under a positive test on a key that only one of the two carries: keys of sources or of people.",
    why: "For the other kind the condition is never true, so half of the statement is without effect.",
    fix: "Write a statement for each kind, each under its own condition.",
    references: [GLOBAL_KEYS, CONFUSED_DEPUTY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App","Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App","Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App","Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let principals = subject.principals(statement);
        let services = principals
            .iter()
            .any(|(_, who)| matches!(who, Who::Service(_)));
        let people = principals.iter().any(|(_, who)| who.account().is_some());
        if !services || !people || statement.principal.not.is_some() {
            continue;
        }
        for test in statement.tests.iter().filter(|test| is_positive(test)) {
            let Some(key) = key_of(test) else { continue };
            let lost = if OF_PEOPLE.contains(&key.name) {
                "the services"
            } else if key.bounds == Some(Bounds::Source) {
                "the users and roles"
            } else {
                continue;
            };
            let message = number(statement)
                .words(" asks for ")
                .code(&test.key.value)
                .words(format!(", which requests of {lost} that it names do not carry: for them it never applies."));
            out.find(
                worse_in_deny(statement, Severity::Medium),
                test.span,
                message,
            );
            break;
        }
    }
}
