//! A policy made ready for many decisions: what does not hang on the request is settled once.

use super::condition::evaluate::evaluate;
use super::context::Context;
use super::decide::{Decision, resource_truth, speaks_of};
use super::pattern;
use super::request::Request;
use super::statement::{self, Truth};
use crate::aws::actions::{self, ActionSet};
use crate::model::operator::Operator;
use crate::model::policy::{Effect, Policy, Statement};

pub struct Prepared<'a> {
    policy: &'a Policy,
    context: &'a Context,
    statements: Vec<Ready<'a>>,
}

struct Ready<'a> {
    statement: &'a Statement,
    effect: Effect,
    /// The actions of the catalogue that it means.
    actions: ActionSet,
    resource: Truth,
    /// `None` for a test with an operator that does not exist.
    tests: Vec<Option<Asked<'a>>>,
}

struct Asked<'a> {
    operator: Operator,
    key: &'a str,
    wanted: Vec<&'a str>,
}

impl<'a> Prepared<'a> {
    pub fn new(policy: &'a Policy, context: &'a Context) -> Prepared<'a> {
        let ready = |statement: &'a Statement| {
            let resource = statement::is_this_key(statement, policy, context);
            let may_be = resource != Truth::False || statement.resource.is_broken();
            let effect = statement.effect.filter(|_| may_be)?;
            Some(Ready {
                statement,
                effect,
                actions: listed(statement),
                resource,
                tests: statement
                    .tests
                    .iter()
                    .map(|test| {
                        Some(Asked {
                            operator: test.operator?,
                            key: &test.key.value,
                            wanted: test
                                .values
                                .iter()
                                .map(|value| value.text.as_str())
                                .collect(),
                        })
                    })
                    .collect(),
            })
        };
        Prepared {
            policy,
            context,
            statements: policy.statements.iter().filter_map(ready).collect(),
        }
    }

    /// The same as [`super::decide::decide`], without the trace.
    pub fn decide(&self, request: &Request) -> Decision {
        let listed = request.action.split_once(':').and_then(|(service, name)| {
            actions::find(name).filter(|_| service.eq_ignore_ascii_case("kms"))
        });
        let variables = self.policy.has_variables();
        let mut decision = Sum::of(self.policy);
        for ready in &self.statements {
            if let Some((truth, account)) = ready.weigh(request, listed, variables, self) {
                decision.add(ready.effect, truth, account);
            }
        }
        decision.total()
    }
}

/// What the statements came to so far.
#[derive(Default)]
pub(super) struct Sum {
    denied: bool,
    may_be_denied: bool,
    allowed: bool,
    delegated: bool,
    may_be_allowed: bool,
}

impl Sum {
    /// What statements that are not known may come to.
    pub(super) fn of(policy: &Policy) -> Sum {
        Sum {
            may_be_denied: policy.may_deny,
            may_be_allowed: policy.may_allow,
            ..Sum::default()
        }
    }

    pub(super) fn add(&mut self, effect: Effect, truth: Truth, account: bool) {
        match (effect, truth) {
            (_, Truth::False) => {}
            (Effect::Deny, Truth::True) => self.denied = true,
            (Effect::Deny, Truth::Open) => self.may_be_denied = true,
            (Effect::Allow, Truth::Open) => self.may_be_allowed = true,
            (Effect::Allow, Truth::True) if account => self.delegated = true,
            (Effect::Allow, Truth::True) => self.allowed = true,
        }
    }

    pub(super) fn total(&self) -> Decision {
        match () {
            () if self.denied => Decision::ExplicitDeny,
            () if !self.allowed && !self.delegated && !self.may_be_allowed => {
                Decision::ImplicitDeny
            }
            () if self.may_be_denied => Decision::Open,
            () if self.allowed => Decision::Allowed,
            () if self.may_be_allowed => Decision::Open,
            () => Decision::AllowedForAccount,
        }
    }
}

/// The actions of the catalogue that Action or NotAction means, also those that a key policy cannot give.
fn listed(statement: &Statement) -> ActionSet {
    let all = |entries: &[crate::model::policy::Text]| {
        entries.iter().fold(ActionSet::EMPTY, |set, entry| {
            set.or(pattern::actions(&entry.value))
        })
    };
    match (&statement.action.is, &statement.action.not) {
        (Some(list), _) => all(&list.entries),
        (None, Some(list)) => ActionSet::ALL.minus(all(&list.entries)),
        (None, None) => ActionSet::EMPTY,
    }
}

impl Ready<'_> {
    fn weigh(
        &self,
        request: &Request,
        listed: Option<ActionSet>,
        variables: bool,
        prepared: &Prepared,
    ) -> Option<(Truth, bool)> {
        let has = match listed {
            Some(action) => self.actions.meets(action),
            None => super::decide::has_action(self.statement, &request.action),
        };
        if !has && !self.statement.action.is_broken() {
            return None;
        }
        let spoken = speaks_of(self.statement, &request.sender, request.role());
        let account = spoken.or(self.statement.principal.is_broken().then_some(false))?;
        let mut truth = match self.statement.is_broken() {
            true => Truth::Open,
            false if self.resource == Truth::Open => resource_truth(
                self.statement,
                prepared.policy,
                prepared.context,
                &request.carries,
            ),
            false => self.resource,
        };
        if truth == Truth::False {
            return None;
        }
        for test in &self.tests {
            let one = match test {
                Some(Asked {
                    operator,
                    key,
                    wanted,
                }) => evaluate(*operator, key, wanted, &request.carries, variables),
                None => Truth::Open,
            };
            match one {
                Truth::False => return None,
                Truth::Open => truth = Truth::Open,
                Truth::True => {}
            }
        }
        Some((truth, account))
    }
}
