//! Records of a file one by one, past damage, while its text still grows.

use crate::json::{Error, Node, parse_at};

/// How often reading starts again behind damage. Beyond that, a file is not an export with a few bad records.
const MAX_RESTARTS: usize = 1_000;

/// How close to the end of what is there an error may come from the text that is still to come: longer than a word or a
/// number that is cut.
const NEAR_END: usize = 64;

/// What comes next.
pub enum Step<'t> {
    /// A record: a member of a top-level array, or one of several values one after another.
    Record(Node<'t>),
    /// Something that could not be read. Reading goes on at the next place that begins a line or a list member with `{`
    /// and can be read whole; what lies between is one error.
    Damage(Error),
    /// What is there is read; the rest has to come first.
    Wait,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    /// Before a record.
    Record,
    /// Behind one.
    Between,
    /// Behind damage: where to look on.
    Lost(usize),
    /// Behind the list.
    Behind,
    End,
}

/// How far a text is read. The text is given anew with each step, as it may have grown; see [`Records::forget`].
#[derive(Debug)]
pub struct Records {
    at: usize,
    in_array: bool,
    /// No record came before: it may hold all others.
    first: bool,
    /// That was so, and it is broken.
    inside: bool,
    state: State,
    restarts: usize,
    damaged: bool,
}

/// Where what stands between records ends: white space, and the marks that files which were put one behind the other begin with.
fn skip_space(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    text.len()
        - rest
            .trim_start_matches([' ', '\t', '\n', '\r', '\u{feff}'])
            .len()
}

impl Default for Records {
    fn default() -> Records {
        Records {
            at: 0,
            in_array: false,
            first: true,
            inside: false,
            state: State::Start,
            restarts: 0,
            damaged: false,
        }
    }
}

impl Records {
    /// The bytes of the text that are done with.
    pub fn read(&self) -> usize {
        self.at
    }

    /// The first bytes of the text, which are done with, are gone.
    pub fn forget(&mut self, bytes: usize) {
        self.at -= bytes.min(self.at);
        if let State::Lost(from) = &mut self.state {
            *from -= bytes.min(*from);
        }
    }

    /// The next record of the text; `more` says that the text will still grow.
    pub fn next<'t>(&mut self, text: &'t str, more: bool) -> Step<'t> {
        loop {
            match self.state {
                State::End => return Step::End,
                State::Start => {
                    self.at = skip_space(text, self.at);
                    match text.as_bytes().get(self.at) {
                        None if more => return Step::Wait,
                        None => self.state = State::End,
                        Some(b'[') => {
                            let inside = skip_space(text, self.at + 1);
                            match text.as_bytes().get(inside) {
                                None if more => return Step::Wait,
                                // An empty list is a record of its own kind: the caller says that it is empty.
                                Some(b']') => {
                                    let list = parse_at(text, self.at);
                                    self.at = inside + 1;
                                    self.state = State::Behind;
                                    if let Ok((node, _)) = list {
                                        return Step::Record(node);
                                    }
                                }
                                _ => {
                                    self.in_array = true;
                                    self.at = inside;
                                    self.state = State::Record;
                                }
                            }
                        }
                        Some(_) => self.state = State::Record,
                    }
                }
                State::Record => match parse_at(text, self.at) {
                    Ok((_, end)) if more && end == text.len() => return Step::Wait,
                    Ok((node, end)) => {
                        self.first = false;
                        self.at = end;
                        self.state = State::Between;
                        return Step::Record(node);
                    }
                    Err(error)
                        if more
                            && (error.is_early_end() || error.offset + NEAR_END > text.len()) =>
                    {
                        return Step::Wait;
                    }
                    Err(error) => {
                        self.inside |= self.first && !self.in_array;
                        let from = match self.first && self.inside {
                            true => 0,
                            false => error.offset,
                        };
                        self.state = State::Lost(from.max(self.at + 1));
                        self.first = false;
                        self.damaged = true;
                        return Step::Damage(error);
                    }
                },
                State::Between => {
                    self.at = skip_space(text, self.at);
                    let next = text.as_bytes().get(self.at);
                    if next.is_none() && more {
                        return Step::Wait;
                    }
                    match (self.in_array, next) {
                        // JSON Lines with commas between the lines are a list without its brackets.
                        (_, Some(b',')) => {
                            let behind = skip_space(text, self.at + 1);
                            match (self.in_array, text.as_bytes().get(behind)) {
                                (_, None) if more => return Step::Wait,
                                (false, None) => self.state = State::End,
                                _ => {
                                    self.at = behind;
                                    self.state = State::Record;
                                }
                            }
                        }
                        (true, Some(b']')) => {
                            self.at = skip_space(text, self.at + 1);
                            // Behind damage, this may be the end of a list within a broken record.
                            self.state = match self.damaged {
                                true => State::Lost(self.at),
                                false => State::Behind,
                            };
                        }
                        (false, None) => self.state = State::End,
                        (false, Some(_)) => self.state = State::Record,
                        (true, _) => {
                            self.state = State::Lost(self.at);
                            self.damaged = true;
                            return Step::Damage(Error {
                                offset: self.at,
                                message: "expected “,” or “]” after this record".into(),
                            });
                        }
                    }
                }
                State::Lost(from) => match self.restart(text, from, more) {
                    Some(next) => {
                        self.at = next;
                        self.state = State::Record;
                    }
                    None if more => return Step::Wait,
                    None => self.state = State::End,
                },
                State::Behind => {
                    self.at = skip_space(text, self.at);
                    let rest = self.at < text.len();
                    if !rest && more {
                        return Step::Wait;
                    }
                    // Pages of an answer, one behind the other.
                    if text
                        .get(self.at..)
                        .is_some_and(|rest| rest.starts_with(['[', '{']))
                    {
                        self.in_array = false;
                        self.state = State::Start;
                        continue;
                    }
                    self.state = match rest {
                        true => State::Lost(self.at),
                        false => State::End,
                    };
                    if rest {
                        return Step::Damage(Error {
                            offset: self.at,
                            message: "there is more text after the end of the list".into(),
                        });
                    }
                }
            }
        }
    }

    /// The next `{` that begins a line or a list, or follows `},`, and whose object can be read whole.
    fn restart(&mut self, text: &str, from: usize, more: bool) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut at = from;
        while self.restarts < MAX_RESTARTS {
            let found = bytes.get(at..)?.iter().position(|byte| *byte == b'{')?;
            let candidate = at + found;
            at = candidate + 1;
            if !begins_record(bytes, candidate, self.inside) {
                continue;
            }
            match parse_at(text, candidate) {
                Ok(_) => return Some(candidate),
                // It may still become whole.
                Err(error) if more && error.is_early_end() => {
                    self.state = State::Lost(candidate);
                    return None;
                }
                Err(_) => self.restarts += 1,
            }
        }
        None
    }
}

/// `inside` says that lists within a record are looked into.
fn begins_record(bytes: &[u8], at: usize, inside: bool) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    let mut space = 0;
    for byte in before.iter().rev() {
        match byte {
            b'\n' | b'\r' => return true,
            b' ' | b'\t' => space += 1,
            b'[' => {
                let head = before.get(..before.len() - space - 1).unwrap_or_default();
                return inside || head.is_empty() || head.ends_with(b"\n");
            }
            b',' => {
                let head = before.get(..before.len() - space - 1).unwrap_or_default();
                return head.trim_ascii_end().ends_with(b"}");
            }
            _ => return false,
        }
    }
    true
}
