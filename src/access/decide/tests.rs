use super::super::prepared::Prepared;
use super::super::request::Carries;
use super::*;
use crate::json::parse;
use crate::read::policy::{Keep, read};

const APP: &str = "arn:aws:iam::111122223333:role/team/App";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/App/i-0ab";
const ANN: &str = "arn:aws:iam::111122223333:user/Ann";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const STRANGER: &str = "arn:aws:iam::444455556666:role/App";

fn request(principal: &str, action: &str, carries: &[(&str, &str)]) -> Request {
    let mut request = Request {
        sender: match principal {
            "" => Sender::Unsigned,
            text => Sender::parse(text, &Context::default()),
        },
        action: action.into(),
        carries: Carries::default(),
    };
    for (name, value) in carries {
        request.carries.set(name, vec![value.to_string()]);
    }
    request
}

fn traced(statements: &str, request: &Request) -> Trace {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let context = Context {
        owner: Some("111122223333".into()),
        region: Some("us-east-1".into()),
        arn: Some("arn:aws:kms:us-east-1:111122223333:key/1".into()),
        ..Context::default()
    };
    let policy = read(&parse(&text).unwrap(), Keep::Last);
    let trace = decide(&policy, &context, request);
    // The fast way says the same.
    let prepared = Prepared::new(&policy, &context);
    assert_eq!(prepared.decide(request), trace.decision, "{statements}");
    trace
}

fn decision(statements: &str, principal: &str) -> &'static str {
    traced(statements, &request(principal, "kms:Decrypt", &[]))
        .decision
        .name()
}

/// An Allow of Decrypt for this principal element.
fn allow(principal: &str, caller: &str) -> &'static str {
    let statement =
        format!(r#"{{"Effect":"Allow",{principal},"Action":"kms:Decrypt","Resource":"*"}}"#);
    decision(&statement, caller)
}

/// "AWS JSON policy elements: Principal".
#[test]
fn principals_mean_whom_their_page_says() {
    for (principal, caller, wanted) in [
        (r#""Principal":"*""#, STRANGER, "allowed"),
        (r#""Principal":{"AWS":"*"}"#, "s3.amazonaws.com", "allowed"),
        (r#""Principal":"*""#, "", "allowed"),
        (
            r#""Principal":{"AWS":"111122223333"}"#,
            ANN,
            "allowed_for_account",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#,
            SESSION,
            "allowed_for_account",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#,
            ROOT,
            "allowed",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#,
            STRANGER,
            "implicit_deny",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::444455556666:root"}"#,
            STRANGER,
            "allowed_for_account",
        ),
        (
            r#""Principal":{"AWS":"arn:aws-cn:iam::111122223333:root"}"#,
            ANN,
            "implicit_deny",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/team/App"}"#,
            APP,
            "allowed",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/team/App"}"#,
            SESSION,
            "allowed",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#,
            APP,
            "implicit_deny",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/BigApp"}"#,
            SESSION,
            "implicit_deny",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/App/i-0ab"}"#,
            SESSION,
            "allowed",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/App/other"}"#,
            SESSION,
            "implicit_deny",
        ),
        (
            r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/App/i-0ab"}"#,
            APP,
            "implicit_deny",
        ),
        (
            r#""Principal":{"AWS":["arn:aws:iam::111122223333:user/Ann","111122223333"]}"#,
            ANN,
            "allowed",
        ),
        (
            r#""Principal":{"AWS":"AROAEXAMPLEID123"}"#,
            APP,
            "implicit_deny",
        ),
        (
            r#""Principal":{"Service":"s3.amazonaws.com"}"#,
            "s3.amazonaws.com",
            "allowed",
        ),
        (
            r#""Principal":{"Service":"s3.amazonaws.com"}"#,
            "sns.amazonaws.com",
            "implicit_deny",
        ),
        (
            r#""Principal":{"Service":"s3.amazonaws.com"}"#,
            ANN,
            "implicit_deny",
        ),
        (
            r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#,
            ANN,
            "implicit_deny",
        ),
        (
            r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#,
            STRANGER,
            "allowed",
        ),
    ] {
        assert_eq!(allow(principal, caller), wanted, "{principal} {caller}");
    }
}

/// "Specifying NotPrincipal with Deny": the account has to be named too, and for a session the role.
#[test]
fn a_deny_with_not_principal_spares_only_whom_it_names_with_all_that_stands_behind() {
    for (spared, caller, wanted) in [
        (
            r#""arn:aws:iam::111122223333:user/Ann""#,
            ANN,
            "explicit_deny",
        ),
        (
            r#""arn:aws:iam::111122223333:user/Ann","111122223333""#,
            ANN,
            "allowed",
        ),
        (
            r#""arn:aws:sts::111122223333:assumed-role/App/i-0ab","arn:aws:iam::111122223333:root""#,
            SESSION,
            "explicit_deny",
        ),
        (
            r#""arn:aws:sts::111122223333:assumed-role/App/i-0ab","arn:aws:iam::111122223333:role/team/App","arn:aws:iam::111122223333:root""#,
            SESSION,
            "allowed",
        ),
        (r#""arn:aws:iam::111122223333:root""#, ROOT, "allowed"),
    ] {
        let statements = format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}},{{"Effect":"Deny","NotPrincipal":{{"AWS":[{spared}]}},"Action":"kms:*","Resource":"*"}}"#
        );
        assert_eq!(decision(&statements, caller), wanted, "{spared} {caller}");
    }
}

#[test]
fn an_explicit_deny_wins_and_dead_statements_do_nothing() {
    let all = r#"{"Effect":"Allow","Principal":"*","Action":"KMS:decr*","Resource":"*"}"#;
    for (deny, wanted) in [
        (
            r#"{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"}"#,
            "explicit_deny",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","NotAction":"kms:Encrypt","Resource":"*"}"#,
            "explicit_deny",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","NotAction":"kms:d*","Resource":"*"}"#,
            "allowed",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","Resource":"*"}"#,
            "allowed",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:*"}"#,
            "allowed",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"arn:aws:kms:us-east-1:111122223333:alias/a"}"#,
            "allowed",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"arn:aws:kms:*:111122223333:key/1"}"#,
            "explicit_deny",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","NotResource":"*"}"#,
            "allowed",
        ),
    ] {
        assert_eq!(decision(&format!("{all},{deny}"), ANN), wanted, "{deny}");
    }
}

#[test]
fn the_trace_says_where_each_statement_ended() {
    let statements = r#"
        {"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"kms:Decrypt","Resource":"*"},
        {"Effect":"Allow","Principal":"*","Action":"kms:Encrypt","Resource":"*"},
        {"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":"false"},"StringEquals":{"kms:CallerAccount":"444455556666"}}},
        {"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"KMS:calleraccount":"111122223333"}}}"#;
    let request = request(
        ANN,
        "kms:decrypt",
        &[
            ("kms:CallerAccount", "111122223333"),
            ("aws:ViaAWSService", "false"),
        ],
    );
    let trace = traced(statements, &request);
    let why: Vec<_> = trace
        .statements
        .iter()
        .map(|outcome| outcome.why.clone())
        .collect();
    assert_eq!(
        why,
        [
            Why::Principal,
            Why::Action,
            Why::Test(1),
            Why::Matched { account: false }
        ]
    );
    assert_eq!(trace.decision, Decision::Allowed);
}

#[test]
fn a_decision_that_hangs_on_what_was_not_told_is_open() {
    let condition = |effect: &str| {
        format!(
            r#"{{"Effect":"{effect}","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"StringEquals":{{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}}}}"#
        )
    };
    let all = r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}"#;
    let mut request = request(ANN, "kms:Decrypt", &[]);
    request.carries = Carries::of([]);
    for (statements, wanted) in [
        (condition("Allow"), Decision::Open),
        (format!("{all},{}", condition("Allow")), Decision::Allowed),
        (format!("{all},{}", condition("Deny")), Decision::Open),
        (condition("Deny"), Decision::ImplicitDeny),
    ] {
        assert_eq!(
            traced(&statements, &request).decision,
            wanted,
            "{statements}"
        );
    }
}

/// "IAM policy elements: Variables and tags": variables stand in Resource too.
#[test]
fn a_resource_may_hang_on_the_request() {
    let statement = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:key/${aws:PrincipalTag/key}"}"#;
    for (carries, wanted) in [
        (&[("aws:PrincipalTag/key", "1")][..], "allowed"),
        (&[("aws:PrincipalTag/key", "2")][..], "implicit_deny"),
        (&[][..], "implicit_deny"),
    ] {
        let trace = traced(statement, &request(ANN, "kms:Decrypt", carries));
        assert_eq!(trace.decision.name(), wanted, "{carries:?}");
    }
}
