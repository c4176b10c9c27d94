//! Whole exports: reading, listing and judging, beside what `serde_json` takes for the same bytes in the same run.
//! `cargo xtask bench` writes what this prints into BENCHMARKS.md; `cargo bench --bench estate -- FILE` measures with your own
//! Panther export, as JSON Lines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::Instant;

use keyglass::import::import;
use keyglass::model::date::Moment;
use keyglass::workspace::Workspace;
use keyglass::workspace::opening::Opening;

#[path = "../tests/suite/fleet.rs"]
mod fleet;

const KEYS: u64 = 10_000;
const NOW: Moment = Moment(1_795_000_000);

/// The least of some runs, in seconds.
fn least(mut work: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

fn main() {
    // `cargo test` runs benchmarks too, once and for nothing.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let file = std::env::args().nth(1).filter(|it| !it.starts_with('-'));
    let text = match file {
        Some(path) => std::fs::read_to_string(path).unwrap(),
        None => (0..KEYS)
            .map(|number| fleet::key(number).to_string() + "\n")
            .collect(),
    };
    let keys = text.lines().count();
    let megabytes = text.len() as f64 / 1_048_576.0;
    let serde = least(|| {
        for record in serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>() {
            let record = record.unwrap();
            let policy = record["Policy"].as_str().unwrap_or("null");
            // Estates hold keys without a policy, and with a broken one.
            let _ = serde_json::from_str::<serde_json::Value>(policy);
        }
    });
    let read = least(|| {
        import(&text);
    });
    let mut judged = 0;
    let listed = least(|| {
        let mut workspace = Workspace::default();
        let mut opening = Opening::of_text("estate", &text);
        opening.read(&mut || true);
        workspace.take(opening.take(), NOW);
        workspace.take_some(&mut || true);
    });
    let whole = least(|| {
        let mut workspace = Workspace::default();
        workspace.add("estate".into(), &text, NOW);
        judged = workspace.policies_judged();
    });
    println!("| {keys} keys, {megabytes:.1} MB, natively on one core | time | of `serde_json` |");
    println!("|---|---|---|");
    for (what, time) in [
        (
            "`serde_json`: every record and every policy as a `Value`",
            serde,
        ),
        ("read", read),
        ("read and listed", listed),
        (
            "read, listed and judged by every rule with all reasoning",
            whole,
        ),
    ] {
        println!(
            "| {what} | {:.0} ms | {:.1}× |",
            time * 1000.0,
            time / serde
        );
    }
    println!("\n{judged} different policies were judged for {keys} keys.");
}
