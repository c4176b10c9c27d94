//! Whom of an account the policy lets in, and whom it denies everything.

use super::callers::{Caller, Sort};
use super::search::{Found, Goal};
use super::space::{Class, Space};
use crate::aws::actions::ActionSet;
use crate::model::policy::Effect;

impl Space<'_> {
    /// Whether the policy may allow somebody of the account one of the actions, directly or with the account's IAM policies;
    /// true where in doubt.
    pub fn lets_in(&self, account: &str, actions: ActionSet) -> bool {
        let allows = self.with(0, Effect::Allow);
        let may = |class: &Class| {
            let found = |found: &Found| !matches!(found, Found::No);
            let mut allows = allows.iter();
            allows.any(|allow| self.finds(class, *allow, actions, found))
        };
        !self.all_callers || self.of_account(account).any(may)
    }

    /// Whether this Allow, by its index, allows every user and role of the account that the policy does not name one of the
    /// actions by itself.
    pub fn lets_all_in(&self, account: &str, allow: usize, actions: ActionSet) -> bool {
        let is_it = |part: &super::space::Part| part.statement.index == allow;
        let Some(at) = self.parts.iter().position(is_it) else {
            return false;
        };
        let mut others = self.of_account(account).filter(|class| {
            !class.caller.named && matches!(class.caller.sort, Sort::Role | Sort::User)
        });
        let found = |found: &Found| matches!(found, Found::Yes(_));
        let may = |class: &Class| {
            class.spoken.get(at) == Some(&Some(false)) && self.finds(class, at, actions, found)
        };
        others.next().is_some_and(may) && others.all(may)
    }

    /// Whether the policy denies this caller each of the actions in every request.
    pub fn denies_all(&self, caller: &str, actions: ActionSet) -> bool {
        let denies = self.with(0, Effect::Deny);
        let goal = Goal {
            matched: &[],
            missed: &denies,
        };
        let class = Caller::parse(caller, self.context).map(|caller| self.class(caller));
        class.is_some_and(|class| {
            actions
                .iter()
                .all(|action| self.rules_out(&class, action, goal))
        })
    }

    fn of_account(&self, account: &str) -> impl Iterator<Item = &Class> {
        let of_account = move |class: &&Class| class.caller.account.as_deref() == Some(account);
        self.callers.iter().filter(of_account)
    }

    /// What comes of looking for a request of the caller that the Allow, by its place, allows and no Deny denies.
    fn finds(
        &self,
        class: &Class,
        allow: usize,
        actions: ActionSet,
        wanted: fn(&Found) -> bool,
    ) -> bool {
        let denies = self.with(0, Effect::Deny);
        let goal = Goal {
            matched: &[allow],
            missed: &denies,
        };
        let given = self.parts.get(allow).map(|part| part.actions.and(actions));
        let speaks = class.spoken.get(allow).copied().flatten().is_some();
        speaks
            && self.actions.iter().any(|set| {
                let action = given.and_then(|given| set.and(given).iter().next());
                action.is_some_and(|action| wanted(&self.find(class, action, goal)))
            })
    }
}
