//! AWS Config writes an item each time that a key changes; the last one tells how the key is.

use keyglass::import::import;
use keyglass::import::join::{Join, Record};
use keyglass::lint::check;
use keyglass::reason::public::Answer;

use crate::now;

const ARN: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const OPEN: &str =
    r#"{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}"#;

fn item(time: &str, state: &str, statement: &str) -> String {
    let time = match time {
        "" => String::new(),
        time => format!(r#""configurationItemCaptureTime":{time},"#),
    };
    format!(
        r#"{{{time}"resourceType":"AWS::KMS::Key","ARN":"{ARN}","configuration":{{"keyState":"{state}","keyManager":"CUSTOMER"}},"supplementaryConfiguration":{{"Policy":"{{\"Statement\":[{statement}]}}"}}}}"#
    )
}

fn joined(files: &[String]) -> Vec<Record> {
    let mut join = Join::default();
    for (at, text) in files.iter().enumerate() {
        import(text).into_join(text, &format!("{at}.json").into(), &mut join);
    }
    join.settle(0);
    join.records
}

fn answer(record: &Record) -> Answer {
    let key = record.key();
    check(&key, &Default::default(), now()).verdict.answer
}

/// Whatever comes first, and however the time is written.
#[test]
fn the_last_item_is_how_the_key_is() {
    let old = item("\"2026-01-01T00:00:00.000Z\"", "Enabled", OPEN);
    let between = item("\"2026-01-02T01:00:00.000+01:00\"", "Disabled", OPEN);
    let new = item("1767398400.5", "Enabled", "");
    for order in [
        [&old, &between, &new],
        [&new, &between, &old],
        [&between, &new, &old],
        [&old, &new, &between],
    ] {
        let items = order.map(String::as_str).join(",");
        let history = format!(r#"{{"configurationItems":[{items}]}}"#);
        for files in [vec![history], order.map(String::clone).to_vec()] {
            let records = joined(&files);
            assert_eq!(records.len(), 1, "{files:?}");
            assert_eq!(records[0].conflicts(), []);
            assert!(records[0].key().state.is("Enabled"), "{files:?}");
            assert_eq!(answer(&records[0]), Answer::No, "{files:?}");
        }
    }
}

/// What is said of one moment, or of none, differs as before.
#[test]
fn items_of_no_order_differ() {
    for time in ["", "\"2026-01-01T00:00:00.000Z\""] {
        let (one, two) = (item(time, "Enabled", ""), item(time, "Disabled", ""));
        let records = joined(&[one.clone(), two]);
        assert_eq!(records[0].conflicts().len(), 1, "{time}");
        let open = item("\"2026-01-01T00:00:00.000Z\"", "Enabled", OPEN);
        let none = item("", "Enabled", "");
        assert_eq!(joined(&[open, none]).len(), 2);
        // The same twice is the same.
        assert_eq!(joined(&[one.clone(), one]).len(), 1);
    }
}
