//! Every form in which a key can come, and what comes of it.

use keyglass::import::import;
use keyglass::import::join::{Join, Record};
use keyglass::lint::{RULES, check};
use keyglass::model::Given;
use keyglass::model::key::Key;
use keyglass::reason::public::Answer;
use keyglass::workspace::Workspace;
use keyglass::workspace::opening::Opening;
use keyglass::workspace::summary::{Judge, whole};

use crate::{fleet, key, now, report};
use keyglass::read::key::fields;

const ARN: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/// The keys of files, joined.
fn keys(files: &[(&str, &str)]) -> Vec<Key> {
    records(files).iter().map(Record::key).collect()
}

fn records(files: &[(&str, &str)]) -> Vec<Record> {
    let mut join = Join::default();
    for (name, text) in files {
        let import = import(text);
        assert_eq!(import.problems, [], "{text}");
        import.into_join(text, &(*name).into(), &mut join);
    }
    join.settle(0);
    join.records
}

fn one(text: &str) -> Key {
    let mut keys = keys(&[("file", text)]);
    assert_eq!(keys.len(), 1, "{text}");
    keys.remove(0)
}

const OPEN: &str = r#"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}]}"#;

/// The same public key in every form is the same public key.
#[test]
fn one_key_in_many_forms_is_one_key() {
    let plain = OPEN.replace("\\\"", "\"");
    let forms = [
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","AccountId":"111122223333","Arn":"{ARN}","KeyManager":"CUSTOMER","KeyState":"Enabled","KeyRotationEnabled":true,"Policy":"{OPEN}"}}"#
        ),
        // Panther's GraphQL and REST answers, and an alert that holds the resource as a text.
        format!(
            r#"{{"data":{{"resource":{{"id":"{ARN}","attributes":{{"ResourceType":"AWS.KMS.Key","AccountId":"111122223333","Arn":"{ARN}","KeyManager":"CUSTOMER","KeyState":"Enabled","KeyRotationEnabled":true,"Policy":"{OPEN}"}}}}}}}}"#
        ),
        format!(
            r#"{{"results":[{{"attributes":{{"ResourceType":"AWS.KMS.Key","AccountId":"111122223333","Arn":"{ARN}","KeyManager":"CUSTOMER","KeyState":"Enabled","KeyRotationEnabled":true,"Policy":"{OPEN}"}}}}],"next":""}}"#
        ),
        format!(
            r#"{{"alertId":"a","resource":{}}}"#,
            serde_json::Value::String(format!(
                r#"{{"ResourceType":"AWS.KMS.Key","AccountId":"111122223333","Arn":"{ARN}","KeyManager":"CUSTOMER","KeyState":"Enabled","KeyRotationEnabled":true,"Policy":"{OPEN}"}}"#
            ))
        ),
        format!(
            r#"{{"configurationItems":[{{"resourceType":"AWS::KMS::Key","awsAccountId":"111122223333","awsRegion":"us-east-1","arn":"{ARN}","configurationItemStatus":"OK","configuration":"{{\"keyManager\":\"CUSTOMER\",\"keyState\":\"Enabled\"}}","supplementaryConfiguration":{{"KeyRotationStatus":"true","Policy":"{OPEN}"}}}}]}}"#
        ),
        format!(
            r#"{{"rows":[{{"arn":"{ARN}","account_id":"111122223333","key_manager":"CUSTOMER","key_state":"Enabled","key_rotation_enabled":true,"policy":{plain}}}]}}"#
        ),
        format!(
            r#"[{{"metadata":{{}},"resources":[{{"uid":"{ARN}","type":"AwsKmsKey","region":"us-east-1","data":{{"metadata":{{"arn":"{ARN}","manager":"CUSTOMER","state":"Enabled","rotation_enabled":true,"policy":{plain}}}}}}}]}}]"#
        ),
        format!(
            r#"{{"version":4,"terraform_version":"1.9","resources":[{{"mode":"managed","type":"aws_kms_key","name":"a","instances":[{{"attributes":{{"arn":"{ARN}","enable_key_rotation":true,"is_enabled":true,"policy":"{OPEN}"}}}}]}}]}}"#
        ),
        format!(
            r#"{{"format_version":"1.2","planned_values":{{"root_module":{{"child_modules":[{{"resources":[{{"address":"module.a.aws_kms_key.b","type":"aws_kms_key","values":{{"arn":"{ARN}","enable_key_rotation":true}}}},{{"type":"aws_kms_key_policy","values":{{"key_id":"{ARN}","policy":"{OPEN}"}}}}]}}]}}}}}}"#
        ),
    ];
    for text in &forms {
        let key = one(text);
        assert_eq!(key.owner(), Some("111122223333"), "{text}");
        assert_eq!(key.home(), Some("us-east-1"), "{text}");
        assert_eq!(key.arn.text(), Some(ARN), "{text}");
        assert_eq!(key.rotation.present(), Some(&true), "{text}");
        assert!(key.manager.is("CUSTOMER"), "{text}");
        let report = check(&key, &Default::default(), now());
        assert_eq!(report.verdict.headline, "Public.", "{text}");
    }
    // And all of them together are still one.
    let files: Vec<(&str, &str)> = forms.iter().map(|text| ("file", text.as_str())).collect();
    assert_eq!(keys(&files).len(), 1);
}

#[test]
fn answers_of_sdks_in_camel_case_are_the_same_answers() {
    let key = keys(&[
        (
            "a",
            &format!(
                r#"{{"keyMetadata":{{"awsAccountId":"111122223333","keyId":"1234abcd-12ab-34cd-56ef-1234567890ab","arn":"{ARN}","keyManager":"CUSTOMER","keyState":"Enabled","multiRegion":false}}}}"#
            ),
        ),
        (
            "b",
            &format!(
                r#"{{"grants":[{{"keyId":"{ARN}","grantId":"g","granteePrincipal":"arn:aws:iam::444455556666:role/X","operations":["Decrypt"],"constraints":{{"encryptionContextEquals":{{"appName":"x"}}}}}}],"truncated":false}}"#
            ),
        ),
    ]);
    assert_eq!(key.len(), 1);
    let grants = key[0].grants.present().unwrap();
    assert_eq!(
        grants[0].grantee.as_deref(),
        Some("arn:aws:iam::444455556666:role/X")
    );
    assert_eq!(
        grants[0].context_equals,
        [("appName".to_string(), "x".to_string())]
    );
    assert!(key[0].state.is("Enabled"));
}

/// What Access Analyzer and Security Hub say stands beside what Keyglass says.
#[test]
fn findings_of_others_are_shown_with_the_key() {
    let records = records(&[
        (
            "a",
            &format!(
                r#"{{"KeyMetadata":{{"KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab","Arn":"{ARN}","KeyManager":"CUSTOMER"}}}}"#
            ),
        ),
        (
            "b",
            &format!(
                r#"{{"findings":[{{"id":"f","resource":"{ARN}","resourceType":"AWS::KMS::Key","isPublic":true,"status":"ACTIVE"}}]}}"#
            ),
        ),
    ]);
    assert_eq!(records.len(), 1);
    let fields = fields(&records[0].key(), &records[0].text);
    assert!(
        fields
            .iter()
            .any(|field| field.name == "AccessAnalyzerFindings")
    );
}

/// A file that comes in parts, whose beginning is forgotten as it is read.
#[test]
fn places_are_those_of_the_file_also_far_behind_its_beginning() {
    let records: Vec<String> = (0..3_000).map(|n| fleet::key(n).to_string()).collect();
    for (text, by_line) in [
        (format!("[{}]", records.join(",")), false),
        (records.join("\n"), true),
    ] {
        let mut workspace = Workspace::default();
        let mut opening = Opening::new("f", text.len());
        let parts: Vec<&[u8]> = text.as_bytes().chunks(600_000).collect();
        for (at, part) in parts.iter().enumerate() {
            opening.feed(part.to_vec(), at + 1 == parts.len());
            opening.read(&mut || true);
            workspace.take(opening.take(), now());
            workspace.take_some(&mut || true);
        }
        assert_eq!(workspace.rows.len(), 3_000);
        let mut column = 2;
        for (at, record) in records.iter().enumerate() {
            let place = workspace.record(at).unwrap().at;
            let wanted = if by_line { (at + 1, 1) } else { (1, column) };
            assert_eq!((place.line, place.column), wanted);
            column += record.len() + 1;
        }
    }
}

/// A table or a template that comes in parts is read when it is whole.
#[test]
fn what_is_no_json_may_come_in_parts() {
    let record = fleet::key(1).to_string().replace('"', "\"\"");
    let table = format!("\"id\",\"resource\"\n\"1\",\"{record}\"\n");
    let template = "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: true\n";
    for text in [table.as_str(), template] {
        let mut opening = Opening::new("f", text.len());
        let (head, rest) = text.split_at(30);
        opening.feed(head.into(), false);
        opening.read(&mut || true);
        opening.feed(rest.into(), true);
        opening.read(&mut || true);
        let mut workspace = Workspace::default();
        workspace.take(opening.take(), now());
        workspace.take_some(&mut || true);
        assert_eq!(workspace.rows.len(), 1, "{text}");
        assert!(workspace.sources[0].problems.is_empty());
    }
}

/// A query for some columns of an inventory, without those that name the key.
#[test]
fn rows_need_no_names() {
    let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let row = |rotates: &str| {
        format!(
            r#"{{"description":{rotates:?},"key_manager":"CUSTOMER","key_rotation_enabled":{rotates},"policy":{policy}}}"#
        )
    };
    let mut workspace = Workspace::default();
    // PostgreSQL's own tables have one letter.
    let file = ["true", "false", r#""t""#, r#""F""#].map(row).join(",");
    workspace.add("rows.json".into(), &format!("[{file}]"), now());
    assert_eq!(workspace.sources[0].problems, []);
    let rotations = workspace.rows.iter().map(|row| row.rotation.name());
    assert_eq!(rotations.collect::<Vec<_>>(), ["on", "off", "on", "off"]);
}

/// What is kept of a policy by its text says the same as judging each key by itself.
#[test]
fn equal_policies_are_judged_once_and_no_otherwise() {
    let mut judge = Judge::default();
    let mut names = keyglass::workspace::names::Names::default();
    let profile = Default::default();
    let mut ask = |text: &str| {
        let alone = whole(&key(text), &profile, now(), &mut names);
        // Twice: the second time from what was kept.
        for _ in 0..2 {
            let mut kept = judge.summary(key(text), &profile, now(), &mut names);
            let mut alone = alone.clone();
            kept.findings
                .sort_by_key(|(rule, severity)| (*severity, *rule));
            alone
                .findings
                .sort_by_key(|(rule, severity)| (*severity, *rule));
            assert_eq!(kept, alone, "{text}");
        }
    };
    for rule in RULES {
        for example in rule
            .fires()
            .chain(rule.silent())
            .filter(|example| example.profile().is_empty())
        {
            let text = example.resource();
            ask(&text);
            // The same policy over other names, as an estate has it.
            for renamed in renamings(&text) {
                ask(&renamed);
            }
        }
    }
    for number in 0..1_000 {
        ask(&fleet::key(number).to_string());
    }
    let mut workspace = Workspace::default();
    let estate: String = (0..2_000)
        .map(|number| fleet::key(number).to_string() + "\n")
        .collect();
    workspace.add("estate".into(), &estate, now());
    assert_eq!(workspace.rows.len(), 2_000);
    assert_eq!(workspace.sources[0].problems, []);
    for at in [0, 7, 1_999] {
        let alone = report(&fleet::key(at).to_string());
        let summary = workspace.rows[at as usize].summary.clone().unwrap();
        assert_eq!(summary.public, alone.verdict.answer);
        assert_eq!(summary.findings.len(), alone.findings.len());
    }
}

/// A policy of very many names is judged by itself: each would be looked for among all others.
#[test]
fn a_policy_of_very_many_names_is_not_kept() {
    let judged = |names: usize| {
        let role = |number: usize| format!(r#"\"arn:aws:iam::111122223333:role/R{number}\""#);
        let roles: Vec<String> = (0..names).map(role).collect();
        let text = format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","Policy":"{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":[{}]}},\"Action\":\"kms:*\",\"Resource\":\"*\"}}]}}"}}"#,
            roles.join(",")
        );
        let mut judge = Judge::default();
        let summary = judge.summary(
            key(&text),
            &Default::default(),
            now(),
            &mut Default::default(),
        );
        assert_eq!(summary.principals.len(), names);
        judge.judged()
    };
    assert_eq!([judged(20), judged(600)], [1, 0]);
}

/// No rule about policies looks at the key's state, and who is named in full is one caller, however long the name.
#[test]
fn an_answer_holds_in_every_state_and_for_names_of_every_length() {
    let with = |state: &str, role: &str, operator: &str| {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","KeyState":"{state}","Policy":"{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":{{\"{operator}\":{{\"aws:PrincipalArn\":\"arn:aws:iam::111122223333:role/{role}\"}}}}}}]}}"}}"#
        )
    };
    for operator in ["ArnEquals", "ArnNotLike", "StringNotEquals", "StringLike"] {
        let mut judge = Judge::default();
        for state in ["Enabled", "Disabled", "PendingDeletion", "PendingImport"] {
            for role in ["Break", "Break-Glass-In-An-Emergency"] {
                let text = with(state, role, operator);
                let summary = |judge: &mut Judge, text: &str| {
                    let names = &mut Default::default();
                    judge.summary(key(text), &Default::default(), now(), names)
                };
                let shared = summary(&mut judge, &text);
                assert_eq!(shared, summary(&mut Judge::default(), &text), "{text}");
            }
        }
        assert_eq!(judge.judged(), 1, "{operator}");
    }
}

/// The text with other accounts, keys, Regions, roles and endpoints, and with other blanks.
fn renamings(text: &str) -> Vec<String> {
    let swapped = |text: &str, one: &str, other: &str| {
        text.replace(one, "\u{1}")
            .replace(other, one)
            .replace('\u{1}', other)
    };
    let ids = swapped(text, "1234abcd-12ab", "ffffabcd-12ab");
    let accounts = ids
        .replace("111122223333", "999900001111")
        .replace("444455556666", "888800002222");
    // Regions that are as near: both are on from the start.
    let regions = swapped(&accounts, "us-east-1", "ca-central-1");
    let regions = swapped(&regions, "eu-west-1", "sa-east-1");
    let mut roles = regions.clone();
    let names: Vec<String> = regions
        .split(":role/")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '\\']).next()?.rsplit('/').next())
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .map(str::to_string)
        .collect();
    for (number, name) in names.iter().enumerate() {
        for end in ["\"", "\\\""] {
            let new = format!("/Someone-Else-{number}{end}");
            roles = roles.replace(&format!("/{name}{end}"), &new);
        }
    }
    let endpoints = roles.replace("vpce-0123456789abcdef0", "vpce-0fedcba987654321f");
    let spaced = endpoints
        .replace(r#"\":"#, r#"\" : "#)
        .replace(r#"},{"#, r#"} , {"#);
    [ids, accounts, regions, roles, endpoints, spaced].into()
}

/// Keys whose policies come out alike, were more than whole names taken out of them.
fn twins_by_hand() -> Vec<(String, String)> {
    const ROOT: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
    let of = |region: &str, id: &str, manager: &str, statements: &str| {
        let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{ROOT},{statements}]}}"#);
        let policy = keyglass::json::quote(&policy);
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:{region}:111122223333:key/{id}","KeyManager":{manager},"Policy":{policy}}}"#
        )
    };
    let (id, customer) = ("1234abcd-12ab-34cd-56ef-1234567890ab", r#""CUSTOMER""#);
    let here = |statements: &str| of("us-east-1", id, customer, statements);
    let open = |effect: &str, condition: &str| {
        format!(
            r#"{{"Effect":"{effect}","Principal":"*","Action":"kms:*","Resource":"*","Condition":{condition}}}"#
        )
    };
    let arn = |pattern: &str| format!(r#"{{"StringLike":{{"aws:PrincipalArn":"{pattern}"}}}}"#);
    let endpoint = |pattern: &str| format!(r#"{{"StringLike":{{"aws:SourceVpce":"{pattern}"}}}}"#);
    let context = |operator: &str, value: &str| {
        format!(r#"{{"{operator}":{{"kms:EncryptionContext:a":"{value}"}}}}"#)
    };
    let both = |allow: String, deny: String| [open("Allow", &allow), open("Deny", &deny)].join(",");
    let one_role = |role: &str, condition: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/{role}"}},"Action":"kms:Decrypt","Resource":"*","Condition":{condition}}}"#
        )
    };
    let root = keyglass::json::quote(ROOT);
    let root = format!("{},", root.trim_matches('"'));
    let pairs = |make: &dyn Fn(&str) -> String, one: &str, other: &str| (make(one), make(other));
    let spared = |role: &str, operator: &str, values: &str| {
        let allow = one_role(role, "{}").replace("kms:Decrypt", "kms:*");
        let deny = format!(r#"{{"{operator}":{{"aws:PrincipalArn":{values}}}}}"#);
        here(&[allow, open("Deny", &deny)].join(","))
    };
    let equals = |key: &str, value: &str| {
        let equals = format!(r#"{{"StringEquals":{{"{key}":"{value}"}}}}"#);
        here(&open("Allow", &equals))
    };
    let elsewhere = |text: String| {
        let other = text.replace("111122223333", "999900001111");
        (text, other)
    };
    vec![
        // Names of two kinds in one place.
        pairs(
            &|account| equals("kms:CallerAccount", account),
            "444455556666",
            "vpc-0a1b2c3d",
        ),
        pairs(
            &|vpc| equals("aws:SourceVpc", vpc),
            "vpc-0a1b2c3d",
            "vpce-0a1b2c3d",
        ),
        // A character that lies beyond the marks.
        pairs(
            &|name| here(&one_role(&format!("App/\u{100000}{name}"), "{}")),
            "Same",
            "Same",
        ),
        // A pattern that looks like one of actions.
        elsewhere(here(&both(
            context("StringEquals", "kms:A:111122223333"),
            context("StringLike", "kms:A*3333"),
        ))),
        // The own account as a number.
        {
            let until = r#"{"DateLessThan":{"aws:CurrentTime":"${aws:ResourceAccount}"}}"#;
            let text = here(&open("Allow", until));
            (text.replace("111122223333", "000011112222"), text)
        },
        // A list of tags that was cut off.
        {
            let tagged = r#"{"StringEquals":{"aws:ResourceTag/Env":"x"}}"#;
            let text = here(&open("Allow", tagged));
            let with = |tags: &str| text.replacen('{', &format!("{{{tags}"), 1);
            (
                with(r#""Tags":{"a":"b"},"#),
                with(r#""Tags":{"a":"b"},"TruncatedTags":true,"#),
            )
        },
        // Patterns of long names take more work than there is.
        pairs(
            &|letters| {
                let names: Vec<String> = (0..30)
                    .map(|number| format!(r#""arn:*:role/R{number}{letters}""#))
                    .collect();
                let tag =
                    |values: &str| format!(r#"{{"StringLike":{{"aws:PrincipalTag/x":{values}}}}}"#);
                here(&both(
                    tag(&format!("[{}]", names.join(","))),
                    tag(r#""arn:*""#),
                ))
            },
            "ab",
            &"ab".repeat(30),
        ),
        // A time that is over, and one to come.
        pairs(
            &|seconds| {
                let allow = format!(r#"{{"StringEquals":{{"aws:EpochTime":"{seconds}"}}}}"#);
                let deny = format!(r#"{{"StringLike":{{"aws:EpochTime":"{seconds}"}}}}"#);
                here(&both(allow, deny))
            },
            "000000000030",
            "111122224444",
        ),
        // Who is spared by name is not one of many.
        pairs(
            &|role| {
                let values = r#""arn:aws:iam::111122223333:role/break-glass""#;
                spared(role, "ArnNotEquals", values)
            },
            "break-glass",
            "App-of-many",
        ),
        pairs(
            &|role| {
                let values = r#"["${aws:username}","arn:aws:iam::111122223333:role/break-glass"]"#;
                spared(role, "StringNotEquals", values)
            },
            "break-glass",
            "App-of-many",
        ),
        pairs(
            &|role| spared(role, "ArnNotLike", r#""arn:aws:iam::*:role/*Admin*""#),
            "TeamAdmins",
            "TeamReader",
        ),
        pairs(
            &|role| spared(role, "ArnNotLike", r#""arn:aws:iam::*:role/Admin?""#),
            "Admin1",
            "Admin12",
        ),
        pairs(
            &|role| spared(role, "ArnNotLike", r#""arn:aws:iam::*:role/path/*Ad""#),
            "path/TeamAd",
            "path/TeamRe",
        ),
        // Names that are long enough not to be reasoned over.
        pairs(
            &|role| {
                let path = "p".repeat(190);
                let deny = format!(
                    r#"{{"ArnNotLike":{{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/{path}/{role}"}}}}"#
                );
                here(&[open("Allow", "{}"), open("Deny", &deny)].join(","))
            },
            "Short",
            &"Long".repeat(16),
        ),
        elsewhere(spared(
            "Appl",
            "ArnNotLike",
            r#""arn:aws:iam::1111*:role/Appl""#,
        )),
        // Parts of accounts, of Regions and of the key's id within names.
        elsewhere(spared(
            "deploy-111122223333",
            "ArnNotLike",
            r#""arn:aws:iam::*:role/*-1111*""#,
        )),
        pairs(
            &|region| {
                let role = one_role(&format!("in.{region}.a"), "{}");
                let deny = r#"{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*us-east*"}}"#;
                of(region, id, customer, &[role, open("Deny", deny)].join(","))
            },
            "us-east-1",
            "us-west-2",
        ),
        pairs(
            &|id| {
                let role = one_role(&format!("of-{id}"), "{}");
                let deny =
                    r#"{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*1234abcd*"}}"#;
                of(
                    "us-east-1",
                    id,
                    customer,
                    &[role, open("Deny", deny)].join(","),
                )
            },
            id,
            "ffffabcd-12ab-34cd-56ef-1234567890ab",
        ),
        // What a Sid says.
        pairs(
            &|name| {
                here(&format!(
                    r#"{{"Sid":"x:role/{name}","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/App"}},"Action":"kms:Encrypt","Resource":"*"}}"#
                ))
            },
            "ReadOnlyUse",
            "Some-Other1",
        ),
        // A role's name behind any path, and in other letters.
        pairs(
            &|role| {
                let allow = arn(&format!("arn:aws:iam::*:role/{role}"));
                here(&both(allow, arn("arn:aws:iam::*:*/App")))
            },
            "App",
            "Other",
        ),
        pairs(
            &|role| {
                let own = r#"{"StringEqualsIgnoreCase":{"aws:PrincipalArn":"arn:aws:iam::111122223333:ROLE/App"}}"#;
                here(&one_role(role, own))
            },
            "App",
            "Other",
        ),
        pairs(
            &|role| {
                let own = context(
                    "StringEquals",
                    &format!("arn:aws:iam::111122223333:role/{role}"),
                );
                let others = "arn:aws:iam::111122223333:ROLE/App";
                here(&both(own, context("StringEqualsIgnoreCase", others)))
            },
            "App",
            "Other",
        ),
        // A part of the key's id.
        pairs(
            &|id| {
                let statement = open("Allow", &context("StringEquals", "x"));
                let statement =
                    statement.replace(r#""Resource":"*""#, r#""Resource":"arn:aws:kms:*:*:*b""#);
                of("us-east-1", id, customer, &statement)
            },
            id,
            "1234abcd-12ab-34cd-56ef-1234567890aa",
        ),
        // A part of an endpoint's id.
        pairs(
            &|id| {
                here(&both(
                    endpoint(&format!("*vpce-{id}")),
                    endpoint("*vpce-a*"),
                ))
            },
            "abcdefab",
            "fbcdefab",
        ),
        // The bits of an address.
        pairs(
            &|bits| {
                here(&open(
                    "Allow",
                    &format!(r#"{{"IpAddress":{{"aws:SourceIp":"198.51.100.0/{bits}"}}}}"#),
                ))
            },
            "000000000024",
            "111111111111",
        ),
        // What begins as an action does.
        pairs(
            &|region| {
                let own = context("StringEquals", &format!("kms:{region}"));
                of(
                    region,
                    id,
                    customer,
                    &both(own, context("StringLike", "kms:us*")),
                )
            },
            "us-east-1",
            "eu-west-1",
        ),
        // A part of a longer name.
        pairs(
            &|region| {
                let via = format!(
                    r#"{{"StringEquals":{{"kms:ViaService":"s3.aa-bb-{region}.amazonaws.com"}}}}"#
                );
                of(region, id, customer, &one_role("App", &via))
            },
            "us-east-1",
            "eusc-de-east-1",
        ),
        // An account that a variable makes.
        pairs(
            &|default| {
                let made = format!(
                    r#"{{"StringEquals":{{"aws:PrincipalAccount":"${{aws:username, '{default}'}}"}}}}"#
                );
                here(&one_role("App", &made))
            },
            "111122223333",
            "444455556666",
        ),
        // A field that is not told, and one with the letters that could stand for that.
        pairs(
            &|manager| {
                let through = r#"{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"acm.us-east-1.amazonaws.com"}}"#;
                let statement = open("Allow", through).replace("kms:*", "kms:Decrypt");
                of("us-east-1", id, manager, &statement).replace(&root, "")
            },
            "null",
            r#""-""#,
        ),
        // Words of a Sid.
        pairs(
            &|name| {
                let statement = one_role("App", r#"{"Bool":{"aws:SecureTransport":"true"}}"#);
                let sid = format!(r#"{{"Sid":"r:role/{name}","#);
                here(
                    &statement
                        .replacen('{', &sid, 1)
                        .replace("kms:Decrypt", "kms:*"),
                )
            },
            "ReadOnly",
            "Other",
        ),
        // Names of users.
        pairs(
            &|user| {
                here(
                    &one_role("App", r#"{"Bool":{"aws:SecureTransport":"true"}}"#)
                        .replace("role/App", user),
                )
            },
            "user/vpc-abcdefab",
            "user/vpc-fbcdefab",
        ),
    ]
}

/// Keys that an answer would tell apart do not share one, whichever comes first.
#[test]
fn an_answer_is_not_taken_for_a_key_that_differs() {
    let with = |id: &str, members: &str, condition: &str| {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:root"}},"Action":"kms:*","Resource":"*"}},{{"Effect":"Allow","Principal":"*","Action":["kms:Decrypt","kms:ReplicateKey"],"Resource":"*","Condition":{condition}}}]}}"#
        );
        let policy = keyglass::json::quote(&policy);
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/{id}",{members}"Policy":{policy}}}"#
        )
    };
    let (one, other) = (
        "1234abcd-12ab-34cd-56ef-1234567890ab",
        "mrk-1234abcd12ab34cd56ef1234567890ab",
    );
    let multi = r#"{"Bool":{"kms:MultiRegion":"true"}}"#;
    let tag = |name: &str| format!(r#"{{"StringEquals":{{"{name}":"prod"}}}}"#);
    let tags = |value: &str| format!(r#""Tags":{{"env":"{value}"}},"#);
    let pair = |condition: &str, from: &str, to: &str| {
        let key = with(one, "", condition);
        (key.clone(), key.replace(from, to))
    };
    let role = |condition: &str| {
        let key = with(one, "", condition);
        let named = "arn:aws:iam::111122223333:role/Backup";
        let key = key.replace(
            r#"\"Principal\":\"*\""#,
            &format!(r#"\"Principal\":{{\"AWS\":\"{named}\"}}"#),
        );
        (key.clone(), key.replace("role/Backup", "role/Restore"))
    };
    let arn = |pattern: &str| format!(r#"{{"StringLike":{{"aws:PrincipalArn":"{pattern}"}}}}"#);
    let twins = [
        // A part of a Region's name, and one of another Region.
        pair(
            r#"{"StringLike":{"kms:ViaService":"s3.us-*.amazonaws.com"}}"#,
            "kms:us-east-1",
            "kms:eu-west-1",
        ),
        pair(
            r#"{"StringLike":{"kms:ViaService":"s3.us-east-?.amazonaws.com"}}"#,
            "kms:us-east-1",
            "kms:eu-west-1",
        ),
        pair(
            r#"{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}"#,
            "kms:us-east-1",
            "kms:eu-west-1",
        ),
        pair(
            r#"{"StringEqualsIgnoreCase":{"kms:ViaService":"s3.US-EAST-1.amazonaws.com"}}"#,
            "kms:us-east-1",
            "kms:eu-west-1",
        ),
        // One that has to be turned on.
        pair(
            r#"{"StringEquals":{"kms:CallerAccount":"444455556666"}}"#,
            "us-east-1",
            "af-south-1",
        ),
        // Parts of a role's name.
        role(&arn("arn:aws:iam::111122223333:role/B*")),
        role(&arn("arn:aws:iam::111122223333:role/*up")),
        role(&arn("arn:aws:iam::111122223333:role/?ackup")),
        role(&arn(
            "arn:aws:iam::111122223333:role/${aws:nothing, 'Backup'}",
        )),
        role(
            &arn("arn:aws:iam::111122223333:role/BACKUP")
                .replace("StringLike", "StringEqualsIgnoreCase"),
        ),
        {
            let (key, _) = role(&arn("arn:aws:iam::111122223333:role/*.up"));
            let dotted = key.replace("role/Backup", "role/back.up");
            (
                dotted.clone(),
                dotted.replace("role/back.up", "role/re.store"),
            )
        },
        {
            let spared = r#"{"Bool":{"aws:SecureTransport":"true"}}},{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:role/Backup","arn:aws:sts::111122223333:assumed-role/Backup/s","arn:aws:iam::111122223333:root"]},"Action":"kms:Decrypt","Resource":"*""#;
            pair(spared, ":role/Backup", ":role/Restore")
        },
        // Accounts, one of them by a part, one as a number.
        pair(
            r#"{"StringEquals":{"kms:CallerAccount":"444455556666"}}"#,
            "\\\"444455556666",
            "\\\"111122223333",
        ),
        pair(
            r#"{"StringLike":{"kms:CallerAccount":"11112222*"}}"#,
            "1:111122223333",
            "1:444455556666",
        ),
        pair(
            r#"{"NumericLessThan":{"kms:CallerAccount":"222222222222"}}"#,
            "222222222222",
            "333333333333",
        ),
        {
            let between = |least: &str, most: &str| {
                format!(
                    r#"{{"NumericGreaterThan":{{"aws:MultiFactorAuthAge":"{least}"}},"NumericLessThan":{{"aws:MultiFactorAuthAge":"{most}"}}}}"#
                )
            };
            let (low, high) = ("222222222222", "333333333333");
            (
                with(one, "", &between(low, high)),
                with(one, "", &between(high, low)),
            )
        },
        pair(
            r#"{"StringEquals":{"kms:CallerAccount":444455556666}}"#,
            ":444455556666",
            ":044455556666",
        ),
        // Endpoints, one of which is none.
        pair(
            r#"{"StringEquals":{"aws:SourceVpce":"vpce-0123456789abcdef0"}}"#,
            "abcdef0",
            "abcde",
        ),
        (with(one, "", multi), with(other, "", multi)),
        (
            with(one, &tags("prod"), &tag("aws:resourcetag/env")),
            with(one, &tags("test"), &tag("aws:resourcetag/env")),
        ),
        (
            with(one, &tags("prod"), &tag("aws:Resource\\u0054ag/env")),
            with(one, &tags("test"), &tag("aws:Resource\\u0054ag/env")),
        ),
        {
            let escaped = r#"{"StringEquals":{"kms:CallerAccount":"\u003111122223333"}}"#;
            let key = with(one, "", escaped);
            let far = key
                .replace("us-east-1:111122223333", "us-east-1:444455556666")
                .replace("iam::111122223333", "iam::444455556666");
            (key, far)
        },
        (
            with(
                one,
                "",
                r#"{"StringEquals":{"kms:CallerAccount":"111122223333"}}"#,
            ),
            with(
                one,
                "",
                r#"{"StringEquals":{"kms:CallerAccount":"111122223333"}}"#,
            )
            .replace("111122223333\\\"}}", "\\u00011122223333\\\"}}"),
        ),
    ];
    let mut twins = twins.to_vec();
    twins.extend(twins_by_hand());
    let mut names = keyglass::workspace::names::Names::default();
    for (one, other) in &twins {
        for pair in [[one, other], [other, one]] {
            let mut judge = Judge::default();
            for text in pair {
                let alone = whole(&key(text), &Default::default(), now(), &mut names);
                let kept = judge.summary(key(text), &Default::default(), now(), &mut names);
                let rules = |summary: &keyglass::workspace::summary::Summary| {
                    let mut rules: Vec<_> = summary.findings.to_vec();
                    rules.sort();
                    (summary.public, rules, summary.principals.clone())
                };
                assert_eq!(rules(&kept), rules(&alone), "{text}");
            }
        }
    }
}

/// A text that comes in pieces is the same text, wherever it is cut.
#[test]
fn where_a_file_is_cut_on_its_way_does_not_matter() {
    let records: Vec<String> = (0..5)
        .map(|number| fleet::key(number).to_string())
        .collect();
    let broken = r#"{"ResourceType": "AWS.KMS.Key", "Arn": }"#;
    let texts = [
        records.join("\n"),
        format!("[{}]", records.join(",\n")),
        format!("[{},\n{broken},\n{}]", records[0], records[1]),
        format!("{}\n{broken}\n{}", records[0], records[1]),
    ];
    for text in &texts {
        let mut whole = Workspace::default();
        whole.add("f".into(), text, now());
        for size in [1, 7, 100, 1_000, 4_096] {
            let mut parts = Workspace::default();
            let mut opening = Opening::new("f", text.len());
            let bytes = text.as_bytes();
            for (at, part) in bytes.chunks(size).enumerate() {
                opening.feed(part.to_vec(), (at + 1) * size >= bytes.len());
                opening.read(&mut || true);
                parts.take(opening.take(), now());
                parts.take_some(&mut || true);
            }
            assert!(opening.is_done());
            assert_eq!(parts.rows.len(), whole.rows.len(), "{size}: {text}");
            assert_eq!(
                parts.sources[0].problems, whole.sources[0].problems,
                "{size}"
            );
            for at in 0..whole.rows.len() {
                let (one, other) = (parts.record(at).unwrap(), whole.record(at).unwrap());
                assert_eq!((&one.text, one.at), (&other.text, other.at), "{size}");
            }
        }
    }
}

/// As many keys as a file may hold are no reason to complain; one more is.
#[test]
fn keyglass_says_that_it_stops_when_it_does() {
    let keys = |count: usize| -> String {
        (0..count)
            .map(|n| {
                format!("{{\"ResourceType\":\"AWS.KMS.Key\",\"Arn\":\"arn:aws:kms:us-east-1:111122223333:key/{n:08}-12ab-34cd-56ef-1234567890ab\"}}\n")
            })
            .collect()
    };
    let all = import(&keys(100_000));
    assert_eq!((all.keys.len(), all.problems.len()), (100_000, 0));
    let more = import(&keys(100_001));
    assert_eq!(more.keys.len(), 100_000);
    assert!(more.problems[0].message.contains("stops at 100,000"));
}

/// Whoever collects keys by a script of their own calls things as they like.
#[test]
fn records_of_an_arn_and_a_policy_are_keys() {
    let policy =
        r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}"#;
    for record in [
        format!(r#"{{"arn":"{ARN}","policy":{policy}}}"#),
        format!(
            r#"{{"Arn":"{ARN}","KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab","Policy":{policy},"Tags":[]}}"#
        ),
        format!(
            r#"{{"Keys":[{{"KeyArn":"{ARN}","KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab","Policy":{policy}}}]}}"#
        ),
        format!(
            r#"{{"Keys":[{{"KeyArn":"{ARN}","KeyId":"1","KeyMetadata":{{"KeyId":"1","Arn":"{ARN}"}},"Policy":{policy}}}]}}"#
        ),
    ] {
        let key = one(&record);
        assert_eq!(key.arn.text(), Some(ARN), "{record}");
        assert!(key.policy.present().is_some(), "{record}");
    }
    // The policy of a secret is not that of the key which it names.
    let secret = format!(
        r#"{{"arn":"arn:aws:secretsmanager:us-east-1:111122223333:secret:s","key_arn":"{ARN}","policy":{policy}}}"#
    );
    assert_eq!(import(&secret).pieces, []);
}

#[test]
fn what_clients_add_to_an_answer_is_not_of_the_key() {
    for client in ["ResponseMetadata", "$metadata", "ResultMetadata"] {
        let text = format!(
            r#"{{"KeyMetadata":{{"KeyId":"1","Arn":"{ARN}","KeyManager":"CUSTOMER"}},"{client}":{{}}}}"#
        );
        let rotation = format!(r#"{{"KeyId":"{ARN}","KeyRotationEnabled":true,"{client}":{{}}}}"#);
        let records = records(&[("k", &text), ("r", &rotation)]);
        assert_eq!(records.len(), 1, "{client}");
        let record = records.first().unwrap();
        assert_eq!(record.key().rotation.present(), Some(&true), "{client}");
        assert!(!record.text.contains(client), "{client}");
    }
}

/// Pages of an answer may stand one behind the other, and a file that was cut off holds what came before.
#[test]
fn nothing_is_lost_behind_a_list_or_before_an_end() {
    let key = |n: u8| format!(r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}{n}"}}"#);
    let pages = format!("[{},\n{}]\n[{}]\n{}\n", key(1), key(2), key(3), key(4));
    let whole = import(&pages);
    assert_eq!((whole.keys.len(), whole.problems), (4, vec![]));
    let item = |n: u8| {
        format!(
            r#"{{"resourceType":"AWS::KMS::Key","ARN":"{ARN}{n}","configuration":{{"keyId":"{n}"}}}}"#
        )
    };
    let snapshot = format!(
        "{{\"fileVersion\":\"1.0\",\"configurationItems\":[\n{},\n{},\n{}",
        item(1),
        item(2),
        &item(3)[..60]
    );
    let cut = import(&snapshot);
    assert_eq!((cut.pieces.len(), cut.problems.len()), (2, 1));
    let line = format!(
        r#"{{"configurationItems":[{},{},{}"#,
        item(1),
        item(2),
        &item(3)[..60]
    );
    assert_eq!(import(&line).pieces.len(), 2);
    let said = format!("[{}]\nAn error occurred\n[{}]\n", key(1), key(2));
    let between = import(&said);
    assert_eq!((between.keys.len(), between.problems.len()), (2, 1));
}

const FIRST: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const SECOND: &str = "arn:aws:kms:us-east-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321";

/// The keys of a text, in its order.
fn keys_of(text: &str) -> Vec<Key> {
    let mut join = Join::default();
    import(text).into_join(text, &"f".into(), &mut join);
    join.settle(0);
    join.records.iter().map(|record| record.key()).collect()
}

fn arns(keys: &[Key]) -> Vec<&str> {
    keys.iter().filter_map(|key| key.arn.text()).collect()
}

/// People's own tables: the column that is called so names the key, and words may have blanks between them.
#[test]
fn a_row_is_about_the_key_under_its_name() {
    let policy = r#""{""Statement"":[{""Effect"":""Allow"",""Principal"":""*"",""Action"":""kms:Decrypt"",""Resource"":""*""}]}""#;
    for head in ["Primary key,Key ARN,Policy", "primary_key_arn,arn,policy"] {
        let keys = keys_of(&format!("{head}\n{FIRST},{SECOND},{policy}\n"));
        assert_eq!(arns(&keys), [SECOND], "{head}");
    }
    let id = &SECOND[SECOND.len() - 36..];
    let keys = keys_of(&format!("Key ID,Replaces,Policy\n{id},{FIRST},{policy}\n"));
    assert_eq!((keys.len(), keys[0].key_id()), (1, Some(id)));
    // Of two that no name tells apart, neither.
    let keys = keys_of(&format!(
        "Alias,Replaced By Key Arn,Policy\nalias/a,{FIRST},{policy}\n"
    ));
    assert_eq!((keys.len(), arns(&keys).len()), (1, 0));
    let keys = keys_of(&format!("Arn,Policy\n {FIRST} ,{policy}\n"));
    assert_eq!(arns(&keys), [FIRST]);
    let keys = keys_of(&format!("a,b,Policy\n{FIRST},{SECOND},{policy}\n"));
    assert_eq!((keys.len(), arns(&keys).len()), (1, 0));

    let keys = keys_of(&format!(
        "Key ARN,Key State,Policy\n{FIRST},Enabled,AccessDenied\n{SECOND},PendingDeletion,{policy}\n"
    ));
    assert_eq!(arns(&keys), [FIRST, SECOND]);
    assert_eq!(keys[1].state.text(), Some("PendingDeletion"));
}

#[test]
fn a_table_of_facts_needs_no_json_and_one_with_tabs_no_head() {
    let keys = keys_of(&format!(
        "arn,key_state,key_rotation_enabled\n{FIRST},PendingDeletion,false\n"
    ));
    assert_eq!(keys[0].state.text(), Some("PendingDeletion"));
    assert_eq!(keys[0].rotation.present(), Some(&false));
    let policy = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}]}"#;
    let keys = keys_of(&format!("{FIRST}\t{policy}\n{SECOND}\t{policy}\n"));
    assert_eq!(arns(&keys), [FIRST, SECOND]);
    // Lines of a script's output that are no table.
    let described =
        format!(r#"{{"KeyMetadata":{{"KeyId":"1","Arn":"{FIRST}","KeyManager":"CUSTOMER"}}}}"#);
    let keys = keys_of(&format!("Keys, as of today: arn\n{described}\n"));
    assert_eq!(arns(&keys), [FIRST]);
}

/// `aws cloudformation get-template --output text` for one stack after the other.
#[test]
fn templates_one_behind_the_other_are_each_read() {
    let template = |name: &str, principal: &str| {
        format!(
            "Resources:\n  {name}:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement:\n          - {{Effect: Allow, Principal: {{AWS: '{principal}'}}, Action: 'kms:*', Resource: '*'}}\n"
        )
    };
    let text = template("A", "*") + "# another\n" + &template("B", "111122223333");
    let found = import(&text);
    let lines: Vec<usize> = found
        .pieces
        .iter()
        .map(|piece| piece.policy().unwrap().at.line)
        .collect();
    assert_eq!(lines, [6, 14]);
    assert_eq!(found.problems, []);
}

/// `Get-KMSKey | ConvertTo-Json` of the AWS Tools for PowerShell.
#[test]
fn what_powershell_writes_is_read() {
    let keys = keys_of(&format!(
        r#"{{"Arn":"{FIRST}","KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab","KeyState":{{"Value":"PendingDeletion"}},"KeyManager":{{"Value":"CUSTOMER"}},"DeletionDate":"/Date(1797724800000)/"}}"#
    ));
    assert_eq!(keys[0].state.text(), Some("PendingDeletion"));
    assert_eq!(keys[0].manager.text(), Some("CUSTOMER"));
    assert_eq!(
        keys[0].deletion.present().unwrap().moment.day(),
        "20 December 2026"
    );
}

/// Names that were made one by a tool that cuts what lies deep, and masks: what the policy is, is not known.
#[test]
fn a_mangled_policy_is_not_known() {
    let of = |principal: &str, action: &str, condition: &str| {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"*"{condition}}}]}}"#
        );
        crate::report(&crate::resource(&policy)).verdict.answer
    };
    let condition = r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"System.Object[]"}}"#;
    for (principal, action, condition) in [
        (r#""*""#, "kms:Encrypt kms:Decrypt", ""),
        (r#""*""#, "System.Object[]", ""),
        (r#"{"AWS":"[REDACTED]"}"#, "kms:Decrypt", ""),
        (
            r#"{"AWS":"arn:aws:iam::111122223333:role/A arn:aws:iam::111122223333:role/B"}"#,
            "kms:Decrypt",
            "",
        ),
        (r#""*""#, "kms:Decrypt", condition),
    ] {
        assert_eq!(
            of(principal, action, condition),
            Answer::Undecided,
            "{principal} {action} {condition}"
        );
    }
    assert_eq!(
        of(r#"{"AWS":"111122223333"}"#, " kms:Decrypt ", ""),
        Answer::No
    );
}

/// The policy that a replica is made with.
#[test]
fn the_answer_of_replicate_key_is_read_whole() {
    let keys = keys_of(&format!(
        r#"{{"ReplicaKeyMetadata":{{"KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab","Arn":"{FIRST}","KeyManager":"CUSTOMER"}},"ReplicaPolicy":"{{\"Statement\":[]}}","ReplicaTags":[]}}"#
    ));
    assert_eq!(keys.len(), 1);
    assert!(keys[0].policy.present().is_some());
}

/// Panther's data lake holds one key many times.
#[test]
fn of_several_times_the_last_tells_how_the_key_is() {
    let at = |time: &str, state: &str, rest: &str| {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{FIRST}","KeyManager":"CUSTOMER","KeyState":"{state}","p_event_time":"{time}"{rest}}}"#
        )
    };
    let before = at("2025-01-01T00:00:00Z", "Enabled", r#","Description":"old""#);
    let after = at(
        "2026-11-20T00:00:00Z",
        "PendingDeletion",
        r#","DeletionDate":"2026-12-20T00:00:00Z""#,
    );
    for text in [format!("{before}\n{after}"), format!("{after}\n{before}")] {
        let keys = keys_of(&text);
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].state.text(), Some("PendingDeletion"), "{text}");
        assert_eq!(keys[0].description, Given::Absent, "{text}");
    }
}

#[test]
fn a_mask_is_nobodys_name() {
    let policy = crate::policy(
        r#"{"Effect":"Allow","Principal":{"AWS":["[REDACTED]","arn:aws:iam::111122223333:role/App"]},"Action":"kms:Decrypt","Resource":"*"}"#,
    );
    let report = crate::report(&crate::resource(&policy));
    assert_eq!(
        report.sentences()[0].to_string(),
        "Role App and a principal that cannot be read may decrypt with this key."
    );
}

/// An action that nobody from outside can use says nothing of what a mangled one beside it stands for.
#[test]
fn a_mangled_action_beside_a_known_one_is_not_known() {
    let policy = crate::policy(
        r#"{"Effect":"Allow","Principal":"*","Action":["kms:PutKeyPolicy","kms:Encrypt kms:Decrypt"],"Resource":"*"}"#,
    );
    let report = crate::report(&crate::resource(&policy));
    assert_eq!(report.verdict.answer, Answer::Undecided);
}

/// What is masked may be this very key.
#[test]
fn a_mangled_resource_may_be_this_key() {
    let of = |resource: &str| {
        let policy = crate::policy(&format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":{resource}}}"#
        ));
        crate::report(&crate::resource(&policy)).verdict.answer
    };
    for resource in [
        r#""System.Object[]""#,
        r#""arn:aws:kms:us-east-1:111122223333:key/<id>""#,
    ] {
        assert_eq!(of(resource), Answer::Undecided, "{resource}");
    }
    assert_eq!(of(r#"["*","<x>"]"#), Answer::Yes);
}
