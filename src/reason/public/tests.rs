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
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ForAllValues:Null":{"aws:SourceVpce":"false"}}}"#,
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
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"arn:aws:kms:us-east-1:111122223333:key/2"}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*"}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"false"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#,
        // Who does not carry the key has nothing that could match, not even anything.
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalOrgID":"*"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"*"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:*:*:*:*:*"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}"#,
        // ForAnyValue is false without the key, also when negated.
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ForAnyValue:StringNotEquals":{"aws:PrincipalOrgPaths":"garbage"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ForAnyValue:StringNotEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com"}}}"#,
    ] {
        assert_eq!(with_deny(deny), Answer::Yes, "{deny}");
    }
}

#[test]
fn a_deny_that_cannot_be_read_leaves_it_undecided() {
    for deny in [
        // KMS refuses this, so whom it would spare is not known.
        r#"{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::*:root"},"Action":"kms:*","Resource":"*"}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","NotAction":"kms:Sign","Resource":"*"}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"garbage"}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":[]}}}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotQuite":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
    ] {
        assert_eq!(with_deny(deny), Answer::Undecided, "{deny}");
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
    // A request has one `kms:ViaService`, so this Deny takes nothing back; one on MFA takes some.
    let denied = |public: &Public| match public.broad[0].fate {
        Fate::Open { may_be_denied, .. } => may_be_denied,
        _ => panic!("{:?}", public.broad),
    };
    assert_eq!(denied(&public), None);
    let mfa = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#;
    let public = judged(&format!("{},{mfa}", via("Allow", "s3")));
    assert_eq!(denied(&public), Some(1));
}

/// An Allow and a Deny for everyone with these conditions.
fn both(allow: &str, deny: &str) -> Answer {
    let statement = |effect: &str, condition: &str| {
        format!(
            r#"{{"Effect":"{effect}","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{condition}}}"#
        )
    };
    answer(&format!(
        "{},{}",
        statement("Allow", allow),
        statement("Deny", deny)
    ))
}

#[test]
fn a_deny_covers_only_what_its_own_operator_covers() {
    for (allow, deny) in [
        (
            r#"{"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}"#,
            r#"{"DateGreaterThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}"#,
        ),
        (
            r#"{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}"#,
            r#"{"NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"}}"#,
        ),
        (
            r#"{"StringLike":{"aws:PrincipalTag/team":"a*"}}"#,
            r#"{"StringEquals":{"aws:PrincipalTag/team":"a*"}}"#,
        ),
        (
            r#"{"StringEqualsIgnoreCase":{"aws:PrincipalTag/team":"a"}}"#,
            r#"{"StringEquals":{"aws:PrincipalTag/team":"a"}}"#,
        ),
    ] {
        assert_eq!(both(allow, deny), Answer::Yes, "{allow} {deny}");
    }
    for (allow, deny) in [
        (
            r#"{"StringEquals":{"aws:PrincipalTag/team":"a"}}"#,
            r#"{"StringLike":{"aws:PrincipalTag/team":"a*"}}"#,
        ),
        (
            r#"{"StringEquals":{"aws:PrincipalTag/team":"a"}}"#,
            r#"{"StringEqualsIgnoreCase":{"aws:PrincipalTag/team":"A"}}"#,
        ),
        (
            r#"{"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}"#,
            r#"{"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"}}"#,
        ),
    ] {
        assert_eq!(both(allow, deny), Answer::No, "{allow} {deny}");
    }
}

#[test]
fn a_star_in_a_resource_reaches_past_colons() {
    for resource in ["arn:aws:kms:*", "arn:aws:kms:us-east-1:*", "arn:*"] {
        let rest = format!(r#""Principal":"*","Action":"kms:Decrypt","Resource":"{resource}""#);
        assert_eq!(allow(&rest), Answer::Yes, "{resource}");
    }
}

#[test]
fn a_range_is_no_text_and_an_ipv4_range_stays_one() {
    let text = r#""Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceIp":"0.0.0.0/0"}}"#;
    assert_eq!(allow(text), Answer::No);
    let mapped = r#""Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"::ffff:0:0/96"}}"#;
    assert_eq!(allow(mapped), Answer::Yes);
}

#[test]
fn a_deny_of_one_action_contests_that_action_alone() {
    let public = judged(
        r#"{"Effect":"Allow","Principal":"*","Action":["kms:Decrypt","kms:ReEncrypt*"],"Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:ReEncrypt*","Resource":"*","Condition":{"Bool":{"kms:ReEncryptOnSameKey":"false"}}}"#,
    );
    let Fate::Open {
        actions, contested, ..
    } = &public.broad[0].fate
    else {
        panic!("{public:?}")
    };
    assert_eq!(
        *contested,
        ActionSet::named(&["ReEncryptFrom", "ReEncryptTo"])
    );
    assert_eq!(actions.len(), 3);
}

#[test]
fn drafts_that_kms_refuses_are_undecided() {
    for rest in [
        r#""principal":"*","Action":"kms:Decrypt","Resource":"*""#,
        r#""Principal":"*","Actions":"kms:Decrypt","Resource":"*""#,
        r#""Principal":"*","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Decrypt","Resource":"*""#,
        r#""Principal":"*","Action":"kms:PutKeyPolicy","NotAction":"kms:Sign","Resource":"*""#,
    ] {
        assert_eq!(allow(rest), Answer::Undecided, "{rest}");
    }
    for text in [
        r#"{"statement":[]}"#,
        r#"{"Version":"2012-10-17","Statements":[]}"#,
    ] {
        let policy = read(&parse(text).unwrap(), Keep::Last);
        assert_eq!(
            judge(&policy, &context()).answer,
            Answer::Undecided,
            "{text}"
        );
    }
    let version = r#"{"Version":"2012-10-18","Statement":{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"${aws:PrincipalAccount}"}}}}"#;
    let policy = read(&parse(version).unwrap(), Keep::Last);
    assert_eq!(judge(&policy, &context()).answer, Answer::Yes);
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

/// Numbers closer together, or larger, than they are compared here: there is one between them all the same.
#[test]
fn numbers_that_are_cut_make_no_no() {
    for (low, high) in [
        ("1e-13", "2e-13"),
        ("0.000000000001", "0.000000000002"),
        ("1e30", "1e31"),
    ] {
        let answer = judged(&format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{"NumericGreaterThan":{{"aws:MultiFactorAuthAge":"{low}"}},"NumericLessThan":{{"aws:MultiFactorAuthAge":"{high}"}}}}}}"#
        ));
        assert_ne!(answer.answer, Answer::No, "{low} {high}");
    }
}
