//! Files as they come: line ends, marks, wrappings, damage.

use keyglass::import::{decode, import};

use crate::{key, report, resource};
use keyglass::read::key::fields;

const POLICY: &str = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [ {\n    \"Effect\": \"Allow\",\n    \"Principal\": \"*\",\n    \"Action\": \"kms:Decrypt\",\n    \"Resource\": \"*\"\n  } ]\n}";

fn place(text: &str) -> (String, usize, usize) {
    let key = key(text);
    let policy = key.policy.present().unwrap().text.clone();
    let report = report(text);
    let mut findings = report.findings.iter();
    let finding = findings.find(|f| f.rule.id() == "KMS-POL-001").unwrap();
    let at = finding.position(&key, &policy, text);
    (finding.path(&policy), at.line, at.column)
}

#[test]
fn a_finding_has_the_same_place_however_the_policy_was_wrapped() {
    let wanted = ("Statement[0].Principal".to_string(), 5, 5);
    assert_eq!(place(&resource(POLICY)), wanted);
    assert_eq!(place(POLICY), wanted);
    let once = serde_json::Value::String(POLICY.into()).to_string();
    assert_eq!(place(&once), wanted);
    assert_eq!(place(&resource(&once)), wanted);
    assert_eq!(place(&POLICY.replace('\n', "\r\n")), wanted);
    let bytes = [b"\xef\xbb\xbf".as_slice(), POLICY.as_bytes()].concat();
    assert_eq!(place(&decode(bytes).unwrap()), wanted);
}

#[test]
fn a_placeholder_for_a_policy_is_a_finding_and_the_rest_is_read() {
    let text = resource("{JSON policy document see https://docs.aws.amazon.com/}");
    let report = report(&text);
    assert_eq!(report.findings[0].rule.id(), "KMS-SYN-001");
    assert_eq!(report.verdict.answer.name(), "undecided");
    let fields = fields(&key(&text), &text);
    assert!(fields.iter().any(|field| field.name == "AccountId"));
}

#[test]
fn hostile_files_are_messages() {
    let deep = "[".repeat(100_000);
    let deep_policy = resource(&"{\"a\":".repeat(100_000));
    for text in [
        deep.as_str(),
        "",
        "\u{0}\u{0}",
        "{",
        "\"",
        "nul",
        "[[[1]]]",
        "{}{}",
    ] {
        let import = import(text);
        assert!(
            import.keys.is_empty() && !import.problems.is_empty(),
            "{text:.20}"
        );
    }
    let report = report(&deep_policy);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.message.to_string().contains("nested deeper"))
    );
    let long = format!("\"{}\"", "x".repeat(50 << 20));
    assert!(
        import(&long).problems[0]
            .message
            .contains("a string of 52428800 bytes")
    );
}

#[test]
fn half_a_megabyte_of_open_brackets_between_records_does_not_hang() {
    let text = format!("[{},\n{}", resource(POLICY), "{\n".repeat(200_000));
    let import = import(&text);
    assert_eq!(import.keys.len(), 1);
    assert!(!import.problems.is_empty());
}

/// What turns the direction of a text is named in the list and on the key's page.
#[test]
fn a_description_cannot_turn_what_stands_beside_it() {
    let file = resource(POLICY).replace(
        r#""AccountId""#,
        r#""Description":"key \u202enimdA","AccountId""#,
    );
    let mut workspace = keyglass::workspace::Workspace::default();
    workspace.add("file".into(), &file, crate::now());
    let title = workspace.loaded(0).unwrap().title();
    assert_eq!(title, "key ⟨U+202E⟩nimdA");
}
