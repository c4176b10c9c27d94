//! More of what was once taken for closed, where the file leaves something open: its partition, which key a policy is of, what
//! a parameter holds; and what was once taken for open by what only a Deny says.

use keyglass::reason::public::Answer;
use keyglass::workspace::Workspace;
use keyglass::workspace::summary::Summary;

use crate::{now, policy, resource};

const ROOT: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
const OPEN: &str = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#;

/// What is said of each key of a file in the list.
fn each<T>(file: &str, said: impl Fn(&Summary) -> T) -> Vec<T> {
    let mut workspace = Workspace::default();
    workspace.add("file".into(), file, now());
    let summaries = workspace.rows.iter().map(|row| row.summary.as_deref());
    summaries.map(|summary| said(summary.unwrap())).collect()
}

fn answers(file: &str) -> Vec<Answer> {
    each(file, |summary| summary.public)
}

fn when(condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{{condition}}}}}"#
    )
}

fn unless(condition: &str) -> String {
    format!(
        r#"{OPEN},{{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{{condition}}}}}"#
    )
}

/// Neither `aws` in a template nor a pattern tells the partition.
#[test]
fn a_partition_may_be_any_that_a_pattern_means() {
    let template = |statements: &str| {
        let root = ROOT.replace(
            r#""arn:aws:iam::111122223333:root""#,
            r#"{"Fn::Sub":"arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}"#,
        );
        format!(
            r#"{{"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[{root},{statements}]}}}}}}}}}}"#
        )
    };
    let bare =
        |statements: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    for statements in [
        when(r#""ArnLike":{"aws:PrincipalArn":"arn:aws-us-gov:iam::*:role/x"}"#),
        when(r#""StringLike":{"kms:ViaService":"s3.*.amazonaws.com.cn"}"#),
        unless(r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws-us-gov:iam::*:role/x"}"#),
        when(r#""ArnLike":{"aws:PrincipalArn":"arn:aws-*:iam::*:role/x"}"#),
        when(r#""ArnLike":{"aws:PrincipalArn":"arn:*-cn:iam::*:role/x"}"#),
        when(r#""StringLike":{"kms:ViaService":"*.cn"}"#),
        unless(r#""ArnNotLike":{"aws:PrincipalArn":"arn:aws-*:iam::*:role/*"}"#),
        unless(r#""StringNotLike":{"kms:ViaService":"*.cn"}"#),
    ] {
        for file in [template(&statements), bare(&statements)] {
            assert_eq!(answers(&file), [Answer::Yes], "{file}");
        }
        // The key's ARN tells it.
        let file = resource(&policy(&statements));
        assert_eq!(answers(&file), [Answer::No], "{file}");
    }
    for statements in [
        when(r#""ArnLike":{"aws:PrincipalArn":"arn:aws-*:iam::111122223333:role/x"}"#),
        when(
            r#""StringEquals":{"aws:PrincipalAccount":"111122223333"},"StringLike":{"kms:ViaService":"s3.*"}"#,
        ),
    ] {
        assert_eq!(answers(&bare(&statements)), [Answer::No], "{statements}");
    }
}

/// The keys of a multi-Region set have one id, and each its own policy.
#[test]
fn a_key_id_may_be_of_a_replica_too() {
    let text = |statements: &str| keyglass::json::quote(&policy(statements));
    let (own, open) = (text(ROOT), text(&[ROOT, OPEN].join(",")));
    let file = |id: &str| {
        let key = |kind: &str, region: &str, policy: &str| {
            format!(
                r#"{{"address":"{kind}.k","type":"{kind}","name":"k","values":{{"arn":"arn:aws:kms:{region}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab","key_id":"mrk-1234abcd12ab34cd56ef1234567890ab","policy":{policy}}}}}"#
            )
        };
        format!(
            r#"{{"format_version":"1.0","terraform_version":"1.9.0","values":{{"root_module":{{"resources":[{},{},
            {{"address":"aws_kms_key_policy.p","type":"aws_kms_key_policy","name":"p","values":{{"key_id":"{id}","policy":{own}}}}}]}}}}}}"#,
            key("aws_kms_key", "us-east-1", &own),
            key("aws_kms_replica_key", "eu-west-1", &open)
        )
    };
    let shared = answers(&file("mrk-1234abcd12ab34cd56ef1234567890ab"));
    assert_eq!(shared, [Answer::Undecided, Answer::Undecided]);
    let told = |region: &str| {
        answers(&file(&format!(
            "arn:aws:kms:{region}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"
        )))
    };
    assert_eq!(told("us-east-1"), [Answer::No, Answer::Yes]);
    assert_eq!(told("eu-west-1"), [Answer::No, Answer::No]);
}

/// What comes from elsewhere is not in the template.
#[test]
fn parameters_of_the_store_are_named_and_not_given() {
    let template = |principal: &str, condition: &str, kind: &str| {
        format!(
            r#"{{"Parameters":{{"P":{{"Type":"{kind}","AllowedValues":["/a/b"]}}}},"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{principal},"Action":"kms:Decrypt","Resource":"*","Condition":{{{condition}}}}}]}}}}}}}}}}"#
        )
    };
    const STORE: &str = "AWS::SSM::Parameter::Value<String>";
    let like = |value: &str| format!(r#""StringLike":{{"aws:PrincipalArn":{value}}}"#);
    for (principal, condition, kind, expected) in [
        (r#"{"AWS":{"Ref":"P"}}"#, "", STORE, Answer::Undecided),
        (r#""*""#, &*like(r#"{"Ref":"P"}"#), STORE, Answer::Undecided),
        (r#""*""#, &like(r#"{"Ref":"P"}"#), "String", Answer::No),
        (
            r#""*""#,
            &like(r#""{{resolve:ssm:/x}}""#),
            STORE,
            Answer::Undecided,
        ),
    ] {
        let file = template(principal, condition, kind);
        assert_eq!(answers(&file), [expected], "{file}");
    }
}

/// Two templates may call their keys by one name.
#[test]
fn keys_of_two_templates_are_two() {
    let template = |more: &str| {
        format!(
            r#"{{"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"kms:Sign","Resource":"*"}}]}}{more}}}}}}}}}"#
        )
    };
    let (first, second) = (
        template(""),
        template(r#","KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY""#),
    );
    let two = answers(&format!("{first}\n{second}"));
    assert_eq!(two, [Answer::No, Answer::Yes]);
    assert_eq!(answers(&format!("{second}\n{second}")), [Answer::Yes]);
}

/// Names of services have labels, and in China an end of their own.
#[test]
fn names_of_services_are_met_by_patterns() {
    let services = |pattern: &str| {
        when(&format!(
            r#""StringLike":{{"aws:PrincipalServiceName":"{pattern}"}}"#
        ))
    };
    for pattern in [
        "*.amazonaws.com",
        "*.*.amazonaws.com",
        "*-*.amazonaws.com",
        "delivery.*.amazonaws.com",
    ] {
        let file = resource(&policy(&services(pattern)));
        assert_eq!(answers(&file), [Answer::Yes], "{pattern}");
    }
    let china = |pattern: &str| {
        let file = resource(&policy(&services(pattern)));
        answers(
            &file
                .replace("arn:aws:", "arn:aws-cn:")
                .replace("us-east-1", "cn-north-1"),
        )
    };
    assert_eq!(china("*.amazonaws.com.cn"), [Answer::Yes]);
    let file = resource(&policy(&services("*.amazonaws.org")));
    assert_eq!(answers(&file), [Answer::No]);
}

/// No service has a Region of its own before that of the key, nor capital letters.
#[test]
fn services_are_asked_through_in_the_keys_own_region() {
    let through = |pattern: &str| {
        let statement = when(&format!(r#""StringLike":{{"kms:ViaService":"{pattern}"}}"#));
        answers(&resource(&policy(&statement)))
    };
    for pattern in ["s3.eu-west-1.*", "S3.*"] {
        assert_eq!(through(pattern), [Answer::No], "{pattern}");
    }
    let bare = |pattern: &str| {
        let statement = when(&format!(r#""StringLike":{{"kms:ViaService":"{pattern}"}}"#));
        answers(&format!(
            r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#
        ))
    };
    assert_eq!(bare("S3.*"), [Answer::No]);
    for pattern in ["s3.*", "s?.eu-*.amazonaws.com"] {
        assert_eq!(bare(pattern), [Answer::Yes], "{pattern}");
    }
    for pattern in ["s3.us-east-1.*", "s?.*", "*"] {
        assert_eq!(through(pattern), [Answer::Yes], "{pattern}");
    }
}

/// What a Deny means lets nobody in.
#[test]
fn wide_ranges_of_a_deny_open_nothing() {
    let narrow = when(r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#);
    let deny = |condition: &str| {
        format!(
            r#"{narrow},{{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{{condition}}}}}"#
        )
    };
    let of = |statements: &str| answers(&resource(&policy(statements)));
    assert_eq!(
        of(&deny(r#""IpAddress":{"aws:SourceIp":"::/0"}"#)),
        [Answer::No]
    );
    assert_eq!(
        of(&deny(r#""IpAddress":{"aws:SourceIp":"0.0.0.0/1"}"#)),
        [Answer::No]
    );
    // Those that it spares are let in, and so are those that an Allow asks for, whatever a Deny says of them beside.
    let narrow: Vec<String> = (20..60).map(|at| format!("\"{at}.0.0.0/8\"")).collect();
    let narrow = narrow.join(",");
    assert_eq!(
        of(&unless(&format!(
            r#""NotIpAddress":{{"aws:SourceIp":[{narrow}]}}"#
        ))),
        [Answer::Yes]
    );
    let asked = when(&format!(r#""IpAddress":{{"aws:SourceIp":[{narrow}]}}"#));
    let denied = asked
        .replace("Allow", "Deny")
        .replace("kms:Decrypt", "kms:Encrypt");
    assert_eq!(of(&format!("{denied},{asked}")), [Answer::Yes]);
}

/// How far the work goes hangs on the letters of names, so what ends there is not said of the next key.
#[test]
fn what_ended_at_a_bound_is_not_passed_on() {
    let key = |id: usize, name: &dyn Fn(usize) -> String| {
        let names: Vec<String> = (0..40)
            .map(|at| format!(r#""arn:aws:iam::*:role/{}""#, name(at)))
            .collect();
        let statements = format!(
            r#"{},{{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{"ArnLike":{{"aws:PrincipalArn":[{}]}}}}}}"#,
            when(r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/abcdefghijklmnopqrst"}"#),
            names.join(",")
        );
        resource(&policy(&statements)).replace("1234abcd-12ab", &format!("1234abcd-{id:04}"))
    };
    // Letters that differ from the first on, and names that differ at their ends alone.
    let unlike = |at: usize| {
        let letters = (0..20).map(|place| {
            let code = (at * 7 + place * (at + 3) + at / 26) % 26;
            char::from(b'A' + code as u8)
        });
        letters.collect()
    };
    let like = |at: usize| format!("{:X<18}{at:02}", "");
    let (first, second) = (key(1, &unlike), key(2, &like));
    assert_eq!(answers(&first), [Answer::Undecided], "meant to be too much");
    assert_eq!(answers(&second), [Answer::Yes]);
    let both = answers(&format!("{first}\n{second}"));
    assert_eq!(both, [Answer::Undecided, Answer::Yes]);

    // Where the answer is the same, rules may still differ.
    let closed = |id: usize, name: &dyn Fn(usize) -> String| {
        let file = key(id, name);
        file.replace(
            r#"\"Principal\":\"*\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":\"arn"#,
            r#"\"Principal\":{\"AWS\":\"111122223333\"},\"Action\":\"kms:*\",\"Resource\":\"*\"},{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/A\"},\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":\"arn"#,
        )
    };
    let counts = |file: &str| each(file, |summary| summary.findings.len());
    let (first, second) = (closed(1, &unlike), closed(2, &like));
    let alone = [counts(&first), counts(&second)].concat();
    assert_eq!(answers(&format!("{first}\n{second}")), [Answer::No; 2]);
    assert_ne!(alone[0], alone[1], "meant to differ");
    assert_eq!(counts(&format!("{first}\n{second}")), alone);
}

/// The account that stands for a template's own is not like others: a literal one beside it may be the same.
#[test]
fn the_account_of_a_template_shares_no_answers() {
    let key = |owner: &str| {
        let text = policy(
            &[
                ROOT,
                r#"{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"kms:*","Resource":"*"}"#,
            ]
            .join(","),
        );
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Id":"1234abcd-12ab-34cd-56ef-{owner}","AccountId":"{owner}","Policy":{}}}"#,
            keyglass::json::quote(&text.replace("111122223333", owner))
        )
    };
    let rules = |file: &str| -> Vec<Vec<&str>> {
        each(file, |summary| {
            summary.rules().map(|(rule, _)| rule.id()).collect()
        })
    };
    let (real, stand_in) = (key("111122223333"), key("009900990099"));
    let alone = [rules(&real), rules(&stand_in)].concat();
    assert_ne!(alone[0], alone[1], "meant to differ");
    assert_eq!(rules(&format!("{real}\n{stand_in}")), alone);
}

/// Nothing of a file is passed over in silence: neither what stands behind `---`, nor the policy of a key that is elsewhere.
#[test]
fn all_documents_and_all_policies_are_judged() {
    let template = |name: &str, principal: &str| {
        format!(
            "Resources:\n  {name}:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Principal: {principal}\n            Action: kms:Decrypt\n            Resource: '*'\n"
        )
    };
    let root = "{AWS: 'arn:aws:iam::111122223333:root'}";
    let two = format!("{}---\n{}---\n", template("A", root), template("B", "'*'"));
    assert_eq!(answers(&two), [Answer::No, Answer::Yes]);
    assert_eq!(keyglass::import::import(&two).problems, []);
    // What is damaged takes along nothing of what stands before it, and is told.
    let damaged = format!("{}---\nResources: [\n", template("A", root));
    let import = keyglass::import::import(&damaged);
    assert_eq!((import.pieces.len(), import.problems.len()), (1, 1));
    assert_eq!(import.problems[0].message, "Not YAML from here on.");

    let of_key = |id: &str| {
        format!(
            r#"{{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{{"root_module":{{"resources":[{{"address":"aws_kms_key_policy.p","type":"aws_kms_key_policy","name":"p","values":{{{id}"policy":{}}}}}]}}}}}}"#,
            keyglass::json::quote(&policy(&[ROOT, OPEN].join(",")))
        )
    };
    let arn = r#""key_id":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","#;
    assert_eq!(answers(&of_key(arn)), [Answer::Yes]);
    // The key comes with another file.
    let mut workspace = Workspace::default();
    workspace.add("plan".into(), &of_key(arn), now());
    workspace.add(
        "export".into(),
        &resource(&policy(ROOT)).replace("Policy", "Unread"),
        now(),
    );
    assert_eq!(workspace.rows.len(), 1);
}

/// What lets strangers in does so whatever else of the statement is in doubt.
#[test]
fn a_doubt_beside_it_confines_nobody() {
    let ranges: Vec<String> = (11..46)
        .map(|first| format!(r#""{first}.0.0.0/8""#))
        .collect();
    let wide = format!(r#""IpAddress":{{"aws:SourceIp":[{}]}}"#, ranges.join(","));
    let logs = r#""StringLike":{"aws:SourceArn":"arn:aws:logs:*:111122223333:*"}"#;
    let doubt = r#""StringEquals":{"kms:EncryptionContext:user":"${aws:username}"}"#;
    for open in [wide.as_str(), logs] {
        let of = |statements: &str| answers(&resource(&policy(statements)));
        assert_eq!(of(&when(open)), [Answer::Yes], "{open}");
        assert_ne!(
            of(&when(&format!("{open},{doubt}"))),
            [Answer::No],
            "{open}"
        );
    }
    // A draft that may be meant as an Allow.
    for open in [wide.as_str(), logs] {
        let draft = when(open).replace("Allow", "allow");
        let file = resource(&policy(&draft));
        assert_eq!(answers(&file), [Answer::Undecided], "{open}");
    }
    let sns = r#""ArnLike":{"aws:SourceArn":"arn:aws:*:*:111122223333:*"}"#;
    let confined = policy(&when(&format!("{sns},{doubt}")));
    assert_eq!(answers(&resource(&confined)), [Answer::No]);
}

/// Whom ranges fix is a matter of the statements that let everyone in, and of each Deny by itself.
#[test]
fn ranges_are_wide_where_they_let_somebody_in() {
    let narrow = when(r#""IpAddress":{"aws:SourceIp":"198.51.100.0/24"}"#);
    let role = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}}}"#;
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"kms:DisableKey","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}"#;
    let wide = when(r#""IpAddress":{"aws:SourceIp":"0.0.0.0/1"}"#);
    let some = |second: u8| {
        let ranges: Vec<String> = (second..second + 20)
            .map(|first| format!(r#""{first}.0.0.0/8""#))
            .collect();
        when(&format!(
            r#""IpAddress":{{"aws:SourceIp":[{}]}}"#,
            ranges.join(",")
        ))
    };
    // One range, written in many ways.
    let same: Vec<String> = (0..40)
        .map(|second| format!(r#""52.{second}.0.0/8""#))
        .collect();
    let same = when(&format!(
        r#""IpAddress":{{"aws:SourceIp":[{}]}}"#,
        same.join(",")
    ));
    for (statements, answer) in [
        (narrow.clone(), Answer::No),
        (format!("{narrow},{role}"), Answer::No),
        (format!("{narrow},{deny}"), Answer::No),
        (format!("{narrow},{wide}"), Answer::Yes),
        (some(11), Answer::No),
        (format!("{},{}", some(11), some(41)), Answer::Yes),
        (same, Answer::No),
    ] {
        assert_eq!(
            answers(&resource(&policy(&statements))),
            [answer],
            "{statements}"
        );
    }
}

/// What a statement lets in does not become known by what others say of addresses: by narrower ranges within it, in the
/// same test, in Allows or in Denies.
#[test]
fn narrow_ranges_within_a_broad_one_fix_nobody() {
    let from = |ranges: &str| when(&format!(r#""IpAddress":{{"aws:SourceIp":[{ranges}]}}"#));
    let broad = from(r#""4.0.0.0/7""#);
    let halves = [r#""4.0.0.0/8""#, r#""5.0.0.0/8""#];
    let role = |range: &str| {
        from(range).replace(
            r#""*","Action""#,
            r#"{"AWS":"arn:aws:iam::111122223333:role/App"},"Action""#,
        )
    };
    let of_both = |form: &dyn Fn(&str) -> String| {
        let [one, other] = halves.map(form);
        format!("{broad},{one},{other}")
    };
    let deny = |range: &str, operator: &str, action: &str| {
        format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"{action}","Resource":"*","Condition":{{"{operator}":{{"aws:SourceIp":{range}}}}}}}"#
        )
    };
    assert_ne!(role(halves[0]), from(halves[0]));
    for (statements, answer) in [
        (from(r#""4.0.0.0/7","4.0.0.0/8","5.0.0.0/8""#), Answer::Yes),
        (of_both(&|range| from(range)), Answer::Yes),
        (of_both(&|range| role(range)), Answer::Yes),
        (
            of_both(&|range| role(range).replace("IpAddress", "NotIpAddress")),
            Answer::Yes,
        ),
        (
            of_both(&|range| deny(range, "IpAddress", "kms:PutKeyPolicy")),
            Answer::Yes,
        ),
        // These hold.
        (
            of_both(&|range| deny(range, "IpAddress", "kms:*")),
            Answer::No,
        ),
        (
            format!("{broad},{}", deny(halves[0], "NotIpAddress", "kms:*")),
            Answer::No,
        ),
        (from(halves[0]), Answer::No),
    ] {
        assert_eq!(
            answers(&resource(&policy(&statements))),
            [answer],
            "{statements}"
        );
    }
}

/// Ranges of statements that let no stranger in anyway widen no others.
#[test]
fn ranges_widen_others_only_where_strangers_come_in() {
    let narrow = when(r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#);
    let ranges: Vec<String> = (11..60)
        .map(|first| format!(r#""{first}.0.0.0/8""#))
        .collect();
    let wide = format!(r#""IpAddress":{{"aws:SourceIp":[{}]}}"#, ranges.join(","));
    let all = r#""IpAddress":{"aws:SourceIp":"0.0.0.0/0"}"#;
    for ranges in [wide.as_str(), all] {
        let own = when(&format!(
            r#""StringEquals":{{"kms:CallerAccount":"111122223333"}},{ranges}"#
        ));
        let inner = when(ranges).replace("kms:Decrypt", "kms:PutKeyPolicy");
        let other = when(ranges).replace(
            r#""Resource":"*""#,
            r#""Resource":"arn:aws:kms:us-east-1:111122223333:key/00000000-12ab-34cd-56ef-1234567890ab""#,
        );
        // One that a condition confines counts with what is narrow.
        let own = Some(own).filter(|_| ranges == all);
        for beside in own.into_iter().chain([inner, other]) {
            assert_eq!(
                answers(&resource(&policy(&format!("{beside},{narrow}")))),
                [Answer::No],
                "{beside}"
            );
        }
        assert_eq!(
            answers(&resource(&policy(&format!("{},{narrow}", when(ranges))))),
            [Answer::Yes]
        );
    }
}

/// The keys of a multi-Region set share their id, and each has a policy of its own ("Multi-Region keys", KMS Developer Guide).
#[test]
fn a_policy_of_a_set_is_of_one_of_its_keys() {
    let (open, closed) = (
        keyglass::json::quote(&policy(&[ROOT, OPEN].join(","))),
        keyglass::json::quote(&policy(ROOT)),
    );
    const ID: &str = "mrk-1234abcd12ab34cd56ef1234567890ab";
    let state = |provider: &str, regions: [&str; 2]| {
        let [of_key, of_policy] = regions;
        format!(
            r#"{{"version":4,"terraform_version":"1.9.0","resources":[{{"mode":"managed","type":"aws_kms_key","name":"a","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{{"attributes":{{{of_key}"arn":"arn:aws:kms:us-east-1:111122223333:key/{ID}","key_id":"{ID}","policy":{open}}}}}]}},{{"mode":"managed","type":"aws_kms_key_policy","name":"p","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]{provider}","instances":[{{"attributes":{{{of_policy}"key_id":"{ID}","policy":{closed}}}}}]}}]}}"#
        )
    };
    let shown = |regions: [&str; 2]| {
        let [of_key, of_policy] = regions;
        format!(
            r#"{{"format_version":"1.0","terraform_version":"1.9.0","values":{{"root_module":{{"resources":[{{"address":"aws_kms_key.a","mode":"managed","type":"aws_kms_key","name":"a","values":{{{of_key}"arn":"arn:aws:kms:us-east-1:111122223333:key/{ID}","key_id":"{ID}","policy":{open}}}}},{{"address":"aws_kms_key_policy.p","mode":"managed","type":"aws_kms_key_policy","name":"p","values":{{{of_policy}"key_id":"{ID}","policy":{closed}}}}}]}}}}}}"#
        )
    };
    let (here, there) = (r#""region":"us-east-1","#, r#""region":"eu-west-1","#);
    for (file, answer) in [
        (state("", ["", ""]), Answer::No),
        (state(".eu", ["", ""]), Answer::Undecided),
        (state("", [here, there]), Answer::Yes),
        (state(".eu", [here, here]), Answer::No),
        (shown(["", ""]), Answer::Undecided),
        (shown([here, here]), Answer::No),
        (shown([here, there]), Answer::Yes),
    ] {
        assert_eq!(answers(&file).first(), Some(&answer), "{file}");
        // A key's own id is no other's.
        let single = file.replace(ID, "1234abcd-12ab-34cd-56ef-1234567890ab");
        if !file.contains("region") {
            assert_eq!(answers(&single), [Answer::No], "{file}");
        }
    }
}

/// Of two keys that a plan refers to, one may only be asked something.
#[test]
fn a_plan_does_not_say_which_of_two_references_is_used() {
    let (open, closed) = (
        keyglass::json::quote(&policy(&[ROOT, OPEN].join(","))),
        keyglass::json::quote(&policy(ROOT)),
    );
    let plan = |references: &str| {
        format!(
            r#"{{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{{"root_module":{{"resources":[{{"address":"aws_kms_key.k[0]","mode":"managed","type":"aws_kms_key","name":"k","index":0,"values":{{"policy":{closed}}}}},{{"address":"aws_kms_key.k[1]","mode":"managed","type":"aws_kms_key","name":"k","index":1,"values":{{"policy":{closed}}}}},{{"address":"aws_kms_key_policy.p","mode":"managed","type":"aws_kms_key_policy","name":"p","values":{{"policy":{open}}}}}]}}}},"configuration":{{"root_module":{{"resources":[{{"address":"aws_kms_key_policy.p","mode":"managed","type":"aws_kms_key_policy","name":"p","expressions":{{"key_id":{{"references":[{references}]}}}}}}]}}}}}}"#
        )
    };
    let one = r#""aws_kms_key.k[0].id","aws_kms_key.k[0]","aws_kms_key.k""#;
    let other = r#""aws_kms_key.k[1].id","aws_kms_key.k[1]","aws_kms_key.k""#;
    assert_eq!(answers(&plan(one)), [Answer::Yes, Answer::No]);
    assert_eq!(answers(&plan(other)), [Answer::No, Answer::Yes]);
    for both in [format!("{one},{other}"), format!("{other},{one}")] {
        let answers = answers(&plan(&both));
        assert_eq!(answers[..2], [Answer::Undecided; 2], "{both}");
    }
}

/// A plan refers to a key by what all keys of a set share, or by what is its own; and to its primary by what is a replica's.
#[test]
fn a_plan_refers_to_keys_of_a_set() {
    let (open, closed) = (
        keyglass::json::quote(&policy(&[ROOT, OPEN].join(","))),
        keyglass::json::quote(&policy(ROOT)),
    );
    let plan = |spread: bool, regions: [&str; 2], providers: [&str; 2], reference: &str| {
        let ([of_key, of_policy], [first, second]) = (regions, providers);
        format!(
            r#"{{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{{"root_module":{{"resources":[{{"address":"aws_kms_key.a","mode":"managed","type":"aws_kms_key","name":"a","values":{{{of_key}"multi_region":{spread},"policy":{open}}}}},{{"address":"aws_kms_key_policy.p","mode":"managed","type":"aws_kms_key_policy","name":"p","values":{{{of_policy}"policy":{closed}}}}}]}}}},"configuration":{{"root_module":{{"resources":[{{"address":"aws_kms_key.a","mode":"managed","type":"aws_kms_key","name":"a","provider_config_key":"{first}"}},{{"address":"aws_kms_key_policy.p","mode":"managed","type":"aws_kms_key_policy","name":"p","provider_config_key":"{second}","expressions":{{"key_id":{{"references":["{reference}","aws_kms_key.a"]}}}}}}]}}}}}}"#
        )
    };
    let (here, there) = (r#""region":"us-east-1","#, r#""region":"eu-west-1","#);
    let (id, arn) = ("aws_kms_key.a.key_id", "aws_kms_key.a.arn");
    for (spread, regions, providers, reference, answer) in [
        (true, [here, there], ["aws", "aws"], id, Answer::Yes),
        (true, [here, here], ["aws", "aws.eu"], id, Answer::No),
        (true, ["", ""], ["aws", "aws.eu"], id, Answer::Undecided),
        (true, ["", ""], ["aws", "aws"], id, Answer::No),
        (true, ["", ""], ["aws", "aws.eu"], arn, Answer::No),
        (false, ["", ""], ["aws", "aws.eu"], id, Answer::No),
        // What is told of Regions counts, whatever the reference is.
        (true, [here, there], ["aws", "aws"], arn, Answer::Yes),
        (true, [here, ""], ["aws", "aws"], id, Answer::Undecided),
    ] {
        let file = plan(spread, regions, providers, reference);
        assert_eq!(answers(&file).first(), Some(&answer), "{file}");
    }
    let of_replica = plan(false, ["", ""], ["aws", "aws"], "aws_kms_replica_key.r.primary_key_arn")
        .replace(
            r#"{"address":"aws_kms_key_policy.p","mode":"managed","type":"aws_kms_key_policy","name":"p","values""#,
            &format!(
                r#"{{"address":"aws_kms_replica_key.r","mode":"managed","type":"aws_kms_replica_key","name":"r","values":{{"policy":{open}}}}},{{"address":"aws_kms_key_policy.p","mode":"managed","type":"aws_kms_key_policy","name":"p","values""#
            ),
        )
        .replace(r#","aws_kms_key.a"]"#, r#","aws_kms_replica_key.r"]"#);
    assert_eq!(answers(&of_replica)[..2], [Answer::Undecided; 2]);
    let either = of_replica.replace(
        r#"["aws_kms_replica_key.r.primary_key_arn","#,
        r#"["aws_kms_replica_key.r.primary_key_arn","aws_kms_replica_key.r.arn","#,
    );
    assert_eq!(answers(&either)[..2], [Answer::Undecided; 2]);
    // Of all replicas, whatever of them; and the id that a replica shares with its primary.
    let of_all = of_replica.replace(
        "aws_kms_replica_key.r.primary_key_arn",
        "aws_kms_replica_key.r",
    );
    assert_eq!(answers(&of_all)[..2], [Answer::Undecided; 2]);
    let shared = of_replica
        .replace("r.primary_key_arn", "r.key_id")
        .replace(r#""name":"p","provider_config_key":"aws""#, r#""name":"p","provider_config_key":"aws.eu""#)
        .replace(r#","expressions""#, r#","expressions" "#)
        .replace(
            r#"{"address":"aws_kms_key.a","mode":"managed","type":"aws_kms_key","name":"a","provider_config_key""#,
            r#"{"address":"aws_kms_replica_key.r","mode":"managed","type":"aws_kms_replica_key","name":"r","provider_config_key":"aws"},{"address":"aws_kms_key.a","mode":"managed","type":"aws_kms_key","name":"a","provider_config_key""#,
        );
    assert_eq!(answers(&shared)[1], Answer::Undecided);
    // The policy of a key that is elsewhere is judged all the same.
    let elsewhere = plan(true, [here, there], ["aws", "aws"], id)
        .replace(&open, "OPEN")
        .replace(&closed, &open)
        .replace("OPEN", &closed);
    assert_eq!(answers(&elsewhere), [Answer::No, Answer::Yes]);
    // Whether it is one of a set is not known yet.
    let later =
        plan(true, [here, there], ["aws", "aws"], id).replace(r#""multi_region":true,"#, "");
    assert_eq!(answers(&later).first(), Some(&Answer::Yes));
}

/// Whichever account a key is in, it is no stranger's.
#[test]
fn the_account_of_the_key_need_not_be_known() {
    for (condition, answer) in [
        (
            r#""StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}"#,
            Answer::No,
        ),
        (
            r#""StringEquals":{"kms:CallerAccount":"${aws:ResourceAccount}"}"#,
            Answer::No,
        ),
        (
            r#""StringEquals":{"aws:PrincipalAccount":"${aws:ResourceAccount}"}"#,
            Answer::No,
        ),
        (
            r#""StringEquals":{"aws:SourceAccount":"${aws:ResourceAccount}"}"#,
            Answer::No,
        ),
        (
            r#""StringEquals":{"aws:SourceOrgID":"${aws:ResourceOrgID}"}"#,
            Answer::No,
        ),
        (
            r#""ArnLike":{"aws:SourceArn":"arn:aws:s3:*:${aws:ResourceAccount}:*"}"#,
            Answer::No,
        ),
        (
            r#""StringNotEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}"#,
            Answer::Yes,
        ),
        (
            r#""StringNotEquals":{"kms:CallerAccount":"${aws:ResourceAccount}"}"#,
            Answer::Yes,
        ),
        // It may be the key's.
        (
            r#""StringEquals":{"aws:ResourceAccount":"444455556666"}"#,
            Answer::Yes,
        ),
        (
            r#""StringEquals":{"aws:ResourceAccount":["444455556666","${aws:PrincipalAccount}"]}"#,
            Answer::Yes,
        ),
    ] {
        assert_eq!(
            answers(&policy(&[ROOT, &when(condition)].join(","))),
            [answer],
            "{condition}"
        );
    }
    let spared = unless(r#""StringNotEquals":{"kms:CallerAccount":"${aws:ResourceAccount}"}"#);
    assert_eq!(answers(&policy(&spared)), [Answer::No]);
}

/// Whatever a parameter will be, an ARN is not everyone.
#[test]
fn an_arn_of_a_template_names_somebody() {
    let template = |principal: &str| {
        format!(
            r#"{{"Parameters":{{"P":{{"Type":"String"}}}},"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[{ROOT},{{"Effect":"Allow","Principal":{{"AWS":{principal}}},"Action":"kms:Decrypt","Resource":"*"}}]}}}}}}}}}}"#
        )
    };
    for (principal, answer) in [
        (r#"{"Fn::Sub":"arn:aws:iam::${P}:root"}"#, Answer::No),
        (
            r#"{"Fn::Sub":["arn:aws:iam::${Q}:root",{"Q":{"Ref":"P"}}]}"#,
            Answer::No,
        ),
        (
            r#"["arn:aws:iam::444455556666:root",{"Fn::Sub":"arn:aws:iam::${P}:root"}]"#,
            Answer::No,
        ),
        (
            r#"{"Fn::Join":["",["arn:aws:iam::",{"Ref":"P"},":root"]]}"#,
            Answer::No,
        ),
        // That of a nested stack or of a custom resource is whatever those say.
        (r#"{"Fn::GetAtt":["Function","Arn"]}"#, Answer::Undecided),
        (r#"{"Fn::GetAtt":"Nested.Outputs.Arn"}"#, Answer::Undecided),
        (
            r#"{"Fn::Join":["",["arn:aws:iam::",{"Ref":"P"},":role/*"]]}"#,
            Answer::Undecided,
        ),
        (
            r#"{"Fn::Sub":["arn:aws:iam::${Q}:root",{"Q":"*"}]}"#,
            Answer::Undecided,
        ),
        (
            r#"{"Fn::If":["C",{"Fn::Sub":"arn:aws:iam::${P}:root"},"arn:aws:iam::444455556666:root"]}"#,
            Answer::No,
        ),
        (r#"{"Ref":"P"}"#, Answer::Undecided),
        (r#"{"Fn::Sub":"${P}"}"#, Answer::Undecided),
        (
            r#"{"Fn::Sub":"arn:aws:iam::${P}:role/*"}"#,
            Answer::Undecided,
        ),
        (
            r#"{"Fn::Join":["*",["arn:aws:iam::",{"Ref":"P"}]]}"#,
            Answer::Undecided,
        ),
        (
            r#"{"Fn::If":["C",{"Fn::Sub":"arn:aws:iam::${P}:root"},{"Ref":"P"}]}"#,
            Answer::Undecided,
        ),
        (
            r#"[{"Fn::Sub":"arn:aws:iam::${P}:root"},{"Ref":"P"}]"#,
            Answer::Undecided,
        ),
    ] {
        assert_eq!(answers(&template(principal)), [answer], "{principal}");
    }
}

/// What a dynamic reference gives is not known, wherever it stands.
#[test]
fn dynamic_references_leave_it_open() {
    let template = |action: &str, condition: &str| {
        format!(
            r#"{{"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":{action},"Resource":"*","Condition":{condition}}}]}}}}}}}}}}"#
        )
    };
    let dynamic = r#"{"Fn::Sub":"kms:{{resolve:ssm:/${AWS::Region}/x}}"}"#;
    let of_organization =
        |value: &str| format!(r#"{{"StringLike":{{"aws:PrincipalOrgID":{value}}}}}"#);
    for file in [
        template(dynamic, "{}"),
        template(
            r#""kms:Decrypt""#,
            &of_organization(r#"{"Fn::Sub":"{{resolve:ssm:/${AWS::Region}/x}}"}"#),
        ),
        template(
            r#""kms:Decrypt""#,
            &of_organization(r#"{"Fn::Join":["",["{{resolve:ssm:","/x}}"]]}"#),
        ),
    ] {
        assert_eq!(answers(&file), [Answer::Undecided], "{file}");
    }
}

/// A service's own request may lack what tells of a caller, and passes by a Deny that asks for it first.
#[test]
fn services_need_not_say_whose_they_are() {
    let sns = when(r#""ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}"#);
    let unless = |condition: &str| {
        format!(
            r#"{sns},{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{{condition}}}}}"#
        )
    };
    let own = r#""StringNotEquals":{"aws:PrincipalAccount":"111122223333"}"#;
    for (condition, answer) in [
        (
            format!(r#"{own},"Null":{{"aws:PrincipalAccount":"false"}}"#),
            Answer::Yes,
        ),
        (
            own.replace("StringNot", "ForAnyValue:StringNot"),
            Answer::Yes,
        ),
        (own.to_string(), Answer::No),
    ] {
        let file = resource(&policy(&unless(&condition)));
        assert_eq!(answers(&file), [answer], "{condition}");
    }
}

/// What a template takes out is not there.
#[test]
fn a_condition_without_a_value_is_none() {
    let template = |condition: &str| {
        format!(
            r#"{{"Conditions":{{"C":{{"Fn::Equals":[{{"Ref":"P"}},"x"]}}}},"Parameters":{{"P":{{"Type":"String"}}}},"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{condition}}}]}}}}}}}}}}"#
        )
    };
    let none = r#"{"Ref":"AWS::NoValue"}"#;
    assert_eq!(answers(&template(none)), [Answer::Yes]);
    let own = r#"{"StringEquals":{"kms:CallerAccount":"111122223333"}}"#;
    let perhaps = format!(r#"{{"Fn::If":["C",{own},{none}]}}"#);
    assert_eq!(answers(&template(&perhaps)), [Answer::Undecided]);
}

/// The id of a VPC holds no colon, so the Region before a fixed account is free.
#[test]
fn a_vpc_of_an_account_is_fixed() {
    for (value, answer) in [
        ("arn:aws:ec2:*:111122223333:vpc/*", Answer::No),
        ("arn:aws:ec2:us-east-1:111122223333:vpc/*", Answer::No),
        ("arn:aws:ec2:*:*:vpc/*", Answer::Yes),
    ] {
        let of = when(&format!(r#""StringLike":{{"aws:SourceVpcArn":"{value}"}}"#));
        assert_eq!(answers(&resource(&policy(&of))), [answer], "{value}");
    }
}

/// A data source whose id is not known yet hangs on what is planned.
#[test]
fn a_data_source_that_is_not_read_yet_may_be_any_key_of_the_plan() {
    let plan = |references: &str| {
        let text = |statements: &str| serde_json::to_string(&policy(statements)).unwrap();
        format!(
            r#"{{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{{"root_module":{{"resources":[
            {{"address":"aws_kms_key.k","mode":"managed","type":"aws_kms_key","name":"k","values":{{"policy":{}}}}},
            {{"address":"aws_kms_key_policy.p","mode":"managed","type":"aws_kms_key_policy","name":"p","values":{{"policy":{}}}}}]}}}},
            "configuration":{{"root_module":{{"resources":[{{"address":"aws_kms_key_policy.p","type":"aws_kms_key_policy","name":"p","expressions":{{"key_id":{{"references":[{references}]}}}}}}]}}}}}}"#,
            text(ROOT),
            text(&format!("{ROOT},{OPEN}")),
        )
    };
    let data = r#""data.aws_kms_key.d.id","data.aws_kms_key.d""#;
    assert_eq!(answers(&plan(data)), [Answer::Undecided]);
    let named = r#""aws_kms_key.k.id","aws_kms_key.k""#;
    assert_eq!(answers(&plan(named)), [Answer::Yes]);
}

/// A data source tells of a key that the state has besides.
#[test]
fn a_data_source_is_no_second_key() {
    let id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    let of_key = format!(
        r#""arn":"arn:aws:kms:us-east-1:111122223333:key/{id}","key_id":"{id}","id":"{id}""#
    );
    let text = |statements: &str| serde_json::to_string(&policy(statements)).unwrap();
    let resource = |mode: &str, kind: &str, attributes: &str| {
        format!(
            r#"{{"mode":"{mode}","type":"{kind}","name":"x","instances":[{{"attributes":{{{attributes}}}}}]}}"#
        )
    };
    let data = resource("data", "aws_kms_key", &of_key);
    let key = resource(
        "managed",
        "aws_kms_key",
        &format!(r#"{of_key},"policy":{}"#, text(ROOT)),
    );
    let open = text(&format!("{ROOT},{OPEN}"));
    let linked = resource(
        "managed",
        "aws_kms_key_policy",
        &format!(r#""key_id":"{id}","policy":{open}"#),
    );
    let state = |resources: &[&String]| {
        let all: Vec<&str> = resources.iter().map(|it| it.as_str()).collect();
        format!(
            r#"{{"version":4,"terraform_version":"1.9.0","resources":[{}]}}"#,
            all.join(",")
        )
    };
    for resources in [[&data, &key, &linked], [&key, &linked, &data]] {
        assert_eq!(answers(&state(&resources)), [Answer::Yes]);
    }
    assert_eq!(answers(&state(&[&data, &linked])), [Answer::Yes]);
    assert_eq!(answers(&state(&[&data, &key])), [Answer::No]);
}

/// What is open stays open beside more tests on one key than can be reasoned over together.
#[test]
fn what_is_open_is_found_beside_very_many_tests() {
    let tenant = |at: usize| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/App"}},"Action":"kms:Decrypt","Resource":"*","Condition":{{"StringEquals":{{"kms:EncryptionContext:tenant":"{at}"}}}}}}"#
        )
    };
    let many: Vec<String> = (0..200).map(tenant).collect();
    let many = many.join(",");
    assert_eq!(answers(&policy(&format!("{many},{OPEN}"))), [Answer::Yes]);
    assert_eq!(answers(&policy(&format!("{ROOT},{many}"))), [Answer::No]);
    // A Deny takes it away, as far as strangers are told apart here.
    let denied = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#;
    assert_eq!(
        answers(&policy(&format!("{many},{OPEN},{denied}"))),
        [Answer::Undecided]
    );
}

/// An ARN with a mask in it, or one that the record contradicts, does not tell that a statement is for another key.
#[test]
fn an_unsure_arn_rules_no_resource_out() {
    let id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    let real = format!("arn:aws:kms:us-east-1:111122223333:key/{id}");
    let open = format!(
        r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"{real}"}}"#
    );
    let text = serde_json::to_string(&policy(&format!("{ROOT},{open}"))).unwrap();
    let key = |arn: &str, more: &str| {
        let file =
            format!(r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{arn}"{more},"Policy":{text}}}"#);
        answers(&file)
    };
    assert_eq!(key(&real, ""), [Answer::Yes]);
    let other = "99999999-12ab-34cd-56ef-1234567890ab";
    let arn =
        |region: &str, account: &str, id: &str| format!("arn:aws:kms:{region}:{account}:key/{id}");
    assert_eq!(
        key(&arn("us-east-1", "111122223333", other), ""),
        [Answer::No]
    );
    for (arn, more) in [
        (arn("us-east-1", "XXXXXXXXXXXX", id), String::new()),
        (
            arn("us-east-1", "", id),
            r#","AccountId":"111122223333""#.into(),
        ),
        (arn("REGION", "111122223333", id), String::new()),
        (
            arn("us-east-1", "444455556666", id),
            r#","AccountId":"111122223333""#.into(),
        ),
        (
            arn("us-east-1", "111122223333", other),
            format!(r#","Id":"{id}""#),
        ),
        (
            arn("us-west-2", "111122223333", id),
            r#","Region":"us-east-1""#.into(),
        ),
    ] {
        assert_eq!(key(&arn, &more), [Answer::Undecided], "{arn}{more}");
    }
}

/// Every request says whether a service makes it; as with the other keys that tell of the caller, a test that passes
/// without the key is not counted as protection.
#[test]
fn whether_it_is_a_service_must_be_told() {
    let told = |condition: &str| answers(&resource(&policy(&when(condition))));
    let is = r#"{"aws:PrincipalIsAWSService":"true"}"#;
    assert_eq!(told(&format!(r#""Bool":{is}"#)), [Answer::No]);
    assert_eq!(told(&format!(r#""BoolIfExists":{is}"#)), [Answer::Yes]);
    let required = format!(r#""BoolIfExists":{is},"Null":{{"aws:PrincipalIsAWSService":"false"}}"#);
    assert_eq!(told(&required), [Answer::No]);
}
