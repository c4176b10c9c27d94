use keyglass::explain::text::count;
use keyglass::lint::Severity;
use keyglass::reason::public::Answer;
use keyglass::workspace::Loaded;
use yew::prelude::*;

use crate::parts::notices;
use crate::parts::text::{account, shape, word};
use crate::route::Route;
use crate::state::{Message, State};

/// The keys to choose from, worst first.
pub fn view(state: &State, send: &Callback<Message>) -> Html {
    let keys = &state.workspace.keys;
    let public = keys
        .iter()
        .filter(|key| key.report.verdict.answer == Answer::Yes)
        .count();
    html! {
        <div class="page keys-page">
            <h1 id="title" tabindex="-1">{ count(keys.len(), "key", "keys") }</h1>
            <p class="lead">
                { match public {
                    0 => "None of them is known to be public. ".to_string(),
                    1 => "One of them is public. ".to_string(),
                    many => format!("{many} of them are public. "),
                } }
                { "The worst come first." }
            </p>
            { notices::view(state) }
            <div class="table-frame" tabindex="0" role="region" aria-label="Table of keys">
            <table class="keys">
                <thead>
                    <tr>
                        <th scope="col">{ "Key" }</th>
                        <th scope="col">{ "Public" }</th>
                        <th scope="col">{ "Findings" }</th>
                        <th scope="col">{ "Account" }</th>
                        <th scope="col">{ "Region" }</th>
                        <th scope="col">{ "Manager" }</th>
                        <th scope="col">{ "State" }</th>
                    </tr>
                </thead>
                <tbody>
                    { for state.workspace.worst_first().into_iter().filter_map(|index| keys.get(index).map(|key| row(index, key))) }
                </tbody>
            </table>
            </div>
            <p class="row">
                <button type="button" class="button" onclick={send.reform(|_| Message::CloseAll)}>{ "Close all" }</button>
            </p>
        </div>
    }
}

fn row(index: usize, loaded: &Loaded) -> Html {
    let key = &loaded.key;
    let public = match loaded.report.verdict.answer {
        Answer::Yes => html! { <b class="answer yes">{ "◆ public" }</b> },
        Answer::No => html! { <span class="answer no">{ "✓ no" }</span> },
        Answer::Undecided => html! { <span class="answer undecided">{ "? undecided" }</span> },
    };
    html! {
        <tr>
            <th scope="row">
                <a href={Route::Key(index).hash()}>{ loaded.title() }</a>
                if let Some(id) = key.key_id() { <code class="id">{ id }</code> }
            </th>
            <td>{ public }</td>
            <td>{ counts(loaded) }</td>
            <td>{ key.owner().map_or(html! { <i class="null">{ "unknown" }</i> }, account) }</td>
            <td>{ key.home().unwrap_or("—") }</td>
            <td>{ match key.manager.text() { Some("AWS") => "AWS", Some("CUSTOMER") => "customer", other => other.unwrap_or("—") } }</td>
            <td>{ key.state.text().unwrap_or("—") }</td>
        </tr>
    }
}

fn counts(loaded: &Loaded) -> Html {
    let some = Severity::ALL
        .into_iter()
        .map(|severity| (severity, loaded.count(severity)))
        .filter(|(_, count)| *count > 0);
    let mut some = some.peekable();
    if some.peek().is_none() {
        return html! { <span class="note">{ "none" }</span> };
    }
    html! {
        <ul class="counts">{ for some.map(|(severity, count)| html! {
            <li class={severity.name()}><span aria-hidden="true">{ shape(severity) }</span>{ format!(" {count} ") }{ word(severity).to_lowercase() }</li>
        }) }</ul>
    }
}
