//! The page's fonts: Latin letters only, served by the page itself, shown as soon as they are there.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};

use crate::bundle::hash;

struct Font {
    family: &'static str,
    package: &'static str,
    weight: u16,
}

const FONTS: [Font; 4] = [
    Font {
        family: "Inter",
        package: "inter",
        weight: 400,
    },
    Font {
        family: "Inter",
        package: "inter",
        weight: 600,
    },
    Font {
        family: "Source Serif 4",
        package: "source-serif-4",
        weight: 400,
    },
    Font {
        family: "JetBrains Mono",
        package: "jetbrains-mono",
        weight: 400,
    },
];

pub struct Fonts {
    /// The rules by which a style sheet in a folder beside `fonts/` finds the files.
    pub rules: String,
    /// Name and content of each font file.
    pub files: Vec<(String, Vec<u8>)>,
    pub licences: Vec<(String, Vec<u8>)>,
}

/// Reads the fonts from their npm packages.
pub fn read() -> Result<Fonts> {
    let mut fonts = Fonts {
        rules: String::new(),
        files: Vec::new(),
        licences: Vec::new(),
    };
    for Font {
        family,
        package,
        weight,
    } in FONTS
    {
        let folder = format!("node_modules/@fontsource/{package}");
        let content = read_file(&format!(
            "{folder}/files/{package}-latin-{weight}-normal.woff2"
        ))?;
        let name = format!("{package}-{weight}-{}.woff2", hash(&content));
        writeln!(
            fonts.rules,
            "@font-face {{ font-family: \"{family}\"; font-style: normal; font-weight: {weight}; \
             font-display: swap; src: url(\"../fonts/{name}\") format(\"woff2\"); }}"
        )?;
        fonts.files.push((name, content));
        let licence = format!("LICENSE-{package}.txt");
        if !fonts.licences.iter().any(|(name, _)| *name == licence) {
            fonts
                .licences
                .push((licence, read_file(&format!("{folder}/LICENSE"))?));
        }
    }
    Ok(fonts)
}

fn read_file(path: &str) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {path}"))
}
