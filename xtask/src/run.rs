//! Running commands, and saying what goes on while they run.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Does something that may take a while under a heading, and says how long it took.
pub fn step<T>(title: &str, action: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n▸ {title}");
    let start = Instant::now();
    let result = action().with_context(|| format!("failed: {title}"))?;
    println!("  {:.1} s", start.elapsed().as_secs_f64());
    Ok(result)
}

/// Runs a command to its end and lets it print what it likes.
pub fn command(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    println!("  $ {shown}");
    let status = command
        .status()
        .with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// What a command prints on its standard output, without a word on the terminal unless it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{shown}` ended with {}\n{}",
            output.status,
            said.trim_end()
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` did not print UTF-8"))
}

/// The cargo that runs this program, so that its toolchain is used throughout.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Cargo's target folder, wherever it is set to be: this program lies in `<target>/<profile>/`.
pub fn target() -> Result<PathBuf> {
    let program = std::env::current_exe().context("cannot tell where this program is")?;
    let folder = program
        .ancestors()
        .nth(2)
        .context("this program is not in a target folder")?;
    Ok(folder.to_owned())
}

fn shown(command: &Command) -> String {
    let name = std::path::Path::new(command.get_program())
        .file_stem()
        .unwrap_or(command.get_program());
    let words: Vec<_> = std::iter::once(name)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect();
    words.join(" ")
}
