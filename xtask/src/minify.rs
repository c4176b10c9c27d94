//! Scripts and style sheets without what only people read.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::run;

/// `esbuild`'s own program is a script or a binary, by how it was installed; its library is the same everywhere.
const MINIFY: &str = "
const [, path, loader] = process.argv;
const contents = require('node:fs').readFileSync(path, 'utf8');
const stdin = { contents, loader, resolveDir: 'static' };
const whole = loader === 'css' ? { external: ['*.woff2'] } : { format: 'iife' };
const built = require('esbuild').buildSync({ stdin, ...whole, bundle: true, minify: true, write: false });
process.stdout.write(built.outputFiles[0].text);";

/// The same script (`js`, without functions that nothing calls) or style sheet of `static/` (`css`, with the sheets that it
/// imports), smaller.
pub fn minify(source: &[u8], language: &str) -> Result<Vec<u8>> {
    let path = run::target()?.join("xtask/unminified");
    fs::write(&path, source).with_context(|| format!("cannot write {}", path.display()))?;
    let mut command = Command::new("node");
    // `require` looks from the folder that the command runs in, which is that of the page.
    command.args(["--eval", MINIFY]).arg(&path).arg(language);
    run::output(&mut command).map(String::into_bytes)
}
