//! Keys and pieces of keys from any number of files, joined where they are of one key.

use std::hash::BuildHasher;
use std::rc::Rc;

use rustc_hash::FxBuildHasher;

use super::piece::{Conflict, Identity, Piece};
use super::{Found, format_called, format_named, get_key_policy, policy};
use crate::index::Index;
use crate::json::{Position, parse};
use crate::model::arn::Arn;
use crate::model::key::Key;
use crate::read::key;

/// A key's record, whole in itself.
#[derive(Clone, Debug)]
pub struct Record {
    /// The record's text: as the file has it, or as put together from several places.
    pub text: Rc<str>,
    pub format: &'static str,
    /// The file that it came from, the first of them when there are several.
    pub file: Rc<str>,
    /// Where the text begins in that file.
    pub at: Position,
    /// What it was put together from.
    pub made: Option<Rc<Piece>>,
}

impl Record {
    /// The key that the record describes; places in it are places in `text`.
    pub fn key(&self) -> Key {
        let Ok(node) = parse(&self.text) else {
            return Key::default();
        };
        if self.made.is_some() {
            return key::read(&node, &self.text, self.format);
        }
        // A policy that was copied as one JSON string.
        if node.as_str().is_some() {
            return policy::from_string(&node, &self.text);
        }
        let mut found = Vec::new();
        if let Some(format) = format_named(self.format) {
            (format.read)(&node, &super::piece::Source::new(&self.text), &mut found);
        }
        match found.into_iter().next() {
            Some(Found::Key(key)) => *key,
            _ => Key::default(),
        }
    }

    /// What judging needs of a record, in another thread.
    pub fn bare(text: String, format: &str, made: bool) -> Record {
        Record {
            text: text.into(),
            format: format_called(format),
            file: Rc::from(""),
            at: Position { line: 1, column: 1 },
            made: made.then(Rc::default),
        }
    }

    fn of_piece(piece: Piece, file: &Rc<str>) -> Record {
        Record {
            text: piece.record().into(),
            format: piece.format,
            file: file.clone(),
            at: Position { line: 1, column: 1 },
            made: Some(Rc::new(piece)),
        }
    }

    fn piece(&self) -> Piece {
        if let Some(piece) = &self.made {
            return (**piece).clone();
        }
        let piece = parse(&self.text).map(|node| match self.format == policy::FORMAT.name {
            // All of it is one value of the key.
            true => Piece::of_policy(&node, &self.text),
            false => Piece::of_record(
                super::describe_key::metadata(&node),
                &self.text,
                self.format,
            ),
        });
        let piece = piece.unwrap_or_default();
        piece.moved(self.at.line).from_file(&self.file)
    }

    pub fn conflicts(&self) -> &[Conflict] {
        self.made.as_ref().map_or(&[], |piece| &piece.conflicts)
    }

    /// A place of the record's text in its file.
    pub fn in_file(&self, place: Position) -> Position {
        match place.line {
            1 => Position {
                line: self.at.line,
                column: self.at.column + place.column - 1,
            },
            line => Position {
                line: self.at.line + line - 1,
                column: place.column,
            },
        }
    }
}

/// Records of one key that an answer is tried with: each is read anew for it. Of a key that was told of more often, none is.
const MOST_VERSIONS: usize = 16;

/// What became of something that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// A key of its own, at this place.
    New(usize),
    /// The same, though a key of this id is known: the two tell what cannot be so at one time.
    Another(usize),
    /// It added to the key at this place.
    Joined(usize),
    /// The key at this place says it already.
    Known(usize),
    /// It does not say whose it is, and was taken for the key at this place, the only one that came with it.
    Taken(usize),
    /// No key is known yet that it is of.
    Pending,
}

#[derive(Default)]
pub struct Join {
    pub records: Vec<Record>,
    /// Of each record, whose it is.
    identities: Vec<Identity>,
    /// By key id: the keys that have it, in several accounts or Regions. By the text of the record ([`text_name`]), for files
    /// that are opened twice: those that do not say whose they are.
    by_name: Index,
    named: Vec<Vec<usize>>,
    pending: Vec<Waiting>,
    /// How much of that waited when the drop began.
    waited: usize,
    /// Something of the drop that may have told of a key could not be read.
    lost: bool,
}

/// Something that waits for the key that it is of.
pub struct Waiting {
    pub piece: Piece,
    pub file: Rc<str>,
    /// What it is shown as when no key comes.
    alone: Option<Record>,
    /// It came with several keys, so that a key which comes later alone is not the one that is meant.
    of_several: bool,
}

impl Join {
    /// A key as it stands in a file: `text` is its record, of this format.
    pub fn add_key(
        &mut self,
        mut identity: Identity,
        format: &'static str,
        text: &str,
        file: &Rc<str>,
        at: Position,
    ) -> Became {
        let nameless = identity.id.is_none();
        if nameless {
            // An answer that does not say whose it is may be in a file that does.
            identity.id = id_in(file);
        }
        let same = match &identity.id {
            Some(id) => self.named(id),
            None => self.named(&text_name(text)),
        };
        if let Some(at) = self.with_text(same, text) {
            return Became::Known(at);
        }
        let record = Record {
            text: text.into(),
            format,
            file: file.clone(),
            at,
            made: None,
        };
        if identity.id.is_none() && self.may_wait(&record) {
            self.pending.push(Waiting {
                piece: record.piece(),
                file: file.clone(),
                alone: Some(record),
                of_several: false,
            });
            return Became::Pending;
        }
        let known = self.find(&identity);
        let joined = match known.is_empty() {
            true => None,
            false => self.join_all(&known, &record.piece()),
        };
        joined.unwrap_or_else(|| match known.is_empty() && nameless {
            true => self.push_nameless(record, &identity),
            false => self.push_named(record, &identity),
        })
    }

    /// Whether it may be the policy of a key that comes with it. Of many that are bare, none is.
    fn may_wait(&self, record: &Record) -> bool {
        let waiting = self
            .pending
            .iter()
            .filter(|waiting| waiting.alone.is_some());
        match record.format == policy::FORMAT.name {
            false => record.format == get_key_policy::FORMAT.name,
            true => waiting.count() < 2,
        }
    }

    pub fn add_piece(&mut self, piece: Piece, file: &Rc<str>) -> Became {
        let piece = piece.from_file(file);
        let mut identity = piece.identity();
        if identity.id.is_none() {
            // Some answers do not say whose they are; a file may be named after the key's id.
            identity.id = id_in(file);
        }
        let known = self.find(&identity);
        if let Some(became) = self.join_all(&known, &piece) {
            return became;
        }
        if known.is_empty() && !piece.whole {
            let told = |waiting: &Waiting| waiting.piece.told == piece.told;
            if !self.pending.iter().any(told) {
                self.pending.push(Waiting {
                    piece,
                    file: file.clone(),
                    alone: None,
                    of_several: false,
                });
            }
            return Became::Pending;
        }
        let record = Record::of_piece(piece, file);
        let same = match &identity.id {
            Some(id) => self.named(id),
            None => self.named(&text_name(&record.text)),
        };
        match self.with_text(same, &record.text) {
            Some(at) => Became::Known(at),
            None if identity.id.is_none() => self.push_nameless(record, &identity),
            None => self.push_named(record, &identity),
        }
    }

    /// Tries again what had no key when it came, once a drop is read: it began when there were `before` keys. What does
    /// not say whose it is goes to the only key that came with it. Gives what became of each; the rest waits on.
    pub fn settle(&mut self, before: usize) -> Vec<(Rc<str>, Became)> {
        let unsure = std::mem::take(&mut self.lost) || self.tells_of_another();
        let came_with_several = unsure || self.records.len() > before + 1;
        let only = (self.records.len() == before + 1 && !unsure).then_some(before);
        // Of several policies that do not say whose they are, none can be taken for the key's.
        let mut policies = self
            .pending
            .iter()
            .filter(|waiting| waiting.alone.is_some())
            .map(|waiting| &waiting.piece);
        let first = policies.next();
        let several = first.is_some_and(|first| policies.any(|it| !first.goes_with(it)));
        let mut out = Vec::new();
        for waiting in std::mem::take(&mut self.pending) {
            let file = waiting.file.clone();
            let nameless = waiting.piece.identity().id.is_none() && id_in(&file).is_none();
            let elsewhere = only.is_some_and(|only| {
                let record = self.records.get(only);
                record.is_some_and(|record| are_apart(&record.file, &file))
            });
            let joined = match (only, nameless) {
                (Some(_), true) if elsewhere => None,
                (Some(_), true) if several && waiting.alone.is_some() => None,
                (Some(_), true) if waiting.alone.is_some() && !waiting.piece.is_key_policy() => {
                    None
                }
                (Some(only), true)
                    if waiting.of_several || self.speaks_of_another(&waiting.piece, only) =>
                {
                    None
                }
                (Some(only), true) => match self.join(only, &waiting.piece) {
                    Some(Became::Joined(at)) => Some(Became::Taken(at)),
                    other => other,
                },
                (None, true) => self.told_before(&waiting.piece).map(Became::Known),
                _ => None,
            };
            let became = match (joined, waiting.alone) {
                (Some(became), _) => became,
                (None, Some(record)) => self.push_nameless(record, &Identity::default()),
                (None, None) if nameless => {
                    self.pending.push(Waiting {
                        alone: None,
                        of_several: waiting.of_several || came_with_several,
                        ..waiting
                    });
                    Became::Pending
                }
                (None, None) => self.add_piece(waiting.piece, &file),
            };
            out.push((file, became));
        }
        self.waited = self.pending.len();
        out
    }

    /// Something of the drop that may have told of a key could not be read: whose the rest is, where it does not say so, is not
    /// known.
    pub fn lose(&mut self) {
        self.lost = true;
    }

    /// Whether something that came tells of a key that did not: what does not say whose it is may be of that one. Lists of
    /// aliases and of findings tell of a whole account.
    fn tells_of_another(&self) -> bool {
        self.pending.iter().skip(self.waited).any(|waiting| {
            let piece = &waiting.piece;
            let mut identity = piece.identity();
            identity.id = identity.id.or_else(|| id_in(&waiting.file));
            identity.id.is_some()
                && !matches!(piece.format, "list-aliases" | "access-analyzer")
                && self.find(&identity).is_empty()
        })
    }

    /// Whether a policy names another key than this one by its ARN.
    fn speaks_of_another(&self, piece: &Piece, at: usize) -> bool {
        let own = self.identities.get(at).and_then(|own| own.id.as_deref());
        let text = piece.policy().map_or("", |told| &told.value);
        let mut named = text
            .split(":key/")
            .skip(1)
            .filter_map(|rest| id_in_part(rest.split('"').next()?));
        named.any(|id| own.is_some_and(|own| own != id))
    }

    /// The key that the same file told the same of when it was opened before.
    fn told_before(&self, piece: &Piece) -> Option<usize> {
        let policy = piece.policy()?;
        self.records.iter().position(|record| {
            let made = record.made.as_ref();
            made.is_some_and(|made| made.policy() == Some(policy))
        })
    }

    /// What has no key.
    pub fn pending(&self) -> &[Waiting] {
        &self.pending
    }

    /// The records of the key that is meant, as it was told of at several times. Where several keys could be meant, none is.
    fn find(&self, identity: &Identity) -> Vec<usize> {
        let named = identity.id.as_deref().and_then(|id| self.named(id));
        let whose = |at: &usize| self.identities.get(*at);
        let is = |at: &usize, other: &Identity| whose(at).is_some_and(|known| known.is(other));
        let named = named.into_iter().flatten().copied();
        let fitting = named.filter(|at| is(at, identity));
        let keys: Vec<usize> = fitting.take(MOST_VERSIONS + 1).collect();
        let mut others = keys.iter().filter_map(whose);
        match keys.len() <= MOST_VERSIONS && others.all(|other| keys.iter().all(|at| is(at, other)))
        {
            true => keys,
            false => Vec::new(),
        }
    }

    /// Joins it to the records of its key that it goes with: what describes the key to the first, what adds to it to all.
    fn join_all(&mut self, keys: &[usize], piece: &Piece) -> Option<Became> {
        let mut out = None;
        for at in keys {
            let became = self.join(*at, piece);
            if !matches!(out, Some(Became::Joined(_))) {
                out = became.or(out);
            }
            if piece.whole && out.is_some() {
                break;
            }
        }
        out
    }

    /// `None` when the two cannot be told of one key at one time.
    fn join(&mut self, at: usize, other: &Piece) -> Option<Became> {
        let record = self.records.get_mut(at)?;
        let mut piece = record.piece();
        if !piece.goes_with(other) {
            return None;
        }
        if !piece.join(other) {
            return Some(Became::Known(at));
        }
        let file = record.file.clone();
        if let Some(known) = self.identities.get_mut(at) {
            let told = piece.identity();
            known.account = told.account.or(known.account.take());
            known.region = told.region.or(known.region.take());
        }
        *record = Record::of_piece(piece, &file);
        Some(Became::Joined(at))
    }

    /// The record at this place and others of its key.
    pub fn all_of(&self, at: usize) -> Vec<usize> {
        let versions = self.versions(at).take(MOST_VERSIONS);
        versions.chain([at]).collect()
    }

    /// The other records of the key at this place, which tell what cannot be so at one time.
    pub fn versions(&self, at: usize) -> impl Iterator<Item = usize> {
        let own = self.identities.get(at);
        let named = own.and_then(|own| self.named(own.id.as_deref()?));
        named.into_iter().flatten().copied().filter(move |other| {
            let of = self.identities.get(*other);
            *other != at && own.zip(of).is_some_and(|(own, of)| own.is(of))
        })
    }

    fn named(&self, name: &str) -> Option<&Vec<usize>> {
        self.named.get(self.by_name.get(name)?)
    }

    fn name(&mut self, name: &str, at: usize) {
        let place = self.by_name.get(name).unwrap_or_else(|| {
            self.named.push(Vec::new());
            self.by_name.add(name.into())
        });
        if let Some(keys) = self.named.get_mut(place) {
            keys.push(at);
        }
    }

    fn push(&mut self, record: Record, identity: &Identity) -> Became {
        let at = self.records.len();
        if let Some(id) = &identity.id {
            self.name(id, at);
        }
        self.identities.push(identity.clone());
        self.records.push(record);
        Became::New(at)
    }

    /// The record among these that has this text.
    fn with_text(&self, among: Option<&Vec<usize>>, text: &str) -> Option<usize> {
        among.into_iter().flatten().copied().find(|at| {
            let record = self.records.get(*at);
            record.is_some_and(|record| &*record.text == text)
        })
    }

    fn push_named(&mut self, record: Record, identity: &Identity) -> Became {
        let at = self.records.len();
        self.push(record, identity);
        match self.versions(at).next() {
            Some(_) => Became::Another(at),
            None => Became::New(at),
        }
    }

    fn push_nameless(&mut self, record: Record, identity: &Identity) -> Became {
        let at = self.records.len();
        self.name(&text_name(&record.text), at);
        self.push(record, identity)
    }
}

/// Whether one of two files may be about another key: they lie in folders of which none holds the other, or their names say what
/// answers they are, and the rest of them differs (`prod-policy.json`, `dev-describe.json`).
fn are_apart(one: &str, other: &str) -> bool {
    // Archives made elsewhere part folders otherwise.
    let parts = |byte: u8| matches!(byte, b'/' | b'\\');
    let folder = |name: &str| name.bytes().rposition(parts).map_or(0, |at| at + 1);
    let (of_one, of_other) = (folder(one), folder(other));
    let shorter = of_one.min(of_other);
    let of_key = |file: &str, from: usize| -> Vec<String> {
        let name = file.get(from..).unwrap_or_default();
        let (said, own): (Vec<&str>, Vec<&str>) = words(name).partition(|word| is_of_answers(word));
        let own = own.into_iter().filter(|word| !is_time(word));
        let own = own.map(str::to_ascii_lowercase);
        own.filter(|_| !said.is_empty()).collect()
    };
    let (one_key, other_key) = (of_key(one, of_one), of_key(other, of_other));
    let named = !one_key.is_empty() && !other_key.is_empty();
    one.get(..shorter) != other.get(..shorter) || named && one_key != other_key
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    let ends = [".json", ".txt"].iter();
    let stem = ends.fold(name, |name, end| name.strip_suffix(end).unwrap_or(name));
    stem.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Whether a word begins like a moment does: `20240501T100000Z`.
fn is_time(word: &str) -> bool {
    word.bytes().take_while(u8::is_ascii_digit).count() > 5
}

/// Whether a word of a file's name says what answer it holds.
fn is_of_answers(word: &str) -> bool {
    let words = "aws describe get list kms key keys policy policies metadata rotation status grants aliases tags default document \
                 output response";
    words.split(' ').any(|it| it.eq_ignore_ascii_case(word))
}

/// Whether a file of this name may be an answer.
pub fn is_of_answer(file: &str) -> bool {
    file.ends_with(".json") || words(file).any(is_of_answers)
}

/// Whether it is a key's ARN or id and nothing else.
pub(super) fn is_key(text: &str) -> bool {
    Arn::split(text).is_some_and(|arn| arn.service == "kms" && arn.resource.starts_with("key/"))
        || id_in_part(text).is_some_and(|id| id.len() == text.len())
}

/// A key id in the name of a file, or else of the folder or archive that it lies in: `1234abcd-12ab-34cd-56ef-1234567890ab`,
/// `mrk-…`.
fn id_in(name: &str) -> Option<String> {
    name.rsplit('/').find_map(id_in_part)
}

pub(super) fn id_in_part(name: &str) -> Option<String> {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = name.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    for word in words {
        if let Some(at) = word.find("mrk-")
            && let Some(id) = word.get(at..at + 36)
            && id.get(4..).is_some_and(is_hex)
        {
            return Some(id.to_string());
        }
        let mut starts = 0..word.len().saturating_sub(35);
        let id = starts.find_map(|start| {
            let id = word.get(start..start + 36)?;
            let lengths: Vec<usize> = id.split('-').map(str::len).collect();
            (lengths == [8, 4, 4, 4, 12] && id.split('-').all(is_hex)).then_some(id)
        });
        if let Some(id) = id {
            return Some(id.to_string());
        }
    }
    None
}

/// What a record without a name is found by; no key id has its first character.
fn text_name(text: &str) -> String {
    format!("\n{}", FxBuildHasher.hash_one(text))
}

#[cfg(test)]
mod tests;
