//! Policies that scanners judge wrongly, in one direction or the other, and what AWS would do.

use keyglass::reason::public::Answer;

use crate::{ids, policy, report, resource, warnings};

/// The warnings but for those that every policy of one statement has: that nobody manages the key.
fn beside_the_owner(report: &keyglass::lint::Report) -> Vec<&'static str> {
    let owner = ["KMS-POL-011", "KMS-POL-012", "KMS-POL-020"];
    let all = warnings(report).into_iter();
    all.filter(|id| !owner.contains(id)).collect()
}

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
            "lets in the foreign account 444455556666",
        ),
        (
            r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"Action":"kms:*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#,
            "services that act for 111122223333",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:*""#,
            "lets in the foreign account 444455556666",
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
    assert_eq!(warnings(&report), [""; 0]);
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

/// What is said of a policy of one statement: the sentence, the verdict's sentence, and the rules.
fn said(statement: &str) -> (String, String, Vec<&'static str>) {
    let report = judged(statement);
    let sentence = report.sentences()[0].to_string();
    (
        sentence,
        report.verdict.sentence.to_string(),
        beside_the_owner(&report),
    )
}

#[test]
fn sentences_say_what_aws_does() {
    let deny = |condition: &str| {
        let statement = format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"kms:CreateGrant","Resource":"*","Condition":{condition}}}"#
        );
        said(&statement).0
    };
    for (condition, wanted) in [
        (
            r#"{"ForAllValues:StringNotEquals":{"kms:GrantOperations":["Decrypt","Encrypt"]}}"#,
            "Nobody may create grants for this key, unless an operation of the grant is Decrypt or Encrypt.",
        ),
        (
            r#"{"ForAllValues:StringNotLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/*"}}"#,
            "Nobody may create grants for this key, unless the caller is under o-a1b2c3d4e5/*.",
        ),
        (
            r#"{"ForAnyValue:StringNotLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/*"}}"#,
            "Nobody may create grants for this key, if the caller is not under o-a1b2c3d4e5/* (and the request says so).",
        ),
        (
            r#"{"Null":{"aws:SourceVpce":["true","false"]}}"#,
            "Nobody may create grants for this key, if aws:SourceVpce is in the request or not.",
        ),
        (
            r#"{"StringEquals":{"kms:ViaService":"ec2.*.amazonaws.com"}}"#,
            "Nobody may create grants for this key, if the request comes through ec2.*.amazonaws.com.",
        ),
    ] {
        assert_eq!(deny(condition), wanted);
    }
    for (statement, wanted) in [
        (
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"kms:EncryptionContext:dept":"a"}}}"#,
            "Role App may decrypt with this key, if the encryption context has dept other than a (or the request does not say).",
        ),
        (
            r#"{"Effect":"Deny","Principal":{"AWS":["arn:aws:iam::111122223333:role/a","arn:aws:iam::111122223333:role/b"]},"Action":["kms:Decrypt","kms:PutKeyPolicy"],"Resource":"*"}"#,
            "Role a and role b may not decrypt with this key or change its policy.",
        ),
        (
            r#"{"Effect":"Deny","Principal":{"AWS":["111122223333","444455556666"]},"Action":"kms:Decrypt","Resource":"*"}"#,
            "Everyone in account 111122223333 and everyone in account 444455556666 may not decrypt with this key.",
        ),
        (
            r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalType":"Account"}}}"#,
            "The root user of account 111122223333 may do everything with this key, if aws:PrincipalType is Account.",
        ),
    ] {
        assert_eq!(said(statement).0, wanted);
    }
}

#[test]
fn verdicts_name_only_accounts_that_are_let_in() {
    let excluded = r#"{"Effect":"Allow","NotPrincipal":{"AWS":"444455556666"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#;
    assert!(
        !said(excluded).1.contains("foreign"),
        "{}",
        said(excluded).1
    );
    let useless = r#"{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#;
    assert!(!said(useless).1.contains("foreign"), "{}", said(useless).1);
    let nobody = r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}"#;
    assert_eq!(said(nobody).1, "The policy allows nobody anything.");
}

#[test]
fn dead_statements_give_no_warning_of_access() {
    for (statement, wanted) in [
        (
            r#"{"Effect":"Allow","NotPrincipal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
            vec![],
        ),
        (
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:key/other"}"#,
            vec!["KMS-RES-001"],
        ),
        (
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"NotAction":"kms:*","Resource":"*"}"#,
            vec![],
        ),
        (
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:root"}}}"#,
            vec![],
        ),
        (
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"}}}"#,
            vec!["KMS-PRI-010"],
        ),
    ] {
        assert_eq!(said(statement).2, wanted, "{statement}");
    }
}

#[test]
fn a_reading_that_is_undecided_reports_no_access() {
    let file = resource(&policy(
        r#"{"Effect":"Deny","Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
    ));
    let report = report(&file);
    assert_eq!(report.verdict.answer, Answer::Undecided);
    assert_eq!(beside_the_owner(&report), ["KMS-SYN-002"]);
}

/// Of what is not AWS's default it is not said, and a NotPrincipal spares no more of an account than its root user.
#[test]
fn what_is_not_the_default_is_not_called_so() {
    const APP: &str = "arn:aws:iam::111122223333:role/App";
    let root = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
    let report_of = |statement: &str| {
        let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{root},{statement}]}}"#);
        crate::report(&format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","Policy":{}}}"#,
            keyglass::json::quote(&policy)
        ))
    };
    let grant = |condition: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{APP}"}},"Action":"kms:CreateGrant","Resource":"*"{condition}}}"#
        )
    };
    for (statement, is_default) in [
        (
            format!(
                r#"{{"Effect":"Allow","NotPrincipal":{{"AWS":"{APP}"}},"Action":"kms:Decrypt","Resource":"*"}}"#
            ),
            false,
        ),
        (
            format!(
                r#"{{"Effect":"Allow","Principal":{{"AWS":"{APP}"}},"Action":"kms:ReEncrypt","Resource":"*"}}"#
            ),
            false,
        ),
        (grant(""), false),
        (
            grant(r#","Condition":{"Bool":{"kms:GrantIsForAWSResource":"false"}}"#),
            false,
        ),
        (
            grant(r#","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}"#),
            true,
        ),
    ] {
        let report = report_of(&statement);
        let mut ids = report.findings.iter().map(|finding| finding.rule.id);
        assert_eq!(ids.any(|id| id == "KMS-POL-010"), is_default, "{statement}");
    }
    let spared = report_of(&format!(
        r#"{{"Effect":"Deny","NotPrincipal":{{"AWS":["{APP}","arn:aws:iam::111122223333:root"]}},"Action":"kms:Decrypt","Resource":"*"}}"#
    ));
    let sentence = spared.sentences()[1].to_string();
    assert!(
        sentence.starts_with("Nobody except role App and the root user of account 1111"),
        "{sentence}"
    );
}
