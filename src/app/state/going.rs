//! From page to page: what is shown, what has the focus there, and the keys that lead on.

use super::list::{DRAWN_AT_ONCE, WHOLE};
use super::{Dialog, Effect, Message, Shortcut, SourceTab, State};
use crate::route::{Asker, Route};

/// Rows above the one that a long list is scrolled to.
const ABOVE: usize = 4;

impl State {
    /// Shows another page at once, and has the address follow.
    pub(super) fn go(&mut self, route: Route) -> Vec<Effect> {
        let here = self.route == route;
        let mut effects = self.went(route.clone());
        if here {
            // The address has waited for its page.
            effects.push(Effect::Focus("title".into()));
        }
        effects.push(Effect::Address(route));
        effects
    }

    pub(super) fn went(&mut self, route: Route) -> Vec<Effect> {
        // Back in the list, what an address cannot hold is still there.
        if matches!(route, Route::Keys | Route::Found(_)) && route != self.list_route() {
            self.list.query = match &route {
                Route::Found(terms) => terms.clone(),
                _ => String::new(),
            };
            self.list.top = 0;
        }
        let moved = self.route != route;
        let left = std::mem::replace(&mut self.route, route);
        if moved {
            self.awaited = None;
            self.drawn = DRAWN_AT_ONCE;
            self.stale = Vec::new();
            self.mark = None;
            self.finding = None;
            let key = self.route.key().and_then(|at| self.workspace.loaded(at));
            // Where the file has no policy there is no more than the record to read.
            self.source_tab = match key.is_some_and(|key| key.policy_text().is_empty()) {
                true => SourceTab::Record,
                false => SourceTab::Policy,
            };
            self.open_cell = None;
            self.question = match &self.route {
                Route::Ask(_, asker, action) => asker.question(action),
                _ => Asker::Stranger.question("Decrypt"),
            };
        }
        let title = match &self.route {
            Route::Start => "Keyglass".to_string(),
            Route::Keys | Route::Found(_) => "Keys · Keyglass".to_string(),
            Route::Overview => "Overview · Keyglass".to_string(),
            // The title of a tab shows in histories, so it says nothing of the key.
            Route::Key(index) | Route::Ask(index, _, _) => format!("Key {} · Keyglass", index + 1),
            Route::Rules(_) => "Rules · Keyglass".to_string(),
            Route::Compare(_) => "Comparison · Keyglass".to_string(),
        };
        let mut effects = vec![Effect::Title(title)];
        if moved && matches!(self.route, Route::Keys | Route::Found(_)) {
            effects.extend(self.return_to(left.key()));
        } else if moved {
            let target = match &self.route {
                Route::Rules(Some(rule)) => format!("rule-{rule}"),
                Route::Ask(_, _, _) => "ask-answer".into(),
                _ => "title".into(),
            };
            effects.push(Effect::Focus(target));
        }
        effects
    }

    /// Back in the list, the row of the key that was left has the focus, as soon as it is in the page.
    fn return_to(&mut self, key: Option<usize>) -> Vec<Effect> {
        let listed = self.listed();
        let place = key.and_then(|key| listed.iter().position(|row| *row == key));
        let above = place.unwrap_or_default().saturating_sub(ABOVE);
        self.list.top = if listed.len() > WHOLE { above } else { 0 };
        let Some((place, key)) = place.zip(key) else {
            return vec![Effect::Focus("title".into())];
        };
        self.awaited = Some((place, key));
        let frame = (listed.len() > WHOLE).then_some(Effect::ScrollList(above));
        frame.into_iter().chain(self.arrive()).collect()
    }

    /// The awaited row, where it is in the page by now.
    pub(super) fn arrive(&mut self) -> Option<Effect> {
        let (place, key) = self.awaited?;
        let drawn = self.list.top + self.drawn;
        (place < drawn).then(|| {
            self.awaited = None;
            Effect::FocusRow(key)
        })
    }

    pub(super) fn shortcut(&mut self, shortcut: Shortcut) -> Vec<Effect> {
        match shortcut {
            Shortcut::Open => vec![Effect::ChooseFiles],
            Shortcut::Theme => self.update(Message::NextTheme),
            Shortcut::Help => self.update(Message::Open(Dialog::Help)),
            Shortcut::NextFinding => self.step_finding(1),
            Shortcut::PreviousFinding => self.step_finding(-1),
            Shortcut::NextKey => self.step_key(1),
            Shortcut::PreviousKey => self.step_key(-1),
            Shortcut::Source => self.focus_on_key("source-text"),
            Shortcut::WhoCan => self.focus_on_key("who-title"),
            Shortcut::Search if self.workspace.rows.len() > 1 => {
                let mut effects = Vec::new();
                if !matches!(self.route, Route::Keys | Route::Found(_)) {
                    effects = self.go(self.list_route());
                }
                effects.push(Effect::Focus("keys-query".into()));
                effects
            }
            Shortcut::Search => Vec::new(),
            Shortcut::Up => match self.route {
                Route::Key(_) | Route::Ask(_, _, _) if self.workspace.rows.len() > 1 => {
                    self.go(self.list_route())
                }
                _ => self.go(Route::Start),
            },
        }
    }

    fn focus_on_key(&self, id: &str) -> Vec<Effect> {
        match self.route.key() {
            Some(_) => vec![Effect::Focus(id.into())],
            None => Vec::new(),
        }
    }

    fn step_finding(&mut self, step: isize) -> Vec<Effect> {
        let Some(index) = self.route.key() else {
            return Vec::new();
        };
        let findings = self
            .workspace
            .loaded(index)
            .map_or(0, |loaded| loaded.report.findings.len());
        let next = match self.finding {
            None if step > 0 => Some(0),
            None => findings.checked_sub(1),
            Some(at) => at.checked_add_signed(step),
        };
        match next.filter(|next| *next < findings) {
            Some(next) => {
                self.finding = Some(next);
                vec![Effect::Focus(format!("finding-{}", next + 1))]
            }
            None => Vec::new(),
        }
    }

    fn step_key(&mut self, step: isize) -> Vec<Effect> {
        let Some(index) = self.route.key() else {
            return Vec::new();
        };
        match self.neighbour(index, step) {
            Some(next) => self.go(Route::Key(next)),
            None => Vec::new(),
        }
    }
}
