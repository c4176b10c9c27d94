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

/// A policy that somebody else tells of no moment is not over with what AWS Config tells of a later one.
#[test]
fn what_has_no_moment_stays() {
    let policy = format!(r#"{{\"Statement\":[{OPEN}]}}"#);
    let panther = format!(
        r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{ARN}","KeyManager":"CUSTOMER","Policy":"{policy}"}}"#
    );
    let old = item("\"2026-01-01T00:00:00.000Z\"", "Enabled", OPEN);
    let new = item("\"2026-01-02T00:00:00.000Z\"", "Enabled", "");
    for files in [
        [&old, &panther, &new],
        [&panther, &old, &new],
        [&old, &new, &panther],
    ] {
        let records = joined(&files.map(String::clone));
        let answers: Vec<Answer> = records.iter().map(answer).collect();
        assert_eq!(answers.len(), 2, "{files:?}");
        assert!(
            answers.contains(&Answer::Yes) && answers.contains(&Answer::No),
            "{files:?}"
        );
    }
}

/// What is said of one moment contradicts itself; of none, they are two, of two times.
#[test]
fn items_of_no_order_differ() {
    for (time, keys, conflicts) in [("", 2, 0), ("\"2026-01-01T00:00:00.000Z\"", 1, 1)] {
        let (one, two) = (item(time, "Enabled", ""), item(time, "Disabled", ""));
        let records = joined(&[one.clone(), two]);
        let found = (records.len(), records[0].conflicts().len());
        assert_eq!(found, (keys, conflicts), "{time}");
        let open = item("\"2026-01-01T00:00:00.000Z\"", "Enabled", OPEN);
        let none = item("", "Enabled", "");
        assert_eq!(joined(&[open, none]).len(), 2);
        // The same twice is the same.
        assert_eq!(joined(&[one.clone(), one]).len(), 1);
    }
}

/// What the last item does not tell is not known, whatever an older one told.
#[test]
fn what_was_before_is_past() {
    let old = item("\"2026-01-01T00:00:00.000Z\"", "Enabled", OPEN);
    for new in [
        format!(
            r#"{{"configurationItemCaptureTime":"2026-01-02T00:00:00.000Z","resourceType":"AWS::KMS::Key","ARN":"{ARN}","configuration":{{"keyManager":"CUSTOMER"}}}}"#
        ),
        format!(
            r#"{{"configurationItemSummary":{{"configurationItemCaptureTime":"2026-01-02T00:00:00.000Z","configurationItemStatus":"OK","resourceType":"AWS::KMS::Key","ARN":"{ARN}"}},"messageType":"OversizedConfigurationItemChangeNotification"}}"#
        ),
    ] {
        for files in [[&old, &new], [&new, &old]] {
            let records = joined(&files.map(String::clone));
            assert_eq!(records.len(), 1, "{files:?}");
            assert_eq!(answer(&records[0]), Answer::Undecided, "{files:?}");
            assert_eq!(records[0].key().arn.text(), Some(ARN));
            assert!(records[0].key().state.text().is_none());
        }
    }
}

#[test]
fn a_key_that_was_deleted_last_is_no_key_that_lives() {
    let old = item("\"2026-01-01T00:00:00.000Z\"", "Enabled", OPEN);
    let deleted = format!(
        r#"{{"configurationItemCaptureTime":"2026-01-02T00:00:00.000Z","configurationItemStatus":"ResourceDeleted","resourceType":"AWS::KMS::Key","ARN":"{ARN}","configuration":null}}"#
    );
    for files in [[&old, &deleted], [&deleted, &old]] {
        let records = joined(&files.map(String::clone));
        assert_eq!(records.len(), 1, "{files:?}");
        assert!(records[0].key().state.is("Deleted"));
        assert_eq!(answer(&records[0]), Answer::Undecided);
    }
}

/// The id of a multi-Region key is one in all its Regions.
#[test]
fn items_of_a_multi_region_key_that_name_no_region_are_not_joined() {
    let id = "mrk-1234abcd12ab34cd56ef1234567890ab";
    let of = |time: &str, statement: &str| {
        item(time, "Enabled", statement).replace(
            &format!(r#""ARN":"{ARN}""#),
            &format!(r#""resourceId":"{id}""#),
        )
    };
    let files = [
        of("\"2026-01-01T00:00:00.000Z\"", OPEN),
        of("\"2026-01-02T00:00:00.000Z\"", ""),
    ];
    assert_eq!(joined(&files).len(), 2);
    let twice = [files[0].clone(), files[0].clone()];
    assert_eq!(joined(&twice).len(), 1);
}

/// As Athena names the columns of the table that AWS describes ("Querying AWS Config", AWS Config Developer Guide).
#[test]
fn names_in_small_letters_are_the_same_names() {
    let text = item("\"2026-01-01T00:00:00.000Z\"", "Enabled", OPEN);
    let small = text
        .replace(
            "configurationItemCaptureTime",
            "configurationitemcapturetime",
        )
        .replace("resourceType", "resourcetype")
        .replace("supplementaryConfiguration", "supplementaryconfiguration")
        .replace("ARN", "arn");
    let records = joined(&[small]);
    assert_eq!(answer(&records[0]), Answer::Yes);
}
