use keyglass::explain::fields::{FieldGroup, group, is_identifier, line};
use keyglass::model::date::Moment;
use keyglass::model::key::{Field, FieldValue, Key};
use keyglass::workspace::Loaded;
use yew::prelude::*;

use crate::markup::html;

use super::text::{account, runs};
use crate::state::Message;

/// The fields of the key, in groups.
pub fn view(loaded: &Loaded, now: Moment, send: &Callback<Message>) -> Html {
    let key = &loaded.key;
    html! {
        <div class="fields">
            { for FieldGroup::ALL.into_iter().map(|wanted| {
                let fields: Vec<&Field> = loaded.fields.iter().filter(|field| group(field) == wanted).collect();
                if fields.is_empty() {
                    return html! {};
                }
                html! {
                    <section class="group">
                        <h3>{ wanted.title() }</h3>
                        <dl>{ for fields.into_iter().map(|field| row(field, key, now, send)) }</dl>
                    </section>
                }
            }) }
        </div>
    }
}

fn row(field: &Field, key: &Key, now: Moment, send: &Callback<Message>) -> Html {
    let copy = match &field.value {
        FieldValue::Text(text) if is_identifier(field) => {
            let text = text.clone();
            let label = format!("Copy {}", field.name);
            html! {
                <button type="button" class="copy" aria-label={label} title="Copy"
                    onclick={send.reform(move |_| Message::Copy(text.clone()))}>{ "Copy" }</button>
            }
        }
        _ => html! {},
    };
    html! {
        <div class="field" id={format!("field-{}", field.name)} tabindex="-1">
            <dt>{ &field.name }</dt>
            <dd>
                <div class="value">{ value(&field.name, &field.value) }{ copy }</div>
                if let Some(line) = line(field, key, now) {
                    <p class="meaning">{ runs(&line) }</p>
                }
            </dd>
        </div>
    }
}

/// A value as it is shown.
pub fn value(name: &str, value: &FieldValue) -> Html {
    match value {
        FieldValue::Null => html! { <i class="null">{ "null" }</i> },
        FieldValue::Bool(flag) => html! { <code>{ flag.to_string() }</code> },
        FieldValue::Number(number) => html! { <code>{ number }</code> },
        FieldValue::Text(text) if text.is_empty() => html! { <i class="null">{ "empty" }</i> },
        FieldValue::Text(text) if matches!(name, "AccountId" | "AWSAccountId") => {
            html! { <code>{ account(text) }</code> }
        }
        FieldValue::Text(text) if name == "Description" => html! { <span>{ text }</span> },
        FieldValue::Text(text) => html! { <code>{ text }</code> },
        FieldValue::Tags(tags) => html! {
            <ul class="tags">{ for tags.iter().map(|(name, value)| html! {
                <li><code>{ name }</code><span aria-hidden="true">{ "=" }</span><code>{ value }</code></li>
            }) }</ul>
        },
        FieldValue::Json(json) => html! { <pre tabindex="0">{ json }</pre> },
    }
}
