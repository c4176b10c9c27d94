//! The values of one condition key that a policy can tell apart.
//!
//! Each test on the key splits all values in two; the domain holds a value for every way in which the tests can split
//! them, so what holds for these values holds for all. Where that cannot be had (values of different types compared
//! under one key, patterns that are too long), the domain says that it is not complete.

use super::automaton::{self, Class, Glob};
use crate::access::condition::constant::{self, Constant};
use crate::access::condition::evaluate::{evaluate, when_absent};
use crate::access::condition::value;
use crate::access::context::Context;
use crate::access::request::Carries;
use crate::access::statement::Truth;
use crate::aws::condition_keys::{ConditionKey, Kind};
use crate::model::date::Moment;
use crate::model::operator::{Base, Family, Operator, Quantifier};
use crate::model::policy::Test;

/// States of patterns that are entered for one key.
const MOST_STATES: usize = 20_000;

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
}

impl Asked<'_> {
    fn wanted(&self) -> impl Iterator<Item = &str> {
        self.test.values.iter().map(|value| value.text.as_str())
    }
}

#[derive(Debug)]
struct Value {
    text: String,
    /// The tests that it passes by itself.
    passes: Bits,
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
}

/// Whether a request can lack the key, and whether it can carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Presence {
    pub absent: bool,
    pub present: bool,
}

impl Presence {
    pub const EITHER: Presence = Presence {
        absent: true,
        present: true,
    };
    pub const NEVER: Presence = Presence {
        absent: true,
        present: false,
    };
    pub const ALWAYS: Presence = Presence {
        absent: false,
        present: true,
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
            absent: bits(&|asked| absent_passes(asked)),
            all: bits(&|asked| asks_all(asked.operator)),
            variable: bits(&|asked| asked.variable),
            complete: true,
            constant: None,
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
            None => texts(known, tests, context),
        };
        domain.complete = complete;
        for text in texts {
            domain.add(text, tests);
        }
        domain
    }

    fn add(&mut self, text: String, tests: &[Asked]) {
        let passes = tests.iter().enumerate().fold(0, |bits: Bits, (at, asked)| {
            bits | Bits::from(passes(asked, &text)) << at
        });
        let same = |value: &Value| value.passes == passes;
        if !self.values.iter().any(same) {
            self.values.push(Value { text, passes });
        }
    }

    /// Keeps only the values for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.values.retain(|value| keep(&value.text));
    }

    /// A value for each way in which the tests can come out.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| value.text.as_str())
    }

    /// The key can have other values than those that are listed here.
    pub fn is_complete(&self) -> bool {
        self.complete
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
        let fits = |value: &&Value| value.passes & yes == yes && value.passes & no == 0;
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

fn absent_passes(asked: &Asked) -> bool {
    let wanted: Vec<&str> = asked.wanted().collect();
    match asked.operator.base {
        Base::Null => {
            let truth = evaluate(asked.operator, "", &wanted, &Carries::default(), false);
            truth == Truth::True
        }
        _ => when_absent(asked.operator),
    }
}

/// Whether the value by itself passes the test.
fn passes(asked: &Asked, text: &str) -> bool {
    let mut carries = Carries::default();
    carries.set("key", vec![text.to_string()]);
    let wanted: Vec<&str> = asked.wanted().collect();
    evaluate(asked.operator, "key", &wanted, &carries, false) == Truth::True
}

/// Values for all ways in which the tests can come out, and whether that is all of them.
fn texts(
    known: Option<&'static ConditionKey>,
    tests: &[Asked],
    context: &Context,
) -> (Vec<String>, bool) {
    let kind = known.map_or(Kind::Text, |key| key.kind);
    let plain: Vec<&Asked> = tests.iter().filter(|asked| !asked.variable).collect();
    let has = |family: Family| plain.iter().any(|asked| asked.operator.family() == family);
    let ordered = has(Family::Numeric) || has(Family::Date);
    let patterns = plain.iter().any(|asked| {
        matches!(asked.operator.family(), Family::String | Family::Arn)
            && asked.operator.base != Base::StringEquals
            && asked.operator.base != Base::StringNotEquals
    });
    let mut out: Vec<String> = samples(kind, known, context);
    out.extend(literals(known, &plain, context));
    if kind == Kind::Bool {
        return (out, true);
    }
    let mixed = usize::from(ordered) + usize::from(has(Family::Ip)) + usize::from(patterns) > 1;
    if ordered {
        let as_date = has(Family::Date) && known.is_none_or(|key| key.name != "aws:EpochTime");
        out.extend(around(&plain, as_date));
    }
    let mut complete = !mixed && !(has(Family::Numeric) && has(Family::Date));
    if has(Family::Ip) {
        let public_only = known.is_some_and(|key| key.name == "aws:SourceIp");
        let ranges = plain
            .iter()
            .filter(|asked| asked.operator.family() == Family::Ip)
            .flat_map(|asked| asked.wanted());
        out.extend(value::borders(ranges, public_only));
    }
    complete &= add_meetings(&mut out, kind, &plain, context);
    (out, complete)
}

/// A word for every way in which the patterns on the key can meet.
fn add_meetings(out: &mut Vec<String>, kind: Kind, tests: &[&Asked], context: &Context) -> bool {
    let mut patterns: Vec<Glob> = Vec::new();
    let mut literals: Vec<&str> = Vec::new();
    for asked in tests {
        for wanted in asked.wanted() {
            match pattern(asked.operator, wanted) {
                Some(glob) if !patterns.contains(&glob) => patterns.push(glob),
                Some(_) => {}
                None => literals.push(wanted),
            }
        }
    }
    // Without patterns, a value beside those that are named is enough.
    let spare = |sample: &String| !literals.contains(&sample.as_str());
    if patterns.is_empty() && (out.iter().any(spare) || matches!(kind, Kind::Number | Kind::Date)) {
        return true;
    }
    let languages = languages(kind, context);
    loop {
        let meetings = automaton::meetings(&languages, &patterns, MOST_STATES);
        // A word that is itself compared with stands for itself alone: look for its like besides it.
        let own = meetings
            .words
            .iter()
            .find(|word| literals.contains(&word.as_str()))
            .map(|word| Glob::text(word))
            .filter(|glob| !patterns.contains(glob));
        match own {
            Some(glob) => patterns.push(glob),
            None => {
                out.extend(meetings.words);
                return meetings.complete;
            }
        }
    }
}

/// The pattern that a value is under its operator; `None` for a value that is compared as it stands.
fn pattern(operator: Operator, wanted: &str) -> Option<Glob> {
    match operator.base {
        Base::StringLike | Base::StringNotLike if has_wildcard(wanted) => Some(Glob::like(wanted)),
        Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase => {
            Some(Glob::ignoring_case(wanted))
        }
        _ if operator.family() == Family::Arn && has_wildcard(wanted) => Glob::arn(wanted),
        _ => None,
    }
}

fn has_wildcard(text: &str) -> bool {
    crate::access::pattern::has_wildcard(text)
}

/// The values that tests compare with as they stand, where a request could carry them.
fn literals(
    known: Option<&'static ConditionKey>,
    tests: &[&Asked],
    context: &Context,
) -> Vec<String> {
    let mut out = Vec::new();
    for asked in tests {
        let compares = matches!(
            asked.operator.family(),
            Family::String | Family::Arn | Family::Bool | Family::Binary
        );
        for wanted in asked.wanted().filter(|_| compares) {
            let possible =
                known.is_none_or(|key| value::possible(wanted, asked.operator, key, context));
            if possible && pattern(asked.operator, wanted).is_none() {
                out.push(wanted.to_string());
            }
        }
    }
    out
}

/// Numbers or dates: each that is named, and some between and beyond.
fn around(tests: &[&Asked], as_date: bool) -> Vec<String> {
    let mut named: Vec<f64> = Vec::new();
    for asked in tests {
        for wanted in asked.wanted() {
            named.extend(match asked.operator.family() {
                Family::Numeric => wanted.trim().parse().ok().filter(|n: &f64| n.is_finite()),
                Family::Date => Moment::parse(wanted)
                    .or_else(|| Moment::from_epoch(wanted.trim()))
                    .map(|moment| moment.0 as f64),
                _ => None,
            });
        }
    }
    named.sort_by(f64::total_cmp);
    named.dedup();
    let mut points = Vec::new();
    if let (Some(first), Some(last)) = (named.first(), named.last()) {
        points.extend([first - 1.0, last + 1.0]);
    }
    for (here, next) in named.iter().zip(named.iter().skip(1)) {
        let whole = here.floor() + 1.0;
        points.push(if whole < *next {
            whole
        } else {
            (here + next) / 2.0
        });
    }
    points.extend(&named);
    points
        .into_iter()
        .map(|point| match as_date {
            true => Moment(point as i64)
                .iso()
                .unwrap_or_else(|| point.to_string()),
            false => point.to_string(),
        })
        .collect()
}

/// A value that a request may carry under this key; `None` for a key that no catalogue lists.
pub fn sample(name: &str, context: &Context) -> Option<String> {
    let known = crate::aws::condition_keys::find(name)?;
    samples(known.kind, Some(known), context).into_iter().next()
}

/// Values that are neither short nor odd, tried before all others.
fn samples(kind: Kind, known: Option<&'static ConditionKey>, context: &Context) -> Vec<String> {
    let region = context.region.as_deref().unwrap_or("us-east-1");
    let partition = context.partition.as_deref().unwrap_or("aws");
    let dns = if partition == "aws-cn" {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    let texts: Vec<String> = match kind {
        Kind::Bool => vec!["true".into(), "false".into()],
        Kind::Account => ["444455556666", "777788889999", "123412341234"]
            .map(String::from)
            .into(),
        Kind::Organization => ["o-zyxwvu9876", "o-zyxwvu9875"].map(String::from).into(),
        Kind::OrganizationPath => vec![
            "o-zyxwvu9876/r-zy98/ou-zy98-zyxwvu98/".into(),
            "o-zyxwvu9875/r-zy97/".into(),
        ],
        Kind::Vpc => vec![
            "vpc-0f9e8d7c6b5a4f3e2".into(),
            "vpc-0f9e8d7c6b5a4f3e1".into(),
        ],
        Kind::VpcEndpoint => vec![
            "vpce-0f9e8d7c6b5a4f3e2".into(),
            "vpce-0f9e8d7c6b5a4f3e1".into(),
        ],
        Kind::Ip => value::SAMPLES.map(String::from).into(),
        Kind::ViaService => ["s3", "ec2", "rds", "lambda", "workspaces"]
            .map(|service| format!("{service}.{region}.{dns}"))
            .into(),
        Kind::Region => ["eu-central-1", "ap-southeast-2", "us-west-2"]
            .map(String::from)
            .into(),
        Kind::UserId => vec![
            "AROAZYXWVUTSRQPONMLKJ:session".into(),
            "AIDAZYXWVUTSRQPONMLKJ".into(),
        ],
        Kind::Arn => vec![
            format!("arn:{partition}:sns:{region}:444455556666:visitors"),
            format!("arn:{partition}:s3:::visitors"),
        ],
        Kind::Number => vec!["30".into()],
        Kind::Date => vec!["2026-06-15T12:00:00Z".into()],
        Kind::Text => match known.map(|key| key.name) {
            Some("kms:GrantOperations") => ["Decrypt", "Encrypt", "CreateGrant", "DescribeKey"]
                .map(String::from)
                .into(),
            Some("kms:EncryptionContext:" | "aws:PrincipalTag/" | "aws:RequestTag/") => {
                vec!["another-value".into(), String::new()]
            }
            _ => vec!["another-value".into()],
        },
    };
    texts
}

/// What values of a kind look like.
fn languages(kind: Kind, context: &Context) -> Vec<Glob> {
    let text = Glob::text;
    let dns = match context.partition.as_deref() {
        Some("aws-cn") => ".amazonaws.com.cn",
        _ => ".amazonaws.com",
    };
    match kind {
        Kind::Account => vec![Glob::default().exactly(Class::Digit, 12)],
        Kind::Organization => vec![text("o-").some(Class::Lower, 10)],
        Kind::OrganizationPath => vec![
            text("o-")
                .some(Class::Lower, 10)
                .then("/r-")
                .some(Class::Lower, 4)
                .then("/"),
            text("o-")
                .some(Class::Lower, 10)
                .then("/r-")
                .some(Class::Lower, 4)
                .then("/")
                .some(Class::Name, 1)
                .then("/"),
        ],
        Kind::Vpc => vec![text("vpc-").some(Class::Lower, 8)],
        Kind::VpcEndpoint => vec![text("vpce-").some(Class::Lower, 8)],
        Kind::ViaService => match &context.region {
            Some(region) => vec![
                Glob::default()
                    .some(Class::Field, 1)
                    .then(".")
                    .then(region)
                    .then(dns),
            ],
            None => vec![Glob::default().some(Class::Field, 1).then(dns)],
        },
        Kind::Arn => {
            let head = || {
                text("arn:")
                    .some(Class::Lower, 1)
                    .wild("*", Class::Field)
                    .then(":")
                    .some(Class::Lower, 1)
                    .wild("*", Class::Field)
                    .then(":")
                    .wild("*", Class::Field)
                    .then(":")
            };
            vec![
                head()
                    .exactly(Class::Digit, 12)
                    .then(":")
                    .some(Class::All, 1),
                head().then(":").some(Class::All, 1),
            ]
        }
        Kind::Text
        | Kind::Bool
        | Kind::Number
        | Kind::Date
        | Kind::Ip
        | Kind::Region
        | Kind::UserId => {
            vec![Glob::default().some(Class::All, 1)]
        }
    }
}
