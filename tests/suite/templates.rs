//! What a template decides is judged; what it leaves open is called open.

use keyglass::access::decide::{Decision, decide};
use keyglass::access::prepared::Prepared;
use keyglass::access::request::{Carries, Request, Sender};
use keyglass::access::statement::Truth;
use keyglass::import::import;
use keyglass::import::join::Join;
use keyglass::lint::{Report, check};
use keyglass::reason::public::Answer;

use crate::now;

const ROOT: &str = r#"{"Effect":"Allow","Principal":{"AWS":{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:root"}},"Action":"kms:*","Resource":"*"}"#;

fn report_of(policy: &str) -> Report {
    let text = format!(
        r#"{{"Conditions":{{"C":{{"Fn::Equals":[{{"Ref":"E"}},"p"]}}}},"Resources":{{"K":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{policy}}}}}}}}}"#
    );
    let mut join = Join::default();
    import(&text).into_join(&text, &"template.json".into(), &mut join);
    check(&join.records[0].key(), &Default::default(), now())
}

fn report(statements: &[&str]) -> Report {
    report_of(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        statements.join(",")
    ))
}

fn everyone(condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{condition}}}"#
    )
}

fn found(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|it| it.rule.id()).collect()
}

fn sentence(report: &Report) -> String {
    report.verdict.sentence.to_string()
}

/// "Pseudo parameters reference" (CloudFormation User Guide): the Region is the one that the template is used in. None that
/// is written out may be told from it.
#[test]
fn the_region_of_a_template_may_be_any() {
    let here = r#"{"Ref":"AWS::Region"}"#;
    let denied = everyone(&format!(
        r#"{{"StringNotEquals":{{"aws:RequestedRegion":{here}}}}}"#
    ))
    .replace("Allow", "Deny");
    for region in ["eu-west-1", "us-east-1", "eu-*", "eu*", "*west*"] {
        let allowed = everyone(&format!(
            r#"{{"StringLike":{{"aws:RequestedRegion":"{region}"}}}}"#
        ));
        let report = report(&[ROOT, &allowed, &denied]);
        assert_eq!(report.verdict.answer, Answer::Undecided, "{region}");
        assert!(!found(&report).contains(&"KMS-POL-021"), "{region}");
    }
    // One Region alone is the same, whichever it is.
    let allowed = everyone(&format!(
        r#"{{"StringEquals":{{"aws:RequestedRegion":{here}}}}}"#
    ));
    assert_eq!(
        report(&[ROOT, &allowed, &denied]).verdict.answer,
        Answer::Yes
    );
    // Wildcards of other things say nothing of it.
    let role = allowed.replace(
        "\"kms:Decrypt\"",
        r#"["kms:Decrypt","kms:De*","kms:ReEncrypt*"]"#,
    );
    assert_eq!(report(&[ROOT, &role, &denied]).verdict.answer, Answer::Yes);
    let logs = r#"{"Effect":"Allow","Principal":{"Service":{"Fn::Sub":"logs.${AWS::Region}.amazonaws.com"}},"Action":"kms:Decrypt","Resource":"*"}"#;
    assert_eq!(report(&[ROOT, logs]).verdict.answer, Answer::No);
}

#[test]
fn whom_a_template_leaves_open_is_not_nobody() {
    let to = |principal: &str, action: &str| {
        ROOT.replace(
            r#"{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:root"}"#,
            principal,
        )
        .replace("\"kms:*\"", action)
    };
    let role = r#"{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:role/${Name}"}"#;
    let account = r#"{"Fn::Sub":"arn:aws:iam::${Trusted}:root"}"#;
    let known = r#"{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:role/x"}"#;
    for statements in [
        vec![to(role, "\"kms:*\"")],
        vec![ROOT.to_string(), to(account, "\"kms:*\"")],
        vec![to(known, r#"{"Ref":"Actions"}"#)],
    ] {
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        let report = report(&statements);
        assert_eq!(report.verdict.answer, Answer::No);
        assert_eq!(
            sentence(&report),
            "No Allow speaks of everyone, but not all that is allowed, or to whom, is known."
        );
        for rule in ["KMS-POL-015", "KMS-POL-018", "KMS-POL-019", "KMS-POL-020"] {
            assert!(!found(&report).contains(&rule), "{rule} {statements:?}");
        }
    }
    // Of what is known, all is told.
    let only = report(&[&to(known, "\"kms:*\"")]);
    assert!(found(&only).contains(&"KMS-POL-015"));
    assert!(sentence(&only).contains("each names its principals"));
}

/// Neither a condition nor an operator, but what will be one.
#[test]
fn a_function_is_no_name_of_a_condition() {
    let confined = r#"{"StringEquals":{"kms:CallerAccount":"111122223333"}}"#;
    for condition in [
        format!(r#"{{"Fn::If":["C",{confined},{{"Ref":"AWS::NoValue"}}]}}"#),
        r#"{"ArnLike":{"Ref":"P"}}"#.into(),
        r#"{"StringEquals":{"Fn::ImportValue":"z"}}"#.into(),
    ] {
        let report = report(&[ROOT, &everyone(&condition)]);
        assert_eq!(report.verdict.answer, Answer::Undecided, "{condition}");
        let of_form = |rule: &&str| rule.starts_with("KMS-SYN") || rule.starts_with("KMS-CON");
        let found = found(&report);
        assert_eq!(found.into_iter().find(of_form), None, "{condition}");
    }
}

#[test]
fn a_policy_that_is_a_function_is_not_known() {
    for policy in [
        r#"{"Ref":"P"}"#.to_string(),
        format!(r#"{{"Fn::If":["C",{{"Statement":[{ROOT}]}},{{"Statement":[]}}]}}"#),
        r#"{"Ref":"AWS::NoValue"}"#.into(),
    ] {
        let report = report_of(&policy);
        assert_eq!(report.verdict.answer, Answer::Undecided, "{policy}");
        let found = found(&report);
        assert!(
            !found.iter().any(|rule| rule.starts_with("KMS-SYN")),
            "{found:?}"
        );
    }
}

/// The account that is written out may be the one that the template is used in.
#[test]
fn the_account_of_a_template_may_be_one_that_it_names() {
    let role = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/x"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":{"Ref":"AWS::AccountId"}}}}"#;
    let report = report(&[ROOT, role]);
    assert!(!found(&report).contains(&"KMS-POL-025"));
    assert!(
        report
            .undecided
            .iter()
            .any(|it| it.rule.id() == "KMS-POL-025")
    );
    let none = role.replace("{\"Ref\":\"AWS::AccountId\"}", "\"444455556666\"");
    assert!(found(&self::report(&[&none])).contains(&"KMS-POL-025"));
}

/// "GetTemplate" (CloudFormation API Reference): the body of a template in YAML is a string.
#[test]
fn the_body_of_a_template_may_be_a_text() {
    let yaml = "Resources:\n  K:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement:\n          - {Effect: Allow, Principal: '*', Action: 'kms:*', Resource: '*'}\n";
    let json = r#"{"Resources":{"K":{"Type":"AWS::KMS::Key","Properties":{"KeyPolicy":{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}}}}}}"#;
    for body in [yaml, json] {
        let body = serde_json::to_string(body).unwrap();
        let text = format!(r#"{{"TemplateBody":{body},"StagesAvailable":["Original"]}}"#);
        let mut join = Join::default();
        import(&text).into_join(&text, &"t.json".into(), &mut join);
        let [record] = join.records.as_slice() else {
            panic!("{text}")
        };
        let report = check(&record.key(), &Default::default(), now());
        assert_eq!(report.verdict.answer, Answer::Yes);
    }
    let other = import(r#"{"TemplateBody":"Resources:\n  B:\n    Type: AWS::S3::Bucket\n"}"#);
    assert!(other.problems[0].message.contains("without a KMS key"));
    for broken in [r#""Resources: {K: [""#, r#""{\"Resources\":{\"K\":""#] {
        let cut = import(&format!(r#"{{"TemplateBody":{broken}}}"#));
        let message = &cut.problems[0].message;
        assert!(
            message.contains("cannot be read in full"),
            "{broken} {message}"
        );
    }
}

/// "JSON Output Format" (Terraform documentation): `after_unknown` has the values that a plan does not know yet.
#[test]
fn what_a_plan_does_not_know_yet_of_a_grant_is_there() {
    let plan = |values: &str, unknown: &str| {
        let address = "aws_kms_grant.g";
        format!(
            r#"{{"format_version":"1.2","planned_values":{{"root_module":{{"resources":[{{"address":"{address}","mode":"managed","type":"aws_kms_grant","name":"g","values":{{"key_id":"arn:aws:kms:us-east-1:111122223333:key/1","operations":["Decrypt"]{values}}}}}]}}}},"resource_changes":[{{"address":"{address}","type":"aws_kms_grant","change":{{"actions":["create"],"after_unknown":{{{unknown}}}}}}}]}}"#
        )
    };
    let key = r#"{"KeyMetadata":{"Arn":"arn:aws:kms:us-east-1:111122223333:key/1","KeyManager":"CUSTOMER","KeySpec":"SYMMETRIC_DEFAULT"}}"#;
    let of = |plan: &str| {
        let mut join = Join::default();
        for (name, text) in [("key.json", key), ("plan.json", plan)] {
            import(text).into_join(text, &name.into(), &mut join);
        }
        join.settle(0);
        let report = check(&join.records[0].key(), &Default::default(), now());
        let rules = ["KMS-GRA-008", "KMS-GRA-010"];
        rules.map(|rule| report.findings.iter().any(|it| it.rule.id() == rule))
    };
    let grantee = r#","grantee_principal":"arn:aws:iam::444455556666:role/r""#;
    let all =
        r#""retiring_principal":true,"constraints":[{"encryption_context_equals":{"a":true}}]"#;
    assert_eq!(of(&plan(grantee, all)), [false, false]);
    let none = r#""retiring_principal":false,"constraints":[{}]"#;
    assert_eq!(of(&plan(grantee, none)), [true, true]);
    let known = format!(
        r#"{grantee},"retiring_principal":"arn:aws:iam::111122223333:role/x","constraints":[{{"encryption_context_equals":{{"a":"b"}}}}]"#
    );
    assert_eq!(of(&plan(&known, none)), [false, false]);
}

/// "Policy evaluation logic" (IAM User Guide): a Deny wins. One that is not known in full may deny strangers all.
#[test]
fn what_a_template_may_deny_is_not_public_for_sure() {
    let open = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#;
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"kms:CallerAccount":"111122223333"}}}"#;
    let function = r#"{"Ref":"P"}"#;
    let either = |one: &str| format!(r#"{{"Fn::If":["C",{one},{{"Ref":"AWS::NoValue"}}]}}"#);
    let part = |from: &str, to: &str| {
        let changed = deny.replace(from, to);
        assert_ne!(changed, deny);
        changed
    };
    let answer = |other: &str| report(&[ROOT, open, other]).verdict.answer;
    for other in [
        part("\"kms:*\"", function),
        part("\"kms:*\"", r#"["kms:Encrypt",{"Ref":"P"}]"#),
        part("\"Principal\":\"*\"", r#""Principal":{"AWS":{"Ref":"P"}}"#),
        part("\"Resource\":\"*\"", r#""Resource":{"Ref":"P"}"#),
        part("\"Deny\"", r#"{"Fn::If":["C","Deny","Allow"]}"#),
        either(deny),
        function.into(),
    ] {
        assert_eq!(answer(&other), Answer::Undecided, "{other}");
        assert!(
            !found(&report(&[ROOT, open, &other])).contains(&"KMS-POL-001"),
            "{other}"
        );
    }
    for other in [
        part("\"kms:*\"", r#""kms:Encrypt""#),
        part("\"kms:*\"", r#""kms:Encrypt""#)
            .replace("\"Resource\":\"*\"", r#""Resource":{"Ref":"P"}"#),
        part(
            "\"Principal\":\"*\"",
            r#""Principal":{"AWS":{"Fn::Sub":"arn:aws:iam::111122223333:role/${P}"}}"#,
        ),
        either(open),
        // What KMS refuses is no template.
        part("\"Resource\":\"*\"", r#""Resource":7"#),
    ] {
        assert_eq!(answer(&other), Answer::Yes, "{other}");
    }
}

/// Nor is it known whether anybody can still change the policy.
#[test]
fn what_a_template_may_deny_may_lock_out() {
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*"}"#;
    let rule = "KMS-POL-014";
    let is_open = |report: &Report| report.undecided.iter().any(|it| it.rule.id() == rule);
    let known = report(&[ROOT, deny]);
    assert!(found(&known).contains(&rule) && !is_open(&known));
    for other in [
        format!(r#"{{"Fn::If":["C",{deny},{{"Ref":"AWS::NoValue"}}]}}"#),
        deny.replace("\"kms:PutKeyPolicy\"", r#"{"Ref":"P"}"#),
    ] {
        let report = report(&[ROOT, &other]);
        assert!(
            !found(&report).contains(&rule) && is_open(&report),
            "{other}"
        );
    }
    assert!(!is_open(&report(&[
        ROOT,
        &deny.replace("PutKeyPolicy", "Decrypt")
    ])));
}

/// The same of partitions.
#[test]
fn the_partition_of_a_template_may_be_any() {
    let key = r#"{"Fn::Sub":"arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*"}"#;
    let to = |condition: &str| {
        everyone(condition).replace(r#""Resource":"*""#, &format!(r#""Resource":{key}"#))
    };
    for condition in [
        r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws-us-gov:iam::*:role/x"}}"#,
        r#"{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com.cn"}}"#,
        r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws-*:iam::*:role/x"}}"#,
    ] {
        let report = report(&[ROOT, &to(condition)]);
        assert_eq!(report.verdict.answer, Answer::Undecided, "{condition}");
    }
}

/// How much a statement lets in is not known where its condition is not.
#[test]
fn what_an_open_condition_lets_in_is_not_known() {
    let allow = |principal: &str, action: &str, condition: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"*","Condition":{condition}}}"#
        )
    };
    let service = r#"{"Service":"cloudtrail.amazonaws.com"}"#;
    let role = r#"{"AWS":"arn:aws:iam::444455556666:role/r"}"#;
    for (principal, action, rule) in [
        (service, "kms:GenerateDataKey*", "KMS-PRI-010"),
        (role, "kms:ScheduleKeyDeletion", "KMS-ACT-018"),
    ] {
        for condition in [
            r#"{"ArnLike":{"aws:SourceArn":{"Fn::GetAtt":["Trail","Arn"]}}}"#,
            r#"{"StringEquals":{"Ref":"P"}}"#,
            r#"{"Ref":"P"}"#,
        ] {
            let report = report(&[ROOT, &allow(principal, action, condition)]);
            assert!(!found(&report).contains(&rule), "{condition}");
            assert!(
                report.undecided.iter().any(|it| it.rule.id() == rule),
                "{condition}"
            );
        }
        let known = report(&[ROOT, &allow(principal, action, "{}")]);
        assert!(found(&known).contains(&rule));
        // Another statement is open, and this one is not.
        let beside = allow(role, "kms:Decrypt", r#"{"Ref":"P"}"#);
        let report = report(&[ROOT, &allow(principal, action, "{}"), &beside]);
        assert!(found(&report).contains(&rule));
    }
    let effect = ROOT.replace("\"Allow\"", r#"{"Ref":"P"}"#);
    assert!(sentence(&report(&[&effect])).contains("not all that is allowed"));
}

/// A question about a template that leaves the answer open is not answered.
#[test]
fn what_a_template_leaves_open_is_not_decided() {
    let decided = |statements: &[&str]| {
        let report = report(statements);
        let policy = report.policy().unwrap();
        let mut carries = Carries::default();
        carries.close();
        let request = Request {
            sender: Sender::parse("arn:aws:iam::444455556666:role/x", &report.context),
            action: "kms:Decrypt".into(),
            carries,
        };
        let trace = decide(policy, &report.context, &request);
        for (statement, outcome) in policy.statements.iter().zip(&trace.statements) {
            let open = policy.leaves_open(statement);
            assert!(!open || outcome.matched == Truth::Open, "{statements:?}");
        }
        let decision = trace.decision;
        let prepared = Prepared::new(policy, &report.context);
        assert_eq!(prepared.decide(&request), decision, "{statements:?}");
        decision
    };
    let open = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#;
    let deny = open.replace("Allow", "Deny");
    let function = r#"{"Ref":"P"}"#;
    let either = |one: &str| format!(r#"{{"Fn::If":["C",{one},{{"Ref":"AWS::NoValue"}}]}}"#);
    assert_eq!(decided(&[ROOT, open]), Decision::Allowed);
    for other in [
        either(&deny),
        function.into(),
        deny.replace("\"kms:Decrypt\"", function),
        deny.replace("\"*\",\"Action", r#"{"AWS":{"Ref":"P"}},"Action"#),
        deny.replace("\"Resource\":\"*\"", r#""Resource":{"Ref":"P"}"#),
    ] {
        assert_ne!(other, deny);
        assert_eq!(decided(&[ROOT, open, &other]), Decision::Open, "{other}");
        let allow = other.replace("Deny", "Allow");
        assert_eq!(decided(&[ROOT, &allow]), Decision::Open, "{allow}");
        assert_eq!(
            decided(&[ROOT, &deny, &allow]),
            Decision::ExplicitDeny,
            "{allow}"
        );
    }
    assert_eq!(decided(&[ROOT, open, &either(open)]), Decision::Allowed);
    assert_eq!(decided(&[ROOT, &either(&deny)]), Decision::ImplicitDeny);
    // What is known of it is that it is about something else.
    for known in [
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:Encrypt","Resource":{"Ref":"P"}}"#,
        r#"{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":{"Ref":"P"},"Resource":"*"}"#,
    ] {
        assert_eq!(decided(&[ROOT, open, known]), Decision::Allowed, "{known}");
    }
}

/// Whatever a function under `Service` comes to, it is a service.
#[test]
fn a_service_that_a_template_leaves_open_is_not_everyone() {
    for service in [
        r#"{"Ref":"Service"}"#,
        r#"["s3.amazonaws.com",{"Fn::Sub":"logs.${AWS::Region}.${AWS::URLSuffix}"}]"#,
    ] {
        let statement = format!(
            r#"{{"Effect":"Allow","Principal":{{"Service":{service}}},"Action":"kms:Decrypt","Resource":"*"}}"#
        );
        let elsewhere = everyone(
            r#"{"StringEquals":{"kms:CallerAccount":{"Ref":"AWS::AccountId"},"kms:ViaService":"s3.eu-west-1.amazonaws.com"}}"#,
        );
        let report = report(&[ROOT, &statement, &elsewhere]);
        assert_eq!(report.verdict.answer, Answer::No, "{service}");
    }
    let statement = r#"{"Effect":"Allow","Principal":{"AWS":{"Ref":"Caller"}},"Action":"kms:Decrypt","Resource":"*"}"#;
    assert_eq!(report(&[ROOT, statement]).verdict.answer, Answer::Undecided);
}

/// An account that is written out may be the one that the template is used in: then it is the same as `AWS::AccountId`.
#[test]
fn a_template_may_be_used_in_an_account_that_it_names() {
    let mine = r#"{"Ref":"AWS::AccountId"}"#;
    let named = r#""444455556666""#;
    let compared = |operator: &str, value: &str| {
        everyone(&format!(
            r#"{{"{operator}":{{"kms:EncryptionContext:account":{value}}}}}"#
        ))
    };
    let denied = |value: &str| compared("StringNotEquals", value).replace("Allow", "Deny");
    for (allow, deny, answer) in [
        (named, mine, Answer::Undecided),
        (mine, named, Answer::Undecided),
        (named, r#""777788889999""#, Answer::No),
    ] {
        let deny = denied(deny);
        let report = report(&[ROOT, &compared("StringEquals", allow), &deny]);
        assert_eq!(report.verdict.answer, answer, "{allow} {deny}");
    }
    // Naming another account is no doubt by itself.
    for condition in [
        format!(r#"{{"StringEquals":{{"kms:CallerAccount":[{mine},{named}]}}}}"#),
        format!(r#"{{"StringEquals":{{"aws:SourceAccount":{named},"kms:CallerAccount":{mine}}}}}"#),
    ] {
        let report = report(&[ROOT, &everyone(&condition)]);
        assert_eq!(report.verdict.answer, Answer::No, "{condition}");
    }
}
