//! All requests to one policy, or to two that are compared: the callers, the actions and the condition keys that it can
//! tell apart.

mod part;

use super::callers::{self, Among, Caller, SETTLED, Sort};
use super::domain::{Asked, Bits, Domain, MOST_TESTS, Presence};
use crate::access::condition::constant;
use crate::access::condition::evaluate::evaluate;
use crate::access::context::Context;
use crate::access::decide::speaks_of;
use crate::access::request::Sender;
use crate::access::statement::Truth;
use crate::aws::actions::{Action, ActionSet};
use crate::aws::condition_keys::{Carried, UNPUBLISHED};
use crate::aws::names::STAND_IN;
use crate::aws::sets;
use crate::index::Index;
use crate::model::operator::Quantifier;
use crate::model::policy::{Effect, Policy, Statement, Test};
pub(super) use part::says_twice;
use part::{mark_wide, part};

pub struct Space<'a> {
    pub context: &'a Context,
    /// The statements of all policies, one policy after the other.
    pub parts: Vec<Part<'a>>,
    pub tests: Vec<Asking<'a>>,
    pub keys: Vec<Domain>,
    pub callers: Vec<Class>,
    /// What is told of each of them where the policies treat it like another: see [`Class::likeness`].
    likenesses: Index,
    /// The accounts that the policies name.
    pub accounts: Vec<String>,
    /// Whether [`Space::callers`] holds one for every way to be a caller.
    pub all_callers: bool,
    /// The actions, in groups that no statement and no key tells apart.
    pub actions: Vec<ActionSet>,
    /// Keys that say who calls may be absent where a test lets that pass, as habit alone puts them there.
    pub wary: bool,
    /// Keys that the key itself settles and that variables speak of, with their values: part of every request.
    of_the_key: Vec<(String, String)>,
}

/// A statement.
pub struct Part<'a> {
    /// Which of the policies it is from.
    pub policy: usize,
    pub statement: &'a Statement,
    pub effect: Option<Effect>,
    pub actions: ActionSet,
    /// Its tests, by their place in [`Space::tests`].
    pub tests: Vec<usize>,
    /// Whether its Resource is this key.
    pub resource: Truth,
    /// A part of it cannot be decided, whatever the request.
    pub hazy: bool,
}

/// A test. Tests that ask the same are one.
pub struct Asking<'a> {
    pub asked: Asked<'a>,
    /// Its key, by its place in [`Space::keys`]; `None` where the caller settles it.
    pub key: Option<usize>,
    /// Its bit among the tests on that key.
    pub bit: Bits,
    variables: bool,
}

/// A caller, and what the policies make of it.
#[derive(Clone)]
pub struct Class {
    pub caller: Caller,
    /// For each part, whether it speaks of the caller, and if so, whether as the account.
    pub spoken: Vec<Option<bool>>,
    /// For each test that the caller settles, how it comes out.
    pub settled: Vec<Truth>,
}

impl Class {
    /// What it has in common with those that the policies treat alike: callers that are named with none but themselves.
    fn likeness(&self) -> String {
        let caller = &self.caller;
        if caller.named {
            let (kind, text) = match &caller.sender {
                Sender::Principal(text) => ("P ", text.as_str()),
                Sender::Service(text) => ("S ", text.as_str()),
                Sender::Unsigned => ("U", ""),
            };
            return [kind, text, " ", caller.name()].concat();
        }
        let mut told = caller.account.clone().unwrap_or_default();
        told.push(match caller.sort {
            Sort::Service => 's',
            Sort::Root => 'r',
            Sort::Role | Sort::User | Sort::Federated => 'o',
        });
        for spoken in &self.spoken {
            told.push(match spoken {
                None => '-',
                Some(false) => 'n',
                Some(true) => 'a',
            });
        }
        for truth in &self.settled {
            told.push(match truth {
                Truth::True => 'y',
                Truth::False => 'n',
                Truth::Open => '?',
            });
        }
        told
    }
}

/// Why a policy cannot be reasoned over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl<'a> Space<'a> {
    pub fn new(
        policies: &[&'a Policy],
        context: &'a Context,
        among: Among,
    ) -> Result<Space<'a>, TooLarge> {
        let mut tests: Vec<Asking<'a>> = Vec::new();
        let mut parts: Vec<Part<'a>> = Vec::new();
        for (index, policy) in policies.iter().enumerate() {
            for statement in &policy.statements {
                parts.push(part(index, statement, policy, context, &mut tests));
            }
        }
        mark_wide(&parts, &mut tests);
        let of_the_key = settled_by_key(&tests, context);
        let keys = domains(&mut tests, &of_the_key, context)?;
        let (found, all_callers) = callers::callers(policies, context, among);
        let mut space = Space {
            context,
            parts,
            tests,
            keys,
            callers: Vec::new(),
            likenesses: Index::default(),
            accounts: callers::accounts_named(policies, context),
            all_callers,
            actions: Vec::new(),
            wary: among == Among::Strangers,
            of_the_key,
        };
        space.actions = space.action_classes();
        for caller in found {
            space.add_caller(caller);
        }
        Ok(space)
    }

    /// Adds a caller unless one of its account is there that the policies treat alike. Who is named stays apart.
    pub fn add_caller(&mut self, mut caller: Caller) {
        for (name, value) in &self.of_the_key {
            caller.carries.set(name, vec![value.clone()]);
        }
        let class = self.class(caller);
        let likeness = class.likeness();
        if self.likenesses.get(&likeness).is_none() {
            self.likenesses.add(likeness.into());
            self.callers.push(class);
        }
    }

    /// Takes all callers out.
    pub fn take_callers(&mut self) -> Vec<Class> {
        self.likenesses = Index::default();
        std::mem::take(&mut self.callers)
    }

    pub(super) fn class(&self, caller: Caller) -> Class {
        let settled = self.tests.iter().map(|asking| match asking.key {
            Some(_) => Truth::Open,
            None => asking.truth_for(&caller),
        });
        Class {
            spoken: self
                .parts
                .iter()
                .map(|part| speaks_of(part.statement, &caller.sender, caller.carries.role()))
                .collect(),
            settled: settled.collect(),
            caller,
        }
    }

    /// Groups of actions that the same statements mean and whose requests carry the same keys.
    fn action_classes(&self) -> Vec<ActionSet> {
        let all = self.context.fit.and(sets::KEY_POLICY);
        let of_parts = self.parts.iter().map(|part| part.actions);
        let of_keys = self.keys.iter().map(carrying);
        let told_apart = of_parts.chain(of_keys).chain([sets::CROSS_ACCOUNT]);
        let mut classes = vec![all];
        for set in told_apart {
            let halves = classes
                .iter()
                .flat_map(|class| [class.and(set), class.minus(set)]);
            classes = halves.filter(|half| !half.is_empty()).collect();
        }
        // In the order of the alphabet, by their first actions.
        crate::order::by_key(&mut classes, |class| {
            class.iter().next().map(|action| action.name)
        });
        classes
    }

    /// Whether the test can come out true of requests of the caller for the action, all other tests left aside.
    pub fn may_pass(&self, class: &Class, action: &'static Action, test: usize) -> bool {
        self.may_be(class, action, test, true)
    }

    /// Whether it can come out false.
    pub fn may_fail(&self, class: &Class, action: &'static Action, test: usize) -> bool {
        self.may_be(class, action, test, false)
    }

    fn may_be(&self, class: &Class, action: &'static Action, test: usize, truth: bool) -> bool {
        let Some(asking) = self.tests.get(test) else {
            return true;
        };
        let Some(key) = asking.key else {
            return class.settled.get(test) != Some(&Truth::from(!truth));
        };
        let (yes, no) = if truth {
            (asking.bit, 0)
        } else {
            (0, asking.bit)
        };
        let presence = self.presence(key, &class.caller, action);
        self.keys.get(key).is_none_or(|domain| {
            let loose = !domain.is_complete() || asking.asked.variable;
            loose && presence.present || domain.pick(yes, no, presence).is_some()
        })
    }

    fn is_lenient(&self, key: usize) -> bool {
        let of_key = |asking: &&Asking| asking.key == Some(key);
        self.tests
            .iter()
            .filter(of_key)
            .any(|asking| asking.is_lenient())
    }

    /// Whether KMS never does the action for this caller: most administration does not cross accounts ("Allowing users in
    /// other accounts to use a KMS key", KMS Developer Guide). Strangers are asked about it all the same, to say why
    /// nothing is open to them.
    pub fn is_beyond(&self, class: &Class, action: &'static Action) -> bool {
        let account = class.caller.account.as_deref();
        let own = account.and_then(|account| self.context.owns(account));
        own == Some(false) && !action.cross_account && !self.wary
    }

    /// The statements of a policy with this effect, by their places in [`Space::parts`].
    pub fn with(&self, policy: usize, effect: Effect) -> Vec<usize> {
        let wanted = |part: &Part| part.policy == policy && part.effect == Some(effect);
        (0..self.parts.len())
            .filter(|at| self.parts.get(*at).is_some_and(wanted))
            .collect()
    }

    /// Those of the statements that speak of the caller; as the account alone, or directly.
    pub fn speaking(&self, class: &Class, parts: &[usize], account: bool) -> Vec<usize> {
        let spoken = |at: &usize| class.spoken.get(*at).copied().flatten() == Some(account);
        parts.iter().copied().filter(spoken).collect()
    }

    /// Whether requests of the caller for the action can lack the key and can carry it.
    pub fn presence(&self, key: usize, caller: &Caller, action: &'static Action) -> Presence {
        let Some(domain) = self.keys.get(key) else {
            return Presence::EITHER;
        };
        let Some(known) = domain.known else {
            return Presence::EITHER;
        };
        if !carrying(domain).meets(ActionSet::single(action)) {
            return Presence::NEVER;
        }
        let by_service = caller.sort == Sort::Service;
        if by_service
            && ABSENT_FOR_SERVICES
                .iter()
                .any(|head| known.name.starts_with(head))
        {
            return Presence::NEVER;
        }
        if !by_service && FOR_SERVICES_ALONE.contains(&known.name) {
            return Presence::NEVER;
        }
        let presence = match constant::always_present(known, ActionSet::single(action)) {
            true if self.wary && known.bounds.is_some() && self.is_lenient(key) => Presence::EITHER,
            true => Presence::ALWAYS,
            false => Presence::EITHER,
        };
        Presence {
            direct: caller.direct,
            ..presence
        }
    }
}

/// What a service's own requests lack ("Global condition keys", IAM User Guide, each key's "Availability").
///
/// `kms:ViaService` is not among it: AWS's own policies for IAM Identity Center ("Advanced KMS key policy statements") test it
/// in statements for services.
const ABSENT_FOR_SERVICES: [&str; 10] = [
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/",
    "aws:SourceVpc",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:MultiFactorAuth",
    "aws:TokenIssueTime",
];

/// What only a service's own requests carry.
pub const FOR_SERVICES_ALONE: [&str; 6] = [
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:PrincipalServiceNamesList",
];

/// The actions whose requests can carry the key.
fn carrying(domain: &Domain) -> ActionSet {
    match domain.known.map(|key| key.carried) {
        Some(Carried::ByActions(actions)) => actions.or(UNPUBLISHED),
        _ => ActionSet::ALL,
    }
}

/// The keys that the key itself settles where a test compares them with variables, or takes them in as variables.
fn settled_by_key(tests: &[Asking], context: &Context) -> Vec<(String, String)> {
    let keys = ["aws:ResourceAccount", "aws:RequestedRegion"];
    let spoken_of = |name: &str| {
        tests
            .iter()
            .filter(|asking| asking.asked.variable)
            .any(|asking| {
                let test = asking.asked.test;
                let braced = format!("${{{name}").to_ascii_lowercase();
                test.key.value.eq_ignore_ascii_case(name)
                    || test
                        .values
                        .iter()
                        .any(|value| value.text.to_ascii_lowercase().contains(&braced))
            })
    };
    // An account that is written out may be the key's, where that is not known.
    let written_out = |name: &str| {
        let of_key = |asking: &&Asking| asking.asked.test.key.value.eq_ignore_ascii_case(name);
        let values = tests
            .iter()
            .filter(of_key)
            .flat_map(|it| &it.asked.test.values);
        let mut fixed = values.filter(|value| !value.text.contains("${"));
        fixed.next().is_some()
    };
    let unknown = |name: &str| match name {
        "aws:ResourceAccount" if !written_out(name) => Some(STAND_IN.to_string()),
        _ => None,
    };
    let value = |name: &str| {
        let known = crate::aws::condition_keys::find(name)?;
        match constant::of(known, context) {
            Some(constant::Constant::Value(value)) => Some(value),
            Some(constant::Constant::Absent) => None,
            None => unknown(name),
        }
    };
    keys.into_iter()
        .filter(|name| spoken_of(name))
        .filter_map(|name| Some((name.to_string(), value(name)?)))
        .collect()
}

/// The keys that callers do not settle, each with the tests on it.
fn domains(
    tests: &mut [Asking],
    of_the_key: &[(String, String)],
    context: &Context,
) -> Result<Vec<Domain>, TooLarge> {
    let mut names: Vec<(String, &str, Vec<usize>)> = Vec::new();
    for (at, asking) in tests.iter().enumerate() {
        let written = asking.asked.test.key.value.as_str();
        let name = written.to_ascii_lowercase();
        let by_key = of_the_key
            .iter()
            .any(|(key, _)| key.eq_ignore_ascii_case(&name));
        if SETTLED.contains(&name.as_str()) || by_key {
            continue;
        }
        match names.iter_mut().find(|(other, _, _)| *other == name) {
            Some((_, _, places)) => places.push(at),
            None => names.push((name, written, vec![at])),
        }
    }
    let mut keys = Vec::new();
    for (index, (_, written, places)) in names.iter().enumerate() {
        if places.len() > MOST_TESTS {
            return Err(TooLarge);
        }
        let asked: Vec<Asked> = places
            .iter()
            .filter_map(|at| tests.get(*at))
            .map(|asking| asking.asked)
            .collect();
        keys.push(Domain::of(written, &asked, context));
        for (bit, at) in places.iter().enumerate() {
            if let Some(asking) = tests.get_mut(*at) {
                asking.key = Some(index);
                asking.bit = 1 << bit;
            }
        }
    }
    Ok(keys)
}

impl Asking<'_> {
    /// How the test comes out as far as the caller alone tells.
    fn truth_for(&self, caller: &Caller) -> Truth {
        let test: &Test = self.asked.test;
        let wanted: Vec<&str> = test
            .values
            .iter()
            .map(|value| value.text.as_str())
            .collect();
        evaluate(
            self.asked.operator,
            &test.key.value,
            &wanted,
            &caller.carries,
            self.variables,
        )
    }

    /// Whether it asks the same as a test of a policy.
    pub fn asks(&self, test: &Test) -> bool {
        let own = self.asked.test;
        own.operator == test.operator
            && own.key.value.eq_ignore_ascii_case(&test.key.value)
            && own
                .values
                .iter()
                .map(|value| &value.text)
                .eq(test.values.iter().map(|value| &value.text))
    }

    /// Whether the test lets requests without its key pass by a form that AWS warns of.
    pub fn is_lenient(&self) -> bool {
        let operator = self.asked.operator;
        operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues)
    }
}
