use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::aws::sets;

rule! {
    id: "KMS-CON-042",
    name: "network-and-services",
    title: "A network condition cuts off AWS services",
    kind: Kind::Lockout,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement on cryptography or grants tests the network without sparing services, as by `aws:ViaAWSService`.",
    why: "When S3 or EBS calls KMS for somebody, the request does not come from their network, and is denied.",
    fix: "Add `\"BoolIfExists\": {\"aws:ViaAWSService\": \"false\"}` to the Deny.",
    references: [GLOBAL_KEYS, KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-0a1b2c3d"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-0a1b2c3d"},"BoolIfExists":{"aws:ViaAWSService":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:PutKeyPolicy","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
        ),
    ],
    check,
}

pub(super) const NETWORK: [&str; 8] = [
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:SourceVpcArn",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
];

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject
        .statements()
        .filter(|statement| statement.effect.is_some())
    {
        let use_ = sets::CRYPTO.or(const { ActionSet::exactly(&["CreateGrant"]) });
        let spared = [
            "aws:ViaAWSService",
            "aws:PrincipalIsAWSService",
            "aws:CalledVia",
            "aws:CalledViaFirst",
            "aws:CalledViaLast",
            "kms:ViaService",
        ];
        let mut network = statement
            .tests
            .iter()
            .filter(|test| key_of(test).is_some_and(|key| NETWORK.contains(&key.name)))
            .peekable();
        let Some(test) = network.peek().copied() else {
            continue;
        };
        // What a service does for somebody carries none of these keys.
        let applies = network.all(passes_without);
        if reach(subject, statement).and(use_).is_empty()
            || applies != is_deny(statement)
            || statement
                .tests
                .iter()
                .any(|test| spared.iter().any(|name| is_key(test, name)))
        {
            continue;
        }
        let (severity, words) = match is_deny(statement) {
            true => (
                Severity::Medium,
                ": what AWS services do for somebody with this key is denied too.",
            ),
            false => (
                Severity::Info,
                ": through AWS services the key cannot be used by it.",
            ),
        };
        let message = number(statement)
            .words(" tests ")
            .code(&test.key.value)
            .words(words);
        out.find(severity, test.span, message);
    }
}
