use keyglass::explain::text::{count, grouped};
use yew::prelude::*;

use crate::markup::html;
use crate::route::Route;
use crate::state::{Dialog, Message, State, Theme};

pub fn view(state: &State, send: &Callback<Message>) -> Html {
    html! {
        <header class="bar">
            <a class="brand" href={Route::Start.hash()}>
                { logo() }<span>{ "Keyglass" }</span>
            </a>
            { crumbs(state) }
            { seal(state) }
            <nav class="tools" aria-label="Tools">
                <label class="button open" title="Open files (o)">
                    <input id="open-files" type="file" multiple=true class="hidden-input" aria-label="Open files" />
                    <span aria-hidden="true">{ "Open" }</span>
                </label>
                <a class="quiet" href={Route::Rules(None).hash()}>{ "Rules" }</a>
                <button type="button" class="quiet" onclick={send.reform(|_| Message::Open(Dialog::Profile))}>
                    { "Profile" }
                    if state.workspace.profile_text.is_some() {
                        <span class="in-use" aria-hidden="true">{ " ●" }</span><span class="visually-hidden">{ ", one is in use" }</span>
                    }
                </button>
                <button type="button" class="quiet keys" onclick={send.reform(|_| Message::Open(Dialog::Help))}>
                    <span>{ "Shortcuts" }</span><kbd>{ "?" }</kbd>
                </button>
                <button type="button" class="button icon" onclick={send.reform(|_| Message::NextTheme)}
                    aria-label={format!("Theme: {}. Switch", state.theme.name())} title="Switch the theme (t)">
                    <span aria-hidden="true">{ match state.theme {
                        Theme::System => "◐",
                        Theme::Light => "○",
                        Theme::Dark => "●",
                    } }</span>
                </button>
            </nav>
        </header>
    }
}

fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <circle cx="10" cy="10" r="7" />
            <circle cx="10" cy="8.6" r="1.9" class="fill" />
            <path d="M10 10v3.4M15.2 15.2 21 21M18.4 18.4l-1.6 1.6" />
        </svg>
    }
}

fn crumbs(state: &State) -> Html {
    let all = state.workspace.rows.len();
    let many = all > 1;
    let shown = match state.listed().len() {
        shown if shown == all => String::new(),
        shown => grouped(shown) + " of ",
    };
    let list = || html! { <a href={state.list_route().hash()}>{ shown.clone() + &count(all, "key", "keys") }</a> };
    let open = state.route.key();
    let Some((index, loaded)) = open.and_then(|at| Some((at, state.workspace.loaded(at)?))) else {
        return html! {
            if all > 0 && matches!(state.route, Route::Rules(_) | Route::Overview | Route::Compare(_)) {
                <nav class="crumbs" aria-label="Where you are">{ list() }</nav>
            }
        };
    };
    html! {
        <nav class="crumbs" aria-label="Where you are">
            if many {
                { list() }
            } else {
                <span>{ loaded.source() }</span>
            }
            <span aria-hidden="true">{ "/" }</span>
            <span class="here">{ loaded.key.key_id().map_or("policy".to_string(), |id| id.to_string()) }</span>
            if many {
                { step(state, index, -1, "‹", "Previous key") }
                { step(state, index, 1, "›", "Next key") }
            }
        </nav>
    }
}

fn step(state: &State, index: usize, by: isize, arrow: &'static str, label: &'static str) -> Html {
    match state.neighbour(index, by) {
        Some(next) => html! {
            <a class="step" href={Route::Key(next).hash()} aria-label={label}>{ arrow }</a>
        },
        None => html! {},
    }
}

/// The proof that nothing leaves: a count that stays at zero.
fn seal(state: &State) -> Html {
    if !state.opened {
        return html! {};
    }
    let (class, words) = match state.requests {
        None => (
            "seal unknown",
            "this browser does not count requests".to_string(),
        ),
        Some(0) => ("seal", "0 requests since you opened the file".to_string()),
        Some(number) => (
            "seal broken",
            format!(
                "{} since you opened the file",
                count(number as usize, "request", "requests")
            ),
        ),
    };
    html! {
        <p class={class}>
            <span class="dot" aria-hidden="true"></span>
            <span class="long">{ "Nothing leaves this tab · " }</span>{ words }
        </p>
    }
}
