//! Which ways patterns can meet: every combination of "matches" and "does not match" that some word shows, each with
//! such a word. The patterns run side by side over all words at once; states that were seen are not entered again, so
//! the answer is exact, and words come shortest first.

mod glob;
mod machine;

use std::rc::Rc;

use rustc_hash::FxHashSet;

pub use glob::{Class, Glob};
use machine::{Alphabet, DEAD, Machine, Moves, START};

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
    let alphabet = Alphabet::of(languages.iter().chain(patterns));
    let mut machines: Vec<Machine> = patterns.iter().map(|glob| Machine::new(&glob.0)).collect();
    let mut out = Meetings {
        complete: !languages.iter().chain(patterns).any(Glob::is_long),
        ..Meetings::default()
    };
    let mut left = most;
    for language in languages {
        // What all words begin with leads to one state.
        let (head, rest) = language.head();
        let mut start: Vec<usize> = machines
            .iter_mut()
            .map(|machine| machine.after(&head))
            .collect();
        // The language runs along as the first of them.
        start.insert(0, START);
        machines.insert(0, Machine::new(rest));
        let words = out.words.len();
        out.complete &= walk(&mut machines, &start, &alphabet, &mut left, &mut out);
        for word in out.words.iter_mut().skip(words) {
            word.insert_str(0, &head);
        }
        machines.remove(0);
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

/// Runs a language and patterns side by side. Whether that came to its end.
fn walk(
    machines: &mut [Machine],
    start: &[usize],
    alphabet: &Alphabet,
    left: &mut usize,
    out: &mut Meetings,
) -> bool {
    // A state costs more the more patterns run side by side.
    let cost = 1 + machines.len().saturating_sub(1) / 3;
    let start: Rc<[usize]> = start.into();
    let mut seen: FxHashSet<Rc<[usize]>> = FxHashSet::from_iter([Rc::clone(&start)]);
    let mut found: FxHashSet<Rc<[usize]>> = FxHashSet::default();
    let mut steps: Vec<Step> = Vec::new();
    // Steps are counted from 1; 0 is the empty word.
    let mut entered: Vec<(Rc<[usize]>, usize)> = vec![(start, 0)];
    let mut next_entered = 0;
    // Most steps lead to a state that was seen: it is put together here, and kept when it is new.
    let mut next: Vec<usize> = Vec::new();
    while let Some((state, at)) = entered.get(next_entered).cloned() {
        next_entered += 1;
        let moves = machines.iter_mut().zip(&*state);
        let moves: Vec<Rc<Moves>> = moves
            .map(|(machine, state)| machine.moves(*state, alphabet))
            .collect();
        if moves.first().is_some_and(|moves| moves.accepts) {
            let accepts = moves.iter().skip(1).map(|moves| moves.accepts);
            if found.insert(accepts.clone().map(usize::from).collect()) {
                out.words.push(spell(&steps, at));
                out.ways.push(accepts.collect());
            }
        }
        for (c, group) in alphabet.told_apart(&moves) {
            next.clear();
            next.extend(moves.iter().map(|moves| moves.after(c, group)));
            if next.first() == Some(&DEAD) || seen.contains(next.as_slice()) {
                continue;
            }
            let Some(less) = left.checked_sub(cost) else {
                return false;
            };
            *left = less;
            let next: Rc<[usize]> = next.as_slice().into();
            seen.insert(Rc::clone(&next));
            steps.push(Step {
                before: at,
                c: alphabet.char(c),
            });
            entered.push((next, steps.len()));
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
