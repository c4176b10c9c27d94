use std::cell::OnceCell;

use crate::access::caller::Who;
use crate::access::condition::{Class, Scales};
use crate::access::context::Context;
use crate::access::statement::{self as access, Truth};
use crate::aws::actions::ActionSet;
use crate::aws::sets;
use crate::json::{Error, Node};
use crate::model::date::Moment;
use crate::model::key::Key;
use crate::model::policy::{Effect, Policy, Principal, Statement, Test, Text};
use crate::profile::Profile;
use crate::read::element::is_function;
use crate::reason::callers::Among;
use crate::reason::dead::{Dead, Reason, What, dead_in};
use crate::reason::domain::Domain;
use crate::reason::lockout::{Lockout, lockout, lockout_in};
use crate::reason::public::Public;
use crate::reason::space::Space;

/// What a rule looks at.
pub struct Subject<'a> {
    pub key: &'a Key,
    pub context: &'a Context,
    pub profile: &'a Profile,
    /// The time of judging.
    pub now: Moment,
    /// The policy's text as JSON, or why it is none.
    pub document: Option<Result<&'a Node<'a>, &'a Error>>,
    pub policy: &'a Policy,
    pub public: Option<&'a Public>,
    pub reasoned: Reasoned<'a>,
    /// What nearly every rule asks of a statement, in the order of the policy's statements.
    pub facts: Vec<Facts<'a>>,
    /// Every test of every statement.
    pub tests: Vec<(&'a Statement, &'a Test)>,
}

/// What is worked out of a statement once.
pub struct Facts<'a> {
    index: usize,
    principals: Vec<(&'a Principal, Who)>,
    actions: ActionSet,
    live: OnceCell<bool>,
}

impl<'a> Facts<'a> {
    pub fn of(policy: &'a Policy, context: &Context) -> Vec<Facts<'a>> {
        let of = |statement: &'a Statement| {
            let element = &statement.principal;
            let lists = [&element.is, &element.not].into_iter().flatten();
            Facts {
                index: statement.index,
                principals: lists
                    .flat_map(|list| &list.entries)
                    .map(|principal| (principal, Who::of(principal, context)))
                    .collect(),
                actions: access::actions(statement),
                live: OnceCell::new(),
            }
        };
        let mut all: Vec<Facts> = policy.statements.iter().map(of).collect();
        let denies_always = |at: &usize| {
            let statement = policy.statements.get(*at);
            statement.is_some_and(|it| {
                it.tests.is_empty() && access::denies_for_sure(it, policy, context)
            })
        };
        let denies: Vec<usize> = (0..all.len()).filter(denies_always).collect();
        // "An explicit deny in any of these policies overrides the allow" ("Policy evaluation logic", IAM User Guide).
        for (at, statement) in policy.statements.iter().enumerate() {
            let whom = |at: usize| all.get(at).map(|facts| facts.principals.as_slice());
            let named = whom(at).unwrap_or_default();
            let mut lost = ActionSet::EMPTY;
            for deny in denies.iter().filter(|_| !is_deny(statement)) {
                let denied = whom(*deny).unwrap_or_default();
                // What is refused is not the same for being refused alike.
                let same = |one: &(&Principal, Who), other: &(&Principal, Who)| {
                    one.1 == other.1
                        && (one.0.value == other.0.value || matches!(one.1, Who::Account { .. }))
                };
                let is_denied = |one| denied.iter().any(|other| same(one, other));
                let everyone = denied.iter().any(|(_, who)| *who == Who::Everyone);
                let all_told = statement.principal.is.is_some()
                    && !statement.principal.is_broken()
                    && !named.is_empty();
                if everyone || all_told && named.iter().all(is_denied) {
                    lost = lost.or(all.get(*deny).map_or(lost, |facts| facts.actions));
                }
            }
            if let Some(facts) = all.get_mut(at) {
                facts.actions = facts.actions.minus(lost);
            }
        }
        all
    }
}

/// What all requests come to, reasoned out when the first rule asks.
#[derive(Default)]
pub struct Reasoned<'a> {
    /// Everybody's requests, for what is asked of all of them.
    space: OnceCell<Option<Space<'a>>>,
    lockout: OnceCell<Option<Lockout>>,
    dead: OnceCell<Option<Vec<Dead>>>,
}

impl<'a> Reasoned<'a> {
    /// Whether a rule asked for all requests, and not all could be had: the work is bounded.
    pub fn is_bounded(&self) -> bool {
        let whole = |space: &Space| space.all_callers && space.keys.iter().all(Domain::is_complete);
        let asked = self.space.get();
        asked.is_some_and(|space| !space.as_ref().is_some_and(whole))
    }
}

impl<'a> Subject<'a> {
    /// Who of the account can still change the policy. `None` where the owner is not known.
    pub fn lockout(&self) -> Option<&Lockout> {
        // Where everybody can be reasoned over, that is done already, or will be.
        let everybody = || self.space().filter(|space| space.all_callers);
        let lockout = || {
            let owner = self.context.owner.as_deref()?;
            match everybody() {
                Some(space) => lockout_in(space, self.policy, owner),
                None => lockout(self.policy, self.context),
            }
        };
        self.reasoned.lockout.get_or_init(lockout).as_ref()
    }

    /// Nobody of the account can change the policy, and that is proven: what else is missing follows from it.
    pub fn is_locked(&self) -> bool {
        self.lockout().is_some_and(Lockout::is_locked)
    }

    /// AWS wrote the policy: by the word of the file, or where the file is silent, by the form of AWS's own ("Permissions
    /// for AWS managed keys"): everyone of the account through one service, and nobody to change it.
    pub fn is_aws_managed(&self) -> bool {
        let through_service = |statement: &Statement| {
            let has = |name: &str| {
                let tests = statement.tests.iter();
                tests.clone().any(|test| test.key.value == name)
            };
            has("kms:CallerAccount") && has("kms:ViaService")
        };
        self.key.is_aws_managed()
            || self.key.manager.present().is_none()
                && self.allows().any(through_service)
                && !self.allows().any(|allow| {
                    access::actions(allow).meets(const { ActionSet::exactly(&["PutKeyPolicy"]) })
                })
    }

    /// All requests. `None` where the policy is too large.
    pub fn space(&self) -> Option<&Space<'a>> {
        let space = || Space::new(&[self.policy], self.context, Among::Everybody).ok();
        self.reasoned.space.get_or_init(space).as_ref()
    }

    /// Whether the policy may let somebody of a foreign account use the key.
    pub fn lets_in(&self, account: &str) -> bool {
        let space = self.space();
        space.is_none_or(|space| space.lets_in(account, sets::CROSS_ACCOUNT))
    }

    /// The text that changes no decision. `None` where the policy is too large.
    pub fn dead(&self) -> Option<&[Dead]> {
        let dead = || Some(dead_in(self.space()?, self.policy, self.context));
        self.reasoned.dead.get_or_init(dead).as_deref()
    }

    pub fn statements(&self) -> impl Iterator<Item = &'a Statement> {
        self.policy.statements.iter()
    }

    pub fn allows(&self) -> impl Iterator<Item = &'a Statement> {
        self.statements()
            .filter(|statement| statement.effect == Some(Effect::Allow))
    }

    pub fn tests(&self) -> impl Iterator<Item = (&'a Statement, &'a Test)> {
        self.tests.iter().copied()
    }

    pub fn root(&self) -> Option<&'a Node<'a>> {
        self.document.and_then(Result::ok)
    }

    /// The statements as JSON: those that are objects and say what they are, with their place in the list.
    pub fn statement_nodes(&self) -> Vec<(usize, &'a Node<'a>)> {
        let Some(node) = self.root().and_then(|root| root.get("Statement")) else {
            return Vec::new();
        };
        let all = match node.is_object() {
            true => std::slice::from_ref(node),
            false => node.items(),
        };
        let told = |item: &Node| item.is_object() && !is_function(item);
        let all = all.iter().enumerate();
        all.filter(|(_, item)| told(item)).collect()
    }

    pub fn scales<'s>(&self, statement: &'s Statement) -> Scales<'s>
    where
        'a: 's,
    {
        Scales {
            policy: self.policy,
            statement,
            context: self.context,
        }
    }

    /// Whether the statement can apply to any request at all: it is about this key, reaches an action, speaks of somebody,
    /// and no test of it is always false, nor all of them together.
    pub fn is_live(&self, statement: &'a Statement) -> bool {
        match self.facts(statement) {
            Some(facts) => *facts.live.get_or_init(|| self.could_apply(statement)),
            None => false,
        }
    }

    fn facts(&self, statement: &Statement) -> Option<&Facts<'a>> {
        let place = |facts: &Facts<'a>| facts.index;
        let at = self.facts.binary_search_by_key(&statement.index, place);
        self.facts.get(at.ok()?)
    }

    /// The actions that a key policy can give and that the statement means; of an Allow, but for what a Deny without conditions
    /// takes from all it speaks of.
    pub fn actions(&self, statement: &Statement) -> ActionSet {
        self.facts(statement)
            .map_or(ActionSet::EMPTY, |facts| facts.actions)
    }

    /// Whether no request meets all of its conditions.
    fn is_never_met(&self, statement: &Statement) -> bool {
        let mut dead = self.dead().into_iter().flatten();
        dead.any(|dead| {
            let never = matches!(dead.why, Reason::Conditions(_));
            dead.statement == statement.index && dead.what == What::Statement && never
        })
    }

    fn could_apply(&self, statement: &'a Statement) -> bool {
        let scales = self.scales(statement);
        let nobody = |who: &Who| who.is_nobody();
        let spoken_of = match (&statement.principal.is, &statement.principal.not) {
            (Some(_), _) => !self
                .principals(statement)
                .iter()
                .all(|(_, who)| nobody(who)),
            (None, Some(_)) => access::is_everyone(statement),
            (None, None) => false,
        };
        spoken_of
            && !self.actions(statement).is_empty()
            && access::is_this_key(statement, self.policy, self.context) != Truth::False
            && !statement
                .tests
                .iter()
                .any(|test| matches!(scales.weigh(test), Class::Never(_)))
            && !self.is_never_met(statement)
    }

    /// Every principal of the statement, of Principal and of NotPrincipal, and what it stands for.
    pub fn principals(&self, statement: &Statement) -> &[(&'a Principal, Who)] {
        self.facts(statement).map_or(&[], |facts| &facts.principals)
    }
}

/// "Statement 3", as the page numbers them.
pub fn number(statement: &Statement) -> crate::explain::text::Text {
    format!("Statement {}", statement.index + 1).into()
}

pub fn is_deny(statement: &Statement) -> bool {
    statement.effect == Some(Effect::Deny)
}

/// Every entry of Action and NotAction, with its statement.
pub fn action_entries<'a>(subject: &Subject<'a>) -> Vec<(&'a Statement, &'a Text)> {
    let of = |statement: &'a Statement| {
        let lists = [&statement.action.is, &statement.action.not];
        let entries = lists.into_iter().flatten().flat_map(|list| &list.entries);
        entries.map(move |entry| (statement, entry))
    };
    subject.statements().flat_map(of).collect()
}

/// The two halves of `service:name`, when the entry has that form.
pub fn service_and_name(entry: &str) -> Option<(&str, &str)> {
    let (service, name) = entry.split_once(':')?;
    let word = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'*' | b'?')
            })
    };
    (word(service) && word(name)).then_some((service, name))
}
