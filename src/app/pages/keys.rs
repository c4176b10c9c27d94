use std::any::Any;
use std::rc::Rc;

use keyglass::explain::text::{count, grouped};
use keyglass::lint::Severity;
use keyglass::reason::public::Answer;
use keyglass::workspace::estate::Facet;
use keyglass::workspace::query::{FIELDS, Field, Query};
use keyglass::workspace::row::{Rotation, Row};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::markup::html;
use crate::parts::kept::{Piece, kept};
use crate::parts::text::{account, shape, word};
use crate::parts::{notices, progress};
use crate::route::Route;
use crate::state::{ListShown, Message, ROW, Sort, State, WHOLE};

/// Rows that are drawn at once.
const BLOCK: usize = 12;

/// Blocks of a long list that are drawn: one above what is in view, and enough for the tallest screens.
const BLOCKS: usize = 5;

/// The keys to choose from, worst first.
pub fn view(state: &State, send: &Callback<Message>) -> Html {
    let all = state.workspace.rows.len();
    let listed = state.listed();
    let worst_first = state.list.sort == Sort::Worst && !state.list.descending;
    html! {
        <div class="page keys-page">
            <div class="list-head">
                <h1 id="title" tabindex="-1">{ count(all, "key", "keys") }</h1>
                <p class="row">
                    if all > 1 {
                        <a class="button" href={Route::Overview.hash()}>{ "Overview" }</a>
                    }
                    <button type="button" class="button" onclick={send.reform(|_| Message::CloseAll)}>{ "Close all" }</button>
                </p>
            </div>
            <p class="lead">
                { match state.workspace.public() {
                    many if state.workspace.is_judging() => grouped(many) + " known to be public so far. ",
                    0 if all == 1 => "It is not known to be public. ".to_string(),
                    0 => "None of them is known to be public. ".to_string(),
                    _ if all == 1 => "It is public. ".to_string(),
                    1 => "One of them is public. ".to_string(),
                    many => grouped(many) + " of them are public. ",
                } }
                if all > 1 && worst_first && !state.workspace.is_judging() { { "The worst come first." } }
            </p>
            { progress::view(state, send) }
            { notices::view(state, send) }
            if all > 1 {
                { search(state, listed.len(), send) }
            }
            <div class="inventory">
                if all > 3 {
                    { facets(state, send) }
                }
                <div class="table-side">
                    <div class="table-tools">{ selection(state, &listed, send) }{ columns_menu(state, send) }</div>
                    { table(state, listed, send) }
                </div>
            </div>
        </div>
    }
}

fn change(state: &State, change: impl FnOnce(&mut ListShown)) -> Message {
    let mut list = state.list.clone();
    change(&mut list);
    Message::List(list)
}

fn search(state: &State, shown: usize, send: &Callback<Message>) -> Html {
    let all = state.workspace.rows.len();
    let typed = {
        let list = state.list.clone();
        send.reform(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            Message::List(ListShown {
                query: input.value(),
                ..list.clone()
            })
        })
    };
    html! {
        <div class="keys-search" role="search">
            <label for="keys-query">{ "Search" }</label>
            <input id="keys-query" type="search" value={state.list.query.clone()} oninput={typed} spellcheck="false" autocomplete="off"
                placeholder="rotation:off public:yes account:1111* \"text\"" aria-describedby="keys-shown" />
            <p id="keys-shown" class="keys-shown" role="status">{ match shown {
                shown if shown == all => format!("All {} are shown.", grouped(all)),
                0 => match unknown(&state.list.query).or_else(|| strange(&state.list.query)) {
                    Some(why) => ["No key matches: ", &why].concat(),
                    None => "No key matches.".to_string(),
                },
                shown => format!("{} of {} shown.", grouped(shown), count(all, "key is", "keys are")),
            } }</p>
            <details class="grammar">
                <summary>{ "What can be asked" }</summary>
                <p>{ "Words are looked for in titles, ids, accounts and aliases. Terms all have to hold; " }<code>{ "-" }</code>{ " before a term turns it around, " }<code>{ "*" }</code>{ " stands for anything, and of values with commas between them one has to hold." }</p>
                <dl>{ for FIELDS.iter().map(|(_, name, about)| html! { <><dt><code>{ format!("{name}:") }</code></dt><dd>{ *about }</dd></> }) }</dl>
            </details>
        </div>
    }
}

/// What stands before a colon like a term and is none.
fn unknown(query: &str) -> Option<String> {
    let terms = query.split(' ').filter_map(|term| term.split_once(':'));
    terms
        .map(|(term, _)| term.trim_start_matches('-'))
        .find(|term| !term.contains('"') && FIELDS.iter().all(|(_, name, _)| name != term))
        .map(|term| format!("there is no term {term}:"))
}

/// A value that none of the few of its term is.
fn strange(query: &str) -> Option<String> {
    Query::parse(query).0.into_iter().find_map(|term| {
        let few = [
            Field::Public,
            Field::Severity,
            Field::Rotation,
            Field::Changed,
        ];
        let (_, name, about) = FIELDS
            .iter()
            .find(|(field, _, _)| Some(*field) == term.field)?;
        let known =
            |value: &str| value.contains('*') || about.split([',', ' ']).any(|word| word == value);
        let strange = term.value.split(',').find(|value| !known(value))?;
        let few = term.field.is_some_and(|field| few.contains(&field));
        few.then(|| format!("{name}: has no value {strange} ({about})"))
    })
}

fn facets(state: &State, send: &Callback<Message>) -> Html {
    let (facets, of_now) = state.facets();
    let mut asked = Query::parse(&state.list.query);
    asked.0.retain(|term| term.field.is_some());
    let send = send.clone();
    // Before there are any they have their place already: nothing moves when they come.
    html! {
        <aside class="facets" aria-label="Narrow the list" aria-busy={(!of_now).to_string()}>
            { kept(0, Narrowing { facets, asked, send }) }
        </aside>
    }
}

/// The facets, which typing leaves as they are.
struct Narrowing {
    facets: Rc<[Facet]>,
    /// What of the query speaks of a field.
    asked: Query,
    send: Callback<Message>,
}

impl Piece for Narrowing {
    fn draw(&self) -> Html {
        html! {
            <>{ for self.facets.iter().map(|facet| html! {
                <section key={facet.title}>
                    <h2>{ facet.title }</h2>
                    <ul>{ for facet.values.iter().map(|(value, count)| {
                        let (field, on) = (facet.field, self.asked.has(facet.field, value));
                        let message = { let value = value.clone(); move |_: MouseEvent| Message::Narrow(field, value.clone()) };
                        html! {
                            <li key={value.to_string()}><button type="button" aria-pressed={on.to_string()} onclick={self.send.reform(message)}>
                                <span>{ shapes(field, value) }{ value.clone() }</span>{ " " }<span class="count">{ grouped(*count) }</span>
                            </button></li>
                        }
                    }) }</ul>
                    if facet.more > 0 { <p class="note">{ format!("and {} more: search for {}:…", facet.more, facet.field.name()) }</p> }
                </section>
            }) }</>
        }
    }

    fn is(&self, other: &dyn Any) -> bool {
        let same = |other: &Narrowing| {
            Rc::ptr_eq(&self.facets, &other.facets) && self.asked == other.asked
        };
        other.downcast_ref().is_some_and(same)
    }
}

/// The shape that stands for a severity in long lists.
fn shapes(field: Field, value: &str) -> Html {
    let severity = Severity::ALL
        .into_iter()
        .find(|it| field == Field::Severity && it.name() == value);
    html! { if let Some(severity) = severity { <span class={classes!("severity", severity.name())} aria-hidden="true">{ shape(severity) }</span>{ " " } } }
}

fn table(state: &State, listed: Rc<[usize]>, send: &Callback<Message>) -> Html {
    let columns: Vec<(Sort, &'static str)> = Sort::COLUMNS
        .into_iter()
        .filter(|(column, _)| !state.list.hidden.contains(column))
        .collect();
    // A frame of its own for many keys, of which the list may show few: what is typed leaves the page's form as it is.
    let long = state.workspace.rows.len() > WHOLE;
    // Blocks of a long list are drawn only around what is in view.
    let windowed = listed.len() > WHOLE;
    let first = if windowed {
        state.list.top / BLOCK * BLOCK
    } else {
        0
    };
    let rows = state.in_page(first, if windowed { BLOCKS * BLOCK } else { usize::MAX });
    let blocks: Vec<Html> = rows
        .chunks(BLOCK)
        .enumerate()
        .map(|(at, chunk)| {
            let rows: Vec<Shown> = chunk
                .iter()
                .filter_map(|index| {
                    let row = Rc::clone(state.workspace.rows.get(*index)?);
                    Some(Shown(*index, row, state.is_selected(*index)))
                })
                .collect();
            let hidden = state.list.hidden.clone();
            let place = first + at * BLOCK;
            kept(
                place,
                Block {
                    rows,
                    place,
                    hidden,
                },
            )
        })
        .collect();
    let all_selected = !listed.is_empty() && listed.iter().all(|at| state.is_selected(*at));
    let scrolled = {
        let list = state.list.clone();
        send.reform(move |event: Event| {
            let frame: Element = event.target_unchecked_into();
            let top = (frame.scroll_top().max(0) as usize) / ROW;
            Message::List(ListShown {
                top: top.saturating_sub(BLOCK),
                ..list.clone()
            })
        })
    };
    let spacer = |rows: usize| match rows {
        0 => html! {},
        rows => {
            html! { <tbody class="spacer" aria-hidden="true"><tr><td height={(rows * ROW).to_string()}></td></tr></tbody> }
        }
    };
    html! {
        <div class={classes!("table-frame", long.then_some("long"))} data-drawing={state.is_drawing().then_some("yes")} tabindex="0" role="region" aria-label="Table of keys"
            onscroll={windowed.then_some(scrolled)} onkeydown={Callback::from(step)}>
        <table class="keys" aria-rowcount={(listed.len() + 1).to_string()} onchange={select(Rc::clone(&listed), send)}>
            <thead>
                <tr aria-rowindex="1"><td class="pick"><input type="checkbox" aria-label="Select all that are shown" checked={all_selected} /></td>{ for columns.iter().map(|(column, title)| head(state, *column, title, send)) }</tr>
            </thead>
            { spacer(first) }
            // A list of its own: blocks that stay are told from those that go by their keys.
            <>{ for blocks }</>
            { spacer(if windowed { listed.len().saturating_sub(first + rows.len()) } else { 0 }) }
        </table>
        </div>
    }
}

/// How many keys are selected, and what can be done with them.
fn selection(state: &State, listed: &[usize], send: &Callback<Message>) -> Html {
    let mut two = state.selected();
    let two = two.next().zip(two.next()).filter(|_| two.next().is_none());
    let selected = state.selected().count();
    let shown = listed.iter().filter(|at| state.is_selected(**at)).count();
    html! {
        if selected > 0 {
            <p class="selection" role="status">{ count(selected, "key", "keys") }{ " selected" }
                { match selected - shown { 0 => String::new(), hidden => format!(", {} of them not shown", grouped(hidden)) } }{ " " }
                <button type="button" class="copy" onclick={send.reform(|_: MouseEvent| Message::CopySelected)}>{ "Copy the ARNs" }</button>{ " " }
                if let Some((first, second)) = two { <a href={Route::Compare([first, second]).hash()}>{ "Compare" }</a>{ " " } }
                <button type="button" class="copy" onclick={send.reform(|_: MouseEvent| Message::ClearSelection)}>{ "Clear" }</button>
            </p>
        }
    }
}

/// One listener for the checkboxes of all rows: which one it was stands at it.
fn select(listed: Rc<[usize]>, send: &Callback<Message>) -> Callback<Event> {
    send.reform(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let rows = match input
            .get_attribute("data-row")
            .and_then(|row| row.parse().ok())
        {
            Some(row) => vec![row],
            None => listed.to_vec(),
        };
        Message::Select(rows, input.checked())
    })
}

fn head(state: &State, column: Sort, title: &'static str, send: &Callback<Message>) -> Html {
    let here = state.list.sort == column;
    let sorted = match (here, state.list.descending) {
        (false, _) => None,
        // The worst findings are the most.
        (true, descending) if descending == (column == Sort::Worst) => Some("ascending"),
        (true, _) => Some("descending"),
    };
    let descending = here && !state.list.descending;
    let message = change(state, |list| {
        list.sort = column;
        list.descending = descending;
        list.top = 0;
    });
    let list = match message {
        Message::List(list) => list,
        _ => ListShown::default(),
    };
    let mark = match sorted {
        Some("ascending") => " ▲",
        Some(_) => " ▼",
        None => "",
    };
    let public =
        (column == Sort::Worst).then(|| html! { <th scope="col" class="public">{ "Public" }</th> });
    html! {
        <>
            { public.unwrap_or_default() }
            <th scope="col" class={title.to_ascii_lowercase()} aria-sort={sorted}>
                <button type="button" onclick={send.reform(move |_: MouseEvent| Message::List(list.clone()))}>{ title }<span aria-hidden="true">{ mark }</span></button>
            </th>
        </>
    }
}

fn columns_menu(state: &State, send: &Callback<Message>) -> Html {
    if state.workspace.rows.len() < 2 {
        return html! {};
    }
    html! {
        <details class="columns">
            <summary id="columns">{ "Columns" }</summary>
            <ul>{ for Sort::COLUMNS.into_iter().filter(|(column, _)| *column != Sort::Title).map(|(column, title)| {
                let on = !state.list.hidden.contains(&column);
                let mut list = state.list.clone();
                match on {
                    true => list.hidden.push(column),
                    false => list.hidden.retain(|other| *other != column),
                }
                html! {
                    <li><label class="check"><input type="checkbox" checked={on} onchange={send.reform(move |_: Event| Message::List(list.clone()))} />{ " " }{ title }</label></li>
                }
            }) }</ul>
        </details>
    }
}

/// Arrow keys go from key to key.
fn step(event: KeyboardEvent) {
    let key = event.key();
    let next = match key.as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let here = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let row = here.and_then(|here| here.closest("tbody tr").ok().flatten());
    let Some(row) = row else {
        return;
    };
    let beside = |element: &Element| match next {
        true => element.next_element_sibling(),
        false => element.previous_element_sibling(),
    };
    let other = beside(&row).or_else(|| {
        let block = beside(&row.parent_element()?)?;
        let rows = block.children();
        rows.item(if next {
            0
        } else {
            rows.length().checked_sub(1)?
        })
    });
    let link = other.and_then(|row| row.query_selector("th a").ok().flatten());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        let _ = link.focus();
    }
}

/// A row as it was drawn: the same one needs no drawing again.
#[derive(Clone)]
struct Shown(usize, Rc<Row>, bool);

impl PartialEq for Shown {
    fn eq(&self, other: &Shown) -> bool {
        self.0 == other.0 && Rc::ptr_eq(&self.1, &other.1) && self.2 == other.2
    }
}

#[derive(PartialEq)]
struct Block {
    rows: Vec<Shown>,
    /// How many rows come before it.
    place: usize,
    hidden: Vec<Sort>,
}

impl Piece for Block {
    fn draw(&self) -> Html {
        html! { <tbody>{ for self.rows.iter().enumerate().map(|(at, shown)| line(self.place + at, shown, &self.hidden)) }</tbody> }
    }

    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}

fn line(place: usize, Shown(index, row, selected): &Shown, hidden: &[Sort]) -> Html {
    let (index, selected) = (*index, *selected);
    let public = match row.summary.as_ref().map(|summary| summary.public) {
        Some(Answer::Yes) => html! { <b class="answer yes">{ "◆ public" }</b> },
        Some(Answer::No) => html! { <span class="answer no">{ "✓ no" }</span> },
        Some(Answer::Undecided) => {
            html! { <span class="answer undecided">{ "? undecided" }</span> }
        }
        None => html! { <span class="note">{ "…" }</span> },
    };
    let text = |text: &str| match text {
        "" => "—".to_string(),
        text => text.to_string(),
    };
    let cell = |column: Sort, html: Html| match hidden.contains(&column) {
        true => html! {},
        false => html! { <td>{ html }</td> },
    };
    let on = !hidden.contains(&Sort::Worst);
    html! {
        // Not all rows are in the page, so each says which it is; the head is the first.
        <tr class={classes!(selected.then_some("selected"))} aria-rowindex={(place + 2).to_string()}>
            <td class="pick"><input type="checkbox" aria-label={format!("Select {}", row.title)} data-row={index.to_string()} checked={selected} /></td>
            <th scope="row">
                <a href={Route::Key(index).hash()}>{ &*row.title }</a>
                if !row.id.is_empty() { <code class="id">{ &*row.id }</code> }
            </th>
            if on {
                <td>{ public }</td>
                <td>{ counts(row) }</td>
            }
            { cell(Sort::Account, match &*row.account { "" => html! { <i class="null">{ "unknown" }</i> }, id => account(id) }) }
            { cell(Sort::Region, html! { text(&row.region) }) }
            { cell(Sort::Manager, html! { match &*row.manager { "AWS" => "AWS".to_string(), "CUSTOMER" => "customer".to_string(), other => text(other) } }) }
            { cell(Sort::State, html! { text(&row.state) }) }
            { cell(Sort::Rotation, html! { match row.rotation { Rotation::Unknown => "—", other => other.name() } }) }
            { cell(Sort::Spec, html! { text(&row.spec) }) }
        </tr>
    }
}

fn counts(row: &Row) -> Html {
    let Some(summary) = &row.summary else {
        return html! { <span class="note">{ "…" }</span> };
    };
    let some = Severity::ALL
        .into_iter()
        .map(|severity| (severity, summary.count(severity)))
        .filter(|(_, count)| *count > 0);
    let mut some = some.peekable();
    let muted = summary.muted;
    if some.peek().is_none() && muted == 0 {
        return html! { <span class="note">{ "none" }</span> };
    }
    html! {
        <ul class="counts">{ for some.map(|(severity, count)| html! {
            <li class={severity.name()}><span aria-hidden="true">{ shape(severity) }</span>{ format!(" {count} ") }<span class="word">{ word(severity).to_ascii_lowercase() }</span></li>
        }) }if muted > 0 { <li class="note">{ format!("{muted} muted") }</li> }</ul>
    }
}
