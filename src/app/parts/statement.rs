use keyglass::access::caller::Who;
use keyglass::access::condition::{Class, Scales};
use keyglass::access::pattern;
use keyglass::access::statement::{Truth, is_alias, means_key};
use keyglass::aws::actions::Scope;
use keyglass::explain::statement::{Phrase, Role, Sentence};
use keyglass::explain::text::count;
use keyglass::explain::{condition, principal};
use keyglass::json::Span;
use keyglass::model::policy::{Effect, Policy, Statement, Test, Text};
use keyglass::workspace::{Loaded, Places};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::markup::html;

use super::text::runs;
use crate::state::{Mark, Message};

/// What all parts of a statement's block need.
pub struct Block<'a> {
    pub loaded: &'a Loaded,
    pub policy: &'a Policy,
    pub places: &'a Places,
    pub mark: Option<Mark>,
    pub send: &'a Callback<Message>,
}

impl Block<'_> {
    pub fn view(&self, statement: &Statement, sentence: &Sentence) -> Html {
        let number = statement.index + 1;
        let (policy, effect) = (self.policy, effect(self.policy, statement));
        let hidden = policy.leaves_open(statement) && statement.principal.is_absent();
        html! {
            <li class="statement" id={format!("statement-{number}")} tabindex="-1">
                <span class="number" aria-hidden="true">{ number }</span>
                <div>
                    <h3>
                        <span class="visually-hidden">{ format!("Statement {number}: ") }</span>
                        <span class={classes!("effect", effect.to_ascii_lowercase())}>{ effect }</span>
                        { match &statement.sid {
                            Some(sid) if !sid.value.is_empty() => html! { <span class="sid">{ &sid.value }</span> },
                            _ => html! { <span class="sid none">{ "without a Sid" }</span> },
                        } }
                    </h3>
                    <p class="sentence">{ for sentence.0.iter().map(|phrase| self.phrase(phrase)) }</p>
                    <dl class="parts" {hidden}>
                        { self.principals(statement) }
                        { self.actions(statement) }
                        { self.resources(statement) }
                        { self.conditions(statement) }
                    </dl>
                </div>
            </li>
        }
    }

    /// A phrase; pointing at it or focusing it marks the JSON that says it.
    fn phrase(&self, phrase: &Phrase) -> Html {
        let Some(span) = phrase.span else {
            return runs(&phrase.text);
        };
        let class = match phrase.role {
            Role::Who => "who",
            Role::What => "what",
            Role::When => "when",
            Role::Glue => "glue",
        };
        self.pointer(span, classes!("phrase", class), runs(&phrase.text))
    }

    fn pointer(&self, span: Span, class: Classes, content: Html) -> Html {
        let span = self.places.shown(span);
        let on = |pinned| {
            self.send
                .reform(move |_: ()| Message::Marked(Mark { span, pinned }))
        };
        let (over, pin) = (on(false), on(true));
        let out = self.send.reform(|_: ()| Message::Left);
        let marked = self.mark.is_some_and(|mark| mark.span == span);
        let leave = out.clone();
        // Not a button element: the text of one does not break across the lines of a sentence.
        let keys = pin.reform(|_| ());
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                keys.emit(());
            }
        });
        html! {
            <span role="button" tabindex="0" class={classes!(class, marked.then_some("marked"))}
                onmouseenter={over.reform(|_| ())} onfocus={over.reform(|_| ())}
                onmouseleave={leave.reform(|_| ())} onblur={out.reform(|_| ())}
                onclick={pin.reform(|_| ())} {onkeydown}>{ content }</span>
        }
    }

    fn principals(&self, statement: &Statement) -> Html {
        let element = &statement.principal;
        let label = if element.is.is_some() {
            "Who"
        } else {
            "All but"
        };
        let chips = element.entries().iter().map(|entry| {
            let who = Who::of(entry, &self.loaded.report.context);
            let (class, note) = principal::class(&who);
            html! {
                <li>
                    { self.pointer(entry.span, classes!("chip"), html! { <code>{ &entry.value }</code> }) }
                    <span class={classes!("tag", who.is_nobody().then_some("dead"))}>{ class }</span>
                    if !note.is_empty() { <span class="note">{ note }</span> }
                </li>
            }
        });
        html! {
            <>
                <dt>{ label }</dt>
                <dd>
                    if element.is_absent() { <p class="note">{ "no principal at all" }</p> }
                    if element.is_broken() { <p class="note">{ "a part of it cannot be read" }</p> }
                    if element.is.is_none() && element.not.is_some() {
                        <p class="note">{ "NotPrincipal: it speaks of every principal of every account that is not listed." }</p>
                    }
                    <ul class="chips">{ for chips }</ul>
                </dd>
            </>
        }
    }

    fn actions(&self, statement: &Statement) -> Html {
        let element = &statement.action;
        let deny = statement.effect == Some(Effect::Deny);
        let label = match (deny, element.is.is_some() || element.not.is_none()) {
            (false, true) => "May",
            (true, true) => "May not",
            (false, false) => "May all but",
            (true, false) => "May not, all but",
        };
        html! {
            <>
                <dt>{ label }</dt>
                <dd>
                    if element.is_absent() { <p class="note">{ "no action: the statement does nothing" }</p> }
                    if element.is_broken() { <p class="note">{ "a part of it cannot be read" }</p> }
                    if element.is.is_none() && element.not.is_some() {
                        <p class="note">{ "NotAction: every action that is not listed, also those that KMS gets in the future." }</p>
                    }
                    <ul class="chips">{ for element.entries().iter().map(|entry| self.action(entry)) }</ul>
                </dd>
            </>
        }
    }

    fn action(&self, entry: &Text) -> Html {
        let all = pattern::actions(&entry.value);
        let mut levels: Vec<&str> = Vec::new();
        for action in all.iter() {
            if !levels.contains(&action.level().name()) {
                levels.push(action.level().name());
            }
        }
        let usable = all.iter().filter(|action| action.scope == Scope::Key);
        let names: Vec<&str> = usable.map(|action| action.name).collect();
        let wild = pattern::has_wildcard(&entry.value);
        let chip = self.pointer(
            entry.span,
            classes!("chip"),
            html! { <code>{ &entry.value }</code> },
        );
        html! {
            <li>
                { chip }
                if all.is_empty() {
                    <span class="tag dead">{ "unknown" }</span>
                    <span class="note">{ "no action of this name that a key policy decides" }</span>
                } else if names.is_empty() {
                    <span class="tag dead">{ "no effect here" }</span>
                    <span class="note">{ "a key policy cannot give it" }</span>
                } else if wild && names.len() > 1 {
                    <details class="expansion">
                        <summary><u>{ count(names.len(), "action", "actions") }</u>{ " " }<span class="note">{ levels.join(", ") }</span></summary>
                        <p class="names">{ for names.iter().map(|name| html! { <code>{ *name }</code> }) }</p>
                    </details>
                } else {
                    if wild { <span class="note">{ "only " }<code>{ names.join("") }</code></span> }
                    <span class="note">{ levels.join(", ") }</span>
                }
            </li>
        }
    }

    fn resources(&self, statement: &Statement) -> Html {
        let element = &statement.resource;
        let not = element.is.is_none() && element.not.is_some();
        let context = &self.loaded.report.context;
        let entries = element.entries().iter().map(|entry| {
            let words = match means_key(&entry.value, self.policy, context) {
                _ if is_alias(&entry.value) => "an alias: never the key behind it",
                Truth::True if entry.value == "*" => "this key: in a key policy, * means the key itself",
                Truth::True => "this key",
                Truth::False => "not this key, so it has no effect",
                Truth::Open => "whether it is this key is not in the file",
            };
            html! {
                <li>{ self.pointer(entry.span, classes!("chip"), html! { <code>{ &entry.value }</code> }) }<span class="note">{ words }</span></li>
            }
        });
        html! {
            <>
                <dt>{ if not { "On all but" } else { "On" } }</dt>
                <dd>
                    if element.is_absent() { <p class="note">{ "no resource: the statement applies to no key" }</p> }
                    if not { <p class="note">{ "NotResource: it applies to this key only if the key is not listed." }</p> }
                    <ul class="chips">{ for entries }</ul>
                </dd>
            </>
        }
    }

    fn conditions(&self, statement: &Statement) -> Html {
        if statement.condition.is_none() {
            return html! {};
        }
        html! {
            <>
                <dt>{ "If" }</dt>
                <dd>
                    if statement.tests.is_empty() && !statement.condition_broken {
                        <p class="note">{ "an empty condition: always" }</p>
                    }
                    if statement.condition_broken { <p class="note">{ "a part of it cannot be read" }</p> }
                    <ul class="tests">{ for statement.tests.iter().map(|test| self.test(statement, test)) }</ul>
                </dd>
            </>
        }
    }

    fn test(&self, statement: &Statement, test: &Test) -> Html {
        let scales = Scales {
            policy: self.policy,
            statement,
            context: &self.loaded.report.context,
        };
        let class = scales.weigh(test);
        let (word, note) = condition::class(&class, test);
        // Confining and narrowing are said of callers that an Allow lets in; a Deny is met or not.
        let plain = statement.effect == Some(Effect::Deny)
            && matches!(class, Class::Confines { .. } | Class::Narrows);
        let style = word.replace(' ', "-");
        html! {
            <li>
                if plain {
                    <span class="class met">{ "met when" }</span>
                } else {
                    <span class={classes!("class", style)}>{ word }</span>
                }
                <span class="test">
                    { self.pointer(test.span, classes!("phrase", "when"), runs(&condition::words(test))) }
                    <span class="said"><code>{ &test.operator_name.value }{ " " }{ &test.key.value }</code>
                    if !plain { <span class="note">{ runs(&note) }</span> }</span>
                </span>
            </li>
        }
    }
}

/// The effect in a word or two.
pub fn effect(policy: &Policy, statement: &Statement) -> &'static str {
    match statement.effect {
        Some(Effect::Allow) => "Allow",
        Some(Effect::Deny) => "Deny",
        None if policy.leaves_open(statement) => "Open",
        None => "No effect",
    }
}
