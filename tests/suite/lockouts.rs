//! Who can still change the policy, and which services a Deny cuts off: what is said, and what is not.

use keyglass::lint::{Report, Severity};
use keyglass::workspace::Workspace;

use crate::{now, policy, report, resource};

const ROOT: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;

fn judged(statements: &str) -> Report {
    report(&resource(&policy(statements)))
}

fn beside_the_root(statement: &str) -> Report {
    judged(&format!("{ROOT},{statement}"))
}

fn fires(report: &Report, rule: &str) -> bool {
    report
        .findings
        .iter()
        .any(|finding| finding.rule.id() == rule)
}

fn deny(action: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"{action}","Resource":"*","Condition":{{{condition}}}}}"#
    )
}

/// No service of AWS's list changes a key's policy for somebody, so a policy that only a service could change is lost.
#[test]
fn no_service_changes_the_policy() {
    for condition in [
        r#""StringNotEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}"#,
        r#""StringNotLike":{"kms:ViaService":["s3.*.amazonaws.com","ec2.*.amazonaws.com"]}"#,
    ] {
        let report = beside_the_root(&deny("kms:*", condition));
        assert!(fires(&report, "KMS-POL-014"), "{condition}");
    }
    // What is not on that list may be a service that does.
    for condition in [
        r#""StringNotEquals":{"kms:ViaService":"cloudformation.us-east-1.amazonaws.com"}"#,
        r#""StringNotLike":{"kms:ViaService":"*.us-east-1.amazonaws.com"}"#,
        r#""StringNotEqualsIfExists":{"kms:ViaService":"s3.us-east-1.amazonaws.com"},"Null":{"kms:ViaService":"false"}"#,
        r#""StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}"#,
    ] {
        let report = beside_the_root(&deny("kms:*", condition));
        assert!(!fires(&report, "KMS-POL-014"), "{condition}");
    }
    let through = ROOT.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}"#,
    );
    let report = judged(&through);
    assert!(fires(&report, "KMS-POL-011"));
    assert!(!fires(&report, "KMS-POL-013"));
}

/// A Deny of all that does not come by one network leaves the policy under a condition, as an Allow for it alone does.
#[test]
fn a_deny_can_be_the_condition_on_changes() {
    for condition in [
        r#""StringNotEquals":{"aws:SourceVpc":"vpc-0a1b2c3d"}"#,
        r#""NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#,
        r#""BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}"#,
        // Nobody until then.
        r#""DateLessThan":{"aws:CurrentTime":"2090-01-01T00:00:00Z"}"#,
    ] {
        for action in ["kms:PutKeyPolicy", "kms:*"] {
            let report = beside_the_root(&deny(action, condition));
            assert!(fires(&report, "KMS-POL-013"), "{action} {condition}");
        }
        let report = beside_the_root(&deny("kms:Decrypt", condition));
        assert!(!fires(&report, "KMS-POL-013"), "{condition}");
        // Somebody is spared.
        let spared = format!(
            r#"{condition},"ArnNotLike":{{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin"}}"#
        );
        let report = beside_the_root(&deny("kms:*", &spared));
        assert!(!fires(&report, "KMS-POL-013"), "{spared}");
    }
    for condition in [
        // The organization's own account, and TLS, are no conditions on how it comes.
        r#""StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#,
        r#""Bool":{"aws:SecureTransport":"false"}"#,
        // Only what services ask for somebody, and only those who did use MFA.
        r#""StringNotEquals":{"aws:SourceVpc":"vpc-0a1b2c3d"},"Bool":{"aws:ViaAWSService":"true"}"#,
        r#""StringNotEquals":{"aws:SourceVpc":"vpc-0a1b2c3d"},"Bool":{"aws:PrincipalIsAWSService":"true"}"#,
        r#""BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}"#,
        // Long-lived credentials carry no word of MFA.
        r#""Bool":{"aws:MultiFactorAuthPresent":"false"}"#,
        // All but one address.
        r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#,
    ] {
        let report = beside_the_root(&deny("kms:*", condition));
        assert!(!fires(&report, "KMS-POL-013"), "{condition}");
    }
}

/// A Deny that is not of this key asks for nothing.
#[test]
fn a_deny_of_another_key_is_no_condition() {
    let other = deny(
        "kms:*",
        r#""StringNotEquals":{"aws:SourceVpc":"vpc-0a1b2c3d"}"#,
    )
    .replace(
        r#""Resource":"*""#,
        r#""Resource":"arn:aws:kms:us-east-1:111122223333:key/other""#,
    );
    assert!(!fires(&beside_the_root(&other), "KMS-POL-013"));
}

const SERVICE: &str = r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#;

/// A service that calls as itself has no principal's ARN, account or organization, so a negated test on them is true of it.
#[test]
fn denies_that_cut_off_a_service() {
    for condition in [
        r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/A"}"#,
        r#""StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/A"}"#,
        r#""StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"ArnNotLikeIfExists":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/A"}"#,
        r#""StringNotEquals":{"aws:PrincipalAccount":"111122223333"}"#,
        r#""StringNotEquals":{"kms:CallerAccount":"111122223333"}"#,
        r#""StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"BoolIfExists":{"aws:ViaAWSService":"false"}"#,
    ] {
        let report = judged(&format!("{ROOT},{SERVICE},{}", deny("kms:*", condition)));
        assert!(fires(&report, "KMS-POL-027"), "{condition}");
    }
    for condition in [
        r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/A"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}"#,
        r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/A"},"StringNotEquals":{"aws:SourceAccount":"111122223333"}"#,
        r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/A"}"#,
        r#""StringNotEquals":{"aws:PrincipalAccount":"111122223333"},"Null":{"aws:PrincipalArn":"false"}"#,
        r#""BoolIfExists":{"aws:ViaAWSService":"false"}"#,
        r#""StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"BoolIfExists":{"aws:ViaAWSService":"true"}"#,
    ] {
        let report = judged(&format!("{ROOT},{SERVICE},{}", deny("kms:*", condition)));
        assert!(!fires(&report, "KMS-POL-027"), "{condition}");
    }
    // AWS documents that such a request has no organization, and is silent on the account and the ARN.
    for (condition, severity) in [
        (
            r#""StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#,
            Severity::High,
        ),
        (
            r#""StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5","aws:PrincipalAccount":"111122223333"}"#,
            Severity::Medium,
        ),
        (
            r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/A"}"#,
            Severity::Medium,
        ),
    ] {
        let report = judged(&format!("{ROOT},{SERVICE},{}", deny("kms:*", condition)));
        let mut findings = report.findings.iter();
        let finding = findings.find(|it| it.rule.id() == "KMS-POL-027").unwrap();
        assert_eq!(finding.severity, severity, "{condition}");
    }
}

/// A session's ARN leaves out the path of its role, and roles of IAM Identity Center have one.
#[test]
fn the_role_of_a_session_may_have_a_path() {
    let session = |name: &str, condition: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:sts::111122223333:assumed-role/{name}/alice"}},"Action":"kms:*","Resource":"*"{condition}}}"#
        )
    };
    let like = |path: &str| {
        format!(r#"{{"ArnLike":{{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/{path}"}}}}"#)
    };
    let sso = "AWSReservedSSO_Admin_0123456789abcdef";
    for (name, path) in [
        (
            sso,
            "aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*",
        ),
        (sso, "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*"),
        (sso, "aws-reserved/*"),
        ("Admin", "team/*/Admin"),
        ("Admin", "team/*"),
        ("Admin", "team*"),
        ("Admin", "Adm*"),
    ] {
        let condition = format!(r#","Condition":{}"#, like(path));
        let report = judged(&session(name, &condition));
        assert!(!fires(&report, "KMS-POL-011"), "{path}");
        assert!(!fires(&report, "KMS-POL-025"), "{path}");
        let unless = like(path).replace("ArnLike", "ArnNotLike");
        let deny = format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{unless}}}"#
        );
        let report = judged(&format!("{},{deny}", session(name, "")));
        assert!(!fires(&report, "KMS-POL-014"), "{path}");
    }
    let path = "aws-reserved/sso.amazonaws.com/eu-west-1/";
    let spared = format!(
        r#"{{"Effect":"Deny","NotPrincipal":{{"AWS":["arn:aws:sts::111122223333:assumed-role/{sso}/alice","arn:aws:iam::111122223333:role/{path}{sso}","arn:aws:iam::111122223333:root"]}},"Action":"kms:*","Resource":"*"}}"#
    );
    assert!(!fires(
        &judged(&format!("{},{spared}", session(sso, ""))),
        "KMS-POL-014"
    ));
    // Of a role that is named without a path, or with another one, it is known.
    for (named, path) in [("Admin", "team/*"), ("other/Admin", "team/*")] {
        let condition = format!(r#","Condition":{}"#, like(path));
        let role = format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/{named}"}},"Action":"kms:Decrypt","Resource":"*"}}"#
        );
        let report = judged(&format!("{},{role}", session("Admin", &condition)));
        assert!(fires(&report, "KMS-POL-011"), "{named} {path}");
    }
}

/// What else the policy says of services makes none of AWS's list change policies.
#[test]
fn a_policy_is_lost_whatever_else_speaks_of_services() {
    let through = |more: &str| {
        ROOT.replace(
            r#""Resource":"*""#,
            &format!(r#""Resource":"*","Condition":{{"StringEquals":{{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}{more}}}"#),
        )
    };
    let null = through(r#","Null":{"kms:ViaService":"false"}"#);
    let other = deny(
        "kms:Decrypt",
        r#""StringEquals":{"kms:ViaService":"guardduty.us-east-1.amazonaws.com"}"#,
    );
    for statements in [null, format!("{},{other}", through(""))] {
        let report = judged(&statements);
        assert!(fires(&report, "KMS-POL-011"), "{statements}");
        assert!(!fires(&report, "KMS-POL-013"), "{statements}");
    }
}

fn says(report: &Report, rule: &str) -> Option<String> {
    let mut findings = report.findings.iter();
    let found = findings.find(|finding| finding.rule.id() == rule)?;
    Some(found.message.to_string())
}

/// What is said of a condition on changes is all that is asked.
#[test]
fn a_condition_on_changes_is_said_as_it_is() {
    let either = deny(
        "kms:*",
        r#""NotIpAddress":{"aws:SourceIp":"198.51.100.0/24"},"StringNotEquals":{"aws:SourceVpc":"vpc-0123456789abcdef0"}"#,
    );
    assert_eq!(
        says(&beside_the_root(&either), "KMS-POL-013").unwrap(),
        "The policy can be changed only while aws:SourceIp or aws:SourceVpc is as the statement asks."
    );
    let both = format!(
        "{},{}",
        deny(
            "kms:*",
            r#""NotIpAddress":{"aws:SourceIp":"198.51.100.0/24"}"#
        ),
        deny(
            "kms:*",
            r#""StringNotEquals":{"aws:PrincipalTag/team":"keys"}"#
        ),
    );
    assert_eq!(
        says(&beside_the_root(&both), "KMS-POL-013").unwrap(),
        "The policy can be changed only while aws:SourceIp and aws:PrincipalTag/team are as the statements ask."
    );
    // False of requests without the key: they are not denied.
    let any = r#""ForAnyValue:StringNotEquals":{"aws:SourceVpce":"vpce-0123456789abcdef0"}"#;
    assert_eq!(
        says(&beside_the_root(&deny("kms:*", any)), "KMS-POL-013"),
        None
    );
    // True of everybody of the account.
    let direct = ROOT.replace(
        r#""Resource":"*""#,
        r#""Resource":"*","Condition":{"Bool":{"aws:PrincipalIsAWSService":"false"}}"#,
    );
    assert_eq!(says(&judged(&direct), "KMS-POL-013"), None);
}

#[test]
fn who_alone_can_change_the_policy_is_named_as_the_policy_does() {
    for name in [
        "arn:aws:sts::111122223333:assumed-role/App/admin",
        "arn:aws:iam::111122223333:role/App",
    ] {
        let only = format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{name}"}},"Action":"kms:*","Resource":"*"}}"#
        );
        let said = says(&judged(&only), "KMS-POL-012").unwrap();
        assert_eq!(
            said,
            format!("Only {name} can change this policy; without them nobody can.")
        );
    }
}

/// A service's own requests may carry it.
#[test]
fn a_deny_by_the_service_asked_through_may_spare_services() {
    let allow = r#"{"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#;
    let severity = |condition: &str| {
        let report = beside_the_root(&format!("{allow},{}", deny("kms:Decrypt", condition)));
        let mut findings = report.findings.iter();
        findings
            .find(|finding| finding.rule.id() == "KMS-POL-027")
            .map(|finding| finding.severity)
    };
    let via = r#""StringNotEquals":{"kms:ViaService":"sns.us-east-1.amazonaws.com"}"#;
    assert_eq!(severity(via), Some(Severity::Medium));
    let organization = r#""StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#;
    assert_eq!(severity(organization), Some(Severity::High));
}

/// No identity has a wildcard, a blank or another partition's name in its ARN: where operators compare letter for letter,
/// such a text is nobody.
#[test]
fn a_text_that_no_name_can_be_is_nobody() {
    let arn = |name: &str| format!("arn:aws:iam::111122223333:{name}");
    for nobody in [
        arn("role/Admin*"),
        arn("role/*"),
        arn("user/*"),
        arn("role/Adm?n"),
        arn("role/Ad min"),
        "arn:aws-us-gov:iam::111122223333:role/Admin".into(),
    ] {
        for operator in ["StringNotEquals", "StringNotEqualsIgnoreCase"] {
            let of = format!(r#""{operator}":{{"aws:PrincipalArn":"{nobody}"}}"#);
            let report = beside_the_root(&deny("kms:*", &of));
            assert!(fires(&report, "KMS-POL-014"), "{of}");
        }
        let condition = format!(
            r#""Condition":{{"StringEquals":{{"aws:PrincipalArn":"{nobody}"}}}},"Resource""#
        );
        let report = judged(&everyone(&condition));
        assert!(fires(&report, "KMS-POL-011"), "{nobody}");
    }
    for somebody in [
        arn("role/Admin"),
        arn("role/team/a+b=c,d.e@f_g-h"),
        arn("root"),
    ] {
        let of = format!(r#""StringNotEquals":{{"aws:PrincipalArn":"{somebody}"}}"#);
        let report = beside_the_root(&deny("kms:*", &of));
        assert!(!fires(&report, "KMS-POL-014"), "{of}");
    }
    let of = r#""StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin*"}"#;
    assert!(!fires(&beside_the_root(&deny("kms:*", of)), "KMS-POL-014"));
}

fn everyone(condition: &str) -> String {
    ROOT.replace(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#, r#""*""#)
        .replace(r#""Resource""#, condition)
}

/// The Deny that is told of is one that locks.
#[test]
fn the_deny_that_locks_is_the_one_that_is_told_of() {
    let of_one = r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/x"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#;
    let of_all = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#;
    for (statements, told) in [
        (format!("{ROOT},{of_one},{of_all}"), "Statement 3"),
        (format!("{ROOT},{of_all},{of_one}"), "Statement 2"),
        // The last of two that lock together.
        (
            format!(
                "{ROOT},{of_one},{},{}",
                deny("kms:*", r#""StringEquals":{"aws:PrincipalType":"Account"}"#),
                deny(
                    "kms:*",
                    r#""StringNotEquals":{"aws:PrincipalType":"Account"}"#
                )
            ),
            "Statement 4",
        ),
    ] {
        let report = judged(&statements);
        let message = says(&report, "KMS-POL-014").unwrap();
        assert!(message.starts_with(told), "{message}");
    }
}

/// Where the name of a role is not known, nothing is said of it.
#[test]
fn a_name_that_a_template_leaves_open_is_no_name() {
    let template = r#"{"Parameters":{"P":{"Type":"String"}},"Resources":{"Key":{"Type":"AWS::KMS::Key","Properties":{"KeyPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":{"Fn::GetAtt":["R","Arn"]}},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:role/*-admin"}}}}]}}},"R":{"Type":"AWS::IAM::Role","Properties":{"RoleName":{"Fn::Sub":"${P}-admin"}}}}}"#;
    let mut workspace = Workspace::default();
    workspace.add("template".into(), template, now());
    let report = &workspace.loaded(0).unwrap().report;
    assert!(!fires(report, "KMS-POL-014"));
}

/// The ARN of a role that a template makes has the role's path.
#[test]
fn roles_of_templates_have_their_paths() {
    let template = |operator: &str, path: &str| {
        format!(
            r#"{{"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":{{"Fn::GetAtt":["R","Arn"]}}}},"Action":"kms:*","Resource":"*"}},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"{operator}":{{"aws:PrincipalArn":{{"Fn::Sub":"arn:aws:iam::${{AWS::AccountId}}:role/teams/*"}}}}}}}}]}}}}}},"R":{{"Type":"AWS::IAM::Role","Properties":{{"Path":{path}}}}}}}}}"#
        )
    };
    for (operator, path, lost) in [
        ("ArnNotLike", r#""/teams/""#, false),
        ("ArnLike", r#""/teams/""#, true),
        ("ArnNotLike", r#""/""#, true),
        ("ArnLike", r#""/""#, false),
        ("ArnLike", r#"{"Ref":"Unknown"}"#, false),
    ] {
        let mut workspace = Workspace::default();
        workspace.add("template".into(), &template(operator, path), now());
        let report = &workspace.loaded(0).unwrap().report;
        assert_eq!(fires(report, "KMS-POL-014"), lost, "{operator} {path}");
    }
}

/// Where it cannot be told which paths the role of a session may have, nothing is called lost; and a session is one keeper,
/// whatever path its role has.
#[test]
fn paths_of_roles_are_asked_for_in_many_ways() {
    let session = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/Admin/s"},"Action":"kms:*","Resource":"*"}"#;
    let beside = |operator: &str, values: &str| {
        let of = format!(r#""{operator}":{{"aws:PrincipalArn":{values}}}"#);
        judged(&format!("{session},{}", deny("kms:*", &of)))
    };
    for (operator, pattern) in [
        ("StringNotLike", "*/teams/*"),
        ("ArnNotLike", "arn:aws:iam::111122223333:*/teams/*"),
        ("StringNotLike", "*:role/teams/Admin"),
        ("StringNotLike", "arn:aws:iam::111122223333:role*teams*"),
    ] {
        let report = beside(operator, &format!(r#""{pattern}""#));
        assert!(!fires(&report, "KMS-POL-014"), "{pattern}");
    }
    let many: Vec<String> = (0..12)
        .map(|at| format!(r#""arn:aws:iam::111122223333:role/p{at}/*""#))
        .collect();
    let many = format!(
        r#"[{},"arn:aws:iam::111122223333:role/teams/*"]"#,
        many.join(",")
    );
    assert!(!fires(&beside("ArnNotLike", &many), "KMS-POL-014"));
    // Two that only one path meets together.
    let unless = |pattern: &str| {
        deny(
            "kms:*",
            &format!(
                r#""ArnNotLike":{{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/{pattern}"}}"#
            ),
        )
    };
    let both = [session, &unless("a/*"), &unless("*/b/Admin")].join(",");
    assert!(!fires(&judged(&both), "KMS-POL-014"));
    // A role that is named, beside a pattern on roles with paths; and two that are named.
    let named = session
        .replace(
            "arn:aws:sts::111122223333:assumed-role/Admin/s",
            "arn:aws:iam::111122223333:role/Admin",
        )
        .replace("kms:*", "kms:Decrypt");
    let deny_paths = deny(
        "kms:*",
        r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*/Admin"}"#,
    );
    assert!(!fires(
        &judged(&format!("{session},{named},{deny_paths}")),
        "KMS-POL-014"
    ));
    let spared = deny(
        "kms:*",
        r#""StringNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/teams/Admin"}"#,
    );
    let hit = deny(
        "kms:*",
        r#""StringEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin"}"#,
    );
    assert!(!fires(
        &judged(&format!("{session},{spared},{hit}")),
        "KMS-POL-014"
    ));
    let users = r#""arn:aws:iam::111122223333:user/*""#;
    assert!(fires(&beside("ArnNotLike", users), "KMS-POL-014"));
    let users = r#"["arn:aws:iam::111122223333:user/*/a","arn:aws:iam::111122223333:user/*/b"]"#;
    assert!(fires(&beside("ArnNotLike", users), "KMS-POL-014"));

    let two =
        r#"["arn:aws:iam::111122223333:role/teams/*","arn:aws:iam::111122223333:role/ops/*"]"#;
    let report = beside("ArnNotLike", two);
    let message = says(&report, "KMS-POL-012").unwrap();
    assert_eq!(message.matches("assumed-role").count(), 1, "{message}");
}

/// What a template leaves open may be somebody of the account who can change the policy, and what to do with it.
#[test]
fn what_a_template_leaves_open_may_keep_the_policy() {
    let template = |statement: &str| {
        format!(
            r#"{{"Parameters":{{"P":{{"Type":"String"}}}},"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[{statement}]}}}}}},"R":{{"Type":"AWS::IAM::Role","Properties":{{"Path":{{"Ref":"P"}}}}}}}}}}"#
        )
    };
    let root = r#"{"AWS":{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:root"}}"#;
    let allow = |principal: &str, action: &str, resource: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":{action},"Resource":{resource}}}"#
        )
    };
    let all = (r#""kms:*""#, r#""*""#);
    let role = r#"{"AWS":{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:role/${P}"}}"#;
    let either = r#"{"AWS":{"Fn::If":["C",{"Fn::GetAtt":["R","Arn"]},{"Ref":"P"}]}}"#;
    let made = r#"{"AWS":{"Fn::GetAtt":["R","Arn"]}}"#;
    let open = r#"["kms:Decrypt",{"Ref":"P"}]"#;
    for (statement, lost) in [
        (allow(role, all.0, all.1), false),
        (allow(either, all.0, all.1), false),
        (allow(made, all.0, all.1), false),
        (
            allow(root, all.0, r#"{"Fn::Sub":"arn:aws:kms:*:*:key/${P}"}"#),
            false,
        ),
        (allow(root, r#"{"Ref":"P"}"#, all.1), false),
        (allow(root, open, all.1), false),
        (
            allow(root, all.0, all.1).replace(r#""Allow""#, r#"{"Fn::If":["C","Allow","Deny"]}"#),
            false,
        ),
        (
            allow(
                r#"{"AWS":{"Fn::Sub":"arn:aws:iam::{{resolve:ssm:/${AWS::Region}}}:root"}}"#,
                all.0,
                all.1,
            ),
            false,
        ),
        (allow(root, r#""kms:Decrypt""#, all.1), true),
        // Whoever it is cannot change it.
        (allow(role, r#""kms:Decrypt""#, all.1), true),
    ] {
        let mut workspace = Workspace::default();
        workspace.add("template".into(), &template(&statement), now());
        let report = &workspace.loaded(0).unwrap().report;
        assert_eq!(fires(report, "KMS-POL-011"), lost, "{statement}");
    }
}

/// Accounts of one partition do not exist in another, whatever their numbers ("AWS partitions", AWS Fault Isolation
/// Boundaries).
#[test]
fn nobody_of_another_partition_keeps_the_policy() {
    for principal in [
        "arn:aws-cn:iam::111122223333:root",
        "arn:aws-us-gov:iam::111122223333:role/Admin",
        "arn:aws-us-gov:sts::111122223333:assumed-role/Admin/s",
    ] {
        let report = judged(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"kms:*","Resource":"*"}}"#
        ));
        assert!(fires(&report, "KMS-POL-011"), "{principal}");
        assert!(!fires(&report, "KMS-POL-012"), "{principal}");
        let sentence = report.verdict.sentence.to_string();
        assert!(!sentence.contains("its IAM policies decide"), "{sentence}");
    }
}

/// "aws:SourceIp … is included in the request context, except when the requester uses a VPC endpoint"; the keys of the VPC are
/// there only then ("AWS global condition context keys", IAM User Guide).
#[test]
fn no_request_comes_by_an_address_and_through_an_endpoint() {
    let (ip, vpc) = (
        r#""NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#,
        r#""StringNotEquals":{"aws:SourceVpc":"vpc-12345678"}"#,
    );
    let both = format!("{},{}", deny("kms:*", ip), deny("kms:*", vpc));
    assert!(fires(&beside_the_root(&both), "KMS-POL-014"));
    // Whoever passes one of them is not denied.
    let either = beside_the_root(&deny("kms:*", &format!("{ip},{vpc}")));
    assert!(!fires(&either, "KMS-POL-014"));
    let endpoints = r#""StringNotEquals":{"aws:SourceVpce":"vpce-12345678"}"#;
    let both = format!("{},{}", deny("kms:*", endpoints), deny("kms:*", vpc));
    assert!(!fires(&beside_the_root(&both), "KMS-POL-014"));

    let (ip, vpc) = (
        r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#,
        r#""StringEquals":{"aws:SourceVpc":"vpc-12345678"}"#,
    );
    let under = |statement: &str, condition: &str| {
        statement.replace(
            r#""Resource":"*""#,
            &format!(r#""Resource":"*","Condition":{{{condition}}}"#),
        )
    };
    let both = format!("{ip},{vpc}");
    assert!(fires(&judged(&under(ROOT, &both)), "KMS-POL-011"));
    assert!(!fires(&judged(&under(ROOT, ip)), "KMS-POL-011"));
    let role = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#;
    assert!(fires(&beside_the_root(&under(role, &both)), "KMS-POL-025"));
    assert!(!fires(&beside_the_root(&under(role, vpc)), "KMS-POL-025"));
}

/// Whom a mask stands for may be the one who can change the policy.
#[test]
fn a_masked_principal_is_no_lost_key() {
    let masked = judged(&ROOT.replace("111122223333", "[REDACTED]"));
    assert!(!fires(&masked, "KMS-POL-011"));
    let nobody = judged(&ROOT.replace("arn:aws:iam::111122223333:root", "nobody"));
    assert!(fires(&nobody, "KMS-POL-011"));
}
