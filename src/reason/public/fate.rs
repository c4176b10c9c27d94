//! What becomes of an Allow for everyone, by the form of its statement: why it confines, never applies, or is denied.

use super::super::exposure::Exposure;
use super::super::space::says_twice;
use super::Fate;
use crate::access::caller::{Refusal, Who};
use crate::access::condition::{Class, Scales, value};
use crate::access::context::Context;
use crate::access::pattern::{self, has_wildcard, is_stars};
use crate::access::statement::{self, Truth, is_unread};
use crate::aws::actions::ActionSet;
use crate::model::operator::Family;
use crate::model::policy::{Effect, Policy, Statement, Test};

/// Everyone, or a principal element that may mean everyone as far as it can be read.
pub(super) fn speaks_of_everyone(statement: &Statement) -> bool {
    statement.effect != Some(Effect::Deny) && statement::is_everyone(statement)
}

/// Whether a part that cannot be read may hold an Allow for everyone. KMS refuses such a policy, so it is a draft.
pub(super) fn hides_something(policy: &Policy, context: &Context) -> bool {
    let top = policy
        .defects
        .iter()
        .any(|defect| matches!(defect.element, "Statement" | "The policy"));
    let principal = |statement: &Statement| {
        let named = statement
            .principal
            .is
            .as_ref()
            .is_some_and(|list| list.named);
        statement.principal.is_broken() && !named
            || statement.principal.is_both()
            || statement::callers(statement, context)
                .iter()
                .zip(statement.principal.entries())
                .any(|(who, entry)| match who {
                    Who::Refused(Refusal::Wildcard) => true,
                    Who::Refused(_) => entry.value == "*" || is_placeholder(&entry.value),
                    _ => false,
                })
    };
    let twice = |statement: &Statement| says_twice(statement) && speaks_of_everyone(statement);
    // Of patterns with fewer than six components AWS's pages say nothing ("ARN condition operators", IAM User Guide).
    let short = |test: &Test| {
        let is_short = |text: &str| {
            has_wildcard(text) && !is_stars(text) && pattern::arn_fields(text).is_none()
        };
        test.operator
            .is_some_and(|operator| operator.family() == Family::Arn)
            && test.values.iter().any(|value| is_short(&value.text))
    };
    // Whether values hold variables hangs on the version.
    let version = policy
        .defects
        .iter()
        .any(|defect| defect.element == "Version");
    let unclear = |test: &Test| {
        short(test) || version && test.values.iter().any(|value| value.text.contains("${"))
    };
    top || policy.obscured
        || policy
            .statements
            .iter()
            .flat_map(|it| &it.tests)
            .any(unclear)
        || policy.statements.iter().any(|statement| {
            statement.effect != Some(Effect::Deny) && (principal(statement) || twice(statement))
        })
}

/// Whether the text waits for a template to be filled in.
fn is_placeholder(text: &str) -> bool {
    ["${", "{{", "<", "%("]
        .iter()
        .any(|mark| text.contains(mark))
}

/// What becomes of the statement: what strangers' requests make of it has the last word, its form tells why.
pub(super) fn fate(
    statement: &Statement,
    exposure: &Exposure,
    policy: &Policy,
    context: &Context,
) -> Fate {
    let broken = statement.effect.is_none() || is_unread(statement);
    let actions = statement::actions(statement).and(context.fit);
    let elsewhere = statement::is_this_key(statement, policy, context) == Truth::False;
    if !broken && (actions.is_empty() || elsewhere) {
        return Fate::Dead;
    }
    let open = exposure.actions(statement.index);
    if !broken && !open.is_empty() {
        let contested = exposure
            .contested
            .iter()
            .filter(|(at, _, _)| *at == statement.index);
        return Fate::Open {
            actions: open,
            contested: contested
                .clone()
                .fold(ActionSet::EMPTY, |set, (_, actions, _)| set.or(*actions)),
            may_be_denied: contested.map(|(_, _, deny)| *deny).next(),
        };
    }
    let scales = Scales {
        policy,
        statement,
        context,
    };
    let tests = statement.tests.iter();
    let never = tests
        .clone()
        .any(|test| matches!(scales.weigh(test), Class::Never(_)));
    // Confinement comes first: it holds also when the rest of the statement is mended.
    let confined: Vec<_> = tests
        .filter_map(|test| match (scales.weigh(test), test.operator?) {
            (Class::Confines { bounds, values }, operator) => {
                let crosses = values.iter().any(|text| value::crosses(text, operator));
                let wide =
                    operator.family() == Family::Ip && exposure.wide.contains(&statement.index);
                let loose = crosses || wide;
                (!loose).then_some((bounds, values))
            }
            _ => None,
        })
        .collect();
    if !confined.is_empty() {
        return Fate::Confined(confined);
    }
    if never {
        return Fate::Dead;
    }
    if broken {
        return Fate::Unreadable;
    }
    let of = |at: &usize| *at == statement.index;
    if let Some((_, _, doubt)) = exposure.doubts.iter().find(|(at, _, _)| of(at)) {
        return Fate::Undecided(*doubt);
    }
    let mut by: Vec<usize> = exposure
        .denied
        .iter()
        .filter(|(at, _)| of(at))
        .flat_map(|(_, denies)| denies.iter().copied())
        .collect();
    crate::order::by(&mut by, Ord::cmp);
    by.dedup();
    match () {
        () if !by.is_empty() => Fate::Denied { by },
        () if exposure.inner.iter().any(of) => Fate::NotAcrossAccounts,
        () => Fate::Closed,
    }
}
