//! Ten thousand keys: nothing falls over, and no rule cries at everything.

use std::collections::BTreeMap;

use keyglass::lint::Severity;

use crate::{fleet, report};

#[test]
fn ten_thousand_keys_are_judged_and_no_rule_cries_at_most_of_them() {
    const KEYS: u64 = 10_000;
    let mut warned: BTreeMap<&str, u64> = BTreeMap::new();
    let mut told: BTreeMap<&str, u64> = BTreeMap::new();
    for number in 0..KEYS {
        let text = fleet::key(number).to_string();
        let report = report(&text);
        let mut rules: Vec<(&str, bool)> = report
            .findings
            .iter()
            .map(|finding| (finding.rule.id(), finding.severity < Severity::Info))
            .collect();
        rules.sort_unstable();
        rules.dedup_by_key(|(rule, _)| *rule);
        for (rule, warning) in rules {
            *told.entry(rule).or_default() += 1;
            *warned.entry(rule).or_default() += u64::from(warning);
        }
        // Every key of this estate says who it is, so the question of the whole world has an answer.
        assert_ne!(report.verdict.answer.name(), "undecided", "{text}");
    }
    for (rule, count) in &warned {
        assert!(*count * 10 <= KEYS * 3, "{rule} warns of {count} keys");
    }
    for (rule, count) in &told {
        assert!(*count * 10 <= KEYS * 6, "{rule} speaks of {count} keys");
    }
    // The faults that the estate has are found, about as often as they were put in.
    for (rule, least, most) in [
        ("KMS-POL-001", 100, 600),
        ("KMS-PRI-007", 50, 400),
        ("KMS-ACT-003", 50, 400),
        ("KMS-CFG-001", 500, 3_500),
        ("KMS-CFG-010", 100, 500),
    ] {
        let count = told.get(rule).copied().unwrap_or_default();
        assert!((least..=most).contains(&count), "{rule}: {count}");
    }
}
