//! Other threads that judge keys. They run the same program as the page: the page is handed what it needs of a browser,
//! a helper only keys.

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use keyglass::import::join::Record;
use keyglass::model::date::Moment;
use keyglass::workspace::judging::Elsewhere;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker};

use crate::browser;
use crate::state::{Batch, Message};

/// Beyond this, reading cannot keep up with judging.
const MOST: usize = 4;

pub struct Helpers {
    workers: Vec<Worker>,
    /// Whose turn it is.
    next: usize,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut()>,
}

impl Helpers {
    /// Starts as many as there are processors beside the one that the page runs on: at least one, at most four. None where the
    /// browser has none to give.
    pub fn start(send: impl Fn(Message) + Clone + 'static) -> Helpers {
        let answer = send.clone();
        let heard = Closure::new(move |event: MessageEvent| answer(answers(&event.data().into())));
        let failed = Closure::new(move || send(Message::NoHelpers));
        let wanted = browser::window().navigator().hardware_concurrency() as usize;
        let start = |_| {
            let page = browser::window();
            let script = Reflect::get(&page, &"keyglassScript".into())
                .ok()?
                .as_string()?;
            let module = Reflect::get(&page, &"keyglassModule".into()).ok()?;
            let worker = Worker::new(&script).ok()?;
            worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
            worker.post_message(&module).ok()?;
            Some(worker)
        };
        Helpers {
            workers: (0..wanted.saturating_sub(1).clamp(1, MOST))
                .map_while(start)
                .collect(),
            next: 0,
            _heard: heard,
            _failed: failed,
        }
    }

    pub fn count(&self) -> usize {
        self.workers.len()
    }

    pub fn ask(&mut self, batch: Batch) {
        let message = Array::of2(
            &JsValue::from_f64(batch.now.0 as f64),
            &batch.profile.map_or(JsValue::NULL, JsValue::from),
        );
        for task in batch.tasks {
            message.push(&JsValue::from_f64(task.at as f64));
            message.push(&JsValue::from_f64(task.stamp as f64));
            message.push(&task.format.into());
            message.push(&task.made.into());
            message.push(&JsValue::from_str(&task.text));
        }
        self.next = (self.next + 1) % self.workers.len().max(1);
        if let Some(worker) = self.workers.get(self.next) {
            let _ = worker.post_message(&message);
        }
    }
}

/// What a helper has answered.
fn answers(message: &Array) -> Message {
    let number = |at: u32| message.get(at).as_f64().unwrap_or_default();
    let answer = |at: u32| {
        let text = message.get(at + 2).as_string().unwrap_or_default();
        (number(at) as usize, number(at + 1) as u64, text)
    };
    Message::Judged((0..message.length() / 3).map(|at| answer(3 * at)).collect())
}

/// What a helper does from now on: it judges what it is asked about, and answers.
pub fn serve(scope: &DedicatedWorkerGlobalScope) {
    let judge = RefCell::new(Elsewhere::default());
    let page = scope.clone();
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message: Array = event.data().into();
        let text = |at: u32| message.get(at).as_string().unwrap_or_default();
        let now = Moment(message.get(0).as_f64().unwrap_or_default() as i64);
        let profile = message.get(1).as_string();
        let answers = Array::new();
        for at in (2..message.length()).step_by(5) {
            let made = message.get(at + 3).is_truthy();
            let record = Record::bare(text(at + 4), &text(at + 2), made);
            let answer = judge.borrow_mut().judge(&record, profile.as_deref(), now);
            answers.push(&message.get(at));
            answers.push(&message.get(at + 1));
            answers.push(&answer.into());
        }
        let _ = page.post_message(&answers);
    });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
}
