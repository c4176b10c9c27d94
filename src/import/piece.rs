//! What a file tells of a key in another form than a key's record, and the record that such pieces make together.
//!
//! Every format says the same things in its own names (`keyId`, `key_id`, `KeyId`). A piece holds them under the names
//! of the KMS API, each with its place in the file; several pieces of one key are joined into one record, whose text is
//! then read like any other.

mod identity;
mod names;
mod same;

use std::rc::Rc;

use super::answer::member;
use super::{Problem, policy};
use crate::json::{Lines, Node, Span, Value, parse, quote};
use crate::model::arn::Arn;
use crate::model::date::Moment;
pub use identity::Identity;
use names::canonical;
pub use names::{is_name, is_policy, pascal, renamed, value};
use same::{append, both_lists, entries, is_one, same};

/// The API's word for an answer that was cut off.
/// It stands before the name of the list that was cut off.
const TRUNCATED: &str = "Truncated";

/// What may be cut off.
const LISTS: [&str; 4] = ["Grants", "Aliases", "Tags", "Rotations"];

/// Something that a file tells of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// As the KMS API names it; names that it does not have are kept as they are.
    pub name: String,
    /// JSON.
    pub value: String,
    pub at: Place,
}

impl Told {
    /// Whether the other has its place here. Of two policies in one record it is not known which one is the key's: both stay.
    fn is_for(&self, other: &Told) -> bool {
        let open = self.value == "null" || other.value == "null";
        self.name == other.name && (self.name != "Policy" || open || same(self, other))
    }

    /// Whether it was so, and at this moment something else was. Whose it is does not change.
    fn is_past(&self, now: Option<Moment>) -> bool {
        let is_name = matches!(&*self.name, "Arn" | "KeyId" | "AccountId" | "Region");
        !is_name && self.at.moment.is_some() && self.at.moment < now
    }
}

/// Where something stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The name of the file, with its folders; empty until somebody knows it.
    pub file: String,
    /// From 1; 0 where it is not known, as in a text within the text.
    pub line: usize,
    /// When it was so, where the file tells what was at several moments.
    pub moment: Option<Moment>,
}

/// A text and where its lines begin.
pub struct Source<'t> {
    pub text: &'t str,
    lines: Rc<Lines>,
    /// The line of the file at which the text begins, from 1.
    first_line: usize,
}

impl<'t> Source<'t> {
    pub fn new(text: &'t str) -> Source<'t> {
        Source {
            text,
            lines: Rc::new(Lines::of(text)),
            first_line: 1,
        }
    }

    /// A text whose lines are known, and which begins at a line of the file.
    pub fn part(text: &'t str, lines: Rc<Lines>, first_line: usize) -> Source<'t> {
        Source {
            text,
            lines,
            first_line,
        }
    }

    pub fn line(&self, offset: usize) -> usize {
        self.lines.line(offset) + self.first_line - 1
    }
}

/// Two files tell different things of the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub kept: Told,
    pub other: Told,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    pub format: &'static str,
    pub told: Vec<Told>,
    /// It describes a key, rather than adding to one that another file describes.
    pub whole: bool,
    pub conflicts: Vec<Conflict>,
    /// The format that told the policy, where that is not its own.
    pub policy_format: Option<&'static str>,
}

impl Piece {
    pub fn new(format: &'static str, whole: bool) -> Piece {
        Piece {
            format,
            whole,
            ..Piece::default()
        }
    }

    /// A key's record as a piece, for joining others to it.
    pub fn of_record(record: &Node, text: &str, format: &'static str) -> Piece {
        let mut piece = Piece::new(format, true);
        piece.take_members(record, &Source::new(text));
        // Panther's searches tell of one key at several times.
        let time = record.get("p_event_time").and_then(Node::as_str);
        if let Some(moment) = time.and_then(Moment::parse) {
            piece.at_moment(moment);
        }
        piece
    }

    /// A policy that stands alone, as a piece of its key.
    pub fn of_policy(policy: &Node, text: &str) -> Piece {
        let mut piece = Piece::new(super::policy::FORMAT.name, true);
        let value = policy.span.of(text).to_string();
        piece.tell("Policy", value, policy.span, &Source::new(text));
        piece
    }

    pub fn identity(&self) -> Identity {
        let text = |name: &str| {
            let told = self.told.iter().find(|told| told.name == name)?;
            parse(&told.value).ok()?.as_str().map(str::to_string)
        };
        let arn = text("Arn").map(|arn| Identity::parse(&arn));
        let id = text("KeyId")
            .or_else(|| text("Id"))
            .map(|id| Identity::parse(&id));
        let mut identity = arn
            .filter(|arn| arn.id.is_some())
            .or(id)
            .unwrap_or_default();
        identity.account = identity
            .account
            .or_else(|| text("AccountId"))
            .or_else(|| text("AWSAccountId"));
        identity.region = identity.region.or_else(|| text("Region"));
        if self.format == super::cloudformation::FORMAT.name {
            identity.within = self.told.first().map(|told| told.at.file.clone());
        }
        identity
    }

    /// Adds what the members of a node tell, under the API's names.
    pub fn take_members(&mut self, node: &Node, source: &Source) {
        for member in node.members() {
            self.take(&member.name, &member.value, source);
        }
    }

    /// The same for JSON that stood inside a text: its place is not known in the file.
    pub fn take_inner(&mut self, node: &Node, text: &str) {
        let mut inner = Piece::default();
        inner.take_members(node, &Source::new(text));
        for told in inner.of_inner().told {
            self.add(told);
        }
    }

    /// The same piece of a text that stood inside a text.
    pub fn of_inner(mut self) -> Piece {
        self.told.iter_mut().for_each(|told| told.at.line = 0);
        self
    }

    /// Adds one value under the name of the API that means the same as `name`.
    pub fn take(&mut self, name: &str, node: &Node, source: &Source) {
        let canonical = canonical(name);
        if canonical == Some("") {
            return;
        }
        // A record may hold the whole answer in place of what is asked for.
        if let Some((name, inner)) = canonical.and_then(|name| Some((name, member(node, name)?))) {
            if matches!(inner.value, Value::Array(_)) {
                self.take_cut(node, name, source);
                return self.take(name, inner, source);
            }
            // Names of tags are the user's own.
            if matches!(name, "Policy" | "KeyRotationEnabled") {
                return self.take_members(node, source);
            }
        }
        let name = match canonical.unwrap_or(name) {
            // Many answers take an ARN for an id.
            "KeyId" if node.as_str().and_then(Arn::split).is_some() => "Arn",
            name => name,
        };
        let value = value(name, node, source.text);
        self.tell(name, value, node.span, source);
    }

    /// Notes that an answer was cut off: this list in it is not the whole list.
    pub fn take_cut(&mut self, answer: &Node, list: &str, source: &Source) {
        // The command line writes a token alone when it is told how many to fetch.
        let mark = |name: &str| {
            let cut = |value: &Value| matches!(value, Value::Bool(true) | Value::String(_));
            member(answer, name).filter(|node| cut(&node.value))
        };
        if let Some(node) = mark(TRUNCATED)
            .or_else(|| mark("NextToken"))
            .or_else(|| mark("NextMarker"))
        {
            let name = [TRUNCATED, list].concat();
            self.tell(&name, "true".into(), node.span, source);
        }
    }

    /// Whether an answer that went into it was cut off.
    pub fn is_cut(&self) -> bool {
        LISTS.iter().any(|list| self.is_cut_in(list))
    }

    fn is_cut_in(&self, list: &str) -> bool {
        let value = self.value(&[TRUNCATED, list].concat());
        value.is_some_and(|told| told.value == "true")
    }

    fn value(&self, name: &str) -> Option<&Told> {
        self.told.iter().find(|told| told.name == name)
    }

    /// Whether one of two lists was cut off and the other holds all that it does: then it is the whole list. The last of
    /// several pages is not.
    fn settles(&self, other: &Piece, list: &str) -> bool {
        let (Some(ours), Some(theirs)) = (self.value(list), other.value(list)) else {
            return false;
        };
        let (cut, whole) = match (self.is_cut_in(list), other.is_cut_in(list)) {
            (true, false) => (ours, theirs),
            (false, true) => (theirs, ours),
            _ => return false,
        };
        let whole = entries(whole);
        let is_there = |entry: &&str| whole.iter().any(|other| is_one(entry, other));
        entries(cut).iter().all(is_there)
    }

    /// Adds a value that is JSON already.
    pub fn tell(&mut self, name: &str, value: String, span: Span, source: &Source) {
        let at = Place {
            line: source.line(span.start as usize),
            ..Place::default()
        };
        let told = Told {
            name: name.to_string(),
            value,
            at,
        };
        self.add(told);
    }

    fn add(&mut self, told: Told) {
        match self.told.iter_mut().find(|mine| mine.is_for(&told)) {
            None => self.told.push(told),
            Some(mine) if mine.value == "null" => *mine = told,
            Some(_) => {}
        }
    }

    /// Says whose it is: the ARN or the id of a key.
    pub fn name(&mut self, key: &str, span: Span, source: &Source) {
        let name = if Arn::split(key).is_some() {
            "Arn"
        } else {
            "KeyId"
        };
        self.tell(name, quote(key), span, source);
    }

    /// Adds what the kind of resource itself says, where the file does not.
    pub fn imply(&mut self, name: &str, value: &str, node: &Node, source: &Source) {
        self.tell(name, quote(value), node.span, source);
    }

    /// The lines of a record that begins at a line of its file.
    pub fn moved(mut self, first_line: usize) -> Piece {
        let known = self.told.iter_mut().filter(|told| told.at.line > 0);
        known.for_each(|told| told.at.line += first_line - 1);
        self
    }

    /// All of it was so at this moment.
    pub fn at_moment(&mut self, moment: Moment) {
        self.told
            .iter_mut()
            .for_each(|told| told.at.moment = Some(moment));
    }

    /// Names the file for everything that has none yet.
    pub fn from_file(mut self, file: &str) -> Piece {
        for told in self.told.iter_mut().filter(|told| told.at.file.is_empty()) {
            told.at.file = file.to_string();
        }
        self
    }

    pub fn policy(&self) -> Option<&Told> {
        self.told
            .iter()
            .find(|told| told.name == "Policy" && told.value != "null")
    }

    /// Whether it is the policy of a key for sure: other resources have answers of the same form.
    pub fn is_key_policy(&self) -> bool {
        let policy = self.policy().and_then(|told| parse(&told.value).ok());
        self.value("PolicyName").is_some() || policy.is_some_and(|it| policy::is_of_key(&it))
    }

    /// Whether both can be told of one key at one time: their policies do not differ, nor does what two files of one form
    /// say beside their policies. Nor does anything of two keys that do not say whose they are: of templates that call them
    /// by one name, or in a file that has an id in its name.
    pub fn goes_with(&self, other: &Piece) -> bool {
        let has = |piece: &Piece, name: &str| piece.value(name).is_some();
        // Whether this one tells something else, or nothing where the other must tell it too: the file that it is of may
        // not be the only one that told of the key.
        let differs = |one: &Piece, other: &Piece, wholly: bool| {
            let file = other.told.first().map(|told| &told.at.file);
            one.told.iter().any(|told| {
                let mut others = other
                    .told
                    .iter()
                    .filter(|it| it.name == told.name)
                    .peekable();
                let own = wholly && told.name != "Aliases" && Some(&told.at.file) == file;
                let lacks = own && others.peek().is_none();
                lacks || others.any(|other| !same(told, other))
            })
        };
        let of_template = |piece: &Piece| piece.whole && has(piece, "LogicalId");
        let of_terraform = |piece: &Piece| has(piece, "TerraformAddress") && !has(piece, "Arn");
        if of_template(self) && of_template(other) {
            return !differs(self, other, true) && !differs(other, self, true);
        }
        if of_terraform(self) && of_terraform(other) && differs(self, other, false) {
            return false;
        }
        match (self.policy(), other.policy()) {
            (Some(one), Some(two)) => {
                let moments = one.at.moment.zip(two.at.moment);
                moments.is_some_and(|(one, two)| one != two)
                    || same(one, two) && !self.is_another_export(other)
            }
            _ => true,
        }
    }

    /// Whether two files of one form tell the key, policy and all, and not in the same way: they were exported at two times.
    /// Lists may be told row by row, and every export tells anew when a key was last used.
    fn is_another_export(&self, other: &Piece) -> bool {
        let (Some(one), Some(two)) = (self.policy(), other.policy()) else {
            return false;
        };
        let tells = |told: &Told| {
            let name = told.name.as_str();
            canonical(name).is_some() && !is_list(name) && !matches!(name, "KeyId" | "KeyLastUsage")
        };
        let differs = |told: &Told| {
            let twin = other.value(&told.name);
            twin.is_some_and(|twin| !(same(told, twin) || is_nothing(told) && is_nothing(twin)))
        };
        let format = |piece: &Piece| piece.policy_format.unwrap_or(piece.format);
        format(self) == format(other)
            && one.at.file != two.at.file
            && (one.at.moment.is_none() || two.at.moment.is_none())
            && self.told.iter().filter(|told| tells(told)).any(differs)
    }

    /// Takes in what the other tells. What both tell differently is noted, and the first stays. Whether anything came in.
    pub fn join(&mut self, other: &Piece) -> bool {
        let before = self.clone();
        self.whole |= other.whole;
        let settled = LISTS.into_iter().filter(|list| self.settles(other, list));
        let settled: Vec<String> = settled.map(|list| [TRUNCATED, list].concat()).collect();
        let pages = self.is_cut_in("Tags") || other.is_cut_in("Tags");
        // The last moment tells how the key is, and what it does not tell is not known.
        let all = self.told.iter().chain(&other.told);
        let now = all.filter_map(|told| told.at.moment).max();
        self.told.retain(|told| !told.is_past(now));
        if self.policy().is_none() && other.policy().is_some() {
            self.policy_format = Some(other.format);
        }
        for told in other.told.iter().filter(|told| !told.is_past(now)) {
            match self.told.iter_mut().find(|mine| mine.is_for(told)) {
                None => self.told.push(told.clone()),
                Some(mine) if mine.value == "null" && told.value != "null" => *mine = told.clone(),
                Some(mine) if same(mine, told) => {
                    // What somebody says of no moment is not over with a later one.
                    if told.at.moment.is_none() {
                        mine.at.moment = None;
                    }
                }
                Some(_) if told.value == "null" => {}
                // Whose it is was settled before.
                Some(mine) if mine.name == "KeyId" => {}
                // Lists of several files are one list.
                Some(mine) if is_list(&mine.name) => append(mine, told),
                Some(mine) if pages && mine.name == "Tags" && both_lists(mine, told) => {
                    append(mine, told);
                }
                Some(mine) => {
                    let conflict = Conflict {
                        kept: mine.clone(),
                        other: told.clone(),
                    };
                    if !self.conflicts.contains(&conflict) {
                        self.conflicts.push(conflict);
                    }
                }
            }
        }
        self.told.retain(|told| !settled.contains(&told.name));
        *self != before
    }

    /// The record that all of it makes.
    pub fn record(&self) -> String {
        let members: Vec<String> = self
            .told
            .iter()
            .map(|told| format!("  {}: {}", quote(&told.name), told.value))
            .collect();
        format!("{{\n{}\n}}", members.join(",\n"))
    }
}

/// One tool leaves open what another says is empty.
fn is_nothing(told: &Told) -> bool {
    matches!(&*told.value, "null" | "\"\"" | "{}" | "[]" | "false")
}

/// Lists that several answers of the API tell together.
fn is_list(name: &str) -> bool {
    matches!(
        name,
        "Grants" | "Aliases" | "Rotations" | "AccessAnalyzerFindings" | "SecurityHubFindings"
    )
}

impl Conflict {
    /// What is said of it beside the key.
    pub fn problem(&self) -> Problem {
        let place = |told: &Told| match told.at.line {
            0 => told.at.file.clone(),
            line => format!("{}, line {line}", told.at.file),
        };
        Problem {
            message: format!(
                "{} differs: {} in {}; {} in {}. The first is used.",
                self.kept.name,
                short(&self.kept.value),
                place(&self.kept),
                short(&self.other.value),
                place(&self.other),
            ),
            at: None,
            excerpt: None,
        }
    }
}

fn short(value: &str) -> String {
    let mut text: String = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > 60 {
        text = text.chars().take(60).collect();
        text.push('…');
    }
    text
}
