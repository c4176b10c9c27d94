use super::prelude::*;
use crate::access::condition::Class;
use crate::access::statement::is_everyone;
use crate::aws::condition_keys::Bounds;

rule! {
    id: "KMS-PRI-011",
    name: "source-without-account",
    title: "The source of a service’s call is not tied to an account",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a service’s `aws:SourceArn` has a fixed account field, or another key of its source stands beside it with fixed values.",
    why: "A resource of another account may match; names of S3 buckets can change hands.",
    fix: "Add `aws:SourceAccount` with the account’s id under `StringEquals`.",
    references: [CONFUSED_DEPUTY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:GenerateDataKey","Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:s3:::bucket"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:GenerateDataKey","Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:s3:::bucket"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:GenerateDataKey","Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:s3:::bucket"},"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:topic"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:GenerateDataKey","Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:s3:::bucket"},"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:GenerateDataKey","Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:s3:::bucket"},"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows().filter(|allow| subject.is_live(allow)) {
        let services = subject
            .principals(allow)
            .iter()
            .any(|(_, who)| matches!(who, Who::Service(_)));
        let scales = subject.scales(allow);
        let fixes = |test: &Test| {
            let class = scales.weigh(test);
            matches!(
                class,
                Class::Confines {
                    bounds: Bounds::Source,
                    ..
                }
            )
        };
        // Where everyone is named, a source leaves the services.
        let everyone = is_everyone(allow);
        let confines =
            |test: &Test| everyone && matches!(scales.weigh(test), Class::Confines { .. });
        // Another key that fixes the source, or the callers, makes up for an ARN that does not.
        let mut others = allow
            .tests
            .iter()
            .filter(|test| !is_key(test, "aws:SourceArn"));
        if others.any(|test| fixes(test) || confines(test)) {
            continue;
        }
        for test in allow
            .tests
            .iter()
            .filter(|test| is_key(test, "aws:SourceArn") && (services || everyone && fixes(test)))
        {
            let open = test
                .values
                .iter()
                .find(|value| account_of(&value.text).is_none());
            let (Some(value), true) = (open, is_positive(test)) else {
                continue;
            };
            let message = number(allow)
                .words(match services {
                    true => " lets the service act for ",
                    false => " lets services act for ",
                })
                .code(&value.text)
                .words(", which names no account: a resource of somebody else may match.");
            out.find(Severity::Medium, value.span, message);
        }
    }
}
