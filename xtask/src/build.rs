//! From Rust to the script and the WASM module that a browser runs.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::bundle::hash;
use crate::panics;
use crate::run;
use crate::setup::WASM;
use crate::shorten;
use crate::unused;

/// No feature flags: wasm-opt reads from the module which features it may use. More would make modules that browsers refuse.
/// Below 1024 lies nothing: Rust puts its data behind its stack.
/// What is reckoned twice packs better than a local that holds it.
pub const WASM_OPT: [&str; 4] = [
    "-Oz",
    "--low-memory-unused",
    "--skip-pass=local-cse",
    "--strip-debug",
];

/// Options of LLVM for size, which `opt-level` 'z' alone leaves to be fast: code is copied nowhere, and loops do not keep
/// a variable for each of their addresses. Browsers' own compilers do such things again.
const SMALL: [&str; 6] = [
    "inline-threshold=0",
    "disable-lsr",
    "disable-licm-promotion",
    "disable-machine-licm",
    "enable-pre=false",
    "enable-load-pre=false",
];

/// Bytes, for a mebibyte: the data behind it is named with three bytes for four as long as it ends below a mebibyte.
const STACK: usize = 704 << 10;

pub struct App {
    pub script: String,
    pub module: Vec<u8>,
}

pub fn app() -> Result<App> {
    run::step("Compile the app", || run::command(&mut compile()))?;
    let compiled = run::target()?.join(WASM).join("release/keyglass.wasm");
    let app = run::step("Bind it to JavaScript", || bind(&compiled))?;
    let module = run::step("Optimise the WASM", || optimise(&app.module))?;
    shorten::names(&App { module, ..app })
}

fn compile() -> Command {
    let mut command = run::cargo();
    command.args([
        "build",
        "--release",
        "--target",
        WASM,
        "--bin",
        "keyglass",
        "--features",
        "web",
    ]);
    // Browsers compile the page's program while somebody waits: smaller is sooner. Native programs stay at 3.
    command.args(["--config", "profile.release.opt-level='z'"]);
    let mut flags: Vec<String> = SMALL
        .iter()
        .map(|option| format!("'-Cllvm-args=-{option}'"))
        .collect();
    // What names what, for `unused`.
    flags.push("'-Clink-arg=--emit-relocs'".to_owned());
    flags.push(format!("'-Clink-arg=-zstack-size={STACK}'"));
    // Panic messages name source files: those of dependencies shall not name the home of whoever built the page.
    if let Ok(home) = std::env::var("CARGO_HOME") {
        flags.push(format!("'--remap-path-prefix={home}=cargo'"));
    }
    command
        .arg("--config")
        .arg(format!("target.{WASM}.rustflags=[{}]", flags.join(",")));
    command
}

/// What the program `wasm-bindgen` does, from the library behind it: installing the program takes minutes.
fn bind(compiled: &Path) -> Result<App> {
    // A module, which the build makes a classic script of: that serves the page and a worker alike in every browser.
    let mut output = Bindgen::new()
        .input_bytes("keyglass", unused::without_data(&fs::read(compiled)?)?)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    let inline = output
        .snippets()
        .iter()
        .filter(|(_, scripts)| !scripts.is_empty())
        .map(|(crate_name, _)| crate_name);
    let snippets: Vec<&str> = inline
        .chain(output.local_modules().keys())
        .map(String::as_str)
        .collect();
    if !snippets.is_empty() {
        bail!(
            "a classic script cannot carry the JavaScript files of these dependencies: {}",
            snippets.join(", ")
        );
    }
    panics::without_messages(output.wasm_mut())?;
    // The loader speaks to its functions, and starts it in its own way.
    let (script, _) = output
        .js()
        .rsplit_once("export {")
        .context("the script exports nothing")?;
    Ok(App {
        script: script.to_owned(),
        module: output.wasm_mut().emit_wasm(),
    })
}

fn optimise(module: &[u8]) -> Result<Vec<u8>> {
    let folder = run::target()?.join("xtask/optimised");
    let name = hash(module);
    let before = folder.join(format!("{name}.wasm"));
    let after = folder.join(format!("{name}{}.wasm", WASM_OPT.concat()));
    if !after.exists() {
        // Only the last result is worth keeping.
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)?;
        fs::write(&before, module)?;
        let unfinished = folder.join("unfinished.wasm");
        wasm_opt(&WASM_OPT, &before, &unfinished)?;
        fs::rename(&unfinished, &after)?;
    }
    let optimised = fs::read(&after).with_context(|| format!("cannot read {}", after.display()))?;
    println!("  {} bytes before, {} after", module.len(), optimised.len());
    Ok(optimised)
}

/// Runs wasm-opt over a module, and returns what it prints.
pub fn wasm_opt(options: &[&str], input: &Path, output: &Path) -> Result<String> {
    // Its launcher is a script of Node.js, which a system may not know how to start by itself.
    let mut command = Command::new("node");
    command
        .arg("node_modules/binaryen/bin/wasm-opt")
        .args(options);
    run::output(command.arg(input).arg("-o").arg(output))
}
