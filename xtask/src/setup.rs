//! Makes sure that what a build or a test run needs is on the machine. What is there is left alone.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::run;

pub const WASM: &str = "wasm32-unknown-unknown";
const NODE: u32 = 20;

/// Node.js runs wasm-opt and the browser tests. It is too large a thing to install behind somebody's back.
pub fn node() -> Result<()> {
    let wanted = format!(
        "Node.js {NODE} or newer with npm is needed: https://nodejs.org, or your system's packages"
    );
    let version =
        run::output(Command::new("node").arg("--version")).with_context(|| wanted.clone())?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < NODE) {
        bail!("{wanted}. This one is {}", version.trim());
    }
    run::output(run::npm().arg("--version")).context(wanted)?;
    Ok(())
}

/// Adds the WASM target to the toolchain unless it works.
pub fn wasm_target() -> Result<()> {
    if link_for_wasm().is_ok() {
        return Ok(());
    }
    run::step("Add the WebAssembly target", || {
        run::command(Command::new("rustup").args(["target", "add", WASM]))
            .context("Install the target by hand: with rustup, or as your system's package of Rust's std for WASM")?;
        link_for_wasm()
            .context("The target was added and still cannot build; `rustup update` may mend it")
    })
}

/// Compiles and links one line: an installed target whose files are missing passes every cheaper question.
fn link_for_wasm() -> Result<()> {
    let folder = run::target()?.join("xtask");
    fs::create_dir_all(&folder)?;
    let source = folder.join("probe.rs");
    fs::write(
        &source,
        "#[unsafe(no_mangle)] pub extern \"C\" fn probe() {}\n",
    )?;
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.args([
        "--edition=2024",
        "--crate-type=cdylib",
        "--target",
        WASM,
        "-o",
    ]);
    run::output(command.arg(folder.join("probe.wasm")).arg(&source)).map(drop)
}

/// Installs the npm packages as locked, unless they are newer than the lock file.
pub fn node_modules() -> Result<()> {
    let changed = |path: &str| fs::metadata(path).and_then(|file| file.modified()).ok();
    let locked = changed("package-lock.json").context("package-lock.json is missing")?;
    // npm writes this file last, so an interrupted installation is not taken for a whole one.
    let installed = changed("node_modules/.package-lock.json").unwrap_or(SystemTime::UNIX_EPOCH);
    if installed >= locked {
        return Ok(());
    }
    run::step("Install the npm packages", || {
        run::command(run::npm().args(["ci", "--ignore-scripts"]))
    })
}

/// Chromium or Chrome: the one named in `CHROME`, one that is installed, or Debian's package, installed now.
pub fn chromium() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROME").map(PathBuf::from) {
        if !named.is_file() {
            bail!(
                "CHROME names {}, and there is no such file",
                named.display()
            );
        }
        return Ok(named);
    }
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    run::step("Install Chromium", install_chromium)
        .context("Install Chromium or Chrome, or set CHROME to the path of its program")?;
    find_chromium().context(
        "Chromium was installed and is not to be found. Set CHROME to the path of its program",
    )
}

fn find_chromium() -> Option<PathBuf> {
    const NAMES: [&str; 5] = [
        "chromium",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "chromium-browser",
    ];
    const PLACES: [&str; 3] = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path)
        .chain(["/usr/bin".into()])
        .collect();
    let by_name = NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    by_name
        .chain(PLACES.map(PathBuf::from))
        .find(|program| program.is_file())
}

fn install_chromium() -> Result<()> {
    run::output(Command::new("apt-get").arg("--version")).context("this system has no apt-get")?;
    apt_get(&["update"])?;
    // Without fonts of its own a bare machine shows boxes wherever the page's fonts have no letter.
    apt_get(&[
        "install",
        "-y",
        "--no-install-recommends",
        "chromium",
        "fonts-dejavu-core",
    ])
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let is_root = run::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let mut command = Command::new(if is_root { "apt-get" } else { "sudo" });
    if !is_root {
        command.arg("apt-get");
    }
    run::command(
        command
            .args(["-qq"])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}
