//! Policies that scanners judge wrongly, in one direction or the other, and what AWS would do.

use keyglass::lint::Severity;
use keyglass::reason::public::Answer;
use keyglass::workspace::{Loaded, Workspace};

use crate::{ids, now, policy, report, resource, warnings};

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

/// A Deny that spares a network spares whoever is in it, known or not.
#[test]
fn a_network_is_no_caller() {
    let denied = |condition: &str| {
        let report = judged(&format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{condition}}}"#
        ));
        assert_eq!(report.verdict.answer, Answer::No, "{condition}");
        report.verdict.sentence.to_string()
    };
    for condition in [
        r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1234abcd"}}"#,
        r#"{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#,
    ] {
        let words = "denies everybody who is not in certain networks.";
        assert!(denied(condition).ends_with(words), "{condition}");
    }
    let callers = denied(r#"{"StringNotEquals":{"kms:CallerAccount":"111122223333"}}"#);
    assert!(callers.ends_with("denies everybody but known callers."));
}

/// "Multivalued context keys" (IAM User Guide): ForAnyValue is false of a request without the key, so that the Deny spares it.
#[test]
fn a_deny_of_any_value_closes_no_source() {
    let source = |operator: &str| {
        ids(&judged(&format!(
            r#"{{"Effect":"Allow","Principal":{{"Service":"s3.amazonaws.com"}},"Action":"kms:Decrypt","Resource":"*"}},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"{operator}":{{"aws:SourceAccount":"111122223333"}},"Bool":{{"aws:PrincipalIsAWSService":"true"}}}}}}"#
        )))
        .contains(&"KMS-PRI-010")
    };
    assert!(source("ForAnyValue:StringNotEquals"));
    assert!(!source("StringNotEquals"));
}

/// A grant that is not for a service's resource is any grant.
#[test]
fn what_is_not_for_a_service_is_no_limit() {
    let severity = |flag: &str| {
        let report = allow(&format!(
            r#""Principal":"*","Action":"kms:CreateGrant","Condition":{{"StringEquals":{{"kms:CallerAccount":"111122223333"}},"Bool":{{"kms:GrantIsForAWSResource":"{flag}"}}}}"#
        ));
        let found = report
            .findings
            .iter()
            .find(|it| it.rule.id() == "KMS-POL-003");
        found.map(|it| it.severity)
    };
    assert_eq!(severity("false"), Some(Severity::High));
    assert_eq!(severity("true"), Some(Severity::Info));
}

/// A condition on an organization that another one narrows to the key's own account leaves nobody foreign.
#[test]
fn grants_of_an_organization_may_be_left_to_own_callers() {
    let grants = |more: &str| {
        let report = allow(&format!(
            r#""Principal":"*","Action":"kms:CreateGrant","Condition":{{"StringEquals":{{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}{more}}}"#
        ));
        ids(&report).contains(&"KMS-POL-006")
    };
    assert!(grants(""));
    assert!(grants(r#","IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#));
    assert!(!grants(
        r#","ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App"}"#
    ));
    assert!(!grants(
        r#","StringLike":{"kms:CallerAccount":"111122223333"}"#
    ));
}

/// An account that a condition keeps out is not let in.
#[test]
fn a_foreign_account_is_named_where_its_requests_get_in() {
    let foreign = r#""Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:*""#;
    for (account, is_in) in [("111122223333", false), ("444455556666", true)] {
        let condition =
            format!(r#""Condition":{{"StringEquals":{{"kms:CallerAccount":"{account}"}}}}"#);
        let report = allow(&format!("{foreign},{condition}"));
        let sentence = report.verdict.sentence.to_string();
        assert_eq!(sentence.contains("lets in"), is_in, "{sentence}");
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
            "Nobody may create grants for this key, if the request comes through ec2.*.amazonaws.com (as written, not as a pattern).",
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
        // KMS does most administration for the key's own account alone.
        (
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/B"},"Action":"kms:*","Resource":"*"}"#,
            "Role B of account 444455556666 may do everything with this key that KMS does across accounts.",
        ),
        (
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::444455556666:role/B","arn:aws:iam::777788889999:role/C"]},"Action":["kms:Decrypt","kms:PutKeyPolicy"],"Resource":"*"}"#,
            "Role B of account 444455556666 and role C of account 777788889999 may decrypt with this key (the rest of its actions KMS does only within the account).",
        ),
        (
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/B"},"Action":["kms:PutKeyPolicy","kms:TagResource"],"Resource":"*"}"#,
            "It allows nothing: KMS does none of its actions for another account.",
        ),
        (
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::444455556666:role/B","arn:aws:iam::111122223333:role/C"]},"Action":["kms:Decrypt","kms:PutKeyPolicy"],"Resource":"*"}"#,
            "Role B of account 444455556666 and role C may decrypt with this key and change its policy (from another account only what KMS does across accounts).",
        ),
        (
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::444455556666:role/B"},"Action":["kms:Decrypt","kms:PutKeyPolicy"],"Resource":"*"}"#,
            "Role B of account 444455556666 may not decrypt with this key or change its policy.",
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

/// What a Deny takes from everybody, IAM policies of the account do not decide.
#[test]
fn verdicts_say_what_a_deny_leaves() {
    const ROOT: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
    const MFA: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#;
    const DECIDE: &str =
        "Only account 111122223333 itself is named: its IAM policies decide who may use the key.";
    let deny = |rest: &str| format!(r#"{{"Effect":"Deny","Resource":"*",{rest}}}"#);
    for (first, second, wanted, in_iam) in [
        (
            ROOT,
            deny(r#""Principal":"*","Action":"kms:*""#),
            "Statement 2 denies everybody all that the policy allows.",
            false,
        ),
        (
            ROOT,
            deny(r#""Principal":{"AWS":"111122223333"},"Action":"kms:*""#),
            "Statement 2 denies everybody all that the policy allows.",
            false,
        ),
        (
            ROOT,
            deny(
                r#""Principal":"*","NotAction":["kms:PutKeyPolicy","kms:Describe*","kms:Get*","kms:List*","kms:ScheduleKeyDeletion"]"#,
            ),
            "Only account 111122223333 itself is named, and statement 2 denies everybody every use of the key.",
            false,
        ),
        (
            ROOT,
            deny(r#""Principal":"*","Action":"kms:ScheduleKeyDeletion""#),
            DECIDE,
            true,
        ),
        (
            ROOT,
            deny(
                r#""Principal":"*","Action":"kms:*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111122223333"}}"#,
            ),
            DECIDE,
            true,
        ),
        (
            ROOT,
            deny(r#""NotPrincipal":{"AWS":"111122223333"},"Action":"kms:*""#),
            DECIDE,
            true,
        ),
        (
            MFA,
            deny(r#""Principal":"*","Action":"kms:ScheduleKeyDeletion""#),
            "Only account 111122223333 itself is named, under conditions.",
            true,
        ),
        // What one statement gives without conditions, no other has to.
        (MFA, ROOT.to_string(), DECIDE, true),
    ] {
        let (_, sentence, ids) = said(&format!("{first},{second}"));
        assert_eq!(sentence, wanted, "{second}");
        let report = judged(&format!("{first},{second}"));
        let all = crate::ids(&report);
        assert_eq!(all.contains(&"KMS-POL-018"), in_iam, "{second} {ids:?}");
    }
}

/// What a key cannot do need not be denied, and a Deny for the account leaves other accounts what they have.
#[test]
fn verdicts_take_the_key_for_what_it_is() {
    let symmetric = |statements: &str| {
        let members = r#""KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT","#;
        let report = report(&crate::resource_with(&policy(statements), members));
        report.verdict.sentence.to_string()
    };
    let root = |action: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"111122223333"}},"Action":"{action}","Resource":"*"}}"#
        )
    };
    let all_but_signing =
        r#"{"Effect":"Deny","Principal":"*","NotAction":"kms:Sign","Resource":"*"}"#;
    assert_eq!(
        symmetric(&format!("{},{all_but_signing}", root("kms:*"))),
        "Statement 2 denies everybody all that the policy allows."
    );
    let nothing = symmetric(&root("kms:Sign"));
    assert!(
        !nothing.contains("denies") && !nothing.contains("deny"),
        "{nothing}"
    );
    let foreign = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/B"},"Action":"kms:Decrypt","Resource":"*"}"#;
    let own =
        r#"{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"}"#;
    assert!(
        symmetric(&format!("{foreign},{own}")).starts_with("No Allow speaks of everyone"),
        "{}",
        symmetric(&format!("{foreign},{own}"))
    );
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
        let mut ids = report.findings.iter().map(|finding| finding.rule.id());
        assert_eq!(ids.any(|id| id == "KMS-POL-010"), is_default, "{statement}");
    }
    let spared = report_of(&format!(
        r#"{{"Effect":"Deny","NotPrincipal":{{"AWS":["{APP}","arn:aws:iam::111122223333:root"]}},"Action":"kms:Decrypt","Resource":"*"}}"#
    ));
    let sentence = spared.sentences()[1].to_string();
    assert!(
        sentence
            .starts_with("Nobody except the root user of account 111122223333, not even role App,"),
        "{sentence}"
    );
}

fn found(report: &keyglass::lint::Report, rule: &str) -> Option<(Severity, String)> {
    let mut findings = report.findings.iter();
    let finding = findings.find(|finding| finding.rule.id() == rule)?;
    Some((finding.severity, finding.message.to_string()))
}

/// Behind an ARN's last colon there is nothing for a wildcard to cross into.
#[test]
fn wildcards_in_the_last_field_cross_nothing() {
    let of = |operator: &str, value: &str| {
        let report = allow(&format!(
            r#""Principal":"*","Action":"kms:Decrypt","Condition":{{"{operator}":{{"aws:PrincipalArn":{value}}}}}"#
        ));
        found(&report, "KMS-CON-006").map(|(severity, _)| severity)
    };
    const LAST: &str = r#""arn:aws:iam::111122223333:role/team-?/*""#;
    assert_eq!(of("StringLike", LAST), Some(Severity::Info));
    for crossing in [
        r#""arn:aws:iam::*:role/App""#,
        r#""arn:aws:iam::11112222333?:role/App""#,
        r#""arn:*""#,
        r#"["arn:aws:iam::111122223333:role/*","arn:aws:iam::*:role/App"]"#,
    ] {
        assert_eq!(
            of("StringLike", crossing),
            Some(Severity::Medium),
            "{crossing}"
        );
    }
    assert_eq!(
        of("StringEquals", LAST),
        None,
        "KMS-CON-007 speaks of it: no wildcard need be added"
    );
}

/// What cannot be given at all is told apart from what can be given under conditions.
#[test]
fn partial_delegation_says_which_part() {
    let report = allow(
        r#""Principal":{"AWS":"111122223333"},"Action":["kms:Decrypt","kms:DescribeKey"],"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#,
    );
    let (_, message) = found(&report, "KMS-POL-016").unwrap();
    let (never, limited) = message.split_once("; and ").unwrap();
    assert!(
        never.starts_with("IAM policies of the account cannot give "),
        "{message}"
    );
    assert!(!never.contains("kms:Decrypt"), "{message}");
    assert_eq!(
        limited,
        "kms:Decrypt and kms:DescribeKey only under the statement’s conditions."
    );
}

/// A grantee with two grants is one grantee.
#[test]
fn grantees_are_named_once() {
    let grant = r#"{"GrantId":"g1","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}"#;
    let members = format!(r#""Grants":[{grant},{}],"#, grant.replace("g1", "g2"));
    let report = report(&crate::resource_with(&policy(""), &members));
    let (_, message) = found(&report, "KMS-GRA-016").unwrap();
    assert_eq!(message.matches("role/App").count(), 1, "{message}");
    let (_, message) = found(&report, "KMS-GRA-010").unwrap();
    assert_eq!(
        message,
        "2 grants have no retiring principal: only administrators, and the account that made each, can end them."
    );
}

/// Whoever encrypts for an enclave makes data keys outside of it, and reads nothing by them.
#[test]
fn producers_for_enclaves_are_no_leak() {
    let of = |action: &str| {
        let report = judged(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/Producer"}},"Action":{action},"Resource":"*"}},
            {{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/App"}},"Action":"kms:Decrypt","Resource":"*","Condition":{{"StringEqualsIgnoreCase":{{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}}}}"#
        ));
        found(&report, "KMS-CON-049").unwrap().0
    };
    assert_eq!(of(r#""kms:GenerateDataKey""#), Severity::Info);
    assert_eq!(
        of(r#"["kms:GenerateDataKey","kms:Decrypt"]"#),
        Severity::High
    );
}

/// "Deny unless it is this kind of key" does nothing on a key of that kind, as it should.
#[test]
fn guards_that_hold_are_no_dead_text() {
    let of = |operator: &str, value: &str| {
        let file = crate::resource_with(
            &policy(&format!(
                r#"{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"{operator}":{{"kms:KeySpec":"{value}"}}}}}}"#
            )),
            r#""KeySpec":"SYMMETRIC_DEFAULT","#,
        );
        found(&report(&file), "KMS-CON-030").unwrap().0
    };
    assert_eq!(of("StringNotEquals", "SYMMETRIC_DEFAULT"), Severity::Info);
    assert_eq!(of("StringEquals", "RSA_2048"), Severity::High);
}

/// Equal statements are equal for services too, of whose requests not all is known.
#[test]
fn equal_statements_are_told() {
    let one = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#;
    let report = judged(&format!("{one},{one}"));
    assert!(
        found(&report, "KMS-POL-023").is_some(),
        "{:?}",
        ids(&report)
    );
    let other = one.replace("kms:CallerAccount", "aws:PrincipalAccount");
    let report = judged(&format!("{one},{other}"));
    assert!(found(&report, "KMS-POL-023").is_none());
}

fn loaded(file: &str) -> std::rc::Rc<Loaded> {
    let mut workspace = Workspace::default();
    workspace.add("file".into(), file, now());
    workspace.loaded(0).unwrap()
}

/// What a template does not tell yet is no mistake in it.
#[test]
fn functions_of_templates_are_no_mistakes() {
    let root = r#"{"Effect":"Allow","Principal":{"AWS":{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:root"}},"Action":"kms:*","Resource":"*"}"#;
    let template = |statement: &str| {
        format!(
            r#"{{"Parameters":{{"App":{{"Type":"String"}},"On":{{"Type":"String"}}}},"Conditions":{{"C":{{"Fn::Equals":[{{"Ref":"On"}},"x"]}}}},"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"EnableKeyRotation":true,"KeyPolicy":{{"Version":"2012-10-17","Statement":[{root},{statement}]}}}}}}}}}}"#
        )
    };
    for statement in [
        r#"{"Effect":"Allow","Principal":{"AWS":{"Ref":"App"}},"Action":"kms:Decrypt","Resource":"*"}"#,
        r#"{"Effect":"Allow","Principal":{"Ref":"App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        r#"{"Fn::If":["C",{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"},{"Ref":"AWS::NoValue"}]}"#,
        r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":{"Ref":"App"}}}}"#,
    ] {
        let loaded = loaded(&template(statement));
        let report = &loaded.report;
        assert_eq!(report.verdict.answer, Answer::Undecided, "{statement}");
        let syntax = |id: &&str| id.starts_with("KMS-SYN");
        assert_eq!(ids(report).into_iter().find(syntax), None, "{statement}");
    }
    // What is no function is a mistake.
    for statement in [
        r#"{"Effect":"Allow","Principal":{"AWS":{"Reff":"App"}},"Action":"kms:Decrypt","Resource":"*"}"#,
        r#"{"Effect":"Allow","Principal":{"AWS":{"Ref":"App","x":1}},"Action":"kms:Decrypt","Resource":"*"}"#,
    ] {
        let loaded = loaded(&template(statement));
        assert!(ids(&loaded.report).contains(&"KMS-SYN-003"), "{statement}");
    }
}

#[test]
fn a_deny_of_all_cryptography_says_any() {
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:Sign","kms:Verify","kms:GenerateMac","kms:VerifyMac","kms:DeriveSharedSecret","kms:Encapsulate","kms:Decapsulate","kms:CreateGrant","kms:RevokeGrant","kms:RetireGrant","kms:ScheduleKeyDeletion","kms:DisableKey","kms:DeleteImportedKeyMaterial"],"Resource":"*"}"#;
    let said = judged(deny).sentences()[0].to_string();
    assert_eq!(
        said,
        "Nobody may use this key for any cryptographic operation, create or revoke its grants or disable or delete it."
    );
}

fn with_root(statements: &str) -> keyglass::lint::Report {
    judged(&format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:root"}},"Action":"kms:*","Resource":"*"}},{statements}"#
    ))
}

fn finding(report: &keyglass::lint::Report, id: &str) -> Option<(Severity, String)> {
    let found = report.findings.iter().find(|it| it.rule.id() == id)?;
    Some((found.severity, found.message.to_string()))
}

const EVERYONE: &str =
    r#"{"Effect":"Allow","Principal":"*","Action":["kms:Encrypt","kms:Decrypt"],"Resource":"*"}"#;

/// What no condition says, no sentence says.
#[test]
fn a_deny_without_conditions_is_about_no_network() {
    for spared in ["role/app", "root"] {
        let report = with_root(&format!(
            r#"{EVERYONE},{{"Effect":"Deny","NotPrincipal":{{"AWS":"arn:aws:iam::111122223333:{spared}"}},"Action":"kms:*","Resource":"*"}}"#
        ));
        let sentence = report.verdict.sentence.to_string();
        assert!(
            sentence.ends_with("statement 3 denies everybody but known callers."),
            "{sentence}"
        );
    }
}

/// Data perimeters are written as a Deny with exceptions: whom it spares is let in by the Allow for everyone.
#[test]
fn whom_a_deny_spares_is_named() {
    for (condition, foreign) in [
        (
            r#"{"StringNotEquals":{"aws:PrincipalAccount":["111122223333","444455556666"]}}"#,
            true,
        ),
        (
            r#"{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/*"}}"#,
            true,
        ),
        // No caller has the ARN of a session here ("aws:PrincipalArn", AWS global condition context keys).
        (
            r#"{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:sts::444455556666:assumed-role/x/y"}}"#,
            false,
        ),
        (
            r#"{"StringNotEquals":{"kms:CallerAccount":"111122223333"}}"#,
            false,
        ),
    ] {
        let report = with_root(&format!(
            r#"{EVERYONE},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{condition}}}"#
        ));
        let sentence = report.verdict.sentence.to_string();
        let said = sentence.ends_with(" It names the foreign account 444455556666.");
        assert_eq!(said, foreign, "{sentence}");
    }
}

/// Whoever of the account may change the policy without IAM, by whatever form strangers are kept out.
#[test]
fn everybody_of_the_account_may_change_the_policy() {
    let allow = |condition: &str, deny: &str| {
        with_root(&format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":["kms:Decrypt","kms:PutKeyPolicy"],"Resource":"*"{condition}}}{deny}"#
        ))
    };
    let spares = |account: &str| {
        format!(
            r#",{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"StringNotEquals":{{"aws:PrincipalAccount":"{account}"}}}}}}"#
        )
    };
    let organization = r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#;
    let high = Some(Severity::High);
    for (condition, deny, severity) in [
        (organization, String::new(), high),
        ("", spares("111122223333"), high),
        ("", spares("444455556666"), None),
    ] {
        let report = allow(condition, &deny);
        let found = finding(&report, "KMS-POL-003").map(|(severity, _)| severity);
        assert_eq!(found, severity, "{condition}{deny}");
    }
    // Use alone by an organization is a finding of its own.
    let report = with_root(&format!(
        r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"{organization}}}"#
    ));
    assert_eq!(finding(&report, "KMS-POL-003"), None);
}

/// "aws:PrincipalArn" (AWS global condition context keys): "the ARN of the role", for its sessions too; roles of IAM Identity
/// Center have a path ("Referencing permission sets in resource policies", IAM Identity Center User Guide).
#[test]
fn the_arn_of_a_caller_that_no_caller_has() {
    for (value, fires) in [
        ("arn:aws:sts::111122223333:assumed-role/app/*", true),
        ("arn:aws:sts::111122223333:assumed-role/app/me", true),
        (
            "arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_*",
            true,
        ),
        (
            "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*",
            false,
        ),
        (
            "arn:aws:iam::111122223333:role/*AWSReservedSSO_Admin_*",
            false,
        ),
        ("arn:aws:iam::111122223333:role/app", false),
    ] {
        for effect in ["Allow", "Deny"] {
            let report = with_root(&format!(
                r#"{{"Effect":"{effect}","Principal":{{"AWS":"111122223333"}},"Action":"kms:Decrypt","Resource":"*","Condition":{{"ArnLike":{{"aws:PrincipalArn":"{value}"}}}}}}"#
            ));
            assert_eq!(finding(&report, "KMS-CON-017").is_some(), fires, "{value}");
        }
    }
}

/// "String condition operators" (IAM User Guide): the letter case of a value does not matter to this one.
#[test]
fn a_value_in_large_letters_matches_where_case_is_ignored() {
    for (operator, fires) in [("StringEquals", true), ("StringEqualsIgnoreCase", false)] {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{"{operator}":{{"aws:PrincipalOrgID":"O-A1B2C3D4E5"}}}}}}"#
        ));
        assert_eq!(
            finding(&report, "KMS-CON-017").is_some(),
            fires,
            "{operator}"
        );
    }
}

/// What every grant meets is no limit; what a Deny takes from all grants is one.
#[test]
fn limits_of_grants_limit() {
    let app = |condition: &str, deny: &str| {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/app"}},"Action":"kms:CreateGrant","Resource":"*"{condition}}}{deny}"#
        ));
        let found = |id| finding(&report, id).is_some();
        assert_eq!(
            found("KMS-ACT-014"),
            found("KMS-POL-030"),
            "{condition}{deny}"
        );
        found("KMS-ACT-014")
    };
    for (condition, unlimited) in [
        (r#"{"StringLike":{"kms:GranteePrincipal":"*"}}"#, true),
        (
            r#"{"StringLike":{"kms:GranteePrincipal":"*:role/x"}}"#,
            true,
        ),
        (
            r#"{"ArnLike":{"kms:GranteePrincipal":"arn:aws:iam::*:role/*"}}"#,
            true,
        ),
        (
            r#"{"ArnLike":{"kms:GranteePrincipal":"arn:aws:iam::111122223333:role/*"}}"#,
            false,
        ),
        (
            r#"{"ForAnyValue:StringEquals":{"kms:GrantOperations":["DescribeKey"]}}"#,
            true,
        ),
        (
            r#"{"ForAllValues:StringEquals":{"kms:GrantOperations":["DescribeKey"]}}"#,
            false,
        ),
        (
            r#"{"ForAllValues:StringNotEquals":{"kms:GrantOperations":["Decrypt","CreateGrant"]}}"#,
            false,
        ),
    ] {
        let condition = format!(r#","Condition":{condition}"#);
        assert_eq!(app(&condition, ""), unlimited, "{condition}");
    }
    for (condition, unlimited) in [
        (
            r#"{"ForAnyValue:StringEquals":{"kms:GrantOperations":["Decrypt","CreateGrant"]}}"#,
            false,
        ),
        (
            r#"{"StringNotEquals":{"kms:GranteePrincipal":"arn:aws:iam::111122223333:role/other"}}"#,
            false,
        ),
        (
            r#"{"StringEquals":{"kms:GranteePrincipal":"arn:aws:iam::111122223333:role/other"}}"#,
            true,
        ),
        (r#"{"StringNotEquals":{"aws:PrincipalTag/team":"a"}}"#, true),
        (
            r#"{"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt"]}}"#,
            true,
        ),
        (
            r#"{"ForAnyValue:StringNotLike":{"kms:GrantOperations":["*"]}}"#,
            true,
        ),
        (r#"{"Null":{"kms:GrantOperations":"true"}}"#, true),
        (
            r#"{"StringNotLike":{"kms:GranteePrincipal":"arn:aws:iam::*:role/*"}}"#,
            true,
        ),
    ] {
        let deny = format!(
            r#",{{"Effect":"Deny","Principal":"*","Action":"kms:CreateGrant","Resource":"*","Condition":{condition}}}"#
        );
        assert_eq!(app("", &deny), unlimited, "{condition}");
    }
}

/// "Condition keys for attested platforms" (KMS Developer Guide): any enclave has some measurement.
#[test]
fn a_measurement_that_may_be_anything_attests_nothing() {
    for (operator, value, fixed) in [
        ("StringLike", "*", false),
        ("StringLike", "?*", false),
        ("StringLike", "a*", true),
        // It stands for itself, and no enclave measures it.
        ("StringEquals", "*", true),
    ] {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/app"}},"Action":"kms:Decrypt","Resource":"*","Condition":{{"{operator}":{{"kms:RecipientAttestation:PCR0":"{value}"}}}}}}"#
        ));
        let found = ["KMS-CON-049", "KMS-CON-051"].map(|id| finding(&report, id).is_some());
        assert_eq!(found, [!fixed, fixed], "{operator} {value}");
    }
}

/// A statement that asks for the key to be there and, beside it, what it says asks for MFA.
#[test]
fn mfa_that_is_asked_for_in_two_ways() {
    let found = |condition: &str| {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/app"}},"Action":"kms:Decrypt","Resource":"*","Condition":{{"Null":{{"aws:MultiFactorAuthPresent":"false"}}{condition}}}}}"#
        ));
        finding(&report, "KMS-CON-040").is_some()
    };
    assert!(found(""));
    assert!(found(r#","StringEquals":{"aws:PrincipalTag/a":"b"}"#));
    assert!(!found(
        r#","NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}"#
    ));
    assert!(!found(
        r#","StringEquals":{"aws:MultiFactorAuthPresent":"true"}"#
    ));
}

/// The advice has to work for whom the statement is for.
#[test]
fn what_a_service_is_asked_instead_of_the_owner() {
    for (principal, meant) in [
        (r#"{"Service":"sns.amazonaws.com"}"#, "aws:SourceAccount"),
        (
            r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
            "aws:PrincipalAccount",
        ),
    ] {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"kms:Decrypt","Resource":"*","Condition":{{"StringEquals":{{"aws:ResourceAccount":"111122223333"}}}}}}"#
        ));
        let (_, message) = finding(&report, "KMS-CON-031").unwrap();
        assert!(message.contains(meant), "{message}");
    }
}

/// A name that goes on is nearer than one with other letters.
#[test]
fn a_name_that_was_cut_off_is_finished() {
    let report = with_root(
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrg":"o-a1b2c3d4e5"}}}"#,
    );
    let (_, message) = finding(&report, "KMS-CON-002").unwrap();
    assert!(
        message.ends_with("Did you mean aws:PrincipalOrgID?"),
        "{message}"
    );
}

/// What never applies lets nobody in, and nothing is said of it that only an Allow that applies does.
#[test]
fn of_a_statement_that_never_applies_that_alone_is_said() {
    let allow = |principal: &str, action: &str, condition: &str| {
        with_root(&format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"*","Condition":{condition}}}"#
        ))
    };
    let foreign = r#"{"AWS":"arn:aws:iam::444455556666:root"}"#;
    let own = r#"{"AWS":"arn:aws:iam::111122223333:root"}"#;
    for (principal, condition, silent) in [
        (
            foreign,
            r#"{"StringEquals":{"kms:CallerAccount":"111122223333"}}"#,
            "KMS-POL-004",
        ),
        (
            own,
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/x"}}"#,
            "KMS-POL-005",
        ),
    ] {
        let report = allow(principal, "kms:Decrypt", condition);
        assert!(finding(&report, "KMS-POL-025").is_some(), "{condition}");
        assert_eq!(finding(&report, silent), None, "{condition}");
    }
    for (role, dead) in [("app", false), ("other", true)] {
        let report = allow(
            r#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
            "kms:CreateGrant",
            &format!(
                r#"{{"ArnEquals":{{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/{role}"}}}}"#
            ),
        );
        let found = ["KMS-POL-025", "KMS-ACT-014"].map(|id| finding(&report, id).is_some());
        assert_eq!(found, [dead, !dead], "{role}");
    }
}

/// The account that a Deny spares uses the key by the Allow for everyone.
#[test]
fn a_foreign_account_that_a_deny_spares_uses_the_key() {
    let found = |account: &str| {
        let report = with_root(&format!(
            r#"{EVERYONE},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"StringNotEquals":{{"aws:PrincipalAccount":["111122223333","{account}"]}}}}}}"#
        ));
        finding(&report, "KMS-POL-004").map(|(_, message)| message)
    };
    let message = found("444455556666").unwrap();
    assert!(
        message.starts_with("Statement 2 lets whomever account 444455556666 chooses use the key.")
    );
    assert_eq!(found("111122223333"), None);
    assert_eq!(found("*"), None);
}

/// "aws:PrincipalArn" (AWS global condition context keys): the root user's ARN is nobody else's.
#[test]
fn the_root_user_by_its_arn() {
    let found = |operator: &str, value: &str| {
        let report = judged(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"111122223333"}},"Action":"kms:*","Resource":"*","Condition":{{"{operator}":{{"aws:PrincipalArn":"{value}"}}}}}}"#
        ));
        finding(&report, "KMS-POL-017").map(|(severity, _)| severity)
    };
    let root = "arn:aws:iam::111122223333:root";
    assert_eq!(found("ArnEquals", root), Some(Severity::Medium));
    assert_eq!(found("ArnNotEquals", root), None);
    assert_eq!(
        found("ArnEquals", "arn:aws:iam::111122223333:role/root"),
        None
    );
}

/// An account that is spared by one Deny and shut out by another part of the policy gets nothing.
#[test]
fn whom_another_part_shuts_out_is_not_named() {
    let spares = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":["111122223333","444455556666"]}}}"#;
    let deny = |principal: &str, condition: &str| {
        format!(
            r#"{EVERYONE},{spares},{{"Effect":"Deny","Principal":{principal},"Action":"kms:*","Resource":"*"{condition}}}"#
        )
    };
    for statements in [
        deny(r#"{"AWS":"arn:aws:iam::444455556666:root"}"#, ""),
        deny(r#""*""#, r#","Condition":{"StringEquals":{"aws:PrincipalAccount":"444455556666"}}"#),
        deny(r#""*""#, r#","Condition":{"StringNotEquals":{"kms:CallerAccount":["111122223333","777788889999"]}}"#),
        format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{"StringNotEquals":{{"aws:PrincipalAccount":"444455556666"}}}}}},{spares}"#
        ),
        r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"},"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/x"}}}"#.into(),
    ] {
        let report = with_root(&statements);
        assert_eq!(report.foreign, [""; 0], "{statements}");
        assert!(!report.verdict.sentence.to_string().contains("foreign"), "{statements}");
        assert_eq!(finding(&report, "KMS-POL-004"), None, "{statements}");
        assert_eq!(finding(&report, "KMS-POL-005"), None, "{statements}");
    }
}

/// "NotPrincipal" (IAM User Guide): whom a Deny with it names gets past it.
#[test]
fn whom_a_deny_spares_by_name_is_named() {
    let report = with_root(&format!(
        r#"{EVERYONE},{{"Effect":"Deny","NotPrincipal":{{"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::444455556666:root","arn:aws:iam::444455556666:user/Bob"]}},"Action":"kms:*","Resource":"*"}}"#
    ));
    assert_eq!(report.foreign, ["444455556666"]);
    assert_eq!(finding(&report, "KMS-POL-004"), None);
    assert!(finding(&report, "KMS-POL-005").is_some());
}

/// One principal of an account that is spared is not its whole account.
#[test]
fn one_foreign_role_that_a_deny_spares() {
    let found = |value: &str| {
        let report = with_root(&format!(
            r#"{EVERYONE},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"ArnNotLike":{{"aws:PrincipalArn":"arn:aws:iam::444455556666:{value}"}}}}}}"#
        ));
        ["KMS-POL-004", "KMS-POL-005"].map(|id| finding(&report, id).is_some())
    };
    assert_eq!(found("role/x"), [false, true]);
    assert_eq!(found("role/*"), [true, false]);
}

/// "Every identity of the account" is every one that the policy does not name, by every form that lets it.
#[test]
fn every_identity_of_the_account_or_not() {
    let own = r#"{"StringEquals":{"aws:PrincipalAccount":["111122223333","444455556666"]}}"#;
    let organization = r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#;
    let deny = |condition: &str| {
        format!(
            r#",{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{condition}}}"#
        )
    };
    let only = r#"{"StringNotEquals":{"aws:PrincipalAccount":"111122223333"}}"#;
    let admin = r#"{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin"}}"#;
    let nobody = r#"{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}"#;
    for (condition, deny, high) in [
        ("{}", deny(only), true),
        (
            "{}",
            deny(&organization.replace("Equals", "NotEquals")),
            true,
        ),
        (own, String::new(), true),
        (
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:*"}}"#,
            String::new(),
            true,
        ),
        (organization, deny(admin), false),
        ("{}", deny(admin), false),
        (organization, deny(nobody), false),
        (
            r#"{"StringNotEquals":{"kms:CallerAccount":"111122223333"}}"#,
            String::new(),
            false,
        ),
        (
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin-*"}}"#,
            String::new(),
            false,
        ),
    ] {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*","Condition":{condition}}}{deny}"#
        ));
        let found = finding(&report, "KMS-POL-003").map(|(severity, _)| severity);
        assert_eq!(found, high.then_some(Severity::High), "{condition}{deny}");
    }
}

/// AWS writes statements for one service asked through so ("Allow access through …"): nobody sends PutKeyPolicy that way. A tag
/// or a session leaves only some.
#[test]
fn another_test_leaves_fewer_than_every_identity() {
    let found = |test: &str| {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":["kms:Decrypt","kms:PutKeyPolicy"],"Resource":"*","Condition":{{"StringEquals":{{"kms:CallerAccount":"111122223333"{test}}}}}}}"#
        ));
        finding(&report, "KMS-POL-003").map(|(severity, _)| severity)
    };
    assert_eq!(found(""), Some(Severity::High));
    assert_eq!(
        found(r#","aws:PrincipalOrgID":"o-a1b2c3d4e5""#),
        Some(Severity::High)
    );
    assert_eq!(
        found(r#","kms:ViaService":"ec2.us-east-1.amazonaws.com""#),
        Some(Severity::Info)
    );
    assert_eq!(found(r#","aws:PrincipalTag/a":"b""#), Some(Severity::Info));
    assert_eq!(found(r#","aws:SourceVpc":"vpc-0a1b2c3d""#), None);
}

/// A foreign principal whom a Deny refuses makes no grants.
#[test]
fn who_is_refused_makes_no_grants() {
    let found = |spared: &str| {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::444455556666:user/bob"}},"Action":"kms:CreateGrant","Resource":"*"}},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"StringNotEquals":{{"aws:PrincipalAccount":["111122223333","{spared}"]}}}}}}"#
        ));
        finding(&report, "KMS-POL-006").map(|(severity, _)| severity)
    };
    assert_eq!(found("777788889999"), None);
    assert_eq!(found("444455556666"), Some(Severity::High));
    // Everyone is let in, and the Deny spares one account.
    let spared = |account: &str| {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"kms:CreateGrant","Resource":"*"}},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"StringNotEquals":{{"aws:PrincipalAccount":["111122223333","{account}"]}}}}}}"#
        ));
        finding(&report, "KMS-POL-006").map(|(severity, _)| severity)
    };
    assert_eq!(spared("111122223333"), None);
    assert_eq!(spared("444455556666"), Some(Severity::High));
}

/// "Null" (Condition operators, IAM User Guide): true of a key that is not there.
#[test]
fn a_key_that_is_never_there_and_null() {
    for key in ["sts:ExternalId", "aws:NoSuchKey"] {
        for (value, words) in [("true", "always true"), ("false", "never true")] {
            let report = with_root(&format!(
                r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/app"}},"Action":"kms:Decrypt","Resource":"*","Condition":{{"Null":{{"{key}":"{value}"}}}}}}"#
            ));
            let found = ["KMS-CON-002", "KMS-CON-003"].map(|id| finding(&report, id));
            let (_, message) = found.into_iter().flatten().next().unwrap();
            assert!(message.contains(words), "{message}");
        }
    }
}

/// A part that cannot be read is somebody, too.
#[test]
fn a_sentence_leaves_nobody_out() {
    let report = with_root(
        r#"{"Effect":"Allow","Principal":{"Service":["s3.amazonaws.com",{"Ref":"X"}]},"Action":"kms:Decrypt","Resource":"*"}"#,
    );
    assert_eq!(
        report.sentences()[1].to_string(),
        "The AWS service S3 and a principal that cannot be read may decrypt with this key."
    );
}

/// Findings of the rules that begin so.
fn ids_of(report: &keyglass::lint::Report, head: &str) -> Vec<&'static str> {
    let ids = report.findings.iter().map(|finding| finding.rule.id());
    ids.filter(|id| id.starts_with(head)).collect()
}

/// A Deny goes before every grant: what a grant gives to whom the policy denies it all, it does not give.
#[test]
fn a_grant_that_is_denied_gives_nothing() {
    let with = |deny: &str, grantee: &str, operations: &str| {
        let policy = crate::policy(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:root"}},"Action":"kms:*","Resource":"*"}},{deny}"#
        ));
        let grants = format!(
            r#""Grants":[{{"GrantId":"g","GranteePrincipal":"{grantee}","IssuingAccount":"arn:aws:iam::111122223333:root","Operations":[{operations}]}}],"#
        );
        let report = crate::report(&crate::resource_with(&policy, &grants));
        let ids = ["KMS-GRA-001", "KMS-GRA-014", "KMS-GRA-016"];
        ids.map(|id| finding(&report, id).is_some())
    };
    let of = |deny: &str, grantee: &str| with(deny, grantee, r#""Decrypt""#);
    let (app, foreign) = (
        "arn:aws:iam::111122223333:role/App",
        "arn:aws:iam::444455556666:role/x",
    );
    let outside = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111122223333"}}}"#;
    assert_eq!(of(outside, foreign), [false, true, false]);
    assert_eq!(of(outside, app), [false, false, true]);
    let by_name = r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#;
    assert_eq!(of(by_name, app), [false, true, false]);
    assert_eq!(of(by_name, foreign), [true, false, true]);
    assert_eq!(
        of(&by_name.replace("Decrypt", "Encrypt"), app),
        [false, false, true]
    );
    let by_condition = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin"}}}"#;
    assert_eq!(of(by_condition, app), [false, true, false]);
    assert_eq!(
        of(by_condition, "arn:aws:iam::111122223333:role/Admin"),
        [false, false, true]
    );
    // The path of a session's role is not in its name.
    let session = "arn:aws:sts::444455556666:assumed-role/X/s";
    let by_path = r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/team/X"}}}"#;
    assert_eq!(of(by_path, session), [true, false, true]);
    // No policy denies to retire a grant.
    let all = by_name.replace("kms:Decrypt", "kms:*");
    assert!(!with(&all, app, r#""Decrypt","RetireGrant""#)[1]);
    assert!(with(&all, app, r#""Decrypt","Encrypt""#)[1]);
}

/// An account of zeros, as emulators have it, is one like others.
#[test]
fn an_account_of_zeros_is_printed_as_it_is() {
    let report = with_root(
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:role/x"},"Action":"kms:Decrypt","Resource":"*"}"#,
    );
    assert_eq!(report.foreign, ["000000000000"]);
    assert!(
        !report.sentences()[1]
            .to_string()
            .contains("ResourceAccount")
    );
    assert!(report.verdict.sentence.to_string().contains("000000000000"));
}

#[test]
fn times_that_exclude_each_other_are_not_said_to_come() {
    let under = |from: &str, until: &str| {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/x"}},"Action":"kms:Decrypt","Resource":"*","Condition":{{"DateLessThan":{{"aws:CurrentTime":"{until}"}},"DateGreaterThan":{{"aws:CurrentTime":"{from}"}}}}}}"#
        ));
        let times = ids_of(&report, "KMS-CON-045").len();
        (times, ids_of(&report, "KMS-POL-025").len())
    };
    assert_eq!(
        under("2058-01-01T00:00:00Z", "2057-01-01T00:00:00Z"),
        (0, 1)
    );
    assert_eq!(
        under("2057-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
        (1, 0)
    );
    assert_eq!(
        under("2057-01-01T00:00:00Z", "2058-01-01T00:00:00Z"),
        (1, 0)
    );
}

/// "Cross-service confused deputy prevention": where both are asked for, both have to be met.
#[test]
fn a_source_beside_the_own_account_is_not_another_accounts() {
    let of = |condition: &str| {
        let report = with_root(&format!(
            r#"{{"Effect":"Allow","Principal":{{"Service":"sns.amazonaws.com"}},"Action":"kms:Decrypt","Resource":"*","Condition":{{{condition}}}}}"#
        ));
        ids_of(&report, "KMS-PRI-012").len()
    };
    let arn = r#""ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:444455556666:t"}"#;
    assert_eq!(of(arn), 1);
    let own = r#""StringEquals":{"aws:SourceAccount":"111122223333"}"#;
    assert_eq!(of(&format!("{own},{arn}")), 0);
    let both = r#""StringEquals":{"aws:SourceAccount":["111122223333","444455556666"]}"#;
    assert_eq!(of(&format!("{both},{arn}")), 2);
}

/// Values that no request holds, and values that it may hold.
#[test]
fn what_no_caller_and_no_service_is_called_is_found() {
    let of = |effect: &str, condition: &str| {
        let report = with_root(&format!(
            r#"{{"Effect":"{effect}","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{{condition}}}}}"#
        ));
        (
            ids_of(&report, "KMS-CON-017").len(),
            ids_of(&report, "KMS-CON-02").len(),
        )
    };
    let caller = |arn: &str| {
        let condition = format!(r#""ArnNotEquals":{{"aws:PrincipalArn":"{arn}"}}"#);
        of("Deny", &condition).0
    };
    assert_eq!(caller("arn:aws:iam::111122223333:role/Admins"), 0);
    assert_eq!(caller("arn:aws:iam::111122223333:group/Admins"), 1);
    assert_eq!(caller("arn:aws-cn:iam::111122223333:role/Admins"), 1);
    let via = |name: &str| {
        let condition = format!(
            r#""StringEqualsIgnoreCase":{{"kms:ViaService":"{name}","kms:CallerAccount":"111122223333"}}"#
        );
        of("Allow", &condition).1
    };
    assert_eq!(via("S3.us-east-1.amazonaws.com"), 0);
}

/// "Key policy sections that allow cross-account access" (Required AWS KMS key policy for use with encrypted volumes, Amazon EC2
/// Auto Scaling User Guide) gives grants beside use; grants alone are no such thing.
#[test]
fn grants_for_an_account_that_may_not_use_the_key_are_no_pattern_of_aws() {
    let root = r#"{"AWS":"arn:aws:iam::444455556666:root"}"#;
    let allow = |actions: &str| {
        format!(r#"{{"Effect":"Allow","Principal":{root},"Action":{actions},"Resource":"*"}}"#)
    };
    let grants = allow(r#""kms:CreateGrant""#);
    let severity = |statements: &str| finding(&with_root(statements), "KMS-POL-006").map(|it| it.0);
    assert_eq!(severity(&grants), Some(Severity::High));
    let both = format!("{},{grants}", allow(r#"["kms:Decrypt","kms:Encrypt"]"#));
    assert_eq!(severity(&both), Some(Severity::Info));
}

#[test]
fn a_variable_in_an_arn_has_colons_of_its_own() {
    let report = with_root(
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/x"},"Action":"kms:Decrypt","Resource":"arn:aws:kms:${aws:RequestedRegion}:111122223333:key/*"}"#,
    );
    assert_eq!(ids_of(&report, "KMS-RES-005"), [""; 0]);
}

/// Where everybody is spared nobody is denied.
#[test]
fn a_deny_that_spares_everybody_denies_nobody() {
    let report =
        with_root(r#"{"Effect":"Deny","NotPrincipal":"*","Action":"kms:*","Resource":"*"}"#);
    assert_eq!(ids_of(&report, "KMS-PRI-019"), [""; 0]);
}

/// Two keys may hold one account, and one of them alone says who calls.
#[test]
fn the_key_that_confines_callers_is_named() {
    let report = with_root(
        r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333","kms:CallerAccount":"111122223333"}}}"#,
    );
    let sentence = report.verdict.sentence.to_string();
    assert!(
        sentence.contains("kms:CallerAccount confines"),
        "{sentence}"
    );
}

/// What is left out of a long list is not what an auditor looks for.
#[test]
fn long_lists_name_foreign_principals_first() {
    let own: Vec<String> = ["A", "B", "C"]
        .map(|name| format!(r#""arn:aws:iam::111122223333:role/{name}""#))
        .into();
    let foreign = r#""arn:aws:iam::444455556666:root""#;
    let (sentence, ..) = said(&format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":[{},{foreign}]}},"Action":"kms:Decrypt","Resource":"*"}}"#,
        own.join(",")
    ));
    assert!(
        sentence.starts_with(
            "Whoever IAM allows in the foreign account 444455556666, role A, role B and 1 more"
        ),
        "{sentence}"
    );
    // All of a short one are named as they stand.
    let (sentence, ..) = said(&format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":[{},{foreign}]}},"Action":"kms:Decrypt","Resource":"*"}}"#,
        own[0]
    ));
    assert!(sentence.starts_with("Role A and whoever"), "{sentence}");
}

/// What stands for the key's own organization is written as policies write it.
#[test]
fn nobody_reads_of_an_organization_that_is_not_in_the_policy() {
    let report = allow(
        r#""Principal":"*","Action":"kms:Decrypt","Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"${aws:ResourceOrgID}/*"}}"#,
    );
    let messages = report.findings.iter().map(|it| it.message.to_string());
    let all: Vec<String> = messages
        .chain([report.verdict.sentence.to_string()])
        .collect();
    assert!(
        all.iter()
            .any(|text| text.contains("${aws:ResourceOrgID}/*")),
        "{all:?}"
    );
    assert!(
        !all.iter().any(|text| text.contains("organizationofthekey")),
        "{all:?}"
    );
}

/// A service that asks for the grant says for whom it is.
#[test]
fn grants_through_a_service_are_milder() {
    let of = |condition: &str| {
        let report = allow(&format!(
            r#""Principal":{{"AWS":"arn:aws:iam::444455556666:root"}},"Action":["kms:CreateGrant","kms:Decrypt"]{condition}"#
        ));
        finding(&report, "KMS-POL-006").unwrap()
    };
    let (severity, message) = of("");
    assert_eq!(severity, Severity::High);
    assert!(message.ends_with("for anybody."), "{message}");
    let (severity, message) =
        of(r#","Condition":{"StringEquals":{"kms:ViaService":"rds.us-east-1.amazonaws.com"}}"#);
    assert_eq!(severity, Severity::Medium);
    assert!(message.ends_with("through a service."), "{message}");
    let (severity, _) = of(r#","Condition":{"StringLike":{"kms:ViaService":"*"}}"#);
    assert_eq!(severity, Severity::High);
    let (severity, _) = of(
        r#","Condition":{"StringEquals":{"kms:GranteePrincipal":"arn:aws:iam::444455556666:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"}}"#,
    );
    assert_eq!(severity, Severity::Medium);
    let (severity, _) = of(
        r#","Condition":{"StringEquals":{"kms:GranteePrincipal":"arn:aws:iam::444455556666:role/Any"}}"#,
    );
    assert_eq!(severity, Severity::High);
}

/// Whoever is one of the organization's is not yet one whom the statement is for.
#[test]
fn an_organization_is_not_all_that_bounds() {
    let message = |more: &str| {
        let report = allow(&format!(
            r#""Principal":"*","Action":"kms:Decrypt","Condition":{{"StringEquals":{{"aws:PrincipalOrgID":"o-a1b2c3d4e5"{more}}}}}"#
        ));
        finding(&report, "KMS-POL-007").unwrap().1
    };
    assert!(message("").contains("every principal of o-a1b2c3d4e5"));
    assert!(
        message(r#","aws:PrincipalTag/team":"a""#).contains("is for principals of o-a1b2c3d4e5")
    );
}

/// Every request about a key carries what kind of key it is.
#[test]
fn no_request_lacks_what_kind_of_key_it_is_about() {
    let root = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
    for condition in [
        r#""StringLike":{"kms:KeySpec":"*"}"#,
        r#""Null":{"kms:KeyOrigin":"false"}"#,
        r#""Null":{"kms:MultiRegion":"false"}"#,
    ] {
        let deny = format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{{condition}}}}}"#
        );
        let report = report(&format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/1","KeyManager":"CUSTOMER","Policy":{}}}"#,
            keyglass::json::quote(&policy(&format!("{root},{deny}")))
        ));
        assert!(ids(&report).contains(&"KMS-POL-014"), "{condition}");
    }
}

/// An operator that is there already cannot be written a second time.
#[test]
fn no_change_makes_a_policy_that_kms_refuses() {
    let clean = |conditions: &str| {
        let text = policy(&format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{{conditions}}}}}"#
        ));
        let report = report(&resource(&text));
        let found = report
            .findings
            .iter()
            .find(|it| it.rule.id() == "KMS-CON-012");
        found.unwrap().change.as_ref().unwrap().is_clean(&text)
    };
    let lenient = r#""StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#;
    assert!(clean(lenient));
    assert!(!clean(&format!(
        r#"{lenient},"StringEquals":{{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}"#
    )));
}

/// A key that is asked for twice is named once.
#[test]
fn a_key_is_named_once_in_a_message() {
    let range = r#""Condition":{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2090-01-01T00:00:00Z"}}"#;
    let report = allow(&format!(
        r#""Principal":"*","Action":"kms:Decrypt",{range}"#
    ));
    let (_, message) = finding(&report, "KMS-POL-001").unwrap();
    assert!(
        message.contains("its condition on aws:CurrentTime does"),
        "{message}"
    );
    let root = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
    let report = judged(&format!(
        r#"{root},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*",{range}}}"#
    ));
    let (_, message) = finding(&report, "KMS-POL-013").unwrap();
    assert!(
        message.contains("only while aws:CurrentTime is as the statement asks"),
        "{message}"
    );
}
