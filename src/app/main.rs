//! The Yew app: one loop of state, message, update and effect.

mod browser;
mod helpers;
mod markup;
mod pages;
mod parts;
mod route;
mod state;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use helpers::{Helpers, PART, UNREADABLE};
use js_sys::{Array, Reflect};
use state::{Clock, Effect, Message, Pace, SHORTCUTS, State};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, Element, File, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::markup::html;

use route::Route;

/// It makes a smaller page than the one that comes with Rust.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Milliseconds in which somebody who types has typed on.
const REST: u32 = 120;

/// Milliseconds between two drawings while work goes on.
const DRAWN_EVERY: f64 = 200.0;

struct App {
    state: State,
    helpers: Helpers,
    /// Files that wait for their turn.
    queue: Vec<File>,
    /// The file that is read, and how much of it was asked for where it is read here.
    coming: Option<(File, f64)>,
    /// Its parts that were asked for and have not come.
    on_their_way: usize,
    /// What waits for the page to be drawn.
    later: Vec<Effect>,
    /// Something is on its way that will go on with the work.
    busy: bool,
    drawn: f64,
    /// Drawing waits for something that is pressed.
    held: bool,
    /// Grows with every file that is begun, and when reading is stopped: what comes of an earlier one is too late.
    turn: u32,
    /// Kept for as long as the app lives: dropping one ends it.
    _listeners: Vec<EventListener>,
    _input: Closure<dyn FnMut(JsValue)>,
    _requested: Closure<dyn FnMut()>,
}

/// What the app hears.
enum Heard {
    Said(Message),
    /// Files were dropped or chosen.
    Files(Vec<File>),
    /// A part of the file of this turn has come.
    Came(u32, Message),
}

impl Component for App {
    type Message = Heard;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        // Before anything can be opened: what they load is no request of later.
        let (read, link) = (ctx.link().clone(), ctx.link().clone());
        let helpers = Helpers::start(
            move |turn, message| read.send_message(Heard::Came(turn, message)),
            move |message| link.send_message(Heard::Said(message)),
        );
        let link = ctx.link().clone();
        let input = Closure::new(move |item: JsValue| receive(&item, &link));
        let link = ctx.link().clone();
        let requested = Closure::new(move || {
            link.send_message(Heard::Said(Message::Requests(browser::requests())));
        });
        browser::take_input(&input);
        browser::on_request(&requested);

        let link = ctx.link().clone();
        let went = EventListener::new(&browser::window(), "hashchange", move |_| {
            link.send_message(Heard::Said(Message::Went(browser::route())));
        });
        let link = ctx.link().clone();
        let options = EventListenerOptions::enable_prevent_default();
        let on_key = move |event: &Event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            if event.key() == "Escape" {
                link.send_message(Heard::Said(Message::Unmark));
            } else if let Some(message) = shortcut(event) {
                event.prevent_default();
                link.send_message(Heard::Said(message));
            }
        };
        let pressed =
            EventListener::new_with_options(&browser::window(), "keydown", options, on_key);
        // Jumps within the page, which the address does not tell.
        let on_click = |event: &Event| {
            let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
            let jump = target.and_then(|target| target.closest("[data-jump]").ok().flatten());
            if let Some(id) = jump.and_then(|jump| jump.get_attribute("data-jump")) {
                event.prevent_default();
                browser::remember_place();
                browser::run(Effect::Focus(id));
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
            clock: Clock(browser::clock),
            has_reader: helpers.has_reader(),
            helpers: helpers.count(),
            ..State::default()
        };
        let first = browser::route();
        let effects = match first {
            Route::Start => Vec::new(),
            route => state.update(Message::Went(route)),
        };
        let mut app = App {
            state,
            helpers,
            later: Vec::new(),
            queue: Vec::new(),
            coming: None,
            on_their_way: 0,
            busy: false,
            drawn: 0.0,
            held: false,
            turn: 0,
            _listeners: vec![went, pressed, jumped],
            _input: input,
            _requested: requested,
        };
        app.run(effects);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, heard: Heard) -> bool {
        let link = ctx.link();
        let message = match heard {
            Heard::Files(files) => {
                let count = files.len();
                self.queue.extend(files);
                let later = link.clone();
                let still = move || later.send_message(Heard::Said(Message::StillReading));
                Timeout::new(200, still).forget();
                Message::Reading(count)
            }
            Heard::Came(turn, _) if turn != self.turn => return false,
            Heard::Came(_, message) => {
                self.on_their_way = self.on_their_way.saturating_sub(1);
                message
            }
            Heard::Said(message) => message,
        };
        match message {
            Message::Work => self.busy = false,
            Message::Cancel | Message::CloseAll => {
                self.queue.clear();
                self.coming = None;
                self.turn += 1;
                self.helpers.forget(matches!(message, Message::CloseAll));
            }
            Message::NoReader if self.state.is_untold() => {
                let file = self.coming.take().map(|(file, _)| file);
                self.queue.splice(0..0, file);
            }
            _ => {}
        }
        // Most files are read before there is anything to show of it, and work shows now and then.
        let works = matches!(
            message,
            Message::Work | Message::Part { .. } | Message::Told { .. } | Message::Judged(_)
        );
        let quiet = matches!(message, Message::Reading(_));
        // A list of very many rows takes a while itself.
        let many = self.state.workspace.rows.len() > 20_000;
        let every = if many { 8.0 * DRAWN_EVERY } else { DRAWN_EVERY };
        let told = matches!(message, Message::Told { .. });
        self.state.draws_next = !told && browser::clock() - self.drawn > every;
        let effects = self.state.update(message);
        self.run(effects);
        // What is pressed stays where it is until it is let go: else the click goes nowhere.
        self.held = works && browser::is_pressed();
        self.go_on(link);
        let drawing = self.state.is_drawing();
        let rests = !self.state.has_work() && !self.state.workspace.is_judging();
        let wanted =
            std::mem::take(&mut self.state.due) || drawing || rests || !self.later.is_empty();
        let due = (!works || wanted || self.state.draws_next) && !self.held;
        if due {
            self.drawn = browser::clock();
        }
        due && !quiet
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        if first {
            self.helpers.warm_up();
        }
        std::mem::take(&mut self.later)
            .into_iter()
            .for_each(browser::run);
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let send = ctx.link().callback(Heard::Said);
        let state = &self.state;
        html! {
            <>
                <a class="skip" href="#title" data-jump="title">{ "Skip to the content" }</a>
                { parts::header::view(state, &send) }
                <main>
                    { match &state.route {
                        Route::Start => pages::start::view(state, &send),
                        Route::Keys | Route::Found(_) | Route::Overview if state.workspace.rows.is_empty() => pages::start::view(state, &send),
                        Route::Keys | Route::Found(_) => pages::keys::view(state, &send),
                        Route::Overview => pages::overview::view(state, &send),
                        Route::Compare(places) => pages::compare::view(*places, state),
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

impl App {
    /// Does what follows from a message, now or when the page is drawn: Yew may draw much later than it is told.
    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Judge(tasks) => self.helpers.ask(&tasks),
                Effect::Focus(_)
                | Effect::FocusRow(_)
                | Effect::ScrollList(_)
                | Effect::ShowMark(_)
                | Effect::ShowDialog => self.later.push(effect),
                effect => browser::run(effect),
            }
        }
    }

    /// Has whatever is next done as soon as the page has had its chance.
    fn go_on(&mut self, link: &html::Scope<App>) {
        if !self.state.is_reading() && !self.queue.is_empty() {
            let file = self.queue.remove(0);
            self.begin(file);
        }
        while self.state.wants_part(self.on_their_way) {
            self.on_their_way += 1;
            self.ask_for_part(link);
        }
        if self.busy || !(self.held || self.state.has_work()) {
            return;
        }
        self.busy = true;
        let link = link.clone();
        let on = move || link.send_message(Heard::Said(Message::Work));
        let pace = self.state.pace();
        let pause = if pace == Pace::Rest { REST } else { 0 };
        let wait = move || {
            Timeout::new(pause, on).forget();
        };
        match pace {
            Pace::Frame => browser::next_frame(wait),
            _ => wait(),
        }
    }

    fn begin(&mut self, file: File) {
        self.turn += 1;
        self.on_their_way = 0;
        let name = browser::path_of(&file);
        let here = !self.state.has_reader;
        if !here {
            self.helpers.open(self.turn, &file, &name);
        }
        let effects = self.state.update(Message::Begin {
            name,
            total: file.size() as usize,
            here,
            now: browser::now(),
        });
        self.coming = Some((file, 0.0));
        self.run(effects);
    }

    fn ask_for_part(&mut self, link: &html::Scope<App>) {
        if self.state.has_reader {
            return self.helpers.read_on();
        }
        let Some((file, offset)) = &mut self.coming else {
            return;
        };
        let from = *offset;
        *offset += PART;
        let last = *offset >= file.size();
        let bytes = helpers::part(file, from);
        let (link, turn) = (link.clone(), self.turn);
        wasm_bindgen_futures::spawn_local(async move {
            let bytes = bytes.await.map_err(|_| UNREADABLE);
            link.send_message(Heard::Came(turn, Message::Part { bytes, last }));
        });
    }
}

/// Takes an item from `static/boot.js`: files to read, or a text.
fn receive(item: &JsValue, link: &html::Scope<App>) {
    let field = |name: &str| Reflect::get(item, &name.into()).unwrap_or_default();
    if let Some(text) = field("text").as_string() {
        let now = browser::now();
        link.send_message(Heard::Said(Message::Pasted { text, now }));
        return;
    }
    let files = Array::from(&field("files"));
    let files = files
        .iter()
        .filter_map(|file| file.dyn_into().ok())
        .collect();
    link.send_message(Heard::Files(files));
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
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        return helpers::serve(&scope);
    }
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
