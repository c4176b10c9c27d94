//! From what was read to calls of the builder.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::parse::{Attribute, AttributeValue, Element, If, Node};

/// Attributes that are there or not, and say nothing else.
const FLAGS: [&str; 9] = [
    "checked", "disabled", "hidden", "multiple", "open", "readonly", "required", "reversed",
    "selected",
];

pub fn tree(nodes: &[Node]) -> TokenStream {
    // One node, or none, which is a list of none.
    match nodes {
        [] => quote! { ::yew::virtual_dom::VNode::default() },
        [Node::Component(tokens)] => quote! { ::yew::html! { #tokens } },
        [Node::Value(value)] => quote! { crate::markup::Content::node({ #value }) },
        nodes => {
            let calls = one(nodes);
            quote! {{
                let mut __builder = crate::markup::Builder::default();
                #calls
                __builder.finish()
            }}
        }
    }
}

/// Calls that make exactly one node of these.
fn one(nodes: &[Node]) -> TokenStream {
    match nodes {
        [] => quote! { __builder.nothing(); },
        [Node::Each(_)] => list(nodes),
        [only] => node(only),
        _ => list(nodes),
    }
}

fn list(nodes: &[Node]) -> TokenStream {
    let calls = nodes.iter().map(node);
    quote! { __builder.open_list(); #(#calls)* __builder.close_list(); }
}

fn node(node: &Node) -> TokenStream {
    match node {
        Node::Element(element) => self::element(element),
        Node::Fragment(children) => one(children),
        Node::Component(tokens) => quote! { __builder.child(::yew::html! { #tokens }); },
        Node::Text(text) => quote! { __builder.text(#text); },
        Node::Value(value) => quote! { crate::markup::Content::add({ #value }, &mut __builder); },
        Node::Each(each) => quote! {
            for __node in #each { crate::markup::Content::add(__node, &mut __builder); }
        },
        Node::If(If {
            condition,
            then,
            otherwise,
        }) => {
            let then = one(then);
            let otherwise = one(otherwise.as_deref().unwrap_or_default());
            quote! { if #condition { #then } else { #otherwise } }
        }
    }
}

fn element(element: &Element) -> TokenStream {
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
    let fixed = plain
        .iter()
        .all(|attribute| matches!(attribute.value, AttributeValue::Text(_)));
    let names = plain.iter().map(|attribute| &attribute.name);
    let attributes = match fixed {
        true => {
            let values = plain.iter().map(|attribute| match &attribute.value {
                AttributeValue::Text(text) => quote! { #text },
                AttributeValue::Value(value) => value.clone(),
            });
            quote! { crate::markup::Names::Fixed(&[#((#names, ::yew::virtual_dom::AttributeOrProperty::Static(#values))),*]) }
        }
        false => quote! { crate::markup::Names::Open(&[#(#names),*]) },
    };
    if !fixed {
        calls.extend(plain.iter().map(|attribute| value(attribute)));
    }
    // Whether it has one child for good: then that is no list.
    let single = matches!(element.children.as_slice(), [only] if !matches!(only, Node::Each(_)));
    let children = element.children.iter().map(node);
    quote! {
        __builder.open(const { &crate::markup::Spec { tag: #tag, attributes: #attributes, single: #single } });
        #(#calls)*
        #(#children)*
        __builder.close();
    }
}

fn value(attribute: &Attribute) -> TokenStream {
    let name = attribute.name.as_str();
    match &attribute.value {
        AttributeValue::Text(text) => quote! { __builder.fixed(#text); },
        AttributeValue::Value(value) => dynamic(name, &quote! { { #value } }),
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
