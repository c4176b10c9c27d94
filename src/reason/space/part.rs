//! What a statement is in the space of all requests.

use super::{Asked, Asking, Part};
use crate::access::caller::Who;
use crate::access::condition::cidr;
use crate::access::context::Context;
use crate::access::statement::{self, Truth, is_unread};
use crate::aws::sets;
use crate::model::decimal::Decimal;
use crate::model::operator::{Family, Operator};
use crate::model::policy::{ConditionValue, Effect, Policy, Principal, Statement, Test};

/// A statement, its tests among those of all statements.
pub(super) fn part<'a>(
    policy: usize,
    statement: &'a Statement,
    from: &Policy,
    context: &Context,
    tests: &mut Vec<Asking<'a>>,
) -> Part<'a> {
    let resource = statement::is_this_key(statement, from, context);
    let mut part = Part {
        policy,
        statement,
        effect: statement.effect,
        actions: statement::actions(statement).and(context.fit),
        tests: Vec::new(),
        resource,
        hazy: resource == Truth::Open
            || is_unread(statement)
            || spares_refused(statement, context)
            || says_twice(statement),
    };
    for test in &statement.tests {
        let Some(operator) = test.operator.filter(|operator| is_sound(*operator, test)) else {
            part.hazy = true;
            continue;
        };
        let variables = from.has_variables();
        let asked = Asked {
            test,
            operator,
            variable: variables && test.values.iter().any(|value| value.text.contains("${")),
            wide: false,
        };
        let same = |other: &Asking| other.asked.is_same(&asked);
        let place = match tests.iter().position(same) {
            Some(place) => place,
            None => {
                tests.push(Asking {
                    asked,
                    key: None,
                    bit: 0,
                    variables,
                });
                tests.len() - 1
            }
        };
        if !part.tests.contains(&place) {
            part.tests.push(place);
        }
    }
    part
}

/// Ranges of addresses that are narrow each by itself can be the whole internet together: those that all Allows let in that
/// strangers may meet, and those that one Deny spares, as whoever is spared has to be by each.
pub(super) fn mark_wide(parts: &[Part], tests: &mut [Asking]) {
    let is_met = |part: &Part| {
        statement::is_everyone(part.statement)
            && part.resource != Truth::False
            && part.actions.meets(sets::CROSS_ACCOUNT)
    };
    let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
    for part in parts {
        let denies = part.effect == Some(Effect::Deny);
        let opens = |at: &usize| {
            let operator = tests.get(*at).map(|asking| asking.asked.operator);
            operator.is_some_and(|it| it.family() == Family::Ip && it.negated() == denies)
        };
        let ranges = part.tests.iter().copied().filter(opens);
        match groups.first_mut() {
            _ if denies => groups.push(ranges.collect()),
            Some(all) if is_met(part) => all.extend(ranges),
            _ => {}
        }
    }
    for group in groups {
        let asked = group.iter().filter_map(|at| tests.get(*at));
        let values = asked.flat_map(|asking| &asking.asked.test.values);
        if cidr::is_wide(values.map(|value| value.text.as_str())) {
            for at in group {
                if let Some(asking) = tests.get_mut(at) {
                    asking.asked.wide = true;
                }
            }
        }
    }
}

/// Whether an operator is given one key twice, in two spellings: which of the two counts is not known.
pub(in crate::reason) fn says_twice(statement: &Statement) -> bool {
    let tests = &statement.tests;
    tests.iter().enumerate().any(|(at, test)| {
        tests.iter().take(at).any(|other| {
            other.operator == test.operator
                && other.key.value != test.key.value
                && other.key.value.eq_ignore_ascii_case(&test.key.value)
        })
    })
}

/// Whether NotPrincipal names what KMS refuses, so that whom it would spare is not known.
fn spares_refused(statement: &Statement, context: &Context) -> bool {
    let refused = |entry: &Principal| matches!(Who::of(entry, context), Who::Refused(_));
    let list = statement.principal.not.as_ref();
    list.is_some_and(|list| list.entries.iter().any(refused))
}

/// Whether it is known what the test does. AWS's pages contradict each other on tests without values, and say nothing of
/// addresses that are none, nor of how many places of a number count.
fn is_sound(operator: Operator, test: &Test) -> bool {
    let is_range = |value: &ConditionValue| cidr::is_range(&value.text);
    // What is no number at all matches nothing, which is known.
    let is_held = |value: &ConditionValue| {
        let text = value.text.trim();
        Decimal::parse(text).is_none() || Decimal::is_exact(text)
    };
    !test.broken
        && !test.values.is_empty()
        && (operator.family() != Family::Ip || test.values.iter().all(is_range))
        && (operator.family() != Family::Numeric || test.values.iter().all(is_held))
}
