//! What can happen, and what follows from it outside the state.

use keyglass::lint::Rule;
use keyglass::model::date::Moment;
use keyglass::reason::ask::Question;
use keyglass::workspace::parcel::Parcel;
use keyglass::workspace::query::Field;

use super::{Dialog, ListShown, Mark, RulesShown, SourceTab, Theme};
use crate::route::{Asker, Route};

#[derive(Debug)]
pub enum Message {
    /// Files were dropped or chosen; they follow one by one.
    Reading(usize),
    /// Time has passed, and the files may still be being read.
    StillReading,
    /// A file begins; what it holds follows. `here`: it is read here, and not by another thread.
    Begin {
        name: String,
        total: usize,
        here: bool,
        now: Moment,
    },
    /// The next part of the file that is read here, or why there is none; `last` says that it is whole.
    Part {
        bytes: Result<Vec<u8>, &'static str>,
        last: bool,
    },
    /// What another thread has read of the file: up to which byte, whether that is all, and what.
    Told {
        bytes: usize,
        last: bool,
        parcels: Vec<Parcel>,
    },
    /// Go on with what is to be read and judged.
    Work,
    /// A helper has answered.
    Judged(Parcel),
    /// The threads that judge broke down.
    NoJudges,
    /// The thread that reads broke down.
    NoReader,
    /// Read no further.
    Cancel,
    List(ListShown),
    /// Adds a value of a field to what the list is narrowed to, or takes it out.
    Narrow(Field, String),
    /// The list, narrowed so, from another page.
    ShowList(ListShown),
    /// These rows are selected, or no longer.
    Select(Vec<usize>, bool),
    ClearSelection,
    /// What could not be read has been read about.
    CloseNotices,
    /// Put the ARNs of the selected keys on the clipboard.
    CopySelected,
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
    Search,
    Up,
}

/// Every shortcut: its key, what it does, and its words.
pub const SHORTCUTS: [(&str, Shortcut, &str); 11] = [
    ("o", Shortcut::Open, "Open files"),
    ("n", Shortcut::NextFinding, "Next finding"),
    ("p", Shortcut::PreviousFinding, "Previous finding"),
    ("]", Shortcut::NextKey, "Next key"),
    ("[", Shortcut::PreviousKey, "Previous key"),
    ("/", Shortcut::Search, "Search the keys"),
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
    Judge(Parcel),
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
    /// Move it to the row of this key.
    FocusRow(usize),
    /// Scroll a long list to this row.
    ScrollList(usize),
    /// Bring the marked lines of the source into view; if so, where the page has to scroll for it, too.
    ShowMark(bool),
    ChooseFiles,
    Copy(String),
    /// The address of this page with this route.
    CopyLink(Route),
    Download(&'static str, String),
    Print,
    Title(String),
}
