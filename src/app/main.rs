//! The Yew app: one loop of state, message, update and effect.

mod browser;
mod pages;
mod parts;
mod route;
mod state;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Reflect};
use state::{Message, SHORTCUTS, State};
use wasm_bindgen::prelude::*;
use web_sys::{Element, File, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use route::Route;

struct App {
    state: State,
    /// Kept for as long as the app lives: dropping one ends it.
    _listeners: Vec<EventListener>,
    _input: Closure<dyn FnMut(JsValue)>,
    _requested: Closure<dyn FnMut()>,
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        let input = Closure::new(move |item: JsValue| receive(&item, &link));
        let link = ctx.link().clone();
        let requested = Closure::new(move || {
            link.send_message(Message::Requests(browser::requests()));
        });
        browser::take_input(&input);
        browser::on_request(&requested);

        let link = ctx.link().clone();
        let went = EventListener::new(&browser::window(), "hashchange", move |_| {
            link.send_message(Message::Went(browser::route()));
        });
        let link = ctx.link().clone();
        let options = EventListenerOptions::enable_prevent_default();
        let on_key = move |event: &Event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            if event.key() == "Escape" {
                link.send_message(Message::Unmark);
            } else if let Some(message) = shortcut(event) {
                event.prevent_default();
                link.send_message(message);
            }
        };
        let pressed =
            EventListener::new_with_options(&browser::window(), "keydown", options, on_key);
        // Jumps within the page, which the address does not record.
        let on_click = |event: &Event| {
            let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
            let jump = target.and_then(|target| target.closest("[data-jump]").ok().flatten());
            if let Some(id) = jump.and_then(|jump| jump.get_attribute("data-jump")) {
                event.prevent_default();
                browser::run(state::Effect::Focus(id));
            }
        };
        let options = EventListenerOptions::enable_prevent_default();
        let jumped =
            EventListener::new_with_options(&browser::window(), "click", options, on_click);
        let (theme, single_keys) = browser::settings();
        let mut state = State {
            theme,
            single_keys,
            requests: browser::requests(),
            ..State::default()
        };
        let first = browser::route();
        if first != Route::Start {
            state
                .update(Message::Went(first))
                .into_iter()
                .for_each(browser::run);
        }
        App {
            state,
            _listeners: vec![went, pressed, jumped],
            _input: input,
            _requested: requested,
        }
    }

    fn update(&mut self, _ctx: &Context<Self>, message: Message) -> bool {
        // Most files are read before there is anything to show of it.
        let shows = !matches!(message, Message::Reading(_));
        for effect in self.state.update(message) {
            browser::run(effect);
        }
        shows
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let send = ctx.link().callback(|message: Message| message);
        let state = &self.state;
        html! {
            <>
                <a class="skip" href="#title" data-jump="title">{ "Skip to the content" }</a>
                { parts::header::view(state, &send) }
                <main>
                    { match &state.route {
                        Route::Start => pages::start::view(state, &send),
                        Route::Keys if state.workspace.rows.is_empty() => pages::start::view(state, &send),
                        Route::Keys => pages::keys::view(state, &send),
                        Route::Key(index) | Route::Ask(index, _, _) => pages::key::view(*index, state, &send),
                        Route::Rules(rule) => pages::rules::view(rule.as_deref(), state, &send),
                    } }
                </main>
                <div role="status">
                    // Keyed, so that each word of it starts its own moment.
                    <p class="status" key={state.announcements}>{ &state.announcement }</p>
                </div>
                { parts::dialogs::view(state, &send) }
            </>
        }
    }
}

/// Takes an item from `static/boot.js`: files to read, or a text.
fn receive(item: &JsValue, link: &html::Scope<App>) {
    let field = |name: &str| Reflect::get(item, &name.into()).unwrap_or_default();
    if let Some(text) = field("text").as_string() {
        let now = browser::now();
        link.send_message(Message::Pasted { text, now });
        return;
    }
    let files = Array::from(&field("files"));
    let files: Vec<File> = files
        .iter()
        .filter_map(|file| file.dyn_into().ok())
        .collect();
    link.send_message(Message::Reading(files.len()));
    let later = link.clone();
    Timeout::new(200, move || later.send_message(Message::StillReading)).forget();
    for file in files {
        let link = link.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let name = file.name();
            let too_long = file.size() > keyglass::limits::MAX_FILE_BYTES as f64;
            let bytes = match too_long {
                true => Err(format!(
                    "The file has {} MB; Keyglass reads up to {} MB.",
                    (file.size() / 1048576.0) as u64,
                    keyglass::limits::MAX_FILE_BYTES >> 20
                )),
                false => {
                    let blob = gloo::file::Blob::from(file);
                    let bytes = gloo::file::futures::read_as_bytes(&blob).await;
                    bytes.map_err(|_| {
                        "It could not be read. If it is a folder, drop the files that are in it.".into()
                    })
                }
            };
            let now = browser::now();
            link.send_message(Message::Read { name, bytes, now });
        });
    }
}

/// The message of a key press, unless it is meant for a field or carries a modifier.
fn shortcut(event: &KeyboardEvent) -> Option<Message> {
    let target = event
        .target()
        .and_then(|t| t.dyn_into::<HtmlElement>().ok());
    let typing = target.is_some_and(|target| {
        target
            .closest("input:not([type=file]), textarea, select, dialog")
            .ok()
            .flatten()
            .is_some()
    });
    let (_, on) = browser::settings();
    if typing || !on || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let found = SHORTCUTS.iter().find(|(key, _, _)| *key == event.key());
    found.map(|(_, shortcut, _)| Message::Key(*shortcut))
}

fn main() {
    browser::report_panics();
    // Memory that grows while a page is drawn makes JavaScript look at all of it anew, again and again: have it grow
    // once, before anybody waits.
    std::hint::black_box(Vec::<u8>::with_capacity(8 << 20));
    let root = gloo::utils::document().get_element_by_id("app");
    match root {
        Some(root) => {
            yew::Renderer::<App>::with_root(root).render();
        }
        None => {
            yew::Renderer::<App>::new().render();
        }
    }
}
