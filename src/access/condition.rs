//! What a condition test does for the key at hand: whom it confines, and whether it can be true at all.
//!
//! After "IAM JSON policy elements: Condition operators", "Conditions with multiple context keys or values" (IAM User
//! Guide), "Condition keys for AWS KMS" (KMS Developer Guide) and "The meaning of public" (S3 User Guide), whose
//! "fixed values" are what `fixed` in `value.rs` decides.

pub mod cidr;
pub mod constant;
pub mod evaluate;
pub mod value;

use super::context::Context;
use super::request::Carries;
use super::statement::Truth;
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::{self, Bounds, ConditionKey, Kind};
use crate::model::operator::{Base, Family, Operator, Quantifier};
use crate::model::policy::{ConditionValue, Policy, Statement, Test};
use constant::Constant;
use evaluate::evaluate;

/// What a test does in an Allow statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// It fixes who calls, to these values.
    Confines { bounds: Bounds, values: Vec<String> },
    /// It limits how, but not who.
    Narrows,
    /// Every request that matters passes it.
    NoEffect(Idle),
    /// No request can pass it.
    Never(Dead),
    /// It stands there, and what it does is not known: never counted as protection.
    Unrecognised(Strange),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idle {
    /// The key itself always has a value that passes.
    Constant(String),
    /// A value matches anything.
    MatchesAnything(String),
    /// A caller whose request does not carry the key passes.
    AbsentPasses,
    /// Nothing that could occur is excluded.
    ExcludesNothing,
    NoValues,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dead {
    /// The key itself has another value, or none.
    Constant(Option<String>),
    /// No request can carry such a value.
    Impossible,
    /// A `kms:ViaService` value of another Region than the key's.
    OtherRegion,
    NoValues,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strange {
    Operator,
    Key,
    /// A value that is no string, number or Boolean.
    Value,
}

/// The side of the scales: a statement's tests in their policy, for a key.
#[derive(Clone, Copy)]
pub struct Scales<'a> {
    pub policy: &'a Policy,
    pub statement: &'a Statement,
    pub context: &'a Context,
}

impl Scales<'_> {
    pub fn weigh(&self, test: &Test) -> Class {
        let Some(operator) = test.operator else {
            return Class::Unrecognised(Strange::Operator);
        };
        let Some(key) = condition_keys::find(&test.key.value) else {
            return Class::Unrecognised(Strange::Key);
        };
        if test.broken {
            return Class::Unrecognised(Strange::Value);
        }
        if test.values.is_empty() {
            return no_values(operator);
        }
        if operator.base == Base::Null {
            return self.weigh_null(test, operator, key);
        }
        if let Some(constant) = constant::of(key, self.context) {
            return self.weigh_constant(test, operator, &constant);
        }
        self.weigh_values(test, operator, key)
    }

    fn weigh_null(&self, test: &Test, operator: Operator, key: &ConditionKey) -> Class {
        // "Null with ForAllValues is always true, with ForAnyValue always false" (policy check reference).
        match operator.quantifier {
            Some(Quantifier::ForAllValues) => return Class::NoEffect(Idle::ExcludesNothing),
            Some(Quantifier::ForAnyValue) => return Class::Never(Dead::Impossible),
            None => {}
        }
        let wants_absent = match null_passes(test) {
            (false, false) => return Class::Never(Dead::Impossible),
            (true, true) => return Class::NoEffect(Idle::ExcludesNothing),
            (_, absent) => absent,
        };
        let present = match constant::of(key, self.context) {
            Some(Constant::Value(_)) => true,
            Some(Constant::Absent) if wants_absent => {
                return Class::NoEffect(Idle::ExcludesNothing);
            }
            Some(Constant::Absent) => return Class::Never(Dead::Constant(None)),
            None => constant::always_present(key, self.reach()),
        };
        match (present, wants_absent) {
            (true, true) => Class::Never(Dead::Impossible),
            (true, false) => Class::NoEffect(Idle::ExcludesNothing),
            (false, _) => Class::Narrows,
        }
    }

    fn weigh_constant(&self, test: &Test, operator: Operator, constant: &Constant) -> Class {
        let mut carries = Carries::default();
        if let Constant::Value(value) = constant {
            if self.has_variable(test) {
                return Class::Narrows;
            }
            carries.set(&test.key.value, vec![value.clone()]);
        }
        let wanted: Vec<&str> = test
            .values
            .iter()
            .map(|value| value.text.as_str())
            .collect();
        let passes = evaluate(operator, &test.key.value, &wanted, &carries, false) == Truth::True;
        match (constant, passes) {
            (Constant::Value(value), true) => Class::NoEffect(Idle::Constant(value.clone())),
            (Constant::Value(value), false) => Class::Never(Dead::Constant(Some(value.clone()))),
            (Constant::Absent, true) => Class::NoEffect(Idle::AbsentPasses),
            (Constant::Absent, false) => Class::Never(Dead::Constant(None)),
        }
    }

    fn weigh_values(&self, test: &Test, operator: Operator, key: &ConditionKey) -> Class {
        let no_range = |value: &ConditionValue| !cidr::is_range(&value.text);
        if operator.family() == Family::Ip && test.values.iter().any(no_range) {
            return Class::Unrecognised(Strange::Value);
        }
        let possible: Vec<&str> = test
            .values
            .iter()
            .map(|value| value.text.as_str())
            .filter(|text| {
                self.is_variable(text) || value::possible(text, operator, key, self.context)
            })
            .collect();
        let absent_passes = self.absent_passes(operator, key);
        if possible.is_empty() {
            let other_region = key.kind == Kind::ViaService
                && test
                    .values
                    .iter()
                    .all(|value| value::names_other_region(&value.text, self.context));
            return match (operator.negated(), absent_passes) {
                // "ForAnyValue … false if there is no such key", also when negated: it asks for presence.
                (true, _) if operator.quantifier == Some(Quantifier::ForAnyValue) => Class::Narrows,
                (true, _) => Class::NoEffect(Idle::ExcludesNothing),
                (false, true) => Class::Narrows,
                (false, false) if other_region => Class::Never(Dead::OtherRegion),
                (false, false) => Class::Never(Dead::Impossible),
            };
        }
        if operator.negated() {
            // Everything but a few: it may narrow, it never says who.
            let excludes_all = possible
                .iter()
                .any(|text| value::matches_all(text, operator));
            return match excludes_all && constant::always_present(key, self.reach()) {
                true => Class::Never(Dead::Impossible),
                false => Class::Narrows,
            };
        }
        if let Some(all) = possible
            .iter()
            .find(|text| value::matches_all(text, operator))
        {
            return Class::NoEffect(Idle::MatchesAnything((*all).to_string()));
        }
        if absent_passes {
            return Class::NoEffect(Idle::AbsentPasses);
        }
        match self.bounds(operator, key, &possible) {
            Some(bounds) => Class::Confines {
                bounds,
                values: possible.iter().map(|text| (*text).to_string()).collect(),
            },
            None => Class::Narrows,
        }
    }

    /// Whom a positive test with these values fixes, absence left aside.
    fn bounds(&self, operator: Operator, key: &ConditionKey, values: &[&str]) -> Option<Bounds> {
        let bounds = key.bounds?;
        let fixed = values
            .iter()
            .all(|text| !self.is_variable(text) && value::fixed(text, operator, key));
        fixed.then_some(bounds)
    }

    /// Whom the test would fix if it did not let requests without the key pass: what its author had in mind.
    pub fn intended_bounds(&self, test: &Test) -> Option<Bounds> {
        let operator = test.operator?;
        let key = condition_keys::find(&test.key.value)?;
        if operator.negated() || operator.base == Base::Null {
            return None;
        }
        let possible = |text: &&str| {
            self.is_variable(text) || value::possible(text, operator, key, self.context)
        };
        let values = test.values.iter().map(|value| value.text.as_str());
        let values: Vec<&str> = values.filter(possible).collect();
        match values.is_empty() {
            true => None,
            false => self.bounds(operator, key, &values),
        }
    }

    /// Whether a request without the key passes the test, and such a request exists.
    fn absent_passes(&self, operator: Operator, key: &ConditionKey) -> bool {
        let passes = operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues);
        // A caller key that happens to be on every request is still only as good as that habit: AWS warns of both
        // forms, and neither counts as confining.
        let always = key.bounds.is_none() && constant::always_present(key, self.reach());
        passes && !always && !self.presence_required(key)
    }

    /// Whether `Null KEY "false"` stands beside the test.
    fn presence_required(&self, key: &ConditionKey) -> bool {
        self.statement.tests.iter().any(|test| {
            test.operator.is_some_and(|operator| {
                operator.base == Base::Null && operator.quantifier.is_none() && !operator.if_exists
            }) && condition_keys::find(&test.key.value)
                .is_some_and(|other| std::ptr::eq(other, key))
                && null_passes(test) == (true, false)
        })
    }

    fn reach(&self) -> ActionSet {
        super::statement::actions(self.statement)
    }

    fn is_variable(&self, text: &str) -> bool {
        self.policy.has_variables() && text.contains("${")
    }

    fn has_variable(&self, test: &Test) -> bool {
        test.values
            .iter()
            .any(|value| self.is_variable(&value.text))
    }
}

/// Whether a Null test passes a request that carries its key, and one that does not. Each of its values is enough.
fn null_passes(test: &Test) -> (bool, bool) {
    let says = |wanted: &str| {
        test.values
            .iter()
            .any(|value| value.text.eq_ignore_ascii_case(wanted))
    };
    (says("false"), says("true"))
}

/// A test without values. The policy check reference contradicts itself on what it does, so it is taken the careful
/// way: in an Allow as no limit.
fn no_values(operator: Operator) -> Class {
    if operator.quantifier == Some(Quantifier::ForAnyValue) {
        Class::Never(Dead::NoValues)
    } else {
        Class::NoEffect(Idle::NoValues)
    }
}

#[cfg(test)]
mod tests;
