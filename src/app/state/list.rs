//! What the list of keys shows, and in which order.

use std::rc::Rc;

use keyglass::order;
use keyglass::workspace::badness;
use keyglass::workspace::estate::{Counts, Facet};
use keyglass::workspace::query::{Field, Query};
use keyglass::workspace::row::Row;

use super::State;
use crate::route::Route;

/// All rows in the order of the list, and what that was worked out from.
pub type Ordered = Option<((Sort, bool, u64, usize, bool), Rc<[usize]>)>;

/// The query, and the rows that the list shows.
pub type Listed = Option<(String, Shown)>;

/// Rows in the order of the list, and the same in the order of the workspace.
#[derive(Clone, Default)]
pub struct Shown {
    pub in_order: Rc<[usize]>,
    as_they_lie: Rc<[usize]>,
}

/// What the facets were counted for: the query, the version of the workspace.
type Stamp = (String, u64);

/// The facets of the list, as they were counted last, and the count that goes on.
#[derive(Default)]
pub struct Counted {
    of: Option<Stamp>,
    /// When that was.
    since: f64,
    facets: Rc<[Facet]>,
    going: Option<(Stamp, Counts)>,
}

/// While keys are judged or read, the facets are counted anew after so many milliseconds.
const COUNTED_EVERY: f64 = 2_000.0;

/// Up to so many rows the whole list comes into the page, so that the browser finds what is in it.
pub const WHOLE: usize = 5_000;

/// Height of a row in a longer list, in pixels; the style sheet holds rows to it.
pub const ROW: usize = 57;

/// While keys are judged the list is put in order anew after so many of them.
const REORDERED_AFTER: u64 = 5_000;

/// Rows that come into the page at once: what draws them is to let the page answer.
pub const DRAWN_AT_ONCE: usize = 24;

/// Rows of the list before that stay in the page while another is drawn.
const STALE: usize = 60;

/// Rows that are drawn of a list whose order is still to change.
const DRAWN_FOR_NOW: usize = 96;

/// What the list of keys shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListShown {
    /// The search box, in the grammar of `workspace::query`.
    pub query: String,
    pub sort: Sort,
    pub descending: bool,
    /// The row at the top of what is drawn.
    pub top: usize,
    /// Columns that are left out.
    pub hidden: Vec<Sort>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Worst,
    Title,
    Account,
    Region,
    Manager,
    State,
    Spec,
    Rotation,
}

impl Sort {
    /// The columns of the list, after the key itself: by what they sort, and their heads.
    pub const COLUMNS: [(Sort, &'static str); 8] = [
        (Sort::Title, "Key"),
        (Sort::Worst, "Findings"),
        (Sort::Account, "Account"),
        (Sort::Region, "Region"),
        (Sort::Manager, "Manager"),
        (Sort::State, "State"),
        (Sort::Rotation, "Rotation"),
        (Sort::Spec, "Spec"),
    ];

    fn text(self, row: &Row) -> &str {
        match self {
            Sort::Title => &row.title,
            Sort::Account => &row.account,
            Sort::Region => &row.region,
            Sort::Manager => &row.manager,
            Sort::State => &row.state,
            Sort::Spec => &row.spec,
            Sort::Worst | Sort::Rotation => "",
        }
    }
}

impl State {
    /// Whether rows of the list are still to come into the page.
    pub fn is_drawing(&self) -> bool {
        let here = matches!(self.route, Route::Keys | Route::Found(_));
        // Judging brings another order: the rest of the list is drawn when it has settled.
        let settled = !self.is_reading() && !self.workspace.is_judging();
        here && (settled || self.drawn < DRAWN_FOR_NOW) && {
            let rows = self.listed().len();
            let whole = settled && rows <= WHOLE;
            self.drawn < if whole { rows } else { rows.min(DRAWN_FOR_NOW) }
        }
    }

    /// Whether rows come next: the facets come between the first of them and all others.
    pub(super) fn draws(&self) -> bool {
        self.is_drawing() && (self.drawn < DRAWN_FOR_NOW || !self.is_counting())
    }

    /// The address of the list as it is narrowed.
    pub fn list_route(&self) -> Route {
        match Query::parse(&self.list.query).plain().to_string() {
            none if none.is_empty() => Route::Keys,
            terms => Route::Found(terms),
        }
    }

    /// Begins to draw a list that is about to change with what is in view of it. Some rows below stay for the moments until
    /// it is their turn: taking them out would take longer than drawing over them.
    pub(super) fn draw_anew(&mut self) {
        let top = self.list.top == 0;
        let drawn = self
            .listed()
            .iter()
            .take(self.drawn.min(STALE))
            .copied()
            .collect();
        self.stale = if top { drawn } else { Vec::new() };
        self.drawn = DRAWN_AT_ONCE / 2;
    }

    /// The rows that stand in the page from this one on.
    pub fn in_page(&self, first: usize, most: usize) -> Vec<usize> {
        let listed = self.listed();
        let last = (first + self.drawn.min(most)).min(listed.len());
        let drawn = listed.get(first..last).unwrap_or_default();
        let stale = self.stale.get(last..self.stale.len().min(listed.len()));
        let stale = stale.filter(|_| first == 0);
        drawn
            .iter()
            .chain(stale.unwrap_or_default())
            .copied()
            .collect()
    }

    /// The list with a value of a field asked for, or no longer.
    pub(super) fn narrowed(&self, field: Field, value: &str) -> ListShown {
        let query = Query::parse(&self.list.query).toggled(field, value);
        ListShown {
            query: query.to_string(),
            ..self.list.clone()
        }
    }

    /// The rows that the list shows, in its order.
    pub fn listed(&self) -> Rc<[usize]> {
        self.shown().in_order
    }

    fn shown(&self) -> Shown {
        let rows = self.workspace.rows.len();
        let mut version = self.workspace.version();
        if self.workspace.is_judging() {
            version -= version % REORDERED_AFTER;
        }
        let list = &self.list;
        let mut ordered = self.ordered.borrow_mut();
        let reading = self.is_reading();
        let order = (list.sort, list.descending, version, rows, reading);
        if !matches!(&*ordered, Some((made, _)) if *made == order) {
            // While rows still come they are shown as they come.
            let all = match reading {
                true => (0..rows).collect(),
                false => self.in_order(),
            };
            *ordered = Some((order, all.into()));
            *self.listed.borrow_mut() = None;
        }
        let all = match &*ordered {
            Some((_, rows)) => Rc::clone(rows),
            None => Rc::default(),
        };
        // Typing in the search box leaves the order as it is.
        let mut listed = self.listed.borrow_mut();
        match &*listed {
            Some((query, shown)) if *query == list.query => shown.clone(),
            _ => {
                let query = Query::parse(&list.query);
                let shown = match query.0.is_empty() {
                    true => Shown {
                        in_order: all,
                        as_they_lie: (0..rows).collect(),
                    },
                    false => {
                        let found = self.workspace.matching(&query);
                        let mut is_found = vec![false; rows];
                        for at in &found {
                            if let Some(is_found) = is_found.get_mut(*at) {
                                *is_found = true;
                            }
                        }
                        let found_too = |at: &usize| is_found.get(*at) == Some(&true);
                        Shown {
                            in_order: all.iter().copied().filter(found_too).collect(),
                            as_they_lie: found.into(),
                        }
                    }
                };
                *listed = Some((list.query.clone(), shown.clone()));
                shown
            }
        }
    }

    /// The facets of the list, and whether they are of what it shows. They are counted a little at a time, after the rows
    /// are shown.
    pub fn facets(&self) -> (Rc<[Facet]>, bool) {
        let counted = self.counted.borrow();
        let same_query = matches!(&counted.of, Some((query, _)) if *query == self.list.query);
        let of_now = same_query && !self.is_reading();
        (Rc::clone(&counted.facets), of_now)
    }

    fn count_stamp(&self) -> Stamp {
        (self.list.query.clone(), self.workspace.version())
    }

    fn wants_count(&self) -> bool {
        self.counted.borrow().of != Some(self.count_stamp())
    }

    /// Whether facets of the list are still to be counted.
    pub fn is_counting(&self) -> bool {
        let here = matches!(self.route, Route::Keys | Route::Found(_));
        let counted = self.counted.borrow();
        // What is judged changes the counts all the time; what is typed changes them at once.
        let same_query = matches!(&counted.of, Some((query, _)) if *query == self.list.query);
        let settled = !self.workspace.is_judging() && !self.is_reading();
        let due = settled || !same_query || self.clock.0() - counted.since > COUNTED_EVERY;
        let going = counted.going.is_some();
        drop(counted);
        here && (due || going) && self.wants_count()
    }

    /// Whether a count of facets has begun, and not for what was typed before.
    pub(super) fn is_in_a_count(&self) -> bool {
        let counted = self.counted.borrow();
        matches!(&counted.going, Some(((query, _), _)) if *query == self.list.query)
    }

    /// Counts on while `on` says so. Whether there are new facets to be seen.
    pub(super) fn count_some(&self, on: &mut dyn FnMut() -> bool) -> bool {
        let shown = self.shown();
        let stamp = self.count_stamp();
        let counted = &mut *self.counted.borrow_mut();
        // Rows that come and are judged meanwhile are for the next count; another query is another count.
        if !matches!(&counted.going, Some(((query, _), _)) if *query == stamp.0) {
            counted.going = Some((stamp, self.workspace.counts()));
        }
        let Some((stamp, counts)) = &mut counted.going else {
            return false;
        };
        if !self.workspace.count_some(counts, &shown.as_they_lie, on) {
            return false;
        }
        let query = Query::parse(&stamp.0);
        counted.facets = self.workspace.facets(counts, &query).into();
        counted.of = Some(std::mem::take(stamp));
        counted.since = self.clock.0();
        counted.going = None;
        true
    }

    /// All rows, as the list is sorted.
    fn in_order(&self) -> Vec<usize> {
        let workspace = &self.workspace;
        let mut rows = match self.list.sort {
            Sort::Worst => workspace.ordered_by(&badness),
            Sort::Rotation => workspace.ordered_by(&|row| row.rotation as usize),
            sort => {
                let mut rows: Vec<usize> = (0..workspace.rows.len()).collect();
                order::by_key(&mut rows, |at: &usize| {
                    workspace.rows.get(*at).map(|row| sort.text(row))
                });
                rows
            }
        };
        if self.list.descending {
            rows.reverse();
        }
        rows
    }

    /// The key before or after, in the order of the list.
    pub fn neighbour(&self, index: usize, step: isize) -> Option<usize> {
        let order = self.listed();
        let at = order.iter().position(|other| *other == index)?;
        order.get(at.checked_add_signed(step)?).copied()
    }

    pub(super) fn select(&mut self, rows: &[usize], on: bool) {
        self.selected.resize(self.workspace.rows.len(), false);
        for at in rows {
            if let Some(selected) = self.selected.get_mut(*at) {
                *selected = on;
            }
        }
    }

    pub fn is_selected(&self, at: usize) -> bool {
        self.selected.get(at).copied().unwrap_or_default()
    }

    /// The selected rows, in the order of the workspace.
    pub fn selected(&self) -> impl Iterator<Item = usize> {
        (0..self.selected.len()).filter(|at| self.is_selected(*at))
    }

    /// The ARNs of the selected keys; of a key without one, its title.
    pub(super) fn selected_arns(&self) -> Vec<String> {
        let arn = |at: usize| {
            let key = self.workspace.record(at)?.key();
            let title = self.workspace.rows.get(at).map(|row| row.title.to_string());
            key.arn.text().map(str::to_string).or(title)
        };
        self.selected().filter_map(arn).collect()
    }
}
