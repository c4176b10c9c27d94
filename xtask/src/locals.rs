//! The numbers of a function's locals, and what it says of addresses, so that the module packs better.

use std::ops::RangeInclusive;

use anyhow::{Context, Result};
use wasm_encoder::{CodeSection, Encode, Module, RawSection, Section};
use wasmparser::{FunctionBody, Operator, Parser, Payload, ValType};

/// The module with the locals of each function renumbered: of one type those first that are named most, as wasm-opt has
/// them, but of those that are named about as often (between two powers of two) the first to be named. What functions do
/// alike then looks alike. No access to memory promises that its address is aligned: some do and some do not, which is but a
/// hint ("Memory Instructions", WebAssembly Core Specification) that today's browsers have no use for.
pub fn by_use(module: &[u8]) -> Result<Vec<u8>> {
    let (mut parameters, mut kinds, mut code) = (Vec::new(), Vec::new(), CodeSection::new());
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::TypeSection(section) => {
                for of in section.clone().into_iter_err_on_gc_types() {
                    parameters.push(of?.params().len());
                }
            }
            Payload::FunctionSection(section) => {
                kinds = section
                    .clone()
                    .into_iter()
                    .collect::<Result<Vec<u32>, _>>()?;
            }
            Payload::CodeSectionEntry(body) => {
                let kind = kinds.get(code.len() as usize).context("no such function")?;
                let first = parameters.get(*kind as usize).context("no such type")?;
                code.raw(&renumbered(body, u32::try_from(*first)?)?);
                if code.len() as usize == kinds.len() {
                    out.section(&code);
                }
                continue;
            }
            _ => {}
        }
        if let Some((id, range)) = payload.as_section()
            && id != CodeSection::new().id()
        {
            let data = module
                .get(range)
                .context("a section ends behind the module")?;
            out.section(&RawSection { id, data });
        }
    }
    Ok(out.finish())
}

/// From `i32.load` to `i64.store32`: before the offset, a byte says how the address is aligned.
const ACCESSES: RangeInclusive<u8> = 0x28..=0x3E;

/// The body of a function whose first local, behind its parameters, has this number.
fn renumbered(body: &FunctionBody, first: u32) -> Result<Vec<u8>> {
    struct Local {
        of: ValType,
        /// Times that it is named, and when first.
        named: usize,
        begins: usize,
    }
    let mut locals = Vec::new();
    for group in body.get_locals_reader()? {
        let (count, of) = group?;
        locals.extend((0..count).map(|_| Local {
            of,
            named: 0,
            begins: usize::MAX,
        }));
    }
    let own = |operator: &Operator| match operator {
        Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } => local_index.checked_sub(first),
        _ => None,
    };
    let operators = body.get_operators_reader()?.into_iter_with_offsets();
    let operators = operators.collect::<Result<Vec<_>, _>>()?;
    for (operator, at) in &operators {
        if let Some(local) = own(operator).and_then(|index| locals.get_mut(index as usize)) {
            local.named += 1;
            local.begins = local.begins.min(*at);
        }
    }
    // Those of one type stand together already.
    let mut order: Vec<usize> = (0..locals.len()).collect();
    for group in order.chunk_by_mut(|one, other| locals[*one].of == locals[*other].of) {
        group.sort_by_key(|at| (locals[*at].named.leading_zeros(), locals[*at].begins));
    }
    let mut numbers = vec![0; order.len()];
    for (number, at) in (first..).zip(&order) {
        numbers[*at] = number;
    }
    // The declarations stay; the instructions follow them, each as it was but for the number and the alignment.
    let bytes = body.as_bytes();
    let start = body.range().start;
    let begin = operators.first().context("a function without an end")?.1 - start;
    let mut out = bytes[..begin].to_vec();
    let ends = operators.iter().skip(1).map(|(_, at)| at - start);
    for ((operator, at), end) in operators.iter().zip(ends.chain([bytes.len()])) {
        match own(operator) {
            Some(local) => {
                out.push(bytes[at - start]);
                numbers[local as usize].encode(&mut out);
            }
            None => match &bytes[at - start..end] {
                [access, _, offset @ ..] if ACCESSES.contains(access) => {
                    out.extend([*access, 0]);
                    out.extend(offset);
                }
                other => out.extend(other),
            },
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{Function, FunctionSection, MemArg, TypeSection, ValType as Of};

    /// What is asked of each operator of a function of one parameter, after it was done.
    fn done<T>(mut function: Function, ask: fn(Operator) -> Option<T>) -> Vec<T> {
        let (mut types, mut functions, mut code) = (
            TypeSection::new(),
            FunctionSection::new(),
            CodeSection::new(),
        );
        types.ty().function([Of::I32], []);
        functions.function(0);
        function.instructions().end();
        code.function(&function);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        let done = by_use(&module.finish()).unwrap();
        let body = Parser::new(0).parse_all(&done).find_map(|payload| {
            let Ok(Payload::CodeSectionEntry(body)) = payload else {
                return None;
            };
            Some(body)
        });
        let operators = body.unwrap().get_operators_reader().unwrap().into_iter();
        operators
            .filter_map(|operator| ask(operator.unwrap()))
            .collect()
    }

    /// The numbers of the locals that a function names, after it was done.
    fn numbers(named: &[u32]) -> Vec<u32> {
        let mut function = Function::new([(3, Of::I32), (1, Of::I64)]);
        for local in named {
            function.instructions().local_get(*local).drop();
        }
        done(function, |operator| match operator {
            Operator::LocalGet { local_index } => Some(local_index),
            _ => None,
        })
    }

    #[test]
    fn those_named_most_come_first_and_of_the_others_those_named_first() {
        // The parameter is 0, and the last is of another type.
        assert_eq!(numbers(&[3, 4, 2, 2, 2, 2, 1, 0]), [2, 4, 1, 1, 1, 1, 3, 0]);
        // Twice and three times are about as often.
        assert_eq!(numbers(&[3, 3, 1, 1, 1]), [1, 1, 2, 2, 2]);
    }

    #[test]
    fn no_access_promises_an_aligned_address_and_each_keeps_its_offset() {
        let mut function = Function::new([]);
        let at = |offset, align| MemArg {
            offset,
            align,
            memory_index: 0,
        };
        // The numbers that stand between are those of `i64.load` and of `i64.store32`.
        let mut code = function.instructions();
        code.local_get(0).local_get(0).i64_load(at(300, 3));
        code.i64_store32(at(8, 2))
            .i32_const(0x29)
            .i32_load(at(0x3E, 2));
        code.drop();
        let said = done(function, |operator| match operator {
            Operator::I64Load { memarg }
            | Operator::I64Store32 { memarg }
            | Operator::I32Load { memarg } => Some((memarg.align, memarg.offset)),
            Operator::I32Const { value } => Some((9, value.try_into().unwrap())),
            _ => None,
        });
        assert_eq!(said, [(0, 300), (0, 8), (9, 0x29), (0, 0x3E)]);
    }
}
