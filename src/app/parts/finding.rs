use keyglass::explain::text::marked;
use keyglass::json::{self, Span};
use keyglass::lint::{Finding, Place};
use keyglass::reason::ask::Question;
use keyglass::workspace::{Loaded, Places};
use yew::prelude::*;

use crate::markup::html;

use super::text::{runs, severity};
use super::who_can::show_me;
use crate::route::Route;
use crate::state::{Mark, Message};

/// A finding, all of it: what, why, how to mend it, where.
pub fn view(
    finding: &Finding,
    number: usize,
    loaded: &Loaded,
    places: &Places,
    send: &Callback<Message>,
) -> Html {
    let rule = finding.rule;
    // What holds for the rule is said once; further findings of it fold it away.
    let earlier = loaded.report.findings.iter().take(number - 1);
    let said = earlier
        .into_iter()
        .any(|other| other.rule.id() == rule.id());
    let general = html! {
        <>
            <p class="why"><b>{ "Why it matters. " }</b>{ runs(&marked(rule.why())) }</p>
            <p class="fix"><b>{ "How to mend it. " }</b>{ runs(&finding.fix(&loaded.key)) }</p>
            <p class="references">
                <a href={Route::Rules(Some(rule.id().to_string())).hash()}>{ rule.id() }{ " " }{ rule.name() }</a>
                { for rule.references().map(|page| html! {
                    <> { " · " }<a href={page.address} target="_blank" rel="noreferrer noopener">{ page.title }<span class="visually-hidden">{ " (opens another site)" }</span></a></>
                }) }
            </p>
        </>
    };
    html! {
        <li class={classes!("finding", finding.severity.name())} id={format!("finding-{number}")} tabindex="-1">
            <div class="level">
                { severity(finding.severity) }
                if finding.missing.is_some() {
                    <span class="undecided">{ "? undecided" }</span>
                }
            </div>
            <div class="body">
                <div class="head">
                    <h3>{ rule.title() }</h3>
                    { place(finding, loaded, places, send) }
                </div>
                <p class="message">{ runs(&finding.message) }</p>
                if let Some(missing) = finding.missing {
                    <p class="missing">{ format!("To be sure, the file would need {}.", missing.words()) }</p>
                }
                { path(finding, loaded, places) }
                if let Some(witness) = &finding.witness {
                    <p>{ show_me(Question::of(witness), send) }</p>
                }
                { change(finding, loaded, send) }
                if said {
                    <details class="general"><summary>{ "Why, and how to mend it" }</summary>{ general }</details>
                } else {
                    { general }
                }
            </div>
        </li>
    }
}

/// Where it is, as a way to go there.
fn place(finding: &Finding, loaded: &Loaded, places: &Places, send: &Callback<Message>) -> Html {
    match &finding.place {
        Place::Field(name) => {
            let id = format!("#field-{name}");
            let jump = send.reform(|_: MouseEvent| Message::Unmark);
            html! {
                <a class="place" href={id} onclick={jump} data-jump={format!("field-{name}")}>{ "field " }{ name }</a>
            }
        }
        Place::Item(field, index, _) => {
            let id = format!("#field-{field}");
            let jump = send.reform(|_: MouseEvent| Message::Unmark);
            html! {
                <a class="place" href={id} onclick={jump} data-jump={format!("field-{field}")}>{ format!("{field}, entry {}", index + 1) }</a>
            }
        }
        Place::Policy(span) => {
            let shown = places.shown(*span);
            let at = json::position(&loaded.shown.text, shown.start as usize);
            let statement = loaded.report.policy().and_then(|policy| {
                let inside = |outer: Span| outer.contains(*span);
                policy
                    .statements
                    .iter()
                    .find(|statement| inside(statement.span))
            });
            let words = match statement {
                Some(statement) => format!("statement {} · line {}", statement.index + 1, at.line),
                None => format!("line {}, column {}", at.line, at.column),
            };
            let mark = send.reform(move |_: MouseEvent| {
                Message::Marked(Mark {
                    span: shown,
                    pinned: true,
                })
            });
            let path = match finding.path(loaded.policy_text()) {
                path if path.is_empty() => "the policy".to_string(),
                path => path,
            };
            html! {
                <button type="button" class="place" onclick={mark} title={format!("{path}, line {}, column {}", at.line, at.column)}>
                    { words }<span class="visually-hidden">{ format!(", column {}, {path}: show it in the source", at.column) }</span>
                </button>
            }
        }
    }
}

/// The path of its place, with line and column: of the policy, where it is there.
fn path(finding: &Finding, loaded: &Loaded, places: &Places) -> Html {
    let Place::Policy(span) = &finding.place else {
        return html! {};
    };
    let at = json::position(&loaded.shown.text, places.shown(*span).start as usize);
    let path = finding.path(loaded.policy_text());
    html! {
        // Of the whole policy the place says as much.
        if !path.is_empty() {
            <p class="path"><code>{ path }</code>{ format!(" line {}, column {}", at.line, at.column) }</p>
        }
    }
}

/// The change as lines taken out and put in.
fn change(finding: &Finding, loaded: &Loaded, send: &Callback<Message>) -> Html {
    let Some(change) = &finding.change else {
        return html! {};
    };
    let policy = loaded.policy_text();
    let copied = change.replacement.clone();
    let (before, after) = lines_around(policy, change.span, &change.replacement);
    html! {
        <div class="change" role="group" aria-label="The change">
            { for before.lines().map(|line| html! { <div class="out"><span aria-hidden="true">{ "- " }</span><span class="visually-hidden">{ "remove: " }</span>{ line }</div> }) }
            { for after.lines().map(|line| html! { <div class="in"><span aria-hidden="true">{ "+ " }</span><span class="visually-hidden">{ "add: " }</span>{ line }</div> }) }
            <button type="button" class="copy" onclick={send.reform(move |_| Message::Copy(copied.clone()))}>{ "Copy the new text" }</button>
        </div>
    }
}

/// The lines that a change touches, before and after; of a long line only what is near.
fn lines_around(policy: &str, span: Span, replacement: &str) -> (String, String) {
    const NEAR: usize = 48;
    let (start, end) = (span.start as usize, span.end as usize);
    let head = policy.get(..start).unwrap_or_default();
    let tail = policy.get(end..).unwrap_or_default();
    let line_head = head
        .rsplit(['\n', '\r'])
        .next()
        .unwrap_or_default()
        .trim_start();
    let line_tail = tail.split(['\n', '\r']).next().unwrap_or_default();
    let skipped = line_head.chars().count().saturating_sub(NEAR);
    let near_head: String = line_head.chars().skip(skipped).collect();
    let near_tail: String = line_tail.chars().take(NEAR).collect();
    let around = |middle: &str| format!("{near_head}{middle}{near_tail}");
    (around(span.of(policy)), around(replacement))
}
