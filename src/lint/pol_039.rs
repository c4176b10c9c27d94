use super::prelude::*;
use crate::access::statement::is_everyone;
use crate::aws::condition_keys::Bounds;

rule! {
    id: "KMS-POL-039",
    name: "any-service-for-a-source",
    title: "Any AWS service may use the key for the named source",
    kind: Kind::OverPermission,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for everyone is confined by `aws:SourceAccount`, `aws:SourceArn` or `aws:SourceOrgID` alone.",
    why: "Every service that acts for that source can use the key, also one that you do not use.",
    fix: "Name the service in `Principal`: `{\"Service\": \"s3.amazonaws.com\"}`.",
    references: [CONFUSED_DEPUTY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:t"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject
        .allows()
        .filter(|allow| is_everyone(allow) && subject.is_live(allow))
    {
        if is_bounded(subject, allow, &[Bounds::Source])
            && !is_bounded(subject, allow, &[Bounds::Service])
        {
            let message =
                number(allow).words(" is for every AWS service that acts for the source it names.");
            out.find(
                Severity::Info,
                allow.principal.span().unwrap_or(allow.span),
                message,
            );
        }
    }
}
