//! Data that the page does not need. The linker leaves out what nothing names; the messages of panics are left out later, and
//! what they are made of would stay in the module. So would the messages of errors that nobody reads.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use wasm_encoder::{Module, RawSection};
use wasmparser::{
    ExternalKind, KnownCustom, Linking, Name, Parser, Payload, RelocationEntry, RelocationType,
    SymbolInfo, TypeRef,
};

use crate::panics;

/// Whose texts the page does not show: the standard library as such, which panics with them (what it makes of types of the
/// page has no hash in its name, as it may hold texts of the page), and a library of whose errors only the place is told.
const QUIET: [&str; 4] = ["core[", "std[", "alloc[", "saphyr_parser::"];

/// What the linker's `--emit-relocs` tells: each place in code and data that names a function or a piece of data.
/// (WebAssembly tool conventions, "WebAssembly Object File Linking".) Places are those in the module's bytes.
#[derive(Default)]
struct Links {
    /// The bodies of functions, in the order of their numbers, behind those that are imported.
    bodies: Vec<Range<usize>>,
    imported: usize,
    /// By number.
    names: BTreeMap<u32, String>,
    parameters: Vec<usize>,
    segments: Vec<Range<usize>>,
    symbols: Vec<Symbol>,
    /// The number of the symbol that is named at a place.
    at: BTreeMap<usize, usize>,
    /// Functions that are called from outside.
    roots: Vec<Symbol>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Symbol {
    Function(u32),
    Data(Range<usize>),
    /// A type, a global: it names nothing itself.
    Other,
}

/// The module without the linker's notes, and with zeros for data that is named by nothing that can be called, and for
/// messages that are not shown.
pub fn without_data(module: &[u8]) -> Result<Vec<u8>> {
    let links = read(module)?;
    let live = links.live();
    let mut data = module.to_vec();
    let mut used = vec![false; module.len()];
    let pieces = |of: &mut dyn Iterator<Item = &Symbol>| -> Vec<Range<usize>> {
        of.filter_map(|symbol| match symbol {
            Symbol::Data(range) => Some(range.clone()),
            _ => None,
        })
        .collect()
    };
    for range in pieces(&mut live.iter()) {
        used[range].fill(true);
    }
    let mut left_out = 0;
    for range in pieces(&mut links.symbols.iter()) {
        for at in range {
            if !used[at] && data[at] != 0 {
                left_out += 1;
                data[at] = 0;
            }
        }
    }
    for range in links.unshown(&live, module) {
        left_out += range.len();
        data[range].fill(0);
    }
    println!("  {left_out} bytes of data are left out");
    without_notes(&data)
}

impl Links {
    /// All that is named by what is called from outside.
    fn live(&self) -> HashSet<Symbol> {
        let mut live = HashSet::new();
        let mut next: Vec<Symbol> = self.roots.clone();
        while let Some(symbol) = next.pop() {
            if !live.insert(symbol.clone()) {
                continue;
            }
            let places = match symbol {
                Symbol::Function(number) => self.body(number),
                Symbol::Data(range) => range,
                Symbol::Other => continue,
            };
            let named = self.at.range(places).map(|(_, symbol)| *symbol);
            next.extend(named.filter_map(|it| self.symbols.get(it).cloned()));
        }
        live
    }

    /// Sentences that only functions name whose messages the page does not show.
    fn unshown(&self, live: &HashSet<Symbol>, module: &[u8]) -> Vec<Range<usize>> {
        let mut shown = HashSet::new();
        let mut next: Vec<Symbol> = Vec::new();
        for symbol in live {
            if let Symbol::Function(number) = symbol
                && !self.is_quiet(*number)
            {
                next.extend(self.named_in(self.body(*number)));
            }
        }
        while let Some(symbol) = next.pop() {
            if let Symbol::Data(range) = &symbol
                && shown.insert(symbol.clone())
            {
                next.extend(self.named_in(range.clone()));
            }
        }
        let mut out = Vec::new();
        for symbol in live.difference(&shown) {
            if let Symbol::Data(range) = symbol
                && is_sentence(&module[range.clone()])
            {
                out.push(range.clone());
            }
        }
        out
    }

    fn named_in(&self, places: Range<usize>) -> impl Iterator<Item = Symbol> {
        let named = self.at.range(places).map(|(_, symbol)| *symbol);
        named.filter_map(|it| self.symbols.get(it).cloned())
    }

    /// Whether the page does not show the texts of the function.
    fn is_quiet(&self, number: u32) -> bool {
        let name = self.names.get(&number).map_or("", String::as_str);
        let name = name.trim_start_matches('<');
        !name.contains("keyglass") && QUIET.iter().any(|it| name.starts_with(it))
    }

    /// The places in which a function names others: none if its body will be replaced.
    fn body(&self, number: u32) -> Range<usize> {
        let local = (number as usize).checked_sub(self.imported);
        let body = local.and_then(|it| Some((self.bodies.get(it)?, self.parameters.get(it)?)));
        let name = self.names.get(&number).map_or("", String::as_str);
        match body {
            Some((body, parameters)) if !panics::is_replaced(name, *parameters) => body.clone(),
            _ => 0..0,
        }
    }
}

/// Whether it is a text of several words.
fn is_sentence(data: &[u8]) -> bool {
    let blanks = data.iter().filter(|byte| **byte == b' ').count();
    blanks >= 2 && data.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

fn read(module: &[u8]) -> Result<Links> {
    let mut links = Links::default();
    let (mut types, mut sections) = (Vec::new(), Vec::new());
    let mut entries: Vec<(usize, RelocationEntry)> = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Some((_, range)) = payload.as_section() {
            sections.push(range.start);
        }
        match payload {
            Payload::TypeSection(section) => {
                for of in section.into_iter_err_on_gc_types() {
                    types.push(of?.params().len());
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    links.imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(section) => {
                for of in section {
                    let parameters = types.get(of? as usize).context("no such type")?;
                    links.parameters.push(*parameters);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        links.roots.push(Symbol::Function(export.index));
                    }
                }
            }
            Payload::StartSection { func, .. } => links.roots.push(Symbol::Function(func)),
            Payload::CodeSectionEntry(body) => links.bodies.push(body.range()),
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    let from = data.range.end - data.data.len();
                    links.segments.push(from..data.range.end);
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Linking(section) => {
                    for part in section.subsections() {
                        links.read_symbols(part?)?;
                    }
                }
                KnownCustom::Reloc(section) => {
                    let of = section.section_index() as usize;
                    let start = *sections.get(of).context("no such section")?;
                    for entry in section.entries() {
                        entries.push((start, entry?));
                    }
                }
                KnownCustom::Name(section) => {
                    for part in section {
                        if let Name::Function(names) = part? {
                            for naming in names {
                                let naming = naming?;
                                links.names.insert(
                                    naming.index,
                                    rustc_demangle::demangle(naming.name).to_string(),
                                );
                            }
                        }
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    for (start, entry) in entries {
        // Its index is that of a type, and of no symbol.
        if entry.ty == RelocationType::TypeIndexLeb {
            continue;
        }
        links
            .at
            .insert(start + entry.offset as usize, entry.index as usize);
    }
    // What stands in for others is called.
    let plain = links
        .names
        .iter()
        .filter(|(_, name)| name.contains(panics::PLAIN));
    links
        .roots
        .extend(plain.map(|(number, _)| Symbol::Function(*number)));
    ensure!(
        !links.at.is_empty() && !links.symbols.is_empty(),
        "the linker has told nothing of what names what"
    );
    Ok(links)
}

impl Links {
    fn read_symbols(&mut self, part: Linking) -> Result<()> {
        match part {
            Linking::SymbolTable(symbols) => {
                for symbol in symbols {
                    let symbol = match symbol? {
                        SymbolInfo::Func { index, .. } => Symbol::Function(index),
                        SymbolInfo::Data {
                            symbol: Some(symbol),
                            ..
                        } => {
                            let segment = self.segments.get(symbol.index as usize);
                            let start =
                                segment.context("no such data")?.start + symbol.offset as usize;
                            Symbol::Data(start..start + symbol.size as usize)
                        }
                        _ => Symbol::Other,
                    };
                    self.symbols.push(symbol);
                }
            }
            Linking::InitFuncs(functions) => {
                for function in functions {
                    let symbol = self.symbols.get(function?.symbol_index as usize);
                    self.roots.push(symbol.context("no such symbol")?.clone());
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The module without the sections that the linker has written for this.
fn without_notes(module: &[u8]) -> Result<Vec<u8>> {
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        if let Payload::CustomSection(section) = &payload
            && (section.name() == "linking" || section.name().starts_with("reloc."))
        {
            continue;
        }
        let data = module
            .get(range)
            .context("a section ends behind the module")?;
        out.section(&RawSection { id, data });
    }
    Ok(out.finish())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use wasm_encoder::{
        CodeSection, ConstExpr, CustomSection, DataSection, DataSymbolDefinition, ExportKind,
        ExportSection, Function, FunctionSection, LinkingSection, NameMap, NameSection,
        SymbolTable, TypeSection, ValType,
    };

    use super::*;

    /// A place in the code that calls a function, and one that names data: as many bytes as the linker takes for each.
    const CALL: [u8; 6] = [0x10, 0x80, 0x80, 0x80, 0x80, 0];
    const DATA: [u8; 6] = [0x41, 0x80, 0x80, 0x80, 0x80, 0];

    /// The kinds of relocations that are used here.
    const FUNCTION_INDEX_LEB: u8 = 0;
    const MEMORY_ADDR_SLEB: u8 = 4;
    const MEMORY_ADDR_I32: u8 = 5;

    /// Section `section` names at these offsets these symbols.
    fn notes(name: &str, section: u8, entries: &[(u8, u8, u8)]) -> CustomSection<'static> {
        let mut data = vec![section, u8::try_from(entries.len()).unwrap()];
        for (kind, offset, symbol) in entries {
            data.extend([*kind, *offset, *symbol]);
            if *kind != FUNCTION_INDEX_LEB {
                data.push(0);
            }
        }
        CustomSection {
            name: Cow::Owned(name.to_owned()),
            data: Cow::Owned(data),
        }
    }

    /// An exported function that names "here", whose second byte names "there", and that calls one of this name, which
    /// names "gone".
    fn module(called: &str, data: &str) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        types.ty().function([ValType::I32; 3], []);
        let mut functions = FunctionSection::new();
        functions.function(0).function(1);
        let mut exports = ExportSection::new();
        exports.export("a", ExportKind::Func, 0);
        let mut code = CodeSection::new();
        let mut calls = Function::new([]);
        calls.raw([&DATA[..], &CALL[..], &[0x0b]].concat());
        let mut tells = Function::new([]);
        tells.raw([&DATA[..], &[0x1a, 0x0b]].concat());
        code.function(&calls).function(&tells);
        let text = data;
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(0), text.bytes());
        let mut symbols = SymbolTable::new();
        symbols.function(0, 0, Some("a")).function(0, 1, Some("b"));
        for (offset, size) in [(0, 4), (4, 4), (8, 5)] {
            let definition = DataSymbolDefinition {
                index: 0,
                offset,
                size,
            };
            symbols.data(0, "data", Some(definition));
        }
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        let mut names = NameMap::new();
        names.append(1, called);
        let mut name = NameSection::new();
        name.functions(&names);
        let mut module = Module::new();
        module.section(&types).section(&functions);
        module.section(&exports).section(&code).section(&data);
        module.section(&linking);
        // Behind the number of functions, the length of the first and its number of locals stands its code.
        let (first, second) = (4, 4 + 13 + 3);
        module.section(&notes(
            "reloc.CODE",
            3,
            &[
                (MEMORY_ADDR_SLEB, first, 2),
                (FUNCTION_INDEX_LEB, first + 6, 1),
                (MEMORY_ADDR_SLEB, second, 3),
            ],
        ));
        // Behind the number of segments, the flags, the offset and the length stand the bytes.
        module.section(&notes("reloc.DATA", 4, &[(MEMORY_ADDR_I32, 6 + 1, 4)]));
        module.section(&name);
        module.finish()
    }

    fn left(called: &str, data: &str) -> Result<(String, Vec<String>)> {
        let module = without_data(&module(called, data))?;
        let (mut data, mut custom) = (String::new(), Vec::new());
        for payload in Parser::new(0).parse_all(&module) {
            match payload? {
                Payload::DataSection(section) => {
                    for of in section {
                        data += std::str::from_utf8(of?.data)?;
                    }
                }
                Payload::CustomSection(section) => custom.push(section.name().to_owned()),
                _ => {}
            }
        }
        Ok((data, custom))
    }

    #[test]
    fn what_a_replaced_function_alone_names_is_left_out() -> Result<()> {
        let all = "heregonetherefree";
        let (data, custom) = left("core[1a]::panicking::panic_bounds_check", all)?;
        assert_eq!(data, "here\0\0\0\0therefree");
        assert_eq!(custom, ["name"]);
        assert_eq!(left("core[1a]::others", all)?.0, all);
        // As the linker has it.
        let mangled = "_RNvNtCsgXGp5Oqx2Ny_4core9panicking18panic_bounds_check";
        assert_eq!(left(mangled, all)?.0, data);
        Ok(())
    }

    /// Of two texts of several words, one is named by a function that does not show it.
    #[test]
    fn sentences_that_are_not_shown_are_left_out() -> Result<()> {
        let all = "h e g o therefree";
        for (called, data) in [
            ("<saphyr_parser::Scanner<T>>::next", "h e \0\0\0\0therefree"),
            ("<char as core[1a]::fmt::Display>::fmt", all),
            (
                "core[1a]::cell::panic_already_borrowed",
                "h e \0\0\0\0therefree",
            ),
            ("core::iter::Iterator::map", all),
            ("keyglass::lint::check", all),
            ("core[1a]::iter::map::<keyglass[2b]::lint::check>", all),
        ] {
            assert_eq!(left(called, all)?.0, data, "{called}");
        }
        // One word may be anything.
        assert_eq!(
            left("saphyr_parser::x", "heregonetherefree")?.0,
            "heregonetherefree"
        );
        Ok(())
    }

    #[test]
    fn a_module_without_the_notes_of_the_linker_is_refused() {
        assert!(without_data(&Module::new().finish()).is_err());
    }
}
