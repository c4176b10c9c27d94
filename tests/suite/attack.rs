//! An attack on every "not public": strangers with all sorts of requests try to get in. The verdict reasons over all
//! requests at once, the decision evaluates one; neither knows of the other.

use keyglass::access::context::Context;
use keyglass::access::decide::{Decision, decide};
use keyglass::access::request::{Carries, Request, Sender};
use keyglass::json::parse;
use keyglass::read::policy::{Keep, read};
use keyglass::reason::public::{Answer, judge};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

type KeyRow = (
    &'static str,
    &'static [&'static str],
    &'static [Option<&'static str>],
);

/// Keys with values that policies name, and values that a stranger's request may carry; `None` is absent.
const KEYS: &[KeyRow] = &[
    (
        "kms:CallerAccount",
        &[
            "111122223333",
            "9999*",
            "*",
            "arn:aws:iam::111122223333:root",
        ],
        &[Some("999988887777")],
    ),
    (
        "aws:PrincipalOrgID",
        &["o-a1b2c3d4e5", "o-*", "*"],
        &[None, Some("o-zzzzzzzzzz")],
    ),
    (
        "aws:PrincipalArn",
        &[
            "arn:aws:iam::111122223333:role/App",
            "arn:aws:iam::*:role/App",
            "*",
        ],
        &[Some("arn:aws:iam::999988887777:role/App")],
    ),
    (
        "kms:ViaService",
        &[
            "s3.us-east-1.amazonaws.com",
            "s3.*.amazonaws.com",
            "s3.eu-west-1.amazonaws.com",
        ],
        &[None, Some("s3.us-east-1.amazonaws.com")],
    ),
    (
        "aws:SourceIp",
        &["203.0.113.0/24", "0.0.0.0/0", "10.0.0.0/8"],
        &[None, Some("198.51.100.7"), Some("2001:db9::1")],
    ),
    (
        "aws:PrincipalTag/team",
        &["a", "a*", "*"],
        &[None, Some("a"), Some("A"), Some("ab")],
    ),
    (
        "aws:MultiFactorAuthPresent",
        &["true", "false"],
        &[None, Some("true"), Some("false")],
    ),
    (
        "aws:PrincipalIsAWSService",
        &["true", "false"],
        &[Some("false")],
    ),
    ("aws:SourceAccount", &["111122223333", "*"], &[None]),
    (
        "kms:EncryptionContext:app",
        &["x", "*"],
        &[None, Some("x"), Some("y")],
    ),
    (
        "aws:CurrentTime",
        &["2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z"],
        &[Some("2026-06-01T00:00:00Z")],
    ),
];

fn operators(key: &str) -> &'static [&'static str] {
    match key {
        "aws:SourceIp" => &["IpAddress", "NotIpAddress", "Null"],
        "aws:MultiFactorAuthPresent" | "aws:PrincipalIsAWSService" => &["Bool", "Null"],
        "aws:CurrentTime" => &["DateLessThan", "DateGreaterThan"],
        "aws:PrincipalArn" => &[
            "ArnLike",
            "ArnNotLike",
            "StringEquals",
            "StringNotLike",
            "StringLike",
        ],
        _ => &[
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "Null",
            "StringEqualsIgnoreCase",
        ],
    }
}

fn test() -> impl Strategy<Value = (String, String, Vec<String>)> {
    select(KEYS).prop_flat_map(|(key, values, _)| {
        let operator = select(operators(key));
        let prefix =
            prop_oneof![8 => Just(""), 1 => Just("ForAllValues:"), 1 => Just("ForAnyValue:")];
        let suffix = prop_oneof![4 => Just(""), 1 => Just("IfExists")];
        (
            operator,
            prefix,
            suffix,
            subsequence(values.to_vec(), 1..=2),
        )
            .prop_map(move |(operator, prefix, suffix, values)| {
                let null = operator == "Null";
                let suffix = if null { "" } else { suffix };
                let values: Vec<String> = match null {
                    true => vec![(values.len() % 2 == 0).to_string()],
                    false => values.iter().map(|value| value.to_string()).collect(),
                };
                (
                    format!("{prefix}{operator}{suffix}"),
                    key.to_string(),
                    values,
                )
            })
    })
}

fn statement() -> impl Strategy<Value = serde_json::Value> {
    let effect = select(&["Allow", "Deny"][..]);
    let principal = select(
        &[
            r#"{"Principal":"*"}"#,
            r#"{"Principal":{"AWS":"*"}}"#,
            r#"{"NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"}}"#,
            r#"{"Principal":{"AWS":"111122223333"}}"#,
        ][..],
    );
    let action = select(
        &[
            r#"{"Action":"kms:*"}"#,
            r#"{"Action":"kms:Decrypt"}"#,
            r#"{"Action":["kms:D*"]}"#,
            r#"{"NotAction":"kms:Encrypt"}"#,
        ][..],
    );
    (
        effect,
        principal,
        action,
        prop::collection::vec(test(), 0..3),
    )
        .prop_map(|(effect, principal, action, tests)| {
            let mut all = serde_json::Map::new();
            all.insert("Effect".into(), effect.into());
            all.insert("Resource".into(), "*".into());
            for part in [principal, action] {
                let part: serde_json::Value = serde_json::from_str(part).unwrap();
                all.extend(part.as_object().unwrap().clone());
            }
            let mut condition = serde_json::json!({});
            for (operator, key, values) in tests {
                condition[operator][key] = values.into();
            }
            all.insert("Condition".into(), condition);
            all.into()
        })
}

fn context() -> Context {
    Context {
        owner: Some("111122223333".into()),
        region: Some("us-east-1".into()),
        arn: Some("arn:aws:kms:us-east-1:111122223333:key/1".into()),
        fit: keyglass::aws::sets::KEY_POLICY,
        ..Context::default()
    }
}

/// Every request of a stranger that the values tell apart, as far as the policy names the keys.
fn strangers(policy: &str) -> Vec<Carries> {
    let mut all = vec![Carries::default()];
    for (key, _, values) in KEYS.iter().filter(|(key, _, _)| policy.contains(key)) {
        let with = |carries: &Carries| {
            values
                .iter()
                .map(|value| {
                    let mut carries = carries.clone();
                    if let Some(value) = value {
                        carries.set(key, vec![value.to_string()]);
                    }
                    carries
                })
                .collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6000))]
    #[test]
    fn no_stranger_gets_into_what_is_called_not_public(statements in prop::collection::vec(statement(), 1..4)) {
        let text = serde_json::json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let policy = read(&parse(&text).unwrap(), Keep::Last);
        let context = context();
        if judge(&policy, &context).answer == Answer::No {
            for carries in strangers(&text) {
                for action in ["kms:Decrypt", "kms:DescribeKey", "kms:CreateGrant"] {
                    let request = Request {
                        sender: Sender::Principal("arn:aws:iam::999988887777:role/App".into()),
                        action: action.into(),
                        carries: carries.clone(),
                    };
                    let decision = decide(&policy, &context, &request).decision;
                    prop_assert!(
                        !matches!(decision, Decision::Allowed | Decision::AllowedForAccount),
                        "{action} with {carries:?} gets into {text}"
                    );
                }
            }
        }
    }
}
