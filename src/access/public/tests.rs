use super::*;
use crate::json::parse;
use crate::read::policy::{Keep, read};

fn context() -> Context {
    let usage = "ENCRYPT_DECRYPT";
    let spec = "SYMMETRIC_DEFAULT";
    Context {
        owner: Some("111122223333".into()),
        region: Some("us-east-1".into()),
        arn: Some("arn:aws:kms:us-east-1:111122223333:key/1".into()),
        fit: sets::fit(Some(spec), Some(usage), Some("AWS_KMS"), Some(false)),
        ..Context::default()
    }
}

fn judged(statements: &str) -> Public {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    judge(&read(&parse(&text).unwrap(), Keep::Last), &context())
}

fn answer(statements: &str) -> Answer {
    judged(statements).answer
}

const OPEN: &str = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#;

fn with_deny(deny: &str) -> Answer {
    answer(&format!("{OPEN},{deny}"))
}

fn allow(rest: &str) -> Answer {
    answer(&format!(r#"{{"Effect":"Allow",{rest}}}"#))
}

#[test]
fn an_unconditioned_star_is_public() {
    for rest in [
        r#""Principal":"*","Action":"kms:Decrypt","Resource":"*""#,
        r#""Principal":{"AWS":["arn:aws:iam::111122223333:root","*"]},"Action":"kms:*","Resource":"*""#,
        r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"Action":"kms:Decrypt","Resource":"*""#,
        r#""Principal":"*","NotAction":"kms:PutKeyPolicy","Resource":"*""#,
        r#""Principal":"*","Action":"kms:DescribeKey","Resource":"arn:aws:kms:us-east-1:111122223333:key/*""#,
    ] {
        assert_eq!(allow(rest), Answer::Yes, "{rest}");
    }
}

#[test]
fn a_statement_that_never_applies_is_not() {
    for rest in [
        r#""Principal":"*","Resource":"*""#,
        r#""Principal":"*","Action":"kms:Decrypt""#,
        r#""Principal":"*","Action":"s3:GetObject","Resource":"*""#,
        r#""Principal":"*","Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:alias/app""#,
        r#""Principal":"*","Action":"kms:Decrypt","NotResource":"*""#,
        r#""Principal":"*","Action":"kms:Sign","Resource":"*""#,
        r#""Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*""#,
        r#""NotPrincipal":"*","Action":"kms:Decrypt","Resource":"*""#,
        // DescribeKey has no encryption context to test.
        r#""Principal":"*","Action":"kms:DescribeKey","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:a":"b"}}"#,
        r#""Principal":{"AWS":"AROAEXAMPLEID123"},"Action":"kms:*","Resource":"*""#,
    ] {
        assert_eq!(allow(rest), Answer::No, "{rest}");
    }
}

#[test]
fn a_deny_counts_when_it_reaches_every_stranger() {
    for deny in [
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#,
        r#"{"Effect":"Deny","Principal":{"AWS":"*"},"NotAction":"kms:DescribeKey","Resource":"*"}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"kms:CallerAccount":"111122223333"},"Bool":{"aws:PrincipalIsAWSService":"false"},"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}}"#,
        r#"{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
    ] {
        assert_eq!(with_deny(deny), Answer::No, "{deny}");
    }
}

#[test]
fn a_deny_that_strangers_escape_does_not() {
    for deny in [
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:Encrypt","Resource":"*"}"#,
        r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:*","Resource":"*"}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ForAnyValue:StringNotEquals":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-a/"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/App"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":"false"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":[]}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"arn:aws:kms:us-east-1:111122223333:key/2"}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*"}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"false"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#,
    ] {
        assert_eq!(with_deny(deny), Answer::Yes, "{deny}");
    }
}

#[test]
fn a_deny_of_the_same_condition_takes_the_allow_back() {
    let via = |effect: &str, value: &str| {
        format!(
            r#"{{"Effect":"{effect}","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"StringEquals":{{"kms:ViaService":"{value}.us-east-1.amazonaws.com"}}}}}}"#
        )
    };
    let both = format!("{},{}", via("Allow", "s3"), via("Deny", "s3"));
    assert_eq!(answer(&both), Answer::No);
    let other = format!("{},{}", via("Allow", "s3"), via("Deny", "ec2"));
    let public = judged(&other);
    assert_eq!(public.answer, Answer::Yes);
    assert!(matches!(
        public.broad[0].fate,
        Fate::Open {
            may_be_denied: Some(1),
            ..
        }
    ));
}

#[test]
fn what_cannot_be_read_is_undecided() {
    for rest in [
        r#""Principal":{"AWS":{"Ref":"X"}},"Action":"kms:Decrypt","Resource":"*""#,
        r#""Principal":{"AWS":"arn:aws:iam::*:root"},"Action":"kms:Decrypt","Resource":"*""#,
        r#""Principal":{"AWS":"${var.principal}"},"Action":"kms:Decrypt","Resource":"*""#,
        r#""Principal":{"Federated":"*"},"Action":"kms:Decrypt","Resource":"*""#,
        r#""Principal":"*","Action":{"Ref":"X"},"Resource":"*""#,
        r#""Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":"x""#,
    ] {
        assert_eq!(allow(rest), Answer::Undecided, "{rest}");
    }
    let lower = r#"{"Effect":"allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#;
    assert_eq!(answer(lower), Answer::Undecided);
}
