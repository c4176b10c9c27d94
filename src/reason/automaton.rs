//! Which ways patterns can meet: every combination of "matches" and "does not match" that some word shows, each with
//! such a word. The patterns run side by side over all words at once; states that were seen are not entered again, so
//! the answer is exact, and words come shortest first.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use crate::model::letters::lower;
use crate::order;

/// Characters that a wildcard stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    All,
    /// Anything but a colon: within a field of an ARN.
    Field,
    Digit,
    /// `a` to `z`, `0` to `9`.
    Lower,
    /// What names of users, roles and sessions are made of, and the `/` of their paths.
    Name,
    /// What their paths may hold besides: `!` to DEL (CreateRole, IAM API Reference).
    Path,
}

impl Class {
    fn holds(self, c: char) -> bool {
        match self {
            Class::All => true,
            Class::Field => c != ':',
            Class::Digit => c.is_ascii_digit(),
            Class::Lower => c.is_ascii_lowercase() || c.is_ascii_digit(),
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
    fn takes(self, c: char) -> bool {
        match self {
            Unit::Char(wanted) => wanted == c,
            Unit::AnyCase(wanted) => lower(wanted) == lower(c),
            Unit::One(class) | Unit::Any(class) => class.holds(c),
        }
    }
}

/// A pattern as a row of units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glob(Vec<Unit>);

impl Glob {
    /// `*` and `?` as in StringLike.
    pub fn like(pattern: &str) -> Glob {
        Glob::default().wild(pattern, Class::All)
    }

    /// As in ArnLike: field by field, so that a wildcard before the last field stays within its field. `None` for a
    /// pattern that is no ARN.
    pub fn arn(pattern: &str) -> Option<Glob> {
        if pattern == "*" {
            return Some(Glob::like("*"));
        }
        let fields: Vec<&str> = pattern.splitn(6, ':').collect();
        let [head, middle @ .., last] = fields.as_slice() else {
            return None;
        };
        if *head != "arn" || fields.len() != 6 {
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

    /// Longer patterns than this are not reasoned over.
    pub fn is_long(&self) -> bool {
        self.0.len() >= WIDTH
    }
}

/// A set of positions in a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
struct Positions([u64; 4]);

const WIDTH: usize = 256;

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

/// A pattern made ready for an alphabet.
struct Machine {
    /// For each character of the alphabet, the positions whose unit takes it.
    takes: Vec<Positions>,
    /// The positions of stars.
    stars: Positions,
    end: Positions,
}

impl Machine {
    fn new(glob: &Glob, alphabet: &[char]) -> Machine {
        let at = |wanted: &dyn Fn(Unit) -> bool| {
            glob.0
                .iter()
                .enumerate()
                .filter(|(_, unit)| wanted(**unit))
                .fold(Positions::default(), |set, (at, _)| {
                    set.or(Positions::single(at))
                })
        };
        Machine {
            takes: alphabet
                .iter()
                .map(|c| at(&|unit| unit.takes(*c)))
                .collect(),
            stars: at(&|unit| matches!(unit, Unit::Any(_))),
            end: Positions::single(glob.0.len()),
        }
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

    fn start(&self) -> Positions {
        self.close(Positions::single(0))
    }

    fn step(&self, state: Positions, c: usize) -> Positions {
        let taken = state.and(self.takes.get(c).copied().unwrap_or_default());
        self.close(taken.next().or(taken.and(self.stars)))
    }

    fn accepts(&self, state: Positions) -> bool {
        !state.and(self.end).is_empty()
    }
}

/// Words, one for each way in which the patterns can meet.
#[derive(Debug, Default)]
pub struct Meetings {
    pub words: Vec<String>,
    /// Which of the patterns each word matches.
    pub ways: Vec<Vec<bool>>,
    /// Whether all ways are there; not so when the bound on work was reached.
    pub complete: bool,
}

/// For every language (a pattern that all words have to match), each subset of `patterns` that some word of it matches
/// exactly, by its shortest word. `most` bounds the work: the states that are entered, weighed by how many patterns there
/// are.
pub fn meetings(languages: &[Glob], patterns: &[Glob], most: usize) -> Meetings {
    let alphabet = alphabet(languages.iter().chain(patterns));
    let machines: Vec<Machine> = patterns
        .iter()
        .map(|glob| Machine::new(glob, &alphabet))
        .collect();
    let mut out = Meetings {
        complete: !languages.iter().chain(patterns).any(Glob::is_long),
        ..Meetings::default()
    };
    let mut left = most;
    for language in languages {
        let language = Machine::new(language, &alphabet);
        out.complete &= walk(&language, &machines, &alphabet, &mut left, &mut out);
    }
    out
}

/// Whether every word that matches `narrow` matches `wide`; `None` when that takes too much work.
pub fn is_within(narrow: &Glob, wide: &Glob, most: usize) -> Option<bool> {
    let found = meetings(
        std::slice::from_ref(narrow),
        std::slice::from_ref(wide),
        most,
    );
    found
        .complete
        .then(|| found.ways.iter().flatten().all(|meets| *meets))
}

/// One step of a word: the step before it and the character.
struct Step {
    before: usize,
    c: char,
}

fn walk(
    language: &Machine,
    machines: &[Machine],
    alphabet: &[char],
    left: &mut usize,
    out: &mut Meetings,
) -> bool {
    let mut state: Vec<Positions> = vec![language.start()];
    state.extend(machines.iter().map(Machine::start));
    let mut seen: FxHashSet<Vec<Positions>> = FxHashSet::default();
    let mut found: FxHashSet<Vec<bool>> = FxHashSet::default();
    let mut steps: Vec<Step> = Vec::new();
    // Steps are counted from 1; 0 is the empty word.
    let mut queue: VecDeque<(Vec<Positions>, usize)> = VecDeque::new();
    seen.insert(state.clone());
    queue.push_back((state, 0));
    // Most steps lead to a state that was seen: it is put together here, and kept when it is new.
    let mut next: Vec<Positions> = Vec::new();
    while let Some((state, at)) = queue.pop_front() {
        let Some((first, rest)) = state.split_first() else {
            continue;
        };
        if language.accepts(*first) {
            let meets: Vec<bool> = machines
                .iter()
                .zip(rest)
                .map(|(machine, state)| machine.accepts(*state))
                .collect();
            if found.insert(meets.clone()) {
                out.words.push(spell(&steps, at));
                out.ways.push(meets);
            }
        }
        for (index, c) in alphabet.iter().enumerate() {
            let here = language.step(*first, index);
            if here.is_empty() {
                continue;
            }
            next.clear();
            next.push(here);
            next.extend(
                machines
                    .iter()
                    .zip(rest)
                    .map(|(machine, state)| machine.step(*state, index)),
            );
            if seen.contains(&next) {
                continue;
            }
            // A state costs more the more patterns run side by side.
            let Some(less) = left.checked_sub(1 + machines.len() / 3) else {
                return false;
            };
            *left = less;
            seen.insert(next.clone());
            steps.push(Step { before: at, c: *c });
            queue.push_back((next.clone(), steps.len()));
        }
    }
    true
}

fn spell(steps: &[Step], mut at: usize) -> String {
    let mut word = Vec::new();
    while let Some(step) = at.checked_sub(1).and_then(|at| steps.get(at)) {
        word.push(step.c);
        at = step.before;
    }
    word.iter().rev().collect()
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
fn alphabet<'g>(globs: impl Iterator<Item = &'g Glob>) -> Vec<char> {
    let mut mentioned: Vec<char> = Vec::new();
    for glob in globs {
        for unit in &glob.0 {
            match unit {
                Unit::Char(c) => mentioned.push(*c),
                Unit::AnyCase(c) => mentioned.extend(cases(*c)),
                Unit::One(_) | Unit::Any(_) => {}
            }
        }
    }
    order::by_key(&mut mentioned, |c| *c);
    mentioned.dedup();
    // A colon is told apart by every pattern of an ARN.
    let fresh = |all: &str| all.chars().find(|c| !mentioned.contains(c));
    let letter =
        fresh("xyzabcdefghijklmnopqrstuvwXYZABCDEFGHIJKLMNOPQRSTUVW+=,.@_-/\u{e9}\u{2013}");
    let digit = fresh("4567891230");
    let colon = (!mentioned.contains(&':')).then_some(':');
    letter
        .into_iter()
        .chain(digit)
        .chain(mentioned.iter().copied())
        .chain(colon)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::access::pattern;
    use proptest::prelude::*;

    fn ways(patterns: &[&str]) -> Vec<String> {
        let globs: Vec<Glob> = patterns.iter().map(|pattern| Glob::like(pattern)).collect();
        let meetings = meetings(&[Glob::like("*")], &globs, 10_000);
        assert!(meetings.complete);
        meetings.words
    }

    #[test]
    fn meetings_come_with_a_word() {
        assert_eq!(ways(&["a*", "*b"]), ["", "a", "b", "ab"]);
        // No word matches the narrower pattern and not the wider one.
        assert_eq!(ways(&["a*", "a?*"]), ["", "a", "ax"]);
        // Two patterns that no word matches both.
        assert_eq!(ways(&["a?", "?b?"]), ["", "ax", "xbx"]);
    }

    #[test]
    fn arns_stay_within_their_fields() {
        let arn = Glob::arn("arn:aws:iam::*:role/App").unwrap();
        let all = Glob::like("arn:aws:iam::*:role/App");
        let language = Glob::text("arn:aws:iam::")
            .some(Class::All, 1)
            .then(":role/App");
        let words = meetings(&[language], &[arn, all], 10_000).words;
        assert_eq!(
            words,
            ["arn:aws:iam::x:role/App", "arn:aws:iam::::role/App"]
        );
    }

    #[test]
    fn the_bound_on_work_is_told() {
        let globs = [Glob::like("*a*b*c*"), Glob::like("*c*b*a*")];
        assert!(!meetings(&[Glob::like("*")], &globs, 5).complete);
        assert!(meetings(&[Glob::like("*")], &globs, 5_000).complete);
        let long = Glob::text(&"a".repeat(300));
        assert!(!meetings(&[long], &[], 5_000).complete);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        /// The naive twin: all words of up to seven characters, one by one.
        #[test]
        fn finds_the_ways_that_trying_all_words_finds(
            patterns in prop::collection::vec("[ab*?]{0,5}", 1..4),
        ) {
            let globs: Vec<Glob> = patterns.iter().map(|pattern| Glob::like(pattern)).collect();
            let found = meetings(&[Glob::like("*")], &globs, 100_000);
            prop_assert!(found.complete);
            let way = |word: &str| -> Vec<bool> {
                patterns.iter().map(|pattern| pattern::matches(pattern, word)).collect()
            };
            let found: HashSet<Vec<bool>> = found.words.iter().map(|word| way(word)).collect();
            let mut words = vec![String::new()];
            let mut all = HashSet::new();
            for _ in 0..=7 {
                all.extend(words.iter().map(|word| way(word)));
                words = words
                    .iter()
                    .flat_map(|word| ["a", "b", "x"].map(|c| format!("{word}{c}")))
                    .collect();
            }
            prop_assert!(all.is_subset(&found), "{:?} not in {:?}", all, found);
        }
    }
}
