use std::any::Any;
use std::rc::Rc;

use keyglass::explain::access;
use keyglass::explain::statement::Sentence;
use keyglass::lint::Finding;
use keyglass::model::key::FieldValue;
use keyglass::reason::difference::{Change, Difference};
use keyglass::reason::search::Doubt;
use keyglass::workspace::Loaded;
use keyglass::workspace::compare::Comparison;
use yew::prelude::*;

use super::key;
use crate::markup::html;
use crate::parts::fields;
use crate::parts::kept::{Piece, kept};
use crate::parts::text::{runs, severity};
use crate::route::Route;
use crate::state::State;

/// What sets two records apart: two of one key, or two keys.
pub fn view(places: [usize; 2], state: &State) -> Html {
    let [first, second] = places;
    let loaded = |at| state.workspace.loaded(at);
    match loaded(first).zip(loaded(second)) {
        Some((before, after)) => kept(
            0,
            Sides {
                places,
                before,
                after,
            },
        ),
        None => key::absent(),
    }
}

/// Two records. What sets them apart takes work, which other changes of the page do not ask for again.
struct Sides {
    places: [usize; 2],
    before: Rc<Loaded>,
    after: Rc<Loaded>,
}

impl Piece for Sides {
    fn draw(&self) -> Html {
        compared(self.places, &self.before, &self.after)
    }

    fn is(&self, other: &dyn Any) -> bool {
        let same = |other: &Sides| {
            Rc::ptr_eq(&self.before, &other.before) && Rc::ptr_eq(&self.after, &other.after)
        };
        other.downcast_ref().is_some_and(same)
    }
}

fn compared([first, second]: [usize; 2], before: &Loaded, after: &Loaded) -> Html {
    let found = Comparison::of(before, after);
    let title = if found.one_key {
        "What changed"
    } else {
        "Two keys compared"
    };
    let head = |place: usize, loaded: &Loaded, word: &'static str| {
        html! {
            <th scope="col"><span class="note">{ word }</span><a href={Route::Key(place).hash()}>{ loaded.title() }</a><span class="note">{ loaded.source() }</span></th>
        }
    };
    let same_verdict = before.report.verdict.sentence == after.report.verdict.sentence;
    html! {
        <div class="page compare-page">
            <h1 id="title" tabindex="-1">{ title }</h1>
            <p><a href={Route::Compare([second, first]).hash()}>{ "The other way round" }</a></p>
            <div class="table-frame" tabindex="0" role="region" aria-label="Fields">
                <table class="compared">
                    <thead><tr><th scope="col">{ "Field" }</th>{ head(first, before, "Before") }{ head(second, after, "After") }</tr></thead>
                    <tbody>
                        if !same_verdict {
                            <tr><th scope="row">{ "Verdict" }</th>{ for [before, after].map(|it| html! { <td>{ it.report.verdict.headline }{ " " }{ runs(&it.report.verdict.sentence) }</td> }) }</tr>
                        }
                        { for found.fields.iter().map(|(name, values)| html! {
                            <tr><th scope="row">{ *name }</th>{ for values.map(|it| value(name, it)) }</tr>
                        }) }
                    </tbody>
                </table>
            </div>
            if same_verdict && found.fields.is_empty() { <p>{ "All fields are the same, and so is the verdict." }</p> }
            { part("Who may do what", permissions(found.access.as_ref())) }
            if found.rewritten { { part("Policy", html! { <p>{ "The same statements. Their order, Version, Id or the white space differ." }</p> }) } }
            if found.read { { part("Statements", lists(OF_ONE, found.statements.map(|list| list.iter().map(statement).collect()))) } }
            { part("Findings", lists(OF_ONE, found.findings.map(|list| list.into_iter().map(finding).collect()))) }
        </div>
    }
}

fn part(title: &'static str, inner: Html) -> Html {
    html! { <section class="block"><h2>{ title }</h2>{ inner }</section> }
}

fn value(name: &str, value: Option<&FieldValue>) -> Html {
    html! { <td>{ match value {
        Some(value) => fields::value(name, value),
        None => html! { <i class="null">{ "not in the file" }</i> },
    } }</td> }
}

/// Over what only the one of two has.
const OF_ONE: [&str; 2] = ["Only before", "Only after"];

/// Two lists with their titles, as far as there is something in them.
fn lists(titles: [&'static str; 2], lists: [Vec<Html>; 2]) -> Html {
    let same = lists.iter().all(Vec::is_empty);
    html! {
        if same { <p>{ "The same in both." }</p> }
        { for titles.into_iter().zip(lists).filter(|(_, list)| !list.is_empty()).map(|(title, list)| html! {
            <><h3>{ title }</h3><ul class="changes">{ for list }</ul></>
        }) }
    }
}

fn finding(finding: &Finding) -> Html {
    html! { <li>{ severity(finding.severity) }{ " " }<a href={Route::Rules(Some(finding.rule.id().to_string())).hash()}>{ finding.rule.id() }</a>{ " " }{ runs(&finding.message) }</li> }
}

fn statement((at, sentence, text): &(usize, Sentence, String)) -> Html {
    html! {
        <li>
            <b>{ format!("Statement {}. ", at + 1) }</b>{ for sentence.0.iter().map(|phrase| runs(&phrase.text)) }
            <details><summary>{ "Its text" }</summary><pre tabindex="0">{ text }</pre></details>
        </li>
    }
}

fn permissions(difference: Option<&Difference>) -> Html {
    let Some(difference) = difference else {
        return html! { <p>{ "Not compared: a policy cannot be read, or names its own key, or the keys are not known to be of one account." }</p> };
    };
    let words = |list: &Vec<Change>| {
        let changes = list.iter().map(access::change);
        changes
            .map(|words| html! { <li>{ runs(&words) }</li> })
            .collect()
    };
    let both = [&difference.gained, &difference.lost];
    let told = difference.doubt.is_none() || both.iter().any(|list| !list.is_empty());
    html! {
        if told { { lists(["Won", "Lost"], both.map(words)) } }
        <p class="note">{ match difference.doubt {
            None => "Proven over all requests, for the key policies alone.",
            Some(_) => "There may be more: ",
        } }{ difference.doubt.map_or("", Doubt::words) }</p>
    }
}
