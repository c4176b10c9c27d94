//! Policies that let strangers in, or may, and were once taken for closed ones. "Not public" is never said of them.

use keyglass::reason::public::Answer;
use keyglass::workspace::Workspace;

use crate::now;

/// The worst that is said of any key of a file: `yes` before `undecided` before `no`.
fn answer(file: &str) -> Answer {
    let mut workspace = Workspace::default();
    workspace.add("file".into(), file, now());
    assert!(!workspace.rows.is_empty(), "{file}");
    let summaries = workspace.rows.iter().filter_map(|row| row.summary.as_ref());
    let all: Vec<Answer> = summaries.map(|summary| summary.public).collect();
    [Answer::Yes, Answer::Undecided, Answer::No]
        .into_iter()
        .find(|answer| all.contains(answer))
        .unwrap()
}

const ROOT: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
const OPEN: &str = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#;

/// A policy of these statements, as a key of account 111122223333 has it.
fn key(statements: &str, members: &str) -> String {
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let policy = keyglass::json::quote(&policy);
    format!(
        r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",{members}"Policy":{policy}}}"#
    )
}

/// Everyone may do everything, where this holds.
fn when(condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{condition}}}"#
    )
}

/// However many accounts and services a policy names, there are others.
#[test]
fn there_is_always_another_stranger() {
    let accounts =
        r#"["444455556666","777788889999","123412341234","987698769876","200000000000"]"#;
    let deny = |condition: &str| {
        format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{condition}}}"#
        )
    };
    let named = deny(&format!(
        r#"{{"StringEquals":{{"aws:PrincipalAccount":{accounts}}}}}"#
    ));
    assert_eq!(
        answer(&key(&format!("{ROOT},{OPEN},{named}"), "")),
        Answer::Yes
    );

    let names: Vec<String> = [
        "sns",
        "cloudtrail",
        "logs",
        "s3",
        "events",
        "delivery.logs",
        "another1",
    ]
    .map(|label| format!(r#""{label}.amazonaws.com""#))
    .into();
    let names = names.join(",");
    let services = when(r#"{"Null":{"aws:SourceArn":"false"}}"#);
    let named = deny(&format!(
        r#"{{"StringEquals":{{"aws:PrincipalServiceName":[{names}]}}}}"#
    ));
    let all = format!("{ROOT},{services},{named}");
    assert_ne!(answer(&key(&all, "")), Answer::No);
}

#[test]
fn what_a_template_decides_later_is_open() {
    let template = |policy: &str| {
        format!(
            r#"{{"Parameters":{{"Who":{{"Type":"String","Default":"arn:aws:iam::111122223333:root","AllowedValues":["*","arn:aws:iam::111122223333:root"]}},"P":{{"Type":"String","Default":"{{}}"}}}},"Resources":{{"K":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{policy}}}}}}}}}"#
        )
    };
    let of = |statements: &str| format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#);
    let policies = [
        of(&format!(
            r#"[{ROOT},{{"Fn::If":["Share",{OPEN},{{"Ref":"AWS::NoValue"}}]}}]"#
        )),
        of(&format!(
            r#"[{ROOT},{{"Fn::If":["Share",{{"Ref":"AWS::NoValue"}},{OPEN}]}}]"#
        )),
        of(&format!(r#"{{"Fn::If":["Share",[{OPEN}],[{ROOT}]]}}"#)),
        of(&format!(
            r#"[{ROOT},{{"Fn::Transform":{{"Name":"AWS::Include"}}}}]"#
        )),
        of(&format!(
            r#"[{ROOT},{{"Fn::ForEach::X":["Y",["a"],{OPEN}]}}]"#
        )),
        format!(r#"{{"Fn::If":["Share",{},{}]}}"#, of(OPEN), of(ROOT)),
        r#"{"Ref":"P"}"#.to_string(),
        of(
            r#"[{"Effect":"Allow","Principal":{"AWS":{"Ref":"Who"}},"Action":"kms:*","Resource":"*"}]"#,
        ),
    ];
    for policy in policies {
        let answer = answer(&template(&policy));
        assert_eq!(answer, Answer::Undecided, "{policy}");
    }
    let yaml = |statement: &str| {
        format!(
            "Metadata:\n  Open: &open {{Effect: Allow, Principal: '*', Action: 'kms:*', Resource: '*'}}\nResources:\n  K:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Principal: {{AWS: 'arn:aws:iam::111122223333:root'}}\n            Action: kms:*\n            Resource: '*'\n          - {statement}\n"
        )
    };
    for statement in [
        "!If [Share, {Effect: Allow, Principal: '*', Action: 'kms:*', Resource: '*'}, !Ref AWS::NoValue]",
        "*open",
        "<<: *open",
    ] {
        assert_eq!(answer(&yaml(statement)), Answer::Undecided, "{statement}");
    }
    // The same in a policy by itself.
    let bare = of(&format!(r#"[{ROOT},{{"Fn::If":["Share",{OPEN},{ROOT}]}}]"#));
    assert_eq!(answer(&bare), Answer::Undecided);
}

/// Conditions that strangers meet, some way or other.
#[test]
fn conditions_that_strangers_can_meet() {
    for condition in [
        // An account that lies beyond a number.
        r#"{"NumericGreaterThan":{"kms:CallerAccount":"500000000000"}}"#,
        r#"{"NumericGreaterThan":{"kms:CallerAccount":"700000000000.5"}}"#,
        r#"{"NumericLessThan":{"aws:PrincipalAccount":"400000000000"}}"#,
        r#"{"DateGreaterThan":{"kms:CallerAccount":"1990-01-01"}}"#,
        r#"{"NumericGreaterThan":{"aws:username":"5"}}"#,
        // Seconds are seconds, however many.
        r#"{"DateGreaterThan":{"aws:EpochTime":"1577836800"},"DateLessThan":{"aws:EpochTime":"253402300799"}}"#,
        r#"{"DateLessThan":{"aws:CurrentTime":"253402300799"}}"#,
        // Services act for any account, also where one is left out.
        r#"{"StringNotEquals":{"kms:CallerAccount":"444455556666"},"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#,
        // The same number, the same name, written in another way.
        r#"{"NumericEquals":{"aws:PrincipalTag/x":"6"},"StringNotEquals":{"aws:PrincipalTag/x":"6"}}"#,
        r#"{"Bool":{"aws:PrincipalTag/x":"true"},"StringNotEquals":{"aws:PrincipalTag/x":"true"}}"#,
        r#"{"StringEqualsIgnoreCase":{"aws:username":"Bob"},"StringNotEquals":{"aws:username":"Bob"}}"#,
        // Paths of roles and users may hold anything from `!` to `~` (CreateRole, IAM API Reference).
        r#"{"StringLike":{"aws:PrincipalArn":"arn:aws:*:111122223333:role/*"}}"#,
        r#"{"StringLike":{"aws:PrincipalArn":"*::111122223333:role/*"}}"#,
        r#"{"StringLike":{"aws:PrincipalArn":"*:111122223333:user/*"}}"#,
        r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/team(1)/*"}}"#,
        r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/a:b/*"}}"#,
        r#"{"StringLike":{"aws:PrincipalArn":"arn:aws:????????????????????????:?:111122223333:*"}}"#,
    ] {
        assert_ne!(
            answer(&key(&when(condition), "")),
            Answer::No,
            "{condition}"
        );
    }
}

/// A statement about services elsewhere in the policy leaves the door open that another one opens.
#[test]
fn services_act_for_strangers_whatever_else_is_said_of_services() {
    let source = when(r#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::*"}}"#);
    let perimeter = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}"#;
    let inner = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:PrincipalIsAWSService":"false"}}}"#;
    for more in [perimeter, inner] {
        let policy = key(&format!("{source},{more}"), "");
        assert_eq!(answer(&policy), Answer::Yes, "{more}");
    }
    // For services as such, the statement itself says.
    let meant = when(r#"{"Bool":{"aws:PrincipalIsAWSService":"true"}}"#);
    assert_eq!(answer(&key(&meant, "")), Answer::No);
}

#[test]
fn what_is_not_known_of_the_key_rules_nothing_out() {
    // A wildcard may mean the key whose ARN is not in the file.
    for resource in ["**", "arn*", "*:key/*", "a*"] {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"{resource}"}}]}}"#
        );
        assert_eq!(answer(&policy), Answer::Undecided, "{resource}");
    }
    // A spec and a usage that no key has together.
    let members = r#""KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"SIGN_VERIFY","#;
    assert_eq!(answer(&key(OPEN, members)), Answer::Yes);
}

fn deny(condition: &str) -> String {
    format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{condition}}}"#
    )
}

/// "Each of the six colon-delimited components of the ARN is checked separately and each can include" wildcards.
#[test]
fn the_first_component_of_an_arn_may_be_a_pattern() {
    for condition in [
        r#"{"ArnLike":{"aws:PrincipalArn":"*:*:*:*:*:*"}}"#,
        r#"{"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::111122223333:role/x","*:aws:iam::*:role/y"]}}"#,
        r#"{"ArnLike":{"kms:EncryptionContext:aws:logs:arn":"*:aws:logs:*:*:*"},"StringEquals":{"aws:PrincipalIsAWSService":"false"}}"#,
        r#"{"ArnLike":{"aws:SourceVpcArn":"*:aws:ec2:*:*:vpc/*"}}"#,
        r#"{"ArnLike":{"aws:SourceArn":"*:*:*:*:*:*"}}"#,
    ] {
        let file = key(&[ROOT, &when(condition)].join(","), "");
        assert_eq!(answer(&file), Answer::Yes, "{condition}");
    }
    for pattern in ["*:*:iam:*:*:role/Admin", "a*:aws:iam::*:role/Admin"] {
        let spares = deny(&format!(
            r#"{{"ArnNotLike":{{"aws:PrincipalArn":"{pattern}"}}}}"#
        ));
        let file = key(&[ROOT, OPEN, &spares].join(","), "");
        assert_eq!(answer(&file), Answer::Yes, "{pattern}");
    }
    // And what it fixes is fixed.
    let own = r#"{"ArnLike":{"aws:PrincipalArn":"*:aws:iam::111122223333:role/*"}}"#;
    assert_eq!(answer(&key(&[ROOT, &when(own)].join(","), "")), Answer::No);
}

/// AWS's own policies for IAM Identity Center test `kms:ViaService` where services call.
#[test]
fn services_may_call_through_services() {
    let condition =
        r#"{"StringLike":{"aws:SourceAccount":"*","kms:ViaService":"sso.*.amazonaws.com"}}"#;
    let file = key(&[ROOT, &when(condition)].join(","), "");
    assert_eq!(answer(&file), Answer::Yes);
}

#[test]
fn a_function_in_place_of_principals_may_be_everybody() {
    for principal in [
        r#"{"Ref":"P"}"#,
        r#"{"Fn::ImportValue":"x"}"#,
        r#"{"Fn::GetAtt":["A","B"]}"#,
        r#"{"Fn::FindInMap":["a","b","c"]}"#,
        r#"{"Fn::Base64":"x"}"#,
    ] {
        let template = format!(
            r#"{{"Resources":{{"K":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"kms:Decrypt","Resource":"*"}}]}}}}}}}}}}"#
        );
        assert_eq!(answer(&template), Answer::Undecided, "{principal}");
    }
}

/// "CloudFormation supports the YAML Version 1.1 specification".
#[test]
fn yes_and_on_are_booleans_in_templates() {
    for flag in ["yes", "Yes", "on", "ON", "true"] {
        let template = format!(
            "Resources:\n  K:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Version: 2012-10-17\n        Statement:\n          - Effect: Allow\n            Principal: '*'\n            Action: kms:Decrypt\n            Resource: '*'\n            Condition:\n              Bool:\n                aws:SecureTransport: {flag}\n"
        );
        assert_eq!(answer(&template), Answer::Yes, "{flag}");
    }
}

/// Not the worst bug, but the second worst: what nobody can use any more, or nobody but the key's own, is not public.
#[test]
fn what_is_over_or_of_the_keys_own_is_not_public() {
    let until =
        |key: &str, time: &str| when(&format!(r#"{{"DateLessThan":{{"{key}":"{time}"}}}}"#));
    let from =
        |key: &str, time: &str| deny(&format!(r#"{{"DateGreaterThan":{{"{key}":"{time}"}}}}"#));
    let own =
        |key: &str, value: &str| when(&format!(r#"{{"StringEquals":{{"{key}":"{value}"}}}}"#));
    for (statement, expected) in [
        (until("aws:CurrentTime", "2020-01-01T00:00:00Z"), Answer::No),
        (until("aws:EpochTime", "1577836800"), Answer::No),
        (
            until("aws:CurrentTime", "2099-01-01T00:00:00Z"),
            Answer::Yes,
        ),
        (
            [OPEN, &from("aws:CurrentTime", "2020-01-01T00:00:00Z")].join(","),
            Answer::No,
        ),
        (
            [OPEN, &from("aws:CurrentTime", "2099-01-01T00:00:00Z")].join(","),
            Answer::Yes,
        ),
        (
            own("aws:SourceAccount", "${aws:ResourceAccount}"),
            Answer::No,
        ),
        (own("aws:VpceAccount", "${aws:ResourceAccount}"), Answer::No),
        (
            own("aws:PrincipalAccount", "${AWS:resourceaccount}"),
            Answer::No,
        ),
        (
            own("aws:PrincipalOrgID", "${aws:ResourceOrgID}"),
            Answer::No,
        ),
        (own("aws:SourceOrgID", "${aws:ResourceOrgID}"), Answer::No),
        // A tag of a stranger is what the stranger says.
        (
            own("aws:PrincipalTag/account", "${aws:ResourceAccount}"),
            Answer::Yes,
        ),
    ] {
        let file = key(&[ROOT, &statement].join(","), "");
        assert_eq!(answer(&file), expected, "{statement}");
    }
    let like =
        when(r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:ResourceAccount}:role/x"}}"#);
    assert_eq!(answer(&key(&[ROOT, &like].join(","), "")), Answer::No);
}

/// A policy of its own takes the place of the key's in a plan, whether its text is known yet or not.
#[test]
fn a_plan_links_a_key_to_its_policy() {
    let policy = |statements: &str| {
        keyglass::json::quote(&format!(
            r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#
        ))
    };
    let (own, open) = (policy(ROOT), policy(&[ROOT, OPEN].join(",")));
    let plan = |prefix: &str, index: &str, own_policy: &str, modules: [&str; 2]| {
        format!(
            r#"{{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{{"root_module":{{"resources":[
            {{"address":"{prefix}aws_kms_key.k{index}","type":"aws_kms_key","name":"k","values":{{"description":"x","policy":{own}}}}},
            {{"address":"{prefix}aws_kms_key.other","type":"aws_kms_key","name":"other","values":{{"description":"y","policy":{own}}}}},
            {{"address":"{prefix}aws_kms_key_policy.p{index}","type":"aws_kms_key_policy","name":"p","values":{{{own_policy}}}}}]}}}},
            "configuration":{{"root_module":{}{{"resources":[{{"address":"aws_kms_key_policy.p","type":"aws_kms_key_policy","name":"p","expressions":{{"key_id":{{"references":["aws_kms_key.k.key_id","aws_kms_key.k"]}}}}}}]}}{}}}}}"#,
            modules[0], modules[1]
        )
    };
    let known = format!(r#""policy":{open}"#);
    let in_module = [r#"{"module_calls":{"m":{"module":"#, "}}}"];
    let in_another = [r#"{"module_calls":{"my_module":{"module":"#, "}}}"];
    for (file, expected) in [
        (plan("", "", &known, ["", ""]), Answer::Yes),
        (plan("", "[0]", &known, ["", ""]), Answer::Yes),
        (
            plan("module.my_module.", "", &known, in_another),
            Answer::Yes,
        ),
        (
            plan(r#"module.my_module[\"a.b\"]."#, "", &known, in_another),
            Answer::Yes,
        ),
        (
            plan("module.m.", r#"[\"a\"]"#, &known, in_module),
            Answer::Yes,
        ),
        (plan("", "", "", ["", ""]), Answer::Undecided),
        (
            plan("", "", r#""policy":null"#, ["", ""]),
            Answer::Undecided,
        ),
        (
            plan("", "", &format!(r#""policy":{own}"#), ["", ""]),
            Answer::No,
        ),
    ] {
        assert_eq!(answer(&file), expected, "{file}");
    }
}

/// What may be read in two ways, or lets in what it seems to keep out.
#[test]
fn what_only_seems_to_fix_callers() {
    let ranges: Vec<String> = (0..256)
        .map(|first| format!(r#""{first}.0.0.0/8""#))
        .collect();
    let everywhere = format!(
        r#"{{"IpAddress":{{"aws:SourceIp":[{}]}}}}"#,
        ranges.join(",")
    );
    let twice = r#"{"StringLike":{"aws:PrincipalOrgID":"o-a1b2c3d4e5","aws:principalorgid":"*"}}"#;
    let lenient = r#"{"StringLike":{"aws:SourceOrgID":"o-*"},"StringEqualsIfExists":{"aws:PrincipalAccount":"111122223333"}}"#;
    let office = r#"{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","198.51.100.0/24"]}}"#;
    let loud =
        r#"{"StringEqualsIgnoreCase":{"aws:PrincipalArn":"ARN:aws:iam::444455556666:ROLE/x"}}"#;
    for (condition, expected) in [
        (everywhere.as_str(), Answer::Yes),
        (twice, Answer::Undecided),
        (lenient, Answer::Yes),
        (office, Answer::No),
        (loud, Answer::No),
    ] {
        let file = key(&[ROOT, &when(condition)].join(","), "");
        assert_eq!(answer(&file), expected, "{condition}");
    }
    // Two policies in one record.
    let open = keyglass::json::quote(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{OPEN}]}}"#
    ));
    let two = key(ROOT, &format!(r#""Policy":{open},"#));
    assert_eq!(answer(&two), Answer::Undecided);
}
