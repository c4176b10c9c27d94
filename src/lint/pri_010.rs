use super::prelude::*;

use crate::access::condition::Class;
use crate::aws::actions::{ActionSet, Group};
use crate::aws::condition_keys::Bounds;
use crate::aws::sets;
use crate::explain::principal::service;

rule! {
    id: "KMS-PRI-010",
    name: "service-without-source",
    title: "A service may use the key for anybody",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for a service principal fixes whom the service acts for, by `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`. High where the service may decrypt, make data keys or grants, or change the policy; medium otherwise; info where an encryption context that names an account does the job.",
    why: "A service acts for every customer. Somebody in another account may lead it to use your key for a resource of theirs: the confused deputy.",
    fix: "Add a condition on `aws:SourceAccount` with your account, and on `aws:SourceArn` where the resource is known.",
    references: [
        CONFUSED_DEPUTY,
        KEY_POLICY_SERVICES,
    ],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"kms:EncryptionContext:aws:logs:arn":"arn:aws:logs:us-east-1:111122223333:*"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/t"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let scales = subject.scales(allow);
        let mut bounds = Vec::new();
        for test in &allow.tests {
            if let Class::Confines { bounds: found, .. } = scales.weigh(test) {
                bounds.push(found);
            }
        }
        let only_services = !bounds.is_empty() && bounds.iter().all(|b| *b == Bounds::Service);
        let services: Vec<Text> = subject
            .principals(allow)
            .iter()
            .filter_map(|(_, who)| match who {
                Who::Service(name) => Some(Text::from(service(name))),
                // Everyone, of whom the condition leaves the services.
                Who::Everyone if only_services => Some(Text::from("AWS services")),
                _ => None,
            })
            .collect();
        let guarded = bounds.contains(&Bounds::Source);
        if services.is_empty() || allow.principal.is.is_none() || guarded || !subject.is_live(allow)
        {
            continue;
        }
        // A statement that never applies to services is a finding of its own (KMS-PRI-014).
        if allow
            .tests
            .iter()
            .any(super::pri_014::asks_what_services_lack)
        {
            continue;
        }
        // An encryption context that leaves the account open is a finding of its own (KMS-CON-027).
        if allow.tests.iter().any(super::con_027::leaves_account_open) {
            continue;
        }
        let actions = subject.actions(allow);
        let made_by_services = allow
            .tests
            .iter()
            .any(|test| is_key(test, "kms:GrantIsForAWSResource") && is_positive(test));
        let mut dangerous = actions.and(sets::DELEGABLE);
        if made_by_services {
            dangerous = dangerous.minus(const { ActionSet::exactly(&["CreateGrant"]) });
        }
        // AWS's text for DynamoDB ("Encryption at rest", DynamoDB Developer Guide) reads with `kms:Get*`, and import parameters
        // are of no use to who cannot import.
        let parameters = const { ActionSet::exactly(&["GetParametersForImport"]) };
        let reading = parameters.or(const { ActionSet::of(Group::Read) });
        let severity = match () {
            () if allow.tests.iter().any(names_an_account) => Severity::Info,
            () if !dangerous.is_empty() => Severity::High,
            // AWS's own texts let CloudTrail describe a key, and Route 53 make grants for its resources, with no source.
            () if reading.or(sets::GRANTS).contains(actions)
                && (made_by_services || reading.contains(actions)) =>
            {
                Severity::Info
            }
            () => Severity::Medium,
        };
        let message = Text::from(number(allow))
            .words(" lets ")
            .then(Text::list(services, "and", 4))
            .words(match severity {
                Severity::Info if reading.contains(actions) => {
                    " read about the key, whoever’s resource leads it there."
                }
                Severity::Info if made_by_services => {
                    " make grants for resources of services, with no source named."
                }
                Severity::Info => {
                    " use the key with no source named; the encryption context it asks for names an account and does the same."
                }
                _ => " use the key without saying for whom: any account’s resource may lead it there.",
            });
        let span = allow.principal.span().unwrap_or(allow.span);
        out.find(severity, span, message);
    }
}

/// Whether the test asks for an encryption context with an account id in it.
fn names_an_account(test: &Test) -> bool {
    let positive = test.operator.is_some_and(|operator| {
        !operator.negated() && !operator.if_exists && operator.quantifier.is_none()
    });
    let context = test
        .key
        .value
        .to_ascii_lowercase()
        .starts_with("kms:encryptioncontext:");
    let account = |text: &str| text.split(':').any(crate::aws::names::is_account);
    positive
        && context
        && !test.values.is_empty()
        && test.values.iter().all(|value| account(&value.text))
}
