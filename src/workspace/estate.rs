//! What all keys come to together: facets of the list, and the overview.

use std::rc::Rc;

use super::Workspace;
use super::names::{Name, Tally};
use super::query::{Field, Query, Term};
use super::row::{Rotation, Row};
use crate::lint::{RULES, Rule};
use crate::model::date::Moment;
use crate::reason::public::Answer;

/// Values that are listed of one facet.
const MOST_VALUES: usize = 12;

/// Rows that are counted between two looks at the clock.
const COUNTED_AT_ONCE: usize = 1_000;

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

impl Workspace {
    /// The rows that a query leaves, in the order of the workspace: so they lie in the memory.
    pub fn matching(&self, query: &Query) -> Vec<usize> {
        let mut left = vec![true; self.rows.len()];
        for term in &query.0 {
            let held = match term.field {
                None => self.words.holding(&term.value),
                Some(field) => self.meeting(term, field),
            };
            let both = left.iter_mut().zip(held);
            both.for_each(|(left, held)| *left &= held != term.not);
        }
        let left = left.into_iter().enumerate();
        left.filter_map(|(at, left)| left.then_some(at)).collect()
    }

    /// Which rows meet a term: a value is looked at once for all that have it.
    fn meeting(&self, term: &Term, field: Field) -> Vec<bool> {
        let mut known = vec![None; self.names.count().max(Rotation::ALL.len())];
        let mut meets = |row: &Rc<Row>| {
            let known = known.get_mut(field.number_in(row)?)?;
            Some(*known.get_or_insert_with(|| term.is_met(field, row)))
        };
        let rows = self.rows.iter();
        rows.map(|row| meets(row).unwrap_or_else(|| term.is_met(field, row)))
            .collect()
    }

    /// The rows in the order of a small number, such as [`super::badness`]; those with the same in the order of the workspace.
    pub fn ordered_by(&self, number: &dyn Fn(&Row) -> usize) -> Vec<usize> {
        let mut with: Vec<Vec<usize>> = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let number = number(row);
            if with.len() <= number {
                with.resize(number + 1, Vec::new());
            }
            if let Some(rows) = with.get_mut(number) {
                rows.push(at);
            }
        }
        with.concat()
    }

    /// Counts that nothing was counted for yet.
    pub fn counts(&self) -> Counts {
        Counts {
            counted: 0,
            public: [0; 3],
            worst: [0; 6],
            rotation: [0; 4],
            named: NAMED.map(|_| self.names.tally()),
            tags: self.names.tally(),
        }
    }

    /// Counts on among these rows while `on` says so, all fields in one go: each row is fetched once. Whether all are
    /// counted.
    pub fn count_some(
        &self,
        counts: &mut Counts,
        among: &[usize],
        on: &mut dyn FnMut() -> bool,
    ) -> bool {
        while let Some(rest) = among.get(counts.counted..).filter(|rest| !rest.is_empty()) {
            let some = rest.get(..COUNTED_AT_ONCE).unwrap_or(rest);
            some.iter()
                .filter_map(|at| self.rows.get(*at))
                .for_each(|row| counts.count(row));
            counts.counted += some.len();
            if !on() {
                break;
            }
        }
        counts.counted >= among.len()
    }

    /// The facets that were counted, but for those with one value alone. Of a field that is asked for already, the other values
    /// that could be asked for beside it are counted too.
    pub fn facets(&self, counts: &Counts, query: &Query) -> Vec<Facet> {
        let mut facets = Vec::new();
        for (field, title) in FACETS {
            let mut others = query.clone();
            others.0.retain(|term| !term.is_of(field));
            let wider = (others != *query).then(|| {
                let mut wider = self.counts();
                self.count_some(&mut wider, &self.matching(&others), &mut || true);
                wider
            });
            let counts = wider.as_ref().unwrap_or(counts);
            let mut values = match field {
                Field::Public => some(Answer::ALL.map(Answer::name), &counts.public),
                Field::Severity => some(WORST, &counts.worst),
                Field::Rotation => some(Rotation::ALL.map(Rotation::name), &counts.rotation),
                field => {
                    let tally = NAMED.iter().position(|(named, _)| *named == field);
                    let tally = tally.and_then(|at| counts.named.get(at));
                    let all = self.names.in_order(tally.unwrap_or(&counts.tags));
                    let told = all.into_iter().filter(|(name, _)| !name.is_empty());
                    told.map(|(name, count)| (name.to_string(), count))
                        .collect()
                }
            };
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
        overview.rules = RULES.iter().zip(rules).collect();
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

type NameOf = fn(&Row) -> &Name;

/// The fields whose values are names.
const NAMED: [(Field, NameOf); 5] = [
    (Field::Account, |row| &row.account),
    (Field::Region, |row| &row.region),
    (Field::Manager, |row| &row.manager),
    (Field::State, |row| &row.state),
    (Field::Spec, |row| &row.spec),
];

/// The worst finding, as the numbers of [`Severity`] have it, and none.
const WORST: [&str; 6] = ["critical", "high", "medium", "low", "info", "none"];

/// How many rows have which value.
pub struct Counts {
    /// Rows that were looked at.
    counted: usize,
    public: [usize; 3],
    worst: [usize; 6],
    rotation: [usize; 4],
    named: [Tally; 5],
    tags: Tally,
}

impl Counts {
    fn count(&mut self, row: &Row) {
        let one_more = |count: Option<&mut usize>| count.into_iter().for_each(|count| *count += 1);
        for (tally, (_, name)) in self.named.iter_mut().zip(NAMED) {
            tally.add(name(row));
        }
        row.tags.iter().for_each(|(tag, _)| self.tags.add(tag));
        one_more(self.rotation.get_mut(row.rotation as usize));
        if let Some(summary) = &row.summary {
            let worst = summary
                .worst()
                .map_or(WORST.len() - 1, |level| level as usize);
            one_more(self.worst.get_mut(worst));
            one_more(self.public.get_mut(summary.public as usize));
        }
    }
}

/// Those that come at all, in their own order.
fn some<const N: usize>(names: [&str; N], counts: &[usize; N]) -> Vec<(String, usize)> {
    let all = names
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| **count > 0);
    all.map(|(name, count)| (name.to_string(), *count))
        .collect()
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
