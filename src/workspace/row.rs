//! What the list of keys knows of each: little, so that a hundred thousand fit.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use super::loaded::title;
use super::names::{Name, Names};
use super::query::lower;
use super::summary::Summary;
use crate::import::join::Record;
use crate::model::date::Moment;
use crate::model::key::Key;

#[derive(Clone, Debug, Default)]
pub struct Row {
    pub title: Box<str>,
    pub id: Box<str>,
    pub account: Name,
    pub region: Name,
    /// As the API has them: `CUSTOMER`, `Enabled`, `SYMMETRIC_DEFAULT`; empty where the file does not tell.
    pub manager: Name,
    pub state: Name,
    pub spec: Name,
    pub rotation: Rotation,
    pub tags: Box<[(Name, Name)]>,
    pub aliases: Box<[Box<str>]>,
    pub deletion: Option<Moment>,
    /// The id that the keys of a multi-Region set share; empty for others.
    pub set: Name,
    /// Rows of equal policies have equal ones; empty where there is none.
    pub policy: Name,
    /// What words are looked for in, in lower case.
    pub words: Box<str>,
    /// The version of the workspace that it is of.
    pub stamp: u64,
    /// `None` until it is judged.
    pub summary: Option<Rc<Summary>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rotation {
    On,
    Off,
    /// KMS does not rotate such a key by itself.
    Cannot,
    #[default]
    Unknown,
}

impl Rotation {
    pub const ALL: [Rotation; 4] = [
        Rotation::On,
        Rotation::Off,
        Rotation::Cannot,
        Rotation::Unknown,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Rotation::On => "on",
            Rotation::Off => "off",
            Rotation::Cannot => "cannot",
            Rotation::Unknown => "unknown",
        }
    }

    fn of(key: &Key) -> Rotation {
        let is = |given: &crate::model::Given<String>, wanted: &str| {
            given.text().is_none_or(|text| text == wanted)
        };
        // "Rotate AWS KMS keys": symmetric keys whose material KMS makes; and only the customer's are asked for it.
        let can = is(&key.spec, "SYMMETRIC_DEFAULT") && is(&key.origin, "AWS_KMS");
        match key.rotation.present() {
            Some(true) => Rotation::On,
            _ if !can => Rotation::Cannot,
            Some(false) => Rotation::Off,
            None => Rotation::Unknown,
        }
    }
}

/// Sixteen digits that equal texts have in common.
fn fingerprint(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

impl Row {
    pub fn of(key: &Key, record: &Record, names: &mut Names) -> Row {
        let mut name = |text: Option<&str>| names.name(text.unwrap_or_default());
        Row {
            title: title(key).into(),
            id: key.key_id().unwrap_or_default().into(),
            account: name(key.owner()),
            region: name(key.home()),
            manager: name(key.manager.text()),
            state: name(key.state.text()),
            spec: name(key.spec.text()),
            rotation: Rotation::of(key),
            tags: key
                .tags
                .present()
                .into_iter()
                .flatten()
                .map(|(tag, value)| (name(Some(tag)), name(Some(value))))
                .collect(),
            aliases: key
                .aliases
                .present()
                .into_iter()
                .flatten()
                .map(|alias| alias.name.as_str().into())
                .collect(),
            deletion: key.deletion.present().map(|date| date.moment),
            set: name(key.key_id().filter(|id| id.starts_with("mrk-"))),
            policy: name(
                key.policy
                    .present()
                    .map(|policy| fingerprint(&policy.text))
                    .as_deref(),
            ),
            words: Box::default(),
            stamp: 0,
            summary: None,
        }
        .with_file(record)
        .with_words()
    }

    fn with_words(mut self) -> Row {
        let mut words = format!("{} {}", self.title, self.id);
        for alias in &self.aliases {
            words.push(' ');
            words.push_str(alias);
        }
        self.words = lower(&words).into();
        self
    }

    /// A policy alone is called by its file.
    fn with_file(mut self, record: &Record) -> Row {
        if self.id.is_empty() && &*self.title == "A key policy" {
            self.title = format!("A key policy ({})", record.file).into();
        }
        self
    }
}
