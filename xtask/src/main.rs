//! Builds, serves and tests Keyglass. The app and its library know nothing of this crate.

mod bench;
mod build;
mod bundle;
mod facts;
mod fonts;
mod locals;
mod minify;
mod order;
mod page;
mod panics;
mod run;
mod serve;
mod setup;
mod shorten;
mod sizes;
mod test;
mod unused;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const HELP: &str = "\
cargo xtask build             build the page into dist/
cargo xtask serve [--port N]  build, then serve dist/ on this machine alone (port 8080)
cargo xtask check             formatting, lints, and the tests that need no browser
cargo xtask test              everything: check, build, and the tests in a real browser
cargo xtask shots             build, then take the screenshots of the README
cargo xtask bench             measure, and write BENCHMARKS.md
cargo xtask facts             read AWS's reference into src/aws/reference.rs

What is missing (WASM target, npm packages, Chromium) is installed on the way.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the backtrace that a returned error brings along where RUST_BACKTRACE is set.
            eprintln!("\nerror: {error}");
            error
                .chain()
                .skip(1)
                .for_each(|cause| eprintln!("  because: {cause}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    std::env::set_current_dir(root()?).context("cannot enter the repository")?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["build"] => build_page(),
        ["serve"] => build_page().and_then(|()| serve::serve(8080)),
        ["serve", "--port", port] => {
            let port = port
                .parse()
                .with_context(|| format!("`{port}` is no port number"))?;
            build_page().and_then(|()| serve::serve(port))
        }
        ["check"] => test::check(),
        ["test"] => test::test(),
        ["shots"] => test::shots(),
        ["facts"] => facts::write(),
        ["bench"] => bench::bench(),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => bail!("expected one of these:\n\n{HELP}"),
    }
}

/// From sources to `dist/`, and a failure when the page has grown over its budget.
fn build_page() -> Result<()> {
    setup::node()?;
    setup::wasm_target()?;
    setup::node_modules()?;
    let app = build::app()?;
    let bundle = run::step("Write dist/", || bundle::write(&app))?;
    sizes::report(&bundle)
}

/// Cargo says at run time where this crate is; the folder may have moved since it was compiled.
fn root() -> Result<PathBuf> {
    let here =
        std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let root = Path::new(&here)
        .parent()
        .context("xtask has no folder above it")?;
    Ok(root.to_owned())
}
