//! Patterns made ready to run side by side over all words.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::glob::{Class, Glob, Unit};
use crate::order;

/// A set of positions in a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
struct Positions([u64; 4]);

/// How many there can be.
pub(super) const WIDTH: usize = 256;

impl Positions {
    fn single(at: usize) -> Positions {
        let mut set = Positions::default();
        if let Some(word) = set.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
        set
    }

    fn zip(self, other: Positions, join: impl Fn(u64, u64) -> u64) -> Positions {
        let mut out = self;
        for (word, other) in out.0.iter_mut().zip(other.0) {
            *word = join(*word, other);
        }
        out
    }

    fn or(self, other: Positions) -> Positions {
        self.zip(other, |a, b| a | b)
    }

    fn and(self, other: Positions) -> Positions {
        self.zip(other, |a, b| a & b)
    }

    fn each(self) -> impl Iterator<Item = usize> {
        (0..WIDTH).filter(move |at| {
            let word = self.0.get(at / 64);
            word.is_some_and(|word| word >> (at % 64) & 1 == 1)
        })
    }

    /// Every position one further.
    fn next(self) -> Positions {
        let mut out = self;
        let mut carry = 0;
        for word in &mut out.0 {
            let high = *word >> 63;
            *word = *word << 1 | carry;
            carry = high;
        }
        out
    }

    fn is_empty(self) -> bool {
        self.0 == [0; 4]
    }
}

/// The characters that patterns can tell apart, and those of them that all classes take alike.
pub(super) struct Alphabet {
    chars: Vec<char>,
    /// Of each character, its group.
    group: Vec<usize>,
    /// How many groups there are.
    groups: usize,
}

impl Alphabet {
    pub(super) fn of<'g>(globs: impl Iterator<Item = &'g Glob>) -> Alphabet {
        let chars = mentioned(globs);
        let mut kinds: Vec<[bool; 6]> = Vec::new();
        let groups = chars.iter().map(|c| {
            let kind = Class::ALL.map(|class| class.holds(*c));
            let known = kinds.iter().position(|other| *other == kind);
            known.unwrap_or_else(|| {
                kinds.push(kind);
                kinds.len() - 1
            })
        });
        Alphabet {
            group: groups.collect(),
            groups: kinds.len(),
            chars,
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
            let mut seen = vec![false; self.groups];
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

/// A pattern made ready for an alphabet. What comes after a state is worked out when it is first asked for: much fewer
/// states are met than requests for their next.
pub(super) struct Machine {
    /// Of each position, the characters that it takes one by one.
    letters: Vec<Vec<usize>>,
    /// For each group of characters, the positions whose class takes it.
    classes: Vec<Positions>,
    /// The positions of stars.
    stars: Positions,
    end: Positions,
    states: Vec<Positions>,
    by_positions: FxHashMap<Positions, usize>,
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

impl Machine {
    pub(super) fn new(glob: &Glob, alphabet: &Alphabet) -> Machine {
        let at = |wanted: &dyn Fn(Unit) -> bool| {
            let mut set = Positions::default();
            for (at, unit) in glob.0.iter().enumerate() {
                if wanted(*unit) {
                    set = set.or(Positions::single(at));
                }
            }
            set
        };
        let letters = glob.0.iter().map(|unit| match unit {
            Unit::One(_) | Unit::Any(_) => Vec::new(),
            unit => {
                let all = alphabet.chars.iter().enumerate();
                let taken = all.filter(|(_, c)| unit.takes(**c));
                taken.map(|(at, _)| at).collect()
            }
        });
        let classes = (0..alphabet.groups).map(|group| {
            let one = alphabet.group.iter().position(|other| *other == group);
            let one = alphabet.char(one.unwrap_or_default());
            at(&|unit| match unit {
                Unit::One(class) | Unit::Any(class) => class.holds(one),
                _ => false,
            })
        });
        let mut machine = Machine {
            letters: letters.collect(),
            classes: classes.collect(),
            stars: at(&|unit| matches!(unit, Unit::Any(_))),
            end: Positions::single(glob.0.len()),
            states: Vec::new(),
            by_positions: FxHashMap::default(),
            moves: Vec::new(),
        };
        machine.state(Positions::default());
        machine.state(machine.close(Positions::single(0)));
        machine
    }

    /// A star may also stand for nothing. Stars of different classes may follow each other.
    fn close(&self, mut state: Positions) -> Positions {
        loop {
            let wider = state.or(state.and(self.stars).next());
            if wider == state {
                return state;
            }
            state = wider;
        }
    }

    fn state(&mut self, positions: Positions) -> usize {
        let next = self.states.len();
        let state = *self.by_positions.entry(positions).or_insert(next);
        if state == next {
            self.states.push(positions);
            self.moves.push(None);
        }
        state
    }

    pub(super) fn moves(&mut self, state: usize, alphabet: &Alphabet) -> Rc<Moves> {
        if let Some(Some(moves)) = self.moves.get(state) {
            return Rc::clone(moves);
        }
        let positions = self.states.get(state).copied().unwrap_or_default();
        let mut named: Vec<(usize, Positions)> = Vec::new();
        for at in positions.each() {
            for c in self.letters.get(at).into_iter().flatten() {
                let here = Positions::single(at);
                match named.iter_mut().find(|(other, _)| other == c) {
                    Some((_, taken)) => *taken = taken.or(here),
                    None => named.push((*c, here)),
                }
            }
        }
        let taken = self.classes.iter().map(|class| positions.and(*class));
        let taken: Vec<Positions> = taken.collect();
        let mut after = |taken: Positions| {
            let next = self.close(taken.next().or(taken.and(self.stars)));
            self.state(next)
        };
        let of_group = |c: usize| {
            let group = alphabet.group.get(c);
            group.and_then(|group| taken.get(*group).copied())
        };
        let named = named.into_iter();
        let named = named.map(|(c, own)| (c, after(own.or(of_group(c).unwrap_or_default()))));
        let moves = Rc::new(Moves {
            named: named.collect(),
            others: taken.iter().map(|taken| after(*taken)).collect(),
            accepts: !positions.and(self.end).is_empty(),
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
