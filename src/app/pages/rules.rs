use keyglass::explain::text::marked;
use keyglass::lint::compliance::{self, Control};
use keyglass::lint::{Example, RULES, Rule, Severity, find, peers};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::browser;
use crate::markup::html;
use crate::parts::text::{runs, severity};
use crate::route::Route;
use crate::state::{Message, RulesShown, State};

/// The groups of the catalogue: the middle of a rule's id, and what it is about.
const GROUPS: [(&str, &str); 9] = [
    ("SYN", "Syntax"),
    ("PRI", "Principals"),
    ("ACT", "Actions"),
    ("RES", "Resources"),
    ("CON", "Conditions"),
    ("POL", "The whole policy"),
    ("CFG", "Configuration"),
    ("GRA", "Grants"),
    ("ALI", "Aliases"),
];

/// Every rule, from the same text that its findings show.
pub fn view(chosen: Option<&str>, state: &State, send: &Callback<Message>) -> Html {
    let chosen = chosen.and_then(find).map(|rule| rule.id());
    let shown: Vec<&'static Rule> = RULES
        .iter()
        .filter(|rule| chosen == Some(rule.id()) || is_shown(rule, &state.rules))
        .collect();
    html! {
        <div class="page rules-page">
            <h1 id="title" tabindex="-1">{ format!("{} rules", RULES.len()) }</h1>
            <p class="lead">{ format!("What Keyglass looks for. The examples are tested: each rule reports on the ones it should, once, and on none of the others. Facts about AWS as of {}.", keyglass::aws::CATALOGUE_DATE) }</p>
            { filters(&state.rules, send) }
            <p class="rules-count" role="status">{ match shown.len() {
                number if number == RULES.len() => format!("All {number} are shown."),
                0 => "No rule matches.".to_string(),
                1 => "1 rule matches.".to_string(),
                number => format!("{number} rules match."),
            } }</p>
            <ol class="rules">{ for shown.into_iter().map(|rule| entry(rule, chosen == Some(rule.id()), send)) }</ol>
        </div>
    }
}

fn filters(shown: &RulesShown, send: &Callback<Message>) -> Html {
    let typed = {
        let shown = shown.clone();
        send.reform(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            Message::ShowRules(RulesShown {
                text: input.value(),
                ..shown.clone()
            })
        })
    };
    let select = |change: fn(&mut RulesShown, String)| {
        let shown = shown.clone();
        send.reform(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let mut next = shown.clone();
            change(&mut next, select.value());
            Message::ShowRules(next)
        })
    };
    let group = select(|shown, value| shown.group = value);
    let level = select(|shown, value| shown.severity = value);
    let control = select(|shown, value| shown.control = value);
    html! {
        <form class="rules-filter" role="search" onsubmit={Callback::from(|event: SubmitEvent| event.prevent_default())}>
            <label>{ "Search" }
                <input type="search" value={shown.text.clone()} oninput={typed} spellcheck="false" autocomplete="off"
                    placeholder="a word, an id, a control: KMS.4, CKV_AWS_33" />
            </label>
            <label>{ "Group" }
                <select onchange={group}>
                    <option value="" selected={shown.group.is_empty()}>{ "All" }</option>
                    { for GROUPS.iter().map(|(id, name)| html! { <option value={*id} selected={shown.group == *id}>{ *name }</option> }) }
                </select>
            </label>
            <label>{ "Severity" }
                <select onchange={level}>
                    <option value="" selected={shown.severity.is_empty()}>{ "All" }</option>
                    { for Severity::ALL.iter().map(|level| html! { <option value={level.name()} selected={shown.severity == level.name()}>{ level.name() }</option> }) }
                </select>
            </label>
            <label>{ "Control" }
                <select onchange={control}>
                    <option value="" selected={shown.control.is_empty()}>{ "All" }</option>
                    { for controls().into_iter().map(|name| html! { <option value={name.clone()} selected={shown.control == name}>{ name }</option> }) }
                </select>
            </label>
        </form>
    }
}

/// The names of the controls, each once: one that is published for some rules may be related to others.
fn controls() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in compliance::all().iter().map(Control::name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether the rule has every word that is searched for, in its texts or its ids elsewhere.
fn is_shown(rule: &Rule, shown: &RulesShown) -> bool {
    let group = shown.group.is_empty() || rule.id().split('-').nth(1) == Some(&shown.group);
    let level = shown.severity.is_empty() || rule.severity.name() == shown.severity;
    let control = shown.control.is_empty()
        || compliance::of(rule.id()).any(|control| control.name() == shown.control);
    group && level && control && {
        let text = shown.text.to_ascii_lowercase();
        let mut words = text.split_whitespace().peekable();
        words.peek().is_none() || {
            let mut all = [
                rule.id(),
                rule.name(),
                rule.title(),
                rule.checks(),
                rule.kind.name(),
            ]
            .join(" ");
            all.push_str(&elsewhere(rule));
            let all = all.to_ascii_lowercase();
            words.all(|word| all.contains(word))
        }
    }
}

/// Controls and rules of other tools, in one text.
fn elsewhere(rule: &Rule) -> String {
    let controls = compliance::of(rule.id()).map(|control| format!(" {}", control.name()));
    controls.collect::<String>() + " " + peers::of(rule.id()).unwrap_or_default()
}

fn entry(rule: &'static Rule, chosen: bool, send: &Callback<Message>) -> Html {
    let attempt = send.reform(move |_: MouseEvent| Message::TryRule {
        rule,
        now: browser::now(),
    });
    let controls = |published: bool| -> Vec<String> {
        compliance::of(rule.id())
            .filter(|control| control.published == published)
            .map(Control::name)
            .collect()
    };
    let (published, related) = (controls(true), controls(false));
    html! {
        <li id={format!("rule-{}", rule.id())} tabindex="-1" class={classes!("rule", chosen.then_some("chosen"))}>
            <div class="level">{ severity(rule.severity) }<span class="kind">{ rule.kind.name() }</span></div>
            <div class="body">
                <h2>{ rule.title().replace('`', "") }</h2>
                <p class="name"><a href={Route::Rules(Some(rule.id().to_string())).hash()}>{ rule.id() }</a>{ " " }<code>{ rule.name() }</code>
                    <span class="since">{ format!(" · {} · since {}", rule.confidence.name(), rule.since()) }</span></p>
                <p>{ runs(&marked(rule.checks())) }</p>
                <p><b>{ "Why it matters. " }</b>{ runs(&marked(rule.why())) }</p>
                <p><b>{ "How to mend it. " }</b>{ runs(&marked(rule.fix())) }</p>
                <details>
                    <summary>{ "Example that it reports" }</summary>
                    { for rule.fires().map(example) }
                </details>
                <p><button type="button" class="copy" onclick={attempt} aria-label={format!("Try it: open the first example of {}", rule.id())}>{ "Try it" }</button></p>
                if !published.is_empty() {
                    <p class="elsewhere"><b>{ "Controls that map to it. " }</b>{ published.join(", ") }</p>
                }
                if !related.is_empty() {
                    <p class="elsewhere"><b>{ "Related controls, by our own reading. " }</b>{ related.join(", ") }</p>
                }
                if let Some(peers) = peers::of(rule.id()) {
                    <p class="elsewhere"><b>{ "Elsewhere. " }</b>{ peers }</p>
                }
                <p class="references">{ for rule.references().map(|page| html! {
                    <a href={page.address} target="_blank" rel="noreferrer noopener">{ page.title }<span class="visually-hidden">{ " (opens another site)" }</span></a>
                }) }</p>
            </div>
        </li>
    }
}

fn example(example: Example) -> Html {
    let parts = example.parts().into_iter().filter(|part| !part.is_empty());
    let text: Vec<String> = parts
        .map(|part| match keyglass::json::parse(part) {
            Ok(node) => keyglass::json::pretty(&node),
            Err(_) => part.to_string(),
        })
        .collect();
    html! { <pre tabindex="0">{ text.join("\n\n") }</pre> }
}
