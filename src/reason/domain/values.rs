//! Values for all ways in which the tests on a key can come out: the ones that the policy names, what lies between and
//! beyond numbers, dates and ranges, and a word for every way in which patterns can meet.

use super::Asked;
use crate::access::condition::{cidr, value};
use crate::access::context::Context;
use crate::aws::condition_keys::{ConditionKey, Kind};
use crate::aws::names::{COMMON_SUFFIX, suffix_of};
use crate::model::date::Moment;
use crate::model::decimal::Decimal;
use crate::model::operator::{Base, Family, Operator};
use crate::reason::automaton::{self, Class, Glob};

/// Work on the patterns of one key.
const MOST_STATES: usize = 20_000;

/// Values for all ways in which the tests can come out, and whether that is all of them.
pub(super) fn all(
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
    let compared = [ordered, has(Family::Ip), has(Family::Bool), patterns];
    let ways = compared.iter().filter(|compared| **compared).count();
    // As a text, `6` is not `6.0`, and `true` is not `True`.
    let mixed = ways > 1 || ways > usize::from(patterns) && has(Family::String);
    let named = |name: &str| known.is_some_and(|key| key.name == name);
    let epoch = named("aws:EpochTime");
    if ordered {
        out.extend(around(&plain, has(Family::Date) && !epoch));
    }
    let mut complete = !(mixed || has(Family::Numeric) && has(Family::Date));
    if has(Family::Ip) {
        let public_only = known.is_some_and(|key| key.name == "aws:SourceIp");
        let ranges = plain
            .iter()
            .filter(|asked| asked.operator.family() == Family::Ip)
            .flat_map(|asked| asked.wanted());
        out.extend(cidr::borders(ranges, public_only));
    }
    complete &= add_meetings(&mut out, kind, &plain, context);
    if let Some(now) = context.now
        && (epoch || named("aws:CurrentTime"))
    {
        // No request comes from the past.
        let moment = |text: &str| Moment::parse(text).or_else(|| Moment::from_seconds(text));
        out.retain(|text| moment(text).is_none_or(|moment| moment >= now));
        out.extend(match epoch || has(Family::Numeric) {
            true => Some(now.0.to_string()),
            false => now.iso(),
        });
    }
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
    let mut named: Vec<Decimal> = Vec::new();
    for asked in tests {
        for wanted in asked.wanted() {
            named.extend(match asked.operator.family() {
                Family::Numeric => Decimal::parse(wanted.trim()),
                Family::Date => Moment::parse(wanted)
                    .or_else(|| Moment::from_seconds(wanted.trim()))
                    .map(|moment| Decimal::from_whole(moment.0)),
                _ => None,
            });
        }
    }
    crate::order::by(&mut named, Decimal::cmp);
    named.dedup();
    let mut points = Vec::new();
    if let (Some(first), Some(last)) = (named.first(), named.last()) {
        points.extend([first.plus(-1), last.plus(1)]);
    }
    for (here, next) in named.iter().zip(named.iter().skip(1)) {
        points.push(here.between(*next));
    }
    points.extend(&named);
    points
        .into_iter()
        .map(|point| match as_date {
            true => Moment(point.whole())
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
    let dns = suffix_of(partition);
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
        Kind::Ip => cidr::SAMPLES.map(String::from).into(),
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
    let dns = suffix_of(context.partition.as_deref().unwrap_or_default());
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
        // The page of the key has `amazonaws.com` for every partition, and policies in China both forms.
        Kind::ViaService => {
            let mut ends = vec![dns];
            if dns != COMMON_SUFFIX {
                ends.push(COMMON_SUFFIX);
            }
            let of = |dns: &str| match &context.region {
                Some(region) => Glob::default()
                    .some(Class::Label, 1)
                    .then(".")
                    .then(region)
                    .then(".")
                    .then(dns),
                None => Glob::default()
                    .some(Class::Label, 1)
                    .then(".")
                    .some(Class::Label, 1)
                    .then(".")
                    .then(dns),
            };
            ends.into_iter().map(of).collect()
        }
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
