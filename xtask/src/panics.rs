//! The page tells of a panic by its place alone, as the message may quote a file. What writes messages is left out.

use anyhow::{Context, Result, bail};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module, ValType};

/// Panics with a fixed message, and takes only the place. The names of crates have a hash behind them.
pub const PLAIN: &str = "::option::unwrap_failed";

/// Panic with a message about what went wrong, and take so many parameters, the place last, as what is `#[track_caller]`
/// does. One that the compiler has taken a parameter from, which may be the place, stays as it is.
const TELLING: [(&str, usize); 6] = [
    ("::slice_error_fail_rt", 5),
    ("::slice_index_fail", 4),
    ("::len_mismatch_fail", 3),
    ("::panic_bounds_check", 3),
    ("::result::unwrap_failed", 5),
    ("::option::expect_failed", 3),
];

/// Only messages of panics are written by `Debug`: no text of the page is.
const DEBUG: &str = "::fmt::Debug>::fmt";

/// How the names of source files begin that are not the page's own.
const PATHS: [&str; 2] = ["cargo/registry/src/", "/rustc/"];

/// Whether the function of this name, which takes so many parameters, gets another body.
pub fn is_replaced(name: &str, parameters: usize) -> bool {
    let tells = |(telling, count): &(&str, usize)| name.contains(telling) && *count == parameters;
    name.contains(DEBUG) || TELLING.iter().any(tells)
}

/// Lets everything that panics with a message panic without.
pub fn without_messages(module: &mut Module) -> Result<()> {
    let (mut plain, mut telling, mut debug) = (Vec::new(), Vec::new(), Vec::new());
    for function in module.funcs.iter() {
        let name = function.name.as_deref().unwrap_or_default();
        if !matches!(function.kind, FunctionKind::Local(_)) {
            continue;
        }
        let parameters = module.types.params(function.ty()).len();
        if name.contains(PLAIN) {
            plain.push(function.id());
        } else if is_replaced(name, parameters) {
            let kind = if name.contains(DEBUG) {
                &mut debug
            } else {
                &mut telling
            };
            kind.push(function.id());
        }
    }
    let [plain] = plain[..] else {
        bail!("the module has not one {PLAIN}");
    };
    if telling.is_empty() || debug.is_empty() {
        bail!("nothing in the module writes messages: are its names gone?");
    }
    let data: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in data {
        with_short_places(&mut module.data.get_mut(id).value);
    }
    for function in telling {
        replace(module, function, |body, place| {
            body.local_get(place).call(plain).unreachable();
        })?;
    }
    for function in debug {
        // That all went well.
        replace(module, function, |body, _| {
            body.i32_const(0);
        })?;
    }
    Ok(())
}

/// Leaves out the names of source files that are not the page's own: the line and the column, which stay, tell which.
fn with_short_places(data: &mut [u8]) {
    let mut at = 0;
    while let Some(rest) = data.get_mut(at..).filter(|rest| !rest.is_empty()) {
        let Some(path) = path_at(rest) else {
            at += 1;
            continue;
        };
        let length = path.len();
        rest[..length].fill(b' ');
        at += length;
    }
}

/// The name of a source file that begins here.
fn path_at(data: &[u8]) -> Option<&str> {
    if !PATHS.iter().any(|it| data.starts_with(it.as_bytes())) {
        return None;
    }
    let end = data.windows(3).position(|end| end == b".rs")?;
    std::str::from_utf8(&data[..end + 3]).ok()
}

/// Gives a function another body, which is told the local of its last parameter.
fn replace(
    module: &mut Module,
    function: FunctionId,
    write: impl Fn(&mut walrus::InstrSeqBuilder, walrus::LocalId),
) -> Result<()> {
    let old: &LocalFunction = module.funcs.get(function).kind.unwrap_local();
    let arguments = old.args.clone();
    let (parameters, results) = module.types.params_results(old.ty());
    let (parameters, results) = (parameters.to_vec(), results.to_vec());
    let place = *arguments.last().context("it takes nothing")?;
    if module.locals.get(place).ty() != ValType::I32 {
        bail!("the place of a panic is an address");
    }
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    write(&mut builder.func_body(), place);
    module.funcs.get_mut(function).kind = FunctionKind::Local(builder.local_func(arguments));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(names: &[&str]) -> Module {
        let mut module = Module::default();
        for name in names {
            // Of an index, a length and a place, or of two of them.
            let count = if name.ends_with("short") { 2 } else { 3 };
            let places = vec![ValType::I32; count];
            let mut builder = FunctionBuilder::new(&mut module.types, &places, &[ValType::I32]);
            builder.name((*name).to_owned()).func_body().i32_const(7);
            let arguments = places.iter().map(|it| module.locals.add(*it)).collect();
            builder.finish(arguments, &mut module.funcs);
        }
        module
    }

    /// What the body of the function of this name begins with.
    fn begins(module: &Module, name: &str) -> Option<String> {
        let function = module.funcs.get(module.funcs.by_name(name)?);
        let body = function.kind.unwrap_local();
        let (first, _) = body.block(body.entry_block()).instrs.first()?;
        Some(format!("{first:?}"))
    }

    #[test]
    fn what_writes_messages_is_left_out_and_nothing_else() -> Result<()> {
        let names = [
            "core[1a]::option::unwrap_failed",
            "core[1a]::panicking::panic_bounds_check",
            "<char as core[1a]::fmt::Debug>::fmt",
            "<char as core[1a]::fmt::Display>::fmt",
            "core[1a]::panicking::panic_bounds_check.short",
        ];
        let mut module = module(&names);
        let before = names.map(|name| begins(&module, name));
        without_messages(&mut module)?;
        let after = names.map(|name| begins(&module, name));
        let changed = before.iter().zip(&after).map(|(one, other)| one != other);
        assert_eq!(
            changed.collect::<Vec<_>>(),
            [false, true, true, false, false]
        );
        assert!(
            after[1]
                .as_ref()
                .is_some_and(|it| it.starts_with("LocalGet"))
        );
        assert!(after[2].as_ref().is_some_and(|it| it.contains("I32(0)")));
        Ok(())
    }

    #[test]
    fn places_of_others_are_left_out() {
        let mut data =
            b"x\0cargo/registry/src/i-1/yew-0.23.0/src/a.rs/rustc/ab/library/core/b.rssrc/c.rs"
                .to_vec();
        let length = data.len();
        with_short_places(&mut data);
        assert_eq!(data.len(), length);
        let words: Vec<&[u8]> = data
            .split(|byte| *byte == b' ')
            .filter(|it| !it.is_empty())
            .collect();
        assert_eq!(words, [&b"x\0"[..], b"src/c.rs"]);
    }

    #[test]
    fn a_module_without_names_is_refused() {
        assert!(without_messages(&mut module(&["a"])).is_err());
    }
}
