//! The keys that are loaded and everything derived from them: the only store.

pub mod estate;
pub mod judging;
mod loaded;
pub mod names;
pub mod query;
pub mod row;
pub mod summary;

use std::cell::RefCell;
use std::rc::Rc;

use crate::import::join::{Became, Join, Record};
use crate::import::reader::{Reader, Went};
use crate::import::{Found, Problem, not_json};
use crate::json;
use crate::lint::Severity;
use crate::model::date::Moment;
use crate::profile::{self, Profile};
use crate::reason::public::Answer;
use judging::Judging;
pub use loaded::{Loaded, Places, Shown};
use names::Names;
use row::Row;
use summary::Summary;

/// Keys that are kept as they were looked at last.
const LOOKED_AT: usize = 4;

#[derive(Default)]
pub struct Workspace {
    pub sources: Vec<Source>,
    join: Join,
    pub rows: Vec<Rc<Row>>,
    names: Names,
    /// What the user told of their estate, and the text that they told it in.
    pub profile: Profile,
    pub profile_text: Option<String>,
    now: Moment,
    judging: Judging,
    /// The file that is being read.
    reading: Option<Reading>,
    /// Grows with every change of a row.
    version: u64,
    looked_at: RefCell<Vec<(usize, Rc<Loaded>)>>,
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

struct Reading {
    file: Rc<str>,
    reader: Reader,
    source: Source,
    /// No part is to come any more.
    whole: bool,
    /// What has come is read.
    waits: bool,
}

impl Workspace {
    /// Reads a file's text: keys, or a profile, under which all keys are judged anew. A key that is loaded already, with
    /// the same record, is not loaded twice.
    pub fn add(&mut self, name: String, text: &str, now: Moment) {
        if self.take_profile(&name, text, now) {
            self.judge_some(&mut || true);
            return;
        }
        let before = self.rows.len();
        self.begin(name, now);
        if !self.take_other(text) {
            self.feed(text);
            self.end();
            while self.read_some(&mut || true) {}
        }
        self.settle(before);
        self.judge_some(&mut || true);
    }

    /// Begins to read a file, of which parts follow.
    pub fn begin(&mut self, name: String, now: Moment) {
        self.now = now;
        self.reading = Some(Reading {
            file: name.as_str().into(),
            reader: Reader::new(),
            source: Source {
                name,
                ..Source::default()
            },
            whole: false,
            waits: true,
        });
    }

    /// Reads a file that is not JSON: a template in YAML, a table. Whether it was one; then the file is at its end.
    pub fn take_other(&mut self, text: &str) -> bool {
        let Some(other) = not_json(text) else {
            return false;
        };
        let Some(mut reading) = self.reading.take() else {
            return false;
        };
        reading.source.problems.extend(other.problem());
        for found in other.found {
            if let Found::Piece(piece) = found {
                let became = self.join.add_piece(piece, &reading.file);
                self.note(became, None, &mut reading.source);
            }
        }
        self.sources.push(reading.source);
        true
    }

    pub fn feed(&mut self, part: &str) {
        if let Some(reading) = &mut self.reading {
            reading.reader.feed(part);
            reading.waits = false;
        }
    }

    pub fn end(&mut self) {
        if let Some(reading) = &mut self.reading {
            reading.whole = true;
        }
    }

    /// What is left of it is not read.
    pub fn cancel(&mut self) {
        self.stop(Problem {
            message: "You stopped here; what follows was not read.".into(),
            at: None,
            excerpt: None,
        });
    }

    /// The file cannot be read any further.
    pub fn stop(&mut self, problem: Problem) {
        if let Some(reading) = self.reading.take() {
            let mut source = reading.source;
            let found = source.added + source.repeated.len();
            source.problems = match found {
                0 => Vec::new(),
                _ => reading.reader.problems(),
            };
            source.problems.push(problem);
            self.sources.push(source);
        }
    }

    /// Reads on while `on` says so. Whether there is more to read of what has come.
    pub fn read_some(&mut self, on: &mut dyn FnMut() -> bool) -> bool {
        let Some(mut reading) = self.reading.take() else {
            return false;
        };
        loop {
            let whole = reading.whole;
            let (join, file) = (&mut self.join, &reading.file);
            let mut became = Vec::new();
            let went = reading.reader.step(!whole, &mut |found, text, place| {
                became.push(match found {
                    Found::Key(key) => {
                        let at = place(key.record.start as usize);
                        let record = key.record.of(text);
                        let became = join.add_key(&key, record, file, at);
                        (became, Some(key))
                    }
                    Found::Piece(piece) => (join.add_piece(piece, file), None),
                    Found::Stranger(_) => return,
                });
            });
            for (became, key) in became {
                self.note(became, key.as_deref(), &mut reading.source);
            }
            match went {
                Went::On if on() => {}
                Went::On => {
                    self.reading = Some(reading);
                    return true;
                }
                Went::Waits if !whole => {
                    reading.waits = true;
                    self.reading = Some(reading);
                    return false;
                }
                Went::Waits | Went::Ended => {
                    reading.source.problems = reading.reader.problems();
                    self.sources.push(reading.source);
                    return false;
                }
            }
        }
    }

    /// A number that is another one after every change of a row.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether a file is being read.
    pub fn is_reading(&self) -> bool {
        self.reading.is_some()
    }

    /// Whether something that has come can be read on.
    pub fn can_read(&self) -> bool {
        let reading = self.reading.as_ref();
        reading.is_some_and(|reading| reading.whole || !reading.waits)
    }

    fn note(&mut self, became: Became, key: Option<&crate::model::key::Key>, source: &mut Source) {
        match became {
            Became::New(at) => {
                source.added += 1;
                let Some(record) = self.join.records.get(at) else {
                    return;
                };
                let row = match key {
                    Some(key) => Row::of(key, record, &mut self.names),
                    None => Row::of(&record.key(), record, &mut self.names),
                };
                self.push(row);
            }
            Became::Joined(at) => {
                self.joined(at);
                source.repeated.push(at);
            }
            Became::Taken(at) => {
                self.joined(at);
                source.repeated.push(at);
                source.problems.push(Problem {
                    message: "This does not say whose it is. It was taken for the one key that came with it; name the file after the key’s id to be sure.".into(),
                    at: None,
                    excerpt: None,
                });
            }
            Became::Known(at) => source.repeated.push(at),
            Became::Pending => {}
        }
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
        if let (Some(record), Some(row)) = (self.join.records.get(at), self.rows.get_mut(at)) {
            self.version += 1;
            let had_summary = row.summary.is_some();
            self.judging.public -= usize::from(row.is_public());
            *row = Rc::new(Row {
                stamp: self.version,
                ..Row::of(&record.key(), record, &mut self.names)
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
                source.problems.push(Problem {
                    message: format!(
                        "This tells of a key that is not open ({}): it is kept until a file with the key itself is opened.",
                        waiting.piece.format
                    ),
                    at: None,
                    excerpt: None,
                });
            }
        }
    }

    /// Notes a profile when the text is one, and puts every key up for being judged anew.
    pub fn take_profile(&mut self, name: &str, text: &str, now: Moment) -> bool {
        // Few files are profiles, and large ones are not parsed to find that out.
        if !text.contains(profile::MARK) {
            return false;
        }
        let Ok(node) = json::parse(text) else {
            return false;
        };
        if !profile::claims(&node) {
            return false;
        }
        let (profile, problems) = profile::read(&node, text);
        self.judge_under(profile, Some(text.to_string()), now);
        self.sources.push(Source {
            name: name.to_string(),
            problems: problems.into_iter().map(Problem::from).collect(),
            is_profile: true,
            ..Source::default()
        });
        true
    }

    /// Forgets everything. Versions go on, so that no answer to what was there is taken for one to what comes.
    pub fn close(&mut self) {
        *self = Workspace {
            version: self.version + 1,
            ..Workspace::default()
        };
    }

    /// Notes a file that could not be read at all.
    pub fn refuse(&mut self, name: String, problem: Problem) {
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

    pub fn record(&self, at: usize) -> Option<&Record> {
        self.join.records.get(at)
    }
}

/// Less is worse: public, then by the worst finding, then by how many there are; what is not judged comes last.
pub fn badness(row: &Row) -> (bool, bool, Option<Severity>, usize) {
    let summary: Option<&Summary> = row.summary.as_deref();
    let worst = summary.and_then(Summary::worst);
    (
        summary.is_none_or(|summary| summary.public != Answer::Yes),
        worst.is_none(),
        worst,
        usize::MAX - summary.map_or(0, |summary| summary.findings.len()),
    )
}

#[cfg(test)]
mod tests {
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
        let mut order = vec![0, 1, 2];
        crate::order::by_key(&mut order, |at| badness(&workspace.rows[*at]));
        assert_eq!(order, [1, 0, 2]);
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
}
