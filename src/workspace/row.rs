//! What the list of keys knows of each: little, so that a hundred thousand fit.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use super::loaded::title;
use super::summary::Summary;
use crate::import::join::Record;
use crate::model::date::Moment;
use crate::model::key::Key;

#[derive(Clone, Debug, Default)]
pub struct Row {
    pub title: Box<str>,
    pub id: Box<str>,
    pub account: Box<str>,
    pub region: Box<str>,
    /// As the API has them: `CUSTOMER`, `Enabled`, `SYMMETRIC_DEFAULT`; empty where the file does not tell.
    pub manager: Box<str>,
    pub state: Box<str>,
    pub spec: Box<str>,
    pub rotation: Rotation,
    pub tags: Box<[(Box<str>, Box<str>)]>,
    pub aliases: Box<[Box<str>]>,
    pub deletion: Option<Moment>,
    pub multi_region: bool,
    /// Rows of equal policies have equal numbers; 0 where there is none.
    pub policy: u64,
    /// What words are looked for in, in lower case.
    pub words: Box<str>,
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

impl Row {
    pub fn of(key: &Key, record: &Record) -> Row {
        let text = |text: Option<&str>| -> Box<str> { text.unwrap_or_default().into() };
        Row {
            title: title(key).into(),
            id: text(key.key_id()),
            account: text(key.owner()),
            region: text(key.home()),
            manager: text(key.manager.text()),
            state: text(key.state.text()),
            spec: text(key.spec.text()),
            rotation: Rotation::of(key),
            tags: key
                .tags
                .present()
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.as_str().into(), value.as_str().into()))
                .collect(),
            aliases: key
                .aliases
                .present()
                .into_iter()
                .flatten()
                .map(|alias| alias.name.as_str().into())
                .collect(),
            deletion: key.deletion.present().map(|date| date.moment),
            multi_region: key.multi_region.present() == Some(&true)
                || key.key_id().is_some_and(|id| id.starts_with("mrk-")),
            policy: key.policy.present().map_or(0, |policy| {
                let mut hasher = DefaultHasher::new();
                policy.text.hash(&mut hasher);
                hasher.finish() | 1
            }),
            words: Box::default(),
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
        self.words = words.to_lowercase().into();
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
