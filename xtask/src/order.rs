//! The order of a module's functions: those of one type stand beside each other, and among them those that begin alike, so
//! that the module packs better.

use std::fs;

use anyhow::Result;
use wasm_encoder::{Module, NameMap, NameSection};
use wasmparser::{Parser, Payload, TypeRef};

use crate::build::wasm_opt;
use crate::run;

/// The module with its functions in order, optimised once more.
pub fn by_likeness(module: &[u8]) -> Result<Vec<u8>> {
    let folder = run::target()?.join("xtask");
    let (named, ordered) = (folder.join("named.wasm"), folder.join("ordered.wasm"));
    let mut with_names = module.to_vec();
    with_names.extend(names(module)?);
    fs::write(&named, with_names)?;
    let options = [
        "--low-memory-unused",
        "-Oz",
        "--reorder-functions-by-name",
        "--strip-debug",
    ];
    wasm_opt(&options, &named, &ordered)?;
    Ok(fs::read(&ordered)?)
}

/// A section with a name for each function that tells its place.
fn names(module: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut types, mut bodies) = (0, Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(section) => {
                types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let mut functions: Vec<_> = types.into_iter().zip(bodies).zip(imported..).collect();
    functions.sort();
    let places = functions.iter().enumerate();
    let mut places: Vec<(u32, usize)> = places.map(|(place, (_, index))| (*index, place)).collect();
    places.sort();
    let mut map = NameMap::new();
    for (index, place) in places {
        map.append(index, &format!("{place:06}"));
    }
    let mut section = NameSection::new();
    section.functions(&map);
    let mut only = Module::new();
    only.section(&section);
    // Without the head of a module.
    Ok(only.finish().split_off(Module::HEADER.len()))
}
