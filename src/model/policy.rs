use std::cell::OnceCell;

use super::operator::Operator;
use crate::aws::actions::ActionSet;
use crate::json::Span;

/// A string and its place in the policy's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub value: String,
    pub span: Span,
}

/// A key policy as far as it can be read. What cannot be read is in `defects`, and the part that holds it says so.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub span: Span,
    pub version: Option<Text>,
    pub statements: Vec<Statement>,
    pub defects: Vec<Defect>,
    /// Some member is given twice in one object.
    pub ambiguous: bool,
    /// Some member is no element: it looks like a misspelt one, or stands for what a template puts there.
    pub obscured: bool,
    /// A function of a template stands where a Deny may be, and where an Allow may be.
    pub may_deny: bool,
    pub may_allow: bool,
}

impl Policy {
    /// Whether a function of a template stands for the statement or for its effect.
    pub fn leaves_open(&self, statement: &Statement) -> bool {
        let unsaid = statement.effect.is_none() && statement.effect_text.is_none();
        unsaid && (self.may_allow || self.may_deny)
    }

    /// Whether `${…}` is a policy variable here rather than literal text ("IAM policy elements: Variables and tags").
    pub fn has_variables(&self) -> bool {
        // What a version that does not exist would mean is anybody's guess; as a variable, a value fixes nothing.
        self.version
            .as_ref()
            .is_some_and(|version| version.value != "2008-10-17")
    }
}

/// A value of another JSON type than the grammar wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    pub span: Span,
    /// The element, as the grammar names it.
    pub element: &'static str,
    pub wanted: &'static str,
    pub found: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// Its place in the list, from 0.
    pub index: usize,
    pub span: Span,
    pub sid: Option<Text>,
    /// `None` when it is missing or is neither word exactly.
    pub effect: Option<Effect>,
    pub effect_text: Option<Text>,
    pub principal: Element<Principal>,
    pub action: Element<Text>,
    pub resource: Element<Text>,
    pub tests: Vec<Test>,
    pub condition: Option<Span>,
    /// A part of the Condition could not be read, so what it asks for is not known.
    pub condition_broken: bool,
    /// The actions that it means, once somebody has asked: whoever reasons or judges asks again and again.
    pub(crate) means: OnceCell<ActionSet>,
}

impl Statement {
    /// Whether a part of one of its elements could not be read, so that it is not known what it says.
    pub fn is_broken(&self) -> bool {
        self.condition_broken
            || self.principal.is_broken()
            || self.action.is_broken()
            || self.resource.is_broken()
    }
}

/// An element and its Not-form: Action and NotAction, and so on. Both at once is refused by AWS.
#[derive(Clone, Debug)]
pub struct Element<T> {
    pub is: Option<List<T>>,
    pub not: Option<List<T>>,
}

impl<T> Default for Element<T> {
    fn default() -> Self {
        Element {
            is: None,
            not: None,
        }
    }
}

impl<T> Element<T> {
    /// The element and its Not-form stand together, which KMS refuses.
    pub fn is_both(&self) -> bool {
        self.is.is_some() && self.not.is_some()
    }

    pub fn is_absent(&self) -> bool {
        self.is.is_none() && self.not.is_none()
    }

    pub fn is_broken(&self) -> bool {
        let broken = |list: &Option<List<T>>| list.as_ref().is_some_and(|list| list.broken);
        broken(&self.is) || broken(&self.not)
    }

    /// The entries of the element, or of its Not-form where that is all there is.
    pub fn entries(&self) -> &[T] {
        self.is
            .as_ref()
            .or(self.not.as_ref())
            .map(|list| list.entries.as_slice())
            .unwrap_or_default()
    }

    pub fn span(&self) -> Option<Span> {
        self.is.as_ref().or(self.not.as_ref()).map(|list| list.span)
    }
}

#[derive(Clone, Debug)]
pub struct List<T> {
    /// The member: `"Action" : [ … ]`.
    pub span: Span,
    pub entries: Vec<T>,
    /// Some entry could not be read.
    pub broken: bool,
    /// Each of those is somebody all the same, and not everyone.
    pub named: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub kind: PrincipalKind,
    pub value: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    /// `"AWS"`, and the bare `"*"`, which means the same.
    Aws,
    Service,
    Federated,
    CanonicalUser,
    Other(String),
}

/// One operator, one key, its values: `"StringEquals" : { "aws:PrincipalOrgID" : "o-…" }`.
#[derive(Clone, Debug)]
pub struct Test {
    pub operator_name: Text,
    /// `None` for a name that is no operator.
    pub operator: Option<Operator>,
    pub key: Text,
    pub values: Vec<ConditionValue>,
    /// Some value could not be read.
    pub broken: bool,
    /// The member of the key with its values.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionValue {
    /// Numbers and Booleans as they are written.
    pub text: String,
    pub span: Span,
}
