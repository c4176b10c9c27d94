use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::browser;
use crate::state::{Dialog, Message, SHORTCUTS, State};

pub fn view(state: &State, send: &Callback<Message>) -> Html {
    let Some(dialog) = state.dialog else {
        return html! {};
    };
    let close = send.reform(|_: Event| Message::DialogClosed);
    html! {
        <dialog id="dialog" onclose={close} aria-labelledby="dialog-title">
            { match dialog {
                Dialog::Paste => html! { <Paste send={send.clone()} /> },
                Dialog::Help => help(state, send),
            } }
        </dialog>
    }
}

fn dismiss(send: &Callback<Message>) -> Html {
    html! {
        <button type="button" class="button" onclick={send.reform(|_| Message::CloseDialog)}>{ "Close" }</button>
    }
}

#[derive(Properties, PartialEq)]
struct PasteProps {
    send: Callback<Message>,
}

#[component]
fn Paste(props: &PasteProps) -> Html {
    let text = use_node_ref();
    let read = {
        let (text, send) = (text.clone(), props.send.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(area) = text.cast::<HtmlTextAreaElement>() {
                let now = browser::now();
                send.emit(Message::Pasted {
                    text: area.value(),
                    now,
                });
            }
        })
    };
    html! {
        <>
            <h2 id="dialog-title">{ "Paste text" }</h2>
            <label for="paste-text">{ "A key, several keys, or a key policy, as JSON" }</label>
            <textarea id="paste-text" ref={text} rows="14" spellcheck="false" autocomplete="off" />
            <div class="row">
                <button type="button" class="button primary" onclick={read}>{ "Read it" }</button>
                { dismiss(&props.send) }
            </div>
        </>
    }
}

fn help(state: &State, send: &Callback<Message>) -> Html {
    let toggle = {
        let on = !state.single_keys;
        send.reform(move |_: Event| Message::SingleKeys(on))
    };
    html! {
        <>
            <h2 id="dialog-title">{ "Keys" }</h2>
            <table class="shortcuts">
                <tbody>
                    { for SHORTCUTS.iter().map(|(key, _, words)| html! {
                        <tr><th scope="row"><kbd>{ *key }</kbd></th><td>{ *words }</td></tr>
                    }) }
                    <tr><th scope="row"><kbd>{ "Ctrl" }</kbd>{ " " }<kbd>{ "V" }</kbd></th><td>{ "Paste a key or a policy, anywhere" }</td></tr>
                    <tr><th scope="row"><kbd>{ "↑" }</kbd>{ " " }<kbd>{ "↓" }</kbd></th><td>{ "In the source: move from line to line and mark what speaks of it" }</td></tr>
                </tbody>
            </table>
            <label class="check">
                <input type="checkbox" checked={state.single_keys} onchange={toggle} />
                { " Single keys do these things" }
            </label>
            <div class="row">{ dismiss(send) }</div>
        </>
    }
}
