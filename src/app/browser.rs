//! What the app asks of the browser, and what the browser tells it.

use keyglass::model::date::Moment;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{
    Document, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlTextAreaElement, Window,
};

use crate::route::Route;
use crate::state::{Effect, ROW, Theme};

#[wasm_bindgen]
extern "C" {
    /// Gives what was dropped, chosen or pasted: so far, and from now on (`static/boot.js`).
    #[wasm_bindgen(js_namespace = keyglassBoot, js_name = take)]
    pub fn take_input(receive: &Closure<dyn FnMut(JsValue)>);

    #[wasm_bindgen(js_namespace = keyglassSeal, js_name = reset)]
    fn reset_seal();

    #[wasm_bindgen(js_namespace = keyglassSeal, js_name = count)]
    pub fn requests() -> Option<u32>;

    #[wasm_bindgen(js_namespace = keyglassSeal, js_name = onchange)]
    pub fn on_request(changed: &Closure<dyn FnMut()>);

    #[wasm_bindgen(js_name = keyglassPanic)]
    fn show_panic(report: &str);
}

const THEME: &str = "keyglass-theme";
const SINGLE_KEYS: &str = "keyglass-single-keys";

pub fn window() -> Window {
    gloo::utils::window()
}

fn document() -> Document {
    gloo::utils::document()
}

pub fn now() -> Moment {
    Moment((js_sys::Date::now() / 1000.0) as i64)
}

/// Milliseconds since the page was opened.
pub fn clock() -> f64 {
    window()
        .performance()
        .map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// A file's name, with the folders that it was dropped in.
pub fn path_of(file: &web_sys::File) -> String {
    let path = js_sys::Reflect::get(file, &"keyglassPath".into());
    let path = path.ok().and_then(|path| path.as_string());
    path.unwrap_or_else(|| file.name())
}

pub fn route() -> Route {
    Route::parse(&window().location().hash().unwrap_or_default())
}

/// The settings that are kept between visits: the theme, and whether single keys do something. Nothing of a file is.
pub fn settings() -> (Theme, bool) {
    let read = |name: &str| {
        let storage = window().local_storage().ok().flatten()?;
        storage.get_item(name).ok().flatten()
    };
    let theme = read(THEME).map(|name| Theme::parse(&name));
    (
        theme.unwrap_or_default(),
        read(SINGLE_KEYS).as_deref() != Some("off"),
    )
}

/// Whether something is pressed, by a mouse or a finger.
pub fn is_pressed() -> bool {
    let page = document().document_element();
    page.is_some_and(|page| page.matches(":active").unwrap_or_default())
}

fn keep(name: &str, value: Option<&str>) {
    // Where storage is forbidden, the setting holds for this visit.
    if let Some(storage) = window().local_storage().ok().flatten() {
        let _ = match value {
            Some(value) => storage.set_item(name, value),
            None => storage.remove_item(name),
        };
    }
}

/// Shows the panic page instead of the app. The message of a panic may quote the file, so it is left out.
pub fn report_panics() {
    yew::set_custom_panic_hook(Box::new(|info| {
        let place = info.location().map_or_else(
            || "an unknown place".to_string(),
            // The build puts blanks in place of the names of dependencies’ files.
            |at| format!("{}:{}:{}", at.file().trim(), at.line(), at.column()),
        );
        show_panic(&format!("panicked at {place}"));
    }));
}

/// Makes a step that the browser's Back undoes: it scrolls to where the page was.
pub fn remember_place() {
    if let Ok(history) = window().history() {
        let _ = history.push_state(&JsValue::NULL, "");
    }
}

pub fn run(effect: Effect) {
    match effect {
        // Helpers are the app’s.
        Effect::Judge(_) => {}
        Effect::Address(route) => {
            let _ = window().location().set_hash(&route.hash());
        }
        Effect::SameAddress(route) => {
            if let Ok(history) = window().history() {
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&route.hash()));
            }
        }
        Effect::ResetSeal => reset_seal(),
        Effect::SetTheme(theme) => set_theme(theme),
        Effect::SaveSingleKeys(on) => keep(SINGLE_KEYS, (!on).then_some("off")),
        Effect::Title(title) => document().set_title(&title),
        Effect::ChooseFiles => {
            if let Some(input) = element::<HtmlInputElement>("open-files") {
                input.click();
            }
        }
        Effect::Copy(text) => {
            let _ = window().navigator().clipboard().write_text(&text);
        }
        Effect::CopyLink(route) => {
            let href = window().location().href().unwrap_or_default();
            let page = href.split('#').next().unwrap_or_default();
            let text = format!("{page}{}", route.hash());
            let _ = window().navigator().clipboard().write_text(&text);
        }
        Effect::Download(name, text) => download(name, &text),
        Effect::Print => {
            let _ = window().print();
        }
        Effect::ShowDialog => {
            if let Some(dialog) = element::<HtmlDialogElement>("dialog") {
                let _ = dialog.show_modal();
            }
        }
        Effect::CloseDialog => {
            if let Some(dialog) = element::<HtmlDialogElement>("dialog") {
                dialog.close();
            }
        }
        Effect::Focus(id) => {
            if let Some(target) = element::<HtmlElement>(&id) {
                let _ = target.focus();
                if id == "title" {
                    window().scroll_to_with_x_and_y(0.0, 0.0);
                }
            }
        }
        Effect::FocusRow(index) => {
            let row = format!(".keys [data-row=\"{index}\"]");
            let row = selected(&row).and_then(|row| row.closest("tr").ok()?);
            let link = row.and_then(|row| row.query_selector("a").ok()?);
            if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
                let _ = link.focus();
            }
        }
        Effect::ScrollList(row) => {
            if let Some(frame) = selected(".table-frame.long") {
                frame.set_scroll_top((row * ROW) as i32);
            }
        }
        Effect::ShowMark(far) => {
            if let Some(line) = selected(".source .line.marked") {
                show_in_pane(&line, far);
            }
        }
    }
}

/// Hands a text to the browser as a file.
fn download(name: &str, text: &str) {
    let blob = gloo::file::Blob::new_with_options(text, Some("application/json"));
    let url = gloo::file::ObjectUrl::from(blob);
    let link = document().create_element("a").ok();
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = link.set_attribute("href", &url);
        let _ = link.set_attribute("download", name);
        link.click();
    }
    // The address has to live until the browser has begun to save.
    gloo::timers::callback::Timeout::new(10_000, move || drop(url)).forget();
}

/// Scrolls the source pane, and only the pane: the page itself stays where the reader is. Where the pane is part of the
/// page and has nothing to scroll, the page goes there, if the line may be that far.
fn show_in_pane(line: &web_sys::Element, far: bool) {
    let Some(pane) = element::<HtmlElement>("source-text") else {
        return;
    };
    if pane.scroll_height() <= pane.client_height() {
        if far {
            remember_place();
            let _ = pane.focus();
            line.scroll_into_view_with_bool(true);
        }
        return;
    }
    let (line, frame) = (
        line.get_bounding_client_rect(),
        pane.get_bounding_client_rect(),
    );
    let margin = 48.0;
    let above = line.top() - frame.top() - margin;
    let below = line.bottom() - frame.bottom() + margin;
    let by = if above < 0.0 { above } else { below.max(0.0) };
    pane.set_scroll_top(pane.scroll_top() + by as i32);
}

fn set_theme(theme: Theme) {
    let root = document().document_element();
    let name = (theme != Theme::System).then(|| theme.name());
    keep(THEME, name);
    if let Some(root) = root {
        let _ = match name {
            Some(name) => root.set_attribute("data-theme", name),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// Calls when the next frame is about to be drawn.
pub fn next_frame(action: impl FnOnce() + 'static) {
    let action = Closure::once_into_js(action);
    let _ = window().request_animation_frame(action.unchecked_ref());
}

/// What is written in a text area.
pub fn written(id: &str) -> String {
    element::<HtmlTextAreaElement>(id).map_or_else(String::new, |area| area.value())
}

fn selected(selector: &str) -> Option<web_sys::Element> {
    document().query_selector(selector).ok()?
}

fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
