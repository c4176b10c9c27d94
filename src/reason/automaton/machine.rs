//! Patterns made ready to run side by side over all words.

use std::rc::Rc;

use super::glob::{Class, Glob, Unit};
use crate::order;

/// A set of positions in a pattern.
#[derive(Clone, Copy, Debug, Default)]
struct Positions([u64; 4]);

/// How many there can be.
pub(super) const WIDTH: usize = 256;

impl Positions {
    fn add(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    /// Each of them, in order.
    fn each(self) -> impl Iterator<Item = usize> {
        let mut words = self.0;
        std::iter::from_fn(move || {
            let (at, word) = words.iter_mut().enumerate().find(|(_, word)| **word != 0)?;
            let bit = word.trailing_zeros() as usize;
            *word &= *word - 1;
            Some(at * 64 + bit)
        })
    }
}

/// The characters that patterns can tell apart, and those of them that all classes take alike.
pub(super) struct Alphabet {
    chars: Vec<char>,
    /// Of each character, its group.
    group: Vec<usize>,
    /// The first character of each group.
    groups: Vec<char>,
}

impl Alphabet {
    pub(super) fn of<'g>(globs: impl Iterator<Item = &'g Glob>) -> Alphabet {
        let chars = mentioned(globs);
        let kind = |c: char| Class::ALL.map(|class| class.holds(c));
        let (mut group, mut groups): (Vec<usize>, Vec<char>) = Default::default();
        for c in &chars {
            let known = groups.iter().position(|first| kind(*first) == kind(*c));
            group.push(known.unwrap_or(groups.len()));
            if known.is_none() {
                groups.push(*c);
            }
        }
        Alphabet {
            chars,
            group,
            groups,
        }
    }

    /// The character at a place.
    pub(super) fn char(&self, at: usize) -> char {
        self.chars.get(at).copied().unwrap_or_default()
    }

    /// The characters, with their groups, that lead to different states of which the first machine's is not dead: those
    /// that a machine names here, and the first of each group that none names.
    pub(super) fn told_apart(&self, moves: &[Rc<Moves>]) -> Vec<(usize, usize)> {
        let Some((first, others)) = moves.split_first() else {
            return Vec::new();
        };
        let group = |c: usize| self.group.get(c).copied().unwrap_or_default();
        let mut out: Vec<usize> = first.named.iter().map(|(c, _)| *c).collect();
        if first.others.iter().any(|state| *state != DEAD) {
            let others = others.iter().flat_map(|moves| &moves.named);
            out.extend(others.map(|(c, _)| *c));
            let live = |group: usize| first.others.get(group) != Some(&DEAD);
            let named = std::mem::take(&mut out);
            let mut seen = vec![false; self.groups.len()];
            for (c, group) in self.group.iter().enumerate() {
                if named.contains(&c) {
                    out.push(c);
                } else if let Some(seen) = seen.get_mut(*group).filter(|seen| !**seen) {
                    *seen = true;
                    out.extend(live(*group).then_some(c));
                }
            }
        } else {
            order::by_key(&mut out, |c| *c);
        }
        out.into_iter().map(|c| (c, group(c))).collect()
    }
}

/// A pattern that runs along a word. Its states are sets of positions; what comes after one is worked out when it is first
/// asked for.
pub(super) struct Machine<'g> {
    units: &'g [Unit],
    states: Vec<Positions>,
    /// The states in the order of their positions.
    in_order: Vec<usize>,
    moves: Vec<Option<Rc<Moves>>>,
}

/// What comes after a state.
pub(super) struct Moves {
    pub(super) accepts: bool,
    /// After characters that the pattern names here.
    named: Vec<(usize, usize)>,
    /// After all others, by their group.
    others: Vec<usize>,
}

impl Moves {
    pub(super) fn after(&self, c: usize, group: usize) -> usize {
        let named = self.named.iter().find(|(named, _)| *named == c);
        let other = || self.others.get(group).copied().unwrap_or(DEAD);
        named.map_or_else(other, |(_, state)| *state)
    }
}

/// The state that no word leads out of.
pub(super) const DEAD: usize = 0;

/// The state before the first character.
pub(super) const START: usize = 1;

impl<'g> Machine<'g> {
    pub(super) fn new(units: &'g [Unit]) -> Machine<'g> {
        let mut machine = Machine {
            units,
            states: Vec::new(),
            in_order: Vec::new(),
            moves: Vec::new(),
        };
        let mut start = Positions::default();
        machine.state(start);
        machine.add(&mut start, 0);
        machine.state(start);
        machine
    }

    /// Adds a position, and the ones after it where a star stands for nothing.
    fn add(&self, positions: &mut Positions, mut at: usize) {
        positions.add(at);
        while let Some(Unit::Any(_)) = self.units.get(at) {
            at += 1;
            positions.add(at);
        }
    }

    /// What comes after a position whose unit has taken a character.
    fn pass(&self, positions: &mut Positions, at: usize) {
        match self.units.get(at) {
            Some(Unit::Any(_)) => self.add(positions, at),
            _ => self.add(positions, at + 1),
        }
    }

    fn state(&mut self, positions: Positions) -> usize {
        let place = self
            .in_order
            .binary_search_by(|state| self.positions(*state).0.cmp(&positions.0));
        match place {
            Ok(place) => self.in_order.get(place).copied().unwrap_or(DEAD),
            Err(place) => {
                let state = self.states.len();
                self.in_order.insert(place, state);
                self.states.push(positions);
                self.moves.push(None);
                state
            }
        }
    }

    fn positions(&self, state: usize) -> Positions {
        self.states.get(state).copied().unwrap_or_default()
    }

    /// The state after these characters.
    pub(super) fn after(&mut self, text: &str) -> usize {
        let mut here = self.positions(START);
        for c in text.chars() {
            let mut next = Positions::default();
            for at in here.each() {
                if self.units.get(at).is_some_and(|unit| unit.takes(c)) {
                    self.pass(&mut next, at);
                }
            }
            here = next;
        }
        self.state(here)
    }

    pub(super) fn moves(&mut self, state: usize, alphabet: &Alphabet) -> Rc<Moves> {
        if let Some(Some(moves)) = self.moves.get(state) {
            return Rc::clone(moves);
        }
        let positions = self.positions(state);
        let mut others = vec![Positions::default(); alphabet.groups.len()];
        let mut letters: Vec<(usize, Positions)> = Vec::new();
        for at in positions.each() {
            match self.units.get(at) {
                Some(Unit::One(class) | Unit::Any(class)) => {
                    for (first, others) in alphabet.groups.iter().zip(&mut others) {
                        if class.holds(*first) {
                            self.pass(others, at);
                        }
                    }
                }
                Some(unit) => {
                    let all = alphabet.chars.iter().enumerate();
                    for (c, _) in all.filter(|(_, c)| unit.takes(**c)) {
                        let mut here = Positions::default();
                        self.pass(&mut here, at);
                        letters.push((c, here));
                    }
                }
                None => {}
            }
        }
        let mut named: Vec<(usize, usize)> = Vec::new();
        for (c, _) in &letters {
            if named.iter().any(|(other, _)| other == c) {
                continue;
            }
            let group = alphabet.group.get(*c);
            let mut next = group
                .and_then(|group| others.get(*group).copied())
                .unwrap_or_default();
            for (_, here) in letters.iter().filter(|(other, _)| other == c) {
                here.each().for_each(|at| next.add(at));
            }
            named.push((*c, self.state(next)));
        }
        let moves = Rc::new(Moves {
            accepts: positions.each().any(|at| at == self.units.len()),
            named,
            others: others.iter().map(|next| self.state(*next)).collect(),
        });
        if let Some(place) = self.moves.get_mut(state) {
            *place = Some(Rc::clone(&moves));
        }
        moves
    }
}

/// A character in all its letter cases. Those beyond ASCII are looked for: a table of them would weigh more than the rest of
/// this file.
fn cases(c: char) -> Vec<char> {
    match c.is_ascii() {
        true => vec![c.to_ascii_lowercase(), c.to_ascii_uppercase()],
        false => ('\u{80}'..='\u{1ffff}')
            .filter(|other| Unit::AnyCase(c).takes(*other))
            .collect(),
    }
}

/// The characters that the patterns can tell apart: the ones they mention, and for all others one letter and one digit,
/// where there are any left.
fn mentioned<'g>(globs: impl Iterator<Item = &'g Glob>) -> Vec<char> {
    let mut all: Vec<char> = Vec::new();
    for glob in globs {
        for unit in &glob.0 {
            match unit {
                Unit::Char(c) => all.push(*c),
                Unit::AnyCase(c) => all.extend(cases(*c)),
                Unit::One(_) | Unit::Any(_) => {}
            }
        }
    }
    order::by_key(&mut all, |c| *c);
    all.dedup();
    // A colon is told apart by every pattern of an ARN.
    let fresh = |some: &str| some.chars().find(|c| !all.contains(c));
    let letter =
        fresh("xyzabcdefghijklmnopqrstuvwXYZABCDEFGHIJKLMNOPQRSTUVW+=,.@_-/\u{e9}\u{2013}");
    let digit = fresh("4567891230");
    let colon = (!all.contains(&':')).then_some(':');
    letter
        .into_iter()
        .chain(digit)
        .chain(all.iter().copied())
        .chain(colon)
        .collect()
}
