//! Looking for a request that some statements match and others do not.
//!
//! A statement matches when all of its tests pass, and misses when one of them fails. The search takes every choice of
//! failing tests in turn, and gives a choice up as soon as one key has no value left that would make it; so when it finds
//! nothing, there is nothing. Its work is bounded, and a search that meets the bound says so.

use super::callers::SETTLED;
use super::domain::values::sample;
use super::domain::{Bits, Choice, Domain, Presence};
use super::space::{Class, Space};
use crate::access::condition::evaluate::{evaluate, example, variables};
use crate::access::request::{Carried, Request};
use crate::access::statement::Truth;
use crate::aws::actions::{Action, ActionSet};
use crate::order;

/// Choices that one search takes.
const MOST_WORK: usize = 20_000;

/// What a search came to.
#[derive(Clone, Debug)]
pub enum Found {
    Yes(Box<Request>),
    /// Nothing in the whole space does.
    No,
    Undecided(Doubt),
}

/// What kept a question from being decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// A statement cannot be read in full, or whether its Resource is this key is not known.
    Unread,
    /// Values hang on other keys by policy variables.
    Variables,
    /// It may be the request of a service, of which AWS does not document all keys.
    Services,
    /// A key is compared in ways that cannot be told apart by a few values, or too many.
    Values,
    /// Actions that the catalogue does not list.
    Unlisted,
    /// The bound on work was reached.
    Work,
}

impl Doubt {
    pub fn words(self) -> &'static str {
        match self {
            Doubt::Unread => "a part of the policy cannot be read in full",
            Doubt::Variables => "policy variables make values hang on other keys",
            Doubt::Services => {
                "AWS does not document all condition keys of a service's own requests"
            }
            Doubt::Values => "a condition key is compared in more ways than could be reasoned over",
            Doubt::Unlisted => "the policy has actions that the catalogue does not list",
            Doubt::Work => "the policy has more combinations than could be reasoned over",
        }
    }
}

/// Whether a key is in requests through a VPC endpoint alone, or in others alone ("aws:SourceIp", "aws:SourceVpce", "AWS
/// global condition context keys").
fn of_endpoint(key: &Domain) -> Option<bool> {
    Some(match key.known?.name {
        "aws:SourceIp" => false,
        "aws:SourceVpc" | "aws:SourceVpce" | "aws:SourceVpcArn" | "aws:VpcSourceIp"
        | "aws:VpceAccount" | "aws:VpceOrgID" | "aws:VpceOrgPaths" => true,
        _ => return None,
    })
}

/// The statements that have to match and the ones that must not, by their places in [`Space::parts`].
#[derive(Clone, Copy, Debug)]
pub struct Goal<'g> {
    pub matched: &'g [usize],
    pub missed: &'g [usize],
}

/// What the tests on one key have to come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Need {
    yes: Bits,
    no: Bits,
}

struct Search<'s, 'a> {
    space: &'s Space<'a>,
    class: &'s Class,
    action: &'static Action,
    needs: Vec<Need>,
    /// Whether the request comes through a VPC endpoint, where that matters.
    endpoint: Option<bool>,
    /// Tests that are taken to pass though it is not known how the caller settles them.
    supposed: Vec<usize>,
    work: usize,
    /// Take as possible what cannot be settled, and remember the reason.
    loose: bool,
    doubt: Option<Doubt>,
}

impl Space<'_> {
    /// Looks for a request of this caller for one action.
    pub fn find(&self, class: &Class, action: &'static Action, goal: Goal) -> Found {
        let mut out = Found::No;
        for endpoint in self.endpoints() {
            match self.find_from(*endpoint, class, action, goal) {
                Found::No => {}
                Found::Undecided(doubt) => out = Found::Undecided(doubt),
                found => return found,
            }
        }
        out
    }

    /// From where requests come, as far as keys tell it that no request has both.
    fn endpoints(&self) -> &'static [Option<bool>] {
        let told = |through| {
            self.keys
                .iter()
                .any(|key| of_endpoint(key) == Some(through))
        };
        match told(true) && told(false) {
            true => &[Some(false), Some(true)],
            false => &[None],
        }
    }

    fn find_from(
        &self,
        endpoint: Option<bool>,
        class: &Class,
        action: &'static Action,
        goal: Goal,
    ) -> Found {
        if self.is_beyond(class, action) {
            return Found::No;
        }
        let mut search = Search::new(self, class, action, endpoint, false);
        match search.run(goal) {
            Some(needs) => match search.request(&needs) {
                Some(request) => return Found::Yes(Box::new(request)),
                None => return Found::Undecided(Doubt::Values),
            },
            None if search.work == 0 => return Found::Undecided(Doubt::Work),
            None => {}
        }
        if !self.is_hazy(class) {
            return Found::No;
        }
        let mut loose = Search::new(self, class, action, endpoint, true);
        match loose.run(goal) {
            Some(needs) => {
                // Values that hang on others may still come out as wanted.
                match loose.request(&needs) {
                    Some(request)
                        if loose.doubt != Some(Doubt::Services)
                            && self.replays(class, goal, &request) =>
                    {
                        Found::Yes(Box::new(request))
                    }
                    _ => Found::Undecided(loose.doubt.unwrap_or(Doubt::Values)),
                }
            }
            None if loose.work == 0 => Found::Undecided(Doubt::Work),
            None => Found::No,
        }
    }

    /// Whether [`Space::find`] would come to [`Found::No`], which is quicker to say where no request is wanted.
    pub fn rules_out(&self, class: &Class, action: &'static Action, goal: Goal) -> bool {
        let nothing = |loose: bool| {
            self.endpoints().iter().all(|endpoint| {
                let mut search = Search::new(self, class, action, *endpoint, loose);
                search.run(goal).is_none() && search.work > 0
            })
        };
        self.is_beyond(class, action) || nothing(false) && (!self.is_hazy(class) || nothing(true))
    }

    /// Whether there is anything that a strict search leaves out.
    fn is_hazy(&self, class: &Class) -> bool {
        let settled = self.tests.iter().zip(&class.settled);
        self.parts.iter().any(|part| part.hazy)
            || self
                .keys
                .iter()
                .any(|key| !key.is_complete() || key.variable != 0)
            || settled
                .into_iter()
                .any(|(asking, truth)| asking.key.is_none() && *truth == Truth::Open)
    }

    /// Whether the request does what the goal asks for.
    fn replays(&self, class: &Class, goal: Goal, request: &Request) -> bool {
        let action =
            ActionSet::where_(|action| request.action.ends_with(&format!(":{}", action.name)));
        let truth = |at: &usize| match self.parts.get(*at) {
            Some(part) => {
                let spoken = class.spoken.get(*at).copied().flatten().is_some();
                if !spoken
                    || part.effect.is_none()
                    || !part.actions.meets(action)
                    || part.resource == Truth::False
                {
                    return Truth::False;
                }
                let mut out = if part.hazy { Truth::Open } else { Truth::True };
                for asking in part.tests.iter().filter_map(|test| self.tests.get(*test)) {
                    let test = asking.asked.test;
                    let wanted: Vec<&str> = test
                        .values
                        .iter()
                        .map(|value| value.text.as_str())
                        .collect();
                    let variables = asking.asked.variable;
                    match evaluate(
                        asking.asked.operator,
                        &test.key.value,
                        &wanted,
                        &request.carries,
                        variables,
                    ) {
                        Truth::True => {}
                        Truth::False => return Truth::False,
                        Truth::Open => out = Truth::Open,
                    }
                }
                out
            }
            None => Truth::False,
        };
        goal.matched.iter().all(|at| truth(at) == Truth::True)
            && goal.missed.iter().all(|at| truth(at) == Truth::False)
    }
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(
        space: &'s Space<'a>,
        class: &'s Class,
        action: &'static Action,
        endpoint: Option<bool>,
        loose: bool,
    ) -> Self {
        Search {
            space,
            class,
            action,
            needs: vec![Need::default(); space.keys.len()],
            endpoint,
            supposed: Vec::new(),
            work: MOST_WORK,
            loose,
            doubt: None,
        }
    }

    fn run(&mut self, goal: Goal) -> Option<Vec<Need>> {
        for at in goal.matched {
            if !self.must_match(*at) {
                return None;
            }
        }
        let mut clauses: Vec<Vec<usize>> = Vec::new();
        for at in goal.missed {
            match self.ways_to_miss(*at) {
                None => {}
                Some(ways) if ways.is_empty() => return None,
                Some(ways) => clauses.push(ways),
            }
        }
        order::by_key(&mut clauses, Vec::len);
        clauses.dedup();
        self.choose(&clauses)
            .then(|| std::mem::take(&mut self.needs))
    }

    /// The request that meets the needs, if it can be made.
    fn request(&self, needs: &[Need]) -> Option<Request> {
        let (space, class) = (self.space, self.class);
        let mut carries = class.caller.carries.clone();
        carries.close();
        for (at, (domain, need)) in space.keys.iter().zip(needs).enumerate() {
            let presence = self.presence(at);
            let plain = Need {
                yes: need.yes & !domain.variable,
                no: need.no & !domain.variable,
            };
            let choice = domain.pick(plain.yes, plain.no, presence);
            match choice {
                Some(Choice::Values(values)) => carries.set(&domain.name, values),
                Some(Choice::Absent) => carries.set(&domain.name, Vec::new()),
                None if domain.is_complete() => return None,
                None => {}
            }
        }
        // What variables are filled with is known only now.
        for asking in space.tests.iter().filter(|asking| asking.asked.variable) {
            let wanted = asking
                .key
                .and_then(|key| needs.get(key))
                .map(|need| need.yes & asking.bit);
            if wanted.is_none_or(|bit| bit == 0) {
                continue;
            }
            // The key's own organization is not known, and not that of whoever asks.
            let owners = |name: &str| name.to_ascii_lowercase().starts_with("aws:resourceorg");
            let names = variables(asking.asked.test);
            if owners(&asking.asked.test.key.value) || names.iter().any(|name| owners(name)) {
                return None;
            }
            let constant = asking.key.and_then(|key| space.keys.get(key));
            if constant.is_none_or(|domain| domain.is_constant()) {
                continue;
            }
            let free = |name: &&str| {
                !SETTLED
                    .iter()
                    .any(|settled| settled.eq_ignore_ascii_case(name))
            };
            for name in names.into_iter().filter(free) {
                if let (Carried::Absent, Some(value)) =
                    (carries.get(name), sample(name, space.context))
                {
                    carries.set(name, vec![value]);
                }
            }
            if let Some(filled) = example(asking.asked.test, &carries) {
                carries.set(&asking.asked.test.key.value, vec![filled]);
            }
        }
        Some(Request {
            sender: class.caller.sender.clone(),
            action: format!("kms:{}", self.action.name),
            carries,
        })
    }

    fn presence(&self, key: usize) -> Presence {
        let told = self.space.keys.get(key).and_then(of_endpoint);
        match self.endpoint.zip(told) {
            Some((here, told)) if here != told => Presence::NEVER,
            _ => self.space.presence(key, &self.class.caller, self.action),
        }
    }

    /// Whether the statement speaks of the caller and the action at all.
    fn reaches(&self, at: usize) -> bool {
        let spoken = self.class.spoken.get(at).copied().flatten().is_some();
        self.space.parts.get(at).is_some_and(|part| {
            spoken
                && part.effect.is_some()
                && part.resource != Truth::False
                && part.actions.meets(ActionSet::single(self.action))
        })
    }

    fn must_match(&mut self, at: usize) -> bool {
        let Some(part) = self.space.parts.get(at).filter(|_| self.reaches(at)) else {
            return false;
        };
        if part.hazy && !self.doubts(Doubt::Unread) {
            return false;
        }
        part.tests.iter().all(|test| self.wants(*test, true))
    }

    /// Lets something pass that cannot be settled, in a loose search.
    fn doubts(&mut self, doubt: Doubt) -> bool {
        // What services carry cannot be tried out, as the rest can.
        self.doubt = match doubt {
            Doubt::Services => Some(doubt),
            _ => self.doubt.or(Some(doubt)),
        };
        self.loose
    }

    /// The tests of which one has to fail for the statement to miss; `None` where it misses anyway.
    fn ways_to_miss(&mut self, at: usize) -> Option<Vec<usize>> {
        let part = self.space.parts.get(at).filter(|_| self.reaches(at))?;
        if part.hazy && self.doubts(Doubt::Unread) {
            return None;
        }
        let mut ways = Vec::new();
        for test in &part.tests {
            let asking = self.space.tests.get(*test)?;
            match (asking.key, self.class.settled.get(*test)) {
                (None, Some(Truth::False)) => return None,
                (None, Some(Truth::True)) => {}
                _ => ways.push(*test),
            }
        }
        Some(ways)
    }

    /// Asks that a test passes or fails; false when that cannot be.
    fn wants(&mut self, test: usize, pass: bool) -> bool {
        let Some(asking) = self.space.tests.get(test) else {
            return false;
        };
        let Some(key) = asking.key else {
            return match self.class.settled.get(test) {
                Some(Truth::True) => pass,
                Some(Truth::False) => !pass,
                // One request has one answer to it. What has to pass is settled before anything has to fail.
                _ if !pass && self.supposed.contains(&test) => false,
                _ => {
                    self.supposed.extend(pass.then_some(test));
                    self.doubts(match asking.asked.variable {
                        true => Doubt::Variables,
                        false => Doubt::Services,
                    })
                }
            };
        };
        let Some(need) = self.needs.get_mut(key) else {
            return false;
        };
        match pass {
            true => need.yes |= asking.bit,
            false => need.no |= asking.bit,
        }
        if need.yes & need.no != 0 {
            return false;
        }
        self.can_be(key)
    }

    /// Whether the key can still meet what is needed of it.
    fn can_be(&mut self, key: usize) -> bool {
        let (Some(domain), Some(need)) = (self.space.keys.get(key), self.needs.get(key).copied())
        else {
            return false;
        };
        let presence = self.presence(key);
        let free = domain.variable & (need.yes | need.no);
        if free != 0 {
            if !self.doubts(Doubt::Variables) {
                return false;
            }
            // A variable's values are free, but a key that the request cannot carry is not.
            if !presence.present {
                return domain.pick(need.yes, need.no, presence).is_some();
            }
            return domain
                .pick(need.yes & !free, need.no & !free, presence)
                .is_some()
                || !domain.is_complete();
        }
        if domain.pick(need.yes, need.no, presence).is_some() {
            return true;
        }
        !domain.is_complete() && presence.present && self.doubts(Doubt::Values)
    }

    /// Has one test of each clause fail.
    fn choose(&mut self, clauses: &[Vec<usize>]) -> bool {
        let Some((first, rest)) = clauses.split_first() else {
            return true;
        };
        for test in first {
            let Some(left) = self.work.checked_sub(1) else {
                return false;
            };
            self.work = left;
            let before = self.needs.clone();
            if self.wants(*test, false) && self.choose(rest) {
                return true;
            }
            self.needs = before;
        }
        false
    }
}
