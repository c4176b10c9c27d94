use super::prelude::*;
use super::wording::key_always_absent;

rule! {
    id: "KMS-CON-003",
    name: "key-of-another-service",
    title: "A condition key of another service",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the service before the colon of a condition key is `kms`, `aws`, or one whose keys ride along in a role’s session. High in a Deny, medium in an Allow.",
    why: "Requests to KMS do not carry keys of other services, so the test is always false or always true, by its operator.",
    fix: "Remove the test, or use a key of `kms:` or `aws:`.",
    references: [KMS_CONDITIONS, GLOBAL_KEYS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"ec2:Region":"us-east-1"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"sts:ExternalId":"x"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnEquals":{"lambda:SourceFunctionArn":"arn:aws:lambda:us-east-1:111122223333:function:f"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"saml:sub":"x"}}}"#,
        ),
    ],
    check,
}

/// Services whose keys a session of a role keeps ("Available keys for AWS web identity federation", "… for SAML-based
/// federation", IAM User Guide), beside those in the catalogue.
///
/// Keys of `sts` are in requests to STS alone ("Available keys for AWS STS", ibid.): `sts:ExternalId` is the usual mistake.
const OF_SESSIONS: [&str; 8] = [
    "saml",
    "accounts.google.com",
    "graph.facebook.com",
    "www.amazon.com",
    "cognito-identity.amazonaws.com",
    "token.actions.githubusercontent.com",
    "identitystore",
    "rolesanywhere",
];

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let Some((prefix, _)) = test.key.value.split_once(':') else {
            continue;
        };
        let prefix = prefix.to_ascii_lowercase();
        let known =
            matches!(prefix.as_str(), "kms" | "aws") || OF_SESSIONS.contains(&prefix.as_str());
        if known || key_of(test).is_some() {
            continue;
        }
        let message = number(statement).words(" tests ").code(&test.key.value);
        let message = match test.operator {
            Some(_) => message
                .words(", a key of another service: ")
                .words(key_always_absent(statement, test))
                .words("."),
            None => message.words(", a key of another service."),
        };
        out.find(
            worse_in_deny(statement, Severity::Medium),
            test.key.span,
            message,
        );
    }
}
