//! Texts that many rows share, each kept once: what rows are counted by and compared with goes by number.

use std::ops::Deref;
use std::rc::Rc;

use crate::index::Index;

/// A text of the pool. Two names of one pool are equal when their numbers are.
#[derive(Clone, Debug)]
pub struct Name {
    pub id: u32,
    text: Rc<str>,
}

/// The empty text, which every pool has as its first.
impl Default for Name {
    fn default() -> Name {
        Name {
            id: 0,
            text: Rc::from(""),
        }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        self.id == other.id
    }
}

impl Eq for Name {}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

#[derive(Debug)]
pub struct Names {
    all: Vec<Name>,
    by_text: Index,
}

impl Default for Names {
    fn default() -> Names {
        let mut names = Names {
            by_text: Index::default(),
            all: Vec::new(),
        };
        names.name("");
        names
    }
}

impl Names {
    pub fn name(&mut self, text: &str) -> Name {
        if let Some(name) = self.find(text) {
            return name.clone();
        }
        let text: Rc<str> = text.into();
        let name = Name {
            id: self.by_text.add(Rc::clone(&text)) as u32,
            text,
        };
        self.all.push(name.clone());
        name
    }

    /// How many there are: all numbers lie below.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    pub fn find(&self, text: &str) -> Option<&Name> {
        self.all.get(self.by_text.get(text)?)
    }

    /// Counts how often each name comes, the most first, those of one count by their text.
    pub fn counted<'a>(&self, names: impl Iterator<Item = &'a Name>) -> Vec<(Name, usize)> {
        let mut counts = self.tally();
        names.for_each(|name| counts.add(name));
        self.in_order(&counts)
    }

    pub fn tally(&self) -> Tally {
        Tally(vec![0; self.all.len()])
    }

    /// What was counted, the most first, those of one count by their text.
    pub fn in_order(&self, tally: &Tally) -> Vec<(Name, usize)> {
        let counts = self.all.iter().zip(&tally.0);
        let some = counts.filter(|(_, count)| **count > 0);
        let mut all: Vec<(Name, usize)> = some
            .map(|(name, count)| (name.clone(), *count as usize))
            .collect();
        crate::order::by(&mut all, |one, other| {
            other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0))
        });
        all
    }
}

/// How often each name of a pool came.
pub struct Tally(Vec<u32>);

impl Tally {
    pub fn add(&mut self, name: &Name) {
        if let Some(count) = self.0.get_mut(name.id as usize) {
            *count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_counted() {
        let mut names = Names::default();
        let rows = ["b", "a", "", "c", "a", "b"].map(|text| names.name(text));
        assert_eq!(rows[1].id, rows[4].id);
        assert_eq!(rows[2].id, Name::default().id);
        let counted = names.counted(rows.iter());
        let counted: Vec<(&str, usize)> = counted
            .iter()
            .map(|(name, count)| (&**name, *count))
            .collect();
        assert_eq!(counted, [("a", 2), ("b", 2), ("", 1), ("c", 1)]);
        assert!(names.find("d").is_none());
    }
}
