//! Random key policies and requests, made of few enough parts that they meet.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use super::{Asked, KEY};

const ANN: &str = "arn:aws:iam::111122223333:user/Ann";
const TEAM_ANN: &str = "arn:aws:iam::111122223333:user/team/Ann";
const APP: &str = "arn:aws:iam::111122223333:role/App";
const TEAM_APP: &str = "arn:aws:iam::111122223333:role/team/App";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/App/i-0ab";
const OTHER_SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Other/i-0ab";
const FEDERATED: &str = "arn:aws:sts::111122223333:federated-user/Fay";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const FOREIGN_ROOT: &str = "arn:aws:iam::444455556666:root";
const FOREIGN_APP: &str = "arn:aws:iam::444455556666:role/App";
const FOREIGN_SESSION: &str = "arn:aws:sts::444455556666:assumed-role/App/i-0ab";

const SENDERS: &[&str] = &[
    ANN,
    TEAM_ANN,
    APP,
    TEAM_APP,
    SESSION,
    SESSION,
    OTHER_SESSION,
    FEDERATED,
    ROOT,
    FOREIGN_ROOT,
    FOREIGN_APP,
    FOREIGN_SESSION,
    "111122223333",
    "s3.amazonaws.com",
    "sns.amazonaws.com",
    "",
];

const NAMES: &[&str] = &[
    "*",
    "111122223333",
    "444455556666",
    ROOT,
    FOREIGN_ROOT,
    "arn:aws-cn:iam::111122223333:root",
    ANN,
    TEAM_ANN,
    APP,
    TEAM_APP,
    SESSION,
    FEDERATED,
    FOREIGN_APP,
    "arn:aws-cn:iam::111122223333:role/App",
    "arn:aws:iam::111122223333:user/*",
    "arn:aws:iam::111122223333:role/BigApp",
    "AIDACKCEVSQ6C2EXAMPLE",
    "AROADBQP57FF2AEXAMPLE",
];

const ACTIONS: &[&str] = &[
    "*",
    "kms:*",
    "KMS:*",
    "kms:Decrypt",
    "kMs:dECRYPT",
    "kms:De*",
    "kms:?ecrypt",
    "kms:*crypt*",
    "kms:ReEncrypt*",
    "kms:Encrypt",
    "kms:*Grant",
    "kms:*e*t*",
    "s3:*",
    "kms",
];

const REQUESTED: &[&str] = &[
    "kms:Decrypt",
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:ReEncryptFrom",
    "kms:DescribeKey",
    "KMS:creategrant",
];

const RESOURCES: &[&str] = &[
    "*",
    KEY,
    "arn:aws:kms:*",
    "arn:aws:kms:*:111122223333:key/*",
    "arn:aws:kms:us-east-?:111122223333:key/1234*",
    "arn:aws:kms:us-east-1:111122223333:*",
    "arn:aws:kms:us-east-1:111122223333:alias/app",
    "arn:aws:kms:us-east-1:111122223333:alias/*",
    "arn:aws:kms:us-east-1:111122223333:key/other",
    "arn:aws:kms:us-east-1:444455556666:key/*",
    "arn:aws:s3:::bucket",
    "1234abcd",
];

/// Operators, keys, what policies ask for, and what requests carry.
struct Family {
    operators: &'static [&'static str],
    keys: &'static [&'static str],
    wanted: &'static [&'static str],
    carried: &'static [&'static [&'static str]],
}

const FAMILIES: &[Family] = &[
    Family {
        operators: &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        keys: &["aws:PrincipalTag/team", "kms:EncryptionContext:app"],
        wanted: &[
            "a",
            "A",
            "ab",
            "a*",
            "*b",
            "?",
            "*",
            "${aws:username}",
            "${AWS:UserName}*",
            "${aws:username, 'a'}",
            "${aws:username,'a*'}?",
            "${aws:nobody}",
            "${aws:nobody, 'ab'}",
            "a${*}",
            "${?}",
            "${$}",
            "${aws:username",
            "*${aws:username}*${*}",
        ],
        carried: &[
            &["a"],
            &["A"],
            &["ab"],
            &["a*"],
            &["*"],
            &["?"],
            &["$"],
            &["a", "ab"],
            &["a", "b"],
            &[""],
            &["", "a"],
            &["${aws:username}"],
            &["${aws:username"],
            &["a${*}"],
            &[],
        ],
    },
    Family {
        operators: &["StringEquals", "StringLike"],
        keys: &["aws:username"],
        wanted: &["a", "a*", "b"],
        carried: &[&["a"], &["a*"], &["a", "b"], &["ab"], &["?"]],
    },
    Family {
        operators: &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        keys: &["aws:MultiFactorAuthAge"],
        wanted: &["0", "10", "10.0", "9.5", "-1", "100", "many"],
        carried: &[&["10"], &["9"], &["-1.5"], &["100"], &["0", "50"], &["few"]],
    },
    Family {
        operators: &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        keys: &["aws:CurrentTime", "aws:TokenIssueTime"],
        wanted: &[
            "2024-02-29",
            "2024-03-01T00:00:00Z",
            "2024-03-01T01:00:00+01:00",
            "2024-02-29T19:00:00-05:00",
            "1709251200",
            "1709164800",
            "soon",
        ],
        carried: &[
            &["2024-03-01T00:00:00Z"],
            &["2024-02-29T23:59:59Z"],
            &["1709251200"],
            &["1709251201"],
            &["2024-02-29T00:00:00Z", "2025-01-01T00:00:00Z"],
        ],
    },
    Family {
        operators: &["Bool"],
        keys: &["aws:SecureTransport", "kms:GrantIsForAWSResource"],
        wanted: &["true", "false", "True"],
        carried: &[&["true"], &["false"], &["true", "false"]],
    },
    Family {
        operators: &["BinaryEquals"],
        keys: &["kms:RecipientAttestation:PCR0"],
        wanted: &["QmluYXJ5", "YQ=="],
        carried: &[&["QmluYXJ5"], &["qmluyxj5"], &["YQ=="]],
    },
    Family {
        operators: &["IpAddress", "NotIpAddress"],
        keys: &["aws:SourceIp"],
        wanted: &[
            "203.0.113.0/24",
            "203.0.113.77/25",
            "203.0.113.9",
            "0.0.0.0/0",
            "10.0.0.0/9",
            "2001:db8::/32",
            "2001:DB8:8000::/33",
            "::/0",
            "2001:db8::1",
            "203.0.113.0/33",
        ],
        carried: &[
            &["203.0.113.9"],
            &["203.0.113.200"],
            &["10.127.255.255"],
            &["10.128.0.0"],
            &["2001:db8::1"],
            &["2001:db8:8000::1"],
            &["2001:db9::1"],
            &["203.0.113.9", "2001:db9::1"],
        ],
    },
    Family {
        operators: &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
        keys: &["aws:PrincipalArn", "aws:SourceArn"],
        wanted: &[
            "*",
            APP,
            TEAM_APP,
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam:*:*:*",
            "arn:*:iam::1111????3333:*App",
            "arn:aws:iam::*App",
            "arn:aws:*",
            "arn:aws:logs:us-east-1:111122223333:log-group:*:a",
            "arn:aws:iam::111122223333:role/${aws:username}",
            "arn:aws:iam::111122223333:role/${aws:username, 'App'}",
            "arn:aws:iam::111122223333:*${aws:nobody}",
        ],
        carried: &[
            &[APP],
            &[TEAM_APP],
            &[FOREIGN_APP],
            &["arn:aws:iam::111122223333:role/a"],
            &["arn:aws:iam::111122223333:role/a*"],
            &["arn:aws:logs:us-east-1:111122223333:log-group:x:a"],
            &["App"],
            &[APP, FOREIGN_APP],
        ],
    },
];

fn odd_case(name: &'static str) -> impl Strategy<Value = String> {
    select(vec![
        name.to_string(),
        name.to_string(),
        name.to_lowercase(),
        name.to_uppercase(),
    ])
}

/// Some of these, in one text, in a list of one, or in a list of several.
fn some(all: &'static [&'static str], most: usize) -> impl Strategy<Value = Value> {
    (subsequence(all, 1..=most.min(all.len())), any::<bool>()).prop_map(|(chosen, plain)| {
        match chosen.as_slice() {
            [one] if plain => (*one).into(),
            many => json!(many),
        }
    })
}

fn test() -> impl Strategy<Value = (String, String, Value)> {
    let prefix = prop_oneof![5 => Just(""), 1 => Just("ForAllValues:"), 1 => Just("ForAnyValue:")];
    let suffix = prop_oneof![4 => Just(""), 1 => Just("IfExists")];
    (
        select((0..FAMILIES.len()).collect::<Vec<_>>()),
        0..8,
        prefix,
        suffix,
    )
        .prop_flat_map(|(family, null, prefix, suffix)| {
            let family = &FAMILIES[family];
            let key = select(family.keys).prop_flat_map(odd_case);
            let (operator, values) = match null {
                0 => (
                    Just("Null").boxed(),
                    prop_oneof![
                        Just(json!("true")),
                        Just(json!("false")),
                        Just(json!(true)),
                        Just(json!([false])),
                        Just(json!(["true", "false"])),
                    ]
                    .boxed(),
                ),
                _ => (
                    select(family.operators).boxed(),
                    some(family.wanted, 3).boxed(),
                ),
            };
            (operator, key, values).prop_map(move |(operator, key, values)| {
                let suffix = if operator == "Null" { "" } else { suffix };
                // Numbers and Booleans may stand without quotes.
                let values = match values.as_str() {
                    Some("10") => json!(10),
                    Some("9.5") => json!(9.5),
                    Some("true") => json!(true),
                    _ => values,
                };
                (format!("{prefix}{operator}{suffix}"), key, values)
            })
        })
}

fn condition(tests: Vec<(String, String, Value)>) -> Value {
    let mut condition = json!({});
    for (operator, key, values) in tests {
        condition[operator][key] = values;
    }
    condition
}

fn principal() -> impl Strategy<Value = (String, Value)> {
    let element = prop_oneof![8 => Just("Principal"), 2 => Just("NotPrincipal")];
    let services = some(&["s3.amazonaws.com", "sns.amazonaws.com"], 2).boxed();
    let value = prop_oneof![
        3 => Just(json!("*")),
        1 => Just(json!({"AWS": "*"})),
        2 => select(&["111122223333", ROOT][..]).prop_map(|name| json!({"AWS": name})),
        6 => some(NAMES, 4).prop_map(|names| json!({"AWS": names})),
        1 => services.clone().prop_map(|names| json!({"Service": names})),
        1 => (some(NAMES, 3), services).prop_map(|(names, services)| json!({"AWS": names, "Service": services})),
        1 => Just(json!({"Federated": "cognito-identity.amazonaws.com"})),
        1 => Just(json!({"AWS": [SESSION, TEAM_APP, ANN, FEDERATED, "111122223333"], "Service": "s3.amazonaws.com"})),
    ];
    (element, value).prop_map(|(element, value)| (element.to_string(), value))
}

/// The element or its Not-form, and now and then neither.
fn element(
    name: &'static str,
    all: &'static [&'static str],
    usual: &'static str,
) -> impl Strategy<Value = Option<(String, Value)>> {
    prop_oneof![
        8 => Just(Some((name.to_string(), json!(usual)))),
        8 => some(all, 3).prop_map(move |value| Some((name.to_string(), value))),
        4 => some(all, 3).prop_map(move |value| Some((format!("Not{name}"), value))),
        1 => Just(None),
    ]
}

pub fn statement() -> impl Strategy<Value = Value> {
    (
        select(&["Allow", "Allow", "Deny"][..]),
        principal(),
        element("Action", ACTIONS, "kms:*"),
        element("Resource", RESOURCES, "*"),
        prop::collection::vec(test(), 0..3),
    )
        .prop_map(|(effect, principal, action, resource, tests)| {
            let mut all = Map::new();
            all.insert("Effect".into(), effect.into());
            all.extend([Some(principal), action, resource].into_iter().flatten());
            if !tests.is_empty() {
                all.insert("Condition".into(), condition(tests));
            }
            all.into()
        })
}

/// A statement that comes down to its Condition.
pub fn condition_statement() -> impl Strategy<Value = Value> {
    test().prop_map(|test| {
        json!({"Effect": "Allow", "Principal": "*", "Action": "kms:*", "NotResource": "arn:aws:s3:::bucket", "Condition": condition(vec![test])})
    })
}

pub fn version() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => Just(json!("2012-10-17")),
        1 => Just(json!("2008-10-17")),
    ]
}

pub fn policy() -> impl Strategy<Value = Value> {
    (
        prop::option::weighted(0.9, version()),
        prop::collection::vec(statement(), 1..=4),
        any::<bool>(),
    )
        .prop_map(|(version, statements, plain)| {
            let mut all = Map::new();
            if let Some(version) = version {
                all.insert("Version".into(), version);
            }
            let statements = match statements.as_slice() {
                [one] if plain => one.clone(),
                _ => statements.into(),
            };
            all.insert("Statement".into(), statements);
            all.into()
        })
}

/// A request that carries most of the keys that policies name.
pub fn asked() -> impl Strategy<Value = Asked> {
    let keys: Vec<_> = FAMILIES
        .iter()
        .flat_map(|family| family.keys.iter().map(move |key| (*key, family.carried)))
        .map(|(key, carried)| prop::option::weighted(0.75, (odd_case(key), select(carried))))
        .collect();
    (select(SENDERS), select(REQUESTED), keys).prop_map(|(sender, action, keys)| Asked {
        sender: sender.into(),
        action: action.into(),
        carries: keys
            .into_iter()
            .flatten()
            .map(|(key, values)| (key, values.iter().map(|value| value.to_string()).collect()))
            .collect(),
    })
}
