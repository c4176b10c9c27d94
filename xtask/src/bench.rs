//! Measuring: whole exports natively, in a browser, and beside other tools.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{build_page, run, setup, test};

/// Sizes of the exports, in keys.
const KEYS: [&str; 3] = ["1000", "10000", "100000"];

/// The Python packages, and what they load. Prowler comes alone: it would bring along what it reaches clouds with.
const PARLIAMENT: [&str; 10] = [
    "parliament==1.6.4",
    "setuptools==80.9.0",
    "py-iam-expand==0.3.0",
    "py-ocsf-models==0.10.0",
    "pydantic==2.12.5",
    "colorama==0.4.6",
    "pytz==2026.6",
    "tzlocal==5.3.1",
    "requests==2.34.2",
    "jsonschema==4.26.0",
];
const PROWLER: &str = "prowler==5.46.0";
const CLOUD_COPILOT: &str = "@cloud-copilot/iam-policy@0.1.109";

/// Measures, and writes BENCHMARKS.md.
pub fn bench() -> Result<()> {
    setup::node()?;
    let chromium = setup::chromium()?;
    build_page()?;
    let natively = run::step("Measure natively", || {
        run::output(run::cargo().args(["bench", "--quiet", "--bench", "estate"]))
    })?;
    let folder = run::target()?.join("xtask/bench");
    fs::create_dir_all(&folder)?;
    let files = KEYS.map(|keys| folder.join(format!("{keys}.jsonl")));
    for (keys, file) in KEYS.iter().zip(&files) {
        let fleet = ["run", "--quiet", "--release", "--example", "fleet", keys];
        fs::write(file, run::output(run::cargo().args(fleet))?)?;
    }
    let in_browser = run::step("Measure in a browser", || {
        in_browser(&chromium, &folder, &files)
    })?;
    let [_, keys, _] = &files;
    let others = run::step("Measure other tools", || others(&folder, keys, &natively))?;
    let text = format!(
        "# Benchmarks

Made by `cargo xtask bench`, in one run on one machine: look at the ratios.

{natively}

## In Chromium

From the choice of a file to the complete list, and on to every key being judged; the list is there to be used from the first \
keys on. A keystroke is measured from the search box's event to what is on the screen.

{in_browser}

## Other tools

On the policies of the same 10,000 keys, each tool from its package; Keyglass natively, on one core. Panther's rules come in no \
package.

{others}"
    );
    fs::write("BENCHMARKS.md", text)?;
    Ok(())
}

fn in_browser(chromium: &Path, folder: &Path, files: &[PathBuf]) -> Result<String> {
    let table = folder.join("table.md");
    let mut command = test::browser_command(chromium)?;
    let names: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
    command
        .env("KEYGLASS_BENCH", &table)
        .env("KEYGLASS_BENCH_FILES", names.join("\n"));
    run::output(command.args(["--test", "tests/e2e/bench.mjs"]))?;
    Ok(fs::read_to_string(&table)?)
}

/// A table of the tools that can be had here; of the others it says why not.
fn others(folder: &Path, keys: &Path, natively: &str) -> Result<String> {
    let own = seconds_of("read, listed and judged", natively)
        .context("the native table has no row for everything")?;
    let peers = folder.join("peers");
    fs::create_dir_all(&peers)?;
    let python = in_python(&peers, keys);
    let node = in_node(&peers, keys);
    let absent = |name: &str, error: &anyhow::Error| {
        let error = error.to_string();
        vec![json!({ "name": name, "error": error.lines().next() })]
    };
    let tools = [
        python.unwrap_or_else(|error| absent("parliament, prowler", &error)),
        node.unwrap_or_else(|error| absent(CLOUD_COPILOT, &error)),
    ];
    let mut table = format!(
        "| tool | what it is asked | time | of Keyglass |\n|---|---|---|---|\n| Keyglass | every rule, with all reasoning | {own:.2} s | 1.0× |\n"
    );
    for tool in tools.iter().flatten() {
        let text = |name: &str| tool[name].as_str().unwrap_or_default();
        let (name, version) = (text("name"), text("version"));
        table += &match tool["seconds"].as_f64() {
            Some(seconds) => format!(
                "| {name} {version} | {} | {seconds:.2} s | {:.1}× |\n",
                text("what"),
                seconds / own
            ),
            None => format!("| {name} | not measured here: {} | | |\n", text("error")),
        };
    }
    Ok(table)
}

/// The time in the row of a table that begins so.
fn seconds_of(row: &str, table: &str) -> Option<f64> {
    let row = table.lines().find(|line| line.contains(row))?;
    let cell = row.split('|').nth(2)?.trim().strip_suffix(" ms")?;
    Some(cell.parse::<f64>().ok()? / 1000.0)
}

fn in_python(peers: &Path, keys: &Path) -> Result<Vec<Value>> {
    let venv = peers.join("venv");
    let python = venv.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let pip = |packages: &[&str]| {
        let install = ["-m", "pip", "install", "--quiet"];
        run::output(Command::new(&python).args(install).args(packages))
    };
    if !python.exists() {
        run::output(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    pip(&PARLIAMENT)?;
    pip(&["--no-deps", PROWLER])?;
    let script = "benches/peers/peers.py";
    lines(&run::output(Command::new(&python).arg(script).arg(keys))?)
}

fn in_node(peers: &Path, keys: &Path) -> Result<Vec<Value>> {
    let install = ["install", "--ignore-scripts", "--prefix"];
    run::output(run::npm().args(install).arg(peers).arg(CLOUD_COPILOT))?;
    let mut command = Command::new("node");
    let script = "benches/peers/peers.mjs";
    lines(&run::output(command.arg(script).arg(peers).arg(keys))?)
}

fn lines(text: &str) -> Result<Vec<Value>> {
    let read = |line| serde_json::from_str(line).context("a tool's line is not JSON");
    text.lines().map(read).collect()
}
