use keyglass::lint::Severity;
use keyglass::reason::public::Answer;

use crate::{key, report};

/// The key that the app ships as its first sample.
pub const SEED: &str = include_str!("../../static/samples/acm-default-key.json");

#[test]
fn the_default_acm_key_is_not_public_and_names_another_region() {
    let report = report(SEED);
    assert_eq!(report.verdict.answer, Answer::No);
    let policy = key(SEED).policy.present().unwrap().text.clone();
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let at = finding.position(&key(SEED), &policy, SEED);
            (
                finding.rule.id(),
                finding.severity,
                finding.path(&policy),
                at.line,
                at.column,
            )
        })
        .collect();
    let path = |index| format!("Statement[{index}].Condition.StringEquals[\"kms:ViaService\"]");
    assert_eq!(
        found,
        [
            ("KMS-CON-021", Severity::Medium, path(0), 15, 9),
            ("KMS-CON-021", Severity::Medium, path(1), 35, 9),
            ("KMS-POL-038", Severity::Info, "KeyManager".into(), 11, 5),
        ]
    );
}

#[test]
fn each_statement_is_one_sentence() {
    let sentences: Vec<String> = report(SEED)
        .sentences()
        .iter()
        .map(|s| s.to_string())
        .collect();
    assert_eq!(
        sentences,
        [
            "Anyone may create grants for this key, if the caller is in account 123456789012, the request comes through ACM in us-east-1, every operation of the grant is Decrypt, and the grant is for an AWS service’s resource.",
            "Anyone may create grants for this key, if the caller is in account 123456789012, the request comes through ACM in us-east-1, every operation of the grant is Encrypt, ReEncryptFrom or ReEncryptTo, and the grant is for an AWS service’s resource.",
            "Anyone may describe this key, read its policy, list its grants and revoke its grants, if the caller is in account 123456789012.",
            "Nobody may re-encrypt with this key, if the data moves between this key and another key.",
        ]
    );
}

#[test]
fn the_verdict_says_what_confines() {
    let report = report(SEED);
    assert_eq!(report.verdict.headline, "Not public.");
    assert_eq!(
        report.verdict.sentence.to_string(),
        "Statements 1, 2 and 3 speak of everyone, but kms:CallerAccount confines each to callers in account 123456789012."
    );
}
