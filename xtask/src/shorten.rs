//! Short names for what the module and its script call in each other: `wasm-bindgen` names each with a hash, twice two
//! thousand bytes that do not compress.

use std::collections::{HashMap, HashSet};
use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::build::{App, wasm_opt};
use crate::order;
use crate::run;

/// The new name of the module that all imports come from.
const MODULE: &str = "\"a\"";

pub fn names(app: &App) -> Result<App> {
    let folder = run::target()?.join("xtask");
    let (long, short) = (
        folder.join("long-names.wasm"),
        folder.join("short-names.wasm"),
    );
    fs::write(&long, &app.module)?;
    // Loops are put together anew, and `-Oz` finds again what it had left.
    let options = [
        "--low-memory-unused",
        "--flatten",
        "--rereloop",
        "-Oz",
        "--flatten",
        "--rereloop",
        "-Oz",
        "-Oz",
        "--gufa-optimizing",
        "-Oz",
        "--skip-pass=local-cse",
        "--minify-imports-and-exports-and-modules",
    ];
    let said = wasm_opt(&options, &long, &short)?;
    Ok(App {
        script: rename(&app.script, &said)?,
        module: order::by_likeness(&fs::read(&short)?)?,
    })
}

/// The script without what it offers to the module that the module does not import: each is a member that begins a line.
fn without_unused(script: &str, imports: &HashMap<&str, &str>) -> Result<String> {
    let mut kept = String::new();
    let mut keeps = true;
    for line in script.split_inclusive('\n') {
        let member = line.trim_start().split_once(": function(");
        if let Some((name, _)) = member.filter(|(name, _)| name.starts_with("__wb")) {
            keeps = imports.contains_key(name);
        }
        if keeps {
            kept.push_str(line);
        }
    }
    // The last one is followed by the end of the object.
    ensure!(keeps, "the last import is not used");
    Ok(kept)
}

/// The script with the names that wasm-opt says: under `imports` lists of module, name and new name, under `exports` of
/// name and new name.
fn rename(script: &str, said: &str) -> Result<String> {
    let said: HashMap<String, Vec<Vec<String>>> =
        serde_json::from_str(said).context("wasm-opt names no names")?;
    let mut script = script.to_owned();
    let mut imports: HashMap<&str, &str> = HashMap::new();
    let mut exports: HashMap<&str, &str> = HashMap::new();
    for entry in said.values().flatten() {
        match entry.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            // Of this form, it cannot be the name of anything else in the script.
            [module, name, new] if name.starts_with("__wb") => {
                imports.insert(name, new);
                script = script.replace(&format!("\"{module}\""), MODULE);
            }
            [name, new] => {
                exports.insert(name, new);
            }
            _ => bail!("a name that cannot be replaced: {entry:?}"),
        }
    }
    let script = without_unused(&script, &imports)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut seen = HashSet::new();
    let mut done = String::new();
    let mut rest = script.as_str();
    while let Some(start) = rest.find(is_name) {
        let (before, from) = rest.split_at(start);
        done.push_str(before);
        let (name, after) = from.split_at(from.find(|c| !is_name(c)).unwrap_or(from.len()));
        let names = match done.ends_with("wasm.") || done.ends_with("exports.") {
            true => &exports,
            false => &imports,
        };
        seen.insert(name);
        done.push_str(names.get(name).unwrap_or(&name));
        rest = after;
    }
    done.push_str(rest);
    match imports.keys().find(|name| !seen.contains(*name)) {
        None => Ok(done),
        Some(name) => bail!("the script has no {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_module_does_not_import_is_left_out() {
        let member = |name: &str| format!("{name}: function(arg0) {{\nreturn f(arg0);\n}},\n");
        let of = |names: [&str; 3]| {
            let members: String = names.map(member).concat();
            format!("const import0 = {{\n{members}}};\nrest();\n")
        };
        let imports = HashMap::from([("__wbg_a", "a"), ("__wbindgen_c", "b")]);
        let left = without_unused(&of(["__wbg_a", "__wbg_b", "__wbindgen_c"]), &imports).unwrap();
        assert_eq!(
            left,
            of(["__wbg_a", "__wbg_b", "__wbindgen_c"]).replace(&member("__wbg_b"), "")
        );
        assert!(without_unused(&of(["__wbg_a", "__wbindgen_c", "__wbg_b"]), &imports).is_err());
    }
}
