//! What rules find, and where they leave it.

use super::{Input, Rule, Severity};
use crate::access::request::Request;
use crate::explain::text::Text;
use crate::json::{Span, parse};
use crate::read::policy::{Keep, read};

/// Something that a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    /// What is missing from the file when the rule cannot be sure.
    pub missing: Option<Input>,
    pub place: Place,
    /// One sentence for this key, with its names and values.
    pub message: Text,
    /// The change that mends it, where it is one change.
    pub change: Option<Change>,
    /// A request that shows what it says, where one can.
    pub witness: Option<Box<Request>>,
    pub(super) aws_managed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A range of the policy's text.
    Policy(Span),
    /// A field of the key's record, by its name in the file.
    Field(String),
    /// An entry of a list in the key's record: the field, the place in the list, and in the file.
    Item(&'static str, usize, Span),
}

/// A piece of the policy's text and what should stand there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub span: Span,
    pub replacement: String,
}

/// A rule that could not be asked, and the input that it misses.
#[derive(Clone, Copy, Debug)]
pub struct Undecided {
    pub rule: &'static Rule,
    pub missing: Input,
}

/// Where a rule leaves what it found.
pub(super) struct Out {
    pub rule: &'static Rule,
    pub findings: Vec<Finding>,
    pub undecided: Vec<Input>,
}

impl Out {
    #[inline(never)]
    pub fn find(&mut self, severity: Severity, span: Span, message: Text) {
        self.find_change(severity, span, message, None);
    }

    pub fn find_change(
        &mut self,
        severity: Severity,
        span: Span,
        message: Text,
        change: Option<Change>,
    ) {
        self.push(severity, Place::Policy(span), message);
        if let Some(finding) = self.findings.last_mut() {
            finding.change = change;
        }
    }

    #[inline(never)]
    pub fn push(&mut self, severity: Severity, place: Place, message: Text) {
        self.findings.push(Finding {
            rule: self.rule,
            severity,
            missing: None,
            place,
            message,
            change: None,
            witness: None,
            aws_managed: false,
        });
    }

    /// The same, unsure for want of an input.
    pub fn find_unsure(
        &mut self,
        severity: Severity,
        span: Span,
        message: Text,
        missing: Option<Input>,
    ) {
        self.find(severity, span, message);
        self.last_misses(missing);
    }

    pub fn last_misses(&mut self, missing: Option<Input>) {
        if let Some(finding) = self.findings.last_mut() {
            finding.missing = missing;
        }
    }

    /// In an entry of a list in the key's record.
    pub fn find_item(
        &mut self,
        severity: Severity,
        field: &'static str,
        item: (usize, Span),
        message: Text,
    ) {
        self.push(severity, Place::Item(field, item.0, item.1), message);
    }

    /// The same, with a request that shows it.
    pub fn find_shown(&mut self, severity: Severity, span: Span, message: Text, witness: Request) {
        self.find(severity, span, message);
        if let Some(finding) = self.findings.last_mut() {
            finding.witness = Some(Box::new(witness));
        }
    }

    pub fn find_field(
        &mut self,
        severity: Severity,
        field: &str,
        message: Text,
        missing: Option<Input>,
    ) {
        self.push(severity, Place::Field(field.to_string()), message);
        self.last_misses(missing);
    }

    pub fn undecided(&mut self, missing: Input) {
        if !self.undecided.contains(&missing) {
            self.undecided.push(missing);
        }
    }
}

impl Change {
    /// Whether no member of the policy is there twice once it is made, which KMS refuses: an operator, say, whose other tests
    /// would have to be moved.
    pub fn is_clean(&self, policy: &str) -> bool {
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let parts = policy.get(..start).zip(policy.get(end..));
        let mended = parts.map(|(head, tail)| [head, &self.replacement, tail].concat());
        let twice = |text: &str| parse(text).is_ok_and(|node| read(&node, Keep::Last).ambiguous);
        twice(policy) || !mended.is_some_and(|mended| twice(&mended))
    }

    pub fn new(span: Span, replacement: impl Into<String>) -> Change {
        Change {
            span,
            replacement: replacement.into(),
        }
    }
}
