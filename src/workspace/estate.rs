//! What all keys come to together: facets of the list, and the overview.

use std::rc::Rc;

use super::Workspace;
use super::names::Name;
use super::query::{Field, Query};
use super::row::{Rotation, Row};
use crate::lint::{RULES, Rule};
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

const FACETS: [(Field, &str); 9] = [
    (Field::Public, "Public"),
    (Field::Severity, "Worst finding"),
    (Field::Account, "Account"),
    (Field::Region, "Region"),
    (Field::Manager, "Manager"),
    (Field::State, "State"),
    (Field::Rotation, "Rotation"),
    (Field::Spec, "Spec"),
    (Field::Tag, "Tag"),
];

/// Values in an order of their own.
const ANSWERS: [&str; 3] = ["yes", "undecided", "no"];
const WORST: [&str; 6] = ["critical", "high", "medium", "low", "info", "none"];

impl Workspace {
    /// The rows that a query leaves, in the order that they come in.
    pub fn matching(&self, among: &[usize], query: &Query) -> Vec<usize> {
        let matches = |at: &usize| self.rows.get(*at).is_some_and(|row| query.matches(row));
        among.iter().copied().filter(matches).collect()
    }

    /// The facets of these rows, but for those with one value alone.
    pub fn facets(&self, among: &[usize], query: &Query) -> Vec<Facet> {
        let rows: Vec<&Rc<Row>> = among.iter().filter_map(|at| self.rows.get(*at)).collect();
        let mut facets = Vec::new();
        for (field, title) in FACETS {
            let mut values = self.values(field, &rows);
            let more = values.len().saturating_sub(MOST_VALUES);
            values.truncate(MOST_VALUES);
            let chosen = values.iter().any(|(value, _)| query.has(field, value));
            if values.len() > 1 || chosen || (field == Field::Tag && !values.is_empty()) {
                facets.push(Facet {
                    field,
                    title,
                    values,
                    more,
                });
            }
        }
        facets
    }

    fn values(&self, field: Field, rows: &[&Rc<Row>]) -> Vec<(String, usize)> {
        let rows = || rows.iter().copied();
        let named = |of: fn(&Rc<Row>) -> &Name| self.names.counted(rows().map(of));
        let counted = match field {
            Field::Public => return among(&ANSWERS, rows().filter_map(|row| row.public_name())),
            Field::Severity => return among(&WORST, rows().map(|row| row.worst_name())),
            Field::Rotation => {
                let names = Rotation::ALL.map(Rotation::name);
                return among(&names, rows().map(|row| row.rotation.name()));
            }
            Field::Account => named(|row| &row.account),
            Field::Region => named(|row| &row.region),
            Field::Manager => named(|row| &row.manager),
            Field::State => named(|row| &row.state),
            Field::Spec => named(|row| &row.spec),
            _ => {
                let tags = rows().flat_map(|row| &row.tags);
                self.names.counted(tags.map(|(tag, _)| tag))
            }
        };
        let told = counted.into_iter().filter(|(name, _)| !name.is_empty());
        told.map(|(name, count)| (name.to_string(), count))
            .collect()
    }

    /// What an auditor looks at first.
    pub fn overview(&self) -> Overview {
        let rows = || self.rows.iter();
        let counted = |of: fn(&Rc<Row>) -> &Name| self.names.counted(rows().map(of));
        let judged = || rows().filter_map(|row| Some((row, row.summary.as_deref()?)));
        let mut overview = Overview {
            states: counted(|row| &row.state),
            accounts: counted(|row| &row.account),
            regions: counted(|row| &row.region),
            principals: self
                .names
                .counted(judged().flat_map(|(_, summary)| &summary.principals)),
            ..Overview::default()
        };
        let foreign = judged().flat_map(|(row, summary)| {
            let accounts = summary.accounts.iter();
            accounts.filter(|account| account.id != row.account.id)
        });
        let is_own = |account: &Name| {
            overview
                .accounts
                .iter()
                .any(|(own, _)| own.id == account.id)
        };
        let foreign = self.names.counted(foreign).into_iter();
        overview.foreign = foreign
            .map(|(account, count)| (is_own(&account), account, count))
            .collect();
        crate::order::by_key(&mut overview.foreign, |(own, _, count)| {
            (*own, usize::MAX - count)
        });
        let mut rules: Vec<[usize; 5]> = vec![[0; 5]; RULES.len()];
        for (at, row) in rows().enumerate() {
            if let Some(count) = overview.rotations.get_mut(row.rotation as usize) {
                *count += 1;
            }
            if let Some(day) = row.deletion {
                overview.deletions.push((day, at));
            }
            let Some(summary) = &row.summary else {
                overview.unjudged += 1;
                continue;
            };
            if summary.public == Answer::Yes {
                overview.public.push(at);
            }
            // A rule that speaks twice of a key counts once, by the worst that it says.
            for (place, (rule, severity)) in summary.findings.iter().enumerate() {
                let mut before = summary.findings.iter().take(place);
                if before.any(|(other, _)| other == rule) {
                    continue;
                }
                let counts = rules.get_mut(*rule as usize);
                if let Some(count) = counts.and_then(|all| all.get_mut(*severity as usize)) {
                    *count += 1;
                }
            }
        }
        crate::order::by(&mut overview.deletions, Ord::cmp);
        overview.rules = RULES.iter().copied().zip(rules).collect();
        overview
            .rules
            .retain(|(_, counts)| counts.iter().any(|count| *count > 0));
        crate::order::by_key(&mut overview.rules, |(_, counts)| {
            let worst = counts.iter().position(|count| *count > 0);
            (worst, usize::MAX - counts.iter().sum::<usize>())
        });
        overview.policies = self.shared(|row| &row.policy);
        overview.sets = self.shared(|row| &row.set);
        overview
    }

    /// How many keys there are in each of these Regions, for one account.
    pub fn by_region(&self, account: &Name, regions: &[(Name, usize)]) -> Vec<usize> {
        let mut counts = vec![0; regions.len()];
        let rows = self.rows.iter();
        for row in rows.filter(|row| row.account.id == account.id) {
            let place = regions
                .iter()
                .position(|(region, _)| region.id == row.region.id);
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count += 1;
            }
        }
        counts
    }

    /// The rows that have something in common with others, those that the most have first.
    fn shared(&self, of: fn(&Row) -> &Name) -> Vec<(Name, Vec<usize>)> {
        let named = || {
            self.rows
                .iter()
                .map(|row| of(row))
                .filter(|name| name.id > 0)
        };
        let mut shared: Vec<(Name, Vec<usize>)> = Vec::new();
        let mut places = vec![None; self.names.count()];
        for (name, count) in self.names.counted(named()) {
            if count > 1
                && let Some(place) = places.get_mut(name.id as usize)
            {
                *place = Some(shared.len());
                shared.push((name, Vec::with_capacity(count)));
            }
        }
        for (at, row) in self.rows.iter().enumerate() {
            let place = places.get(of(row).id as usize).copied().flatten();
            if let Some((_, rows)) = place.and_then(|place| shared.get_mut(place)) {
                rows.push(at);
            }
        }
        shared
    }
}

/// How often each of these comes, in their order; those that do not come are left out.
fn among<'a>(all: &[&str], values: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut counts = vec![0; all.len()];
    for value in values {
        let place = all.iter().position(|name| *name == value);
        if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }
    let counts = all.iter().map(|name| name.to_string()).zip(counts);
    counts.filter(|(_, count)| *count > 0).collect()
}

/// Counts come the most first.
#[derive(Default)]
pub struct Overview {
    pub states: Vec<(Name, usize)>,
    pub accounts: Vec<(Name, usize)>,
    pub regions: Vec<(Name, usize)>,
    /// In the order of [`Rotation::ALL`].
    pub rotations: [usize; 4],
    /// The keys that are public, by their rows.
    pub public: Vec<usize>,
    /// Keys whose judgement is still to come.
    pub unjudged: usize,
    /// Each rule that speaks of keys, with how many by severity, the worst first.
    pub rules: Vec<(&'static Rule, [usize; 5])>,
    /// When keys will be deleted.
    pub deletions: Vec<(Moment, usize)>,
    /// Whom policies name.
    pub principals: Vec<(Name, usize)>,
    /// Accounts that policies of other accounts name: whether their own keys are open too, and by how many keys.
    pub foreign: Vec<(bool, Name, usize)>,
    /// Policies that several keys share, with the rows of those.
    pub policies: Vec<(Name, Vec<usize>)>,
    /// Multi-Region keys of which several are open.
    pub sets: Vec<(Name, Vec<usize>)>,
}

impl Row {
    /// An alias that leads to a key which is going away.
    pub fn dying_alias(&self) -> Option<&str> {
        let dying = matches!(&*self.state, "PendingDeletion" | "PendingReplicaDeletion");
        self.aliases.first().filter(|_| dying).map(|alias| &**alias)
    }
}
