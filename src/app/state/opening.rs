//! Files come in: they are read and judged a little at a time, here and by helpers.

use keyglass::explain::text::count;
use keyglass::import::archive::unpack;
use keyglass::import::{Problem, decode};
use keyglass::model::date::Moment;
use keyglass::workspace::Source;
use keyglass::workspace::judging::Task;

use super::list::DRAWN_AT_ONCE;
use super::{Effect, State};
use crate::route::Route;

/// Keys that a helper is asked about at once, and about how many bytes of them.
const BATCH: usize = 250;

const BATCH_BYTES: usize = 512 << 10;

/// Batches that wait for one helper: the next one is there when it has answered.
const ASKED_AHEAD: usize = 2;

/// Milliseconds of work between two chances for the page to answer.
const SLICE: f64 = 12.0;

/// How far a file that comes in parts is.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    pub name: String,
    pub bytes: usize,
    pub total: usize,
    pub since: f64,
}

/// What a helper is asked about at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub tasks: Vec<Task>,
    /// The profile's text.
    pub profile: Option<String>,
    pub now: Moment,
}

impl State {
    /// Requests are counted from the first file on.
    pub(super) fn seal(&mut self) -> Vec<Effect> {
        match std::mem::replace(&mut self.opened, true) {
            true => Vec::new(),
            false => vec![Effect::ResetSeal],
        }
    }

    /// Something comes in: files, or a text. What follows is told of together.
    pub(super) fn begin_drop(&mut self) {
        self.keys_before = self.workspace.rows.len();
        self.sources_before = self.workspace.sources.len();
    }

    pub(super) fn open(&mut self, name: String, text: &str, now: Moment) -> Vec<Effect> {
        let mut effects = self.seal();
        if self.workspace.take_profile(&name, text, now) {
            effects.extend(self.file_read());
            return effects;
        }
        self.workspace.begin(name, now);
        if self.workspace.take_other(text) {
            effects.extend(self.file_read());
            return effects;
        }
        self.workspace.feed(text);
        self.workspace.end();
        effects.extend(self.work());
        effects
    }

    /// Opens what an archive holds, file by file.
    pub(super) fn open_archive(&mut self, name: &str, bytes: Vec<u8>, now: Moment) -> Vec<Effect> {
        let mut effects = self.seal();
        let unpacked = unpack(name, bytes);
        let nothing = unpacked.members.is_empty() && unpacked.problems.is_empty();
        for (name, problem) in unpacked.problems {
            self.workspace.refuse(name, problem);
        }
        if nothing {
            let message = "The archive is empty: there is nothing to read.".into();
            let problem = Problem {
                message,
                at: None,
                excerpt: None,
            };
            self.workspace.refuse(name.to_string(), problem);
        }
        for member in unpacked.members {
            match decode(member.bytes) {
                Ok(text) if self.workspace.take_profile(&member.name, &text, now) => {}
                Ok(text) => self.members.push_back((member.name, text)),
                Err(problem) => self.workspace.refuse(member.name, problem),
            }
        }
        self.now = now;
        let end = (self.clock.0)() + SLICE;
        effects.extend(self.read(true, end).unwrap_or_default());
        effects
    }

    /// Begins to read the next file of an archive.
    fn next_member(&mut self) -> bool {
        let Some((name, text)) = self.members.pop_front() else {
            return false;
        };
        self.workspace.begin(name, self.now);
        if !self.workspace.take_other(&text) {
            self.workspace.feed(&text);
            self.workspace.end();
        }
        true
    }

    /// Whether there is something to do as soon as the page has had its chance.
    pub fn has_work(&self) -> bool {
        let judges = self.workspace.is_judging() && self.may_judge();
        let waits = judges || !self.members.is_empty() || self.is_drawing() || self.is_counting();
        self.workspace.can_read() || (!self.workspace.is_reading() && waits)
    }

    /// Whether there are keys to judge that nobody was asked about, and somebody to do it.
    fn may_judge(&self) -> bool {
        let free = self.helpers == 0 || self.asked < ASKED_AHEAD * self.helpers;
        free && self.workspace.has_task()
    }

    /// Whether the work that is left is to bring rows into the page, or counts that they do not wait for.
    pub fn only_draws(&self) -> bool {
        let reads = self.workspace.is_reading() || !self.members.is_empty();
        !(reads || self.workspace.is_judging() && self.may_judge())
    }

    /// Reads and judges for a little while.
    pub(super) fn work(&mut self) -> Vec<Effect> {
        let clock = self.clock.0;
        let end = clock() + SLICE;
        if let Some(effects) = self.read(false, end) {
            return effects;
        }
        if self.is_counting() {
            self.due |= self.count_some(&mut || clock() < end);
        } else if self.may_judge() && self.helpers == 0 {
            self.judge();
        } else if self.is_drawing() {
            self.drawn += DRAWN_AT_ONCE;
        }
        self.ask()
    }

    /// Reads on until then: what has come of a file, and the files of an archive. `None` when there is nothing to read;
    /// what was `read` before is at its end all the same.
    fn read(&mut self, mut read: bool, end: f64) -> Option<Vec<Effect>> {
        let clock = self.clock.0;
        loop {
            if self.workspace.is_reading() {
                read = true;
                let more = self.workspace.read_some(&mut || clock() < end);
                if more || self.workspace.is_reading() {
                    let mut effects = self.ask();
                    // The first keys are there to be looked at while the others come.
                    if self.route == Route::Start && self.workspace.rows.len() > 1 {
                        effects.extend(self.go(Route::Keys));
                    }
                    return Some(effects);
                }
            }
            // A file of an archive is no file that was dropped: where to go is seen when all of them are read.
            if !self.next_member() {
                return read.then(|| self.file_read());
            }
            read = true;
            if clock() >= end {
                return Some(Vec::new());
            }
        }
    }

    /// Judges here, for a little while: a few keys are done before a helper has heard of them.
    pub(super) fn judge(&mut self) {
        let clock = self.clock.0;
        let end = clock() + SLICE;
        self.workspace.judge_some(&mut || clock() < end);
    }

    /// Keeps the helpers busy.
    pub(super) fn ask(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.asked < ASKED_AHEAD * self.helpers {
            let (mut tasks, mut bytes) = (Vec::new(), 0);
            while tasks.len() < BATCH && bytes < BATCH_BYTES {
                let Some(task) = self.workspace.next_task() else {
                    break;
                };
                bytes += task.text.len();
                tasks.push(task);
            }
            if tasks.is_empty() {
                break;
            }
            self.asked += 1;
            let (profile, now) = (self.workspace.profile_text.clone(), self.workspace.now());
            effects.push(Effect::Judge(Batch {
                tasks,
                profile,
                now,
            }));
        }
        effects
    }

    /// A file has come to its end. When all of a drop have, the keys they told of are put together and told of.
    pub(super) fn file_read(&mut self) -> Vec<Effect> {
        self.progress = None;
        if self.reading > 0 {
            self.judge();
            return Vec::new();
        }
        self.workspace.settle(self.keys_before);
        let sources = self.workspace.sources.get(self.sources_before..);
        let sources = sources.unwrap_or_default();
        let sum = |of: fn(&Source) -> usize| -> usize { sources.iter().map(of).sum() };
        let added = sum(|source| source.added);
        let problems = sum(|source| source.problems.len());
        let known = sources.iter().find_map(|source| source.repeated.first());
        let known = known.copied();
        let profile = sources.iter().any(|source| source.is_profile);
        let keys = self.workspace.rows.len();
        let opened = match (added, profile) {
            (0, false) if known.is_some() => "This key is open already".into(),
            (0, false) => match sources {
                [source] if source.refused => format!("{} was not opened", source.name),
                _ => "No key was found in it".into(),
            },
            (0, true) if keys == 0 => "Profile in use".into(),
            (0, true) => format!("Profile in use, {} judged anew", count(keys, "key", "keys")),
            (_, false) => format!("{} opened", count(added, "key", "keys")),
            (_, true) => format!("{} opened, profile in use", count(added, "key", "keys")),
        };
        self.announce(match problems {
            0 => opened,
            _ if added == 0 && !profile => opened,
            _ => format!("{opened}, {}", count(problems, "problem", "problems")),
        });
        self.judge();
        let new = keys.saturating_sub(self.keys_before);
        match (new, known) {
            // The keys are judged anew, and stay where they are.
            (0, _) if profile && problems == 0 => Vec::new(),
            (0, Some(known)) => self.go(Route::Key(known)),
            (0, None) => vec![Effect::Focus("notices".into())],
            (1, _) => self.go(Route::Key(self.keys_before)),
            (_, _) => self.go(Route::Keys),
        }
    }

    pub(super) fn refuse(&mut self, name: String, problem: Problem) -> Vec<Effect> {
        self.workspace.refuse(name, problem);
        self.file_read()
    }
}
