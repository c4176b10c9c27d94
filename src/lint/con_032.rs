use super::prelude::*;
use crate::access::statement::is_everyone;

rule! {
    id: "KMS-CON-032",
    name: "caller-chosen-key",
    title: "The condition is on a text that the caller chooses",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for everyone or for a foreign account has a positive test on `aws:UserAgent` or `aws:referer`.",
    why: "Anybody can send any user agent and any referer.",
    fix: "Use keys of identity: `aws:PrincipalArn`, `aws:PrincipalOrgID`, `kms:CallerAccount`.",
    references: [GLOBAL_KEYS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:UserAgent":"app/1"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"aws:referer":"https://example.com/*"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:UserAgent":"app/1"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let broad = is_everyone(allow)
            || subject
                .principals(allow)
                .iter()
                .any(|(_, who)| home(who) == Some(Home::Foreign));
        for test in allow.tests.iter().filter(|test| broad && is_positive(test)) {
            if is_key(test, "aws:UserAgent") || is_key(test, "aws:referer") {
                let message = number(allow)
                    .words(" relies on ")
                    .code(&test.key.value)
                    .words(", which every caller can set as they like.");
                out.find(Severity::High, test.span, message);
            }
        }
    }
}
