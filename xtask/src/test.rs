//! The checks: those that need no browser, and those that do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bundle::DIST;
use crate::setup::{self, WASM};
use crate::{build_page, run};

const BROWSER_TESTS: &str = "tests/e2e";

/// Formatting, lints and every test that needs no browser.
pub fn check() -> Result<()> {
    setup::wasm_target()?;
    cargo("Check the formatting", &["fmt", "--all", "--check"])?;
    cargo(
        "Lint library, tools and tests",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    )?;
    let app = [
        "clippy",
        "--bin",
        "keyglass",
        "--features",
        "web",
        "--target",
        WASM,
        "--",
        "-D",
        "warnings",
    ];
    cargo("Lint the app", &app)?;
    cargo("Run the tests without a browser", &["test", "--workspace"])
}

/// Everything.
pub fn test() -> Result<()> {
    // What only a person can install is asked for before the minutes of work.
    setup::node()?;
    let chromium = setup::chromium()?;
    check()?;
    build_page()?;
    run::step("Run the tests in a browser", || {
        let mut command = browser_command(&chromium)?;
        run::command(
            command
                .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
                .args(test_files()?),
        )
    })?;
    println!("\nEverything passed.");
    Ok(())
}

/// The pictures of the README.
pub fn shots() -> Result<()> {
    setup::node()?;
    let chromium = setup::chromium()?;
    build_page()?;
    run::step("Take the screenshots", || {
        run::command(browser_command(&chromium)?.arg("tests/e2e/shots.mjs"))
    })
}

fn cargo(title: &str, arguments: &[&str]) -> Result<()> {
    run::step(title, || run::command(run::cargo().args(arguments)))
}

pub fn browser_command(chromium: &Path) -> Result<Command> {
    let mut command = Command::new("node");
    command
        .env("CHROME", chromium)
        .env("KEYGLASS_DIST", fs::canonicalize(DIST)?);
    Ok(command)
}

/// One by one: what `node --test` makes of a folder differs between its versions.
fn test_files() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(BROWSER_TESTS).context("cannot list the browser tests")? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!("there are no browser tests in {BROWSER_TESTS}");
    }
    files.sort();
    Ok(files)
}
