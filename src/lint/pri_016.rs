use super::prelude::*;
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
    checks: "Whether a statement for accounts, users or roles has a positive test on `aws:SourceArn`, `aws:SourceAccount` or another key of a source.",
    why: "Only a service that acts for a resource carries them. A user or role never does, so the statement never applies.",
    fix: "Use `aws:PrincipalAccount`, `aws:PrincipalOrgID` or `kms:ViaService`, or name the service.",
    references: [GLOBAL_KEYS, CONFUSED_DEPUTY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
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
        if !people {
            continue;
        }
        for test in statement.tests.iter().filter(|test| is_positive(test)) {
            if key_of(test).is_some_and(|key| key.bounds == Some(Bounds::Source)) {
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
