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
    let policy = policy(statements);
    format!(
        r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",{members}"Policy":{policy}}}"#
    )
}

/// A policy of these statements, as a text within JSON.
fn policy(statements: &str) -> String {
    keyglass::json::quote(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#
    ))
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
    let (own, open) = (policy(ROOT), policy(&[ROOT, OPEN].join(",")));
    let plan = |prefix: &str, index: &str, own_policy: &str, modules: [&str; 2]| {
        let key = format!("aws_kms_key.k{index}");
        let references = format!(r#""{key}.key_id","{key}","aws_kms_key.k""#);
        format!(
            r#"{{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{{"root_module":{{"resources":[
            {{"address":"{prefix}aws_kms_key.k{index}","type":"aws_kms_key","name":"k","values":{{"description":"x","policy":{own}}}}},
            {{"address":"{prefix}aws_kms_key.other","type":"aws_kms_key","name":"other","values":{{"description":"y","policy":{own}}}}},
            {{"address":"{prefix}aws_kms_key_policy.p{index}","type":"aws_kms_key_policy","name":"p","values":{{{own_policy}}}}}]}}}},
            "configuration":{{"root_module":{}{{"resources":[{{"address":"aws_kms_key_policy.p","type":"aws_kms_key_policy","name":"p","expressions":{{"key_id":{{"references":[{references}]}}}}}}]}}{}}}}}"#,
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

/// Which key a policy is of is said for certain, or not at all.
#[test]
fn a_plan_that_does_not_say_whose_a_policy_is() {
    let (own, open) = (policy(ROOT), policy(&[ROOT, OPEN].join(",")));
    let known = r#""key_id":"1234abcd-12ab-34cd-56ef-1234567890ab","arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","#;
    let plan = |[first, second]: [&str; 2], of_key: &str, of_policy: &str, references: &str| {
        format!(
            r#"{{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{{"root_module":{{"resources":[
            {{"address":"aws_kms_key.{first}","type":"aws_kms_key","name":"k","values":{{{of_key}"policy":{own}}}}},
            {{"address":"aws_kms_key.{second}","type":"aws_kms_key","name":"k","values":{{"description":"x","policy":{own}}}}},
            {{"address":"aws_kms_key_policy.p[\"x\"]","type":"aws_kms_key_policy","name":"p","values":{{{of_policy}}}}}]}}}},
            "configuration":{{"root_module":{{"resources":[{{"address":"aws_kms_key_policy.p","type":"aws_kms_key_policy","name":"p","expressions":{{"key_id":{{"references":[{references}]}}}}}}]}}}}}}"#
        )
    };
    let answers = |file: &str| -> Vec<Answer> {
        let mut workspace = Workspace::default();
        workspace.add("file".into(), file, now());
        let rows = workspace.rows.iter();
        rows.map(|row| row.summary.as_ref().unwrap().public)
            .collect()
    };
    let unnamed = format!(r#""policy":{open}"#);
    let named = format!(r#""key_id":"1234abcd-12ab-34cd-56ef-1234567890ab","policy":{open}"#);
    let later = r#""key_id":"1234abcd-12ab-34cd-56ef-1234567890ab""#;
    let two = [r#"k[\"a\"]"#, r#"k[\"x\"]"#];
    let (yes, open, no) = (Answer::Yes, Answer::Undecided, Answer::No);
    for (file, expected) in [
        (
            plan(two, "", &unnamed, r#""aws_kms_key.k","each.value""#),
            [open, open],
        ),
        (
            // As much is told of `k["${each.key}-x"]`.
            plan(two, "", &unnamed, r#""aws_kms_key.k","each.key""#),
            [open, open],
        ),
        (plan(two, "", &unnamed, r#""local.key_id""#), [open, open]),
        (
            plan(["k", "l"], "", &unnamed, r#""aws_kms_key.k","local.l_id""#),
            [open, open],
        ),
        (
            plan(
                ["k", "l"],
                "",
                &unnamed,
                r#""aws_kms_key.k","data.aws_kms_key.l""#,
            ),
            [open, no],
        ),
        (
            plan(two, "", &unnamed, r#""module.keys.id","module.keys""#),
            [open, open],
        ),
        (
            plan(
                two,
                "",
                &unnamed,
                r#""data.aws_kms_key.k.arn","data.aws_kms_key.k""#,
            ),
            // Its id would be known if it did not hang on one of them.
            [open, open],
        ),
        (
            plan(
                ["k", "l"],
                "",
                &unnamed,
                r#""aws_kms_key.k","aws_kms_key.l","var.first""#,
            ),
            [open, open],
        ),
        (
            plan(
                ["k", "l"],
                "",
                &unnamed,
                r#""aws_kms_key.l.arn","aws_kms_key.l""#,
            ),
            [no, yes],
        ),
        (
            plan(
                [r#"k[\"a.b\"]"#, "l"],
                "",
                &unnamed,
                r#""aws_kms_key.k[\"a.b\"].arn","aws_kms_key.k""#,
            ),
            [yes, no],
        ),
        (
            plan(["k", "l"], known, &named, r#""aws_kms_key.k""#),
            [yes, no],
        ),
        (
            plan(["k", "l"], known, later, r#""aws_kms_key.k""#),
            [open, no],
        ),
    ] {
        assert_eq!(answers(&file), expected, "{file}");
    }
}

/// In a state several keys have one address, and each policy is of one of them.
#[test]
fn a_state_keeps_the_policies_of_one_address_apart() {
    let own = policy(ROOT);
    let key = |number: usize| {
        format!(
            r#"{{"attributes":{{"key_id":"1234abcd-12ab-34cd-56ef-12345678900{number}","arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-12345678900{number}","policy":{own}}}}}"#
        )
    };
    let of_key = |number: usize, statements: &str| {
        format!(
            r#"{{"attributes":{{"key_id":"1234abcd-12ab-34cd-56ef-12345678900{number}","policy":{}}}}}"#,
            policy(statements)
        )
    };
    let state = format!(
        r#"{{"version":4,"terraform_version":"1.9.0","resources":[
        {{"mode":"managed","type":"aws_kms_key","name":"k","instances":[{},{}]}},
        {{"mode":"managed","type":"aws_kms_key_policy","name":"p","instances":[{},{}]}}]}}"#,
        key(1),
        key(2),
        of_key(1, ROOT),
        of_key(2, OPEN)
    );
    let mut workspace = Workspace::default();
    workspace.add("file".into(), &state, now());
    let rows = workspace.rows.iter();
    let answers: Vec<Answer> = rows
        .map(|row| row.summary.as_ref().unwrap().public)
        .collect();
    assert_eq!(answers, [Answer::No, Answer::Yes]);
}

/// A key of another partition, of which the conditions alone tell, or the Region, or another statement.
#[test]
fn a_key_may_be_of_any_partition() {
    let bare =
        |statements: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let gov = when(r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws-us-gov:iam::*:role/*"}}"#);
    let others = when(r#"{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:*:*:*:*"}}"#);
    let cn = when(r#"{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com.cn"}}"#);
    let iso = when(r#"{"StringLike":{"kms:ViaService":"s3.*.c2s.ic.gov"}}"#);
    let root = ROOT.replace("arn:aws:", "arn:aws-cn:");
    for (file, expected) in [
        (bare(&gov), Answer::Yes),
        (
            bare(&[&root, &cn].map(String::as_str).join(",")),
            Answer::Yes,
        ),
        (bare(&cn), Answer::Yes),
        (bare(&iso), Answer::Yes),
        (
            key(&iso, "").replace("arn:aws:kms:us-east-1", "arn:aws-iso:kms:us-iso-east-1"),
            Answer::Yes,
        ),
        (
            key(&gov, r#""Region":"us-gov-west-1","#).replace(r#""Arn":"#, r#""Of":"#),
            Answer::Yes,
        ),
        (
            key(&others, r#""Region":"us-gov-west-1","#).replace(r#""Arn":"#, r#""Of":"#),
            Answer::Yes,
        ),
        // Nobody of that partition calls this key.
        (key(&gov, ""), Answer::No),
        (bare(&[ROOT, &gov].join(",")), Answer::No),
    ] {
        assert_eq!(answer(&file), expected, "{file}");
    }
}

/// Only services carry a source, and they act for anybody: in an Allow, or where a Deny spares them.
#[test]
fn services_that_act_for_strangers_are_let_in_by_denies_too() {
    let source = |more: &str| {
        when(&format!(
            r#"{{"ArnLike":{{"aws:SourceArn":"arn:aws:s3:::*"}}{more}}}"#
        ))
    };
    let beside = |condition: &str| [ROOT, OPEN, &deny(condition)].join(",");
    let perimeter = r#"{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}"#;
    for (statements, expected) in [
        (source(""), Answer::Yes),
        (
            source(r#","Null":{"aws:PrincipalIsAWSService":"false"}"#),
            Answer::Yes,
        ),
        (
            source(r#","Bool":{"aws:PrincipalIsAWSService":["true","false"]}"#),
            Answer::Yes,
        ),
        (
            source(r#","Bool":{"aws:PrincipalIsAWSService":"true"}"#),
            Answer::Yes,
        ),
        (
            beside(r#"{"ArnNotLike":{"aws:SourceArn":"arn:aws:s3:::*"}}"#),
            Answer::Yes,
        ),
        (beside(r#"{"Null":{"aws:SourceArn":"true"}}"#), Answer::Yes),
        (
            beside(r#"{"StringNotEquals":{"aws:SourceAccount":"111122223333"}}"#),
            Answer::No,
        ),
        // The data perimeter spares services as such.
        (beside(perimeter), Answer::No),
        (
            [
                beside(perimeter),
                deny(r#"{"StringNotEqualsIfExists":{"aws:SourceOrgID":"o-a1b2c3d4e5"},"Null":{"aws:SourceAccount":"false"},"Bool":{"aws:PrincipalIsAWSService":"true"}}"#),
            ]
            .join(","),
            Answer::No,
        ),
        // Under StringLike the `*` of the Region may take another account along.
        (
            when(r#"{"StringLike":{"aws:SourceArn":"arn:aws:lambda:*:111122223333:*"}}"#),
            Answer::Yes,
        ),
        (
            when(r#"{"ArnLike":{"aws:SourceArn":"arn:aws:lambda:*:111122223333:*"}}"#),
            Answer::No,
        ),
    ] {
        assert_eq!(answer(&key(&statements, "")), expected, "{statements}");
    }
}

/// Whom a Deny spares is said.
#[test]
fn services_that_a_perimeter_spares_are_named() {
    let sentence = |condition: &str| {
        let file = key(&[OPEN, &deny(condition)].join(","), "");
        crate::report(&file).verdict.sentence.to_string()
    };
    let perimeter = sentence(
        r#"{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}"#,
    );
    assert!(
        perimeter.ends_with("denies everybody but known callers and AWS services."),
        "{perimeter}"
    );
    let own = sentence(r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#);
    assert!(
        own.ends_with("denies everybody but known callers."),
        "{own}"
    );
}

/// What a template leaves open is not known of the key.
#[test]
fn what_a_template_does_not_say_of_its_key_is_open() {
    let own = r#"{"Effect":"Allow","Principal":{"AWS":{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:root"}},"Action":"kms:*","Resource":"*"}"#;
    let of = |kind: &str, members: &str, version: &str, statements: &str| {
        format!(
            r#"{{"Resources":{{"Key":{{"Type":"AWS::KMS::{kind}","Properties":{{{members}"KeyPolicy":{{"Version":{version},"Statement":[{own},{statements}]}}}}}}}}}}"#
        )
    };
    let current = r#""2012-10-17""#;
    let multi = when(r#"{"Bool":{"kms:MultiRegion":"true"}}"#);
    let elsewhere = OPEN.replace(
        r#""Resource":"*""#,
        r#""Resource":"arn:aws:kms:*:111122223333:key/*""#,
    );
    let parts = OPEN.replace(
        r#""*","Action""#,
        r#"{"AWS":{"Fn::Join":["",{"Ref":"Parts"}]}},"Action""#,
    );
    let own_caller = when(r#"{"StringEquals":{"kms:CallerAccount":"${aws:PrincipalAccount}"}}"#);
    let beside = |condition: &str| [OPEN, &deny(condition)].join(",");
    for (file, expected) in [
        (
            of(
                "Key",
                "",
                current,
                &when(r#"{"StringEquals":{"aws:ResourceAccount":"111122223333"}}"#),
            ),
            Answer::Yes,
        ),
        (of("Key", "", current, &elsewhere), Answer::Undecided),
        (
            of(
                "Key",
                "",
                current,
                &beside(r#"{"StringNotEquals":{"aws:ResourceAccount":"111122223333"}}"#),
            ),
            Answer::Yes,
        ),
        (of("ReplicaKey", "", current, &multi), Answer::Yes),
        (
            of("Key", r#""MultiRegion":true,"#, current, &multi),
            Answer::Yes,
        ),
        (of("Key", "", current, &multi), Answer::No),
        (
            of(
                "ReplicaKey",
                "",
                current,
                &beside(r#"{"Bool":{"kms:MultiRegion":"true"}}"#),
            ),
            Answer::No,
        ),
        (
            of(
                "Key",
                r#""MultiRegion":{"Ref":"Flag"},"#,
                current,
                &beside(r#"{"Bool":{"kms:MultiRegion":"false"}}"#),
            ),
            Answer::Yes,
        ),
        (of("Key", "", current, &parts), Answer::Undecided),
        (
            of("Key", "", r#"{"Ref":"V"}"#, &own_caller),
            Answer::Undecided,
        ),
        (of("Key", "", current, OPEN).replace(OPEN, ROOT), Answer::No),
    ] {
        assert_eq!(answer(&file), expected, "{file}");
    }
    // A literal account may be the one that the template will be used in.
    let mut workspace = Workspace::default();
    workspace.add("file".into(), &of("Key", "", current, ROOT), now());
    let sentence = &workspace.loaded(0).unwrap().report.verdict.sentence;
    assert!(!sentence.to_string().contains("foreign"), "{sentence}");
    let own_role = own.replace(r#""kms:*""#, r#""kms:Decrypt""#);
    for (root, locked) in [(ROOT, false), (own_role.as_str(), true)] {
        let file = of("Key", "", current, root).replace(own, &own_role);
        let mut workspace = Workspace::default();
        workspace.add("file".into(), &file, now());
        let report = &workspace.loaded(0).unwrap().report;
        let mut ids = report.findings.iter().map(|finding| finding.rule.id());
        assert_eq!(ids.any(|id| id == "KMS-POL-011"), locked, "{file}");
        assert!(
            !report
                .findings
                .iter()
                .any(|finding| finding.rule.id() == "KMS-POL-009")
        );
    }
    let made = of("Key", "", current, ROOT).replace(
        r#"{"Key":"#,
        &format!(r#"{{"Fn::ForEach::Keys":["N",["a"],{{"K${{N}}":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Statement":[{OPEN}]}}}}}}}}],"Key":"#),
    );
    let mut workspace = Workspace::default();
    workspace.add("file".into(), &made, now());
    let problems = &workspace.sources[0].problems;
    assert!(problems[0].message.contains("Fn::ForEach"), "{problems:?}");
}

/// Other forms in which something opens a key that looked closed, or was lost on the way.
#[test]
fn nothing_open_is_lost() {
    let range = |first: usize| format!(r#""{first}.0.0.0/8""#);
    let parts: Vec<String> = (0..8)
        .map(|part| {
            let ranges: Vec<String> = (part * 32..part * 32 + 32).map(range).collect();
            when(&format!(
                r#"{{"IpAddress":{{"aws:SourceIp":[{}]}}}}"#,
                ranges.join(",")
            ))
        })
        .collect();
    assert_eq!(answer(&key(&parts.join(","), "")), Answer::Yes);
    // The same office in many statements is one office.
    let offices: Vec<String> = (0..40)
        .map(|guest| {
            when(&format!(
                r#"{{"IpAddress":{{"aws:SourceIp":["9.0.0.0/8","11.0.0.0/8","203.0.113.{guest}/32"]}}}}"#
            ))
        })
        .collect();
    assert_eq!(answer(&key(&offices.join(","), "")), Answer::No);

    // Fewer than six components: AWS does not say what they match.
    let short = when(r#"{"ArnLike":{"aws:PrincipalArn":"**"}}"#);
    assert_eq!(answer(&key(&short, "")), Answer::Yes);
    let spared = deny(r#"{"ArnNotLike":{"aws:PrincipalArn":"arn:*"}}"#);
    assert_eq!(
        answer(&key(&[OPEN, &spared].join(","), "")),
        Answer::Undecided
    );

    let open = format!(r#"{{"Version":"2012-10-17","Statement":[{OPEN}]}}"#);
    let row = format!(
        "arn,policy\narn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab,\"{}\"\n",
        open.replace('"', "\"\"")
    );
    assert_eq!(answer(&row), Answer::Yes);
    let mut workspace = Workspace::default();
    workspace.add("file".into(), &row, now());
    assert_eq!(workspace.rows[0].account.to_string(), "111122223333");

    // A policy of another name is not the key's.
    let shared = format!(
        r#"{{"Policy":{},"PolicyName":"AWS_RAM"}}"#,
        keyglass::json::quote(&open)
    );
    let mut workspace = Workspace::default();
    workspace.add("file".into(), &shared, now());
    assert!(workspace.rows.is_empty() && !workspace.sources[0].problems.is_empty());
}

/// Letter case does not count, so a value in other letters is met: the statement applies, to whom it names.
#[test]
fn values_in_other_letters_are_met() {
    for condition in [
        r#"{"StringEqualsIgnoreCase":{"aws:PrincipalOrgID":"O-A1B2C3D4E5"}}"#,
        r#"{"StringEqualsIgnoreCase":{"aws:SourceVpc":"VPC-0123456789ABCDEF0"}}"#,
    ] {
        let report = crate::report(&key(&[ROOT, &when(condition)].join(","), ""));
        let never = |text: String| text.contains("never applies");
        let mut findings = report.findings.iter();
        assert!(
            !findings.any(|it| never(it.message.to_string())),
            "{condition}"
        );
        let mut findings = report.findings.iter();
        assert!(
            findings.any(|it| it.rule.id() == "KMS-ACT-006"),
            "{condition}"
        );
    }
}
