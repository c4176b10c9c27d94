//! A file's text as it comes in, piece by piece, and what is found in it record by record.

use std::rc::Rc;

use super::heading::{Headings, is_error};
use super::piece::Source;
use super::recover::{Records, Step};
use super::stranger::Strangers;
use super::stranger::is_missing;
use super::{Found, Problem, look};
use crate::json::{Lines, Position, Value};
use crate::limits::{MAX_KEYS, MAX_PROBLEMS};

/// Bytes that are read before they are dropped, so that dropping costs little.
const DROPPED_AT_ONCE: usize = 1 << 20;

#[derive(Default)]
pub struct Reader {
    buffer: String,
    lines: Option<Rc<Lines>>,
    /// The line of the file at which the buffer begins, from 0, and the characters of that line before it.
    lines_before: usize,
    columns_before: usize,
    records: Records,
    strangers: Strangers,
    headings: Headings,
    /// Behind the last object or list.
    behind: usize,
    problems: Vec<Problem>,
    broken: usize,
    found: usize,
    stopped: bool,
    blank: bool,
    /// An answer that tells of a key may be missing: it is broken, or an error stands in its place.
    lost: bool,
    /// A record was not whole when the buffer had so many bytes: it is tried again when there are twice as many.
    tried: usize,
}

/// Hears what was found, the text that its places are in, and where a place of that text stands in the file.
pub type Take<'a> = dyn FnMut(Found, &str, &dyn Fn(usize) -> Position) + 'a;

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    On,
    /// The text that is there is read.
    Waits,
    Ended,
}

impl Reader {
    pub fn new() -> Reader {
        Reader {
            blank: true,
            ..Reader::default()
        }
    }

    /// Adds the next part of the text.
    pub fn feed(&mut self, part: &str) {
        let read = self.records.read();
        if read > DROPPED_AT_ONCE {
            let lines = self.lines();
            let before = (self.lines_before, self.columns_before);
            let at = in_file(lines.position(&self.buffer, read), before);
            (self.lines_before, self.columns_before) = (at.line - 1, at.column - 1);
            self.buffer.drain(..read);
            self.records.forget(read);
            self.tried = self.tried.saturating_sub(read);
            self.behind = self.behind.saturating_sub(read);
        }
        self.blank = self.blank && part.trim().is_empty();
        self.buffer.push_str(part);
        self.lines = None;
    }

    /// Reads one record and gives what is in it to `take`, with the text that its places are in and where a place of
    /// that text stands in the file. `more` says that parts are still to come.
    pub fn step(&mut self, more: bool, take: &mut Take) -> Went {
        if self.stopped {
            return Went::Ended;
        }
        if more && self.buffer.len() < self.tried * 2 {
            return Went::Waits;
        }
        let lines = self.lines();
        self.tried = 0;
        match self.records.next(&self.buffer, more) {
            Step::Wait => {
                // Only what is long is worth waiting for.
                let long = self.buffer.len() - self.records.read() > DROPPED_AT_ONCE;
                self.tried = if long { self.buffer.len() } else { 0 };
                Went::Waits
            }
            Step::End => Went::Ended,
            Step::Damage(error) => {
                self.broken += 1;
                let begins = self.buffer.as_bytes().get(self.records.read());
                self.lost |= matches!(begins, Some(b'{' | b'['));
                if self.problems.len() < MAX_PROBLEMS {
                    // What it is called depends on whether anything is found in the end.
                    let mut problem = Problem::at(&self.buffer, error.offset, error.message);
                    let before = (self.lines_before, self.columns_before);
                    problem.at = problem.at.map(|at| in_file(at, before));
                    // What is broken within a broken record is told of already.
                    match self.problems.last() {
                        Some(last) if last.at == problem.at => self.broken -= 1,
                        _ => self.problems.push(problem),
                    }
                }
                Went::On
            }
            Step::Record(record) => {
                let text = &self.buffer;
                let (start, end) = (record.span.start as usize, record.span.end as usize);
                // The first digits of an id.
                let glued = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
                match record.value {
                    Value::Number(_) if text.as_bytes().get(end).is_some_and(glued) => {
                        return Went::On;
                    }
                    Value::Object(_) | Value::Array(_) => {
                        let between = text.get(self.behind..start).unwrap_or_default();
                        self.lost |= self.headings.hear(between);
                        self.behind = end;
                    }
                    _ => {}
                }
                let source = Source::part(text, Rc::clone(&lines), self.lines_before + 1);
                let before = (self.lines_before, self.columns_before);
                let place = |offset: usize| in_file(lines.position(text, offset), before);
                let (found, strangers) = (&mut self.found, &mut self.strangers);
                let (headings, lost) = (&mut self.headings, &mut self.lost);
                let on = look(&record, &source, &mut |item| {
                    let named = headings.name(item, record.span, &source);
                    let another =
                        || Found::Stranger("an answer behind text about another key".into());
                    match named.unwrap_or_else(another) {
                        Found::Stranger(what) => {
                            *lost |= is_missing(&what);
                            strangers.add(what);
                        }
                        // Only what is left out is worth a word.
                        _ if *found >= MAX_KEYS => return false,
                        item => {
                            *found += 1;
                            take(item, text, &place);
                        }
                    }
                    true
                });
                self.stopped = !on;
                Went::On
            }
        }
    }

    /// Where the lines of the buffer begin.
    fn lines(&mut self) -> Rc<Lines> {
        let buffer = &self.buffer;
        let lines = self.lines.get_or_insert_with(|| Rc::new(Lines::of(buffer)));
        Rc::clone(lines)
    }

    /// How many broken records there were so far.
    pub fn broken(&self) -> usize {
        self.broken
    }

    /// Whether something that may have told of a key could not be read.
    pub fn has_lost(&self) -> bool {
        self.lost
    }

    /// Whether nothing or an error stands where an answer may have been.
    pub fn is_void(&self) -> bool {
        self.blank || self.found == 0 && is_error(&self.buffer)
    }

    /// How much was found so far.
    pub fn found(&self) -> usize {
        self.found
    }

    /// What could not be read, in the order of the file.
    pub fn problems(&self) -> Vec<Problem> {
        if self.blank {
            return vec![Problem::new("The file is empty: there is nothing to read.")];
        }
        let mut problems: Vec<Problem> = self
            .problems
            .iter()
            .map(|problem| Problem {
                message: match self.found {
                    0 => format!("Not JSON: {}.", problem.message),
                    _ => format!("This record was skipped: {}.", problem.message),
                },
                ..problem.clone()
            })
            .collect();
        if self.broken > MAX_PROBLEMS {
            problems.push(Problem::new(format!(
                "{} more broken records are not listed.",
                self.broken - MAX_PROBLEMS
            )));
        }
        if self.stopped {
            problems.push(Problem::new(format!(
                "Keyglass stops at {},{:03} keys a file; what follows was not read.",
                MAX_KEYS / 1000,
                MAX_KEYS % 1000
            )));
        }
        // What lies in the ruins of a file that is no JSON as a whole says nothing about the file.
        let ruins = self.broken > 0 && self.found == 0;
        if let Some(problem) = self.strangers.problem(self.found)
            && !ruins
        {
            problems.push(problem);
        }
        problems
    }
}

/// A place of the buffer in the file, of which so many lines and characters came before.
fn in_file(at: Position, (lines, columns): (usize, usize)) -> Position {
    Position {
        line: at.line + lines,
        column: at.column + if at.line == 1 { columns } else { 0 },
    }
}
