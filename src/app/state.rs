//! The loop: what the app knows, what can happen, what follows. No browser in it, so the tests run it natively.

#[path = "state/going.rs"]
mod going;
#[path = "state/list.rs"]
mod list;
#[path = "state/message.rs"]
mod message;
#[path = "state/opening.rs"]
mod opening;

use std::cell::RefCell;

use keyglass::explain::text::count;
use keyglass::json::Span;
use keyglass::model::date::Moment;
use keyglass::profile::{self, Profile};
use keyglass::reason::ask::Question;
use keyglass::workspace::Workspace;
use keyglass::workspace::opening::Opening;

use crate::route::Route;
pub use list::{Counted, ListShown, Listed, Ordered, ROW, Sort, WHOLE};
pub use message::{Effect, Message, SHORTCUTS, Shortcut};
pub use opening::{Coming, Pace, Progress};

/// What the names of samples end with.
pub const SAMPLE: &str = "(sample)";

#[derive(Default)]
pub struct State {
    pub workspace: Workspace,
    pub route: Route,
    /// Files that wait to be read.
    pub reading: usize,
    /// How many keys were open when the first of these files came.
    pub keys_before: usize,
    /// How many files had been told of.
    pub sources_before: usize,
    /// The place of the policy that is marked, on both sides.
    pub mark: Option<Mark>,
    pub dialog: Option<Dialog>,
    /// Why what is written in it cannot be taken.
    pub dialog_problem: Option<String>,
    pub theme: Theme,
    pub single_keys: bool,
    pub source_tab: SourceTab,
    /// Requests since a file was opened; `None` where the browser does not tell.
    pub requests: Option<u32>,
    /// Something was opened, so the count has begun.
    pub opened: bool,
    /// What just happened, and how often something did.
    pub announcement: String,
    pub announcements: usize,
    /// The question that is asked of the key on screen.
    pub question: Question,
    /// The cell of the grid that is open: its row and its column.
    pub open_cell: Option<(usize, usize)>,
    /// Which rules the page of rules shows.
    pub rules: RulesShown,
    /// The finding that the keys `n` and `p` have come to.
    pub finding: Option<usize>,
    /// How far the file that is being read is.
    pub progress: Option<Progress>,
    /// What the list of keys is narrowed to, and its order.
    pub list: ListShown,
    /// Which rows are selected.
    pub selected: Vec<bool>,
    /// Worked out when it is asked for: see [`State::listed`].
    pub ordered: RefCell<Ordered>,
    pub listed: RefCell<Listed>,
    pub counted: RefCell<Counted>,
    /// Something was worked out that is to be seen now.
    pub due: bool,
    /// The page is drawn after the next step.
    pub draws_next: bool,
    /// Rows of the list that are in the page so far: a long list comes a little at a time.
    pub drawn: usize,
    /// Rows of the list before it, which stand there until then.
    pub stale: Vec<usize>,
    /// The row that is to have the focus when it is drawn: its place in the list, and its key.
    pub awaited: Option<(usize, usize)>,
    /// The user has gone to another page since something came in.
    pub wandered: bool,
    /// A page that was asked for before anything was open: what is opened next is shown there.
    pub wanted: Option<Route>,
    /// How many files' problems were closed.
    pub notices_closed: usize,
    /// What was pasted, until a key is found in it.
    pub pasted: String,
    /// The file that is being read.
    pub coming: Option<Coming>,
    /// When it began.
    pub now: Moment,
    /// Another thread reads files.
    pub has_reader: bool,
    /// Threads that judge keys, and how many batches they were asked that they have not answered.
    pub helpers: usize,
    pub asked: usize,
    /// Milliseconds since some day, so that long work is done a little at a time; stands still where nobody waits.
    pub clock: Clock,
}

#[derive(Clone, Copy)]
pub struct Clock(pub fn() -> f64);

impl Default for Clock {
    fn default() -> Clock {
        Clock(|| 0.0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// In the text that is shown.
    pub span: Span,
    /// It stays when the pointer leaves.
    pub pinned: bool,
}

/// What the page of rules is narrowed to; empty texts narrow nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulesShown {
    pub text: String,
    /// `SYN`, `PRI`, ….
    pub group: String,
    pub severity: String,
    /// The name of a control.
    pub control: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    Paste,
    Profile,
    Help,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn parse(name: &str) -> Theme {
        match name {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }

    fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourceTab {
    #[default]
    Policy,
    Record,
}

impl State {
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let opens = matches!(
            message,
            Message::Pasted { .. }
                | Message::Sample { .. }
                | Message::UseProfile { .. }
                | Message::TryRule { .. }
        );
        if opens && self.is_reading() {
            let words = "A file is still being read";
            self.dialog_problem = Some(words.into());
            self.announce(words);
            return Vec::new();
        }
        match message {
            Message::Reading(files) => {
                // What is opened is not to stay behind a dialog.
                self.dialog = None;
                let mut effects = Vec::new();
                if self.reading == 0 && !self.is_reading() {
                    effects = self.close_samples();
                    self.begin_drop();
                }
                self.reading += files;
                effects
            }
            Message::StillReading => {
                let files = self.reading + usize::from(self.is_reading());
                if files > 0 {
                    self.announce(format!("Reading {}", count(files, "file", "files")));
                }
                Vec::new()
            }
            Message::Begin {
                name,
                total,
                here,
                now,
            } => {
                self.reading = self.reading.saturating_sub(1);
                self.now = now;
                self.coming = Some(match here {
                    true => Coming::Here(Box::new(Opening::new(&name, total))),
                    false => Coming::Elsewhere { more: true },
                });
                self.progress = Some(Progress {
                    name,
                    bytes: 0,
                    total,
                    since: (self.clock.0)(),
                });
                self.seal()
            }
            Message::Part { bytes, last } => {
                if let (Some(Coming::Here(opening)), Some(progress)) =
                    (&mut self.coming, &mut self.progress)
                {
                    match bytes {
                        Ok(bytes) => {
                            progress.bytes += bytes.len();
                            opening.feed(bytes, last);
                        }
                        Err(message) => opening.refuse(message),
                    }
                }
                self.work()
            }
            Message::Told {
                bytes,
                last,
                parcels,
            } => {
                if let (Some(Coming::Elsewhere { more }), Some(progress)) =
                    (&mut self.coming, &mut self.progress)
                {
                    *more = !last;
                    progress.bytes = bytes;
                    self.workspace.take(parcels, self.now);
                }
                // That it came took a while itself.
                Vec::new()
            }
            Message::Work => self.work(),
            Message::Judged(answers) => {
                self.asked = self.asked.saturating_sub(1);
                self.workspace.take_answers(&answers);
                self.ask()
            }
            Message::NoJudges => {
                (self.helpers, self.asked) = (0, 0);
                self.workspace.forget_tasks();
                Vec::new()
            }
            Message::NoReader => {
                self.has_reader = false;
                if self.is_untold() {
                    // It is begun again, here.
                    self.reading += 1;
                    (self.coming, self.progress) = (None, None);
                    return Vec::new();
                }
                match self.coming {
                    Some(Coming::Elsewhere { .. }) => {
                        self.stop("Reading broke down here; open the file again.")
                    }
                    _ => Vec::new(),
                }
            }
            Message::Cancel => {
                self.reading = 0;
                let effects = match self.is_reading() {
                    true => self.stop("You stopped here; what follows was not read."),
                    false => Vec::new(),
                };
                self.announce("Stopped; what was read so far is shown");
                effects
            }
            Message::List(list) => {
                let searched = list.query != self.list.query;
                let order = |list: &ListShown| (list.sort, list.descending);
                let sorted = order(&list) != order(&self.list);
                if !(searched || sorted) {
                    self.list = list;
                    return Vec::new();
                }
                self.draw_anew();
                self.list = ListShown { top: 0, ..list };
                if sorted {
                    self.announce("Sorted");
                }
                self.route = self.list_route();
                vec![
                    Effect::ScrollList(0),
                    Effect::SameAddress(self.route.clone()),
                ]
            }
            Message::Narrow(field, value) => {
                let narrowed = self.narrowed(field, &value);
                self.update(Message::List(narrowed))
            }
            Message::ShowList(list) => {
                self.list = ListShown { top: 0, ..list };
                self.go(self.list_route())
            }
            Message::Select(rows, on) => {
                self.select(&rows, on);
                Vec::new()
            }
            Message::ClearSelection => {
                self.selected.clear();
                // The button goes with what it cleared.
                vec![Effect::Focus("columns".into())]
            }
            Message::CloseNotices => {
                self.notices_closed = self.workspace.sources.len();
                vec![Effect::Focus("title".into())]
            }
            Message::CopySelected => {
                let arns = self.selected_arns();
                self.announce(format!("Copied {}", count(arns.len(), "ARN", "ARNs")));
                vec![Effect::Copy(arns.join("\n"))]
            }
            Message::Pasted { text, now } => {
                self.dialog = None;
                let mut effects = self.close_samples();
                self.begin_drop();
                self.pasted.clone_from(&text);
                effects.extend(self.open("Pasted text", &text, now));
                effects
            }
            Message::Sample { name, text, now } => {
                self.begin_drop();
                self.open(name, text, now)
            }
            Message::UseProfile { text, now } => {
                let Some(text) = text else {
                    self.workspace.judge_under(Profile::default(), None, now);
                    self.judge();
                    self.announce("No profile is in use");
                    return vec![Effect::CloseDialog];
                };
                // Whatever it is, it is meant as a profile. One that is none stays where it can be mended.
                if let Err(why) = profile::check(&text) {
                    self.dialog_problem = Some(why);
                    return Vec::new();
                }
                self.begin_drop();
                let mut effects = vec![Effect::CloseDialog];
                effects.extend(self.open("Profile", &text, now));
                effects
            }
            Message::TryRule { rule, now } => {
                let Some(example) = rule.fires().next() else {
                    return Vec::new();
                };
                self.begin_drop();
                let profile = example.profile();
                // The user's own profile is not taken away for an example.
                if !profile.is_empty() && self.workspace.profile_text.is_some() {
                    self.announce("This example needs a profile of its own; yours is in use");
                    return Vec::new();
                }
                if !profile.is_empty() {
                    self.open(&format!("{} profile (sample)", rule.id()), &profile, now);
                    self.begin_drop();
                }
                self.open(&format!("{} (sample)", rule.id()), &example.resource(), now)
            }
            Message::ShowRules(shown) => {
                self.rules = shown;
                Vec::new()
            }
            Message::Went(route) => {
                self.wandered |= route != self.route;
                let nothing = self.workspace.rows.is_empty();
                self.wanted = Some(route.clone()).filter(|_| nothing);
                self.went(route)
            }
            Message::Marked(mark) => {
                let pinned = self.mark.filter(|mark| mark.pinned);
                self.mark = match pinned {
                    Some(old) if !mark.pinned => Some(old),
                    _ => Some(mark),
                };
                vec![Effect::ShowMark(mark.pinned)]
            }
            Message::Left => {
                self.mark = self.mark.filter(|mark| mark.pinned);
                Vec::new()
            }
            Message::Unmark => {
                self.mark = None;
                Vec::new()
            }
            Message::SourceTab(tab) => {
                self.source_tab = tab;
                // Places of one text are none of the other.
                self.mark = None;
                Vec::new()
            }
            Message::Open(dialog) => {
                self.dialog = Some(dialog);
                self.dialog_problem = None;
                vec![Effect::ShowDialog]
            }
            Message::CloseDialog => vec![Effect::CloseDialog],
            Message::DialogClosed => {
                self.dialog = None;
                Vec::new()
            }
            Message::NextTheme => {
                self.theme = self.theme.next();
                self.announce(format!("Theme: {}", self.theme.name()));
                vec![Effect::SetTheme(self.theme)]
            }
            Message::SingleKeys(on) => {
                self.single_keys = on;
                vec![Effect::SaveSingleKeys(on)]
            }
            Message::Requests(requests) => {
                self.requests = requests;
                Vec::new()
            }
            Message::Key(shortcut) => {
                let effects = self.shortcut(shortcut);
                self.wandered |= effects.iter().any(|it| matches!(it, Effect::Address(_)));
                effects
            }
            Message::Copy(text) => {
                self.announce("Copied");
                vec![Effect::Copy(text)]
            }
            Message::Ask(question) => {
                self.question = question;
                Vec::new()
            }
            Message::ShowMe(question) => {
                self.question = question;
                vec![Effect::Focus("ask-answer".into())]
            }
            Message::OpenCell(cell) => {
                self.open_cell = cell;
                Vec::new()
            }
            Message::CopyLink(index, asker, action) => {
                self.announce("Copied");
                vec![Effect::CopyLink(Route::Ask(index, asker, action))]
            }
            Message::Download(name, text) => vec![Effect::Download(name, text)],
            Message::Print => vec![Effect::Print],
            Message::CloseAll => {
                self.announce("All files closed");
                self.close_all()
            }
        }
    }

    fn close_all(&mut self) -> Vec<Effect> {
        // What is on its way is not taken any more.
        self.workspace.close();
        (self.reading, self.progress, self.coming) = (0, None, None);
        self.selected.clear();
        self.counted.take();
        (self.list.query, self.list.top) = (String::new(), 0);
        self.opened = false;
        self.notices_closed = 0;
        self.pasted = String::new();
        self.go(Route::Start)
    }

    /// Samples are not to be counted among a user's own keys: they go when those come.
    fn close_samples(&mut self) -> Vec<Effect> {
        let sources = &self.workspace.sources;
        let samples = sources.iter().all(|source| source.name.ends_with(SAMPLE));
        match samples && !sources.is_empty() {
            true => self.close_all(),
            false => Vec::new(),
        }
    }

    fn announce(&mut self, words: impl Into<String>) {
        self.announcement = words.into();
        self.announcements += 1;
    }
}
