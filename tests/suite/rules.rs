use std::collections::HashSet;
use std::ops::Range;

use keyglass::json::quote;
use keyglass::lint::{Example, Place, RULES, Rule, Severity};
use keyglass::model::Given;
use serde_json::{Value, json};

use crate::{key, report, report_of, report_on};

fn count(rule: &Rule, example: Example) -> usize {
    let report = report_on(example);
    let mine = report
        .findings
        .iter()
        .filter(|finding| finding.rule.id() == rule.id());
    mine.count()
}

#[test]
fn every_rule_fires_once_on_each_firing_example_and_stays_silent_on_the_others() {
    let mut wrong = Vec::new();
    for rule in RULES {
        assert!(
            rule.fires().count() >= 2 && rule.silent().count() >= 2,
            "{}",
            rule.id()
        );
        for example in rule.fires() {
            let found = count(rule, example);
            if found != 1 {
                wrong.push(format!(
                    "{} found {found} in {}",
                    rule.id(),
                    example.parts().join(" | ")
                ));
            }
        }
        for example in rule.silent() {
            let found = count(rule, example);
            if found != 0 {
                wrong.push(format!(
                    "{} is not silent on {}",
                    rule.id(),
                    example.parts().join(" | ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_never_reports_worse_than_it_says_and_reports_its_worst_somewhere() {
    for rule in RULES {
        let severities: Vec<Severity> = rule
            .fires()
            .flat_map(|example| report_on(example).findings)
            .filter(|finding| finding.rule.id() == rule.id())
            .map(|finding| finding.severity)
            .collect();
        assert_eq!(
            severities.iter().min(),
            Some(&rule.severity),
            "{}",
            rule.id()
        );
    }
}

/// The offered change, applied, makes its finding go away.
#[test]
fn a_change_mends_what_it_was_offered_for() {
    let mut changes = 0;
    for rule in RULES {
        for example in rule.fires() {
            let file = example.resource();
            let before = report_on(example);
            let mine: Vec<_> = before
                .findings
                .iter()
                .filter(|f| f.rule.id() == rule.id())
                .collect();
            let Some(change) = mine.first().and_then(|finding| finding.change.as_ref()) else {
                continue;
            };
            let Given::Present(policy) = key(&file).policy else {
                panic!("{}", rule.id())
            };
            let mut text = policy.text;
            let range = change.span.start as usize..change.span.end as usize;
            text.replace_range(range, &change.replacement);
            let after = report(&crate::resource(&text));
            let left = after
                .findings
                .iter()
                .filter(|f| f.rule.id() == rule.id())
                .count();
            assert!(left < mine.len(), "{}: {text}", rule.id());
            changes += 1;
        }
    }
    assert!(changes > 25, "only {changes} changes were tried");
}

#[test]
fn ids_and_names_are_unique_and_well_formed() {
    let mut seen = HashSet::new();
    for rule in RULES {
        assert!(
            seen.insert(rule.id()) && seen.insert(rule.name()),
            "{}",
            rule.id()
        );
        let file = rule
            .id()
            .trim_start_matches("KMS-")
            .to_lowercase()
            .replace('-', "_");
        let path = format!("{}/src/lint/{file}.rs", env!("CARGO_MANIFEST_DIR"));
        assert!(std::path::Path::new(&path).exists(), "{path}");
        for text in [rule.checks(), rule.why(), rule.fix()] {
            assert!(text.ends_with('.'), "{}: {text}", rule.id());
            assert_eq!(text.matches('`').count() % 2, 0, "{}: {text}", rule.id());
        }
        assert!(rule.references().next().is_some(), "{}", rule.id());
    }
}

/// What nobody told is neither a pass nor a fault.
#[test]
fn rules_on_grants_and_aliases_are_undecided_without_them() {
    let undecided = |members: &str| -> Vec<&'static str> {
        let report = report(&crate::resource_with(&crate::policy(""), members));
        let rules = report.undecided.iter().map(|entry| entry.rule.id());
        rules.collect()
    };
    let (unknown, null) = (undecided(""), undecided(r#""Grants":null,"Aliases":null,"#));
    let known = undecided(r#""Grants":[],"Aliases":[],"#);
    let mut asked = 0;
    for rule in RULES {
        let group = rule.id().split('-').nth(1).unwrap();
        if !matches!(group, "GRA" | "ALI") {
            continue;
        }
        // The one that asks the policy for aliases has nothing to ask of an empty one.
        let wants = rule.id() != "KMS-ALI-007";
        assert_eq!(unknown.contains(&rule.id()), wants, "{}", rule.id());
        assert_eq!(null.contains(&rule.id()), wants, "{}", rule.id());
        assert!(!known.contains(&rule.id()), "{}", rule.id());
        asked += 1;
    }
    assert_eq!(asked, 26);
}

/// Rules some of whose examples no one character decides: a value of the wrong type, a whole name or value that is a
/// wrong one, a member that should not be there, or two places together.
const SEVERAL: [&str; 16] = [
    "KMS-SYN-003",
    "KMS-SYN-004",
    "KMS-SYN-005",
    "KMS-SYN-010",
    "KMS-SYN-016",
    "KMS-PRI-002",
    "KMS-PRI-011",
    "KMS-ACT-012",
    "KMS-RES-005",
    "KMS-CON-004",
    "KMS-CON-013",
    "KMS-CON-046",
    "KMS-CON-047",
    "KMS-CON-052",
    "KMS-POL-013",
    "KMS-POL-030",
];

/// A finding points at what decides: at some character of its place another one, or none, changes what the rule says.
/// Places that hold whole statements are left out, since there any character would.
#[test]
fn the_place_of_a_finding_holds_the_character_that_decides() {
    let mut looked_at = 0;
    let mut wrong = Vec::new();
    for rule in RULES {
        for example in rule.fires() {
            let file = example.resource();
            let Given::Present(policy) = key(&file).policy else {
                continue;
            };
            let found = report_on(example).findings;
            let mine = found.iter().find(|finding| finding.rule.id() == rule.id());
            let Some(Place::Policy(span)) = mine.map(|finding| &finding.place) else {
                continue;
            };
            let range = span.start as usize..span.end as usize;
            let there = policy.text.get(range.clone()).unwrap_or_default();
            let broken = keyglass::json::parse(&policy.text).is_err();
            if broken || there.is_empty() || there.len() > 400 || there.contains("\"Effect\"") {
                continue;
            }
            looked_at += 1;
            let says = |text: &str| {
                let changed = file.replace(&quote(&policy.text), &quote(text));
                let report = report_of(&changed, &example.profile());
                let mine = report
                    .findings
                    .iter()
                    .filter(|finding| finding.rule.id() == rule.id());
                mine.count()
            };
            let silent = |range: Range<usize>, other: &str| {
                let mut text = policy.text.clone();
                text.replace_range(range, other);
                // A text that is no JSON any more says nothing of the rule.
                keyglass::json::parse(&text).is_ok() && says(&text) == 0
            };
            let offered = mine.and_then(|finding| finding.change.as_ref());
            let flips = offered.is_some()
                || there.char_indices().any(|(at, c)| {
                    let start = range.start + at;
                    let here = start..start + c.len_utf8();
                    ["", "x", "*", "1", "0", "s"]
                        .iter()
                        .any(|other| silent(here.clone(), other) || silent(start..start, other))
                });
            if !flips && !SEVERAL.contains(&rule.id()) {
                wrong.push(format!("{}: {there} in {}", rule.id(), policy.text));
            }
        }
    }
    assert!(looked_at > 100, "{looked_at}");
    assert!(wrong.is_empty(), "{}\n{looked_at}", wrong.join("\n"));
}

/// A list that was cut off says nothing of what it does not hold: that may be in the rest.
#[test]
fn what_a_list_lacks_that_was_cut_off_may_be_in_the_rest() {
    let mut tried = 0;
    for rule in RULES {
        for example in rule.fires().chain(rule.silent()) {
            let Ok(mut file) = serde_json::from_str::<Value>(&example.resource()) else {
                continue;
            };
            // What is old would have to have been rotated.
            if file["CreationDate"].is_null() {
                file["CreationDate"] = "2020-01-01T00:00:00Z".into();
            }
            // Whether it finds something, whether it is sure of that, whether it is undecided.
            let said = |file: &Value| {
                let report = report_of(&file.to_string(), &example.profile());
                let found = report.findings.iter();
                let mut mine = found.filter(|finding| finding.rule.id() == rule.id());
                let mut undecided = report.undecided.iter();
                let undecided = undecided.any(|undecided| undecided.rule.id() == rule.id());
                let first = mine.next();
                let sure = first.is_some_and(|finding| finding.missing.is_none());
                (first.is_some(), sure, undecided)
            };
            for list in ["Grants", "Aliases", "Tags", "Rotations"] {
                let empty = match &file[list] {
                    Value::Array(_) => json!([]),
                    Value::Object(_) => json!({}),
                    _ => continue,
                };
                tried += 1;
                let mut cut = file.clone();
                cut[format!("Truncated{list}")] = true.into();
                let (before, (found, _, undecided)) = (said(&file).0, said(&cut));
                assert!(!before || found || undecided, "{} on {cut}", rule.id());
                // All of it is in the rest.
                cut[list] = empty;
                let (found, sure, undecided) = said(&cut);
                assert!(before || !sure, "{} on {cut}", rule.id());
                assert!(!before || found || undecided, "{} on {cut}", rule.id());
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

/// The page shows the first example of each kind, and opens the one that fires: a profile comes with it only where none
/// fires without.
#[test]
fn the_first_example_that_fires_needs_no_profile_where_one_does_not() {
    for rule in RULES {
        let bare = rule
            .fires()
            .position(|example| example.profile().is_empty());
        assert!(matches!(bare, None | Some(0)), "{}", rule.id());
    }
}
