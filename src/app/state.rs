//! The loop: what the app knows, what can happen, what follows. No browser in it, so the tests run it natively.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use keyglass::explain::text::count;
use keyglass::import::archive::{is_archive, unpack};
use keyglass::import::{Problem, decode};
use keyglass::json::Span;
use keyglass::lint::Rule;
use keyglass::model::date::Moment;
use keyglass::order;
use keyglass::profile::{self, Profile};
use keyglass::reason::ask::Question;
use keyglass::workspace::judging::Task;
use keyglass::workspace::query::Query;
use keyglass::workspace::row::Row;
use keyglass::workspace::{Workspace, badness};

use crate::route::{Asker, Route};

#[derive(Default)]
pub struct State {
    pub workspace: Workspace,
    pub route: Route,
    /// Files that are being read.
    pub reading: usize,
    /// How many keys were open when the first of these files came.
    pub keys_before: usize,
    /// The place of the policy that is marked, on both sides.
    pub mark: Option<Mark>,
    pub dialog: Option<Dialog>,
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
    /// The large file that is coming in.
    pub progress: Option<Progress>,
    /// What the list of keys is narrowed to, and its order.
    pub list: ListShown,
    /// Worked out when it is asked for: see [`State::listed`].
    pub ordered: RefCell<Ordered>,
    pub listed: RefCell<Listed>,
    /// Rows of the list that are in the page so far: a long list comes a little at a time.
    pub drawn: usize,
    /// Files of an archive that wait for their turn.
    pub members: VecDeque<(String, String)>,
    pub now: Moment,
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

/// Keys that a helper is asked about at once, and about how many bytes of them.
const BATCH: usize = 40;
const BATCH_BYTES: usize = 64 << 10;

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

/// All rows in the order of the list, and what that was worked out from.
pub type Ordered = Option<((Sort, bool, u64), Rc<[usize]>)>;

/// The rows of them that the list shows, and the query.
pub type Listed = Option<(String, Rc<[usize]>)>;

/// Rows that come into the page at once.
pub const DRAWN_AT_ONCE: usize = 100;

/// Up to so many rows the whole list comes into the page, so that the browser finds what is in it.
pub const WHOLE: usize = 5_000;

/// While keys are judged the list is put in order anew after so many of them.
const REORDERED_AFTER: u64 = 5_000;

/// What the list of keys shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListShown {
    /// The search box, in the grammar of `workspace::query`.
    pub query: String,
    pub sort: Sort,
    pub descending: bool,
    /// The row at the top of what is drawn.
    pub top: usize,
    /// Columns that are left out.
    pub hidden: Vec<Sort>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Worst,
    Title,
    Account,
    Region,
    Manager,
    State,
    Spec,
    Rotation,
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

impl Sort {
    /// The columns of the list, after the key itself: by what they sort, and their heads.
    pub const COLUMNS: [(Sort, &'static str); 8] = [
        (Sort::Title, "Key"),
        (Sort::Worst, "Findings"),
        (Sort::Account, "Account"),
        (Sort::Region, "Region"),
        (Sort::Manager, "Manager"),
        (Sort::State, "State"),
        (Sort::Rotation, "Rotation"),
        (Sort::Spec, "Spec"),
    ];

    fn text(self, row: &Row) -> &str {
        match self {
            Sort::Title => &row.title,
            Sort::Account => &row.account,
            Sort::Region => &row.region,
            Sort::Manager => &row.manager,
            Sort::State => &row.state,
            Sort::Spec => &row.spec,
            Sort::Worst | Sort::Rotation => "",
        }
    }
}

#[derive(Debug)]
pub enum Message {
    /// Files were dropped or chosen; their bytes follow one by one.
    Reading(usize),
    /// Time has passed, and the files may still be being read.
    StillReading,
    Read {
        name: String,
        /// Or why there are none.
        bytes: Result<Vec<u8>, String>,
        now: Moment,
    },
    /// A large file begins; its parts follow.
    Begin {
        name: String,
        total: usize,
        now: Moment,
    },
    /// The next part of it, or why there is none; `last` says that it is whole.
    Part {
        text: Result<String, Problem>,
        bytes: usize,
        last: bool,
    },
    /// Go on with what is to be read and judged.
    Work,
    /// A helper has answered a batch: which row, of which stamp, and what.
    Judged(Vec<(usize, u64, String)>),
    /// The helpers broke down.
    NoHelpers,
    /// Read no further.
    Cancel,
    List(ListShown),
    /// The list, narrowed so, from another page.
    ShowList(ListShown),
    Pasted {
        text: String,
        now: Moment,
    },
    Sample {
        name: &'static str,
        text: &'static str,
        now: Moment,
    },
    /// Another profile, or none.
    UseProfile {
        text: Option<String>,
        now: Moment,
    },
    /// An example of a rule as a file, and the profile it is judged under.
    TryRule {
        rule: &'static Rule,
        now: Moment,
    },
    ShowRules(RulesShown),
    Went(Route),
    /// Something that marks a place is pointed at, focused or chosen.
    Marked(Mark),
    /// It is so no more; a pinned mark stays.
    Left,
    Unmark,
    SourceTab(SourceTab),
    Open(Dialog),
    /// By its button; the browser then says that it is closed.
    CloseDialog,
    DialogClosed,
    NextTheme,
    SingleKeys(bool),
    Requests(Option<u32>),
    Key(Shortcut),
    Ask(Question),
    /// Ask this, and go to the answer.
    ShowMe(Question),
    OpenCell(Option<(usize, usize)>),
    Copy(String),
    CopyLink(usize, Asker, String),
    /// A file's name and its text.
    Download(&'static str, String),
    Print,
    CloseAll,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    Open,
    Theme,
    Help,
    NextFinding,
    PreviousFinding,
    NextKey,
    PreviousKey,
    Source,
    WhoCan,
    Up,
}

/// Every shortcut: its key, what it does, and its words.
pub const SHORTCUTS: [(&str, Shortcut, &str); 10] = [
    ("o", Shortcut::Open, "Open files"),
    ("n", Shortcut::NextFinding, "Next finding"),
    ("p", Shortcut::PreviousFinding, "Previous finding"),
    ("]", Shortcut::NextKey, "Next key"),
    ("[", Shortcut::PreviousKey, "Previous key"),
    ("s", Shortcut::Source, "Go to the source"),
    ("w", Shortcut::WhoCan, "Go to who can do what"),
    ("u", Shortcut::Up, "Up to the list of keys, or to the start"),
    (
        "t",
        Shortcut::Theme,
        "Switch between system, light and dark",
    ),
    ("?", Shortcut::Help, "Show these keys"),
];

/// What the browser is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Have a helper judge these.
    Judge(Batch),
    /// The address of the page that is shown.
    Address(Route),
    /// The same page has another address; it is no step to go back to.
    SameAddress(Route),
    /// Count requests from now on.
    ResetSeal,
    SetTheme(Theme),
    SaveSingleKeys(bool),
    ShowDialog,
    CloseDialog,
    /// Move the focus to an element.
    Focus(String),
    /// Bring the marked lines of the source into view.
    ShowMark,
    ChooseFiles,
    Copy(String),
    /// The address of this page with this route.
    CopyLink(Route),
    Download(&'static str, String),
    Print,
    Title(String),
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
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let opens = matches!(
            message,
            Message::Pasted { .. }
                | Message::Sample { .. }
                | Message::UseProfile { .. }
                | Message::TryRule { .. }
        );
        if opens && self.workspace.is_reading() {
            self.announce("A file is still being read");
            return Vec::new();
        }
        match message {
            Message::Reading(files) => {
                if self.reading == 0 {
                    self.keys_before = self.workspace.rows.len();
                }
                self.reading += files;
                Vec::new()
            }
            Message::StillReading => {
                if self.reading > 0 {
                    self.announce(format!("Reading {}", count(self.reading, "file", "files")));
                }
                Vec::new()
            }
            Message::Read { name, bytes, now } => {
                self.reading = self.reading.saturating_sub(1);
                // What was opened is not to stay behind a dialog.
                self.dialog = None;
                if let Ok(bytes) = &bytes
                    && is_archive(bytes)
                {
                    return self.open_archive(&name, bytes.clone(), now);
                }
                match bytes.map(decode) {
                    Ok(Ok(text)) => self.open(name, &text, now),
                    Ok(Err(problem)) => self.refuse(name, problem),
                    Err(message) => {
                        let problem = Problem {
                            message,
                            at: None,
                            excerpt: None,
                        };
                        self.refuse(name, problem)
                    }
                }
            }
            Message::Begin { name, total, now } => {
                self.reading = self.reading.saturating_sub(1);
                self.dialog = None;
                self.progress = Some(Progress {
                    name: name.clone(),
                    bytes: 0,
                    total,
                    since: (self.clock.0)(),
                });
                self.workspace.begin(name, now);
                self.seal()
            }
            Message::Part { text, bytes, last } => match text {
                Ok(text) => {
                    if let Some(progress) = &mut self.progress {
                        progress.bytes += bytes;
                    }
                    self.workspace.feed(&text);
                    if last {
                        self.workspace.end();
                    }
                    self.work()
                }
                Err(problem) => {
                    self.workspace.stop(problem);
                    self.file_read()
                }
            },
            Message::Work => self.work(),
            Message::Judged(answers) => {
                self.asked = self.asked.saturating_sub(1);
                for (at, stamp, answer) in answers {
                    self.workspace.take_answer(at, stamp, &answer);
                }
                self.ask()
            }
            Message::NoHelpers => {
                (self.helpers, self.asked) = (0, 0);
                self.workspace.forget_tasks();
                Vec::new()
            }
            Message::Cancel => {
                self.workspace.cancel();
                self.announce("Stopped; what was read so far is shown");
                self.reading = 0;
                self.file_read()
            }
            Message::List(list) => {
                let other = list.query != self.list.query;
                self.list = list;
                match other {
                    false => Vec::new(),
                    true => {
                        self.list.top = 0;
                        self.drawn = DRAWN_AT_ONCE;
                        self.route = self.list_route();
                        vec![Effect::SameAddress(self.route.clone())]
                    }
                }
            }
            Message::ShowList(list) => {
                self.list = ListShown { top: 0, ..list };
                self.go(self.list_route())
            }
            Message::Pasted { text, now } => {
                self.dialog = None;
                self.keys_before = self.workspace.rows.len();
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_string();
                self.open("Pasted text".into(), &text, now)
            }
            Message::Sample { name, text, now } => {
                self.keys_before = self.workspace.rows.len();
                self.open(name.into(), text, now)
            }
            Message::UseProfile { text, now } => {
                self.dialog = None;
                match text {
                    Some(text) => {
                        self.keys_before = self.workspace.rows.len();
                        // Whatever it is, it is meant as a profile.
                        if !text.contains(profile::MARK) {
                            self.announce("This is no profile: it has no keyglassProfile");
                            return Vec::new();
                        }
                        self.open("Profile".into(), &text, now)
                    }
                    None => {
                        self.workspace.judge_under(Profile::default(), None, now);
                        self.judge();
                        self.announce("No profile is in use");
                        Vec::new()
                    }
                }
            }
            Message::TryRule { rule, now } => {
                let bare = rule
                    .fires
                    .iter()
                    .find(|example| example.profile().is_empty());
                let Some(example) = bare.or(rule.fires.first()) else {
                    return Vec::new();
                };
                self.keys_before = self.workspace.rows.len();
                let profile = example.profile();
                // The user's own profile is not taken away for an example.
                if !profile.is_empty() && self.workspace.profile_text.is_some() {
                    self.announce("This example needs a profile of its own; yours is in use");
                    return Vec::new();
                }
                if !profile.is_empty() {
                    self.open(format!("{} profile (sample)", rule.id), &profile, now);
                    self.keys_before = self.workspace.rows.len();
                }
                self.open(format!("{} (sample)", rule.id), &example.resource(), now)
            }
            Message::ShowRules(shown) => {
                self.rules = shown;
                Vec::new()
            }
            Message::Went(route) => self.went(route),
            Message::Marked(mark) => {
                let pinned = self.mark.filter(|mark| mark.pinned);
                self.mark = match pinned {
                    Some(old) if !mark.pinned => Some(old),
                    _ => Some(mark),
                };
                vec![Effect::ShowMark]
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
                Vec::new()
            }
            Message::Open(dialog) => {
                self.dialog = Some(dialog);
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
            Message::Key(shortcut) => self.shortcut(shortcut),
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
                self.workspace.close();
                self.opened = false;
                self.announce("All files closed");
                self.go(Route::Start)
            }
        }
    }

    /// Requests are counted from the first file on.
    fn seal(&mut self) -> Vec<Effect> {
        match std::mem::replace(&mut self.opened, true) {
            true => Vec::new(),
            false => vec![Effect::ResetSeal],
        }
    }

    fn open(&mut self, name: String, text: &str, now: Moment) -> Vec<Effect> {
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
    fn open_archive(&mut self, name: &str, bytes: Vec<u8>, now: Moment) -> Vec<Effect> {
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
        let waits = judges || !self.members.is_empty() || self.is_drawing();
        self.workspace.can_read() || (!self.workspace.is_reading() && waits)
    }

    /// Whether there are keys to judge that nobody was asked about, and somebody to do it.
    fn may_judge(&self) -> bool {
        let free = self.helpers == 0 || self.asked < ASKED_AHEAD * self.helpers;
        free && self.workspace.has_task()
    }

    /// Whether the work that is left is to bring rows into the page.
    pub fn only_draws(&self) -> bool {
        let reads = self.workspace.is_reading() || !self.members.is_empty();
        !(reads || self.workspace.is_judging() && self.may_judge())
    }

    /// Whether rows of the list are still to come into the page.
    pub fn is_drawing(&self) -> bool {
        let here = matches!(self.route, Route::Keys | Route::Found(_));
        here && {
            let rows = self.listed().len();
            rows <= WHOLE && self.drawn < rows
        }
    }

    /// Reads and judges for a little while.
    fn work(&mut self) -> Vec<Effect> {
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
        if self.may_judge() && self.helpers == 0 {
            self.judge();
        } else if self.is_drawing() {
            self.drawn += DRAWN_AT_ONCE;
        }
        self.ask()
    }

    /// Judges here, for a little while: a few keys are done before a helper has heard of them.
    fn judge(&mut self) {
        let clock = self.clock.0;
        let end = clock() + SLICE;
        self.workspace.judge_some(&mut || clock() < end);
    }

    /// Keeps the helpers busy.
    fn ask(&mut self) -> Vec<Effect> {
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
    fn file_read(&mut self) -> Vec<Effect> {
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
    fn profile_opened(&mut self, mut effects: Vec<Effect>) -> Vec<Effect> {
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

    fn announce(&mut self, words: impl Into<String>) {
        self.announcement = words.into();
        self.announcements += 1;
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

    /// Shows another page at once, and has the address follow.
    fn go(&mut self, route: Route) -> Vec<Effect> {
        let here = self.route == route;
        let mut effects = self.went(route.clone());
        if here {
            // The address has waited for its page.
            effects.push(Effect::Focus("title".into()));
        }
        effects.push(Effect::Address(route));
        effects
    }

    fn refuse(&mut self, name: String, problem: Problem) -> Vec<Effect> {
        self.announce(format!("{name} was not opened"));
        self.workspace.refuse(name, problem);
        self.arrive()
    }

    /// The address of the list as it is narrowed.
    pub fn list_route(&self) -> Route {
        match Query::parse(&self.list.query).plain().to_string() {
            none if none.is_empty() => Route::Keys,
            terms => Route::Found(terms),
        }
    }

    fn went(&mut self, route: Route) -> Vec<Effect> {
        // Back in the list, what an address cannot hold is still there.
        if matches!(route, Route::Keys | Route::Found(_)) && route != self.list_route() {
            self.list.query = match &route {
                Route::Found(terms) => terms.clone(),
                _ => String::new(),
            };
            self.list.top = 0;
        }
        let moved = self.route != route;
        self.route = route;
        if moved {
            self.drawn = DRAWN_AT_ONCE;
            self.mark = None;
            self.finding = None;
            self.source_tab = SourceTab::Policy;
            self.open_cell = None;
            self.question = match &self.route {
                Route::Ask(_, asker, action) => asker.question(action),
                _ => Asker::Stranger.question("Decrypt"),
            };
        }
        let title = match &self.route {
            Route::Start => "Keyglass".to_string(),
            Route::Keys | Route::Found(_) => "Keys · Keyglass".to_string(),
            Route::Overview => "Overview · Keyglass".to_string(),
            // The title of a tab shows in histories, so it says nothing of the key.
            Route::Key(index) | Route::Ask(index, _, _) => format!("Key {} · Keyglass", index + 1),
            Route::Rules(_) => "Rules · Keyglass".to_string(),
        };
        let mut effects = vec![Effect::Title(title)];
        if moved {
            let target = match &self.route {
                Route::Rules(Some(rule)) => format!("rule-{rule}"),
                Route::Ask(_, _, _) => "ask-answer".into(),
                _ => "title".into(),
            };
            effects.push(Effect::Focus(target));
        }
        effects
    }

    fn shortcut(&mut self, shortcut: Shortcut) -> Vec<Effect> {
        match shortcut {
            Shortcut::Open => vec![Effect::ChooseFiles],
            Shortcut::Theme => self.update(Message::NextTheme),
            Shortcut::Help => self.update(Message::Open(Dialog::Help)),
            Shortcut::NextFinding => self.step_finding(1),
            Shortcut::PreviousFinding => self.step_finding(-1),
            Shortcut::NextKey => self.step_key(1),
            Shortcut::PreviousKey => self.step_key(-1),
            Shortcut::Source => self.focus_on_key("source-text"),
            Shortcut::WhoCan => self.focus_on_key("who-title"),
            Shortcut::Up => match self.route {
                Route::Key(_) | Route::Ask(_, _, _) if self.workspace.rows.len() > 1 => {
                    self.go(self.list_route())
                }
                _ => self.go(Route::Start),
            },
        }
    }

    fn focus_on_key(&self, id: &str) -> Vec<Effect> {
        match self.route.key() {
            Some(_) => vec![Effect::Focus(id.into())],
            None => Vec::new(),
        }
    }

    fn step_finding(&mut self, step: isize) -> Vec<Effect> {
        let Some(index) = self.route.key() else {
            return Vec::new();
        };
        let findings = self
            .workspace
            .loaded(index)
            .map_or(0, |loaded| loaded.report.findings.len());
        let next = match self.finding {
            None if step > 0 => Some(0),
            None => findings.checked_sub(1),
            Some(at) => at.checked_add_signed(step),
        };
        match next.filter(|next| *next < findings) {
            Some(next) => {
                self.finding = Some(next);
                vec![Effect::Focus(format!("finding-{}", next + 1))]
            }
            None => Vec::new(),
        }
    }

    fn step_key(&mut self, step: isize) -> Vec<Effect> {
        let Some(index) = self.route.key() else {
            return Vec::new();
        };
        match self.neighbour(index, step) {
            Some(next) => self.go(Route::Key(next)),
            None => Vec::new(),
        }
    }

    /// The rows that the list shows, in its order.
    pub fn listed(&self) -> Rc<[usize]> {
        let mut version = self.workspace.version();
        if self.workspace.is_judging() {
            version -= version % REORDERED_AFTER;
        }
        let list = &self.list;
        let mut ordered = self.ordered.borrow_mut();
        let order = (list.sort, list.descending, version);
        if !matches!(&*ordered, Some((made, _)) if *made == order) {
            *ordered = Some((order, self.in_order().into()));
            *self.listed.borrow_mut() = None;
        }
        let all = match &*ordered {
            Some((_, rows)) => Rc::clone(rows),
            None => Rc::default(),
        };
        // Typing in the search box leaves the order as it is.
        let mut listed = self.listed.borrow_mut();
        match &*listed {
            Some((query, rows)) if *query == list.query => Rc::clone(rows),
            _ => {
                let query = Query::parse(&list.query);
                let rows = match query.0.is_empty() {
                    true => all,
                    false => self.workspace.matching(&all, &query).into(),
                };
                *listed = Some((list.query.clone(), Rc::clone(&rows)));
                rows
            }
        }
    }

    /// All rows, as the list is sorted.
    fn in_order(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..self.workspace.rows.len()).collect();
        let row = |at: &usize| self.workspace.rows.get(*at);
        match self.list.sort {
            Sort::Worst => order::by_key(&mut rows, |at| row(at).map(|row| badness(row))),
            Sort::Rotation => order::by_key(&mut rows, |at| row(at).map(|row| row.rotation)),
            sort => order::by_key(&mut rows, |at| row(at).map(|row| sort.text(row))),
        }
        if self.list.descending {
            rows.reverse();
        }
        rows
    }

    /// The key before or after, in the order of the list.
    pub fn neighbour(&self, index: usize, step: isize) -> Option<usize> {
        let order = self.listed();
        let at = order.iter().position(|other| *other == index)?;
        order.get(at.checked_add_signed(step)?).copied()
    }
}
