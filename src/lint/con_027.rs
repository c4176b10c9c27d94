use super::prelude::*;
use crate::access::pattern::has_wildcard;
use crate::aws::condition_keys::Bounds;

rule! {
    id: "KMS-CON-027",
    name: "context-without-account",
    title: "A service is tied to a context that names no account",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement for services is narrowed by an encryption context alone, whose ARN has no fixed account, or which is `*`.",
    why: "A resource of another account may lead the service to this key.",
    fix: "Put the account’s id into the ARN, or add `aws:SourceAccount`.",
    references: [CONFUSED_DEPUTY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"kms:EncryptionContext:aws:logs:arn":"arn:aws:logs:us-east-1:*:*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*","Condition":{"StringLike":{"kms:EncryptionContext:aws:cloudtrail:arn":"*"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"kms:EncryptionContext:aws:logs:arn":"arn:aws:logs:us-east-1:111122223333:*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"kms:EncryptionContext:aws:logs:arn":"arn:aws:logs:us-east-1:*:*"},"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

/// A positive test on the encryption context with an ARN of any account.
pub(super) fn leaves_account_open(test: &Test) -> bool {
    is_key(test, "kms:EncryptionContext:")
        && is_positive(test)
        && test.values.iter().any(|value| {
            value.text == "*"
                || crate::model::arn::Arn::split(&value.text)
                    .is_some_and(|arn| has_wildcard(arn.account))
        })
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        if !is_for_services(subject, allow)
            || is_bounded(subject, allow, &[Bounds::Source])
            || !subject.is_live(allow)
        {
            continue;
        }
        if let Some(test) = allow.tests.iter().find(|test| leaves_account_open(test)) {
            let message = number(allow)
                .words(" ties the service to ")
                .code(&test.key.value)
                .words(" alone, and its value leaves the account open.");
            out.find(Severity::Medium, test.span, message);
        }
    }
}
