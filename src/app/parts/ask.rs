use keyglass::access::decide::{Decision, decide};
use keyglass::access::request::Carried;
use keyglass::access::statement::Truth;
use keyglass::explain::condition;
use keyglass::explain::trace::why;
use keyglass::model::policy::Policy;
use keyglass::reason::ask::{Offer, Question};
use keyglass::workspace::Loaded;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::markup::html;

use super::statement::effect;
use super::text::runs;
use crate::route::Asker;
use crate::state::{Message, State};

/// A question about one request, answered as it is put.
pub fn view(index: usize, loaded: &Loaded, state: &State, send: &Callback<Message>) -> Html {
    let (Some(policy), Some(answers)) = (loaded.report.policy(), loaded.answers()) else {
        return html! {};
    };
    let question = &state.question;
    let change = |change: fn(&mut Question, String)| {
        let question = question.clone();
        send.reform(move |event: InputEvent| {
            let mut question = question.clone();
            change(
                &mut question,
                event.target_unchecked_into::<HtmlInputElement>().value(),
            );
            Message::Ask(question)
        })
    };
    html! {
        <section class="block" aria-labelledby="ask-title">
            <h2 id="ask-title" tabindex="-1">{ "Ask" }<span>{ "one request, statement by statement" }</span></h2>
            <div class="ask">
                <div class="ask-field">
                    <label for="ask-who">{ "Who" }</label>
                    <input id="ask-who" list="ask-callers" autocomplete="off" spellcheck="false" value={question.caller.clone()}
                        placeholder="ARN, account or service; empty is unsigned" oninput={change(|question, text| {
                            // What was said of the caller's own keys was said of another caller.
                            question.keys.retain(|(name, _)| !keyglass::reason::ask::is_settled(name));
                            question.caller = text;
                        })} />
                    <datalist id="ask-callers">{ for answers.offers.callers.iter().map(|caller| html! { <option value={caller.clone()} /> }) }</datalist>
                </div>
                <div class="ask-field">
                    <label for="ask-what">{ "Does what" }</label>
                    <input id="ask-what" list="ask-actions" autocomplete="off" spellcheck="false" value={question.action.clone()}
                        oninput={change(|question, text| question.action = text)} />
                    <datalist id="ask-actions">{ for answers.offers.actions.iter().map(|action| html! { <option value={format!("kms:{}", action.name)} /> }) }</datalist>
                </div>
                { for answers.offers.keys.iter().enumerate().map(|(at, offer)| key(at, offer, question, loaded, send)) }
            </div>
            { answer(index, policy, loaded, question, send) }
        </section>
    }
}

/// The choices for one condition key: absent, a value that the policy tells apart, or what the caller settles.
fn key(
    at: usize,
    offer: &Offer,
    question: &Question,
    loaded: &Loaded,
    send: &Callback<Message>,
) -> Html {
    let id = format!("ask-key-{at}");
    let said = question.said(&offer.name).map(<[String]>::to_vec);
    let mut values: Vec<Vec<String>> = offer
        .values
        .iter()
        .chain(&offer.others)
        .map(|value| vec![value.clone()])
        .collect();
    if let Some(said) = said
        .as_ref()
        .filter(|said| !said.is_empty() && !values.contains(said))
    {
        values.push(said.clone());
    }
    let request = question.request(&loaded.report.context);
    let own = match request.carries.get(&offer.name) {
        Carried::Values(values) if offer.settled => values.join(", "),
        _ => "absent".to_string(),
    };
    let choose = {
        let (question, name, values, settled) = (
            question.clone(),
            offer.name.clone(),
            values.clone(),
            offer.settled,
        );
        send.reform(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            let mut question = question.clone();
            let said = match chosen
                .parse::<usize>()
                .ok()
                .and_then(|at| values.get(at).cloned())
            {
                Some(values) => Some(values),
                None if settled && chosen == "absent" => Some(Vec::new()),
                None => None,
            };
            question.say(&name, said);
            Message::Ask(question)
        })
    };
    html! {
        <div class="ask-field">
            <label for={id.clone()}><code>{ &offer.name }</code></label>
            <select {id} onchange={choose}>
                if offer.settled {
                    <option value="own" selected={said.is_none()}>{ format!("as the caller has it: {own}") }</option>
                    <option value="absent" selected={said.as_ref().is_some_and(Vec::is_empty)}>{ "absent" }</option>
                } else {
                    <option value="absent" selected={said.is_none()}>{ "absent" }</option>
                }
                { for values.iter().enumerate().map(|(at, values)| html! {
                    <option value={at.to_string()} selected={said.as_ref() == Some(values)}>{ match values.join(", ").as_str() {
                        "" => "nothing between the quotes".to_string(),
                        text => text.to_string(),
                    } }</option>
                }) }
            </select>
        </div>
    }
}

fn answer(
    index: usize,
    policy: &Policy,
    loaded: &Loaded,
    question: &Question,
    send: &Callback<Message>,
) -> Html {
    if let Some(fault) = question.fault(&loaded.report.context) {
        return html! {
            <div class="answered" id="ask-answer" tabindex="-1">
                <p class="decision open" role="status"><span class="mark" aria-hidden="true">{ "?" }</span>{ fault }</p>
            </div>
        };
    }
    let request = question.request(&loaded.report.context);
    let trace = decide(policy, &loaded.report.context, &request);
    let (class, mark, words) = match trace.decision {
        Decision::Allowed => ("allowed", "✓", "Allowed by this policy."),
        Decision::AllowedForAccount => (
            "allowed",
            "○",
            "Left to the IAM policies of the caller’s account: allowed where they allow it.",
        ),
        Decision::ExplicitDeny => (
            "denied",
            "⊘",
            "Denied by this policy, whatever else allows it.",
        ),
        Decision::ImplicitDeny if question.is_grantable() => (
            "denied",
            "–",
            "Not allowed by this policy. A grant may still allow it.",
        ),
        Decision::ImplicitDeny => ("denied", "–", "Not allowed by this policy."),
        Decision::Open => (
            "open",
            "?",
            "Cannot be told: a part of the policy cannot be read in full.",
        ),
    };
    html! {
        <div class="answered" id="ask-answer" tabindex="-1">
            <p class={classes!("decision", class)} role="status"><span class="mark" aria-hidden="true">{ mark }</span>{ words }</p>
            <ol class="steps">{ for policy.statements.iter().zip(&trace.statements).map(|(statement, outcome)| {
                let id = format!("statement-{}", outcome.index + 1);
                let (class, matched) = match outcome.matched {
                    Truth::True => ("matched", "applies"),
                    Truth::False => ("missed", "does not apply"),
                    Truth::Open => ("open", "may apply"),
                };
                let effect = effect(policy, statement);
                html! {
                    <li class={class}><a class="quiet" href={format!("#{id}")} data-jump={id}>{ format!("{} {effect}", outcome.index + 1) }</a>
                        <div><b>{ matched }</b>{ ": " }{ runs(&why(outcome, statement)) }
                            if statement.effect.is_some() {
                                <ul>
                                    <li>{ format!("{} principal · {} action · {} resource", part(outcome.principal, statement.principal.is_broken()), part(outcome.action, statement.action.is_broken()), came_out(outcome.resource)) }</li>
                                    { for statement.tests.iter().zip(&outcome.tests).map(|(test, truth)| html! {
                                        <li>{ came_out(*truth) }{ " " }{ runs(&condition::words(test)) }</li>
                                    }) }
                                </ul>
                            }
                        </div></li>
                }
            }) }</ol>
            { share(index, question, loaded, send) }
        </div>
    }
}

/// Whether an element speaks of the request: one that cannot be read in full may do it all the same.
fn part(speaks: bool, broken: bool) -> &'static str {
    came_out(match broken && !speaks {
        true => Truth::Open,
        false => speaks.into(),
    })
}

/// A truth as a shape and a word.
fn came_out(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "✓ true:",
        Truth::False => "✗ false:",
        Truth::Open => "? open:",
    }
}

/// A link where the question holds no data of the file, else its text.
fn share(index: usize, question: &Question, loaded: &Loaded, send: &Callback<Message>) -> Html {
    match Asker::of(question) {
        Some(asker) => {
            let action = question
                .action
                .strip_prefix("kms:")
                .unwrap_or_default()
                .to_string();
            let copy =
                send.reform(move |_: MouseEvent| Message::CopyLink(index, asker, action.clone()));
            html! { <p><button type="button" class="copy" onclick={copy}>{ "Copy a link to this question" }</button><span class="note">{ " It holds nothing of the file." }</span></p> }
        }
        None => {
            let text = question.text(&loaded.report.context);
            let copy = send.reform(move |_: MouseEvent| Message::Copy(text.clone()));
            html! { <p><button type="button" class="copy" onclick={copy}>{ "Copy this question as text" }</button><span class="note">{ " It holds names or values, so it gets no link." }</span></p> }
        }
    }
}
