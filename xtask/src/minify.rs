//! Scripts and style sheets without what only people read.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::run;

/// `esbuild`'s own program is a script or a binary, by how it was installed; its library is the same everywhere.
const MINIFY: &str = "
const [, path, loader] = process.argv;
const source = require('node:fs').readFileSync(path, 'utf8');
process.stdout.write(require('esbuild').transformSync(source, { loader, minify: true }).code);";

/// The same script (`js`) or style sheet (`css`), smaller.
pub fn minify(source: &[u8], language: &str) -> Result<Vec<u8>> {
    let path = run::target()?.join("xtask/unminified");
    fs::write(&path, source).with_context(|| format!("cannot write {}", path.display()))?;
    let mut command = Command::new("node");
    // `require` looks from the folder that the command runs in, which is that of the page.
    command.args(["--eval", MINIFY]).arg(&path).arg(language);
    run::output(&mut command).map(String::into_bytes)
}
