use super::*;
use crate::json::parse;
use crate::read::policy::{Keep, read};

fn context() -> Context {
    Context {
        owner: Some("111122223333".into()),
        region: Some("us-east-1".into()),
        spec: Some("SYMMETRIC_DEFAULT".into()),
        multi_region: Some(false),
        ..Context::default()
    }
}

/// The class of the first test of a Condition.
fn class(condition: &str) -> Class {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":"kms:CreateGrant","Condition":{condition}}}}}"#
    );
    let policy = read(&parse(&text).unwrap(), Keep::Last);
    let statement = &policy.statements[0];
    let context = context();
    let scales = Scales {
        policy: &policy,
        statement,
        context: &context,
    };
    scales.weigh(&statement.tests[0])
}

fn confines(condition: &str) -> Option<Bounds> {
    match class(condition) {
        Class::Confines { bounds, .. } => Some(bounds),
        _ => None,
    }
}

#[test]
fn fixed_values_of_caller_keys_confine() {
    for (condition, bounds) in [
        (
            r#"{"StringEquals":{"kms:CallerAccount":"111122223333"}}"#,
            Bounds::Account,
        ),
        (
            r#"{"StringLike":{"KMS:CALLERACCOUNT":["111122223333","444455556666"]}}"#,
            Bounds::Account,
        ),
        (
            r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
            Bounds::Organization,
        ),
        (
            r#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/ou-x/*"}}"#,
            Bounds::Organization,
        ),
        (
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:*:iam::111122223333:role/App*"}}"#,
            Bounds::Principal,
        ),
        (
            r#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}"#,
            Bounds::Principal,
        ),
        (
            r#"{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}"#,
            Bounds::Principal,
        ),
        (
            r#"{"StringLike":{"aws:userid":"AROAEXAMPLEID:*"}}"#,
            Bounds::Principal,
        ),
        (
            r#"{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}}"#,
            Bounds::Network,
        ),
        (
            r#"{"IpAddress":{"aws:SourceIp":"12.0.0.0/8"}}"#,
            Bounds::Network,
        ),
        (
            r#"{"StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d"}}"#,
            Bounds::Network,
        ),
        (
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket"}}"#,
            Bounds::Source,
        ),
        (
            r#"{"Bool":{"aws:PrincipalIsAWSService":"true"}}"#,
            Bounds::Service,
        ),
        // Presence is required beside it, so letting the absent key pass changes nothing.
        (
            r#"{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Null":{"aws:PrincipalOrgID":"false"}}"#,
            Bounds::Organization,
        ),
        (
            r#"{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Null":{"aws:principalorgid":false}}"#,
            Bounds::Organization,
        ),
        // A value that nobody can have adds nobody.
        (
            r#"{"StringEquals":{"kms:CallerAccount":["111122223333","*"]}}"#,
            Bounds::Account,
        ),
    ] {
        assert_eq!(confines(condition), Some(bounds), "{condition}");
    }
}

#[test]
fn what_does_not_fix_the_caller_does_not_confine() {
    for condition in [
        r#"{"StringLike":{"kms:CallerAccount":"1111*"}}"#,
        r#"{"StringLike":{"kms:CallerAccount":["111122223333","*"]}}"#,
        r#"{"StringEquals":{"kms:CallerAccount":"${aws:PrincipalAccount}"}}"#,
        r#"{"StringNotEquals":{"kms:CallerAccount":"444455556666"}}"#,
        r#"{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        r#"{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        r#"{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Null":{"aws:PrincipalArn":"false"}}"#,
        r#"{"StringLike":{"aws:PrincipalArn":"arn:*:iam::111122223333:role/App"}}"#,
        r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Admin"}}"#,
        r#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket*"}}"#,
        r#"{"StringLike":{"aws:userid":"*:bob"}}"#,
        r#"{"StringLike":{"aws:PrincipalOrgID":"o-*"}}"#,
        r#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-*/r-ab12/*"}}"#,
        r#"{"StringLike":{"aws:SourceVpc":"vpc-*"}}"#,
        r#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#,
        r#"{"IpAddress":{"aws:SourceIp":"12.0.0.0/7"}}"#,
        r#"{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","0.0.0.0/1"]}}"#,
        r#"{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}}"#,
        r#"{"Bool":{"aws:PrincipalIsAWSService":"false"}}"#,
        r#"{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}"#,
        r#"{"StringEquals":{"aws:username":"bob"}}"#,
        r#"{"StringEquals":{"aws:PrincipalTag/team":"x"}}"#,
        r#"{"StringEquals":{"kms:EncryptionContext:app":"x"}}"#,
        r#"{"StringEquals":{"aws:ResourceAccount":"111122223333"}}"#,
        r#"{"StringEqual":{"kms:CallerAccount":"111122223333"}}"#,
        r#"{"StringEquals":{"kms:CallerAcount":"111122223333"}}"#,
        r#"{"StringEquals":{"aws:PrincipalOrgID":[]}}"#,
        r#"{"Null":{"aws:PrincipalOrgID":"false"}}"#,
    ] {
        assert_eq!(confines(condition), None, "{condition}");
    }
}

#[test]
fn tells_what_can_never_be_true() {
    for (condition, dead) in [
        (
            r#"{"StringEquals":{"kms:ViaService":"acm.eu-west-1.amazonaws.com"}}"#,
            Dead::OtherRegion,
        ),
        (
            r#"{"StringEquals":{"kms:ViaService":"s3.*.amazonaws.com"}}"#,
            Dead::Impossible,
        ),
        (
            r#"{"StringEquals":{"kms:CallerAccount":"arn:aws:iam::111122223333:root"}}"#,
            Dead::Impossible,
        ),
        (
            r#"{"StringEquals":{"aws:PrincipalOrgID":"o-*"}}"#,
            Dead::Impossible,
        ),
        (
            r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#,
            Dead::Impossible,
        ),
        (
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:sts::111122223333:assumed-role/App/*"}}"#,
            Dead::Impossible,
        ),
        (
            r#"{"Bool":{"kms:MultiRegion":"true"}}"#,
            Dead::Constant(Some("false".into())),
        ),
        (
            r#"{"StringEquals":{"kms:MultiRegionKeyType":"PRIMARY"}}"#,
            Dead::Constant(None),
        ),
        (
            r#"{"StringNotEquals":{"kms:KeySpec":"SYMMETRIC_DEFAULT"}}"#,
            Dead::Constant(Some("SYMMETRIC_DEFAULT".into())),
        ),
        (r#"{"Null":{"kms:CallerAccount":"true"}}"#, Dead::Impossible),
        (
            r#"{"StringNotLike":{"aws:PrincipalArn":"*"}}"#,
            Dead::Impossible,
        ),
        (
            r#"{"ForAnyValue:StringEquals":{"aws:PrincipalOrgID":[]}}"#,
            Dead::NoValues,
        ),
    ] {
        assert_eq!(class(condition), Class::Never(dead), "{condition}");
    }
}

#[test]
fn tells_what_limits_nothing() {
    for (condition, idle) in [
        (
            r#"{"StringEquals":{"aws:ResourceAccount":"111122223333"}}"#,
            Idle::Constant("111122223333".into()),
        ),
        (
            r#"{"StringLike":{"aws:PrincipalArn":"*"}}"#,
            Idle::MatchesAnything("*".into()),
        ),
        (
            r#"{"IpAddress":{"aws:SourceIp":"::/0"}}"#,
            Idle::MatchesAnything("::/0".into()),
        ),
        (
            r#"{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
            Idle::AbsentPasses,
        ),
        (
            r#"{"ForAllValues:StringEquals":{"kms:EncryptionContextKeys":"app"}}"#,
            Idle::AbsentPasses,
        ),
        (
            r#"{"StringNotEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com"}}"#,
            Idle::ExcludesNothing,
        ),
        (
            r#"{"Bool":{"aws:SecureTransport":"true"}}"#,
            Idle::Constant("true".into()),
        ),
    ] {
        assert_eq!(class(condition), Class::NoEffect(idle), "{condition}");
    }
    // CreateGrant always carries its operations, so nothing slips past.
    let operations = r#"{"ForAllValues:StringEquals":{"kms:GrantOperations":"Decrypt"}}"#;
    assert_eq!(class(operations), Class::Narrows);
}

#[test]
fn what_the_key_settles_is_weighed_by_its_value() {
    let value = |text: &str| Class::NoEffect(Idle::Constant(text.into()));
    let never = |text: &str| Class::Never(Dead::Constant(Some(text.into())));
    for (condition, wanted) in [
        (
            r#"{"StringLike":{"kms:KeySpec":"SYM*"}}"#,
            value("SYMMETRIC_DEFAULT"),
        ),
        (
            r#"{"StringNotLike":{"kms:KeySpec":"SYM*"}}"#,
            never("SYMMETRIC_DEFAULT"),
        ),
        (
            r#"{"StringLike":{"aws:RequestedRegion":"eu-*"}}"#,
            never("us-east-1"),
        ),
        // A variable may come out as anything.
        (
            r#"{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}"#,
            Class::Narrows,
        ),
        // A key of one Region alone has no type of multi-Region key.
        (
            r#"{"Null":{"kms:MultiRegionKeyType":"true"}}"#,
            Class::NoEffect(Idle::ExcludesNothing),
        ),
        (
            r#"{"Null":{"kms:MultiRegionKeyType":"false"}}"#,
            Class::Never(Dead::Constant(None)),
        ),
        (
            r#"{"StringEquals":{"kms:MultiRegionKeyType":"PRIMARY"}}"#,
            Class::Never(Dead::Constant(None)),
        ),
        (
            r#"{"StringEqualsIfExists":{"kms:MultiRegionKeyType":"PRIMARY"}}"#,
            Class::NoEffect(Idle::AbsentPasses),
        ),
        (
            r#"{"StringNotEquals":{"kms:MultiRegionKeyType":"PRIMARY"}}"#,
            Class::NoEffect(Idle::AbsentPasses),
        ),
    ] {
        assert_eq!(class(condition), wanted, "{condition}");
    }
}

#[test]
fn what_is_always_there_cannot_be_asked_to_be_absent() {
    for (condition, wanted) in [
        // CreateGrant, which these statements allow, always names its operations.
        (
            r#"{"Null":{"kms:GrantOperations":"false"}}"#,
            Class::NoEffect(Idle::ExcludesNothing),
        ),
        (
            r#"{"Null":{"kms:GrantOperations":"true"}}"#,
            Class::Never(Dead::Impossible),
        ),
        (
            r#"{"Null":{"kms:GrantOperations":["true","true"]}}"#,
            Class::Never(Dead::Impossible),
        ),
        // Either value is enough, and one of them holds.
        (
            r#"{"Null":{"kms:GrantOperations":["true","false"]}}"#,
            Class::NoEffect(Idle::ExcludesNothing),
        ),
        (
            r#"{"Null":{"kms:ViaService":["false","true"]}}"#,
            Class::NoEffect(Idle::ExcludesNothing),
        ),
        (
            r#"{"Null":{"kms:ViaService":"perhaps"}}"#,
            Class::Never(Dead::Impossible),
        ),
        (
            r#"{"StringNotLike":{"kms:GrantOperations":"*"}}"#,
            Class::Never(Dead::Impossible),
        ),
        (
            r#"{"StringNotLike":{"aws:PrincipalTag/a":"*"}}"#,
            Class::Narrows,
        ),
        // No request carries such a value, and one without the key fails too.
        (
            r#"{"ForAnyValue:StringNotEquals":{"aws:PrincipalOrgPaths":"garbage"}}"#,
            Class::Narrows,
        ),
        (
            r#"{"StringNotEquals":{"aws:PrincipalOrgID":"garbage"}}"#,
            Class::NoEffect(Idle::ExcludesNothing),
        ),
    ] {
        assert_eq!(class(condition), wanted, "{condition}");
    }
}

#[test]
fn presence_is_asked_for_by_null_of_the_same_key_alone() {
    let org = r#""StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#;
    let with = |null: &str| confines(&format!("{{{org},{null}}}"));
    assert_eq!(
        with(r#""Null":{"aws:PrincipalOrgID":"false"}"#),
        Some(Bounds::Organization)
    );
    assert_eq!(with(r#""Null":{"aws:PrincipalOrgID":"true"}"#), None);
    assert_eq!(with(r#""Null":{"aws:PrincipalOrgPaths":"false"}"#), None);
    assert_eq!(with(r#""Bool":{"aws:PrincipalOrgID":"false"}"#), None);
}

#[test]
fn what_an_author_had_in_mind_is_a_positive_test_on_who_calls() {
    let intended = |condition: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Condition":{condition}}}}}"#
        );
        let policy = read(&parse(&text).unwrap(), Keep::Last);
        let context = context();
        let scales = Scales {
            policy: &policy,
            statement: &policy.statements[0],
            context: &context,
        };
        scales.intended_bounds(&policy.statements[0].tests[0])
    };
    assert_eq!(
        intended(r#"{"StringEqualsIfExists":{"kms:CallerAccount":"111122223333"}}"#),
        Some(Bounds::Account)
    );
    assert_eq!(
        intended(r#"{"StringNotEquals":{"kms:CallerAccount":"111122223333"}}"#),
        None
    );
    assert_eq!(intended(r#"{"Null":{"kms:CallerAccount":"false"}}"#), None);
    assert_eq!(
        intended(r#"{"StringEquals":{"kms:CallerAccount":"${aws:PrincipalAccount}"}}"#),
        None
    );
}

#[test]
fn values_that_no_request_carries_never_match() {
    for (condition, possible) in [
        (
            r#"{"StringEquals":{"aws:SourceVpc":"vpc-0a1b2c3d4e5f60718"}}"#,
            true,
        ),
        (r#"{"StringEquals":{"aws:SourceVpc":"my-vpc"}}"#, false),
        (r#"{"StringEquals":{"aws:SourceVpc":"vpc-*"}}"#, false),
        (r#"{"StringLike":{"aws:SourceVpc":"vpc-*"}}"#, true),
        (
            r#"{"StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d4e5f60718"}}"#,
            true,
        ),
        (
            r#"{"StringEquals":{"aws:SourceVpce":"vpc-0a1b2c3d4e5f60718"}}"#,
            false,
        ),
        (r#"{"StringEquals":{"aws:SourceVpce":"vpce-*"}}"#, false),
        (r#"{"StringEquals":{"aws:SourceIp":"203.0.113.7"}}"#, true),
        (
            r#"{"StringEquals":{"aws:SourceIp":"203.0.113.0/24"}}"#,
            false,
        ),
        (r#"{"StringLike":{"aws:SourceIp":"203.0.113.*"}}"#, true),
        (
            r#"{"StringLike":{"aws:userid":"AROAEXAMPLEEXAMPLEID:*"}}"#,
            true,
        ),
        (
            r#"{"StringEquals":{"aws:userid":"AROAEXAMPLEEXAMPLEID:*"}}"#,
            false,
        ),
        (
            r#"{"StringEquals":{"aws:userid":"AROAEXAMPLEEXAMPLEID:me"}}"#,
            true,
        ),
    ] {
        let never = class(condition) == Class::Never(Dead::Impossible);
        assert_eq!(never, !possible, "{condition}");
    }
}

#[test]
fn a_variable_of_a_key_that_was_not_told_leaves_it_open() {
    use super::super::request::Carries;
    let mut carries = Carries::of([]);
    carries.set("aws:PrincipalTag/a", vec!["x".into(), "y".into()]);
    let truth = |operator: &str, wanted: &[&str]| {
        evaluate(
            Operator::parse(operator).unwrap(),
            "aws:PrincipalTag/a",
            wanted,
            &carries,
            true,
        )
    };
    assert_eq!(truth("StringEquals", &["${aws:username}"]), Truth::Open);
    assert_eq!(
        truth("StringEquals", &["${aws:username}", "z"]),
        Truth::Open
    );
    assert_eq!(
        truth("ForAllValues:StringEquals", &["${aws:username}"]),
        Truth::Open
    );
    // Without a variable in it, a value is what it is; letter case is one beyond ASCII too.
    assert_eq!(truth("StringEquals", &["x"]), Truth::True);
    carries.set("aws:PrincipalTag/a", vec!["GRÜN".into()]);
    let folded = |operator: &str| {
        evaluate(
            Operator::parse(operator).unwrap(),
            "aws:PrincipalTag/a",
            &["grün"],
            &carries,
            true,
        )
    };
    assert_eq!(folded("StringEqualsIgnoreCase"), Truth::True);
    assert_eq!(folded("StringEquals"), Truth::False);
}

#[test]
fn values_that_no_request_can_carry() {
    for (condition, possible) in [
        (r#"{"Bool":{"aws:ViaAWSService":"yes"}}"#, false),
        (r#"{"Bool":{"aws:ViaAWSService":"TRUE"}}"#, true),
        (
            r#"{"ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":"r-ab12/ou-1"}}"#,
            false,
        ),
        (
            r#"{"ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5"}}"#,
            false,
        ),
        (
            r#"{"ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/"}}"#,
            true,
        ),
        (r#"{"StringLike":{"kms:CallerAccount":"1111*"}}"#, true),
        (
            r#"{"StringLike":{"kms:CallerAccount":"1111222233334*"}}"#,
            false,
        ),
        (
            r#"{"StringLike":{"kms:CallerAccount":"11112222333?"}}"#,
            true,
        ),
        (
            r#"{"StringLike":{"kms:CallerAccount":"11112222333*?"}}"#,
            true,
        ),
        (
            r#"{"StringLike":{"kms:CallerAccount":"111122223333?*"}}"#,
            false,
        ),
        (r#"{"StringLike":{"kms:CallerAccount":"1111?"}}"#, false),
        (r#"{"StringLike":{"kms:CallerAccount":"a*"}}"#, false),
        (r#"{"StringEquals":{"kms:KeyUsage":"SIGN_VERIFY"}}"#, true),
    ] {
        let never = matches!(class(condition), Class::Never(_));
        assert_eq!(never, !possible, "{condition}");
    }
    let context = Context {
        usage: Some("ENCRYPT_DECRYPT".into()),
        ..Context::default()
    };
    for name in ["kms:KeyUsage", "kms:CustomerMasterKeyUsage"] {
        let key = condition_keys::find(name).unwrap();
        let value = match constant::of(key, &context) {
            Some(Constant::Value(value)) => value,
            _ => String::new(),
        };
        assert_eq!(value, "ENCRYPT_DECRYPT", "{name}");
    }
}

/// A key that some actions of the statement lack is not there in every request.
#[test]
fn presence_hangs_on_the_actions_of_the_statement() {
    let class = |actions: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":[{actions}],"Condition":{{"Null":{{"kms:GrantOperations":"false"}}}}}}}}"#
        );
        let policy = read(&parse(&text).unwrap(), Keep::Last);
        let context = Context {
            fit: crate::aws::sets::fit(None, None, None, None),
            ..context()
        };
        let statement = &policy.statements[0];
        let scales = Scales {
            policy: &policy,
            statement,
            context: &context,
        };
        scales.weigh(&statement.tests[0])
    };
    assert_eq!(
        class(r#""kms:CreateGrant""#),
        Class::NoEffect(Idle::ExcludesNothing)
    );
    assert_eq!(class(r#""kms:CreateGrant","kms:Decrypt""#), Class::Narrows);
}

#[test]
fn a_value_is_fixed_when_it_names_one_known_thing() {
    for (key, operator, text, fixed) in [
        // The account stands; a service's own resource has no account behind it that `*` could take along.
        (
            "aws:SourceArn",
            "StringLike",
            "arn:aws:sns:*:111122223333:t*",
            true,
        ),
        (
            "aws:SourceArn",
            "StringLike",
            "arn:aws:sns:us-*:111122223333:t*",
            false,
        ),
        // Field by field, the account stands whatever is before it.
        ("aws:SourceArn", "ArnLike", "arn:*:*:*:111122223333:*", true),
        (
            "aws:SourceArn",
            "StringLike",
            "arn:aws:*:*:111122223333:*",
            false,
        ),
        (
            "aws:SourceArn",
            "ArnLike",
            "arn:aws:sns:*:11112222333?:t",
            false,
        ),
        (
            "aws:PrincipalArn",
            "StringLike",
            "arn:aws:iam:*:111122223333:role/t*",
            false,
        ),
        (
            "aws:PrincipalOrgPaths",
            "StringLike",
            "o-a1b2c3d4e5/r-ab12/*",
            true,
        ),
        (
            "aws:PrincipalOrgPaths",
            "StringLike",
            "o-a1b2c3d4e5/*/ou-1/*",
            true,
        ),
        (
            "aws:PrincipalOrgPaths",
            "StringLike",
            "o-a1b2c3d4*/r-ab12/*",
            false,
        ),
        (
            "aws:PrincipalOrgPaths",
            "StringLike",
            "everyone/r-ab12/*",
            false,
        ),
        ("aws:SourceIp", "StringEquals", "203.0.113.7", true),
        ("aws:SourceIp", "StringLike", "203.0.113.*", false),
        ("aws:SourceIp", "IpAddress", "203.0.113.7", true),
    ] {
        let key = condition_keys::find(key).unwrap();
        let operator = Operator::parse(operator).unwrap();
        assert_eq!(value::fixed(text, operator, key), fixed, "{text}");
    }
}

#[test]
fn only_wildcards_that_are_ones_match_everything() {
    for (operator, text, all) in [
        ("StringLike", "*", true),
        ("StringLike", "**", true),
        ("StringEquals", "*", false),
        ("StringLike", "", false),
        ("ArnLike", "arn:*:*:*:*:*", true),
        ("ArnLike", "arn:*:*:*:*:a", false),
        // As a text it asks for "arn:" and five colons.
        ("StringLike", "arn:*:*:*:*:*", false),
        ("IpAddress", "0.0.0.0/0", true),
        ("IpAddress", "0.0.0.0/1", false),
    ] {
        let operator = Operator::parse(operator).unwrap();
        assert_eq!(
            value::matches_all(text, operator),
            all,
            "{operator:?} {text}"
        );
    }
}

#[test]
fn wildcards_are_literal_outside_of_variables_and_like() {
    for (operator, text, literal) in [
        ("StringEquals", "a*", true),
        ("StringEquals", "a?${aws:username}", true),
        ("StringEquals", "${aws:username}*", true),
        ("StringEquals", "${*}", false),
        ("StringEquals", "${*", false),
        ("StringEquals", "a", false),
        ("StringLike", "a*", false),
        ("ArnEquals", "a*", false),
        ("NumericEquals", "a*", false),
    ] {
        let operator = Operator::parse(operator).unwrap();
        assert_eq!(
            value::literal_wildcard(text, operator),
            literal,
            "{operator:?} {text}"
        );
    }
}

#[test]
fn arns_that_no_request_carries_never_match() {
    for (condition, possible) in [
        (
            r#"{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App"}}"#,
            true,
        ),
        (r#"{"StringEquals":{"aws:PrincipalArn":"App"}}"#, false),
        (
            r#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::1111:role/App"}}"#,
            false,
        ),
        (
            r#"{"StringEquals":{"aws:SourceArn":"arn:aws:s3:::bucket"}}"#,
            true,
        ),
        (r#"{"StringLike":{"aws:PrincipalArn":"*App"}}"#, true),
    ] {
        let never = class(condition) == Class::Never(Dead::Impossible);
        assert_eq!(never, !possible, "{condition}");
    }
}

#[test]
fn the_key_settles_its_origin() {
    let context = Context {
        origin: Some("EXTERNAL".into()),
        ..Context::default()
    };
    let key = condition_keys::find("kms:KeyOrigin").unwrap();
    assert!(
        matches!(constant::of(key, &context), Some(Constant::Value(value)) if value == "EXTERNAL")
    );
    assert!(constant::is_everywhere(
        condition_keys::find("aws:PrincipalArn").unwrap()
    ));
    assert!(!constant::is_everywhere(
        condition_keys::find("kms:ViaService").unwrap()
    ));
}
