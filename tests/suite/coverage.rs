//! What other tools check, and what is said of it here: `docs/COVERAGE.md` is made of the tables in `docs/coverage/`.
//!
//! `UPDATE_COVERAGE=1 cargo test coverage` writes the document anew.

use std::fmt::Write;

use keyglass::lint::find;

use crate::{report, report_of, resource_with};

const ANALYZER: &str = include_str!("../../docs/coverage/access-analyzer.tsv");
const PEERS: &str = include_str!("../../docs/coverage/peers.tsv");
/// Keys and policies that a peer's check is about, by tool and id.
const PROBES: &str = include_str!("../../docs/coverage/peers.jsonl");
const WRITTEN: &str = include_str!("../../docs/COVERAGE.md");

fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        cells.try_into().unwrap_or_else(|cells| panic!("{cells:?}"))
    })
}

fn rules(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split(", ").filter(|rule| *rule != "-")
}

/// All 153 of them, each with a policy that it and our rule are about.
#[test]
fn the_checks_of_access_analyzer_are_answered() {
    let mut seen = 0;
    let mut shown = 0;
    let mut wrong = Vec::new();
    for [code, kind, cell, words, probe] in rows(ANALYZER) {
        seen += 1;
        assert!(
            ["ERROR", "SECURITY_WARNING", "SUGGESTION", "WARNING"].contains(&kind),
            "{code}"
        );
        assert!(words.ends_with('.'), "{code}");
        let all: Vec<&str> = rules(cell).collect();
        assert!(
            all.iter().all(|rule| find(rule).is_some()),
            "{code}: {cell}"
        );
        if probe == "-" {
            continue;
        }
        shown += 1;
        let known = r#""KeyManager":"CUSTOMER","KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT","#;
        let report = report(&resource_with(probe, known));
        if !report
            .findings
            .iter()
            .any(|finding| all.contains(&finding.rule.id()))
        {
            wrong.push(format!("{code}: none of {cell} for {probe}"));
        }
    }
    assert_eq!((seen, wrong), (153, Vec::<String>::new()));
    assert!(shown > 90, "{shown}");
}

#[test]
fn the_checks_of_peers_are_answered() {
    let mut tools = Vec::new();
    for [tool, id, cell, words] in rows(PEERS) {
        tools.push(tool);
        assert!(!id.is_empty() && words.ends_with('.'), "{tool} {id}");
        for rule in rules(cell) {
            assert!(find(rule).is_some(), "{tool} {id}: {rule}");
        }
    }
    tools.dedup();
    assert!(tools.len() >= 20, "{tools:?}");
}

#[test]
fn what_a_peer_speaks_of_a_rule_of_ours_speaks_of() {
    let mut wrong = Vec::new();
    let mut asked = 0;
    for line in PROBES.lines() {
        let probe: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = probe["id"].as_str().unwrap();
        let row = rows::<4>(PEERS).find(|[tool, id, _, _]| name == format!("{tool}|{id}"));
        let [_, _, cell, _] = row.unwrap_or_else(|| panic!("{name} has no row"));
        let check = match &probe["check"] {
            serde_json::Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let profile = match &probe["profile"] {
            serde_json::Value::Null => String::new(),
            value => value.to_string(),
        };
        let all: Vec<&str> = rules(cell).collect();
        let findings = report_of(&check, &profile).findings;
        asked += 1;
        if !findings
            .iter()
            .any(|finding| all.contains(&finding.rule.id()))
        {
            wrong.push(format!("{name}: none of {cell}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(asked > 200, "{asked}");
}

#[test]
fn the_document_is_made_of_the_tables() {
    let mut text = String::from(
        "# What other tools check, and Keyglass\n\nMade from the tables in `docs/coverage/` and held to them by a test. “–” means that no rule says it, for the reason given.\n\n## IAM Access Analyzer\n\nEach check of ValidatePolicy (“Access Analyzer policy check reference”, IAM User Guide).\n\n| check | type | rules | in words |\n|---|---|---|---|\n",
    );
    let names = |cell: &str| match cell {
        "-" => "–".to_string(),
        rules => rules.to_string(),
    };
    for [code, kind, cell, words, _] in rows(ANALYZER) {
        let kind = kind.replace('_', " ").to_lowercase();
        let _ = writeln!(text, "| `{code}` | {kind} | {} | {words} |", names(cell));
    }
    text.push_str("\n## Other tools\n\nWhat each says of KMS keys, as of 2026, and where Keyglass differs.\n\n| tool | check | rules | in words |\n|---|---|---|---|\n");
    for [tool, id, cell, words] in rows(PEERS) {
        let id = match id {
            "-" => "–".to_string(),
            id => format!("`{id}`"),
        };
        let _ = writeln!(text, "| {tool} | {id} | {} | {words} |", names(cell));
    }
    if std::env::var_os("UPDATE_COVERAGE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/COVERAGE.md");
        std::fs::write(path, &text).unwrap();
        return;
    }
    assert!(
        text == WRITTEN,
        "docs/COVERAGE.md is not what the tables say: UPDATE_COVERAGE=1 cargo test coverage"
    );
}
