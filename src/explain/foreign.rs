//! Accounts besides the key's own that a policy may let in.

use super::verdict::allows;
use crate::access::caller::Home;
use crate::access::condition::{Class, Scales};
use crate::access::context::Context;
use crate::access::statement as reach;
use crate::aws::condition_keys::{Bounds, find};
use crate::aws::names::is_account;
use crate::aws::sets;
use crate::model::arn::Arn;
use crate::model::operator::Operator;
use crate::model::policy::{Effect, Policy, Statement, Test};

/// Foreign accounts that live Allow statements name, as principals or by a condition that confines to them, or that Denies
/// spare. Whether they get in takes reasoning.
pub fn accounts(policy: &Policy, context: &Context) -> Vec<String> {
    let mut accounts: Vec<String> = Vec::new();
    let mut add = |account: &str| {
        let foreign = is_account(account) && context.owns(account) == Some(false);
        if foreign && !accounts.iter().any(|a| a == account) {
            accounts.push(account.to_string());
        }
    };
    for statement in allows(policy, context) {
        // Nothing else works for callers of another account, and NotPrincipal names the ones it leaves out.
        if !reach::actions(statement).meets(sets::CROSS_ACCOUNT) {
            continue;
        }
        let scales = Scales {
            policy,
            statement,
            context,
        };
        // A condition that confines to other accounts leaves none of its principals.
        let is_left = |account: &str| {
            statement.tests.iter().all(|test| match scales.weigh(test) {
                Class::Confines {
                    bounds: Bounds::Account,
                    values,
                } => values.iter().any(|value| value == account),
                _ => true,
            })
        };
        if statement.principal.is.is_some() {
            for who in reach::callers(statement, context) {
                if let Some((account, Home::Foreign)) = who.account()
                    && is_left(account)
                {
                    add(account);
                }
            }
        }
        if !reach::is_everyone(statement) {
            continue;
        }
        let mut confined = false;
        for test in &statement.tests {
            if let Class::Confines {
                bounds: Bounds::Account | Bounds::Principal,
                values,
            } = scales.weigh(test)
            {
                confined = true;
                values.iter().for_each(|value| add(account_in(value)));
            }
        }
        // Whom all Denies spare, it lets in.
        let denies = policy.statements.iter().filter(|_| !confined);
        let spared = denies.flat_map(|deny| spared(deny).chain(spared_by_name(deny)));
        spared.for_each(|value| add(account_in(value)));
    }
    accounts
}

/// The account of an ARN; of another text, the text.
pub fn account_in(text: &str) -> &str {
    Arn::split(text).map_or(text, |arn| arn.account)
}

/// The principals of which a Deny does not speak.
pub fn spared_by_name(deny: &Statement) -> impl Iterator<Item = &str> {
    let list = deny.principal.not.as_ref();
    let list = list.filter(|_| deny.effect == Some(Effect::Deny));
    let entries = list.map_or(&[][..], |list| &list.entries);
    entries.iter().map(|entry| entry.value.as_str())
}

/// The accounts and callers, or patterns for them, that a Deny spares by a condition.
pub fn spared(deny: &Statement) -> impl Iterator<Item = &str> {
    let spares = |test: &&Test| {
        let bounds = find(&test.key.value).and_then(|key| key.bounds);
        deny.effect == Some(Effect::Deny)
            && matches!(bounds, Some(Bounds::Account | Bounds::Principal))
            && test.operator.is_some_and(Operator::negated)
    };
    let tests = deny.tests.iter().filter(spares);
    tests
        .flat_map(|test| &test.values)
        .map(|value| value.text.as_str())
}
