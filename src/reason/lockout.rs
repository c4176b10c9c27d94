//! Whether the account can still change the key's policy. A key whose policy nobody can change is lost to its owner
//! until AWS Support helps ("Default key policy", KMS Developer Guide).

use super::callers::{Among, Sort};
use super::search::{Doubt, Found, Goal};
use super::space::{Class, Space, TooLarge};
use crate::access::context::Context;
use crate::access::request::Request;
use crate::access::statement;
use crate::aws::actions::{Action, ActionSet};
use crate::aws::names::STAND_IN;
use crate::model::policy::{Defect, Effect, Policy, Statement};
use crate::read::element::FUNCTION;

/// Somebody who can change the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeper {
    pub caller: String,
    /// The policy names it; otherwise it stands for all of its account that the policy treats alike.
    pub named: bool,
    pub root: bool,
    /// Its IAM policies have to allow it too.
    pub by_iam: bool,
    pub witness: Request,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lockout {
    /// Empty, and without a doubt: nobody in the account can.
    pub keepers: Vec<Keeper>,
    /// Deny statements, by index, that reach the account's root user.
    pub denies_root: Vec<usize>,
    pub doubt: Option<Doubt>,
}

impl Lockout {
    pub fn is_locked(&self) -> bool {
        self.keepers.is_empty() && self.doubt.is_none()
    }

    /// The one identity that can, where there is only one.
    pub fn only(&self) -> Option<&Keeper> {
        match self.keepers.as_slice() {
            [keeper] if (keeper.named || keeper.root) && self.doubt.is_none() => Some(keeper),
            _ => None,
        }
    }
}

/// Looks for everyone in the account who can put a new policy on the key. `None` where the owner of the key is not known.
pub fn lockout(policy: &Policy, context: &Context) -> Option<Lockout> {
    let owner = context.owner.as_deref()?;
    match Space::new(&[policy], context, Among::Account(owner)) {
        Ok(space) => lockout_in(&space, policy, owner),
        Err(TooLarge) => Some(Lockout {
            doubt: Some(Doubt::Work),
            ..Lockout::default()
        }),
    }
}

/// The same, with a space of the policy at hand in which the account's callers are. `None` also where the owner has a stand-in
/// and nobody of it can: another account that a template names may be the one that it will be used in.
pub fn lockout_in(space: &Space, policy: &Policy, owner: &str) -> Option<Lockout> {
    let lockout = keepers(space, policy, owner);
    let known = owner != STAND_IN || space.accounts.iter().all(|account| account == owner);
    (known || !lockout.is_locked()).then_some(lockout)
}

fn keepers(space: &Space, policy: &Policy, owner: &str) -> Lockout {
    let mut out = Lockout::default();
    let Some(action) = const { ActionSet::exactly(&["PutKeyPolicy"]) }
        .iter()
        .next()
    else {
        return out;
    };
    let hidden = |defect: &Defect| matches!(defect.element, "Statement" | "The policy");
    // What a template leaves open may let somebody of the account change the policy.
    let may_keep = |statement: &Statement| {
        let open =
            |defect: &Defect| defect.found == FUNCTION && statement.span.contains(defect.span);
        statement.effect != Some(Effect::Deny)
            && (statement.action.is_broken()
                || statement::actions(statement).meets(ActionSet::single(action)))
            && (statement.principal.is_broken() || policy.defects.iter().any(open))
    };
    if policy.obscured
        || policy.defects.iter().any(hidden)
        || policy.statements.iter().any(may_keep)
    {
        out.doubt = Some(Doubt::Unread);
    }
    if !space.all_callers {
        out.doubt = Some(Doubt::Values);
    }
    let of_account = |class: &&Class| class.caller.account.as_deref() == Some(owner);
    for class in space.callers.iter().filter(of_account) {
        // No service of AWS's list is documented to change policies for anybody (ARCHITECTURE.md, "Where AWS is silent").
        let mut class = class.clone();
        class.caller.direct = true;
        out.look_at(space, &class, action);
    }
    out
}

impl Lockout {
    fn look_at(&mut self, space: &Space, class: &Class, action: &'static Action) {
        let (allows, denies) = (space.with(0, Effect::Allow), space.with(0, Effect::Deny));
        let root = class.caller.sort == Sort::Root;
        if root {
            for deny in &denies {
                let goal = Goal {
                    matched: &[*deny],
                    missed: &[],
                };
                if let (Found::Yes(_), Some(part)) =
                    (space.find(class, action, goal), space.parts.get(*deny))
                {
                    self.denies_root.push(part.statement.index);
                }
            }
        }
        for account in [false, true] {
            for allow in space.speaking(class, &allows, account) {
                let goal = Goal {
                    matched: &[allow],
                    missed: &denies,
                };
                match space.find(class, action, goal) {
                    Found::Yes(witness) => {
                        // A session may be tried with several paths of its role.
                        let name = class.caller.mention();
                        if self.keepers.iter().any(|keeper| keeper.caller == name) {
                            return;
                        }
                        return self.keepers.push(Keeper {
                            caller: name.to_string(),
                            named: class.caller.named,
                            root,
                            by_iam: account,
                            witness: *witness,
                        });
                    }
                    Found::Undecided(doubt) => self.doubt = self.doubt.or(Some(doubt)),
                    Found::No => {}
                }
            }
        }
    }
}
