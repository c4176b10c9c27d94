//! The keys that are loaded and everything derived from them: the only store.

mod alike;
pub mod compare;
pub mod estate;
pub mod judging;
mod loaded;
pub mod names;
pub mod opening;
pub mod parcel;
pub mod query;
pub mod row;
pub mod summary;

use std::cell::RefCell;
use std::rc::Rc;

use crate::import::Problem;
use crate::import::join::{Became, Join, Record};
use crate::json;
use crate::lint::Severity;
use crate::model::date::Moment;
use crate::profile::{self, Profile};
use crate::reason::public::Answer;
use judging::Judging;
pub use loaded::{Loaded, Places, Shown, show};
use names::Names;
use opening::Opening;
use parcel::{Event, Parcel, Unread};
use row::{Facts, Row};
use summary::Summary;

/// Said of an answer that was given to a key by its company.
const TAKEN: &str = "This does not say whose it is. It was taken for the one key that came with it; name the file after the key’s id to be sure.";

/// What is said of a key that is there twice.
pub const ANOTHER: &str = "Keys of it were open already and are others here: both are listed, and their pages lead to what changed.";

/// Keys that are kept as they were looked at last.
const LOOKED_AT: usize = 4;

/// Events that are taken in between two looks at the clock, which costs about as much as one of them.
const EVENTS: usize = 16;

#[derive(Default)]
pub struct Workspace {
    pub sources: Vec<Source>,
    join: Join,
    pub rows: Vec<Rc<Row>>,
    words: Words,
    names: Names,
    /// What the user told of their estate, and the text that they told it in.
    pub profile: Profile,
    pub profile_text: Option<String>,
    now: Moment,
    judging: Judging,
    /// What was read and is not taken in yet.
    unread: Vec<Parcel>,
    /// How far the first of it is: its numbers, and bytes of its text.
    taken: (usize, usize),
    /// The file that is told of.
    file: Option<(Rc<str>, Source)>,
    /// Grows with every change of a row.
    version: u64,
    looked_at: RefCell<Vec<(usize, Rc<Loaded>)>>,
}

/// What words are looked for in, in lower case, of all rows in one text: going through it is much faster than going from
/// row to row.
#[derive(Default)]
struct Words {
    /// One line for each time that a row's words were told.
    text: String,
    /// Where each of them begins and ends, and whose it is.
    lines: Vec<(usize, usize, usize)>,
    /// Of each row, which of them is the last.
    last: Vec<usize>,
}

impl Words {
    fn set(&mut self, row: usize, words: &str) {
        let start = self.text.len();
        self.text.push_str(words);
        // Nobody can type a line break, so nothing is found across two of them.
        self.text.push('\n');
        match self.last.get_mut(row) {
            Some(last) => *last = self.lines.len(),
            None => self.last.push(self.lines.len()),
        }
        self.lines.push((start, self.text.len(), row));
    }

    /// In which rows a text stands, in lower case.
    fn holding(&self, text: &str) -> Vec<bool> {
        let mut held = vec![false; self.last.len()];
        let mut from = 0;
        let mut lines = self.lines.iter().enumerate();
        while let Some(found) = self.text.get(from..).and_then(|rest| rest.find(text)) {
            // Once is enough for a line.
            let Some((line, (_, end, row))) = lines.find(|(_, (_, end, _))| from + found < *end)
            else {
                break;
            };
            from = *end;
            if self.last.get(*row) == Some(&line)
                && let Some(held) = held.get_mut(*row)
            {
                *held = true;
            }
        }
        held
    }
}

/// A file that was opened.
#[derive(Default)]
pub struct Source {
    pub name: String,
    pub problems: Vec<Problem>,
    /// The keys of it that were there already, and those that it told more of.
    pub repeated: Vec<usize>,
    pub added: usize,
    /// It was a profile, and no keys.
    pub is_profile: bool,
    /// It could not be read at all.
    pub refused: bool,
}

impl Source {
    /// How much of it is wrong: that keys have changed is not.
    pub fn broken(&self) -> usize {
        let problems = self.problems.iter();
        problems.filter(|it| it.message != ANOTHER).count()
    }
}

impl Workspace {
    /// Reads a file's text: keys, or a profile, under which all keys are judged anew. A key that is loaded already, with
    /// the same record, is not loaded twice.
    pub fn add(&mut self, name: String, text: &str, now: Moment) {
        let before = self.rows.len();
        let mut opening = Opening::of_text(&name, text);
        opening.read(&mut || true);
        self.take(opening.take(), now);
        self.take_some(&mut || true);
        self.settle(before);
        self.judge_some(&mut || true);
    }

    /// Takes what was read of a file, for [`Workspace::take_some`].
    pub fn take(&mut self, parcels: Vec<Parcel>, now: Moment) {
        self.now = now;
        self.unread.extend(parcels);
    }

    /// Whether there is something that was read and is not taken in yet.
    pub fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    /// How many parcels that is.
    pub fn unread(&self) -> usize {
        self.unread.len()
    }

    /// Takes in on while `on` says so, which is asked now and then.
    pub fn take_some(&mut self, on: &mut dyn FnMut() -> bool) {
        let mut events = 0;
        while !self.unread.is_empty() {
            // There are few.
            let parcel = self.unread.remove(0);
            let (numbers, text) = std::mem::take(&mut self.taken);
            let mut unread = Unread {
                numbers: parcel.numbers.get(numbers..).unwrap_or_default(),
                text: parcel.text.get(text..).unwrap_or_default(),
            };
            while let Some(event) = unread.event() {
                self.happened(event);
                events += 1;
                if events % EVENTS == 0 && !on() {
                    self.taken = (
                        parcel.numbers.len() - unread.numbers.len(),
                        parcel.text.len() - unread.text.len(),
                    );
                    self.unread.insert(0, parcel);
                    return;
                }
            }
        }
    }

    fn happened(&mut self, event: Event) {
        match event {
            Event::File(name) => {
                let source = Source {
                    name: name.to_string(),
                    ..Source::default()
                };
                self.file = Some((name.into(), source));
            }
            Event::Profile(name, text) => self.take_profile(name, text),
            Event::Refused(name, problem) => self.refuse(name.to_string(), problem),
            Event::Key(_) | Event::Piece(_) | Event::Problems(_) | Event::End(_) => {
                let Some((file, mut source)) = self.file.take() else {
                    return;
                };
                match event {
                    Event::Key(key) => {
                        let identity = key.identity;
                        let join = &mut self.join;
                        let became = join.add_key(identity, key.format, key.text, &file, key.at);
                        self.note(became, Some(&key.facts), &mut source);
                    }
                    Event::Piece(piece) => {
                        let became = self.join.add_piece(piece, &file);
                        self.note(became, None, &mut source);
                    }
                    Event::Problems(problems) => {
                        source.problems.retain(|other| other.message == ANOTHER);
                        source.problems.extend(problems);
                    }
                    Event::End(true) => {
                        self.join.lose();
                        return self.sources.push(source);
                    }
                    _ => return self.sources.push(source),
                }
                self.file = Some((file, source));
            }
        }
    }

    /// The file of this name is not read any further. What was read of it is taken in.
    pub fn cancel(&mut self, name: &str, why: &str) {
        self.take_some(&mut || true);
        self.join.lose();
        let file = self.file.take();
        let mut source = file.map_or_else(Source::default, |(_, source)| source);
        if source.name.is_empty() {
            source.name = name.to_string();
        }
        source.problems.push(Problem::new(why));
        self.sources.push(source);
    }

    /// A number that is another one after every change of a row.
    pub fn version(&self) -> u64 {
        self.version
    }

    fn note(&mut self, became: Became, facts: Option<&Facts>, source: &mut Source) {
        let all = match became {
            Became::Another(at) | Became::Joined(at) => self.join.all_of(at),
            _ => Vec::new(),
        };
        match became {
            Became::New(at) | Became::Another(at) => {
                source.added += 1;
                if !all.is_empty() {
                    let told = |problem: &Problem| problem.message == ANOTHER;
                    if !source.problems.iter().any(told) {
                        source.problems.push(Problem::new(ANOTHER));
                    }
                }
                let row = match facts {
                    Some(facts) => self.row_of(at, facts),
                    None => self.row(at),
                };
                self.push(row);
                for at in all {
                    if let Some(row) = self.rows.get_mut(at) {
                        Rc::make_mut(row).changed = true;
                    }
                }
            }
            Became::Joined(at) => {
                // Other records of the key may have got it, too.
                all.into_iter().for_each(|at| self.joined(at));
                source.repeated.push(at);
            }
            Became::Taken(at) => {
                self.joined(at);
                source.repeated.push(at);
                source.problems.push(Problem::new(TAKEN));
            }
            Became::Known(at) => source.repeated.push(at),
            Became::Pending => {}
        }
    }

    fn row_of(&mut self, at: usize, facts: &Facts) -> Row {
        self.words.set(at, &facts.words);
        Row::of(facts, &mut self.names)
    }

    /// The row of a key as its record is now.
    fn row(&mut self, at: usize) -> Row {
        let Some((key, file)) = self
            .record(at)
            .map(|record| (record.key(), Rc::clone(&record.file)))
        else {
            return Row::default();
        };
        self.row_of(at, &Facts::of(&key, &file))
    }

    fn push(&mut self, row: Row) {
        self.version += 1;
        self.rows.push(Rc::new(Row {
            stamp: self.version,
            ..row
        }));
        self.wants_judging(self.rows.len() - 1, true);
    }

    fn joined(&mut self, at: usize) {
        let row = self.row(at);
        if let Some(old) = self.rows.get_mut(at) {
            self.version += 1;
            let had_summary = old.summary.is_some();
            self.judging.public -= usize::from(old.is_public());
            *old = Rc::new(Row {
                stamp: self.version,
                changed: old.changed,
                ..row
            });
            self.wants_judging(at, had_summary);
        }
        self.looked_at
            .borrow_mut()
            .retain(|(other, _)| *other != at);
    }

    /// What told of a key that came later finds it, once a drop is read that began with `before` keys.
    pub fn settle(&mut self, before: usize) {
        let mut source = Source::default();
        for (file, became) in self.join.settle(before) {
            let of_file = self
                .sources
                .iter()
                .rposition(|source| *source.name == *file);
            self.note(became, None, &mut source);
            if let Some(told) = of_file.and_then(|at| self.sources.get_mut(at)) {
                told.added += std::mem::take(&mut source.added);
                told.repeated.append(&mut source.repeated);
                told.problems.append(&mut source.problems);
            }
        }
        // A file that told only of keys that are not open is not passed over in silence.
        for waiting in self.join.pending() {
            let name = &*waiting.file;
            let Some(source) = self
                .sources
                .iter_mut()
                .rev()
                .find(|source| source.name == name)
            else {
                continue;
            };
            let told = source
                .problems
                .iter()
                .any(|problem| problem.message.contains("is kept until"));
            if source.added == 0 && source.repeated.is_empty() && !told {
                source.problems.push(Problem::new(format!(
                        "This tells of a key that is not open ({}): it is kept until a file with the key itself is opened.",
                        waiting.piece.format
                    )));
            }
        }
    }

    /// Takes a profile, and puts every key up for being judged anew.
    fn take_profile(&mut self, name: &str, text: &str) {
        let Ok(node) = json::parse(text) else {
            return;
        };
        let (profile, problems) = profile::read(&node, text);
        self.judge_under(profile, Some(text.to_string()), self.now);
        self.sources.push(Source {
            name: name.to_string(),
            problems: problems.into_iter().map(Problem::from).collect(),
            is_profile: true,
            ..Source::default()
        });
    }

    /// Forgets everything. Versions go on, so that no answer to what was there is taken for one to what comes.
    pub fn close(&mut self) {
        *self = Workspace {
            version: self.version + 1,
            ..Workspace::default()
        };
    }

    /// Notes a file that could not be read at all.
    fn refuse(&mut self, name: String, problem: Problem) {
        // What is no text tells of nothing.
        if problem.at.is_none() {
            self.join.lose();
        }
        self.sources.push(Source {
            name,
            problems: vec![problem],
            refused: true,
            ..Source::default()
        });
    }

    /// The key with everything that is said of it, worked out when it is asked for.
    pub fn loaded(&self, at: usize) -> Option<Rc<Loaded>> {
        let mut looked_at = self.looked_at.borrow_mut();
        if let Some((_, loaded)) = looked_at.iter().find(|(other, _)| *other == at) {
            return Some(Rc::clone(loaded));
        }
        let record = self.join.records.get(at)?.clone();
        let loaded = Rc::new(Loaded::new(record, &self.profile, self.now));
        looked_at.push((at, Rc::clone(&loaded)));
        if looked_at.len() > LOOKED_AT {
            looked_at.remove(0);
        }
        Some(loaded)
    }

    /// The other records of the same key.
    pub fn versions(&self, at: usize) -> impl Iterator<Item = usize> {
        self.join.versions(at)
    }

    pub fn record(&self, at: usize) -> Option<&Record> {
        self.join.records.get(at)
    }
}

/// Less is worse: public, then by the worst finding, then by how many there are; what is not judged comes last. A small
/// number, by which very many rows are put in order in one go.
pub fn badness(row: &Row) -> usize {
    /// More findings than that are no worse.
    const MOST: usize = 255;
    let summary: Option<&Summary> = row.summary.as_deref();
    let worst = summary.and_then(Summary::worst);
    let public = summary.is_some_and(|summary| summary.public == Answer::Yes);
    let findings = summary.map_or(0, |summary| summary.findings.len());
    let none = Severity::ALL.len();
    let worst = worst.map_or(none, |worst| worst as usize);
    (usize::from(!public) * (none + 1) + worst) * (MOST + 1) + MOST - findings.min(MOST)
}

#[cfg(test)]
mod tests {
    use super::query::Query;
    use super::*;

    const NOW: Moment = Moment(1_795_000_000);

    fn resource(id: u32, principal: &str) -> String {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/{id}","Policy":"{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":\"{principal}\"}},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}}]}}"}}"#
        )
    }

    #[test]
    fn the_same_record_is_loaded_once() {
        let mut workspace = Workspace::default();
        let text = resource(1, "*");
        workspace.add("a.json".into(), &text, NOW);
        workspace.add("b.json".into(), &text, NOW);
        assert_eq!(workspace.rows.len(), 1);
        assert_eq!(workspace.sources[1].repeated, [0]);
    }

    #[test]
    fn words_are_found_in_the_rows_that_have_them_now() {
        let mut words = Words::default();
        let told = ["ab", "ba ba", "", "abc"].into_iter().enumerate();
        for (row, text) in told.chain([(0, "cd"), (4, "ab")]) {
            words.set(row, text);
        }
        for (text, rows) in [
            ("ab", "...##"),
            ("a", ".#.##"),
            ("cd", "#...."),
            ("ba", ".#..."),
            ("c", "#..#."),
            ("bb", "....."),
        ] {
            let held = words.holding(text).into_iter();
            let held: String = held.map(|held| if held { '#' } else { '.' }).collect();
            assert_eq!(held, rows, "{text}");
        }
    }

    #[test]
    fn public_keys_come_first() {
        let mut workspace = Workspace::default();
        let owner = "arn:aws:iam::111122223333:root";
        let text = format!(
            "[{},{},{}]",
            resource(1, owner),
            resource(2, "*"),
            resource(3, "x")
        );
        workspace.add("a.json".into(), &text, NOW);
        assert_eq!(workspace.ordered_by(&badness), [1, 0, 2]);
        assert!(badness(&Row::default()) > badness(&workspace.rows[1]));
    }

    #[test]
    fn a_place_moves_along_when_a_policy_is_laid_out() {
        let mut workspace = Workspace::default();
        workspace.add("a.json".into(), &resource(1, "*"), NOW);
        let loaded = workspace.loaded(0).unwrap();
        assert!(loaded.shown.laid_out);
        let policy = loaded.report.policy().unwrap();
        let principal = policy.statements[0].principal.span().unwrap();
        assert_eq!(
            principal.of(loaded.policy_text()),
            r#""Principal":{"AWS":"*"}"#
        );
        let shown = loaded.places().shown(principal);
        assert_eq!(
            shown.of(&loaded.shown.text),
            "\"Principal\": {\n        \"AWS\": \"*\"\n      }"
        );
    }

    /// A key of another day is a row of its own, and says so.
    #[test]
    fn a_key_that_is_another_now_is_listed_twice() {
        let mut workspace = Workspace::default();
        let both = [resource(1, "*"), resource(2, "*")].join("\n");
        workspace.add("a.json".into(), &both, NOW);
        workspace.add(
            "b.json".into(),
            &both.replace('*', "arn:aws:iam::111122223333:root"),
            NOW,
        );
        assert_eq!(workspace.rows.len(), 4);
        assert_eq!(workspace.sources[1].problems.len(), 1);
        assert!(
            workspace.sources[1].problems[0]
                .message
                .contains("what changed")
        );
        assert_eq!(workspace.versions(0).collect::<Vec<_>>(), [2]);
        assert_eq!(workspace.versions(3).collect::<Vec<_>>(), [1]);
    }

    /// Those that changed are found, also when something was added to them since; those that did not, are not.
    #[test]
    fn what_changed_is_found_by_a_search() {
        let mut workspace = Workspace::default();
        let [one, two] = [resource(1, "*"), resource(2, "*")];
        workspace.add("a.json".into(), &[one.as_str(), &two].join("\n"), NOW);
        let changed = |workspace: &Workspace| -> Vec<bool> {
            workspace.rows.iter().map(|row| row.changed).collect()
        };
        assert_eq!(changed(&workspace), [false, false]);
        let new = two.replace('*', "arn:aws:iam::111122223333:root");
        workspace.add("b.json".into(), &[one.as_str(), &new].join("\n"), NOW);
        assert_eq!(changed(&workspace), [false, true, true]);
        let found = |workspace: &Workspace, query: &str| workspace.matching(&Query::parse(query));
        assert_eq!(found(&workspace, "changed:yes"), [1, 2]);
        assert_eq!(found(&workspace, "changed:no"), [0]);
        let source = &workspace.sources[1];
        assert_eq!((source.problems.len(), source.broken()), (1, 0));
        // An answer that does not say whose it is goes to the one record that came with it.
        let newer = one.replace('*', "arn:aws:iam::111122223333:user/A");
        let tags = r#"{"Tags":[{"TagKey":"a","TagValue":"b"}]}"#;
        workspace.add("c.json".into(), &[newer.as_str(), tags].join("\n"), NOW);
        assert_eq!(workspace.rows[3].tags.len(), 1);
        assert_eq!(found(&workspace, "changed:yes").len(), 4);
    }
}
