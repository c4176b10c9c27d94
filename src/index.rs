//! Numbers for texts, in the order in which they come. One map serves all that look texts up: each kind of map would make
//! kilobytes of code of its own.

use std::rc::Rc;

use rustc_hash::FxHashMap;

#[derive(Debug, Default)]
pub struct Index(FxHashMap<Rc<str>, u32>);

impl Index {
    pub fn get(&self, text: &str) -> Option<usize> {
        self.0.get(text).map(|number| *number as usize)
    }

    /// Gives a text that has none the next number.
    pub fn add(&mut self, text: Rc<str>) -> usize {
        let next = self.0.len();
        self.0.insert(text, next as u32);
        next
    }

    /// How many texts have one: all numbers lie below.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_as_they_come() {
        let mut index = Index::default();
        assert_eq!(["b", "a"].map(|text| index.add(text.into())), [0, 1]);
        assert_eq!(
            ["a", "b", "c"].map(|text| index.get(text)),
            [Some(1), Some(0), None]
        );
        assert_eq!(index.count(), 2);
    }
}
