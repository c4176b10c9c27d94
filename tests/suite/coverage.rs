//! What other tools check, and what is said of it here: `docs/COVERAGE.md` is made of the tables in `docs/coverage/`.
//!
//! `UPDATE_COVERAGE=1 cargo test coverage` writes the document anew.

use std::fmt::Write;

use keyglass::lint::find;

use crate::{report, resource_with};

const ANALYZER: &str = include_str!("../../docs/coverage/access-analyzer.tsv");
const PEERS: &str = include_str!("../../docs/coverage/peers.tsv");
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
            .any(|finding| all.contains(&finding.rule.id))
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
