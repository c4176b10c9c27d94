use keyglass::explain::text::{count, grouped};
use yew::prelude::*;

use crate::markup::html;
use crate::state::{Message, Progress, State};

/// Bytes from which on a file's own progress is shown.
const LARGE: usize = 4 << 20;

/// Milliseconds after which it is shown whatever its size.
const LONG: f64 = 1000.0;

/// How far reading and judging are, and the way to stop reading a large file.
pub fn view(state: &State, send: &Callback<Message>) -> Html {
    let keys = state.workspace.rows.len();
    let all = count(keys, "key", "keys");
    // Small files are read before anybody has looked, but for archives of much.
    let spent = |progress: &Progress| (state.clock.0)() - progress.since;
    if let Some(progress) = state
        .progress
        .as_ref()
        .filter(|progress| progress.total > LARGE || spent(progress) > LONG)
    {
        let share = progress.bytes as f64 / progress.total.max(1) as f64;
        let spent = spent(progress);
        let left = match share > 0.05 && share < 1.0 {
            true => {
                let seconds = (spent / share - spent) / 1000.0;
                format!(" · about {} s left", seconds.round().max(1.0) as u32)
            }
            false => String::new(),
        };
        let megabytes = |bytes: usize| (bytes + (1 << 19)) >> 20;
        return html! {
            <div class="progress">
                <p>{ "Reading " }<b>{ &progress.name }</b>{ format!(": {} of {} MB, {all}{left}", megabytes(progress.bytes), megabytes(progress.total)) }</p>
                <progress max="100" value={percent(progress.bytes, progress.total)} aria-label="Reading"></progress>
                <button type="button" class="button" onclick={send.reform(|_| Message::Cancel)}>{ "Cancel" }</button>
            </div>
        };
    }
    if state.is_reading() {
        return html! { <div class="progress"><p>{ format!("Reading: {all} so far.") }</p></div> };
    }
    if state.workspace.is_judging() {
        let judged = state.workspace.judged();
        return html! {
            <div class="progress">
                <p>{ format!("Judged {} of {all}; the order settles when all are.", grouped(judged)) }</p>
                <progress max="100" value={percent(judged, keys)} aria-label="Judging"></progress>
            </div>
        };
    }
    html! {}
}

fn percent(part: usize, whole: usize) -> String {
    (part.saturating_mul(100) / whole.max(1)).to_string()
}
