//! What the list of keys knows of each: little, so that a hundred thousand fit.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use super::loaded::title;
use super::names::{Name, Names};
use super::query::lower;
use super::summary::Summary;
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
    /// Another record of the key is open.
    pub changed: bool,
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

/// What a key's record tells the list.
#[derive(Clone, Debug)]
pub struct Facts<'k> {
    pub title: Cow<'k, str>,
    /// What words are looked for in, in lower case.
    pub words: Cow<'k, str>,
    /// This and the next five are empty where the file does not tell.
    pub id: &'k str,
    pub account: &'k str,
    pub region: &'k str,
    pub manager: &'k str,
    pub state: &'k str,
    pub spec: &'k str,
    /// A word that equal policies have in common; empty where there is none.
    pub policy: Cow<'k, str>,
    pub rotation: Rotation,
    pub deletion: Option<Moment>,
    pub tags: Vec<(&'k str, &'k str)>,
    pub aliases: Vec<&'k str>,
}

impl<'k> Facts<'k> {
    /// The facts of a key of this file.
    pub fn of(key: &'k Key, file: &str) -> Facts<'k> {
        let id = key.key_id().unwrap_or_default();
        let mut title = title(key);
        // A policy alone is called by its file.
        if id.is_empty() && title == "A key policy" {
            title = format!("A key policy ({file})");
        }
        let aliases = key.aliases.present().into_iter().flatten();
        let aliases: Vec<&str> = aliases.map(|alias| alias.name.as_str()).collect();
        let account = key.owner().unwrap_or_default();
        let words = [title.as_str(), id, account]
            .into_iter()
            .chain(aliases.iter().copied());
        let words = lower(&words.collect::<Vec<&str>>().join(" "));
        let tags = key.tags.present().into_iter().flatten();
        let policy = key.policy.present();
        let policy = policy.map(|policy| fingerprint(&policy.text));
        Facts {
            title: Cow::Owned(title),
            words: Cow::Owned(words),
            id,
            account,
            region: key.home().unwrap_or_default(),
            manager: key.manager.text().unwrap_or_default(),
            state: key.state.text().unwrap_or_default(),
            spec: key.spec.text().unwrap_or_default(),
            policy: Cow::Owned(policy.unwrap_or_default()),
            rotation: Rotation::of(key),
            deletion: key.deletion.present().map(|date| date.moment),
            tags: tags
                .map(|(tag, value)| (tag.as_str(), value.as_str()))
                .collect(),
            aliases,
        }
    }

    /// Its single texts, in the order in which another thread tells them.
    pub(super) fn texts(&self) -> [&str; 9] {
        [
            &self.title,
            &self.words,
            self.id,
            self.account,
            self.region,
            self.manager,
            self.state,
            self.spec,
            &self.policy,
        ]
    }
}

impl Row {
    pub fn of(facts: &Facts, names: &mut Names) -> Row {
        let mrk = if facts.id.starts_with("mrk-") {
            facts.id
        } else {
            ""
        };
        Row {
            title: (*facts.title).into(),
            id: facts.id.into(),
            account: names.name(facts.account),
            region: names.name(facts.region),
            manager: names.name(facts.manager),
            state: names.name(facts.state),
            spec: names.name(facts.spec),
            rotation: facts.rotation,
            tags: facts
                .tags
                .iter()
                .map(|(name, value)| (names.name(name), names.name(value)))
                .collect(),
            aliases: facts.aliases.iter().map(|alias| (*alias).into()).collect(),
            deletion: facts.deletion,
            set: names.name(mrk),
            policy: names.name(&facts.policy),
            changed: false,
            stamp: 0,
            summary: None,
        }
    }
}
