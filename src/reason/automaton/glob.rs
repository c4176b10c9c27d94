//! Patterns as rows of units, each of which takes a character.

use super::machine::WIDTH;
use crate::access::pattern;
use crate::model::letters::lower;

/// Characters that a wildcard stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    All,
    /// Anything but a colon: within a field of an ARN.
    Field,
    Digit,
    /// `a` to `z`, `0` to `9`.
    Lower,
    /// A label of a service's name: `delivery`, `vpc-flow-logs`.
    Label,
    /// What names of users, roles and sessions are made of, and the `/` of their paths.
    Name,
    /// What their paths may hold besides: `!` to DEL (CreateRole, IAM API Reference).
    Path,
}

impl Class {
    pub(super) const ALL: [Class; 7] = [
        Class::All,
        Class::Field,
        Class::Digit,
        Class::Lower,
        Class::Label,
        Class::Name,
        Class::Path,
    ];

    pub(super) fn holds(self, c: char) -> bool {
        match self {
            Class::All => true,
            Class::Field => c != ':',
            Class::Digit => c.is_ascii_digit(),
            Class::Lower => c.is_ascii_lowercase() || c.is_ascii_digit(),
            Class::Label => Class::Lower.holds(c) || c == '-',
            Class::Name => c.is_ascii_alphanumeric() || "+=,.@_-/".contains(c),
            Class::Path => ('!'..='\u{7f}').contains(&c),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Char(char),
    /// The character in either letter case.
    AnyCase(char),
    One(Class),
    Any(Class),
}

impl Unit {
    pub(super) fn takes(self, c: char) -> bool {
        match self {
            Unit::Char(wanted) => wanted == c,
            Unit::AnyCase(wanted) => lower(wanted) == lower(c),
            Unit::One(class) | Unit::Any(class) => class.holds(c),
        }
    }
}

/// A pattern as a row of units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glob(pub(super) Vec<Unit>);

impl Glob {
    /// `*` and `?` as in StringLike.
    pub fn like(pattern: &str) -> Glob {
        Glob::default().wild(pattern, Class::All)
    }

    /// As in ArnLike: field by field, so that a wildcard before the last field stays within its field. `None` for a
    /// pattern that is no ARN.
    pub fn arn(pattern: &str) -> Option<Glob> {
        if pattern::is_stars(pattern) {
            return Some(Glob::like("*"));
        }
        let fields: Vec<&str> = pattern.splitn(6, ':').collect();
        let [head, middle @ .., last] = fields.as_slice() else {
            return None;
        };
        // A first component with wildcards can mean `arn` alone.
        if fields.len() != 6 || !pattern::matches(head, "arn") {
            return None;
        }
        let glob = middle.iter().fold(Glob::text("arn:"), |glob, field| {
            glob.wild(field, Class::Field).then(":")
        });
        Some(glob.wild(last, Class::All))
    }

    pub fn text(text: &str) -> Glob {
        Glob::default().then(text)
    }

    pub fn ignoring_case(text: &str) -> Glob {
        Glob(text.chars().map(Unit::AnyCase).collect())
    }

    pub fn then(mut self, text: &str) -> Glob {
        self.0.extend(text.chars().map(Unit::Char));
        self
    }

    pub fn wild(mut self, pattern: &str, class: Class) -> Glob {
        for c in pattern.chars() {
            match c {
                // Two stars in a row are one.
                '*' if self.0.last() == Some(&Unit::Any(class)) => {}
                '*' => self.0.push(Unit::Any(class)),
                '?' => self.0.push(Unit::One(class)),
                c => self.0.push(Unit::Char(c)),
            }
        }
        self
    }

    /// `least` characters of the class or more.
    pub fn some(mut self, class: Class, least: usize) -> Glob {
        self = self.exactly(class, least);
        self.0.push(Unit::Any(class));
        self
    }

    pub fn exactly(mut self, class: Class, count: usize) -> Glob {
        self.0.extend(std::iter::repeat_n(Unit::One(class), count));
        self
    }

    /// What every word begins with, and the units after it.
    pub(super) fn head(&self) -> (String, &[Unit]) {
        let letter = |unit: &Unit| match unit {
            Unit::Char(c) => Some(*c),
            _ => None,
        };
        let head: Vec<char> = self.0.iter().map_while(letter).collect();
        let rest = self.0.get(head.len()..).unwrap_or_default();
        (head.into_iter().collect(), rest)
    }

    /// Longer patterns are not reasoned over.
    pub(super) fn is_long(&self) -> bool {
        self.0.len() >= WIDTH
    }
}
