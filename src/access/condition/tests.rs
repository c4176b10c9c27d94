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
