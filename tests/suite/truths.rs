//! Policies that scanners judge wrongly, in one direction or the other, and what AWS would do.

use keyglass::access::public::Answer;

use crate::{ids, policy, report, resource};

fn judged(statements: &str) -> keyglass::lint::Report {
    report(&resource(&policy(statements)))
}

fn allow(rest: &str) -> keyglass::lint::Report {
    judged(&format!(r#"{{"Effect":"Allow","Resource":"*",{rest}}}"#))
}

#[test]
fn public_whatever_stands_beside_it() {
    for rest in [
        r#""Principal":"*","Action":"kms:Decrypt""#,
        r#""Principal":"*","Action":"kms:*""#,
        r#""Principal":"*","Action":"kms:Decrypt","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}"#,
        r#""Principal":"*","Action":"kms:Decrypt","Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"}}"#,
        r#""Principal":"*","Action":"kms:Decrypt","Condition":{"StringEquals":{"aws:username":"bob"}}"#,
        r#""Principal":"*","Action":"kms:Decrypt","Condition":{"StringEquals":{"aws:CalledViaLast":"athena.amazonaws.com"}}"#,
        r#""Principal":"*","Action":"kms:*","Condition":{"StringLike":{"aws:PrincipalArn":"*"}}"#,
        r#""Principal":"*","Action":"kms:*","Condition":{"StringLike":{"aws:SourceVpc":"vpc-*"}}"#,
        r#""Principal":"*","Action":"kms:*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#,
        r#""Principal":"*","Action":"kms:*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"Action":"kms:*""#,
        r#""Principal":"*","NotAction":"kms:Decrypt""#,
    ] {
        let report = allow(rest);
        assert_eq!(report.verdict.answer, Answer::Yes, "{rest}");
        assert!(ids(&report).contains(&"KMS-POL-001"), "{rest}");
    }
}

#[test]
fn not_public_whatever_it_looks_like() {
    for (rest, words) in [
        (
            r#""Principal":"*","Action":"kms:*","Condition":{"StringEquals":{"kms:CallerAccount":"444455556666"}}"#,
            "shared with the foreign account 444455556666",
        ),
        (
            r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"Action":"kms:*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#,
            "services that act for 111122223333",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:*""#,
            "shared with the foreign account 444455556666",
        ),
    ] {
        let report = allow(rest);
        assert_eq!(report.verdict.answer, Answer::No, "{rest}");
        let sentence = report.verdict.sentence.to_string();
        assert!(sentence.contains(words), "{sentence}");
        assert!(!ids(&report).contains(&"KMS-POL-001"), "{rest}");
    }
}

#[test]
fn a_blanket_deny_leaves_nothing() {
    let report = judged(
        r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#,
    );
    assert_eq!(report.verdict.answer, Answer::No);
    assert_eq!(
        report.verdict.sentence.to_string(),
        "Statement 1 speaks of everyone, but statement 2 denies everybody."
    );
}

#[test]
fn the_template_of_aws_managed_keys_is_right() {
    let statements = r#"{"Sid":"Allow access through S3 for all principals in the account that are authorized to use S3","Effect":"Allow","Principal":{"AWS":"*"},"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:CreateGrant","kms:DescribeKey"],"Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"s3.us-east-1.amazonaws.com"}}},{"Sid":"Allow direct access to key metadata to the account","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["kms:Describe*","kms:Get*","kms:List*","kms:RevokeGrant"],"Resource":"*"}"#;
    let report = judged(statements);
    assert_eq!(report.verdict.answer, Answer::No);
    assert_eq!(ids(&report), [""; 0]);
}

#[test]
fn a_single_statement_need_not_stand_in_a_list() {
    let file = resource(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}}"#,
    );
    assert_eq!(report(&file).verdict.answer, Answer::Yes);
}

/// What AWS refuses is a draft; the answer holds only when it holds for either reading.
#[test]
fn a_condition_given_twice_is_not_trusted() {
    let file = resource(&policy(
        r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{},"Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
    ));
    assert_eq!(report(&file).verdict.answer, Answer::Undecided);
}
