use keyglass::explain::text::{Run, Text};
use keyglass::lint::Severity;
use yew::prelude::*;

use crate::markup::html;

/// A text with its code in mono and its accounts in groups.
pub fn runs(text: &Text) -> Html {
    text.runs()
        .iter()
        .map(|run| match run {
            Run::Words(words) => html! { <>{ words }</> },
            Run::Code(code) => html! { <code>{ code }</code> },
            Run::Account(id) => account(id),
        })
        .collect()
}

/// An account id, in fours to the eye and in one piece to the clipboard.
pub fn account(id: &str) -> Html {
    let digits: Vec<char> = id.chars().collect();
    let groups = digits
        .chunks(4)
        .map(|group| group.iter().collect::<String>());
    html! {
        <span class="account">{ for groups.map(|group| html! { <span>{ group }</span> }) }</span>
    }
}

/// The shape of a severity. It always stands beside the word.
pub fn shape(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "◆",
        Severity::High => "▲",
        Severity::Medium => "■",
        Severity::Low => "◇",
        Severity::Info => "●",
    }
}

pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Info => "Info",
    }
}

pub fn severity(severity: Severity) -> Html {
    html! {
        <span class={classes!("severity", severity.name())}>
            <span class="shape" aria-hidden="true">{ shape(severity) }</span>{ word(severity) }
        </span>
    }
}
