//! What all keys come to together: facets of the list, and the overview.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Workspace;
use super::query::{Field, Query};
use super::row::{Rotation, Row};
use crate::lint::{RULES, Rule, Severity};
use crate::model::arn::Arn;
use crate::model::date::Moment;
use crate::reason::public::Answer;

/// Values that are listed of one facet.
const MOST_VALUES: usize = 12;

/// A field and how many of the keys have which value, the most first.
pub struct Facet {
    pub field: Field,
    pub title: &'static str,
    pub values: Vec<(String, usize)>,
    /// Values that are not listed.
    pub more: usize,
}

const FACETS: [(Field, &str); 8] = [
    (Field::Public, "Public"),
    (Field::Severity, "Worst finding"),
    (Field::Account, "Account"),
    (Field::Region, "Region"),
    (Field::Manager, "Manager"),
    (Field::State, "State"),
    (Field::Rotation, "Rotation"),
    (Field::Spec, "Spec"),
];

impl Workspace {
    /// The rows that a query leaves, in their order in the workspace.
    pub fn matching(&self, query: &Query) -> Vec<usize> {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, row)| query.matches(row))
            .map(|(at, _)| at)
            .collect()
    }

    /// The facets of these rows, but for those with one value alone.
    pub fn facets(&self, among: &[usize], query: &Query) -> Vec<Facet> {
        let mut facets: Vec<Facet> = FACETS
            .into_iter()
            .map(|(field, title)| self.facet(among, field, title))
            .collect();
        let mut tags: HashMap<&str, usize> = HashMap::new();
        for row in among.iter().filter_map(|at| self.rows.get(*at)) {
            for (name, _) in &row.tags {
                *tags.entry(name).or_default() += 1;
            }
        }
        facets.push(listed(Field::Tag, "Tag", tags));
        let chosen = |facet: &Facet| {
            let mut values = facet.values.iter();
            values.any(|(value, _)| query.has(facet.field, value))
        };
        facets.retain(|facet| {
            facet.values.len() > 1
                || chosen(facet)
                || (facet.field == Field::Tag && !facet.values.is_empty())
        });
        facets
    }

    fn facet(&self, among: &[usize], field: Field, title: &'static str) -> Facet {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for row in among.iter().filter_map(|at| self.rows.get(*at)) {
            let value: &str = match field {
                Field::Public => row.public_name().unwrap_or_default(),
                Field::Severity => row.worst_name(),
                Field::Account => &row.account,
                Field::Region => &row.region,
                Field::Manager => &row.manager,
                Field::State => &row.state,
                Field::Spec => &row.spec,
                _ => row.rotation.name(),
            };
            if !value.is_empty() {
                *counts.entry(value).or_default() += 1;
            }
        }
        listed(field, title, counts)
    }

    /// What an auditor looks at first.
    pub fn overview(&self) -> Overview {
        let mut overview = Overview::default();
        let mut rules: Vec<[usize; 5]> = vec![[0; 5]; RULES.len()];
        let mut principals: HashMap<&str, usize> = HashMap::new();
        let mut foreign: BTreeMap<&str, usize> = BTreeMap::new();
        let mut policies: HashMap<u64, (usize, usize)> = HashMap::new();
        let mut sets: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        let own: HashSet<&str> = self.rows.iter().map(|row| &*row.account).collect();
        for (at, row) in self.rows.iter().enumerate() {
            let state = if row.state.is_empty() {
                "unknown"
            } else {
                &row.state
            };
            *overview.states.entry(state.to_string()).or_default() += 1;
            *overview.rotations.entry(row.rotation).or_default() += 1;
            if let Some(day) = row.deletion {
                overview.deletions.push((day, at));
            }
            let place = (row.account.to_string(), row.region.to_string());
            *overview.places.entry(place).or_default() += 1;
            if row.policy > 0 {
                policies.entry(row.policy).or_insert((0, at)).0 += 1;
            }
            if row.multi_region && row.id.starts_with("mrk-") {
                sets.entry((&row.account, &row.id)).or_default().push(at);
            }
            let Some(summary) = &row.summary else {
                overview.unjudged += 1;
                continue;
            };
            match summary.public {
                Answer::Yes => overview.public.push(at),
                Answer::Undecided => overview.undecided += 1,
                Answer::No => {}
            }
            let mut seen = Vec::new();
            for (rule, severity) in &summary.findings {
                if !seen.contains(rule) {
                    seen.push(*rule);
                    let count = rules.get_mut(*rule as usize);
                    if let Some(count) = count.and_then(|counts| counts.get_mut(*severity as usize))
                    {
                        *count += 1;
                    }
                }
            }
            let mut strangers: Vec<&str> = Vec::new();
            for principal in &summary.principals {
                *principals.entry(principal).or_default() += 1;
                let account = account_of(principal).filter(|account| **account != *row.account);
                strangers.extend(account.filter(|account| !strangers.contains(account)));
            }
            for account in strangers {
                *foreign.entry(account).or_default() += 1;
            }
        }
        crate::order::by(&mut overview.deletions, Ord::cmp);
        overview.rules = RULES
            .iter()
            .zip(rules)
            .filter(|(_, counts)| counts.iter().sum::<usize>() > 0)
            .map(|(rule, counts)| (*rule, counts))
            .collect();
        crate::order::by_key(&mut overview.rules, |(_, counts)| {
            let worst = counts.iter().position(|count| *count > 0);
            (worst, usize::MAX - counts.iter().sum::<usize>())
        });
        overview.principals = most(principals);
        overview.foreign = foreign
            .into_iter()
            .map(|(account, count)| (account.to_string(), count, own.contains(account)))
            .collect();
        crate::order::by_key(&mut overview.foreign, |(_, count, own)| {
            (*own, usize::MAX - count)
        });
        overview.policies = policies
            .into_iter()
            .filter(|(_, (count, _))| *count > 1)
            .map(|(policy, (count, first))| (policy, count, first))
            .collect();
        crate::order::by_key(&mut overview.policies, |(policy, count, _)| {
            (usize::MAX - count, *policy)
        });
        overview.sets = sets
            .into_iter()
            .filter(|(_, rows)| rows.len() > 1)
            .map(|((_, id), rows)| (id.to_string(), rows))
            .collect();
        overview
    }
}

/// The account of an ARN or of twelve digits.
fn account_of(principal: &str) -> Option<&str> {
    match Arn::split(principal) {
        Some(arn) => Some(arn.account).filter(|account| !account.is_empty()),
        None => crate::aws::names::is_account(principal).then_some(principal),
    }
}

fn listed(field: Field, title: &'static str, counts: HashMap<&str, usize>) -> Facet {
    let all = counts.len();
    let mut values: Vec<(String, usize)> = most(counts);
    match field {
        // These have an order of their own.
        Field::Severity => {
            let rank = |name: &str| Severity::ALL.iter().position(|level| level.name() == name);
            crate::order::by_key(&mut values, |(name, _)| {
                rank(name).unwrap_or(Severity::ALL.len())
            });
        }
        Field::Public => {
            let rank = |name: &str| {
                ["yes", "undecided", "no"]
                    .iter()
                    .position(|other| *other == name)
            };
            crate::order::by_key(&mut values, |(name, _)| rank(name));
        }
        _ => {}
    }
    values.truncate(MOST_VALUES);
    Facet {
        field,
        title,
        more: all - values.len(),
        values,
    }
}

fn most(counts: HashMap<&str, usize>) -> Vec<(String, usize)> {
    let mut values: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(value, count)| (value.to_string(), count))
        .collect();
    crate::order::by(&mut values, |one, other| {
        other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0))
    });
    values
}

#[derive(Default)]
pub struct Overview {
    pub states: BTreeMap<String, usize>,
    pub rotations: BTreeMap<Rotation, usize>,
    /// The keys that are public, by their rows.
    pub public: Vec<usize>,
    pub undecided: usize,
    /// Keys whose judgement is still to come.
    pub unjudged: usize,
    /// Each rule that speaks of keys, with how many by severity, the worst first.
    pub rules: Vec<(&'static Rule, [usize; 5])>,
    /// When keys will be deleted.
    pub deletions: Vec<(Moment, usize)>,
    /// Accounts and Regions.
    pub places: BTreeMap<(String, String), usize>,
    /// Whom the most policies name.
    pub principals: Vec<(String, usize)>,
    /// Accounts that policies of other accounts name, with how many keys, and whether their own keys are open too.
    pub foreign: Vec<(String, usize, bool)>,
    /// Policies that several keys share: their number, how many, and the first that has it.
    pub policies: Vec<(u64, usize, usize)>,
    /// Multi-Region keys of which several are open.
    pub sets: Vec<(String, Vec<usize>)>,
}

impl Row {
    /// An alias that leads to a key which is going away.
    pub fn dying_alias(&self) -> Option<&str> {
        let dying = matches!(&*self.state, "PendingDeletion" | "PendingReplicaDeletion");
        self.aliases.first().filter(|_| dying).map(|alias| &**alias)
    }
}
