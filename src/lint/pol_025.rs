use super::prelude::*;
use crate::access::condition::Class;
use crate::reason::dead::{Reason, What};

rule! {
    id: "KMS-POL-025",
    name: "statement-without-effect",
    title: "A statement that never applies",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether no request meets a statement although no part of it is at fault by itself: its conditions exclude each other, or its actions are none that the key can do.",
    why: "It allows or denies nothing.",
    fix: "Correct the conditions, or remove the statement.",
    references: [EVALUATION],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Ops"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Ops"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*Mac","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(dead) = subject.dead() else {
        out.undecided(Input::SmallerPolicy);
        return;
    };
    for dead in dead.iter().filter(|dead| dead.what == What::Statement) {
        let Some(statement) = subject
            .statements()
            .find(|statement| statement.index == dead.statement)
        else {
            continue;
        };
        let scales = subject.scales(statement);
        let why = match &dead.why {
            Reason::Conditions(Some(test)) => match statement.tests.get(*test) {
                // A test that is at fault by itself has a rule of its own.
                Some(test) if matches!(scales.weigh(test), Class::Never(_)) => continue,
                Some(test)
                    if is_key(test, "aws:PrincipalArn")
                        || is_key(test, "aws:PrincipalAccount")
                        || is_key(test, "kms:CallerAccount")
                        || is_key(test, "aws:PrincipalIsAWSService")
                        || is_key(test, "aws:username")
                        || is_key(test, "aws:PrincipalType") =>
                {
                    "no principal that it names meets its condition on the caller"
                }
                _ => continue,
            },
            Reason::Conditions(None) => "no request meets all of its conditions together",
            Reason::NotThisKind if named_actions(statement).is_empty() => {
                "the key can do none of its actions"
            }
            _ => continue,
        };
        let message = number(statement).words(format!(" never applies: {why}."));
        out.find(
            worse_in_deny(statement, Severity::Medium),
            statement.span,
            message,
        );
    }
}
