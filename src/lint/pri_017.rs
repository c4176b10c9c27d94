use super::prelude::*;
use crate::model::arn::Arn;

rule! {
    id: "KMS-PRI-017",
    name: "source-of-another-service",
    title: "The source is a resource of another service",
    kind: Kind::DeadText,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether `aws:SourceArn` in a statement for one service names a resource of that service, where the sort of source that it sends is known.",
    why: "The service sends ARNs of its own resources, so the condition is never true.",
    fix: "Write the ARN of the resource that the service acts for.",
    references: [CONFUSED_DEPUTY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket"},"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sqs:us-east-1:111122223333:q"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/t"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"newservice.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sqs:us-east-1:111122223333:q"}}}"#,
        ),
    ],
    check,
}

/// What a service's sources are, as the services' own guides write them.
const SENDS: [(&str, &str); 8] = [
    ("cloudtrail", "cloudtrail"),
    ("cloudfront", "cloudfront"),
    ("config", "config"),
    ("s3", "s3"),
    ("sns", "sns"),
    ("logs", "logs"),
    ("events", "events"),
    ("dnssec-route53", "route53"),
];

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let principals = subject.principals(statement);
        let [(_, Who::Service(name))] = principals else {
            continue;
        };
        let label = name.split('.').next().unwrap_or_default();
        let Some((_, source)) = SENDS.iter().find(|(service, _)| *service == label) else {
            continue;
        };
        for test in statement
            .tests
            .iter()
            .filter(|test| is_key(test, "aws:SourceArn") && is_positive(test))
        {
            let strange = |text: &str| {
                Arn::split(text).is_some_and(|arn| {
                    !crate::access::pattern::has_wildcard(arn.service)
                        && !arn.service.contains("${")
                        && arn.service != *source
                })
            };
            if !test.values.is_empty() && test.values.iter().all(|value| strange(&value.text)) {
                let message = number(statement)
                    .words(" is for ")
                    .code(name)
                    .words(", and asks for a source that is no resource of it.");
                out.find(Severity::Low, test.span, message);
            }
        }
    }
}
