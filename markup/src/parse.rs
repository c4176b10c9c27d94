//! What stands between the braces of `html!`.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, LitBool, LitStr, Result, Token, braced, token};

pub struct Nodes(pub Vec<Node>);

pub enum Node {
    Element(Element),
    Fragment(Vec<Node>),
    /// As it was written, but for its name.
    Component(TokenStream),
    Text(LitStr),
    Value(TokenStream),
    Each(Expr),
    If(If),
}

pub struct Element {
    pub tag: Ident,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Node>,
}

pub struct Attribute {
    pub name: String,
    pub value: AttributeValue,
}

pub enum AttributeValue {
    Text(LitStr),
    Value(TokenStream),
}

pub struct If {
    pub condition: Expr,
    pub then: Vec<Node>,
    pub otherwise: Option<Vec<Node>>,
}

impl Parse for Nodes {
    fn parse(input: ParseStream) -> Result<Nodes> {
        let markup = input.peek(Token![<]) || input.peek(Token![if]) || input.peek(token::Brace);
        if !markup && !input.is_empty() && !input.peek(LitStr) {
            return Ok(Nodes(vec![Node::Value(input.parse()?)]));
        }
        let mut nodes = Vec::new();
        while !(input.is_empty() || input.peek(Token![<]) && input.peek2(Token![/])) {
            nodes.extend(node(input)?);
        }
        Ok(Nodes(nodes))
    }
}

fn node(input: ParseStream) -> Result<Option<Node>> {
    if input.peek(Token![if]) {
        return Ok(Some(Node::If(input.parse()?)));
    }
    if input.peek(token::Brace) {
        return block(input);
    }
    if input.peek(LitStr) {
        return Ok(Some(Node::Text(input.parse()?)));
    }
    input.parse::<Token![<]>()?;
    if input.peek(Token![>]) {
        input.parse::<Token![>]>()?;
        let Nodes(children) = input.parse()?;
        input.parse::<Token![<]>()?;
        input.parse::<Token![/]>()?;
        input.parse::<Token![>]>()?;
        return Ok(Some(Node::Fragment(children)));
    }
    let tag: Ident = input.call(Ident::parse_any)?;
    let is_component = tag.to_string().starts_with(char::is_uppercase);
    let mut attributes = Vec::new();
    while !input.peek(Token![>]) && !input.peek(Token![/]) {
        attributes.push(input.parse::<Attribute>()?);
    }
    let closed = input.parse::<Option<Token![/]>>()?.is_some();
    input.parse::<Token![>]>()?;
    if is_component {
        let attributes = attributes.iter().map(Attribute::tokens);
        if !closed {
            return Err(syn::Error::new(
                tag.span(),
                "components have no children here",
            ));
        }
        return Ok(Some(Node::Component(
            quote::quote! { <#tag #(#attributes)* /> },
        )));
    }
    let mut children = Vec::new();
    if !closed {
        children = input.parse::<Nodes>()?.0;
        input.parse::<Token![<]>()?;
        input.parse::<Token![/]>()?;
        let end: Ident = input.call(Ident::parse_any)?;
        input.parse::<Token![>]>()?;
        if end != tag {
            return Err(syn::Error::new(
                end.span(),
                format!("<{tag}> is still open"),
            ));
        }
    }
    Ok(Some(Node::Element(Element {
        tag,
        attributes,
        children,
    })))
}

/// `{ "text" }`, `{ for iterator }`, `{ expression }`; nothing for `{}`.
fn block(input: ParseStream) -> Result<Option<Node>> {
    let inside;
    braced!(inside in input);
    if inside.is_empty() {
        return Ok(None);
    }
    if inside.peek(Token![for]) {
        inside.parse::<Token![for]>()?;
        return Ok(Some(Node::Each(inside.parse()?)));
    }
    if inside.peek(LitStr) && inside.fork().parse::<LitStr>().is_ok() {
        let ahead = inside.fork();
        ahead.parse::<LitStr>()?;
        if ahead.is_empty() {
            return Ok(Some(Node::Text(inside.parse()?)));
        }
    }
    Ok(Some(Node::Value(inside.parse()?)))
}

impl Parse for If {
    fn parse(input: ParseStream) -> Result<If> {
        input.parse::<Token![if]>()?;
        let condition = input.call(Expr::parse_without_eager_brace)?;
        let then = inside_braces(input)?;
        let otherwise = match input.parse::<Option<Token![else]>>()? {
            Some(_) if input.peek(Token![if]) => Some(vec![Node::If(input.parse()?)]),
            Some(_) => Some(inside_braces(input)?),
            None => None,
        };
        Ok(If {
            condition,
            then,
            otherwise,
        })
    }
}

fn inside_braces(input: ParseStream) -> Result<Vec<Node>> {
    let inside;
    braced!(inside in input);
    Ok(inside.parse::<Nodes>()?.0)
}

impl Parse for Attribute {
    fn parse(input: ParseStream) -> Result<Attribute> {
        if input.peek(token::Brace) {
            let inside;
            braced!(inside in input);
            let name: Ident = inside.parse()?;
            return Ok(Attribute {
                name: name.to_string(),
                value: AttributeValue::Value(name.to_token_stream()),
            });
        }
        let mut name = input.call(Ident::parse_any)?.to_string();
        while input.parse::<Option<Token![-]>>()?.is_some() {
            name.push('-');
            name.push_str(&input.call(Ident::parse_any)?.to_string());
        }
        input.parse::<Token![=]>()?;
        let value = match input.peek(token::Brace) {
            true => {
                let inside;
                braced!(inside in input);
                AttributeValue::Value(inside.parse()?)
            }
            // `multiple=true`: there, and nothing more.
            false if input.peek(LitBool) => {
                let there: LitBool = input.parse()?;
                if !there.value {
                    return Err(syn::Error::new(there.span(), "leave the attribute out"));
                }
                AttributeValue::Text(LitStr::new(&name, there.span()))
            }
            false => AttributeValue::Text(input.parse()?),
        };
        Ok(Attribute { name, value })
    }
}

impl Attribute {
    /// As Yew's macro reads it.
    fn tokens(&self) -> TokenStream {
        let name = Ident::new(&self.name, proc_macro2::Span::call_site());
        match &self.value {
            AttributeValue::Text(text) => quote::quote! { #name=#text },
            AttributeValue::Value(value) => quote::quote! { #name={#value} },
        }
    }
}
