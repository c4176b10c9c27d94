//! Keys that the text between records names, as scripts print it: `echo $id` before each answer, or errors for an answer.

use super::Found;
use super::join::{id_in_part, is_key};
use super::piece::Source;
use crate::json::Span;

/// Shorter than any key id.
const SHORT: usize = 36;

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
    /// Takes in the text between a record and the one before.
    pub fn hear(&mut self, text: &str) {
        let first = !std::mem::replace(&mut self.begun, true);
        if text.len() < SHORT {
            return;
        }
        let errors = |line: &&str| !line.contains("rror");
        let heading = text.lines().filter(errors).filter_map(key_in).next_back();
        self.headed |= first && heading.is_some();
        let heading = heading.filter(|_| self.headed);
        let known = heading.as_ref().or(self.described.as_ref());
        let another = |id: String| known.is_none_or(|known| !known.ends_with(&id));
        self.strange = text.lines().filter_map(id_in_part).any(another);
        if self.strange || heading.is_some() {
            self.heading = heading.filter(|_| !self.strange);
        }
    }

    /// What was found in a record that stands at this place, with the key that it is of as far as the text tells: `None` where
    /// it may be of another one than those that are described. A policy is then one by itself.
    pub fn name(&mut self, found: Found, span: Span, source: &Source) -> Option<Found> {
        let id = match &found {
            Found::Key(key) => super::Identity::of(key).id,
            Found::Piece(piece) => piece.identity().id,
            Found::Stranger(_) => return Some(found),
        };
        if let Some(id) = id {
            let whole = !matches!(&found, Found::Piece(piece) if !piece.whole);
            if whole {
                // It is no heading that stands over something else.
                let agrees = |heading: &String| heading.ends_with(&id);
                self.headed &= self.heading.as_ref().is_none_or(agrees);
                self.heading = self.heading.take().filter(agrees);
                (self.described, self.strange) = (Some(id), false);
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

/// The ARN or id of a key in a line.
fn key_in(line: &str) -> Option<String> {
    let apart = |c: char| c.is_whitespace() || "\"'=<>()[],".contains(c);
    let mut words = line.split(apart).map(|word| word.trim_end_matches(':'));
    let word = words.find(|word| is_key(word)).map(str::to_string);
    word.or_else(|| id_in_part(line))
}
