//! The profile: its schema, and what it does to findings.

use keyglass::json::parse;
use keyglass::lint::check;
use keyglass::model::date::Moment;
use keyglass::profile::{Profile, read};

use crate::{key, now, resource_with};

const SCHEMA: &str = include_str!("../../static/profile.schema.json");
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"}]}"#;

fn profile(members: &str) -> Profile {
    let text = format!(r#"{{"keyglassProfile":1,{members}}}"#);
    let (profile, problems) = read(&parse(&text).unwrap(), &text);
    assert_eq!(problems, [], "{text}");
    profile
}

/// Every member of the schema is read, and every member that is read is in the schema.
#[test]
fn the_schema_describes_what_is_read() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let example = &schema["examples"][0];
    let names = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(names(example), names(&schema["properties"]));
    for inner in ["limits", "asks"] {
        assert_eq!(
            names(&example[inner]),
            names(&schema["properties"][inner]["properties"])
        );
    }
    let text = example.to_string();
    let (profile, problems) = read(&parse(&text).unwrap(), &text);
    assert_eq!(problems, []);
    assert_eq!((profile.mutes.len(), profile.limits.principals), (1, 10));
}

#[test]
fn a_mute_is_for_a_rule_a_key_a_place_and_a_time() {
    let file = resource_with(
        POLICY,
        r#""KeyManager":"CUSTOMER","KeySpec":"SYMMETRIC_DEFAULT","KeyState":"Enabled","Origin":"AWS_KMS","KeyRotationEnabled":false,"#,
    );
    let key = key(&file);
    let found = |members: &str, day: Moment| {
        let report = check(&key, &profile(members), day);
        let of = |id: &str| report.findings.iter().any(|f| f.rule.id() == id);
        (of("KMS-CFG-001"), report.muted.len())
    };
    let mute = |rest: &str| format!(r#""mutes":[{{"rule":"KMS-CFG-001","reason":"r"{rest}}}]"#);
    assert_eq!(found(r#""regions":["us-east-1"]"#, now()), (true, 0));
    assert_eq!(found(&mute(""), now()), (false, 1));
    assert_eq!(
        found(r#""mutes":[{"rule":"rotation-off","reason":"r"}]"#, now()),
        (false, 1)
    );
    assert_eq!(
        found(&mute(r#","key":"*:key/1234abcd-*""#), now()),
        (false, 1)
    );
    assert_eq!(found(&mute(r#","key":"*:key/other""#), now()), (true, 0));
    assert_eq!(
        found(&mute(r#","path":"KeyRotationEnabled""#), now()),
        (false, 1)
    );
    assert_eq!(found(&mute(r#","path":"KeyState""#), now()), (true, 0));
    let until = mute(r#","expires":"2026-12-01""#);
    assert_eq!(found(&until, now()), (false, 1));
    let later = Moment::parse("2026-12-01").unwrap();
    assert_eq!(found(&until, later), (true, 0));
}
