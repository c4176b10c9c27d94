//! The values of one condition key that a policy can tell apart.
//!
//! Each test on the key splits all values in two; the domain holds a value for every way in which the tests can split
//! them, so what holds for these values holds for all. Where that cannot be had (values of different types compared
//! under one key, patterns that are too long), the domain says that it is not complete.

pub mod values;

use crate::access::condition::constant::{self, Constant};
use crate::access::condition::evaluate::{evaluate, passes_absent};
use crate::access::condition::{cidr, value};
use crate::access::context::Context;
use crate::access::request::Carries;
use crate::access::statement::Truth;
use crate::aws::condition_keys::{ConditionKey, Kind};
use crate::aws::names::{VIA_SERVICES, lists};
use crate::model::operator::{Base, Operator, Quantifier};
use crate::model::policy::Test;

/// Tests on one key: one bit each.
pub const MOST_TESTS: usize = 128;

/// A set of the tests on one key, in the order of [`Domain::tests`].
pub type Bits = u128;

/// A test that a statement makes, with its operator and what it compares with.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub test: &'a Test,
    pub operator: Operator,
    /// Its values hold variables, so that they hang on other keys.
    pub variable: bool,
    /// Its ranges of addresses let in or spare so many that they fix nobody.
    pub wide: bool,
}

impl Asked<'_> {
    /// Whether both ask the same.
    pub fn is_same(&self, other: &Asked) -> bool {
        (self.operator, self.variable) == (other.operator, other.variable)
            && self
                .test
                .key
                .value
                .eq_ignore_ascii_case(&other.test.key.value)
            && self.wanted().eq(other.wanted())
    }

    fn wanted(&self) -> impl Iterator<Item = &str> {
        self.test.values.iter().map(|value| value.text.as_str())
    }
}

#[derive(Debug)]
struct Value {
    text: String,
    /// The tests that it passes by itself.
    passes: Bits,
    /// The tests that name a fixed value that matches it: whoever carries it is somebody whom they mean.
    named: Bits,
    /// It is a value of `kms:ViaService` for a service of AWS's list.
    listed: bool,
}

#[derive(Debug)]
pub struct Domain {
    /// As the policy writes it.
    pub name: String,
    pub known: Option<&'static ConditionKey>,
    /// Several values at once are possible.
    multivalued: bool,
    values: Vec<Value>,
    /// The tests that pass when the key is absent.
    absent: Bits,
    /// The tests that ask all values, rather than any.
    all: Bits,
    /// The tests whose values hold variables: either way is possible as far as this key alone tells.
    pub variable: Bits,
    complete: bool,
    /// The key itself has it in every request, or in none.
    constant: Option<bool>,
    /// No request carries what would make its sender known.
    estranged: bool,
}

/// Whether a request can lack the key, and whether it can carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Presence {
    pub absent: bool,
    pub present: bool,
    /// No service of AWS's list for `kms:ViaService` is among its values.
    pub direct: bool,
}

impl Presence {
    pub const EITHER: Presence = Presence {
        absent: true,
        present: true,
        direct: false,
    };
    pub const NEVER: Presence = Presence {
        absent: true,
        present: false,
        direct: false,
    };
    pub const ALWAYS: Presence = Presence {
        absent: false,
        present: true,
        direct: false,
    };
}

/// What a request would carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    Absent,
    Values(Vec<String>),
}

impl Domain {
    /// The domain of the key that all of `tests` name.
    pub fn of(name: &str, tests: &[Asked], context: &Context) -> Domain {
        let known = crate::aws::condition_keys::find(name);
        let bits = |wanted: &dyn Fn(&Asked) -> bool| {
            tests
                .iter()
                .enumerate()
                .filter(|(_, asked)| wanted(asked))
                .fold(0, |bits: Bits, (at, _)| bits | 1 << at)
        };
        let mut domain = Domain {
            name: name.to_string(),
            known,
            // A key that no catalogue lists may be anything.
            multivalued: known.is_none_or(|key| key.multivalued),
            values: Vec::new(),
            absent: bits(&|asked| {
                passes_absent(asked.operator, &asked.wanted().collect::<Vec<_>>())
            }),
            all: bits(&|asked| asks_all(asked.operator)),
            variable: bits(&|asked| asked.variable),
            complete: true,
            constant: None,
            estranged: false,
        };
        let (texts, complete) = match known.and_then(|key| constant::of(key, context)) {
            Some(Constant::Value(value)) => {
                domain.constant = Some(true);
                (vec![value], true)
            }
            Some(Constant::Absent) => {
                domain.constant = Some(false);
                (Vec::new(), true)
            }
            None => values::all(known, tests, context),
        };
        domain.complete = complete;
        let tests: Vec<Ready> = tests.iter().map(|asked| Ready::of(asked, known)).collect();
        for text in texts {
            domain.add(text, &tests);
        }
        domain
    }

    fn add(&mut self, text: String, tests: &[Ready]) {
        let mut carries = Carries::default();
        carries.set("key", vec![text.clone()]);
        let (mut passes, mut named): (Bits, Bits) = (0, 0);
        for (at, test) in tests.iter().enumerate() {
            passes |= Bits::from(test.passes(&carries)) << at;
            named |= Bits::from(test.names(&carries)) << at;
        }
        let service = text.split('.').next().unwrap_or_default();
        let via = self.known.is_some_and(|key| key.kind == Kind::ViaService);
        let listed = via && lists(VIA_SERVICES, service);
        let same =
            |value: &Value| (value.passes, value.named, value.listed) == (passes, named, listed);
        if !self.values.iter().any(same) {
            self.values.push(Value {
                text,
                passes,
                named,
                listed,
            });
        }
    }

    /// From now on requests are those of strangers, who carry none of the fixed values of the tests; of addresses none by
    /// which they would pass or be spared: other statements may mean a part of what one lets in.
    pub fn estrange(&mut self) {
        self.estranged = true;
    }

    /// Whether somebody is known by the value where these tests are to come out one way.
    fn is_known_by(&self, value: &Value, tests: Bits) -> bool {
        let is_address = self.known.is_some_and(|key| key.kind == Kind::Ip);
        let named = value.named & if is_address { tests } else { Bits::MAX };
        self.estranged && named != 0
    }

    /// A value for each way in which the tests can come out.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| value.text.as_str())
    }

    /// The key can have other values than those that are listed here.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The key itself settles the value.
    pub fn is_constant(&self) -> bool {
        self.constant.is_some()
    }

    /// A way to carry the key, or not to, so that the tests of `yes` pass and those of `no` fail.
    pub fn pick(&self, yes: Bits, no: Bits, presence: Presence) -> Option<Choice> {
        let presence = match self.constant {
            Some(true) => Presence::ALWAYS,
            Some(false) => Presence::NEVER,
            None => presence,
        };
        if presence.absent && self.absent & yes == yes && self.absent & no == 0 {
            return Some(Choice::Absent);
        }
        if !presence.present {
            return None;
        }
        let fits = |value: &&Value| {
            value.passes & yes == yes
                && value.passes & no == 0
                && !(presence.direct && value.listed)
                && !self.is_known_by(value, yes | no)
        };
        if let Some(value) = self.values.iter().find(fits) {
            return Some(Choice::Values(vec![value.text.clone()]));
        }
        if self.multivalued {
            return self.pick_several(yes, no);
        }
        None
    }

    /// Several values: what asks all of them is met by each, what asks any is met by one.
    fn pick_several(&self, yes: Bits, no: Bits) -> Option<Choice> {
        let (all, any) = (self.all, !self.all);
        let allowed: Vec<&Value> = self
            .values
            .iter()
            // An empty string by itself is no value; beside others it is one, and no witness needs it there.
            .filter(|value| !value.text.is_empty() && !self.is_known_by(value, yes | no))
            .filter(|value| value.passes & yes & all == yes & all && value.passes & no & any == 0)
            .collect();
        let mut chosen: Vec<&Value> = Vec::new();
        let mut need = |met: &dyn Fn(&Value) -> bool| -> bool {
            if chosen.iter().any(|value| met(value)) {
                return true;
            }
            let found = allowed.iter().find(|value| met(value));
            chosen.extend(found);
            found.is_some()
        };
        for at in 0..MOST_TESTS {
            let bit: Bits = 1 << at;
            let met = (yes & any & bit == 0 || need(&|value| value.passes & bit != 0))
                && (no & all & bit == 0 || need(&|value| value.passes & bit == 0));
            if !met {
                return None;
            }
        }
        if chosen.is_empty() {
            chosen.extend(allowed.first());
        }
        let texts: Vec<String> = chosen.iter().map(|value| value.text.clone()).collect();
        (!texts.is_empty()).then_some(Choice::Values(texts))
    }
}

/// Whether the test asks all values of a key, so that one value can spoil it.
fn asks_all(operator: Operator) -> bool {
    match operator.quantifier {
        Some(Quantifier::ForAllValues) => true,
        Some(Quantifier::ForAnyValue) => false,
        None => operator.negated() || operator.base == Base::Null,
    }
}

/// A test whose values are ready to be compared with many others.
struct Ready<'t> {
    operator: Operator,
    wanted: Vec<&'t str>,
    /// Those that fix who carries the key.
    fixed: Vec<&'t str>,
}

impl<'t> Ready<'t> {
    fn of(asked: &Asked<'t>, known: Option<&'static ConditionKey>) -> Ready<'t> {
        let wanted: Vec<&str> = asked
            .test
            .values
            .iter()
            .map(|value| value.text.as_str())
            .collect();
        let bounds = known.filter(|key| key.bounds.is_some() && !asked.variable && !asked.wide);
        // A narrow range within a broader one of the same test fixes nobody: whoever it holds passes by the other.
        let fixes = |text: &&str| {
            bounds.is_some_and(|key| {
                let broad = |other: &&str| !value::fixed(other, asked.operator, key);
                let mut broad = wanted.iter().filter(|other| broad(other));
                value::fixed(text, asked.operator, key)
                    && !broad.any(|broad| cidr::is_within(text, broad))
            }) && !value::crosses(text, asked.operator)
        };
        Ready {
            operator: asked.operator,
            fixed: wanted.iter().copied().filter(fixes).collect(),
            wanted,
        }
    }

    /// Whether what is carried passes the test.
    fn passes(&self, carries: &Carries) -> bool {
        evaluate(self.operator, "key", &self.wanted, carries, false) == Truth::True
    }

    /// Whether a fixed value of the test matches what is carried, negation left aside.
    fn names(&self, carries: &Carries) -> bool {
        let bare = Operator {
            quantifier: None,
            if_exists: false,
            ..self.operator
        };
        let truth = evaluate(bare, "key", &self.fixed, carries, false);
        !self.fixed.is_empty() && (truth == Truth::True) != bare.negated()
    }
}
