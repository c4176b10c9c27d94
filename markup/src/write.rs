//! From what was read to calls of the builder.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::parse::{Attribute, AttributeValue, Element, If, Node};

/// Attributes that are there or not, and say nothing else.
const FLAGS: [&str; 9] = [
    "checked", "disabled", "hidden", "multiple", "open", "readonly", "required", "reversed",
    "selected",
];

/// What is done for a part of the markup: known where it is written, as text for `crate::markup::Builder::run`, or a call.
enum Step {
    Known(String),
    Call(TokenStream),
}

// What `Builder::run` reads: characters that no markup has stand for what is done.
const OPEN: char = '\u{1}';
const END: char = '\u{2}';
const CLOSE: char = '\u{3}';
const LIST: char = '\u{4}';
const NOTHING: char = '\u{5}';
const FIXED: char = '\u{6}';
const GAP: char = '\u{7}';

pub fn tree(nodes: &[Node]) -> TokenStream {
    // One node, or none, which is a list of none.
    match nodes {
        [] => quote! { ::yew::virtual_dom::VNode::default() },
        [Node::Component(tokens)] => quote! { ::yew::html! { #tokens } },
        [Node::Value(value)] => quote! { crate::markup::Content::node({ #value }) },
        nodes => {
            let calls = calls(one(nodes));
            quote! {{
                let mut __builder = crate::markup::Builder::default();
                #calls
                __builder.finish()
            }}
        }
    }
}

/// The steps as calls: what is known of one after the other is one text.
fn calls(steps: Vec<Step>) -> TokenStream {
    let mut calls: Vec<TokenStream> = Vec::new();
    let mut known = String::new();
    let is_text = |c: Option<char>| c.is_some_and(|c| c > GAP);
    for step in steps {
        match step {
            Step::Known(more) => {
                if is_text(known.chars().next_back()) && is_text(more.chars().next()) {
                    known.push(GAP);
                }
                known.push_str(&more);
            }
            Step::Call(call) => {
                calls.extend(run(&mut known));
                calls.push(call);
            }
        }
    }
    calls.extend(run(&mut known));
    quote! { #(#calls)* }
}

fn run(known: &mut String) -> Option<TokenStream> {
    let known = std::mem::take(known);
    (!known.is_empty()).then(|| quote! { __builder.run(#known); })
}

/// Steps that make exactly one node of these.
fn one(nodes: &[Node]) -> Vec<Step> {
    match nodes {
        [] => vec![Step::Known(NOTHING.into())],
        [Node::Each(_)] => list(nodes),
        [only] => node(only),
        _ => list(nodes),
    }
}

fn list(nodes: &[Node]) -> Vec<Step> {
    let mut steps = vec![Step::Known(LIST.into())];
    steps.extend(nodes.iter().flat_map(node));
    steps.push(Step::Known(CLOSE.into()));
    steps
}

fn node(node: &Node) -> Vec<Step> {
    let call = match node {
        Node::Element(element) => return self::element(element),
        Node::Fragment(children) => return one(children),
        Node::Text(text) => return vec![Step::Known(text.value())],
        Node::Component(tokens) => quote! { __builder.child(::yew::html! { #tokens }); },
        Node::Value(value) => quote! { crate::markup::Content::add({ #value }, &mut __builder); },
        Node::Each(each) => quote! {
            for __node in #each { crate::markup::Content::add(__node, &mut __builder); }
        },
        Node::If(If {
            condition,
            then,
            otherwise,
        }) => {
            let then = calls(one(then));
            let otherwise = calls(one(otherwise.as_deref().unwrap_or_default()));
            quote! { if #condition { #then } else { #otherwise } }
        }
    };
    vec![Step::Call(call)]
}

fn element(element: &Element) -> Vec<Step> {
    let tag = element.tag.to_string();
    let field = |name: &str| {
        matches!(
            (name, tag.as_str()),
            ("value" | "defaultvalue", "input" | "textarea") | ("checked", "input")
        )
    };
    let mut calls: Vec<TokenStream> = Vec::new();
    let mut plain: Vec<&Attribute> = Vec::new();
    for attribute in &element.attributes {
        let name = attribute.name.as_str();
        let value = match &attribute.value {
            AttributeValue::Text(text) => quote! { #text },
            AttributeValue::Value(value) => quote! { { #value } },
        };
        match name {
            "key" => calls.push(quote! { __builder.key(::yew::virtual_dom::Key::from(#value)); }),
            "value" if field(name) => {
                calls.push(quote! { __builder.field_value(::yew::AttrValue::from(#value)); })
            }
            "defaultvalue" if field(name) => {
                calls.push(quote! { __builder.field_default(::yew::AttrValue::from(#value)); })
            }
            "checked" if field(name) => calls.push(quote! { __builder.field_checked(#value); }),
            _ if name.starts_with("on") => {
                let event = Ident::new(name, Span::call_site());
                calls.push(quote! { __builder.listener(::yew::html::#event::Wrapper::__macro_new(#value)); });
            }
            _ => plain.push(attribute),
        }
    }
    let text = |attribute: &Attribute| match &attribute.value {
        AttributeValue::Text(text) => Some(text.value()),
        AttributeValue::Value(_) => None,
    };
    let fixed = plain.iter().all(|attribute| text(attribute).is_some());
    // Whether it has one child for good: then that is no list.
    let single = matches!(element.children.as_slice(), [only] if !matches!(only, Node::Each(_)));
    let mut known = String::from(OPEN);
    known.push_str(if fixed { "" } else { "!" });
    known.push_str(if single { "" } else { "*" });
    known.push_str(&tag);
    for attribute in &plain {
        known.push('\t');
        known.push_str(&attribute.name);
        if fixed {
            known.push('\t');
            known.push_str(&text(attribute).unwrap_or_default());
        }
    }
    known.push(END);
    let mut steps = vec![Step::Known(known)];
    steps.extend(calls.into_iter().map(Step::Call));
    if !fixed {
        steps.extend(plain.iter().map(|attribute| value(attribute)));
    }
    steps.extend(element.children.iter().flat_map(node));
    steps.push(Step::Known(CLOSE.into()));
    steps
}

fn value(attribute: &Attribute) -> Step {
    let name = attribute.name.as_str();
    match &attribute.value {
        AttributeValue::Text(text) => Step::Known(format!("{FIXED}{}{END}", text.value())),
        AttributeValue::Value(value) => Step::Call(dynamic(name, &quote! { { #value } })),
    }
}

fn dynamic(name: &str, value: &TokenStream) -> TokenStream {
    match name {
        "class" => quote! { __builder.class(::yew::Classes::from(#value)); },
        name if FLAGS.contains(&name) => quote! { __builder.flag(#name, #value); },
        _ => quote! {
            __builder.value(::yew::html::IntoPropValue::<::core::option::Option<::yew::AttrValue>>::into_prop_value(#value));
        },
    }
}
