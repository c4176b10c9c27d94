//! An estate of keys for trying things on: `cargo run --release --example fleet 10000 > fleet.jsonl`.
//!
//! Panther resources as JSON Lines, made from a seed: the same number always gives the same keys.

#[path = "../tests/suite/fleet.rs"]
mod fleet;

use std::io::{self, BufWriter, Write};

fn main() -> io::Result<()> {
    let keys = std::env::args().nth(1).and_then(|count| count.parse().ok());
    let mut out = BufWriter::new(io::stdout().lock());
    for number in 0..keys.unwrap_or(1_000) {
        writeln!(out, "{}", fleet::key(number))?;
    }
    out.flush()
}
