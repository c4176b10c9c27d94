use super::prelude::*;
use crate::access::condition::{Class, Dead};
use crate::model::operator::Base;

rule! {
    id: "KMS-CON-041",
    name: "secure-transport",
    title: "A test of TLS, which KMS requires anyway",
    kind: Kind::Hygiene,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement tests `aws:SecureTransport`. An Allow for false is dead (medium); the rest is for your information.",
    why: "KMS answers over TLS only, so the key is always true.",
    fix: "Remove the test, or the Deny.",
    references: [BEST_PRACTICES, GLOBAL_KEYS],
    fires: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject
        .tests()
        .filter(|(_, test)| is_key(test, "aws:SecureTransport"))
    {
        let never = matches!(
            subject.scales(statement).weigh(test),
            Class::Never(Dead::Constant(_))
        );
        let (severity, words) = match (is_deny(statement), never) {
            (false, true) => (
                Severity::Medium,
                " allows requests without TLS, and there are none: it allows nothing.",
            ),
            (true, true) => (
                Severity::Info,
                " denies requests without TLS, which KMS does not take anyway.",
            ),
            _ if test
                .operator
                .is_some_and(|operator| operator.base == Base::Null) =>
            {
                continue;
            }
            (true, false) => (
                Severity::Info,
                " denies requests with TLS, and every request to KMS has it.",
            ),
            (false, false) => (
                Severity::Info,
                " asks for TLS, which every request to KMS has.",
            ),
        };
        out.find(severity, test.span, number(statement).words(words));
    }
}
