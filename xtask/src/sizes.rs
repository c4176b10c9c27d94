//! What a first visit costs on the wire, and whether that is within the budget.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bundle::{Bundle, DIST};
use crate::run;

const BUDGET: usize = 400_000;
const FONT_BUDGET: usize = 120_000;

/// Node.js can compress as web hosts do, and is needed anyway.
const COMPRESS: &str = "
const { readFileSync } = require('node:fs');
const { brotliCompressSync, gzipSync, constants } = require('node:zlib');
for (const path of process.argv.slice(1)) {
  const content = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  console.log(gzipSync(content, { level: 9 }).length, brotliCompressSync(content, { params }).length);
}";

#[derive(Clone, Copy, Default)]
struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints a table, and fails when the page has outgrown its budget.
pub fn report(bundle: &Bundle) -> Result<()> {
    println!(
        "\n{:<44}{:>10}{:>10}{:>10}",
        "first visit, bytes", "raw", "gzip", "brotli"
    );
    let code = table(&bundle.first_view)?;
    row("without fonts", code);
    println!();
    let fonts = table(&bundle.fonts)?;
    row("fonts", fonts);
    if code.brotli > BUDGET {
        bail!(
            "the page without fonts takes {} bytes, over its budget of {BUDGET}",
            code.brotli
        );
    }
    // Font files are compressed already, and hosts send them as they are.
    if fonts.raw > FONT_BUDGET {
        bail!(
            "the fonts take {} bytes, over their budget of {FONT_BUDGET}",
            fonts.raw
        );
    }
    Ok(())
}

fn table(files: &[String]) -> Result<Sizes> {
    let mut sum = Sizes::default();
    let paths = files.iter().map(|file| Path::new(DIST).join(file));
    for (file, sizes) in files.iter().zip(measure(&paths.collect::<Vec<_>>())?) {
        row(file, sizes);
        sum = Sizes {
            raw: sum.raw + sizes.raw,
            gzip: sum.gzip + sizes.gzip,
            brotli: sum.brotli + sizes.brotli,
        };
    }
    Ok(sum)
}

fn row(title: &str, sizes: Sizes) {
    println!(
        "{title:<44}{:>10}{:>10}{:>10}",
        sizes.raw, sizes.gzip, sizes.brotli
    );
}

/// How many bytes of a file go over the wire.
pub fn packed(file: &Path) -> Result<usize> {
    let sizes = measure(&[file.to_path_buf()])?;
    Ok(sizes.iter().map(|sizes| sizes.brotli).sum())
}

fn measure(paths: &[PathBuf]) -> Result<Vec<Sizes>> {
    let printed = run::output(
        Command::new("node")
            .args(["-e", COMPRESS, "--"])
            .args(paths),
    )?;
    let lines = printed.lines().zip(paths);
    lines
        .map(|(line, path)| {
            let (gzip, brotli) = line.split_once(' ').context("node printed no sizes")?;
            let raw = fs::metadata(path)?.len().try_into()?;
            Ok(Sizes {
                raw,
                gzip: gzip.parse()?,
                brotli: brotli.parse()?,
            })
        })
        .collect()
}
