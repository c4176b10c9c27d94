use keyglass::import::FORMATS;
use yew::prelude::*;

use crate::browser;
use crate::markup::html;
use crate::parts::{notices, progress};
use crate::route::Route;
use crate::state::{Dialog, Message, State};

/// A key to look at before one has one's own.
struct Sample {
    title: &'static str,
    words: &'static str,
    name: &'static str,
    text: &'static str,
}

const SAMPLES: [Sample; 3] = [
    Sample {
        title: "The ACM default key",
        words: "AWS managed, four statements, a Region that does not fit",
        name: "acm-default-key.json (sample)",
        text: include_str!("../../../static/samples/acm-default-key.json"),
    },
    Sample {
        title: "A key open to everyone",
        words: "one word too many in a condition",
        name: "public-key.json (sample)",
        text: include_str!("../../../static/samples/public-key.json"),
    },
    Sample {
        title: "An administrator who is gone",
        words: "a deleted role, and an action that does not exist",
        name: "locked-out-key.json (sample)",
        text: include_str!("../../../static/samples/locked-out-key.json"),
    },
];

pub fn view(state: &State, send: &Callback<Message>) -> Html {
    let open_keys = state.workspace.rows.len();
    html! {
        <div class="start">
            <h1 id="title" tabindex="-1">{ "Who can use this key," }<br />{ "and what is wrong with it?" }</h1>
            if state.route != Route::Start {
                <p class="lead">{ "Keyglass keeps nothing between visits. Open the file again." }</p>
            }
            <p class="lead">
                { "Drop an exported AWS KMS key. Keyglass reads it in this tab, says what each statement of its policy means, and shows what to mend." }
            </p>
            { progress::view(state, send) }
            { notices::view(state, send) }
            <div class="drop">
                <h2>{ "Drop files anywhere on this page" }</h2>
                <p>{ "Panther resources, AWS CLI output, Config snapshots, CloudFormation and Terraform files, key policies; also whole folders, gzip and ZIP." }</p>
                <div class="row">
                    <label class="button primary">
                        <input type="file" multiple=true class="hidden-input" id="start-files" aria-label="Choose files" />
                        <span aria-hidden="true">{ "Choose files" }</span>
                    </label>
                    <button type="button" class="button" onclick={send.reform(|_| Message::Open(Dialog::Paste))}>{ "Paste text" }</button>
                    <span class="hint">{ "or press " }<kbd>{ "Ctrl" }</kbd>{ " " }<kbd>{ "V" }</kbd></span>
                </div>
                if state.reading > 0 || state.is_reading() { <p class="reading">{ "Reading…" }</p> }
            </div>
            if open_keys > 0 {
                <p class="back"><a href={state.list_route().hash()}>{ keyglass::explain::text::count(open_keys, "key is open", "keys are open") }</a></p>
            }
            <details class="formats">
                <summary>{ "What can be dropped, and how to get it" }</summary>
                <dl>
                    { for FORMATS.iter().map(|format| html! { <div><dt>{ format.title }</dt><dd>{ format.how }</dd></div> }) }
                </dl>
            </details>
            <h2 class="samples-title" id="samples">{ "Samples" }</h2>
            <ul class="samples" aria-labelledby="samples">
                { for SAMPLES.iter().map(|sample| {
                    let (name, text) = (sample.name, sample.text);
                    let open = send.reform(move |_| Message::Sample { name, text, now: browser::now() });
                    html! {
                        <li><button type="button" onclick={open}><b>{ sample.title }</b><span>{ sample.words }</span></button></li>
                    }
                }) }
            </ul>
            <div class="promises">
                <section>
                    <h2>{ "Nothing you drop leaves this tab" }</h2>
                    <p>{ "The page’s security policy forbids requests to any other site, and a counter shows every request since you opened a file. Unplug the network and try. A link that you click is still yours to click." }</p>
                </section>
                <section>
                    <h2>{ "An unknown is called unknown" }</h2>
                    <p>{ "IAM policies, grants and organization policies are not in an exported key. What depends on them is said to be undecided, never guessed." }</p>
                </section>
            </div>
        </div>
    }
}
