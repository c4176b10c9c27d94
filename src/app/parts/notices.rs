use keyglass::explain::text::count;
use keyglass::import::Problem;
use keyglass::workspace::ANOTHER;
use yew::prelude::*;

use crate::markup::html;
use crate::route::Route;
use crate::state::{Message, State};

/// What could not be read, file by file.
pub fn view(state: &State, send: &Callback<Message>) -> Html {
    let with_problems = || {
        state
            .workspace
            .sources
            .iter()
            .skip(state.notices_closed)
            .filter(|source| !source.problems.is_empty())
    };
    if with_problems().next().is_none() {
        return html! {};
    }
    html! {
        <section class="notices" id="notices" tabindex="-1" role="alert" aria-label="What could not be read">
            { for with_problems().map(|source| html! {
                <div class="notice">
                    <p class="file">
                        <b>{ &source.name }</b>
                        { match (source.added, source.broken()) {
                            (0, _) => String::new(),
                            (added, 0) => format!(" · {} shown", count(added, "key", "keys")),
                            (added, broken) => format!(" · {} shown, {}", count(added, "key", "keys"), count(broken, "problem", "problems")),
                        } }
                    </p>
                    <ul>{ for source.problems.iter().map(problem) }</ul>
                </div>
            }) }
            // While a file is read, more of it may follow.
            if !state.is_reading() {
                <button type="button" class="copy" onclick={send.reform(|_: MouseEvent| Message::CloseNotices)}>{ "Close" }<span class="visually-hidden">{ " what could not be read" }</span></button>
            }
        </section>
    }
}

fn problem(problem: &Problem) -> Html {
    html! {
        <li>
            if let Some(at) = problem.at {
                <span class="place">{ format!("line {}, column {}: ", at.line, at.column) }</span>
            }
            { &problem.message }
            if problem.message == ANOTHER {
                { " " }<a href={Route::Found("changed:yes".into()).hash()}>{ "Show them" }</a>
            }
            if let Some((line, column)) = &problem.excerpt {
                <pre class="excerpt" aria-hidden="true">{ format!("{line}\n{}^", " ".repeat(column.saturating_sub(1))) }</pre>
            }
        </li>
    }
}
