use keyglass::explain::text::{count, grouped};
use keyglass::lint::Severity;
use keyglass::workspace::estate::Overview;
use keyglass::workspace::names::Name;
use keyglass::workspace::row::{Rotation, Row};
use yew::prelude::*;

use crate::browser;
use crate::markup::html;
use crate::parts::progress;
use crate::parts::text::severity;
use crate::route::Route;
use crate::state::{ListShown, Message, State};

/// Entries of a list that are shown.
const MOST: usize = 12;

/// What all keys come to: each mark leads to its keys.
pub fn view(state: &State, send: &Callback<Message>) -> Html {
    let keys = state.workspace.rows.len();
    let overview = state.workspace.overview();
    let page = Page { state, send };
    html! {
        <div class="page overview-page">
            <h1 id="title" tabindex="-1">{ "Overview" }</h1>
            <p class="lead">{ count(keys, "key", "keys") }{ ", " }{ match overview.public.len() {
                    0 => html! { "none known to be public" },
                    many => page.to_list("public:yes".into(), html! { grouped(many) + " public" }),
                } }{ ". " }<a href={state.list_route().hash()}>{ "To the list" }</a></p>
            { progress::view(state, send) }
            <div class="panels">
                { page.states(&overview) }
                { page.rotation(&overview) }
                { page.places(&overview) }
                { page.deletions(&overview) }
            </div>
            { page.rules(&overview) }
            <div class="panels">
                { page.principals(&overview) }
                { page.foreign(&overview) }
                { page.policies(&overview) }
            </div>
            { page.sets(&overview) }
        </div>
    }
}

struct Page<'a> {
    state: &'a State,
    send: &'a Callback<Message>,
}

impl Page<'_> {
    /// A link to the list narrowed by a query.
    fn to_list(&self, query: String, words: Html) -> Html {
        let list = ListShown {
            query,
            ..self.state.list.clone()
        };
        let message = move |event: MouseEvent| {
            event.prevent_default();
            Message::ShowList(list.clone())
        };
        html! { <a href="#/keys" onclick={self.send.reform(message)}>{ words }</a> }
    }

    /// Bars, one for each value, each a link to its keys.
    fn bars(&self, title: &str, field: &str, values: Vec<(String, usize)>) -> Html {
        let most = values
            .iter()
            .map(|(_, count)| *count)
            .max()
            .unwrap_or(1)
            .max(1);
        html! {
            <section class="panel">
                <h2>{ title.to_string() }</h2>
                <table class="bars"><tbody>
                    { for values.iter().map(|(value, count)| html! {
                        <tr>
                            <th scope="row">{ if value.is_empty() { html! { "unknown" } } else { self.to_list(format!("{field}:{value}"), html! { value.clone() }) } }</th>
                            <td class="share">{ bar(*count, most) }</td>
                            <td class="number">{ grouped(*count) }</td>
                        </tr>
                    }) }
                </tbody></table>
            </section>
        }
    }

    fn states(&self, overview: &Overview) -> Html {
        let states = overview.states.iter();
        let values = states.map(|(state, count)| (state.to_string(), *count));
        self.bars("By state", "state", values.collect())
    }

    fn rotation(&self, overview: &Overview) -> Html {
        let counts = Rotation::ALL.iter().zip(overview.rotations);
        let values = counts.map(|(rotation, count)| (rotation.name().to_string(), count));
        let some = values.filter(|(_, count)| *count > 0);
        self.bars("Rotation", "rotation", some.collect())
    }

    fn places(&self, overview: &Overview) -> Html {
        let regions = &overview.regions;
        let more = overview.accounts.len().saturating_sub(MOST);
        let line = |account: &Name| {
            let counts = self.state.workspace.by_region(account, regions);
            let cells = regions.iter().zip(counts).map(|((region, _), count)| match count {
                0 => html! { <td class="number none">{ "·" }</td> },
                count => html! { <td class="number">{ self.to_list(format!("account:{account} region:{region}", account = &**account, region = &**region), html! { count }) }</td> },
            });
            html! {
                <tr><th scope="row">{ if account.is_empty() { html! { "unknown" } } else { self.to_list(format!("account:{}", &**account), html! { &**account }) } }</th>{ for cells }</tr>
            }
        };
        html! {
            <section class="panel wide">
                <h2>{ "Accounts and Regions" }</h2>
                <div class="table-frame" tabindex="0" role="region" aria-label="Accounts and Regions">
                <table class="matrix">
                    <thead><tr><th scope="col">{ "Account" }</th>{ for regions.iter().map(|(region, _)| html! { <th scope="col">{ or_unknown(region) }</th> }) }</tr></thead>
                    <tbody>{ for overview.accounts.iter().take(MOST).map(|(account, _)| line(account)) }</tbody>
                </table>
                </div>
                if more > 0 { <p class="note">{ format!("and {} more", count(more, "account", "accounts")) }</p> }
            </section>
        }
    }

    fn deletions(&self, overview: &Overview) -> Html {
        let now = browser::now();
        html! {
            <section class="panel">
                <h2>{ "To be deleted" }</h2>
                if overview.deletions.is_empty() { <p class="note">{ "No key is." }</p> }
                <ol class="timeline">{ for overview.deletions.iter().take(MOST).map(|(day, at)| html! {
                    <li><time>{ day.day() }</time>{ " " }<span class="note">{ if day.0 < now.0 { "was due " } else { "" } }{ day.seen_from(now) }</span>{ " " }{ self.key(*at) }</li>
                }) }</ol>
                if overview.deletions.len() > MOST {
                    <p>{ self.to_list("state:PendingDeletion".into(), html! { format!("All {}", overview.deletions.len()) }) }</p>
                }
            </section>
        }
    }

    fn key(&self, at: usize) -> Html {
        let row = self.state.workspace.rows.get(at);
        html! { if let Some(row) = row {
            <a href={Route::Key(at).hash()}>{ &*row.title }</a>
            if let Some(alias) = row.dying_alias() { <span class="note">{ format!(", which {alias} points to") }</span> }
        } }
    }

    fn rules(&self, overview: &Overview) -> Html {
        let sum = |counts: &[usize; 5]| counts.iter().sum::<usize>();
        let most = overview
            .rules
            .iter()
            .map(|(_, counts)| sum(counts))
            .max()
            .unwrap_or(1);
        html! {
            <section class="panel wide">
                <h2>{ "Findings by rule" }</h2>
                if overview.unjudged > 0 { <p class="note">{ format!("{} still to be judged.", count(overview.unjudged, "key is", "keys are")) }</p> }
                <div class="table-frame" tabindex="0" role="region" aria-label="Findings by rule">
                <table class="bars rules-by"><tbody>
                    { for overview.rules.iter().map(|(rule, counts)| {
                        let worst = Severity::ALL.into_iter().zip(counts).find(|(_, count)| **count > 0).map_or(Severity::Info, |(severity, _)| severity);
                        html! {
                            <tr>
                                <td class="level">{ severity(worst) }</td>
                                <th scope="row">{ self.to_list(format!("rule:{}", rule.id()), html! { rule.title().replace('`', "") }) }{ " " }<span class="note">{ rule.id() }</span></th>
                                <td class="share">{ bar(sum(counts), most) }</td>
                                <td class="number">{ grouped(sum(counts)) }</td>
                            </tr>
                        }
                    }) }
                </tbody></table>
                </div>
            </section>
        }
    }

    fn principals(&self, overview: &Overview) -> Html {
        html! {
            <section class="panel">
                <h2>{ "Named by the most policies" }</h2>
                <table class="bars"><tbody>{ for overview.principals.iter().take(MOST).map(|(principal, count)| html! {
                    <tr><th scope="row">{ self.naming(principal, "") }</th><td class="number">{ grouped(*count) }</td></tr>
                }) }</tbody></table>
            </section>
        }
    }

    /// A name that policies hold, as a link to the keys whose policies do and that the rest of a query leaves.
    fn naming(&self, name: &str, rest: &str) -> Html {
        // What parts values and terms from each other may be in a name.
        let value = name.replace([',', ' ', '"'], "*");
        self.to_list(
            ["principal:", &value, rest].concat(),
            html! { <code>{ name.to_string() }</code> },
        )
    }

    fn foreign(&self, overview: &Overview) -> Html {
        html! {
            <section class="panel">
                <h2>{ "Accounts that reach into others" }</h2>
                if overview.foreign.is_empty() { <p class="note">{ "No policy names another account." }</p> }
                <table class="bars"><tbody>{ for overview.foreign.iter().take(MOST).map(|(own, account, keys)| html! {
                    <tr><th scope="row">{ self.naming(account, &format!(" -account:{}", &**account)) }{ " " }<span class="note">{ if *own { "its own keys are open too" } else { "none of its keys is open" } }</span></th><td class="number">{ grouped(*keys) }</td></tr>
                }) }</tbody></table>
            </section>
        }
    }

    fn policies(&self, overview: &Overview) -> Html {
        html! {
            <section class="panel">
                <h2>{ "Shared policies" }</h2>
                if overview.policies.is_empty() { <p class="note">{ "No two keys have the same policy." }</p> }
                <ul>{ for overview.policies.iter().take(MOST).map(|(policy, rows)| html! {
                    <li>{ self.to_list(format!("policy:{}", &**policy), html! { count(rows.len(), "key", "keys") + " share this policy" }) }{ ", as " }{ for rows.iter().take(1).map(|at| self.key(*at)) }</li>
                }) }</ul>
            </section>
        }
    }

    /// Multi-Region keys side by side: a row for each set, a column for each Region.
    fn sets(&self, overview: &Overview) -> Html {
        let rows = &self.state.workspace.rows;
        let of = |set: &[usize]| -> Vec<(usize, &Row)> {
            let rows = set.iter().filter_map(|at| Some((*at, &**rows.get(*at)?)));
            rows.collect()
        };
        let sets: Vec<(&Name, Vec<(usize, &Row)>)> = overview
            .sets
            .iter()
            .take(MOST)
            .map(|(id, set)| (id, of(set)))
            .collect();
        let mut regions: Vec<&str> = Vec::new();
        for (_, row) in sets.iter().flat_map(|(_, set)| set) {
            if !regions.contains(&&*row.region) {
                regions.push(&row.region);
            }
        }
        html! {
            <section class="panel wide">
                <h2>{ "Multi-Region keys, side by side" }</h2>
                if sets.is_empty() { <p class="note">{ "No set of several keys is open." }</p> } else {
                    <div class="table-frame" tabindex="0" role="region" aria-label="Multi-Region keys">
                    <table class="matrix">
                        <thead><tr><th scope="col">{ "Key" }</th>{ for regions.iter().map(|region| html! { <th scope="col">{ or_unknown(region) }</th> }) }<th scope="col">{ "Differ in" }</th></tr></thead>
                        <tbody>{ for sets.iter().map(|(id, set)| html! {
                            <tr><th scope="row"><code>{ &***id }</code></th>
                                { for regions.iter().map(|region| html! { <td>{ for set.iter().filter(|(_, row)| *row.region == **region).map(|(at, row)| replica(*at, row)) }</td> }) }
                                <td>{ differences(set) }</td></tr>
                        }) }</tbody>
                    </table>
                    </div>
                }
            </section>
        }
    }
}

fn replica(at: usize, row: &Row) -> Html {
    let public = row.public_name().unwrap_or("…");
    html! { <span class="replica"><a href={Route::Key(at).hash()}>{ or_unknown(&row.state) }</a><span class="note">{ format!("rotation {} · public: {public}", row.rotation.name()) }</span></span> }
}

/// In what the keys of a set are not alike.
fn differences(set: &[(usize, &Row)]) -> String {
    let differ = |same: fn(&Row, &Row) -> bool| {
        set.windows(2)
            .any(|pair| matches!(pair, [(_, one), (_, other)] if !same(one, other)))
    };
    let found = [
        ("policy", differ(|one, other| one.policy == other.policy)),
        ("state", differ(|one, other| one.state == other.state)),
        (
            "rotation",
            differ(|one, other| one.rotation == other.rotation),
        ),
    ];
    let found: Vec<&str> = found
        .iter()
        .filter(|(_, differ)| *differ)
        .map(|(name, _)| *name)
        .collect();
    match found.is_empty() {
        true => "nothing".to_string(),
        false => found.join(", "),
    }
}

fn or_unknown(text: &str) -> &str {
    match text {
        "" => "unknown",
        text => text,
    }
}

/// A bar as long as its share, readable without colour: its number stands beside it.
fn bar(count: usize, most: usize) -> Html {
    let width = (count * 100).div_ceil(most.max(1)).min(100);
    html! {
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect x="0" y="0" width={width.to_string()} height="8"></rect></svg>
    }
}
