//! A file that is being opened: what it is, and what is in it, told record by record. It runs here or in another thread;
//! what it tells goes to [`super::Workspace::take`].

use std::collections::VecDeque;

use super::parcel::{Parcel, Stands};
use super::row::Facts;
use crate::import::archive::{Member, is_archive, unpack};
use crate::import::join::is_of_answer;
use crate::import::piece::Identity;
use crate::import::reader::{Reader, Went};
use crate::import::{Found, Problem, Utf8Parts, decode, not_json};
use crate::json;
use crate::limits::MAX_FILE_BYTES;
use crate::profile;

/// Bytes of text after which a parcel goes on its way.
const FULL: usize = 1 << 20;

pub struct Opening {
    name: String,
    /// Bytes of the whole file.
    size: usize,
    how: How,
    /// All of it has come.
    whole: bool,
    /// Files that wait for their turn: the one that was opened, or those in it.
    members: VecDeque<Member>,
    /// The text that is being read.
    text: Option<Text>,
    parcels: Vec<Parcel>,
    parcel: Parcel,
}

enum How {
    /// Nothing has come.
    Unknown,
    /// As text, part by part.
    Parts(Utf8Parts),
    /// When all of it is there.
    Whole(Vec<u8>),
    /// No further.
    Stopped,
}

struct Text {
    name: String,
    reader: Reader,
    whole: bool,
    /// What has come is read.
    waits: bool,
    /// Broken records that were told of.
    told: usize,
}

impl Opening {
    pub fn new(name: &str, size: usize) -> Opening {
        Opening {
            name: name.to_string(),
            size,
            how: How::Unknown,
            whole: false,
            members: VecDeque::new(),
            text: None,
            parcels: Vec::new(),
            parcel: Parcel::default(),
        }
    }

    /// Of a text that is there.
    pub fn of_text(name: &str, text: &str) -> Opening {
        let mut opening = Opening::new(name, text.len());
        opening.feed(text.as_bytes().to_vec(), true);
        opening
    }

    /// Takes the next part of the file; `last` says that none follows.
    pub fn feed(&mut self, bytes: Vec<u8>, last: bool) {
        self.whole = last;
        if let How::Unknown = self.how {
            // What is too large to be held is read as what it may be.
            let in_parts = looks_like_json(&bytes) || self.size > MAX_FILE_BYTES;
            self.how = match !last && Utf8Parts::can_read(&bytes) && in_parts {
                true => How::Parts(Utf8Parts::default()),
                false => How::Whole(Vec::with_capacity(self.size.min(MAX_FILE_BYTES))),
            };
            match &self.how {
                How::Parts(_) => self.begin(self.name.clone()),
                _ if self.size > MAX_FILE_BYTES => {
                    let message = format!(
                        "The file has {} MB; Keyglass reads up to {} MB of this kind.",
                        self.size >> 20,
                        MAX_FILE_BYTES >> 20
                    );
                    self.refuse(&message);
                }
                _ => {}
            }
        }
        match &mut self.how {
            How::Parts(utf8) => match (utf8.part(bytes, last), &mut self.text) {
                (Ok(part), Some(text)) => {
                    text.reader.feed(&part);
                    (text.whole, text.waits) = (last, false);
                }
                (Err(problem), Some(_)) => self.stop(problem),
                (_, None) => {}
            },
            How::Whole(held) => {
                held.extend(bytes);
                if last {
                    let bytes = std::mem::take(held);
                    self.unpack(bytes);
                }
            }
            How::Unknown | How::Stopped => {}
        }
    }

    /// The file cannot be read, or no further.
    pub fn refuse(&mut self, message: &str) {
        match self.text {
            Some(_) => self.stop(Problem::new(message)),
            None => self.parcel.refused(&self.name, &Problem::new(message)),
        }
        self.how = How::Stopped;
    }

    fn unpack(&mut self, bytes: Vec<u8>) {
        if !is_archive(&bytes) {
            let name = self.name.clone();
            self.members.push_back(Member { name, bytes });
            return;
        }
        let unpacked = unpack(&self.name, bytes);
        let nothing = unpacked.members.is_empty() && unpacked.problems.is_empty();
        for (name, problem) in unpacked.problems {
            self.parcel.refused(&name, &problem);
        }
        if nothing {
            self.refuse("The archive is empty: there is nothing to read.");
        }
        self.members.extend(unpacked.members);
    }

    /// Reads on while `on` says so. Whether there is more to read of what has come.
    pub fn read(&mut self, on: &mut dyn FnMut() -> bool) -> bool {
        loop {
            if self.text.is_some() {
                if !self.step() {
                    return false;
                }
            } else if let Some(member) = self.members.pop_front() {
                self.open(member);
            } else {
                return false;
            }
            if !on() {
                return true;
            }
        }
    }

    /// Whether something that has come can be read.
    pub fn can_read(&self) -> bool {
        !self.members.is_empty()
            || self
                .text
                .as_ref()
                .is_some_and(|text| text.whole || !text.waits)
    }

    /// Whether nothing is to come of it any more.
    pub fn is_done(&self) -> bool {
        let through = self.text.is_none() && self.members.is_empty();
        through && (self.whole || matches!(self.how, How::Stopped))
    }

    /// What was read since this was asked before.
    pub fn take(&mut self) -> Vec<Parcel> {
        let mut parcels = std::mem::take(&mut self.parcels);
        let last = std::mem::take(&mut self.parcel);
        if !last.is_empty() {
            parcels.push(last);
        }
        parcels
    }

    fn open(&mut self, member: Member) {
        let text = match decode(member.bytes) {
            Ok(text) => text,
            Err(problem) => return self.parcel.refused(&member.name, &problem),
        };
        if is_profile(&text) {
            return self.parcel.profile(&member.name, &text);
        }
        let other = not_json(&text);
        self.begin(member.name);
        match (other, &mut self.text) {
            (Some(other), _) => {
                self.parcel.problems(other.problem.as_slice());
                for found in other.found {
                    if let Found::Piece(piece) = found {
                        self.parcel.piece(&piece);
                    }
                    if self.parcel.text.len() > FULL {
                        self.parcels.push(std::mem::take(&mut self.parcel));
                    }
                }
                self.parcel.end(false);
                self.text = None;
            }
            (None, Some(reading)) => {
                reading.reader.feed(&text);
                reading.whole = true;
            }
            (None, None) => {}
        }
    }

    fn begin(&mut self, name: String) {
        self.parcel.file(&name);
        self.text = Some(Text {
            name,
            reader: Reader::new(),
            whole: false,
            waits: false,
            told: 0,
        });
    }

    /// Reads one record. Whether there may be another in what has come.
    fn step(&mut self) -> bool {
        let Some(text) = &mut self.text else {
            return false;
        };
        let (parcel, parcels, name) = (&mut self.parcel, &mut self.parcels, &text.name);
        let went = text.reader.step(!text.whole, &mut |found, source, place| {
            match found {
                Found::Key(key) => parcel.key(&Stands {
                    text: key.record.of(source),
                    format: key.format,
                    at: place(key.record.start as usize),
                    identity: Identity::of(&key),
                    facts: Facts::of(&key, name),
                }),
                Found::Piece(piece) => parcel.piece(&piece),
                Found::Stranger(_) => {}
            }
            if parcel.text.len() > FULL {
                parcels.push(std::mem::take(parcel));
            }
        });
        match went {
            Went::On => true,
            Went::Waits if !text.whole => {
                text.waits = true;
                if text.reader.broken() > text.told {
                    text.told = text.reader.broken();
                    self.parcel.problems(&text.reader.problems());
                }
                false
            }
            Went::Waits | Went::Ended => {
                self.parcel.problems(&text.reader.problems());
                let lost =
                    text.reader.has_lost() || text.reader.is_void() && is_of_answer(&text.name);
                self.end(lost);
                !self.members.is_empty()
            }
        }
    }

    /// The text cannot be read any further.
    fn stop(&mut self, problem: Problem) {
        if let Some(text) = &self.text {
            let mut problems = match text.reader.found() {
                0 => Vec::new(),
                _ => text.reader.problems(),
            };
            problems.push(problem);
            self.parcel.problems(&problems);
        }
        self.end(true);
    }

    fn end(&mut self, lost: bool) {
        self.parcel.end(lost);
        self.text = None;
        // What still comes of a text that is at its end is not looked at.
        if let How::Parts(_) = self.how {
            self.how = How::Stopped;
        }
    }
}

/// Whether a text that begins so is records in JSON. A table, whose first field may stand in quotes, and a template in YAML are
/// read when all of it is there.
fn looks_like_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.trim_ascii_start().first();
    matches!(first, None | Some(b'{' | b'['))
}

/// Few files are profiles, and large ones are not parsed to find that out.
fn is_profile(text: &str) -> bool {
    text.contains(profile::MARK) && json::parse(text).is_ok_and(|node| profile::claims(&node))
}
