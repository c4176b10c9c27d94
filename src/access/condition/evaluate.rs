//! Whether a condition test is true of one request ("IAM JSON policy elements: Condition operators", "Set operators for
//! multivalued context keys", "IAM policy elements: Variables and tags", IAM User Guide).

use super::super::pattern;
use super::super::request::{Carried, Carries};
use super::super::statement::Truth;
use super::cidr::{Address, Cidr};
use crate::model::arn::Arn;
use crate::model::date::Moment;
use crate::model::decimal::Decimal;
use crate::model::letters::lower;
use crate::model::operator::{Base, Family, Operator, Quantifier};
use crate::model::policy::Test;

/// Whether `operator` with these wanted values is true of what the request carries for `key`.
///
/// `variables` says whether `${…}` is a variable: it is under version 2012-10-17 alone.
pub fn evaluate(
    operator: Operator,
    key: &str,
    wanted: &[&str],
    carries: &Carries,
    variables: bool,
) -> Truth {
    let carried = carries.get(key);
    if operator.base == Base::Null {
        return null(operator, wanted, &carried);
    }
    let values = match carried {
        Carried::NotTold => return Truth::Open,
        Carried::Absent => return Truth::from(when_absent(operator)),
        Carried::Values(values) => values,
    };
    let mut open = false;
    let mut matched = |value: &String| {
        wanted.iter().any(|wanted| {
            let same = compare(operator, wanted, value, carries, variables);
            open |= same == Truth::Open;
            same == Truth::True
        })
    };
    let negated = operator.negated();
    // "Or if the key values resolve to a null dataset, such as an empty string" ("Set operators for multivalued context
    // keys").
    let truth = match operator.quantifier {
        Some(Quantifier::ForAllValues) if is_null(values) => true,
        Some(Quantifier::ForAnyValue) if is_null(values) => false,
        Some(Quantifier::ForAllValues) => values.iter().all(|value| matched(value) != negated),
        Some(Quantifier::ForAnyValue) => values.iter().any(|value| matched(value) != negated),
        None => values.iter().any(&mut matched) != negated,
    };
    // A variable of a key that was not told might have matched, or not.
    if open {
        Truth::Open
    } else {
        Truth::from(truth)
    }
}

fn null(operator: Operator, wanted: &[&str], carried: &Carried) -> Truth {
    match operator.quantifier {
        Some(Quantifier::ForAllValues) => return Truth::True,
        Some(Quantifier::ForAnyValue) => return Truth::False,
        None => {}
    }
    let absent = match carried {
        Carried::NotTold => return Truth::Open,
        Carried::Absent => "true",
        // "The key exists and its value is not null".
        Carried::Values(values) if is_null(values) => "true",
        Carried::Values(_) => "false",
    };
    Truth::from(
        wanted
            .iter()
            .any(|wanted| wanted.eq_ignore_ascii_case(absent)),
    )
}

/// A null dataset: nothing, or nothing but empty strings.
fn is_null(values: &[String]) -> bool {
    values.iter().all(String::is_empty)
}

/// Whether a test is true of a request that does not carry its key.
pub fn when_absent(operator: Operator) -> bool {
    match operator.quantifier {
        _ if operator.if_exists => true,
        Some(Quantifier::ForAllValues) => true,
        Some(Quantifier::ForAnyValue) => false,
        None => operator.negated(),
    }
}

/// Whether a test with these wanted values is true of a request that does not carry its key.
pub fn passes_absent(operator: Operator, wanted: &[&str]) -> bool {
    evaluate(operator, "", wanted, &Carries::default(), false) == Truth::True
}

/// Whether one wanted value matches one value of the request, negation left aside.
fn compare(
    operator: Operator,
    wanted: &str,
    value: &str,
    carries: &Carries,
    variables: bool,
) -> Truth {
    match operator.family() {
        Family::String => match fill(wanted, carries, variables) {
            Filled::AsWritten => Truth::from(match operator.base {
                Base::StringLike | Base::StringNotLike => pattern::matches(wanted, value),
                _ if operator.ignores_case() => same_ignoring_case(wanted, value),
                _ => wanted == value,
            }),
            Filled::Pattern(pattern) => Truth::from(match operator.base {
                Base::StringLike | Base::StringNotLike => glob(&pattern, value),
                _ if operator.ignores_case() => same_ignoring_case(&literal(&pattern), value),
                _ => literal(&pattern) == value,
            }),
            // "The variable cannot be resolved": it matches nothing.
            Filled::Unresolved => Truth::False,
            Filled::NotTold => Truth::Open,
        },
        Family::Arn => match fill(wanted, carries, variables) {
            Filled::AsWritten => Truth::from(pattern::arn_matches(wanted, value)),
            Filled::Pattern(pattern) => Truth::from(arn(&pattern, value)),
            Filled::Unresolved => Truth::False,
            Filled::NotTold => Truth::Open,
        },
        Family::Numeric => Truth::from(number(wanted).zip(number(value)).is_some_and(
            |(wanted, value)| match operator.base {
                Base::NumericLessThan => value < wanted,
                Base::NumericLessThanEquals => value <= wanted,
                Base::NumericGreaterThan => value > wanted,
                Base::NumericGreaterThanEquals => value >= wanted,
                _ => value == wanted,
            },
        )),
        Family::Date => Truth::from(date(wanted).zip(date(value)).is_some_and(
            |(wanted, value)| match operator.base {
                Base::DateLessThan => value < wanted,
                Base::DateLessThanEquals => value <= wanted,
                Base::DateGreaterThan => value > wanted,
                Base::DateGreaterThanEquals => value >= wanted,
                _ => value == wanted,
            },
        )),
        Family::Bool => {
            let flag = |text: &str| {
                text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
            };
            Truth::from(flag(wanted) && wanted.eq_ignore_ascii_case(value))
        }
        Family::Binary => Truth::from(wanted == value),
        Family::Ip => {
            let address = Address::parse(value.trim());
            Truth::from(
                Cidr::parse(wanted)
                    .zip(address)
                    .is_some_and(|(range, address)| range.holds(address)),
            )
        }
        Family::Null => Truth::False,
    }
}

/// Whether the texts are the same but for the case of their letters.
pub fn same_ignoring_case(one: &str, other: &str) -> bool {
    one.chars().map(lower).eq(other.chars().map(lower))
}

fn number(text: &str) -> Option<Decimal> {
    Decimal::parse(text.trim())
}

/// ISO 8601, or seconds since 1970.
fn date(text: &str) -> Option<Moment> {
    Moment::parse(text).or_else(|| Moment::from_seconds(text.trim()))
}

/// A piece of a wanted value: what came out of a variable is never a wildcard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Char(char),
    /// `*` as written.
    Any,
    /// `?` as written.
    One,
}

enum Filled {
    /// Most values hold no variable and are what they are.
    AsWritten,
    Pattern(Vec<Unit>),
    Unresolved,
    NotTold,
}

/// Replaces variables: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters themselves.
fn fill(text: &str, carries: &Carries, variables: bool) -> Filled {
    if !(variables && text.contains("${")) {
        return Filled::AsWritten;
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (before, inner, after) = match rest.split_once("${") {
            Some((before, tail)) => match tail.split_once('}') {
                Some((inner, after)) => (before, Some(inner), after),
                None => (rest, None, ""),
            },
            None => (rest, None, ""),
        };
        out.extend(units(before));
        if let Some(inner) = inner {
            match variable(inner, carries) {
                Ok(value) => out.extend(value.chars().map(Unit::Char)),
                Err(other) => return other,
            }
        }
        rest = after;
    }
    Filled::Pattern(out)
}

/// A text without variables, piece by piece.
fn units(text: &str) -> impl Iterator<Item = Unit> {
    text.chars().map(|c| match c {
        '*' => Unit::Any,
        '?' => Unit::One,
        c => Unit::Char(c),
    })
}

fn variable<'a>(inner: &'a str, carries: &'a Carries) -> Result<&'a str, Filled> {
    if matches!(inner, "*" | "?" | "$") {
        return Ok(inner);
    }
    let (name, default) = match inner.split_once(',') {
        Some((name, default)) => {
            let quoted = default.trim().strip_prefix('\'');
            (name, quoted.and_then(|text| text.strip_suffix('\'')))
        }
        None => (inner, None),
    };
    match carries.get(name.trim()) {
        // Only a key with one value can stand in a variable.
        Carried::Values([value]) => Ok(value),
        Carried::Values(_) => Err(Filled::Unresolved),
        Carried::Absent => default.ok_or(Filled::Unresolved),
        Carried::NotTold => Err(Filled::NotTold),
    }
}

/// Whether a pattern with variables matches a text, `*` crossing whatever it meets.
pub fn matches_filled(pattern: &str, text: &str, carries: &Carries) -> Truth {
    match fill(pattern, carries, true) {
        Filled::AsWritten => Truth::from(pattern::matches(pattern, text)),
        Filled::Pattern(units) => Truth::from(glob(&units, text)),
        Filled::Unresolved => Truth::False,
        Filled::NotTold => Truth::Open,
    }
}

/// The keys whose values the test's first wanted value takes in by variables.
pub fn variables(test: &Test) -> Vec<&str> {
    let first = test.values.first().map_or("", |value| value.text.as_str());
    let mut rest = first;
    let mut names = Vec::new();
    while let Some((inner, after)) = rest
        .split_once("${")
        .and_then(|(_, tail)| tail.split_once('}'))
    {
        names.push(inner.split(',').next().unwrap_or_default().trim());
        rest = after;
    }
    names
}

/// A value that the test's first wanted value matches once its variables are filled in, wildcards standing for as little
/// as they can.
pub fn example(test: &Test, carries: &Carries) -> Option<String> {
    let text = &test.values.first()?.text;
    let pieces = match fill(text, carries, true) {
        Filled::AsWritten => units(text).collect(),
        Filled::Pattern(pieces) => pieces,
        Filled::Unresolved | Filled::NotTold => return None,
    };
    let shortest = pieces.iter().filter_map(|unit| match unit {
        Unit::Char(c) => Some(*c),
        Unit::Any => None,
        Unit::One => Some('x'),
    });
    Some(shortest.collect())
}

/// The units as plain text: where wildcards mean nothing, they are the characters.
fn literal(units: &[Unit]) -> String {
    units
        .iter()
        .map(|unit| match unit {
            Unit::Char(c) => *c,
            Unit::Any => '*',
            Unit::One => '?',
        })
        .collect()
}

fn glob(units: &[Unit], value: &str) -> bool {
    // The usual case has nothing that a variable put in, and `pattern` is made for it.
    let plain = !units
        .iter()
        .any(|unit| matches!(unit, Unit::Char('*' | '?')));
    if plain {
        return pattern::matches(&literal(units), value);
    }
    let value: Vec<char> = value.chars().collect();
    let mut reached = vec![false; value.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for unit in units {
        let mut next = vec![false; value.len() + 1];
        let mut any = false;
        for (at, slot) in next.iter_mut().enumerate() {
            let here = reached.get(at) == Some(&true);
            any |= here;
            let before = at.checked_sub(1);
            let step = before.is_some_and(|before| reached.get(before) == Some(&true));
            let character = before.and_then(|before| value.get(before));
            *slot = match unit {
                Unit::Any => any,
                Unit::One => step,
                Unit::Char(c) => step && character == Some(c),
            };
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

/// Field by field, so that `*` stays within its field.
fn arn(units: &[Unit], value: &str) -> bool {
    if units == [Unit::Any] {
        return true;
    }
    let Some(value) = Arn::split(value) else {
        return false;
    };
    let mut fields = units.splitn(6, |unit| *unit == Unit::Char(':'));
    if !fields.next().is_some_and(|first| glob(first, "arn")) {
        return false;
    }
    let mut count = 0;
    for (field, value) in fields.by_ref().zip(value.fields()) {
        count += 1;
        if !glob(field, value) {
            return false;
        }
    }
    count == 5
}

#[cfg(test)]
mod tests;
