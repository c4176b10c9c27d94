//! Keyglass in a pipeline: JSON Lines in, JSON Lines out, one line at a time.
//!
//! ```text
//! cargo run --release --example batch < requests.jsonl > answers.jsonl
//! ```
//!
//! The shapes below are a promise; members may be added, none is renamed or removed.
//!
//! A request is `{"id": ANY, "check": TEXT_OR_JSON}`. `check` is what a user would drop on the page: a string is the
//! text of the file, anything else is the file's JSON itself. `id` comes back as it was given, null if it was not.
//!
//! The answer:
//!
//! ```json
//! {
//!   "id": 1,
//!   "format": "panther",
//!   "keys": [{
//!     "arn": "arn:aws:kms:us-east-1:111122223333:key/1",
//!     "verdict": {"public": "yes", "sentence": "Public. Anyone with an AWS account may …"},
//!     "findings": [{
//!       "rule": "KMS-POL-001", "name": "public-use", "severity": "critical", "decided": true,
//!       "path": "Statement[0].Principal", "line": 1, "column": 1, "message": "…"
//!     }],
//!     "statements": [{"sentence": "Anyone may …"}]
//!   }],
//!   "problems": [{"message": "…", "line": 1, "column": 1}]
//! }
//! ```
//!
//! - `format`: `panther`, `describe-key`, `get-key-policy`, `cloudformation` or `policy`; null when there is no key, or keys of several.
//! - `arn`: null when the file does not tell it.
//! - `public`: `yes`, `no` or `undecided`.
//! - `severity`: `critical`, `high`, `medium`, `low` or `info`. Findings come worst first.
//! - `decided`: false when the file lacks what the rule would need to be sure; the message names it.
//! - `path`, `line`, `column`: of the policy's text as exported, unwrapped from its JSON string; for a finding about a
//!   field of the key (`KeyState`), of the file. Lines and columns count from 1, columns in characters.
//! - `problems`: what could not be read. `line` and `column` are null when it is about no one place.
//!
//! A line that is not JSON, or no request, is answered with `{"id": …, "error": "…"}`, and the next line is read.

use std::io::{self, BufRead, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use keyglass::import::{Import, Problem, import};
use keyglass::lint::{Finding, check};
use keyglass::model::Given;
use keyglass::model::date::Moment;
use keyglass::model::key::Key;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(Moment(0), |passed| Moment(passed.as_secs() as i64));
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return out.flush();
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        serde_json::to_writer(&mut out, &answer(&line, now))?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
}

fn answer(line: &[u8], now: Moment) -> Value {
    let request: Value = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(error) => return json!({ "id": null, "error": format!("not JSON: {error}") }),
    };
    let id = request.get("id").cloned().unwrap_or_default();
    let text = match request.get("check") {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => return json!({ "id": id, "error": "no request: it has no member \"check\"" }),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let import = import(text);
    json!({
        "id": id,
        "format": import.format(),
        "keys": keys(&import, text, now),
        "problems": import.problems.iter().map(problem).collect::<Vec<_>>(),
    })
}

fn keys(import: &Import, text: &str, now: Moment) -> Vec<Value> {
    let one = |key: &Key| {
        let report = check(key, now);
        let findings = report.findings.iter();
        let verdict = &report.verdict;
        json!({
            "arn": key.arn.text(),
            "verdict": {
                "public": verdict.answer.name(),
                "sentence": format!("{} {}", verdict.headline, verdict.sentence),
            },
            "findings": findings.map(|finding| self::finding(finding, key, text)).collect::<Vec<_>>(),
            "statements": report
                .sentences()
                .iter()
                .map(|sentence| json!({ "sentence": sentence.to_string() }))
                .collect::<Vec<_>>(),
        })
    };
    import.keys.iter().map(one).collect()
}

fn finding(finding: &Finding, key: &Key, file: &str) -> Value {
    let policy = match &key.policy {
        Given::Present(policy) => policy.text.as_str(),
        _ => "",
    };
    let at = finding.position(key, policy, file);
    json!({
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "severity": finding.severity.name(),
        "decided": finding.missing.is_none(),
        "path": finding.path(policy),
        "line": at.line,
        "column": at.column,
        "message": finding.message.to_string(),
    })
}

fn problem(problem: &Problem) -> Value {
    json!({
        "message": problem.message,
        "line": problem.at.map(|at| at.line),
        "column": problem.at.map(|at| at.column),
    })
}
