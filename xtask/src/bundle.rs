//! Writes `dist/`: the page, everything it loads, and the headers to serve it with.
//!
//! Addresses are relative, so that the folder works under any path. What the page runs or is styled by carries its
//! content's hash in its name (it may be cached for ever) and in the tag that loads it (it cannot be swapped). The page, its
//! scripts and styles lose their blanks and comments on the way.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha384};

use crate::build::App;
use crate::fonts;
use crate::minify::minify;
use crate::page;

pub const DIST: &str = "dist";
const LOADER: &str = include_str!("loader.js");

/// What `dist/` holds that a first visit downloads; paths from `dist/`.
#[derive(Default)]
pub struct Bundle {
    pub first_view: Vec<String>,
    pub fonts: Vec<String>,
    /// Files that never change under their name.
    hashed: Vec<String>,
    /// Files of `static/` that were written under a name with a hash.
    renamed: Vec<String>,
}

pub fn write(app: &App) -> Result<Bundle> {
    if Path::new(DIST).exists() {
        fs::remove_dir_all(DIST).context("cannot empty dist/")?;
    }
    let mut bundle = Bundle::default();
    let app_tags = write_app(app, &mut bundle)?;
    let font_rules = write_fonts(&mut bundle)?;

    let template = fs::read_to_string("index.html").context("cannot read index.html")?;
    let html = page::rewrite(&template, &mut |address, kind| {
        ship(address, kind, &font_rules, &mut bundle)
    })?;
    let html = page::fill(&html, "<!-- app -->", &app_tags)?;
    let html = page::fill(&html, "{{version}}", &version()?)?;
    put("index.html", page::plain(&html).as_bytes())?;
    bundle.first_view.insert(0, "index.html".to_owned());

    copy_static(Path::new("static"), &bundle)?;
    put("_headers", headers(&template, &bundle)?.as_bytes())?;
    Ok(bundle)
}

/// The module, the script that starts it, and the tags that load both.
fn write_app(app: &App, bundle: &mut Bundle) -> Result<String> {
    let module = format!("keyglass-{}.wasm", hash(&app.module));
    let loader = LOADER
        .replace("FILE", &module)
        .replace("INTEGRITY", &integrity(&app.module));
    let code = minify(format!("{}{loader}", app.script).as_bytes(), "js")?;
    let script = format!("keyglass-{}.js", hash(&code));
    put(&module, &app.module)?;
    put(&script, &code)?;
    // The preload lets the module arrive while the script does. It carries no integrity: the fetch that uses it does.
    let tags = format!(
        "<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"{module}\">\n  \
         <script src=\"{script}\" integrity=\"{}\" defer></script>",
        integrity(&code)
    );
    bundle.first_view.extend([script.clone(), module.clone()]);
    bundle.hashed.extend([script, module]);
    Ok(tags)
}

/// Writes the fonts, and returns the rules by which a style sheet in a folder beside theirs finds them.
fn write_fonts(bundle: &mut Bundle) -> Result<String> {
    let fonts = fonts::read()?;
    for (name, content) in &fonts.files {
        let path = format!("fonts/{name}");
        put(&path, content)?;
        bundle.fonts.push(path.clone());
        bundle.hashed.push(path);
    }
    for (name, content) in &fonts.licences {
        put(&format!("fonts/{name}"), content)?;
    }
    Ok(fonts.rules)
}

/// Ships a file that the page names, and says under which address and with which integrity. A style sheet gets the fonts'
/// rules: one sheet packs better than two.
fn ship(
    address: &str,
    kind: page::Kind,
    font_rules: &str,
    bundle: &mut Bundle,
) -> Result<page::Shipped> {
    if !address.starts_with("static/") || address.contains("..") {
        bail!(
            "`{address}` is not in static/: the page loads its own files only, by relative addresses"
        );
    }
    let mut content = fs::read(address).with_context(|| format!("index.html names {address}"))?;
    let shipped = match kind {
        // Copied with the rest of static/ under its own name.
        page::Kind::Other => page::Shipped {
            address: address.to_owned(),
            integrity: None,
        },
        page::Kind::Code => {
            let (stem, extension) = address
                .rsplit_once('.')
                .context("a script or style sheet has an extension")?;
            if extension == "css" {
                content.extend(font_rules.as_bytes());
            }
            let content = minify(&content, extension)?;
            let hashed = format!("{stem}-{}.{extension}", hash(&content));
            put(&hashed, &content)?;
            bundle.renamed.push(address.to_owned());
            bundle.hashed.push(hashed.clone());
            page::Shipped {
                address: hashed,
                integrity: Some(integrity(&content)),
            }
        }
    };
    bundle.first_view.push(shipped.address.clone());
    Ok(shipped)
}

/// Copies what `ship` has not written already: under a hashed name, or as a part of the page's style sheet.
fn copy_static(folder: &Path, bundle: &Bundle) -> Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            copy_static(&path, bundle)?;
            continue;
        }
        let name = path
            .to_str()
            .context("file names in static/ are UTF-8")?
            .replace('\\', "/");
        if !bundle.renamed.contains(&name) && !name.ends_with(".css") {
            put(&name, &fs::read(&path)?)?;
        }
    }
    Ok(())
}

/// For the hosts that read a `_headers` file; the others serve the page well, protected by the policy in its head.
fn headers(template: &str, bundle: &Bundle) -> Result<String> {
    let policy = page::policy(template)?;
    let mut headers = format!(
        "/*\n  Content-Security-Policy: {policy}; frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: no-referrer\n"
    );
    for file in &bundle.hashed {
        write!(
            headers,
            "/{file}\n  Cache-Control: public, max-age=31536000, immutable\n"
        )?;
    }
    Ok(headers)
}

/// The version of the app, from the manifest beside the page.
fn version() -> Result<String> {
    let manifest = fs::read_to_string("Cargo.toml").context("cannot read Cargo.toml")?;
    let package = manifest
        .split("[package]")
        .nth(1)
        .context("Cargo.toml has no [package]")?;
    let line = package
        .lines()
        .find_map(|line| line.strip_prefix("version = "));
    Ok(line
        .context("Cargo.toml states no version")?
        .trim()
        .trim_matches('"')
        .to_owned())
}

fn put(path: &str, content: &[u8]) -> Result<()> {
    let path: PathBuf = Path::new(DIST).join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Short, for file names.
pub fn hash(content: &[u8]) -> String {
    Sha384::digest(content)
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Whole, for the browser to compare.
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", BASE64.encode(Sha384::digest(content)))
}
