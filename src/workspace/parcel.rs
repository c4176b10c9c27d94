//! What reading a file comes to, as two runs of plain data: another thread can read, and hand them over.

use std::borrow::Cow;

use super::row::{Facts, Rotation};
use crate::import::piece::{Identity, Piece, Place, Told};
use crate::import::{Problem, format_called};
use crate::json::Position;
use crate::model::date::Moment;

/// Texts one behind the other, and numbers: their lengths, and what else there is to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    pub numbers: Vec<u32>,
    pub text: String,
}

/// What a parcel says, one after the other.
#[derive(Debug)]
pub enum Event<'p> {
    /// A file begins: the one that was opened, or one that lies in it.
    File(&'p str),
    Key(Box<Stands<'p>>),
    Piece(Piece),
    /// What could not be read of the file so far.
    Problems(Vec<Problem>),
    /// The file has come to its end. Some of it that may have told of a key could not be read, if so.
    End(bool),
    /// This file cannot be read at all.
    Refused(&'p str, Problem),
    /// The file of this name is a profile, with this text.
    Profile(&'p str, &'p str),
}

/// A key's record as it stands in its file.
#[derive(Debug)]
pub struct Stands<'p> {
    pub text: &'p str,
    pub format: &'static str,
    pub at: Position,
    pub identity: Identity,
    pub facts: Facts<'p>,
}

const FILE: u32 = 0;
const KEY: u32 = 1;
const PIECE: u32 = 2;
const PROBLEMS: u32 = 3;
const END: u32 = 4;
const REFUSED: u32 = 5;
const PROFILE: u32 = 6;

impl Parcel {
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    pub(super) fn unread(&self) -> Unread<'_> {
        Unread {
            numbers: &self.numbers,
            text: &self.text,
        }
    }

    /// Where a page runs, no length and no number of a line has more than 32 bits.
    pub(super) fn number(&mut self, number: usize) {
        self.numbers.push(number as u32);
    }

    pub(super) fn long(&mut self, number: u64) {
        self.numbers.extend([(number >> 32) as u32, number as u32]);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len());
        self.text.push_str(text);
    }

    pub(super) fn file(&mut self, name: &str) {
        self.numbers.push(FILE);
        self.text(name);
    }

    pub(super) fn key(&mut self, key: &Stands) {
        self.numbers.push(KEY);
        self.text(key.text);
        self.text(key.format);
        self.number(key.at.line);
        self.number(key.at.column);
        let identity = &key.identity;
        for part in [&identity.account, &identity.region, &identity.id] {
            self.text(part.as_deref().unwrap_or_default());
        }
        self.facts(&key.facts);
    }

    fn facts(&mut self, facts: &Facts) {
        for text in facts.texts() {
            self.text(text);
        }
        self.number(facts.rotation as usize);
        let deletion = facts.deletion.map(|moment| moment.0 as u64);
        self.number(usize::from(deletion.is_some()));
        self.long(deletion.unwrap_or_default());
        self.number(facts.tags.len());
        for (name, value) in &facts.tags {
            self.text(name);
            self.text(value);
        }
        self.number(facts.aliases.len());
        for alias in &facts.aliases {
            self.text(alias);
        }
    }

    pub(super) fn piece(&mut self, piece: &Piece) {
        self.numbers.push(PIECE);
        self.text(piece.format);
        self.number(usize::from(piece.whole));
        self.number(piece.told.len());
        for told in &piece.told {
            self.text(&told.name);
            self.text(&told.value);
            self.text(&told.at.file);
            self.number(told.at.line);
            let moment = told.at.moment;
            self.number(usize::from(moment.is_some()));
            self.long(moment.unwrap_or_default().0 as u64);
        }
    }

    pub(super) fn problems(&mut self, problems: &[Problem]) {
        self.numbers.push(PROBLEMS);
        self.number(problems.len());
        problems.iter().for_each(|problem| self.problem(problem));
    }

    fn problem(&mut self, problem: &Problem) {
        self.text(&problem.message);
        // Places count from 1.
        let at = problem.at.unwrap_or(Position { line: 0, column: 0 });
        self.number(at.line);
        self.number(at.column);
        let (line, column) = problem
            .excerpt
            .as_ref()
            .map_or(("", 0), |(line, column)| (line, *column));
        self.text(line);
        self.number(column);
    }

    pub(super) fn end(&mut self, lost: bool) {
        self.numbers.extend([END, u32::from(lost)]);
    }

    pub(super) fn refused(&mut self, name: &str, problem: &Problem) {
        self.numbers.push(REFUSED);
        self.text(name);
        self.problem(problem);
    }

    pub(super) fn profile(&mut self, name: &str, text: &str) {
        self.numbers.push(PROFILE);
        self.text(name);
        self.text(text);
    }
}

/// How far a parcel is read.
#[derive(Debug)]
pub(super) struct Unread<'p> {
    pub numbers: &'p [u32],
    pub text: &'p str,
}

impl<'p> Unread<'p> {
    pub(super) fn number(&mut self) -> Option<usize> {
        let (first, rest) = self.numbers.split_first()?;
        self.numbers = rest;
        Some(*first as usize)
    }

    pub(super) fn long(&mut self) -> Option<u64> {
        Some((self.number()? as u64) << 32 | self.number()? as u64)
    }

    pub(super) fn text(&mut self) -> Option<&'p str> {
        let length = self.number()?;
        let text = self.text.get(..length)?;
        self.text = self.text.get(length..)?;
        Some(text)
    }

    pub(super) fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut list = Vec::new();
        for _ in 0..self.number()? {
            list.push(one(self)?);
        }
        Some(list)
    }

    /// What comes next; `None` at the end, or where it is garbled.
    pub(super) fn event(&mut self) -> Option<Event<'p>> {
        Some(match self.number()? as u32 {
            FILE => Event::File(self.text()?),
            KEY => Event::Key(Box::new(self.key()?)),
            PIECE => Event::Piece(self.piece()?),
            PROBLEMS => Event::Problems(self.list(Unread::problem)?),
            END => Event::End(self.number()? == 1),
            REFUSED => Event::Refused(self.text()?, self.problem()?),
            PROFILE => Event::Profile(self.text()?, self.text()?),
            _ => return None,
        })
    }

    fn key(&mut self) -> Option<Stands<'p>> {
        let (text, format) = (self.text()?, self.text()?);
        let (line, column) = (self.number()?, self.number()?);
        let mut some = || {
            let text = self.text()?;
            Some((!text.is_empty()).then(|| text.to_string()))
        };
        let identity = Identity {
            account: some()?,
            region: some()?,
            id: some()?,
            within: None,
        };
        Some(Stands {
            text,
            format: format_called(format),
            at: Position { line, column },
            identity,
            facts: self.facts()?,
        })
    }

    fn facts(&mut self) -> Option<Facts<'p>> {
        let mut texts = [""; 9];
        for text in &mut texts {
            *text = self.text()?;
        }
        let [
            title,
            words,
            id,
            account,
            region,
            manager,
            state,
            spec,
            policy,
        ] = texts;
        let rotation = *Rotation::ALL.get(self.number()?)?;
        let is_deleted = self.number()? == 1;
        let deletion = Moment(self.long()? as i64);
        let tags = self.list(|unread| Some((unread.text()?, unread.text()?)))?;
        Some(Facts {
            title: Cow::Borrowed(title),
            words: Cow::Borrowed(words),
            id,
            account,
            region,
            manager,
            state,
            spec,
            policy: Cow::Borrowed(policy),
            rotation,
            deletion: is_deleted.then_some(deletion),
            tags,
            aliases: self.list(Unread::text)?,
        })
    }

    fn piece(&mut self) -> Option<Piece> {
        let format = format_called(self.text()?);
        let whole = self.number()? == 1;
        let told = |unread: &mut Self| {
            Some(Told {
                name: unread.text()?.to_string(),
                value: unread.text()?.to_string(),
                at: Place {
                    file: unread.text()?.to_string(),
                    line: unread.number()?,
                    moment: {
                        let is_known = unread.number()? == 1;
                        let moment = Moment(unread.long()? as i64);
                        is_known.then_some(moment)
                    },
                },
            })
        };
        Some(Piece {
            told: self.list(told)?,
            ..Piece::new(format, whole)
        })
    }

    fn problem(&mut self) -> Option<Problem> {
        let message = self.text()?.to_string();
        let (line, column) = (self.number()?, self.number()?);
        let (excerpt, start) = (self.text()?, self.number()?);
        Some(Problem {
            message,
            at: (line > 0).then_some(Position { line, column }),
            excerpt: (start > 0).then(|| (excerpt.to_string(), start)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(parcel: &Parcel) -> Vec<String> {
        let mut unread = parcel.unread();
        let events = std::iter::from_fn(|| unread.event());
        events.map(|event| format!("{event:?}")).collect()
    }

    #[test]
    fn what_is_put_in_comes_out() {
        let problem = |at, excerpt| Problem {
            message: "Odd: é\n\"x\".".into(),
            at,
            excerpt,
        };
        let at = Position { line: 7, column: 9 };
        let problems = [
            problem(None, None),
            problem(Some(at), Some(("{\"a\"}".into(), 2))),
        ];
        let stands = Stands {
            text: "{\"Arn\": \"é\"}",
            format: "panther",
            at,
            identity: Identity {
                account: Some("111122223333".into()),
                region: None,
                id: Some("mrk-1".into()),
                within: None,
            },
            facts: Facts {
                title: "A title".into(),
                words: "a title mrk-1".into(),
                id: "mrk-1",
                account: "111122223333",
                region: "",
                manager: "CUSTOMER",
                state: "PendingDeletion",
                spec: "",
                policy: "00ff".into(),
                rotation: Rotation::Cannot,
                deletion: Some(Moment(-62_135_596_800)),
                tags: vec![("Team", "Zahlung"), ("", "")],
                aliases: vec!["alias/a"],
            },
        };
        let mut piece = Piece::new("list-grants", true);
        piece.told.push(Told {
            name: "Grants".into(),
            value: "[1]".into(),
            at: Place {
                file: "b.json".into(),
                line: 3,
                moment: Some(Moment(-7)),
            },
        });
        let mut parcel = Parcel::default();
        parcel.file("a/b.json");
        parcel.key(&stands);
        parcel.piece(&piece);
        parcel.problems(&problems);
        parcel.end(true);
        parcel.refused("c.zip", &problems[1]);
        parcel.profile("p.json", "{}");
        let events = [
            Event::File("a/b.json"),
            Event::Key(Box::new(stands)),
            Event::Piece(piece),
            Event::Problems(problems.to_vec()),
            Event::End(true),
            Event::Refused("c.zip", problems[1].clone()),
            Event::Profile("p.json", "{}"),
        ];
        let events = events.map(|event| format!("{event:?}"));
        assert_eq!(all(&parcel), events);
    }

    proptest! {
        /// Whatever is handed over, it is read to some end.
        #[test]
        fn what_is_garbled_does_no_harm(
            numbers in prop::collection::vec(prop_oneof![0u32..12, any::<u32>()], 0..60),
            text in "[a-zé{}\"]{0,60}",
        ) {
            let parcel = Parcel { numbers, text };
            prop_assert!(all(&parcel).len() <= parcel.numbers.len());
        }
    }
}
