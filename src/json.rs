//! Reading JSON with nothing lost: the order of members, members given twice, numbers as they are written,
//! and the place of every value in the text.
//!
//! `serde_json::Value` keeps none of these, and a key policy is judged by all of them: AWS refuses a member given
//! twice, and a finding points at its place. The grammar is RFC 8259, no extension.

mod locate;
mod parse;
mod path;
mod print;
mod tokens;

pub use locate::{Lines, Position, in_string, position};
pub use parse::{parse, parse_at};
pub use path::{Path, Step, find, path_to};
pub use print::{pretty, quote};
pub use tokens::{Token, TokenKind, tokens};

use std::borrow::Cow;

/// A range of bytes in the text that was read: `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The text of the range, or nothing where the range is not of this text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'t> {
    pub span: Span,
    pub value: Value<'t>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value<'t> {
    Null,
    Bool(bool),
    /// As written: `1798761599.0` stays that, and so does an integer of thirty digits.
    Number(&'t str),
    String(Cow<'t, str>),
    Array(Vec<Node<'t>>),
    Object(Vec<Member<'t>>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Member<'t> {
    pub name: Cow<'t, str>,
    pub name_span: Span,
    pub value: Node<'t>,
}

impl Member<'_> {
    /// The member with its name: `"Effect" : "Allow"`.
    pub fn span(&self) -> Span {
        Span {
            start: self.name_span.start,
            end: self.value.span.end,
        }
    }
}

impl<'t> Node<'t> {
    pub fn members(&self) -> &[Member<'t>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    pub fn items(&self) -> &[Node<'t>] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The last member of that name, as most JSON parsers would have it.
    pub fn get(&self, name: &str) -> Option<&Node<'t>> {
        self.members()
            .iter()
            .rev()
            .find(|member| member.name.len() == name.len() && member.name == name)
            .map(|member| &member.value)
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// The JSON type in the words of the grammar: "a string", "an object".
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a Boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}

/// Why a text is not JSON, and where: a byte offset into the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub offset: usize,
    pub message: String,
}

/// What is said of a string that the text ends in.
const NEVER_CLOSED: &str = "this string is never closed";

impl Error {
    /// Whether more text at the end could make it none.
    pub fn is_early_end(&self) -> bool {
        self.message == NEVER_CLOSED || self.message.ends_with("found the end of the text")
    }
}
