//! A key that is looked at, with everything that is said of it.

use std::cell::OnceCell;

use crate::explain::text::visible;
use crate::import::join::Record;
use crate::json::{self, Node, Span};
use crate::lint::{Report, Severity, check};
use crate::model::Given;
use crate::model::date::Moment;
use crate::model::key::{Field, Key};
use crate::profile::Profile;
use crate::read::key::fields;
use crate::reason::ask::{Offers, offers};
use crate::reason::dead::{Dead, dead};
use crate::reason::lockout::{Lockout, lockout};
use crate::reason::who_can::{Line, who_can};

/// A key with what is said of it.
pub struct Loaded {
    pub record: Record,
    pub key: Key,
    /// Every member of its record but the policy.
    pub fields: Vec<Field>,
    pub report: Report,
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

/// A text of the file, laid out for reading.
pub struct Shown {
    pub text: String,
    /// It was on one line in the file and has been laid out over several.
    pub laid_out: bool,
}

impl Loaded {
    pub fn new(record: Record, profile: &Profile, now: Moment) -> Loaded {
        let key = record.key();
        let mut report = check(&key, profile, now);
        if let Given::Present(policy) = &key.policy {
            for finding in &mut report.findings {
                finding.change = finding.change.take().filter(|it| it.is_clean(&policy.text));
            }
        }
        let shown = match &key.policy {
            Given::Present(policy) => show(&policy.text),
            _ => Shown {
                text: String::new(),
                laid_out: false,
            },
        };
        Loaded {
            fields: fields(&key, &record.text),
            record,
            key,
            report,
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

    /// The name of the file that it came from.
    pub fn source(&self) -> &str {
        &self.record.file
    }

    pub fn policy_text(&self) -> &str {
        match &self.key.policy {
            Given::Present(policy) => &policy.text,
            _ => "",
        }
    }

    /// What to call the key: its description, else its id.
    pub fn title(&self) -> String {
        title(&self.key)
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

/// Lays a policy or a record out when it stands on one long line; otherwise it is shown as exported.
pub fn show(policy: &str) -> Shown {
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

/// What to call a key: its description, else its id.
pub fn title(key: &Key) -> String {
    let description = key.description.text().map(str::trim);
    match description.filter(|text| !text.is_empty()) {
        Some(text) => visible(text),
        None => match key.key_id() {
            Some(id) => format!("Key {id}"),
            None => "A key policy".to_string(),
        },
    }
}
