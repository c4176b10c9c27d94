//! Keys that the text between records names, as scripts print it: `echo $id` before each answer, or errors for an answer.

use super::join::{id_in_part, is_key};
use super::piece::Source;
use super::{Found, Identity};
use crate::json::Span;
use crate::model::arn::Arn;

/// Whose the records are that do not say it.
#[derive(Default)]
pub struct Headings {
    /// A record has come.
    begun: bool,
    /// The first had a heading: what follows a heading is of its key. Else names may stand behind what is theirs.
    headed: bool,
    /// The ARN or id in the last heading.
    heading: Option<String>,
    /// The id of the key that was described last.
    described: Option<String>,
    /// Text that is no heading named another key since.
    strange: bool,
}

impl Headings {
    /// Takes in the text between a record and the one before. Whether an error that names no key stands there in place of an
    /// answer.
    pub fn hear(&mut self, text: &str) -> bool {
        let first = !std::mem::replace(&mut self.begun, true);
        // Ids of requests are of no key.
        let lines = || text.lines().filter(|line| !line.contains("equest"));
        let says = |line: &str| line.bytes().any(|byte| byte.is_ascii_alphanumeric());
        // A request may fail by what it is called, so these are all lines.
        let failed = text
            .lines()
            .any(|line| is_error(line) && keys_in(line).is_empty());
        if !lines().any(says) {
            return failed;
        }
        let headings = lines().filter(|line| !is_error(line));
        let heading = headings.filter_map(key_in).next_back();
        self.headed |= first && heading.is_some();
        // Whatever else is said between two may be of another key, unless it names the same.
        let same = |heading: &String| lines().any(|line| line.contains(heading));
        let heading = heading.or(self.heading.take().filter(same));
        let heading = heading.filter(|_| self.headed);
        let known = heading.as_ref().or(self.described.as_ref());
        let another = |key: String| {
            let id = Identity::parse(&key).id.unwrap_or_default();
            known.is_none_or(|known| !known.ends_with(&id))
        };
        let named = ["alias/", "key-id"].iter().any(|name| text.contains(name));
        self.strange = named && heading.is_none() || lines().flat_map(keys_in).any(another);
        self.heading = heading.filter(|_| !self.strange);
        failed
    }

    /// What was found in a record that stands at this place, with the key that it is of as far as the text tells: `None` where
    /// it may be of another one than those that are described. A policy is then one by itself.
    pub fn name(&mut self, found: Found, span: Span, source: &Source) -> Option<Found> {
        let id = match &found {
            Found::Key(key) => Identity::of(key).id,
            Found::Piece(piece) => piece.identity().id,
            Found::Stranger(_) => return Some(found),
        };
        if let Some(id) = id {
            let whole = !matches!(&found, Found::Piece(piece) if !piece.whole);
            if whole {
                // It is no heading that stands over something else.
                let agrees = |heading: &String| heading.ends_with(&id);
                let agrees = self.heading.as_ref().is_none_or(agrees);
                self.headed &= agrees;
                self.heading = self.heading.take().filter(|_| agrees);
                // Where they do not, it is not known of which what follows is.
                (self.described, self.strange) = (Some(id), !agrees);
            }
            return Some(found);
        }
        if self.heading.is_none() && !self.strange {
            return Some(found);
        }
        let piece = match found {
            Found::Piece(piece) => Some(piece),
            found => match found.of_text(source.text) {
                Found::Piece(piece) => Some(piece.moved(source.line(span.start as usize))),
                _ => None,
            },
        };
        let mut piece = piece.filter(|piece| self.heading.is_some() || piece.whole)?;
        if let Some(heading) = &self.heading {
            piece.name(heading, span, source);
        }
        Some(Found::Piece(piece))
    }
}

/// What clients print in place of an answer.
pub fn is_error(text: &str) -> bool {
    ["rror", "nable to", "ould not"]
        .iter()
        .any(|words| text.contains(words))
}

/// The ARN or id of the one key that a line names.
fn key_in(line: &str) -> Option<String> {
    let mut keys = keys_in(line).into_iter();
    keys.next()
        .filter(|first| keys.all(|other| other == *first))
}

/// The ARNs of keys that a line names, or else their ids: beside an ARN an id may be of anything.
fn keys_in(line: &str) -> Vec<String> {
    let apart = |c: char| c.is_whitespace() || "\"'=<>()[],".contains(c);
    let words = || line.split(apart);
    let arn = |word: &str| {
        let word = word.strip_suffix(':').unwrap_or(word);
        (Arn::split(word).is_some() && is_key(word)).then(|| word.to_string())
    };
    let arns: Vec<String> = words().filter_map(arn).collect();
    match arns.is_empty() {
        true => words().filter_map(id_in_part).collect(),
        false => arns,
    }
}
