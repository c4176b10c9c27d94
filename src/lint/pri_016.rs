use super::prelude::*;
use crate::access::statement::is_everyone;
use crate::aws::condition_keys::Bounds;

rule! {
    id: "KMS-PRI-016",
    name: "source-key-on-people",
    title: "A key of services’ sources is asked of people",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether users or roles are asked for `aws:SourceArn` or another key of a source, or a Deny for them has negated tests on such keys, or on a service’s name, alone.",
    why: "Only a service that acts for a resource carries them: for a user or role, a positive test fails, and a negated one holds.",
    fix: "Use `aws:PrincipalAccount`, `aws:PrincipalOrgID` or `kms:ViaService`, or name the service. For a Deny about services, add `\"Bool\": {\"aws:PrincipalIsAWSService\": \"true\"}`.",
    references: [GLOBAL_KEYS, CONFUSED_DEPUTY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:SourceAccount":"111122223333"},"ArnNotLike":{"aws:SourceArn":"arn:aws:s3:::bucket"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalServiceName":"s3.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
        ),
        // "Confused deputy problem": services alone are asked.
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceAccount":"111122223333"},"Bool":{"aws:PrincipalIsAWSService":"true"}}}"#,
        ),
        // Whoever asks for the absence of a key means it.
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"aws:SourceAccount":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceAccount":"444455556666"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-0a1b2c3d"}}}"#,
        ),
        // Everybody's requests carry this one.
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalIsAWSService":"false"}}}"#,
        ),
        // Of no value none is another.
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:StringNotEquals":{"aws:SourceOrgPaths":"o-a1b2c3d4e5/r-ab12/"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let principals = subject.principals(statement);
        let people = !principals.is_empty()
            && statement.principal.not.is_none()
            && principals.iter().all(|(_, who)| who.account().is_some());
        let everyone = is_everyone(statement) && statement.principal.not.is_none();
        let bounds = |test: &Test| key_of(test).and_then(|key| key.bounds);
        let is_met = |test: &Test| {
            (bounds(test) == Some(Bounds::Source) || is_key(test, "aws:PrincipalServiceName"))
                && passes_without(test)
                && test.operator.is_some_and(|it| it.negated())
        };
        if let [test, ..] = statement.tests.as_slice()
            && (people || everyone)
            && is_deny(statement)
            && statement.tests.iter().all(is_met)
        {
            let message = number(statement)
                .words(" denies users and roles all of it: they never carry ")
                .code(&test.key.value)
                .words(", and a negated test is met without it.");
            out.find(Severity::High, test.span, message);
        }
        for test in statement.tests.iter().filter(|test| is_positive(test)) {
            if people && bounds(test) == Some(Bounds::Source) {
                let message = number(statement)
                    .words(" asks users and roles for ")
                    .code(&test.key.value)
                    .words(", which only services send for their resources: it never applies.");
                out.find(
                    worse_in_deny(statement, Severity::Medium),
                    test.span,
                    message,
                );
            }
        }
    }
}
