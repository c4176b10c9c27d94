//! The keys that are loaded and everything derived from them: the only store.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::import::{Problem, import};
use crate::json::{self, Node, Span};
use crate::lint::{Report, Severity, check};
use crate::model::Given;
use crate::model::date::Moment;
use crate::model::key::Key;
use crate::profile::{self, Profile};
use crate::reason::ask::{Offers, offers};
use crate::reason::dead::{Dead, dead};
use crate::reason::lockout::{Lockout, lockout};
use crate::reason::who_can::{Line, who_can};

#[derive(Default)]
pub struct Workspace {
    pub sources: Vec<Source>,
    pub keys: Vec<Rc<Loaded>>,
    /// What the user told of their estate, and the text that they told it in.
    pub profile: Profile,
    pub profile_text: Option<String>,
}

/// A file that was opened.
pub struct Source {
    pub name: String,
    pub problems: Vec<Problem>,
    /// The keys of it that were there already.
    pub repeated: Vec<usize>,
    pub added: usize,
    /// It was a profile, and no keys.
    pub is_profile: bool,
}

/// A key with what is said of it.
pub struct Loaded {
    /// The name of the file that it came from.
    pub source: String,
    pub key: Key,
    pub report: Report,
    /// The text of that file.
    pub file: Rc<str>,
    /// The policy as it is shown.
    pub shown: Shown,
    answers: OnceCell<Option<Answers>>,
}

/// What all requests to a key come to.
pub struct Answers {
    pub grid: Vec<Line>,
    pub lockout: Option<Lockout>,
    pub dead: Vec<Dead>,
    pub offers: Offers,
}

/// A policy's text laid out for reading.
pub struct Shown {
    pub text: String,
    /// It was on one line in the file and has been laid out over several.
    pub laid_out: bool,
}

impl Workspace {
    /// Reads a file's text: keys, or a profile, under which all keys are judged anew. A key that is loaded already, with
    /// the same record, is not loaded twice.
    pub fn add(&mut self, name: String, text: &str, now: Moment) {
        // Few files are profiles, and large ones are not parsed to find that out.
        if text.contains(profile::MARK)
            && let Ok(node) = json::parse(text)
            && profile::claims(&node)
        {
            let (profile, problems) = profile::read(&node, text);
            self.judge_under(profile, Some(text.to_string()), now);
            self.sources.push(Source {
                name,
                problems: problems.into_iter().map(Problem::from).collect(),
                repeated: Vec::new(),
                added: 0,
                is_profile: true,
            });
            return;
        }
        let import = import(text);
        let file: Rc<str> = text.into();
        let before = self.keys.len();
        let mut repeated = Vec::new();
        for key in import.keys {
            let record = key.record.of(text);
            let same = self
                .keys
                .iter()
                .position(|loaded| loaded.record() == record);
            if let Some(index) = same {
                repeated.push(index);
                continue;
            }
            let loaded = Loaded::new(name.clone(), key, file.clone(), &self.profile, now);
            self.keys.push(Rc::new(loaded));
        }
        let added = self.keys.len() - before;
        self.sources.push(Source {
            name,
            problems: import.problems,
            repeated,
            added,
            is_profile: false,
        });
    }

    /// Judges every key anew under another profile.
    pub fn judge_under(&mut self, profile: Profile, text: Option<String>, now: Moment) {
        self.profile = profile;
        self.profile_text = text;
        for loaded in &mut self.keys {
            let (source, file) = (loaded.source.clone(), loaded.file.clone());
            let again = Loaded::new(source, loaded.key.clone(), file, &self.profile, now);
            *loaded = Rc::new(again);
        }
    }

    /// Notes a file that could not be read at all.
    pub fn refuse(&mut self, name: String, problem: Problem) {
        self.sources.push(Source {
            name,
            problems: vec![problem],
            repeated: Vec::new(),
            added: 0,
            is_profile: false,
        });
    }

    /// The keys in the order of the list: those with the worst findings first, else as they were opened.
    pub fn worst_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.keys.len()).collect();
        order.sort_by_key(|index| {
            let report = self.keys.get(*index).map(|loaded| &loaded.report);
            report.map(|report| {
                let worst = report.findings.iter().map(|finding| finding.severity).min();
                let public = report.verdict.answer != crate::reason::public::Answer::Yes;
                (
                    public,
                    worst.is_none(),
                    worst,
                    usize::MAX - report.findings.len(),
                )
            })
        });
        order
    }
}

impl Loaded {
    fn new(source: String, key: Key, file: Rc<str>, profile: &Profile, now: Moment) -> Loaded {
        let report = check(&key, profile, now);
        let shown = match &key.policy {
            Given::Present(policy) => show(&policy.text),
            _ => Shown {
                text: String::new(),
                laid_out: false,
            },
        };
        Loaded {
            source,
            key,
            report,
            file,
            shown,
            answers: OnceCell::new(),
        }
    }

    /// What all requests to the key come to, reasoned out when it is first asked for. `None` without a policy that can be
    /// read, or with one that is too large to reason over.
    pub fn answers(&self) -> Option<&Answers> {
        let answers = self.answers.get_or_init(|| {
            let (policy, context) = (self.report.policy()?, &self.report.context);
            Some(Answers {
                grid: who_can(policy, context).ok()?,
                lockout: lockout(policy, context),
                dead: dead(policy, context).ok()?,
                offers: offers(policy, context).ok()?,
            })
        });
        answers.as_ref()
    }

    /// Its record as the file has it.
    pub fn record(&self) -> &str {
        self.key.record.of(&self.file)
    }

    pub fn policy_text(&self) -> &str {
        match &self.key.policy {
            Given::Present(policy) => &policy.text,
            _ => "",
        }
    }

    /// What to call the key: its description, else its id.
    pub fn title(&self) -> String {
        let description = self.key.description.text().map(str::trim);
        match description.filter(|text| !text.is_empty()) {
            Some(text) => text.to_string(),
            None => match self.key.key_id() {
                Some(id) => format!("Key {id}"),
                None => "A key policy".to_string(),
            },
        }
    }

    /// How many findings there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let findings = self.report.findings.iter();
        findings
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// Places of the policy's text, in the text that is shown.
    pub fn places(&self) -> Places {
        match self.shown.laid_out {
            false => Places(None),
            true => Places(
                json::parse(self.policy_text())
                    .ok()
                    .zip(json::parse(&self.shown.text).ok())
                    .map(|(from, to)| moves(&from, &to)),
            ),
        }
    }
}

/// From a place in the policy as exported to the same place in the policy as shown.
pub struct Places(Option<Vec<(Span, Span)>>);

impl Places {
    pub fn shown(&self, span: Span) -> Span {
        let Some(moves) = &self.0 else { return span };
        let found = moves.iter().find(|(from, _)| *from == span);
        found.map(|(_, to)| *to).unwrap_or_default()
    }
}

/// The places of every value, member and name, side by side; both trees are of one document.
fn moves(from: &Node, to: &Node) -> Vec<(Span, Span)> {
    fn walk(from: &Node, to: &Node, out: &mut Vec<(Span, Span)>) {
        out.push((from.span, to.span));
        for (from, to) in from.items().iter().zip(to.items()) {
            walk(from, to, out);
        }
        for (from, to) in from.members().iter().zip(to.members()) {
            out.push((from.name_span, to.name_span));
            out.push((from.span(), to.span()));
            walk(&from.value, &to.value, out);
        }
    }
    let mut out = Vec::new();
    walk(from, to, &mut out);
    out
}

/// Lays a policy out when it stands on one long line; otherwise it is shown as exported.
fn show(policy: &str) -> Shown {
    let longest = policy.lines().map(str::len).max().unwrap_or_default();
    let node = match longest > 90 && policy.lines().count() < 4 {
        true => json::parse(policy).ok(),
        false => None,
    };
    match node {
        Some(node) => Shown {
            text: json::pretty(&node),
            laid_out: true,
        },
        None => Shown {
            text: policy.to_string(),
            laid_out: false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_795_000_000);

    fn resource(id: u32, principal: &str) -> String {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/{id}","Policy":"{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":\"{principal}\"}},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}}]}}"}}"#
        )
    }

    #[test]
    fn the_same_record_is_loaded_once() {
        let mut workspace = Workspace::default();
        let text = resource(1, "*");
        workspace.add("a.json".into(), &text, NOW);
        workspace.add("b.json".into(), &text, NOW);
        assert_eq!(workspace.keys.len(), 1);
        assert_eq!(workspace.sources[1].repeated, [0]);
    }

    #[test]
    fn public_keys_come_first() {
        let mut workspace = Workspace::default();
        let owner = "arn:aws:iam::111122223333:root";
        let text = format!(
            "[{},{},{}]",
            resource(1, owner),
            resource(2, "*"),
            resource(3, "x")
        );
        workspace.add("a.json".into(), &text, NOW);
        assert_eq!(workspace.worst_first(), [1, 0, 2]);
    }

    #[test]
    fn a_place_moves_along_when_a_policy_is_laid_out() {
        let mut workspace = Workspace::default();
        workspace.add("a.json".into(), &resource(1, "*"), NOW);
        let loaded = &workspace.keys[0];
        assert!(loaded.shown.laid_out);
        let policy = loaded.report.policy().unwrap();
        let principal = policy.statements[0].principal.span().unwrap();
        assert_eq!(
            principal.of(loaded.policy_text()),
            r#""Principal":{"AWS":"*"}"#
        );
        let shown = loaded.places().shown(principal);
        assert_eq!(
            shown.of(&loaded.shown.text),
            "\"Principal\": {\n        \"AWS\": \"*\"\n      }"
        );
    }
}
