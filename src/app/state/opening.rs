//! Files come in: they are read and judged a little at a time, here and by helpers.

use keyglass::explain::text::count;
use keyglass::import::archive::unpack;
use keyglass::import::{Problem, decode};
use keyglass::model::date::Moment;
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

    pub(super) fn open(&mut self, name: String, text: &str, now: Moment) -> Vec<Effect> {
        let mut effects = self.seal();
        if self.workspace.take_profile(&name, text, now) {
            self.judge();
            return self.profile_opened(effects);
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
        effects.extend(match self.next_member() {
            true => self.work(),
            false => self.file_read(),
        });
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
        if self.workspace.is_reading() {
            let more = self.workspace.read_some(&mut || clock() < end);
            if more || self.workspace.is_reading() {
                let mut effects = self.ask();
                // The first keys are there to be looked at while the others come.
                if self.route == Route::Start && self.workspace.rows.len() > 1 {
                    effects.extend(self.go(Route::Keys));
                }
                return effects;
            }
            // A file of an archive is no file that was dropped: where to go is seen when all of them are read.
            if self.next_member() {
                return match clock() < end {
                    true => self.work(),
                    false => Vec::new(),
                };
            }
            return self.file_read();
        }
        if self.next_member() {
            return self.work();
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

    /// A file has come to its end.
    pub(super) fn file_read(&mut self) -> Vec<Effect> {
        self.progress = None;
        if self.reading == 0 {
            self.workspace.settle(self.keys_before);
        }
        let source = self.workspace.sources.last();
        let (added, problems, repeated) = source.map_or((0, 0, 0), |source| {
            (source.added, source.problems.len(), source.repeated.len())
        });
        self.announce(match (added, problems) {
            (0, 0) if repeated > 0 => "This key is open already".into(),
            (0, _) => "No key was found in it".into(),
            (_, 0) => format!("{} opened", count(added, "key", "keys")),
            _ => format!(
                "{} opened, {}",
                count(added, "key", "keys"),
                count(problems, "problem", "problems")
            ),
        });
        self.judge();
        self.arrive()
    }

    /// The keys are judged anew, and stay where they are.
    pub(super) fn profile_opened(&mut self, mut effects: Vec<Effect>) -> Vec<Effect> {
        let problems = self
            .workspace
            .sources
            .last()
            .map_or(0, |s| s.problems.len());
        let keys = self.workspace.rows.len();
        self.announce(match (keys, problems) {
            (0, 0) => "Profile in use".to_string(),
            (keys, 0) => format!("Profile in use, {} judged anew", count(keys, "key", "keys")),
            (_, problems) => format!(
                "Profile in use, but for {}",
                count(problems, "problem", "problems")
            ),
        });
        if problems > 0 {
            effects.push(Effect::Focus("notices".into()));
        }
        effects
    }

    /// Where to go when all files are read: one new key to its page, several to the list, none to what was wrong.
    fn arrive(&mut self) -> Vec<Effect> {
        if self.reading > 0 {
            return Vec::new();
        }
        let new = self.workspace.rows.len().saturating_sub(self.keys_before);
        let source = self.workspace.sources.last();
        let known = source.and_then(|source| source.repeated.first().copied());
        match (new, known) {
            (0, Some(known)) => self.go(Route::Key(known)),
            (0, None) => vec![Effect::Focus("notices".into())],
            (1, _) => self.go(Route::Key(self.keys_before)),
            (_, _) => self.go(Route::Keys),
        }
    }

    pub(super) fn refuse(&mut self, name: String, problem: Problem) -> Vec<Effect> {
        self.announce(format!("{name} was not opened"));
        self.workspace.refuse(name, problem);
        self.arrive()
    }
}
