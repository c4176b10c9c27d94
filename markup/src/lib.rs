//! `html!` as Yew has it, for a page that has to be small.
//!
//! Yew's own macro writes out, for each element, how every field of it is filled: three hundred bytes of WebAssembly apiece,
//! a quarter of the whole app. This one writes calls to `crate::markup::Builder`, and what is known beforehand between
//! two of them as one text: about twenty. What it makes of what it reads is the same, and it reads what the page needs:
//!
//! - elements and fragments, `name="text"`, `name={expression}` and `{name}`, `key`, `class`, listeners (`onclick`);
//! - `{ expression }`, `{ for iterator }`, `if` and `if let` with `else`;
//! - components without children, which are left to Yew's macro.

mod parse;
mod write;

use proc_macro::TokenStream;

#[proc_macro]
pub fn html(input: TokenStream) -> TokenStream {
    let nodes = syn::parse_macro_input!(input as parse::Nodes);
    write::tree(&nodes.0).into()
}
