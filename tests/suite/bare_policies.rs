//! Policies that do not say whose they are, and those that other words say the same with.

use keyglass::import::import;
use keyglass::import::join::{Became, Join, Record};
use keyglass::lint::check;
use keyglass::model::key::Key;
use keyglass::reason::public::Answer;

use crate::now;

const ARN: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const OPEN: &str =
    r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}]}"#;

fn described(arn: &str) -> String {
    format!(r#"{{"KeyMetadata":{{"Arn":"{arn}","KeyManager":"CUSTOMER"}}}}"#)
}

fn add(join: &mut Join, files: &[&str]) -> Vec<Became> {
    let before = join.records.len();
    for text in files {
        let file = if text.contains("Metadata") {
            "key.json"
        } else {
            "policy.json"
        };
        import(text).into_join(text, &file.into(), join);
    }
    join.settle(before)
        .into_iter()
        .map(|(_, became)| became)
        .collect()
}

fn keys(files: &[&str]) -> Vec<Key> {
    let mut join = Join::default();
    add(&mut join, files);
    join.records.iter().map(Record::key).collect()
}

fn answer(key: &Key) -> Answer {
    check(key, &Default::default(), now()).verdict.answer
}

/// `get-key-policy --query Policy --output text`, in a folder with one other answer.
#[test]
fn a_bare_policy_is_that_of_the_only_key_that_comes_with_it() {
    let key = described(ARN);
    let as_string = serde_json::to_string(OPEN).unwrap();
    for policy in [OPEN, &as_string] {
        for files in [[&key, policy], [policy, &key]] {
            let mut join = Join::default();
            assert_eq!(add(&mut join, &files), [Became::Taken(0)], "{files:?}");
            assert_eq!(join.records.len(), 1, "{files:?}");
            assert_eq!(answer(&join.records[0].key()), Answer::Yes, "{files:?}");
            // Opened again, it is known.
            add(&mut join, &[policy]);
            assert_eq!(join.records.len(), 1, "{files:?}");
        }
    }
}

#[test]
fn a_bare_policy_that_may_be_of_something_else_stands_alone() {
    let key = described(ARN);
    let other = described(&ARN.replace("1234abcd", "2234abcd"));
    let shut = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let of_role = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let of_bucket = OPEN.replace("kms:Decrypt", "s3:GetObject");
    let of_endpoint = OPEN.replace("kms:Decrypt", "*");
    // "Resource control policies in AWS KMS" (KMS Developer Guide): they deny alone.
    let of_organization = OPEN.replace("Allow", "Deny");
    let of_secret = OPEN.replace("\"kms:Decrypt\"", r#"["kms:Decrypt","secretsmanager:*"]"#);
    let of_file_system = OPEN.replace("kms:Decrypt", "*").replace("Allow", "Deny");
    let unnamed = |policy: &str| format!(r#"{{"Policy":{policy}}}"#);
    let has_one = format!(r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","Policy":{shut}}}"#);
    for (files, found) in [
        (vec![&*key, &other, OPEN], 3),
        (vec![&key, OPEN, shut], 3),
        (vec![&key, of_role], 2),
        (vec![&key, &of_bucket], 2),
        (vec![&key, &of_endpoint], 2),
        (vec![&key, &of_organization], 2),
        (vec![&key, &of_secret], 2),
        (vec![&key, &unnamed(&of_file_system)], 2),
        (vec![&key, &unnamed(&of_bucket.replace("s3:", "kms:"))], 1),
        (vec![&has_one, OPEN], 2),
        (vec![OPEN, shut], 2),
    ] {
        assert_eq!(keys(&files).len(), found, "{files:?}");
    }
    // What comes later may be meant for something else.
    let mut join = Join::default();
    add(&mut join, &[&key]);
    add(&mut join, &[OPEN]);
    assert_eq!(join.records.len(), 2);
}

/// Many at once are there while the others come.
#[test]
fn several_bare_policies_do_not_wait() {
    let policy = |n: u8| OPEN.replace("Effect", &format!("Sid\":\"{n}\",\"Effect"));
    let lines: Vec<String> = (0..5).map(policy).collect();
    let text = lines.join("\n");
    let mut join = Join::default();
    import(&text).into_join(&text, &"policies.jsonl".into(), &mut join);
    assert!(join.records.len() >= 3);
    join.settle(0);
    assert_eq!(join.records.len(), 5);
}

/// As some SDKs write it.
#[test]
fn an_answer_with_small_letters_is_an_answer() {
    let policy = format!(
        r#"{{"policy":{},"policyName":"default"}}"#,
        serde_json::to_string(OPEN).unwrap()
    );
    for policy in [&*policy, &policy.replace("policyName", "policy_name")] {
        let keys = keys(&[&described(ARN), policy]);
        assert_eq!(keys.len(), 1, "{policy}");
        assert_eq!(answer(&keys[0]), Answer::Yes, "{policy}");
        assert_eq!(answer(&self::keys(&[policy])[0]), Answer::Yes, "{policy}");
    }
    let other = policy.replace("default", "other");
    assert_eq!(
        answer(&keys(&[&described(ARN), &other])[0]),
        Answer::Undecided
    );
}

/// "AWS JSON policy elements: Principal" (IAM User Guide): an account is its root user's ARN, `"*"` is everyone of `AWS`;
/// "AWS JSON policy elements: Action": names of actions do not depend on case.
#[test]
fn a_policy_in_other_words_is_the_same() {
    let with = |principal: &str, action: &str| {
        format!(
            r#"{{"KeyId":"{ARN}","Policy":{{"Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"*"}}]}}}}"#
        )
    };
    let (id, root) = (
        r#"{"AWS":"111122223333"}"#,
        r#"{"AWS":["arn:aws:iam::111122223333:root"]}"#,
    );
    for (one, two, found) in [
        (with(id, "kms:*"), with(root, "kms:*"), 1),
        (with("\"*\"", "kms:*"), with(r#"{"AWS":"*"}"#, "kms:*"), 1),
        (with(id, "KMS:decrypt"), with(id, "kms:Decrypt"), 1),
        (
            with(id, "kms:*"),
            with(&root.replace("3333", "4444"), "kms:*"),
            2,
        ),
        (
            with(id, "kms:*"),
            with(&root.replace("root", "user/root"), "kms:*"),
            2,
        ),
        (
            with(id, "kms:*"),
            with(&id.replace("AWS", "Service"), "kms:*"),
            2,
        ),
        (
            with("\"*\"", "kms:*"),
            with(r#"{"Service":"*"}"#, "kms:*"),
            2,
        ),
    ] {
        assert_eq!(keys(&[&one, &two]).len(), found, "{one} {two}");
    }
}

/// A record of something else may hold the description of the key that it uses.
#[test]
fn a_policy_beside_a_description_may_be_of_another() {
    let key = described(ARN);
    let record = |name: &str| format!(r#"{{"{name}":"n","key":{key},"policy":{OPEN}}}"#);
    assert_eq!(answer(&keys(&[&record("team")])[0]), Answer::Yes);
    for name in ["Bucket", "role_name", "QueueUrl"] {
        let keys = keys(&[&record(name)]);
        assert_eq!(answer(&keys[0]), Answer::Undecided, "{name}");
    }
    let queue = record("team").replace("\"n\"", "\"arn:aws:sqs:us-east-1:111122223333:q\"");
    assert_eq!(answer(&keys(&[&queue])[0]), Answer::Undecided);
    // Of two policies it is not known which one is the key's.
    let shut = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let two = record("team").replacen('{', &format!(r#"{{"key_policy":{shut},"#), 1);
    let keys = keys(&[&two]);
    assert_eq!((keys.len(), answer(&keys[0])), (1, Answer::Undecided));
}

/// One object, or one row, is one key, also where another tells otherwise of it.
#[test]
fn two_rows_that_differ_are_two_records() {
    let shut = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let rows =
        [OPEN, shut].map(|policy| format!(r#"{{"key":{},"policy":{policy}}}"#, described(ARN)));
    let import = import(&rows.join("\n"));
    assert_eq!(import.pieces.len(), 2);
    assert_eq!(keys(&[&rows[0], &rows[1]]).len(), 2);
}

/// A table of AWS Config's, or of a script's own, whose cells hold answers.
#[test]
fn cells_of_a_row_tell_of_one_key() {
    let cell = |json: &str| format!("\"{}\"", json.replace('"', "\"\""));
    let answer_of = |json: &str| {
        cell(&format!(
            r#"{{"Policy":{}}}"#,
            serde_json::to_string(json).unwrap()
        ))
    };
    let configuration = cell(&format!(r#"{{"arn":"{ARN}","keyState":"Enabled"}}"#));
    for table in [
        format!(
            "resourceId,resourceType,arn,configuration,supplementaryConfiguration\n1,AWS::KMS::Key,{ARN},{configuration},{}\n",
            answer_of(OPEN)
        ),
        format!(
            "describe_key,get_key_policy\n{},{}\n",
            cell(&described(ARN)),
            answer_of(OPEN)
        ),
        format!(
            "n,describe_key,policy\n1,{},{}\n",
            cell(&described(ARN)),
            cell(OPEN)
        ),
    ] {
        let keys = keys(&[&table]);
        assert_eq!(keys.len(), 1, "{table}");
        assert_eq!(answer(&keys[0]), Answer::Yes, "{table}");
    }
}
