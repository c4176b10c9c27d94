//! Other threads: one that reads files, and some that judge keys. They run the same program as the page: the page is handed
//! what it needs of a browser, a helper only files and keys.

use std::cell::RefCell;

use js_sys::{Array, Reflect, Uint8Array, Uint32Array};
use keyglass::workspace::judging::Elsewhere;
use keyglass::workspace::opening::Opening;
use keyglass::workspace::parcel::Parcel;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker};

use crate::browser;
use crate::state::Message;

/// Judges beyond this cannot be kept busy.
const MOST: usize = 4;

/// Milliseconds after which what was read so far is told, and how soon that is the first time.
const TOLD_EVERY: f64 = 100.0;
const TOLD_FIRST: f64 = 10.0;

pub struct Helpers {
    reader: Option<Worker>,
    judges: Vec<Worker>,
    /// Whose turn it is.
    next: usize,
    _read: Closure<dyn FnMut(MessageEvent)>,
    _judged: Closure<dyn FnMut(MessageEvent)>,
    _failed: [Closure<dyn FnMut()>; 2],
}

impl Helpers {
    /// Starts one that reads, and as many that judge as there are processors beside the one that the page runs on: at least
    /// one, at most four. None where the browser has none to give. `heard` hears what was read in which turn, `send` the rest.
    pub fn start(
        heard: impl Fn(u32, Message) + 'static,
        send: impl Fn(Message) + Clone + 'static,
    ) -> Helpers {
        let read = Closure::new(move |event: MessageEvent| {
            let message: Array = event.data().into();
            heard(number(&message, 0) as u32, told(&message));
        });
        let answer = send.clone();
        let judged = Closure::new(move |event: MessageEvent| {
            answer(Message::Judged(parcel(&event.data().into(), 0)));
        });
        let no_reader = send.clone();
        let failed = [
            Closure::new(move || no_reader(Message::NoReader)),
            Closure::new(move || send(Message::NoJudges)),
        ];
        let [reader_failed, judge_failed] = &failed;
        let wanted = browser::window().navigator().hardware_concurrency() as usize;
        let start = |heard: &Closure<dyn FnMut(MessageEvent)>, failed: &Closure<dyn FnMut()>| {
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
        let reader = start(&read, reader_failed);
        let judges = 0..wanted.saturating_sub(1).clamp(1, MOST);
        Helpers {
            judges: judges.map_while(|_| start(&judged, judge_failed)).collect(),
            reader,
            next: 0,
            _read: read,
            _judged: judged,
            _failed: failed,
        }
    }

    pub fn has_reader(&self) -> bool {
        self.reader.is_some()
    }

    /// Has the threads forget what they were told: the file that is read, and, with `judged`, the keys.
    pub fn forget(&self, judged: bool) {
        let judges = self.judges.iter().filter(|_| judged);
        for worker in self.reader.iter().chain(judges) {
            let _ = worker.post_message(&Array::of1(&JsValue::NULL));
        }
    }

    /// How many judge.
    pub fn count(&self) -> usize {
        self.judges.len()
    }

    /// Has a part of the file of this turn read, or told that it cannot be: a file's name, its size, whether this is its last
    /// part. What was being read of another one is not read on.
    pub fn read(&self, turn: u32, name: &str, size: f64, part: Option<&JsValue>, last: bool) {
        let message = Array::of5(
            &JsValue::from_f64(f64::from(turn)),
            &name.into(),
            &JsValue::from_f64(size),
            part.unwrap_or(&JsValue::NULL),
            &last.into(),
        );
        let given: Array = part.into_iter().collect();
        if let Some(reader) = &self.reader {
            let _ = reader.post_message_with_transfer(&message, &given);
        }
    }

    /// Has what the reader was given read on.
    pub fn read_on(&self) {
        if let Some(reader) = &self.reader {
            let _ = reader.post_message(&Array::new());
        }
    }

    pub fn ask(&mut self, tasks: &Parcel) {
        let (message, given) = (Array::new(), Array::new());
        hand_over(tasks, &message, &given);
        self.next = (self.next + 1) % self.judges.len().max(1);
        if let Some(worker) = self.judges.get(self.next) {
            let _ = worker.post_message_with_transfer(&message, &given);
        }
    }
}

/// Puts a parcel into a message. Its bytes are `given`: handed over, not copied.
fn hand_over(parcel: &Parcel, message: &Array, given: &Array) {
    let numbers = Uint32Array::from(parcel.numbers.as_slice());
    let text = Uint8Array::from(parcel.text.as_bytes());
    given.push(&numbers.buffer());
    given.push(&text.buffer());
    message.push(&numbers);
    message.push(&text);
}

/// The parcel at a place of a message.
fn parcel(message: &Array, at: u32) -> Parcel {
    let text = Uint8Array::from(message.get(at + 1)).to_vec();
    Parcel {
        numbers: Uint32Array::from(message.get(at)).to_vec(),
        text: String::from_utf8(text).unwrap_or_default(),
    }
}

fn number(message: &Array, at: u32) -> f64 {
    message.get(at).as_f64().unwrap_or_default()
}

/// What was read.
fn told(message: &Array) -> Message {
    let places = (4..message.length()).step_by(2);
    Message::Told {
        bytes: number(message, 1) as usize,
        reads: message.get(2).is_truthy(),
        last: message.get(3).is_truthy(),
        parcels: places.map(|at| parcel(message, at)).collect(),
    }
}

/// What a helper does from now on: it reads or judges what it is asked about, and answers.
pub fn serve(scope: &DedicatedWorkerGlobalScope) {
    let judge = RefCell::new(Elsewhere::default());
    let reading: RefCell<Option<Reading>> = RefCell::default();
    let page = scope.clone();
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message: Array = event.data().into();
        let _ = match message.length() {
            0 => match &mut *reading.borrow_mut() {
                Some(reading) => reading.answer(&page),
                None => Ok(()),
            },
            1 => {
                reading.take();
                judge.take();
                Ok(())
            }
            5 => {
                let mut reading = reading.borrow_mut();
                let of_this = |reading: &Reading| reading.turn == message.get(0);
                if !reading.as_ref().is_some_and(of_this) {
                    *reading = Some(Reading::of(&message));
                }
                match &mut *reading {
                    Some(reading) => {
                        reading.take(&message);
                        reading.answer(&page)
                    }
                    None => Ok(()),
                }
            }
            _ => {
                let (answer, given) = (Array::new(), Array::new());
                let answers = judge.borrow_mut().judge(&parcel(&message, 0));
                hand_over(&answers, &answer, &given);
                page.post_message_with_transfer(&answer, &given)
            }
        };
    });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
}

/// The file that a helper reads.
struct Reading {
    turn: JsValue,
    opening: Opening,
    /// That have come of it.
    bytes: usize,
    /// Something was told of it.
    told: bool,
}

impl Reading {
    fn of(message: &Array) -> Reading {
        let name = message.get(1).as_string().unwrap_or_default();
        Reading {
            turn: message.get(0),
            opening: Opening::new(&name, number(message, 2) as usize),
            bytes: 0,
            told: false,
        }
    }

    fn take(&mut self, message: &Array) {
        let part = message.get(3);
        if part.is_null() {
            return self.opening.refuse(UNREADABLE);
        }
        let part = Uint8Array::new(&part).to_vec();
        self.bytes += part.len();
        self.opening.feed(part, message.get(4).is_truthy());
    }

    /// Reads on for a while, and tells what it found.
    fn answer(&mut self, page: &DedicatedWorkerGlobalScope) -> Result<(), JsValue> {
        let first = !std::mem::replace(&mut self.told, true);
        let until = js_sys::Date::now() + if first { TOLD_FIRST } else { TOLD_EVERY };
        // Looking at the clock costs about as much as a record.
        let mut records = 0;
        self.opening.read(&mut || {
            records += 1;
            records % 16 != 0 || js_sys::Date::now() < until
        });
        let message = Array::of4(
            &self.turn,
            &JsValue::from_f64(self.bytes as f64),
            &self.opening.can_read().into(),
            &self.opening.is_done().into(),
        );
        let given = Array::new();
        for parcel in self.opening.take() {
            hand_over(&parcel, &message, &given);
        }
        page.post_message_with_transfer(&message, &given)
    }
}

/// Said of a file whose bytes the browser does not give.
pub const UNREADABLE: &str =
    "It could not be read. If it is a folder, drop the files that are in it.";
