use yew::prelude::*;

use crate::browser;
use crate::markup::html;
use crate::state::{Dialog, Message, SHORTCUTS, State};

pub fn view(state: &State, send: &Callback<Message>) -> Html {
    let Some(dialog) = state.dialog else {
        return html! {};
    };
    let close = send.reform(|_: Event| Message::DialogClosed);
    html! {
        <dialog id="dialog" onclose={close} aria-labelledby="dialog-title">
            { match dialog {
                Dialog::Paste => paste(state, send),
                Dialog::Profile => profile(state, send),
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

/// Why what is written cannot be taken.
fn problem(state: &State) -> Html {
    html! {
        if let Some(problem) = &state.dialog_problem {
            <p class="wrong" role="alert" key={problem.clone()}>{ problem.clone() }</p>
        }
    }
}

fn paste(state: &State, send: &Callback<Message>) -> Html {
    let read = send.reform(|_: MouseEvent| Message::Pasted {
        text: browser::written("paste-text"),
        now: browser::now(),
    });
    html! {
        <>
            <h2 id="dialog-title">{ "Paste text" }</h2>
            <label for="paste-text">{ "A key, several keys, or a key policy, as JSON" }</label>
            <textarea id="paste-text" rows="14" spellcheck="false" autocomplete="off" defaultvalue={state.pasted.clone()} />
            { problem(state) }
            <div class="row">
                <button type="button" class="button primary" onclick={read}>{ "Read it" }</button>
                { dismiss(send) }
            </div>
        </>
    }
}

const EMPTY_PROFILE: &str = r#"{
  "keyglassProfile": 1,
  "ownAccounts": [ ],
  "mutes": [ ]
}
"#;

/// The profile as text: to read, to change, to take along.
fn profile(state: &State, send: &Callback<Message>) -> Html {
    let use_it = send.reform(|_: MouseEvent| Message::UseProfile {
        text: Some(browser::written("profile-text")),
        now: browser::now(),
    });
    let save = send.reform(|_: MouseEvent| {
        Message::Download("keyglass-profile.json", browser::written("profile-text"))
    });
    let none = send.reform(|_: MouseEvent| Message::UseProfile {
        text: None,
        now: browser::now(),
    });
    let in_use = &state.workspace.profile_text;
    let text = in_use.clone().unwrap_or_else(|| EMPTY_PROFILE.into());
    html! {
        <>
            <h2 id="dialog-title">{ "Profile" }</h2>
            <p class="note">{ "What you tell Keyglass of your own estate: accounts you trust, administrators, Regions, limits, findings you accept. It lives in this tab alone; save it, and drop it like any file the next time. What you leave out is not known, and an empty list means none. " }
                <a href="static/profile.schema.json" target="_blank" rel="noreferrer noopener">{ "Its JSON Schema" }<span class="visually-hidden">{ " (opens a new tab)" }</span></a></p>
            <label for="profile-text">{ "The profile, as JSON" }</label>
            <textarea id="profile-text" autofocus=true rows="16" spellcheck="false" autocomplete="off" defaultvalue={text} />
            { problem(state) }
            <div class="row">
                <button type="button" class="button primary" onclick={use_it}>{ "Use it" }</button>
                <button type="button" class="button" onclick={save}>{ "Save as a file" }</button>
                if in_use.is_some() {
                    <button type="button" class="button" onclick={none}>{ "Use none" }</button>
                }
                { dismiss(send) }
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
            <h2 id="dialog-title" tabindex="-1" autofocus=true>{ "Shortcuts" }</h2>
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
