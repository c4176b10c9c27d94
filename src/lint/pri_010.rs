use super::prelude::*;
use crate::model::arn::Arn;
use crate::model::operator::Quantifier;

use crate::access::condition::Class;
use crate::access::statement::{denies_for_sure, is_everyone};
use crate::aws::actions::{ActionSet, Group};
use crate::aws::condition_keys::Bounds;
use crate::aws::sets;
use crate::explain::principal::service;
use crate::model::policy::Principal;
use crate::reason::public::{Broad, Fate, spares_services};

rule! {
    id: "KMS-PRI-010",
    name: "service-without-source",
    title: "A service may use the key for anybody",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for a service fixes whom it acts for, itself or by a Deny. High for decryption, data keys, grants and the policy, else medium; info where an encryption context names an account.",
    why: "A service acts for every customer. Somebody in another account may lead it to use your key for a resource of theirs: the confused deputy.",
    fix: "Add a condition on `aws:SourceAccount` with your account, and on `aws:SourceArn` where the resource is known.",
    references: [
        CONFUSED_DEPUTY,
        KEY_POLICY_SERVICES,
    ],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::*/crl/*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:owner":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"kms:EncryptionContext:aws:logs:arn":"arn:aws:logs:us-east-1:111122223333:*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":{"Service":"sns.amazonaws.com"},"Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceAccount":"111122223333"}}}"#,
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
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:SourceOrgID":"o-a1b2c3d4e5"},"Null":{"aws:SourceAccount":"false"},"Bool":{"aws:PrincipalIsAWSService":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"}}}"#,
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
        let only_services = match bounds.is_empty() {
            true => is_left_to_services(subject, allow),
            false => bounds.iter().all(|b| *b == Bounds::Service),
        };
        let services: Vec<Text> = subject
            .principals(allow)
            .iter()
            .filter_map(|(_, who)| match who {
                Who::Service(name) => Some(Text::from(service(name))),
                // Everyone, of whom the condition or a Deny leaves the services.
                Who::Everyone if only_services => Some(Text::from("AWS services")),
                _ => None,
            })
            .collect();
        let guarded = bounds.contains(&Bounds::Source) || is_denied_to_others(subject, allow);
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
        let message = number(allow)
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
                    " use the key with no source named; the encryption context it asks for names an account, or a bucket, and does the same."
                }
                _ => " use the key without saying for whom: any account’s resource may lead it there.",
            });
        let span = allow.principal.span().unwrap_or(allow.span);
        out.find(severity, span, message);
    }
}

/// Whether Denies keep strangers from using the statement, but leave it to services.
fn is_left_to_services(subject: &Subject, allow: &Statement) -> bool {
    let spared = |broad: &Broad| match &broad.fate {
        Fate::Denied { by } => broad.index == allow.index && spares_services(by, subject.policy),
        _ => false,
    };
    subject
        .public
        .is_some_and(|public| public.broad.iter().any(spared))
}

/// Whether a Deny refuses what the statement allows to services that act for others than it names, as AWS's
/// "EnforceConfusedDeputyProtection" does ("Resource control policy examples", AWS Organizations User Guide).
fn is_denied_to_others(subject: &Subject, allow: &Statement) -> bool {
    let of_source =
        |test: &Test| key_of(test).is_some_and(|key| key.bounds == Some(Bounds::Source));
    let fixes = |test: &Test| {
        let negated = test.operator.is_some_and(|operator| {
            operator.negated() && operator.quantifier != Some(Quantifier::ForAnyValue)
        });
        of_source(test) && negated && test.values.iter().all(|value| value.text != "*")
    };
    subject.statements().any(|deny| {
        let denied = subject.principals(deny);
        let named = |(_, who): &(&Principal, Who)| denied.iter().any(|(_, other)| who == other);
        denies_for_sure(deny, subject.policy, subject.context)
            && (is_everyone(deny) || subject.principals(allow).iter().all(named))
            && subject.actions(deny).contains(subject.actions(allow))
            && deny.tests.iter().any(fixes)
            && deny
                .tests
                .iter()
                .all(|test| of_source(test) || is_key(test, "aws:PrincipalIsAWSService"))
    })
}

/// Whether the test asks for an encryption context with an account id or a bucket in it, of a name that a service gives: any other may be
/// written by whoever leads the service there.
fn names_an_account(test: &Test) -> bool {
    let positive = test.operator.is_some_and(|operator| {
        !operator.negated() && !operator.if_exists && operator.quantifier.is_none()
    });
    let name = test.key.value.to_ascii_lowercase();
    let name = name.strip_prefix("kms:encryptioncontext:");
    let context = name.is_some_and(|name| name.starts_with("aws") || name == "sourcearn");
    // A bucket is of one account, and its name is of no other.
    let bucket = |text: &str| {
        let arn = Arn::split(text).filter(|arn| arn.service == "s3");
        arn.and_then(|arn| arn.resource.split('/').next())
            .is_some_and(|name| !name.is_empty() && !name.contains(['*', '?', '$']))
    };
    let account = |text: &str| text.split(':').any(crate::aws::names::is_account) || bucket(text);
    positive
        && context
        && !test.values.is_empty()
        && test.values.iter().all(|value| account(&value.text))
}
