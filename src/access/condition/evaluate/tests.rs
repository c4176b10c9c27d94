use super::*;

type Row = (
    &'static str,
    &'static [&'static str],
    Option<&'static [&'static str]>,
    bool,
);

/// Each row: operator, wanted values, what the request carries (`None` is absent), and the truth.
///
/// K: the key is `aws:x`. From "IAM JSON policy elements: Condition operators" unless said.
const TABLE: &[Row] = &[
    ("StringEquals", &["a"], Some(&["a"]), true),
    ("StringEquals", &["a"], Some(&["A"]), false),
    ("StringEquals", &["a", "b"], Some(&["b"]), true),
    ("StringEquals", &["a*"], Some(&["ab"]), false),
    ("StringEquals", &["a*"], Some(&["a*"]), true),
    ("StringEquals", &["a"], None, false),
    ("StringNotEquals", &["a"], Some(&["b"]), true),
    ("StringNotEquals", &["a", "b"], Some(&["b"]), false),
    ("StringNotEquals", &["a"], None, true),
    ("StringEqualsIgnoreCase", &["Äb"], Some(&["äB"]), true),
    ("StringNotEqualsIgnoreCase", &["ab"], Some(&["AB"]), false),
    ("StringLike", &["a*c?"], Some(&["abbcd"]), true),
    ("StringLike", &["a*c?"], Some(&["abbc"]), false),
    ("StringNotLike", &["a*"], Some(&["b"]), true),
    ("StringNotLike", &["a*"], None, true),
    ("NumericEquals", &["10"], Some(&["10.0"]), true),
    ("NumericNotEquals", &["10"], Some(&["11"]), true),
    ("NumericLessThan", &["10"], Some(&["9.5"]), true),
    ("NumericLessThan", &["10"], Some(&["10"]), false),
    ("NumericLessThanEquals", &["10"], Some(&["10"]), true),
    ("NumericGreaterThan", &["10"], Some(&["11"]), true),
    ("NumericGreaterThanEquals", &["10"], Some(&["9"]), false),
    ("NumericLessThan", &["7", "30"], Some(&["20"]), true),
    ("NumericLessThan", &["many"], Some(&["1"]), false),
    ("NumericLessThan", &["10"], Some(&["few"]), false),
    ("NumericLessThan", &["10"], None, false),
    (
        "DateLessThan",
        &["2026-01-01T00:00:00Z"],
        Some(&["2025-12-31T23:59:59Z"]),
        true,
    ),
    ("DateLessThan", &["2026-01-01"], Some(&["1767225599"]), true),
    (
        "DateGreaterThanEquals",
        &["1767225600"],
        Some(&["2026-01-01T00:00:00Z"]),
        true,
    ),
    (
        "DateEquals",
        &["2026-01-01T01:00:00+01:00"],
        Some(&["2026-01-01T00:00:00Z"]),
        true,
    ),
    (
        "DateNotEquals",
        &["2026-01-01"],
        Some(&["2026-01-02"]),
        true,
    ),
    ("DateGreaterThan", &["soon"], Some(&["2026-01-02"]), false),
    ("Bool", &["true"], Some(&["true"]), true),
    ("Bool", &["True"], Some(&["true"]), true),
    ("Bool", &["false"], Some(&["true"]), false),
    ("Bool", &["false"], None, false),
    ("BoolIfExists", &["false"], None, true),
    ("BinaryEquals", &["QmluYXJ5"], Some(&["QmluYXJ5"]), true),
    (
        "IpAddress",
        &["203.0.113.0/24"],
        Some(&["203.0.113.9"]),
        true,
    ),
    (
        "IpAddress",
        &["203.0.113.0/24"],
        Some(&["203.0.114.9"]),
        false,
    ),
    ("IpAddress", &["203.0.113.9"], Some(&["203.0.113.9"]), true),
    ("IpAddress", &["0.0.0.0/0"], Some(&["198.51.100.1"]), true),
    ("IpAddress", &["0.0.0.0/0"], Some(&["2001:db8::1"]), false),
    (
        "IpAddress",
        &["2001:db8::/32"],
        Some(&["2001:db8:1::1"]),
        true,
    ),
    (
        "NotIpAddress",
        &["203.0.113.0/24"],
        Some(&["198.51.100.1"]),
        true,
    ),
    ("NotIpAddress", &["203.0.113.0/24"], None, true),
    (
        "ArnEquals",
        &["arn:aws:iam::111122223333:role/*"],
        Some(&["arn:aws:iam::111122223333:role/App"]),
        true,
    ),
    (
        "ArnLike",
        &["arn:aws:iam::*:role/App"],
        Some(&["arn:aws:iam::111122223333:role/App"]),
        true,
    ),
    (
        "ArnLike",
        &["arn:aws:iam::*App"],
        Some(&["arn:aws:iam::111122223333:role/App"]),
        false,
    ),
    (
        "ArnLike",
        &["arn:aws:*"],
        Some(&["arn:aws:iam::111122223333:role/App"]),
        false,
    ),
    (
        "ArnLike",
        &["*"],
        Some(&["arn:aws:iam::111122223333:role/App"]),
        true,
    ),
    (
        "ArnNotEquals",
        &["arn:aws:iam::111122223333:role/App"],
        Some(&["arn:aws:iam::111122223333:role/Other"]),
        true,
    ),
    (
        "ArnNotLike",
        &["arn:aws:iam::111122223333:role/*"],
        None,
        true,
    ),
    ("Null", &["true"], None, true),
    ("Null", &["false"], None, false),
    ("Null", &["false"], Some(&["a"]), true),
    ("Null", &["true"], Some(&["a"]), false),
    // "IfExists": absent is true, present is judged.
    ("StringEqualsIfExists", &["a"], None, true),
    ("StringEqualsIfExists", &["a"], Some(&["b"]), false),
    // "Set operators for multivalued context keys".
    ("ForAllValues:StringEquals", &["a", "b"], Some(&["a"]), true),
    (
        "ForAllValues:StringEquals",
        &["a", "b"],
        Some(&["a", "c"]),
        false,
    ),
    ("ForAllValues:StringEquals", &["a"], None, true),
    ("ForAllValues:StringEquals", &["a"], Some(&[]), true),
    ("ForAllValues:StringEquals", &["a"], Some(&[""]), true),
    (
        "ForAnyValue:StringEquals",
        &["a", "b"],
        Some(&["c", "b"]),
        true,
    ),
    ("ForAnyValue:StringEquals", &["a"], Some(&["c"]), false),
    ("ForAnyValue:StringEquals", &["a"], None, false),
    ("ForAnyValue:StringNotEquals", &["a"], None, false),
    (
        "ForAnyValue:StringNotEquals",
        &["a"],
        Some(&["a", "b"]),
        true,
    ),
    ("ForAnyValue:StringNotEquals", &["a"], Some(&["a"]), false),
    (
        "ForAllValues:StringNotEquals",
        &["a"],
        Some(&["b", "c"]),
        true,
    ),
    (
        "ForAllValues:StringNotEquals",
        &["a"],
        Some(&["a", "c"]),
        false,
    ),
    ("ForAllValues:StringNotEquals", &["a"], None, true),
    (
        "ForAnyValue:StringLike",
        &["o-a/r-b/*"],
        Some(&["o-a/r-b/ou-c/"]),
        true,
    ),
    // "Null with ForAllValues is always true, with ForAnyValue always false" (policy check reference).
    ("ForAllValues:Null", &["true"], Some(&["a"]), true),
    ("ForAnyValue:Null", &["true"], None, false),
];

fn carries(values: Option<&[&str]>) -> Carries {
    let mut carries = Carries::default();
    if let Some(values) = values {
        carries.set(
            "AWS:x",
            values.iter().map(|value| value.to_string()).collect(),
        );
    }
    carries
}

#[test]
fn operators_do_what_their_page_says() {
    for (operator, wanted, values, truth) in TABLE {
        let parsed = Operator::parse(operator).unwrap();
        let found = evaluate(parsed, "aws:X", wanted, &carries(*values), true);
        assert_eq!(
            found,
            Truth::from(*truth),
            "{operator} {wanted:?} {values:?}"
        );
    }
}

/// "IAM policy elements: Variables and tags".
#[test]
fn variables_are_replaced_in_strings_and_arns() {
    let mut carries = Carries::default();
    carries.set("aws:username", vec!["Ann*".into()]);
    carries.set("aws:x", vec!["team/Ann*/1".into()]);
    carries.set("aws:many", vec!["a".into(), "b".into()]);
    let like = |wanted: &str, variables: bool| {
        let operator = Operator::parse("StringLike").unwrap();
        evaluate(operator, "aws:x", &[wanted], &carries, variables)
    };
    assert_eq!(like("team/${aws:username}/*", true), Truth::True);
    // What a variable brings in is no wildcard: it matches the star and nothing else.
    carries.set("aws:x", vec!["team/Anna/1".into()]);
    let like = |wanted: &str, variables: bool| {
        let operator = Operator::parse("StringLike").unwrap();
        evaluate(operator, "aws:x", &[wanted], &carries, variables)
    };
    assert_eq!(like("team/${aws:username}/*", true), Truth::False);
    assert_eq!(like("team/${aws:nobody, 'Anna'}/*", true), Truth::True);
    assert_eq!(like("team/${aws:nobody}/*", true), Truth::False);
    assert_eq!(like("team/${aws:many}/*", true), Truth::False);
    assert_eq!(like("team/${aws:username}/*", false), Truth::False);
    let equals = |wanted: &str, value: &str, variables: bool| {
        let mut carries = Carries::default();
        carries.set("aws:x", vec![value.into()]);
        let operator = Operator::parse("StringEquals").unwrap();
        evaluate(operator, "aws:x", &[wanted], &carries, variables)
    };
    assert_eq!(equals("a${*}b${?}c${$}", "a*b?c$", true), Truth::True);
    assert_eq!(equals("a${*}", "a${*}", false), Truth::True);
    assert_eq!(equals("${broken", "${broken", true), Truth::True);
}

#[test]
fn what_was_not_told_is_open() {
    let carries = Carries::of([]);
    for operator in [
        "StringEquals",
        "StringNotEquals",
        "Null",
        "ForAllValues:StringEquals",
        "BoolIfExists",
    ] {
        let parsed = Operator::parse(operator).unwrap();
        assert_eq!(
            evaluate(parsed, "aws:x", &["a"], &carries, true),
            Truth::Open,
            "{operator}"
        );
    }
}
