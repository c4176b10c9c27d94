//! What files tell of one key goes to that key, and what they tell of others does not.

use keyglass::import::import;
use keyglass::import::join::{Join, Record};
use keyglass::lint::check;
use keyglass::model::Given;
use keyglass::model::key::Key;
use keyglass::reason::public::Answer;
use keyglass::workspace::Workspace;

use crate::now;

const ID: &str = "1234abcd-12ab-34cd-56ef-1234567890ab";
const ARN: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const OTHER_ID: &str = "0987dcba-09fe-87dc-65ba-ab0987654321";

/// The key policy that lets everyone in, as a JSON string.
const OPEN: &str = r#""{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}]}""#;
const SHUT: &str = r#""{\"Statement\":[]}""#;

fn join(files: &[(&str, &str)]) -> Join {
    let mut join = Join::default();
    for (name, text) in files {
        import(text).into_join(text, &(*name).into(), &mut join);
    }
    join.settle(0);
    join
}

fn keys(files: &[(&str, &str)]) -> Vec<Key> {
    join(files).records.iter().map(Record::key).collect()
}

fn answer(key: &Key) -> Answer {
    check(key, &Default::default(), now()).verdict.answer
}

fn fires(key: &Key, rule: &str) -> bool {
    let report = check(key, &Default::default(), now());
    report.findings.iter().any(|it| it.rule.id() == rule)
}

fn described() -> String {
    format!(r#"{{"KeyMetadata":{{"KeyId":"{ID}","Arn":"{ARN}","KeyManager":"CUSTOMER"}}}}"#)
}

/// Of two policies in one record it is not known which one is the key's, also when something is joined to it.
#[test]
fn two_policies_in_one_record_leave_the_answer_open() {
    let record = format!(
        r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","KeyManager":"CUSTOMER","Policy":{SHUT},"KeyPolicy":{OPEN}}}"#
    );
    let rotation = format!(r#"{{"KeyId":"{ARN}","KeyRotationEnabled":true}}"#);
    for files in [
        vec![("a", record.as_str())],
        vec![("a", &record), ("b", &rotation)],
        vec![("b", &rotation), ("a", &record), ("c", &rotation)],
    ] {
        let keys = keys(&files);
        assert_eq!(keys.len(), 1, "{}", files.len());
        assert_eq!(answer(&keys[0]), Answer::Undecided, "{}", files.len());
    }
}

#[test]
fn several_answers_in_one_object_are_all_read() {
    let text = format!(
        r#"{{"KeyMetadata":{{"KeyId":"{ID}","Arn":"{ARN}","KeyManager":"CUSTOMER"}},"Policy":{OPEN},"PolicyName":"default","Tags":[{{"TagKey":"a","TagValue":"b"}}],"KeyRotationEnabled":true}}"#
    );
    let keys = keys(&[("all.json", &text)]);
    assert_eq!(answer(&keys[0]), Answer::Yes);
    assert_eq!(keys[0].tags.present().unwrap()[0].1, "b");
    assert_eq!(keys[0].rotation.present(), Some(&true));
}

/// The SDK for JavaScript puts `$metadata` into every answer.
#[test]
fn what_a_client_adds_is_no_answer() {
    let client = r#""$metadata":{"httpStatusCode":200}"#;
    let described = described().replacen('{', &format!("{{{client},"), 1);
    let tags = format!(r#"{{{client},"Tags":[{{"TagKey":"a","TagValue":"b"}}]}}"#);
    let policy = format!(r#"{{{client},"Policy":{OPEN}}}"#);
    let join = join(&[("k", &described), ("t", &tags), ("p", &policy)]);
    assert_eq!(join.records.len(), 1);
    let key = join.records[0].key();
    assert_eq!(answer(&key), Answer::Yes);
    assert_eq!(key.tags.present().unwrap().len(), 1);
    assert!(!join.records[0].text.contains("httpStatusCode"));
    // By itself it is read as it stands.
    assert!(self::join(&[("k", &described)]).records[0].made.is_none());
}

#[test]
fn a_policy_that_names_its_key_by_arn_is_of_that_key() {
    let policy = format!(r#"{{"KeyId":"{ARN}","Policy":{OPEN}}}"#);
    let alone = keys(&[("p", &policy)]);
    assert_eq!(alone[0].owner(), Some("111122223333"));
    let described = described();
    for files in [
        [("k", described.as_str()), ("p", policy.as_str())],
        [("p", &policy), ("k", &described)],
    ] {
        let keys = keys(&files);
        assert_eq!(keys.len(), 1);
        assert_eq!(answer(&keys[0]), Answer::Yes);
    }
}

/// "Tags": [] stands in the items of many other resources.
#[test]
fn what_other_resources_hold_is_not_of_the_key() {
    let snapshot = format!(
        r#"{{"configurationItems":[{{"resourceType":"AWS::RDS::DBInstance","configuration":{{}},"supplementaryConfiguration":{{"Tags":[]}}}},{{"resourceType":"AWS::KMS::Key","ARN":"{ARN}","configuration":{{"keyId":"{ID}"}},"tags":{{"team":"a"}}}}]}}"#
    );
    let join = join(&[("snapshot.json", &snapshot)]);
    assert_eq!((join.records.len(), join.pending().len()), (1, 0));
    assert_eq!(join.records[0].key().tags.present().unwrap().len(), 1);
    let secret = r#"{"arn":"arn:aws:secretsmanager:us-east-1:111122223333:secret:a","rotation_enabled":true,"policy":{}}"#;
    assert_eq!(import(secret).pieces, []);
}

/// "ListAliases" (KMS API Reference): "aliases that AWS has created but not yet associated with a KMS key".
#[test]
fn an_alias_of_no_key_is_nobodys() {
    let aliases = format!(
        r#"{{"Aliases":[{{"AliasName":"alias/aws/acm","AliasArn":"arn:aws:kms:us-east-1:111122223333:alias/aws/acm"}},{{"AliasName":"alias/a","AliasArn":"arn:aws:kms:us-east-1:111122223333:alias/a","TargetKeyId":"{ID}"}}]}}"#
    );
    let keys = keys(&[("k", &described()), ("a", &aliases)]);
    let aliases = keys[0].aliases.present().unwrap();
    let names: Vec<&str> = aliases.iter().map(|alias| alias.name.as_str()).collect();
    assert_eq!(names, ["alias/a"]);
}

#[test]
fn a_whole_answer_in_place_of_a_list_is_that_list() {
    let grant = |id: &str| format!(r#"{{"KeyId":"{ARN}","GrantId":"{id}","Operations":[]}}"#);
    let record = format!(
        r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","KeyManager":"CUSTOMER","Grants":{{"Grants":[{}],"Truncated":true}}}}"#,
        grant("a")
    );
    let grants = format!(r#"{{"Grants":[{}],"Truncated":false}}"#, grant("b"));
    let join = join(&[("k", &record), ("g", &grants)]);
    assert_eq!(join.records[0].key().grants.present().unwrap().len(), 2);
    assert!(join.records[0].made.as_ref().unwrap().is_cut());
}

#[test]
fn the_same_in_two_ways_is_told_once() {
    let first = format!(
        r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","KeyManager":"CUSTOMER","Policy":{OPEN},"Tags":{{"b":"2","a":"1"}}}}"#
    );
    let wrapped = serde_json::to_string(OPEN).unwrap();
    let second = format!(
        r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","KeyManager":"CUSTOMER","Policy":{wrapped},"Tags":[{{"TagKey":"a","TagValue":"1"}},{{"TagKey":"b","TagValue":"2"}}]}}"#
    );
    let join = join(&[("a", &first), ("b", &second)]);
    assert_eq!(join.records.len(), 1);
    assert_eq!(join.records[0].conflicts(), []);
    // Other tags are others: in one file they contradict each other, in two they are of two times.
    let other = second.replace("\"2\"", "\"3\"");
    let lines = [first.as_str(), &other].join("\n");
    let joined = self::join(&[("a", &lines)]);
    assert_eq!(joined.records[0].conflicts().len(), 1);
    assert_eq!(self::join(&[("a", &first), ("b", &other)]).records.len(), 2);
}

/// Yesterday's export and today's: what changed is another record, be it under the same policy; what every export tells anew,
/// and what other files and other tools tell, is none.
#[test]
fn two_exports_of_a_key_that_changed_are_two_records() {
    let export = |state: &str, used: &str, synced: &str| {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","KeyManager":"CUSTOMER","KeyState":"{state}","Policy":{OPEN},"KeyLastUsage":"{used}","_cq_sync_time":"{synced}"}}"#
        )
    };
    let old = export("Enabled", "2026-01-01", "1");
    let new = export("Disabled", "2026-01-01", "1");
    let used = export("Enabled", "2026-02-02", "2");
    let count = |files: &[(&str, &str)]| {
        let join = join(files);
        let conflicts = join.records.iter().map(|it| it.conflicts().len());
        (join.records.len(), conflicts.sum::<usize>())
    };
    assert_eq!(count(&[("old", &old), ("new", &new)]), (2, 0));
    // Again, and in what order does not matter.
    assert_eq!(
        count(&[("new", &new), ("old", &old), ("new again", &new)]),
        (2, 0)
    );
    assert_eq!(count(&[("old", &old), ("used", &used)]), (1, 2));
    // Other answers were added to it meanwhile.
    let aliases = format!(
        r#"{{"Aliases":[{{"AliasName":"alias/a","AliasArn":"arn:aws:kms:us-east-1:111122223333:alias/a","TargetKeyId":"{ID}"}}]}}"#
    );
    assert_eq!(
        count(&[("old", &old), ("aliases", &aliases), ("new", &new)]),
        (2, 0)
    );
    // One that tells of the key without its policy adds to it.
    let described = described().replace("{\"KeyId\"", "{\"KeyState\":\"Disabled\",\"KeyId\"");
    assert_eq!(count(&[("old", &old), ("described", &described)]), (1, 1));
    // What it says is as it was with the export that it came with.
    let bare = old.replace(r#""KeyState":"Enabled","#, "");
    assert_eq!(
        count(&[("bare", &bare), ("described", &described), ("old", &old)]),
        (2, 0)
    );
    // A tool that tells of the key alone may come first, between or last.
    let both = described.replace("Disabled", "Enabled");
    for files in [
        [("d", &both), ("old", &old), ("new", &new)],
        [("old", &old), ("d", &both), ("new", &new)],
        [("old", &old), ("new", &new), ("d", &both)],
    ] {
        assert_eq!(count(&files.map(|(name, text)| (name, text.as_str()))).0, 2);
    }
    // What one leaves open and the other says is empty.
    let with = |tags: &str| old.replace("\"KeyState\"", &format!("\"Tags\":{tags},\"KeyState\""));
    let [open, empty, full] = ["null", "{}", r#"{"a":"b"}"#].map(with);
    assert_eq!(count(&[("a", &open), ("b", &empty)]), (1, 0));
    assert_eq!(count(&[("a", &empty), ("b", &full)]), (2, 0));
    // Another tool may have its own words for it.
    let config = format!(
        r#"{{"resourceType":"AWS::KMS::Key","ARN":"{ARN}","configuration":{{"keyState":"Disabled"}},"supplementaryConfiguration":{{"Policy":{OPEN}}}}}"#
    );
    assert_eq!(count(&[("old", &old), ("config", &config)]), (1, 1));
}

/// What adds to a key that is there as of two times is added to both; once.
#[test]
fn an_answer_about_a_key_of_two_times_is_for_both() {
    let export = |state: &str| {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","KeyManager":"CUSTOMER","KeyState":"{state}","Policy":{OPEN}}}"#
        )
    };
    let (old, new) = (export("Enabled"), export("Disabled"));
    let grants = format!(
        r#"{{"Grants":[{{"KeyId":"{ARN}","GrantId":"g","GranteePrincipal":"arn:aws:iam::444455556666:role/A","Operations":["Decrypt"]}}]}}"#
    );
    let policy = format!(r#"{{"Policy":{SHUT}}}"#);
    let named = format!("{ID}.json");
    let files = [
        ("old", old.as_str()),
        ("new", &new),
        ("grants", &grants),
        ("again", &grants),
    ];
    let keys = keys(&files);
    let counts: Vec<usize> = keys
        .iter()
        .map(|it| it.grants.present().map_or(0, Vec::len))
        .collect();
    assert_eq!(counts, [1, 1]);
    // The page shows it in both, too.
    let mut workspace = Workspace::default();
    for (name, text) in files {
        workspace.add(name.into(), text, now());
    }
    let speaks = |at: usize| {
        let summary = workspace.rows[at].summary.as_ref().unwrap();
        summary.rules().any(|(rule, _)| rule.id() == "KMS-GRA-001")
    };
    assert!(speaks(0) && speaks(1));
    assert_eq!(workspace.sources[3].problems, []);
    // It is in one of them already.
    let told = new.replace(
        "\"KeyState\"",
        &format!("{},\"KeyState\"", grants.trim_matches(['{', '}'])),
    );
    let mut workspace = Workspace::default();
    for (name, text) in [("old", &old), ("told", &told), ("grants", &grants)] {
        workspace.add(name.into(), text, now());
    }
    let speaks = |at: usize| {
        let summary = workspace.rows[at].summary.as_ref().unwrap();
        summary.rules().any(|(rule, _)| rule.id() == "KMS-GRA-001")
    };
    assert!(speaks(0) && speaks(1));
    // Nobody says in which of two accounts the key is.
    let other = old.replace("111122223333", "444455556666");
    let by_id = grants.replace(ARN, ID);
    let open: Vec<bool> = self::keys(&[("old", &old), ("other", &other), ("grants", &by_id)])
        .iter()
        .map(|key| key.grants.present().is_some())
        .collect();
    assert_eq!(open, [false, false]);
    // Nor where one record says nothing of an account.
    let silent = old.replace(&format!("\"Arn\":\"{ARN}\""), &format!("\"Id\":\"{ID}\""));
    let silent = silent.replace(OPEN, SHUT);
    let files = [
        ("silent", &silent),
        ("old", &old),
        ("other", &other),
        ("grants", &by_id),
    ];
    let keys = self::keys(&files.map(|(name, text)| (name, text.as_str())));
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| key.grants.present().is_none()));
    // A key of very many times is not looked through for every answer.
    let granted = |times: usize| {
        let exports: Vec<String> = (0..times).map(|at| export(&format!("State{at}"))).collect();
        let names: Vec<String> = (0..times).map(|at| format!("{at}")).collect();
        let files = names.iter().zip(&exports);
        let mut files: Vec<(&str, &str)> = files
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        files.push(("grants", &grants));
        let keys = self::keys(&files);
        assert_eq!(keys.len(), times);
        keys.iter()
            .filter(|key| key.grants.present().is_some())
            .count()
    };
    assert_eq!([granted(16), granted(17)], [16, 0]);
    // Another policy is of a third time, however often it is told.
    let files = [
        ("old", old.as_str()),
        ("new", &new),
        (&named, &policy),
        (&named, &policy),
    ];
    assert_eq!(self::keys(&files).len(), 3);
}

/// The id in the name of the file itself, not of what it lies in; and no two keys of one file are one for it.
#[test]
fn an_id_in_a_name_is_that_of_one_key() {
    let policy = format!(r#"{{"Policy":{OPEN}}}"#);
    let name = format!("audit-{OTHER_ID}.zip/policy-{ID}.json");
    let keys = keys(&[("k", &described()), (&name, &policy)]);
    assert_eq!(keys.len(), 1);
    assert_eq!(answer(&keys[0]), Answer::Yes);
    let resource = |name: &str| {
        format!(
            r#"{{"address":"aws_kms_key.{name}","type":"aws_kms_key","name":"{name}","values":{{"description":"{name}"}}}}"#
        )
    };
    let plan = format!(
        r#"{{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{{"root_module":{{"resources":[{},{}]}}}}}}"#,
        resource("a"),
        resource("b")
    );
    assert_eq!(self::keys(&[(&format!("plan-{ID}.json"), &plan)]).len(), 2);
}

#[test]
fn what_is_opened_twice_is_there_once() {
    let item = |policy: &str| {
        format!(
            r#"{{"resourceType":"AWS::KMS::Key","ARN":"{ARN}","configuration":{{"keyId":"{ID}"}},"supplementaryConfiguration":{{"Policy":{policy}}}}}"#
        )
    };
    let (one, two) = (item(OPEN), item(SHUT));
    let files = [("a", one.as_str()), ("b", &two), ("a", &one), ("b", &two)];
    assert_eq!(keys(&files).len(), 2);
}

#[test]
fn config_tells_of_deleted_keys() {
    let deleted = format!(
        r#"{{"resourceType":"AWS::KMS::Key","ARN":"{ARN}","configurationItemStatus":"ResourceDeleted","configuration":{{"keyState":"Enabled"}}}}"#
    );
    let read = import(&deleted);
    assert_eq!(read.pieces, []);
    assert!(read.problems[0].message.contains("a deleted KMS key"));
}

/// A key of the template is meant by its name, whichever function gives it; its Region is not known.
#[test]
fn an_alias_does_not_tell_where_a_template_is_used() {
    for target in [
        r#"{"Ref":"Key"}"#,
        r#"{"Fn::GetAtt":["Key","Arn"]}"#,
        r#"{"Fn::GetAtt":["Key","KeyId"]}"#,
        r#"{"Fn::Sub":"${Key.Arn}"}"#,
    ] {
        let text = format!(
            r#"{{"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"MultiRegion":true,"KeyPolicy":{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{"StringEquals":{{"aws:RequestedRegion":"eu-west-1"}}}}}}}}}}}},"Alias":{{"Type":"AWS::KMS::Alias","Properties":{{"AliasName":"alias/a","TargetKeyId":{target}}}}}}}}}"#
        );
        let keys = keys(&[("template.json", &text)]);
        assert_eq!(keys.len(), 1, "{target}");
        assert_eq!(keys[0].aliases.present().unwrap().len(), 1, "{target}");
        assert_eq!(answer(&keys[0]), Answer::Yes, "{target}");
        // A name is no id of a single-Region key.
        assert!(!fires(&keys[0], "KMS-CFG-060"), "{target}");
        let whole = format!(r#"{{"TemplateBody":{text},"StagesAvailable":["Original"]}}"#);
        assert_eq!(self::keys(&[("t", &whole)]).len(), 1, "{target}");
    }
}

fn state(mode: &str, attributes: &str) -> String {
    format!(
        r#"{{"version":4,"terraform_version":"1.9.0","resources":[{{"mode":"{mode}","type":"aws_kms_key","name":"k","instances":[{{"attributes":{{"arn":"{ARN}",{attributes}}}}}]}}]}}"#
    )
}

#[test]
fn terraform_tells_what_the_key_has() {
    let data = state(
        "data",
        &format!(
            r#""id":"{ID}","key_id":"alias/a","multi_region_configuration":[{{"multi_region_key_type":"PRIMARY"}}]"#
        ),
    );
    let key = keys(&[("s", &data)]).remove(0);
    assert_eq!(key.id.text(), Some(ID));
    assert_eq!(key.multi_region_type.present().unwrap(), "PRIMARY");
    let managed = state(
        "managed",
        r#""tags":{"a":"1"},"tags_all":{"a":"1","b":"2"},"custom_key_store_id":"""#,
    );
    let join = join(&[("s", &managed)]);
    let key = join.records[0].key();
    assert_eq!(key.tags.present().unwrap().len(), 2);
    assert_eq!(key.origin.text(), Some("AWS_KMS"));
}

#[test]
fn findings_of_security_hub_are_a_list() {
    let finding = |title: &str| {
        format!(
            r#"{{"SchemaVersion":"2018-10-08","Title":"{title}","Resources":[{{"Type":"AwsKmsKey","Id":"{ARN}","Details":{{"AwsKmsKey":{{"KeyId":"{ID}"}}}}}}]}}"#
        )
    };
    let join = join(&[("a", &finding("KMS.4")), ("b", &finding("KMS.5"))]);
    assert_eq!(join.records[0].conflicts(), []);
    assert!(join.records[0].text.contains(r#"["KMS.4", "KMS.5"]"#));
}

#[test]
fn the_names_of_policies_are_of_the_key_that_the_file_is_named_after() {
    let names = r#"{"PolicyNames":["default"],"Truncated":false}"#;
    let file = format!("names-{ID}.json");
    let key = keys(&[("k", &described()), (&file, names)]).remove(0);
    assert_eq!(key.policy_names.present().unwrap(), &["default"]);
}

/// Two templates of one file may call their keys the same, and one may tell less of its key.
#[test]
fn keys_of_two_templates_are_two_keys() {
    let template = |properties: &str| {
        format!(
            r#"{{"Resources":{{"Key":{{"Type":"AWS::KMS::Key","Properties":{{"Description":"d"{properties}}}}}}}}}"#
        )
    };
    let (open, bare) = (template(&format!(r#","KeyPolicy":{OPEN}"#)), template(""));
    for (text, found) in [
        (format!("[{open},{bare}]"), 2),
        (format!("{bare}\n{open}\n"), 2),
        (format!("[{open},{open}]"), 1),
    ] {
        let keys = keys(&[("template.json", &text)]);
        assert_eq!(keys.len(), found, "{text}");
        let open = keys.iter().filter(|key| answer(key) == Answer::Yes);
        assert_eq!(open.count(), 1, "{text}");
    }
}

/// An alias of another Region is of another key of a multi-Region set.
#[test]
fn aliases_of_several_regions_are_of_several_keys() {
    let id = "mrk-1234abcd12ab34cd56ef1234567890ab";
    let key = |region: &str| {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:{region}:111122223333:key/{id}"}}"#
        )
    };
    let alias = |region: &str| {
        format!(
            r#"{{"AliasName":"alias/{region}","AliasArn":"arn:aws:kms:{region}:111122223333:alias/{region}","TargetKeyId":"{id}"}}"#
        )
    };
    let regions = ["us-east-1", "eu-west-1"];
    let [one, two] = regions.map(alias);
    let aliases = format!(r#"{{"Aliases":[{one},{two}]}}"#);
    let [one, two] = regions.map(key);
    let keys = keys(&[("1", &one), ("2", &two), ("a", &aliases)]);
    for (key, region) in keys.iter().zip(regions) {
        let [alias] = key.aliases.present().unwrap().as_slice() else {
            panic!("{region}")
        };
        assert_eq!(alias.name, format!("alias/{region}"));
    }
}

/// Both versions of the command line, and Terraform, tell of the same grant and alias.
#[test]
fn a_grant_or_an_alias_is_told_once() {
    let grants = |date: &str| {
        format!(
            r#"{{"Grants":[{{"KeyId":"{ARN}","GrantId":"g","CreationDate":{date},"GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}}]}}"#
        )
    };
    let state = r#"{"version":4,"terraform_version":"1.9.0","resources":[{"mode":"managed","type":"aws_kms_alias","name":"a","instances":[{"attributes":{"name":"alias/a","target_key_id":"1234abcd-12ab-34cd-56ef-1234567890ab"}}]}]}"#;
    let aliases = format!(
        r#"{{"Aliases":[{{"AliasName":"alias/a","AliasArn":"arn:aws:kms:us-east-1:111122223333:alias/a","TargetKeyId":"{ID}"}}]}}"#
    );
    let key = keys(&[
        ("k", &described()),
        ("1", &grants("1600000000.0")),
        ("2", &grants("\"2020-09-13T12:26:40+00:00\"")),
        ("s", state),
        ("a", &aliases),
    ])
    .remove(0);
    assert_eq!(key.grants.present().unwrap().len(), 1);
    let [alias] = key.aliases.present().unwrap().as_slice() else {
        panic!()
    };
    // What tells more of it stays.
    assert_eq!(alias.target.as_deref(), Some(ID));
}

/// A plan's new keys have no id yet; the configuration says which one an alias or a grant is of.
#[test]
fn parts_of_planned_keys_are_of_the_key_that_the_configuration_names() {
    let resource = |kind: &str, name: &str, values: &str| {
        format!(
            r#"{{"address":"{kind}.{name}","mode":"managed","type":"{kind}","name":"{name}","values":{{{values}}}}}"#
        )
    };
    let written = |kind: &str, name: &str, expressions: &str| {
        format!(
            r#"{{"address":"{kind}.{name}","type":"{kind}","name":"{name}","provider_config_key":"aws","expressions":{{{expressions}}}}}"#
        )
    };
    let key = |name: &str| resource("aws_kms_key", name, &format!(r#""description":"{name}""#));
    let planned = [
        key("a"),
        key("b"),
        resource(
            "aws_kms_grant",
            "g",
            r#""grantee_principal":"arn:aws:iam::999999999999:root","operations":["Decrypt"]"#,
        ),
        resource("aws_kms_alias", "a", r#""name":"alias/a""#),
    ];
    let by = |name: &str, key: &str| {
        format!(r#""{name}":{{"references":["aws_kms_key.{key}.key_id","aws_kms_key.{key}"]}}"#)
    };
    let configured = [
        written("aws_kms_key", "a", ""),
        written("aws_kms_key", "b", ""),
        written("aws_kms_grant", "g", &by("key_id", "b")),
        written("aws_kms_alias", "a", &by("target_key_id", "a")),
    ];
    let plan = format!(
        r#"{{"format_version":"1.2","planned_values":{{"root_module":{{"resources":[{}]}}}},"configuration":{{"root_module":{{"resources":[{}]}}}}}}"#,
        planned.join(","),
        configured.join(",")
    );
    let join = join(&[("plan.json", &plan)]);
    assert_eq!((join.records.len(), join.pending().len()), (2, 0));
    let keys: Vec<Key> = join.records.iter().map(Record::key).collect();
    assert_eq!(keys[0].aliases.present().unwrap()[0].name, "alias/a");
    assert!(keys[0].grants.present().is_none());
    assert_eq!(keys[1].grants.present().unwrap().len(), 1);
    assert!(keys[1].aliases.present().is_none());
}

/// A query asks for the columns that it needs.
#[test]
fn a_query_of_config_need_not_ask_for_the_kind() {
    let row = format!(
        r#"{{"Results":["{{\"arn\":\"{ARN}\",\"supplementaryConfiguration\":{{\"Policy\":{}}}}}"]}}"#,
        OPEN.replace('\\', r"\\").replace('"', r#"\""#)
    );
    let keys = keys(&[("results.json", &row)]);
    assert_eq!(keys.len(), 1);
    assert_eq!(answer(&keys[0]), Answer::Yes);
}

/// An account and Region may have no key.
#[test]
fn an_answer_without_a_key_is_told_of() {
    let import = import(r#"{"Keys":[],"Truncated":false}"#);
    assert_eq!(import.pieces, []);
    assert_eq!(
        import.problems[0].message,
        "Valid JSON, but no KMS key in it: a list-keys answer without a key."
    );
}

/// A template that was opened before is known again, whatever another file told of its key since.
#[test]
fn a_template_is_known_again_when_its_key_was_told_of_besides() {
    let template =
        r#"{"Resources":{"Key":{"Type":"AWS::KMS::Key","Properties":{"Description":"d"}}}}"#;
    let file: std::rc::Rc<str> = "template.json".into();
    let mut join = Join::default();
    import(template).into_join(template, &file, &mut join);
    let policy = format!(r#"{{"Policy":{OPEN}}}"#);
    import(&policy).into_join(&policy, &"policy.json".into(), &mut join);
    join.settle(0);
    import(template).into_join(template, &file, &mut join);
    assert_eq!(join.records.len(), 1);
    assert_eq!(answer(&join.records[0].key()), Answer::Yes);
}

/// A state names a resource as Terraform does: by its modules and its index, too.
#[test]
fn the_address_in_a_state_is_that_of_one_resource() {
    let instance = |at: u8| {
        format!(r#"{{"index_key":{at},"attributes":{{"arn":"{ARN}{at}","key_id":"{ID}{at}"}}}}"#)
    };
    let state = format!(
        r#"{{"version":4,"terraform_version":"1.9.0","resources":[{{"module":"module.a[\"b\"]","mode":"managed","type":"aws_kms_key","name":"k","instances":[{},{}]}}]}}"#,
        instance(0),
        instance(1)
    );
    let join = join(&[("s", &state)]);
    assert_eq!(join.records.len(), 2);
    for (at, record) in join.records.iter().enumerate() {
        let address = format!(r#""TerraformAddress": "module.a[\"b\"].aws_kms_key.k[{at}]""#);
        assert!(record.text.contains(&address), "{}", record.text);
    }
}

/// The policies of buckets, roles and organizations come in answers of the same form.
#[test]
fn a_policy_of_another_service_is_no_key_policy() {
    let bucket = r#"{"Policy":"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":[\"s3:GetObject\"],\"Resource\":\"*\"}]}"}"#;
    let managed = r#"{"Policy":{"PolicyName":"p","Arn":"arn:aws:iam::111122223333:policy/p"}}"#;
    for other in [bucket, managed] {
        let keys = keys(&[("k", &described()), ("p", other)]);
        assert_eq!(keys.len(), 1, "{other}");
        assert_eq!(answer(&keys[0]), Answer::Undecided, "{other}");
    }
    // What names actions of KMS besides, or all actions, may be: it is the key's where the answer says so.
    for action in ["KMS:Decrypt", "*", "k*:Decrypt"] {
        let policy = bucket.replace(
            "s3:GetObject\\\"",
            &format!("s3:GetObject\\\",\\\"{action}\\\""),
        );
        assert_ne!(policy, bucket);
        let keys = keys(&[("k", &described()), ("p", &policy)]);
        assert_eq!((keys.len(), answer(&keys[0])), (2, Answer::Undecided));
        let named = policy.replace("}]}\"}", "}]}\",\"PolicyName\":\"default\"}");
        assert_ne!(named, policy);
        let keys = self::keys(&[("k", &described()), ("p", &named)]);
        assert_eq!((keys.len(), answer(&keys[0])), (1, Answer::No), "{named}");
    }
}

/// KMS gives principals in another order each time, and tools write an only action as a list.
#[test]
fn policies_that_differ_in_the_order_of_lists_are_one() {
    let policy = |action: &str, principals: &str| {
        format!(
            r#"{{"KeyId":"{ARN}","Policy":{{"Statement":[{{"Effect":"Allow","Principal":{{"AWS":[{principals}]}},"Action":{action},"Resource":"*"}}]}}}}"#
        )
    };
    let (a, b) = (r#""arn:aws:iam::111122223333:role/a""#, r#""111122223333""#);
    let one = policy(r#""kms:*""#, &format!("{a},{b}"));
    let two = policy(r#"["kms:*"]"#, &format!("{b},{a}"));
    let more = policy(r#"["kms:*"]"#, b);
    assert_eq!(keys(&[("1", &one), ("2", &two)]).len(), 1);
    assert_eq!(keys(&[("1", &one), ("2", &more)]).len(), 2);
}

#[test]
fn the_order_of_replicas_says_nothing() {
    let key = |replicas: &str| {
        format!(
            r#"{{"KeyMetadata":{{"KeyId":"{ID}","Arn":"{ARN}","KeyManager":"CUSTOMER","MultiRegionConfiguration":{{"ReplicaKeys":[{replicas}]}}}}}}"#
        )
    };
    let join = join(&[("1", &key(r#""a","b""#)), ("2", &key(r#""b","a""#))]);
    assert_eq!(join.records[0].conflicts(), []);
}

#[test]
fn a_rotation_is_told_once() {
    let rotations = |date: &str| {
        format!(
            r#"{{"Rotations":[{{"KeyId":"{ARN}","RotationDate":{date},"RotationType":"AUTOMATIC"}}]}}"#
        )
    };
    let (one, two) = (
        rotations("1767225600.25"),
        rotations(r#""2026-01-01T00:00:00.250000+00:00""#),
    );
    let keys = keys(&[("k", &described()), ("1", &one), ("2", &two)]);
    assert_eq!(keys[0].rotations.present().unwrap().len(), 1);
}

#[test]
fn a_whole_answer_in_place_of_a_value_is_that_value() {
    let record = format!(
        r#"{{"KeyMetadata":{{"KeyId":"{ID}","Arn":"{ARN}"}},"Policy":{{"Policy":{OPEN},"PolicyName":"default"}},"KeyRotationStatus":{{"KeyId":"{ID}","KeyRotationEnabled":true,"RotationPeriodInDays":100}}}}"#
    );
    let key = keys(&[("k", &record)]).remove(0);
    assert_eq!(answer(&key), Answer::Yes);
    assert_eq!(key.rotation.present(), Some(&true));
    assert_eq!(key.rotation_period.present(), Some(&100));
}

/// A script may put the answers beside each other under names of its own.
#[test]
fn a_policy_beside_the_description_of_a_key_is_its_policy() {
    let metadata = format!(r#"{{"KeyId":"{ID}","Arn":"{ARN}","KeyManager":"CUSTOMER"}}"#);
    for record in [
        format!(
            r#"{{"describe-key":{{"KeyMetadata":{metadata}}},"get-key-policy":{{"Policy":{OPEN},"PolicyName":"default"}}}}"#
        ),
        format!(r#"{{"Metadata":{metadata},"Policy":{OPEN}}}"#),
        format!(r#"{{"{ARN}":{{"metadata":{metadata},"policy":{OPEN}}}}}"#),
        format!(r#"{{"KeyMetadata":{metadata},"PolicyDocument":{OPEN}}}"#),
        format!(r#"{{"arn":"{ARN}","KeyPolicy":{OPEN},"tags":{{}}}}"#),
        format!(r#"{{"ARN":"{ARN}","Policy":{OPEN}}}"#),
    ] {
        let keys = keys(&[("k", &record)]);
        assert_eq!(keys.len(), 1, "{record}");
        assert_eq!(answer(&keys[0]), Answer::Yes, "{record}");
    }
}

/// What says that it is the key's own policy is that, whatever else it may look like.
#[test]
fn policies_of_identities_and_of_other_resources_are_none() {
    let policy = |statement: &str| format!(r#"{{"Policy":{{"Statement":[{statement}]}}}}"#);
    for statement in [
        r#"{"Effect":"Allow","Action":"kms:*","Resource":"*"}"#,
        r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}"#,
        r#"{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"arn:aws:s3:::b/*"}"#,
    ] {
        let text = policy(statement);
        let keys = keys(&[("k", &described()), ("p", &text)]);
        assert_eq!(
            (keys.len(), answer(&keys[0])),
            (1, Answer::Undecided),
            "{text}"
        );
        let named = text.replace("}]}}", r#"}]},"PolicyName":"default"}"#);
        let keys = self::keys(&[("k", &described()), ("p", &named)]);
        assert_eq!(answer(&keys[0]), Answer::No, "{named}");
    }
    let of_role = format!(r#"{{"RoleName":"r","KeyArn":"{ARN}","Policy":{OPEN}}}"#);
    assert_eq!(keys(&[("r", &of_role)]).len(), 0);
}

/// The same answer may come twice.
#[test]
fn an_answer_that_comes_twice_is_one() {
    let policy = format!(r#"{{"Policy":{OPEN},"PolicyName":"default"}}"#);
    let shut = format!(r#"{{"Policy":{SHUT},"PolicyName":"default"}}"#);
    let files = [("k", &*described()), ("1", &policy), ("2", &policy)];
    let once = keys(&files);
    assert_eq!((once.len(), answer(&once[0])), (1, Answer::Yes));
    let files = [("k", &*described()), ("1", &policy), ("2", &shut)];
    assert_eq!(keys(&files).len(), 3);
}

/// KMS takes an only entry for a list where the grammar has one, and nowhere else.
#[test]
fn what_means_another_thing_is_another_policy() {
    let policy =
        |statement: &str| format!(r#"{{"KeyId":"{ARN}","Policy":{{"Statement":[{statement}]}}}}"#);
    let plain = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Bool":{"a":"b"}}}"#;
    for (from, to) in [
        (r#""Deny""#, r#"["Deny"]"#),
        (r#""Principal":"*""#, r#""Principal":["*"]"#),
        (r#"{"a":"b"}"#, r#"[{"a":"b"}]"#),
    ] {
        let other = plain.replace(from, to);
        let files = [("1", &*policy(plain)), ("2", &policy(&other))];
        assert_eq!(keys(&files).len(), 2, "{other}");
    }
}

/// What a record tells of another key does not go to the only key that is described.
#[test]
fn what_stands_under_the_name_of_a_key_is_of_that_key() {
    let other = ARN.replace(ID, OTHER_ID);
    for text in [
        format!(r#"{{"{other}":{{"KeyRotationEnabled":false}}}}"#),
        format!(r#"{{"{OTHER_ID}":{{"KeyRotationEnabled":false}}}}"#),
        format!(r#"{{"KeyId":"{other}","Status":{{"KeyRotationEnabled":false}}}}"#),
        format!(r#"{{"KeyId":"{other}","Grants":{{"Grants":[],"Truncated":false}}}}"#),
    ] {
        let keys = keys(&[("a", &format!("[{},{text}]", described()))]);
        assert_eq!(keys.len(), 1, "{text}");
        assert_eq!(keys[0].rotation, Given::Absent, "{text}");
        assert_eq!(keys[0].grants, Given::Absent, "{text}");
    }
    // An id that stands for something else names no key.
    let alert = r#"{"KeyId":"alert-7","Status":{"KeyRotationEnabled":false}}"#;
    let keys = keys(&[("a", &format!("[{},{alert}]", described()))]);
    assert_eq!(keys[0].rotation, Given::Present(false));
}

#[test]
fn a_map_of_keys_tells_of_each_what_stands_in_it() {
    let policy = |policy: &str| format!(r#"{{"Policy":{policy},"PolicyName":"default"}}"#);
    let described = described();
    for (first, second) in [
        (
            format!(r#"{{"describe":{described},"policy":{}}}"#, policy(SHUT)),
            format!(r#"{{"policy":{}}}"#, policy(OPEN)),
        ),
        (
            format!(
                r#"{{"rotation":{{"KeyRotationEnabled":false}},"describe":{described},"policy":{SHUT}}}"#
            ),
            format!(r#"{{"describe":{{"error":"AccessDenied"}},"policy":{OPEN}}}"#),
        ),
        (described, policy(OPEN)),
        (policy(SHUT), OPEN.to_string()),
    ] {
        let text = format!(r#"{{"{ID}":{first},"{OTHER_ID}":{second}}}"#);
        let mut keys = keys(&[("a", &text)]);
        keys.sort_by_key(|key| key.key_id() != Some(ID));
        assert_eq!(keys.len(), 2, "{text}");
        assert_eq!(keys[0].key_id(), Some(ID), "{text}");
        assert_ne!(answer(&keys[0]), Answer::Yes, "{text}");
        assert_eq!(keys[1].key_id(), Some(OTHER_ID), "{text}");
        assert_eq!(answer(&keys[1]), Answer::Yes, "{text}");
        let rotation = text.contains("Rotation").then_some(&false);
        assert_eq!(keys[0].rotation.present(), rotation);
    }
}

#[test]
fn whole_answers_in_a_record_of_ones_own_are_read() {
    let text = format!(
        r#"{{"arn":"{ARN}","describe":{{"KeyMetadata":{{"KeyId":"{ID}","Arn":"{ARN}","KeyManager":"CUSTOMER","KeyState":"PendingDeletion"}}}},"policy":{OPEN},"rotation":{{"KeyRotationEnabled":false}}}}"#
    );
    let keys = keys(&[("a", &text)]);
    assert_eq!(keys.len(), 1);
    assert_eq!(
        keys[0].state.present().map(String::as_str),
        Some("PendingDeletion")
    );
    assert_eq!(keys[0].rotation, Given::Present(false));
    assert_eq!(answer(&keys[0]), Answer::Yes);
}

/// Two keys whose folders have names of their own.
#[test]
fn what_lies_in_another_folder_is_not_of_the_only_key() {
    let rotation = r#"{"KeyRotationEnabled":false}"#;
    let policy = format!(r#"{{"Policy":{OPEN},"PolicyName":"default"}}"#);
    let found = |describe: &str, beside: &str| {
        let keys = keys(&[
            (describe, described().as_str()),
            (&format!("{beside}rotation"), rotation),
            (&format!("{beside}policy"), &policy),
        ]);
        let own = keys[0].rotation == Given::Present(false);
        assert_eq!(own, keys[0].policy != Given::Absent, "{describe} {beside}");
        own
    };
    assert!(!found("a.zip/prod/describe", "a.zip/dev/"));
    assert!(!found("a/describe", "b.zip/"));
    assert!(!found("a.zip/prod\\describe", "a.zip/dev\\"));
    assert!(found("a/describe", "a/"));
    assert!(found("describe", "b/"));
    assert!(found("a/b/describe", "a/"));
}

/// "ScheduleKeyDeletion" (KMS API Reference) answers with an ARN under KeyId.
#[test]
fn a_key_whose_id_is_an_arn_is_that_key() {
    let answer = format!(
        r#"{{"KeyId":"{ARN}","DeletionDate":"2026-12-20T00:00:00Z","KeyState":"PendingDeletion","PendingWindowInDays":7}}"#
    );
    let keys = keys(&[("a", &described()), ("b", &answer)]);
    assert_eq!(keys.len(), 1);
    assert!(fires(&keys[0], "KMS-CFG-010"));
}

/// `for key in …; do echo $key; aws kms …; done`: what a script prints over an answer tells whose it is.
#[test]
fn what_follows_a_heading_is_of_its_key() {
    let policy = |policy: &str| format!(r#"{{"Policy":{policy},"PolicyName":"default"}}"#);
    let (shut, open) = (policy(SHUT), policy(OPEN));
    let described = described();
    let rotation = r#"{"KeyRotationEnabled":false}"#;
    let other = ARN.replace(ID, OTHER_ID);
    for text in [
        format!("{ID}\n{shut}\n{OTHER_ID}\n{open}\n{rotation}\n"),
        format!("== {ARN}:\n{shut}\n\n== {other}:\n{open}\n{rotation}"),
        format!(
            "+ aws kms describe-key --key-id {ID}\n{described}\n+ aws kms get-key-policy --key-id={OTHER_ID}\n{open}\n{rotation}\n"
        ),
        format!(
            "==> keys/{ID}.json <==\n{described}{shut}\n==> keys/{OTHER_ID}.json <==\n{open}\n{rotation}\n"
        ),
        format!(
            "{ID}\n{described}\n{OTHER_ID}\nAn error occurred (AccessDeniedException) on resource: {other}\n{open}{rotation}"
        ),
    ] {
        let keys = keys(&[("a", &text)]);
        let ids: Vec<_> = keys
            .iter()
            .map(|key| {
                key.key_id()
                    .or(key.arn_fields().map(|arn| &arn.resource[4..]))
                    .unwrap()
            })
            .collect();
        assert_eq!(ids, [ID, OTHER_ID], "{text}");
        assert_ne!(answer(&keys[0]), Answer::Yes, "{text}");
        assert_eq!(keys[0].rotation, Given::Absent, "{text}");
        assert_eq!(answer(&keys[1]), Answer::Yes, "{text}");
        assert_eq!(keys[1].rotation, Given::Present(false), "{text}");
    }
}

/// What ends a heading, and what does not.
#[test]
fn a_heading_holds_until_something_else_is_said() {
    let policy = format!(r#"{{"Policy":{OPEN},"PolicyName":"default"}}"#);
    let described = described();
    let public = |text: &str| {
        let keys = keys(&[("a", text)]);
        let mut own = keys
            .iter()
            .filter(|key| key.key_id() == Some(ID) || key.arn.text() == Some(ARN));
        own.any(|key| answer(key) == Answer::Yes)
    };
    for (between, of_own) in [
        ("== alias/b ==", false),
        ("+ aws kms get-key-policy --key-id $OTHER", false),
        ("== 12345 ==", false),
        ("", true),
        ("---", true),
        (
            "x-amzn-RequestId: 9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d",
            true,
        ),
    ] {
        let shut = policy.replace(OPEN, SHUT);
        let text =
            format!("== {ARN} ==\n{described}\n{between}\n{policy}\n== {OTHER_ID} ==\n{shut}");
        assert_eq!(public(&text), of_own, "{between}");
    }
    // Of a line that names two keys it is not known which it is about; an ARN goes before other ids.
    let other = ARN.replace(ID, OTHER_ID);
    assert!(!public(&format!(
        "Copying from {ARN} to {other}\n{policy}\n"
    )));
    assert!(public(&format!("[{OTHER_ID}] {ARN}\n{policy}\n")));
    // Nor where a heading stands over the description of another key.
    assert!(!public(&format!(
        "== {OTHER_ID} ==\n{described}\n{policy}\n"
    )));
    // Another alias may be another key.
    assert!(!public(&format!(
        "+ aws kms describe-key --key-id alias/a\n{described}\n+ --key-id alias/b\n{policy}\n"
    )));
    assert!(public(&format!(
        "{described}\nx-amzn-RequestId: {OTHER_ID}\n{policy}\n"
    )));
}

/// What an object says itself goes before what is described in it.
#[test]
fn a_replica_beside_a_policy_is_another_key() {
    let other = ARN.replace(ID, OTHER_ID);
    let primary = described();
    let policy = format!(r#"{{"Policy":{OPEN},"PolicyName":"default"}}"#);
    for text in [
        format!(r#"[{{"KeyArn":"{other}","primary":{primary},"policy":{policy}}}]"#),
        format!(r#"{{"{other}":{{"primary":{primary},"policy":{policy}}}}}"#),
    ] {
        for key in keys(&[("a", &text)]) {
            let own = key.key_id() == Some(ID);
            assert_eq!(answer(&key) == Answer::Yes, !own, "{text}");
        }
    }
    // By its form, whatever it is called.
    let keys = keys(&[(
        "a",
        &format!(r#"{{"describe":{primary},"default":{policy}}}"#),
    )]);
    assert_eq!((keys.len(), answer(&keys[0])), (1, Answer::Yes));
}

/// What is printed between two answers may be of another key.
#[test]
fn what_follows_a_text_about_another_key_is_not_of_the_only_one() {
    let policy = format!(r#"{{"Policy":{SHUT},"PolicyName":"default"}}"#);
    let rotation = r#"{"KeyRotationEnabled":false}"#;
    let (described, other) = (described(), ARN.replace(ID, OTHER_ID));
    let error = |arn: &str| format!("An error occurred (AccessDeniedException) on resource: {arn}");
    let own = |text: String| {
        let keys = keys(&[("a", &text)]);
        assert_eq!(keys[0].key_id(), Some(ID), "{text}");
        keys[0].policy != Given::Absent || keys[0].rotation != Given::Absent
    };
    let (of_own, of_other) = (error(ARN), error(&other));
    for answer in [policy.as_str(), rotation] {
        assert!(!own(format!(
            "{described}\n{of_own}\n{of_other}\n{answer}\n"
        )));
        assert!(!own(format!(
            "{described}\nDone.\nNow {OTHER_ID}\n{answer}\n"
        )));
        assert!(own(format!("{described}\n{of_own}\n{answer}\n")));
        assert!(own(format!("{described}\nDone.\n{answer}\n")));
    }
    // Names that stand behind what is theirs are no headings.
    let text = format!("{policy}\ndone with {ID}\n{policy}\ndone with {OTHER_ID}\n");
    assert!(
        keys(&[("a", &text)])
            .iter()
            .all(|key| key.key_id().is_none())
    );
}

/// An answer that is missing may be the one that would have said whose the rest is.
#[test]
fn where_an_answer_is_missing_the_rest_is_of_nobody() {
    let policy = format!(r#"{{"Policy":{SHUT},"PolicyName":"default"}}"#);
    let (described, other) = (described(), ARN.replace(ID, OTHER_ID));
    let joined = |files: &[(&str, &str)]| {
        let keys = keys(files);
        let own = keys.iter().find(|key| key.key_id() == Some(ID)).unwrap();
        own.policy != Given::Absent || own.grants != Given::Absent
    };
    let error = "An error occurred (ThrottlingException) when calling the DescribeKey operation";
    for text in [
        format!("{error}\n{policy}\n{described}"),
        format!("An error occurred (RequestLimitExceeded)\n{policy}\n{described}"),
        format!("{described}\n{policy}\n{{\"KeyId\":\"{other}\",\"KeyRotationEnabled\":true}}"),
        format!("{described}\n{policy}\n{{\"KeyMetadata\":{{\"KeyId\":"),
    ] {
        assert!(!joined(&[("a", &text)]), "{text}");
    }
    assert!(joined(&[("a", &format!("{described}\n{policy}"))]));
    // Aliases are those of a whole account.
    let aliases = format!(
        r#"{{"Aliases":[{{"AliasName":"alias/a","AliasArn":"arn:aws:kms:us-east-1:111122223333:alias/a","TargetKeyId":"{OTHER_ID}"}}]}}"#
    );
    assert!(joined(&[
        ("a", &described),
        ("p", &policy),
        ("l", &aliases)
    ]));
    let files = |first: &str, second: &str, third: &str| {
        joined(&[("a.json", first), ("b.json", second), ("c.json", third)])
    };
    assert!(!joined(&[
        ("a", &described),
        ("p", &policy),
        (
            &format!("{OTHER_ID}.json"),
            r#"{"KeyRotationEnabled":false}"#
        ),
    ]));
    assert!(!files("", &policy, &described));
    for nothing in [
        "null",
        "{}",
        "[]",
        error,
        r#"{"Error":{"Code":"NotFoundException"}}"#,
    ] {
        assert!(!files(nothing, &policy, &described), "{nothing}");
    }
    // Nothing was to be in a log.
    assert!(joined(&[
        ("err.txt", ""),
        ("p.json", &policy),
        ("d.json", &described)
    ]));
    assert!(!files(&described[..60], &policy, &described));
    // What is no export says nothing of one.
    assert!(files("# Keys of `prod`\n", &policy, &described));
    // What could not be read of one drop is not lacking in the next.
    let mut join = join(&[("a", "{")]);
    for text in [&described, &policy] {
        import(text).into_join(text, &"b".into(), &mut join);
    }
    join.settle(0);
    assert_ne!(join.records[0].key().policy, Given::Absent);
    // Nor is what waited since a drop before.
    let rotation = format!(r#"{{"KeyId":"{other}","KeyRotationEnabled":true}}"#);
    let mut join = self::join(&[("a", &rotation)]);
    for text in [&described, &policy] {
        import(text).into_join(text, &"b".into(), &mut join);
    }
    join.settle(0);
    assert_ne!(join.records[0].key().policy, Given::Absent);
}

/// Names that say what answers files hold say by their other words whose these are.
#[test]
fn files_of_two_names_are_of_two_keys() {
    let policy = format!(r#"{{"Policy":{SHUT},"PolicyName":"default"}}"#);
    let described = described();
    for (one, other, joins) in [
        ("prod-policy.json", "dev-describe.json", false),
        ("prod_key-1_policy.json", "prod_key-2_describe.json", false),
        ("x/Prod-Policy.json", "x/Dev-Describe.json", false),
        ("prod-policy.json", "prod-describe.json", true),
        ("prod-policy.json", "describe.json", true),
        ("app-prod-policy.json", "prod-describe-key.json", false),
        ("alias_prod.describe.json", "alias_dev.policy.json", false),
        ("生产-describe.json", "开发-policy.json", false),
        (
            "describe-20240501T100000Z.json",
            "policy-20240501T100003Z.json",
            true,
        ),
        ("policy_document.json", "describe_key_response.json", true),
        ("one.json", "two.json", true),
        ("get-key-policy.json", "describe-key.json", true),
    ] {
        let keys = keys(&[(other, &described), (one, &policy)]);
        assert_eq!(keys[0].policy != Given::Absent, joins, "{one} {other}");
    }
}

/// What CloudTrail tells was asked for at its time, and may have been refused.
#[test]
fn an_event_is_no_answer() {
    let event = format!(
        r#"{{"Records":[{{"eventSource":"kms.amazonaws.com","eventName":"PutKeyPolicy","errorCode":"AccessDenied","requestParameters":{{"keyId":"{ID}","policyName":"default","policy":{SHUT}}}}}]}}"#
    );
    let keys = keys(&[("a", &described()), ("b", &event)]);
    assert_eq!((keys.len(), &keys[0].policy), (1, &Given::Absent));
}

/// Files that were put one behind the other each begin with their mark.
#[test]
fn a_mark_between_records_is_no_damage() {
    let text = format!(
        "\u{feff}{}\n\u{feff}{{\"KeyId\":\"{ARN}\",\"KeyRotationEnabled\":true}}",
        described()
    );
    let import = import(&text);
    assert_eq!((import.problems, import.lost), (Vec::new(), false));
    assert_eq!(import.keys.len() + import.pieces.len(), 2);
}

/// A plan without what it plans is no list of keys.
#[test]
fn changes_of_a_plan_alone_are_no_keys() {
    let text = format!(
        r#"{{"format_version":"1.2","resource_changes":[{{"address":"aws_kms_key.a","type":"aws_kms_key","change":{{"actions":["update"],"before":{{"arn":"{ARN}","key_id":"{ID}","policy":{SHUT}}},"after_unknown":{{"policy":true}}}}}}]}}"#
    );
    assert!(keys(&[("a", &text)]).is_empty());
}

/// Whose a policy is, its resources may tell.
#[test]
fn a_policy_of_another_keys_resources_is_not_of_this_one() {
    let policy = |id: &str| {
        OPEN.replace(
            r#"\"Resource\":\"*\""#,
            &format!(r#"\"Resource\":\"arn:aws:kms:us-east-1:111122223333:key/{id}\""#),
        )
    };
    for (id, joins) in [(ID, true), (OTHER_ID, false)] {
        let text = format!(
            r#"{}{{"Policy":{},"PolicyName":"default"}}"#,
            described(),
            policy(id)
        );
        let keys = keys(&[("a", &text)]);
        assert_eq!(keys[0].policy != Given::Absent, joins, "{id}");
    }
}

/// Members that are called otherwise are of two keys.
#[test]
fn labels_of_two_keys_are_of_two_keys() {
    let policy = format!(r#"{{"Policy":{SHUT},"PolicyName":"default"}}"#);
    let primary = described();
    for (text, joins) in [
        (format!(r#"{{"prod":{primary},"dev":{policy}}}"#), false),
        (format!(r#"{{"describe":{primary},"dev":{policy}}}"#), true),
        (format!(r#"{{"key":{primary},"policy":{policy}}}"#), true),
    ] {
        let keys = keys(&[("a", &text)]);
        assert_eq!(keys[0].policy != Given::Absent, joins, "{text}");
    }
}
