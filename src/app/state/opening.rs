//! Files come in: they are read and judged a little at a time, here and by helpers.

use keyglass::explain::text::count;
use keyglass::model::date::Moment;
use keyglass::workspace::Source;
use keyglass::workspace::opening::Opening;

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

/// The same where the page is about to be drawn, which takes a while itself.
const SHORT_SLICE: f64 = 2.0;

/// Parts of a file that another thread is asked for before they are taken in.
const AHEAD: usize = 2;

/// Parcels that wait to be taken in beyond which no more is asked for. One part comes to some of them: there are more to
/// take in while the next is read.
const WAITING: usize = 6;

/// The file that is being read.
pub enum Coming {
    Here(Box<Opening>),
    /// Another thread reads it; `more` is to come.
    Elsewhere {
        more: bool,
    },
}

/// When work goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As soon as the page has had its chance.
    Now,
    /// When what was drawn is seen: rows come into the page.
    Frame,
    /// In a moment: whoever types is not to wait for the facets.
    Rest,
}

/// How far a file is that comes in parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    pub name: String,
    pub bytes: usize,
    pub total: usize,
    pub since: f64,
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
        self.wandered = false;
        self.keys_before = self.workspace.rows.len();
        self.sources_before = self.workspace.sources.len();
    }

    /// Opens a text that is there.
    pub(super) fn open(&mut self, name: &str, text: &str, now: Moment) -> Vec<Effect> {
        let mut effects = self.seal();
        self.now = now;
        self.coming = Some(Coming::Here(Box::new(Opening::of_text(name, text))));
        effects.extend(self.work());
        effects
    }

    /// Whether a file is being read.
    pub fn is_reading(&self) -> bool {
        self.coming.is_some()
    }

    /// Whether another thread reads a file and has told nothing of it.
    pub fn is_untold(&self) -> bool {
        let nothing = self
            .progress
            .as_ref()
            .is_some_and(|progress| progress.bytes == 0);
        nothing && matches!(self.coming, Some(Coming::Elsewhere { .. }))
    }

    /// Whether the file's next part can come: as many are on their way, and nothing is to pile up here.
    pub fn wants_part(&self, on_their_way: usize) -> bool {
        match &self.coming {
            Some(Coming::Here(opening)) => {
                on_their_way == 0 && !opening.is_done() && self.is_through()
            }
            Some(Coming::Elsewhere { more }) => {
                *more && on_their_way < AHEAD && self.workspace.unread() < WAITING
            }
            None => false,
        }
    }

    /// Whether all that has come of the file is read and taken in.
    fn is_through(&self) -> bool {
        !self.workspace.has_unread()
            && !matches!(&self.coming, Some(Coming::Here(opening)) if opening.can_read())
    }

    /// Whether all is there of a file that is still to be told of.
    fn is_at_end(&self) -> bool {
        match &self.coming {
            Some(Coming::Here(opening)) => opening.is_done(),
            Some(Coming::Elsewhere { more }) => !*more,
            None => false,
        }
    }

    /// Whether there is something to do as soon as the page has had its chance.
    pub fn has_work(&self) -> bool {
        let judges = self.workspace.is_judging() && self.may_judge();
        !self.is_through()
            || self.is_at_end()
            || (!self.is_reading() && (judges || self.is_drawing() || self.is_counting()))
    }

    /// Whether there are keys to judge that nobody was asked about, and somebody to do it.
    fn may_judge(&self) -> bool {
        (self.helpers == 0 || self.may_ask()) && self.workspace.has_task()
    }

    /// Whether a helper can be asked. The one that reads needs a processor as those that judge do: while it has work it takes
    /// the place of one of them, after the keys that are seen first.
    fn may_ask(&self) -> bool {
        let reads = matches!(self.coming, Some(Coming::Elsewhere { .. }));
        let judges = self.helpers.saturating_sub(usize::from(reads));
        self.asked < ASKED_AHEAD * judges
            || (self.asked == 0 && self.helpers > 0 && self.workspace.judged() == 0)
    }

    /// When the work that is left goes on.
    pub fn pace(&self) -> Pace {
        if self.is_reading() || self.workspace.is_judging() && self.may_judge() {
            Pace::Now
        } else if self.draws() {
            Pace::Frame
        } else if self.is_in_a_count() {
            Pace::Now
        } else {
            Pace::Rest
        }
    }

    /// Reads and judges for a little while.
    pub(super) fn work(&mut self) -> Vec<Effect> {
        let clock = self.clock.0;
        let slice = if self.draws_next { SHORT_SLICE } else { SLICE };
        let end = clock() + slice;
        if self.is_reading() {
            return self.read(end);
        }
        let counts = self.is_counting();
        let mut effects = Vec::new();
        if self.draws() {
            self.drawn += DRAWN_AT_ONCE;
            effects.extend(self.arrive());
        } else if self.may_judge() && self.helpers == 0 && !counts {
            self.judge();
        } else if counts {
            self.due |= self.count_some(&mut || clock() < end);
        }
        effects.extend(self.ask());
        effects
    }

    /// Reads on until then: what has come of the file.
    fn read(&mut self, end: f64) -> Vec<Effect> {
        let clock = self.clock.0;
        let on = &mut || clock() < end;
        let mut done = false;
        match &mut self.coming {
            Some(Coming::Here(opening)) => {
                opening.read(on);
                let parcels = opening.take();
                done = opening.is_done();
                self.workspace.take(parcels, self.now);
            }
            Some(Coming::Elsewhere { more }) => done = !*more,
            None => {}
        }
        let rest = self.workspace.has_unread();
        self.workspace.take_some(on);
        // What follows the end takes a while: not where much was done before it.
        let early = !rest || clock() + SLICE / 2.0 < end;
        if done && !self.workspace.has_unread() && early {
            self.coming = None;
            return self.file_read();
        }
        if self.is_drawing() {
            self.drawn += DRAWN_AT_ONCE / 2;
        }
        // To put tasks together takes a while, too.
        let mut effects = match self.draws_next {
            true => Vec::new(),
            false => self.ask(),
        };
        // The first keys are there to be looked at while the others come: first the page, then its rows. When all have come,
        // they are about to be taken in.
        if !done && self.route == Route::Start && !self.wandered && self.workspace.rows.len() > 1 {
            effects.extend(self.go(Route::Keys));
            self.drawn = 0;
        }
        effects
    }

    /// Reads no further.
    pub(super) fn stop(&mut self, why: &str) -> Vec<Effect> {
        self.coming = None;
        let name = self.progress.take().map(|progress| progress.name);
        self.workspace.cancel(&name.unwrap_or_default(), why);
        self.file_read()
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
        while self.may_ask() {
            let tasks = self.workspace.tasks(BATCH, BATCH_BYTES);
            if tasks.is_empty() {
                break;
            }
            self.asked += 1;
            effects.push(Effect::Judge(tasks));
        }
        effects
    }

    /// A file has come to its end. When all of a drop have, the keys they told of are put together and told of.
    pub(super) fn file_read(&mut self) -> Vec<Effect> {
        self.progress = None;
        if self.reading > 0 {
            return self.ask();
        }
        self.workspace.settle(self.keys_before);
        let sources = self.workspace.sources.get(self.sources_before..);
        let sources = sources.unwrap_or_default();
        let sum = |of: fn(&Source) -> usize| -> usize { sources.iter().map(of).sum() };
        let added = sum(|source| source.added);
        let problems = sum(Source::broken);
        let mut known: Vec<usize> = Vec::new();
        for at in sources.iter().flat_map(|source| &source.repeated) {
            // Parts of one key from several files are that key.
            if known.last() != Some(at) {
                known.push(*at);
            }
        }
        let repeated = known.len();
        let profile = sources.iter().any(|source| source.is_profile);
        let keys = self.workspace.rows.len();
        let opened = match (added, profile) {
            (0, false) if repeated == 1 => "This key is open already".into(),
            (0, false) if repeated > 1 => {
                format!("{} open already", count(repeated, "key is", "keys are"))
            }
            (0, false) => match sources {
                [source] if source.refused => format!("{} was not opened", source.name),
                _ => "No key was found in it".into(),
            },
            (0, true) if keys == 0 => "Profile in use".into(),
            (0, true) => format!("Profile in use, {} judged anew", count(keys, "key", "keys")),
            (_, false) if repeated > 0 => format!(
                "{} opened, {} open already",
                count(added, "key", "keys"),
                count(repeated, "was", "were")
            ),
            (_, false) => format!("{} opened", count(added, "key", "keys")),
            (_, true) => format!("{} opened, profile in use", count(added, "key", "keys")),
        };
        self.announce(match problems {
            0 => opened,
            _ if added == 0 && !profile => opened,
            _ => format!("{opened}, {}", count(problems, "problem", "problems")),
        });
        let new = keys.saturating_sub(self.keys_before);
        if added > 0 {
            self.pasted = String::new();
        }
        if new <= 1 || self.helpers == 0 {
            self.judge();
        }
        match (new, known.as_slice()) {
            // The keys are judged anew, and stay where they are.
            (0, _) if profile && problems == 0 => Vec::new(),
            (1.., _) if self.is_wanted(keys) => {
                let wanted = self.wanted.take().unwrap_or_default();
                self.go(wanted)
            }
            // Who has gone to another page meanwhile stays there.
            (1.., _) if self.wandered => Vec::new(),
            (0, [known]) => self.go(Route::Key(*known)),
            (0, [_, _, ..]) => self.on_to_list(),
            (0, []) => vec![Effect::Focus("notices".into())],
            (1, _) => self.go(Route::Key(self.keys_before)),
            (_, _) => self.on_to_list(),
        }
    }

    /// Whether the page is still shown that was asked for before there were keys, and there is something on it now.
    fn is_wanted(&self, keys: usize) -> bool {
        let there = |route: &Route| match route {
            Route::Overview => keys > 1,
            Route::Compare(places) => places.iter().all(|at| *at < keys),
            route => route.key().is_some_and(|at| at < keys),
        };
        let wanted = self.wanted.as_ref().filter(|wanted| **wanted == self.route);
        self.keys_before == 0 && wanted.is_some_and(there)
    }

    /// The list, not as one that is gone back to.
    fn on_to_list(&mut self) -> Vec<Effect> {
        if self.route.key().is_some() {
            self.route = Route::Start;
        }
        self.go(self.list_route())
    }
}
