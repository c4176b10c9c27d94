//! The order of a module's functions: those of one type stand beside each other, and among them those that are alike, so
//! that the module packs better.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Result, anyhow};
use wasm_encoder::{Module, NameMap, NameSection};
use wasmparser::{Parser, Payload, TypeRef};

use crate::build::{WASM_OPT, wasm_opt};
use crate::locals::by_use;
use crate::run;
use crate::sizes::packed;

/// Orders that are tried, by the function that comes first: a good part of how they pack is chance.
const TRIED: usize = 20;

/// Orders that are tried at a time.
const AT_ONCE: usize = 2;

/// The module with its functions in order, optimised once more, and their locals in order too.
pub fn by_likeness(module: &[u8]) -> Result<Vec<u8>> {
    let tried = |first: usize| {
        let ordered = in_order(module, first)?;
        Ok((packed(&ordered)?, ordered))
    };
    let orders = thread::scope(|scope| {
        let some = |from: usize| {
            let some = (from..TRIED).step_by(AT_ONCE).map(tried);
            some.collect::<Result<Vec<_>>>()
        };
        let tries: Vec<_> = (0..AT_ONCE)
            .map(|from| scope.spawn(move || some(from)))
            .collect();
        tries
            .into_iter()
            .map(|tries| {
                tries
                    .join()
                    .map_err(|_| anyhow!("an order was not tried"))?
            })
            .collect::<Result<Vec<_>>>()
    })?;
    let (_, best) = orders.into_iter().flatten().min().context("no order")?;
    Ok(fs::read(best)?)
}

/// The file of the module with its functions in the order that begins with the function of this number.
fn in_order(module: &[u8], first: usize) -> Result<PathBuf> {
    let folder = run::target()?.join("xtask");
    let file = |name: &str| folder.join(format!("{name}-{first}.wasm"));
    let (named, ordered) = (file("named"), file("ordered"));
    let mut with_names = module.to_vec();
    with_names.extend(names(module, first)?);
    fs::write(&named, with_names)?;
    let options = [
        &WASM_OPT[..],
        &["--reorder-functions-by-name", "--strip-target-features"],
    ]
    .concat();
    wasm_opt(&options, &named, &ordered)?;
    fs::remove_file(named)?;
    fs::write(&ordered, by_use(&fs::read(&ordered)?)?)?;
    Ok(ordered)
}

/// A section with a name for each function that tells its place.
fn names(module: &[u8], first: usize) -> Result<Vec<u8>> {
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
    let mut of_type: BTreeMap<u32, Vec<(&[u8], u32)>> = BTreeMap::new();
    for ((of, body), index) in types.into_iter().zip(bodies).zip(imported..) {
        of_type.entry(of).or_default().push((body, index));
    }
    let ordered = of_type.into_values().flat_map(|all| chain(all, first));
    let mut places: Vec<(u32, usize)> = ordered.zip(0..).collect();
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

/// The functions, by their indexes, from this one on: after each the one of those left that is most like it.
fn chain(mut functions: Vec<(&[u8], u32)>, first: usize) -> Vec<u32> {
    functions.sort();
    let pieces = |body: &[u8]| {
        let mut pieces: Vec<[u8; 3]> = body
            .windows(3)
            .filter_map(|piece| piece.try_into().ok())
            .collect();
        pieces.sort_unstable();
        pieces.dedup();
        pieces
    };
    let mut left: Vec<(Vec<[u8; 3]>, u32)> = functions
        .into_iter()
        .map(|(body, index)| (pieces(body), index))
        .collect();
    let mut chain = Vec::new();
    let mut next = first % left.len().max(1);
    while !left.is_empty() {
        let (last, index) = left.remove(next);
        chain.push(index);
        // The first of those that are equally alike, so that one module has one order.
        let mut most = -1.0;
        next = 0;
        for (place, (other, _)) in left.iter().enumerate() {
            let alike = likeness(&last, other);
            if alike > most {
                (most, next) = (alike, place);
            }
        }
    }
    chain
}

/// How much of what two functions hold they share. Their pieces are in order.
fn likeness(one: &[[u8; 3]], other: &[[u8; 3]]) -> f64 {
    let (mut shared, mut at) = (0, 0);
    for piece in one {
        while other.get(at).is_some_and(|candidate| candidate < piece) {
            at += 1;
        }
        shared += usize::from(other.get(at) == Some(piece));
    }
    shared as f64 / (one.len() + other.len() - shared).max(1) as f64
}
