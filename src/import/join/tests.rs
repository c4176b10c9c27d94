use super::super::import;
use super::*;

const ARN: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ID: &str = "1234abcd-12ab-34cd-56ef-1234567890ab";

fn joined(files: &[(&str, &str)]) -> Join {
    let mut join = Join::default();
    for (name, text) in files {
        import(text).into_join(text, &(*name).into(), &mut join);
    }
    join
}

fn describe(state: &str) -> String {
    format!(
        r#"{{"KeyMetadata":{{"AWSAccountId":"111122223333","KeyId":"{ID}","Arn":"{ARN}","KeyManager":"CUSTOMER","KeyState":"{state}"}}}}"#
    )
}

const POLICY: &str =
    r#"{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","PolicyName":"default"}"#;

#[test]
fn the_answers_of_several_calls_make_one_key() {
    let grants = format!(
        r#"{{"Grants":[{{"KeyId":"{ARN}","GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}}]}}"#
    );
    let aliases = format!(
        r#"{{"Aliases":[{{"AliasName":"alias/a","AliasArn":"arn:aws:kms:us-east-1:111122223333:alias/a","TargetKeyId":"{ID}"}},{{"AliasName":"alias/b","AliasArn":"arn:aws:kms:us-east-1:111122223333:alias/b","TargetKeyId":"other"}}]}}"#
    );
    let rotation = format!(r#"{{"KeyId":"{ARN}","KeyRotationEnabled":true}}"#);
    let tags = r#"{"Tags":[{"TagKey":"team","TagValue":"a"}],"Truncated":false}"#;
    let all = [
        ("grants.json", grants.as_str()),
        ("aliases.json", &aliases),
        ("key.json", &describe("Enabled")),
        ("rotation.json", &rotation),
        ("policy-1234abcd-12ab-34cd-56ef-1234567890ab.json", POLICY),
        ("tags-1234abcd-12ab-34cd-56ef-1234567890ab.json", tags),
    ];
    // In any order, and twice.
    for turn in 0..all.len() {
        let mut files = all.to_vec();
        files.rotate_left(turn);
        files.extend(all);
        let mut join = joined(&files);
        join.settle(0);
        assert_eq!(join.records.len(), 1, "{turn}");
        let key = join.records[0].key();
        assert!(
            key.policy.present().is_some(),
            "{turn}: {}",
            join.records[0].text
        );
        assert_eq!(key.grants.present().unwrap().len(), 1, "{turn}");
        assert_eq!(key.aliases.present().unwrap()[0].name, "alias/a");
        assert_eq!(key.rotation.present(), Some(&true));
        assert_eq!(key.tags.present().unwrap()[0].1, "a");
        assert_eq!(join.records[0].conflicts(), []);
        // The alias of the other key waits for it.
        assert_eq!(join.pending().len(), 1, "{turn}");
    }
}

#[test]
fn a_policy_that_does_not_say_whose_it_is_goes_to_the_key_that_came_with_it() {
    let key = describe("Enabled");
    let files = [("key.json", key.as_str()), ("policy.json", POLICY)];
    let mut join = joined(&files);
    join.settle(0);
    assert_eq!(join.records.len(), 1);
    assert!(join.records[0].key().policy.present().is_some());
    // Again, it is known; another one later may be of anybody.
    for (name, text) in files {
        import(text).into_join(text, &name.into(), &mut join);
    }
    join.settle(1);
    assert_eq!(join.records.len(), 1);
    // Two such policies with one key: neither is taken.
    let two = [
        ("key.json", key.as_str()),
        ("a.json", POLICY),
        (
            "b.json",
            r#"{"Policy":"{\"Statement\":[]}","PolicyName":"default"}"#,
        ),
    ];
    let mut unsure = joined(&two);
    unsure.settle(0);
    assert_eq!(unsure.records.len(), 3);
    assert!(unsure.records[0].key().policy.present().is_none());
    let other = POLICY.replace("2012-10-17", "2008-10-17");
    import(&other).into_join(&other, &"other.json".into(), &mut join);
    join.settle(1);
    assert_eq!(join.records.len(), 2);
}

#[test]
fn what_two_files_tell_differently_is_told_with_both() {
    let join = joined(&[
        ("a.json", &describe("Enabled")),
        ("b.json", &describe("Disabled")),
    ]);
    let [record] = join.records.as_slice() else {
        panic!()
    };
    assert!(record.key().state.is("Enabled"));
    let words: Vec<String> = record
        .conflicts()
        .iter()
        .map(|c| c.problem().message)
        .collect();
    assert_eq!(
        words,
        [
            r#"KeyState differs: "Enabled" in a.json, line 1; "Disabled" in b.json, line 1. The first is used."#
        ]
    );
}

#[test]
fn an_answer_that_was_cut_off_is_not_the_whole() {
    let grants = |cut: bool| {
        format!(
            r#"{{"Grants":[{{"KeyId":"{ARN}","GrantId":"g","Operations":["Decrypt"]}}],"Truncated":{cut}}}"#
        )
    };
    for cut in [true, false] {
        let join = joined(&[("k", &describe("Enabled")), ("g", &grants(cut))]);
        let made = join.records[0].made.as_ref().unwrap();
        assert_eq!(made.is_cut(), cut);
    }
}

#[test]
fn two_policies_are_two_keys_to_look_at() {
    let key = |principal: &str| {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","Policy":"{{\"Statement\":[{{\"Principal\":\"{principal}\"}}]}}"}}"#
        )
    };
    assert_eq!(
        joined(&[("a", &key("*")), ("b", &key("me"))]).records.len(),
        2
    );
    assert_eq!(
        joined(&[("a", &key("*")), ("b", &key("*"))]).records.len(),
        1
    );
}

#[test]
fn one_id_in_two_regions_is_two_keys() {
    let key = |region: &str| {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:{region}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"}}"#
        )
    };
    let mut join = joined(&[("a", &key("us-east-1")), ("b", &key("eu-west-1"))]);
    assert_eq!(join.records.len(), 2);
    let rotation = r#"{"KeyId":"mrk-1234abcd12ab34cd56ef1234567890ab","KeyRotationEnabled":true}"#;
    import(rotation).into_join(rotation, &"r".into(), &mut join);
    join.settle(0);
    assert_eq!((join.records.len(), join.pending().len()), (2, 1));
}

/// The id of a multi-Region key alone does not say which of the set is meant, even when one alone is open.
#[test]
fn an_id_of_a_set_is_no_key_of_it() {
    let key = r#"{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"}"#;
    let rotation = r#"{"KeyId":"mrk-1234abcd12ab34cd56ef1234567890ab","KeyRotationEnabled":true}"#;
    let join = joined(&[("a", key), ("r", rotation)]);
    assert_eq!((join.records.len(), join.pending().len()), (1, 1));
}

/// Two templates may call their keys the same.
#[test]
fn a_name_in_a_template_holds_within_it() {
    let with = r#"{"Resources":{"Key":{"Type":"AWS::KMS::Key","Properties":{"KeyPolicy":{"Statement":[]}}}}}"#;
    let without =
        r#"{"Resources":{"Key":{"Type":"AWS::KMS::Key","Properties":{"Description":"Other"}}}}"#;
    let join = joined(&[("a.json", with), ("b.json", without)]);
    assert_eq!(join.records.len(), 2);
    assert!(join.records[1].key().policy.present().is_none());
}

/// Opened again under the same name or another, what does not say whose it is is known.
#[test]
fn what_does_not_say_whose_it_is_is_opened_once() {
    let bare = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let table = "key_state,key_manager,policy\nEnabled,CUSTOMER,\"{\"\"Statement\"\":[]}\"\n";
    for (text, first, second) in [
        (bare, "a.json", "b.json"),
        (POLICY, "a.json", "a.json"),
        (table, "a.csv", "a.csv"),
    ] {
        let mut join = joined(&[(first, text)]);
        join.settle(0);
        import(text).into_join(text, &second.into(), &mut join);
        join.settle(1);
        assert_eq!(join.records.len(), 1, "{text} {first} {second}");
    }
}

/// Two keys may have one policy.
#[test]
fn files_named_after_two_keys_are_of_two_keys() {
    let bare = r#"{"Version":"2012-10-17","Statement":[]}"#;
    for text in [bare, POLICY] {
        let mut join = joined(&[
            ("policy-1234abcd-12ab-34cd-56ef-1234567890ab.json", text),
            ("policy-1234abcd-12ab-34cd-56ef-1234567890ac.json", text),
        ]);
        join.settle(0);
        assert_eq!(join.records.len(), 2, "{text}");
    }
}

/// A policy alone, in a file that is named after its key, is the key's policy, whichever comes first.
#[test]
fn a_bare_policy_becomes_the_policy_of_its_key() {
    let key = describe("Enabled");
    let open =
        r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}"#;
    let policy = ("policy-1234abcd-12ab-34cd-56ef-1234567890ab.json", open);
    for files in [[("key.json", &*key), policy], [policy, ("key.json", &*key)]] {
        let mut join = joined(&files);
        join.settle(0);
        assert_eq!(join.records.len(), 1);
        let key = join.records[0].key();
        let policy = key.policy.present().unwrap();
        assert_eq!(policy.text, open);
        assert!(key.state.is("Enabled"));
    }
}

/// Pages of a list are one list, which stays cut until a list comes that holds all of it.
#[test]
fn a_list_that_was_cut_off_is_whole_when_the_whole_list_comes() {
    let tag = |name: &str| format!(r#"{{"TagKey":"{name}","TagValue":"x"}}"#);
    let grant =
        |id: &str| format!(r#"{{"KeyId":"{ARN}","GrantId":"{id}","Operations":["Decrypt"]}}"#);
    let tags_file = format!("tags-{ID}.json");
    for (list, file, one, two) in [
        ("Tags", &*tags_file, tag("a"), tag("b")),
        ("Grants", "grants.json", grant("a"), grant("b")),
    ] {
        let page = |entries: &[&String], rest: &str| {
            let entries: Vec<&str> = entries.iter().map(|entry| entry.as_str()).collect();
            format!(r#"{{"{list}":[{}]{rest}}}"#, entries.join(","))
        };
        let first = page(&[&one], r#","Truncated":true,"NextMarker":"x""#);
        let by_token = page(&[&one], r#","NextToken":"x""#);
        let last = page(&[&two], r#","Truncated":false"#);
        let whole = page(&[&one, &two], r#","Truncated":false"#);
        for (pages, cut, entries) in [
            (vec![&first], true, 1),
            (vec![&by_token], true, 1),
            (vec![&first, &last], true, 2),
            (vec![&first, &whole], false, 2),
            (vec![&whole, &first], false, 2),
            (vec![&first, &last, &whole], false, 2),
            (vec![&whole], false, 2),
        ] {
            let mut files = vec![("key.json", describe("Enabled"))];
            files.extend(pages.iter().map(|page| (file, page.to_string())));
            let files: Vec<(&str, &str)> =
                files.iter().map(|(name, text)| (*name, &**text)).collect();
            let mut join = joined(&files);
            join.settle(0);
            let record = &join.records[0];
            let key = record.key();
            assert_eq!(key.is_cut(list), cut, "{list} {pages:?}");
            assert_eq!(record.made.as_ref().unwrap().is_cut(), cut);
            let found =
                key.tags.present().map_or(0, Vec::len) + key.grants.present().map_or(0, Vec::len);
            assert_eq!(found, entries, "{list} {pages:?}");
            assert_eq!(record.conflicts(), []);
        }
    }
}

/// Tags as an object are not put together with a page of the API's list: where they differ, that is said.
#[test]
fn a_page_of_tags_is_not_lost_beside_tags_of_another_form() {
    let resource =
        format!(r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","Tags":{{"team":"a"}}}}"#);
    let page = r#"{"Tags":[{"TagKey":"team","TagValue":"b"}],"Truncated":true}"#;
    let file = format!("tags-{ID}.json");
    let mut join = joined(&[("key.json", &resource), (&file, page)]);
    join.settle(0);
    assert_eq!(join.records.len(), 1);
    assert_eq!(join.records[0].conflicts().len(), 1);
    assert_eq!(join.records[0].key().tags.present().unwrap()[0].1, "a");
}

#[test]
fn a_file_is_named_after_a_key() {
    for (name, id) in [
        (
            "out/policy-1234abcd-12ab-34cd-56ef-1234567890ab.json",
            Some(ID),
        ),
        (
            "mrk-1234abcd12ab34cd56ef1234567890ab.json",
            Some("mrk-1234abcd12ab34cd56ef1234567890ab"),
        ),
        ("policy.json", None),
        ("1234abcd-12ab-34cd-56ef-12345678", None),
    ] {
        assert_eq!(id_in(name).as_deref(), id, "{name}");
    }
}
