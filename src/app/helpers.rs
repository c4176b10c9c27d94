//! Other threads: one that reads files, and some that judge keys. They run the same program as the page: the page is handed
//! what it needs of a browser, a helper only files and keys.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Reflect, Uint8Array, Uint32Array};
use keyglass::lint::RULES;
use keyglass::workspace::Workspace;
use keyglass::workspace::judging::Elsewhere;
use keyglass::workspace::opening::Opening;
use keyglass::workspace::parcel::Parcel;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent, Worker};

use crate::browser;
use crate::state::Message;

/// Judges beyond this cannot be kept busy.
const MOST: usize = 4;

/// Bytes of a file that are read at once.
pub const PART: f64 = (4 << 20) as f64;

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

    /// Has a file read in this turn; what was being read is not read on.
    pub fn open(&self, turn: u32, file: &File, name: &str) {
        let turn = JsValue::from_f64(f64::from(turn));
        self.ask_reader(&Array::of3(&turn, file, &name.into()));
    }

    /// Has one of them run for nothing what files will need.
    pub fn warm_up(&self) {
        self.ask_reader(&Array::new_with_length(4));
    }

    /// Asks for what comes next of it.
    pub fn read_on(&self) {
        self.ask_reader(&Array::new());
    }

    fn ask_reader(&self, message: &Array) {
        if let Some(reader) = &self.reader {
            let _ = reader.post_message(message);
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
    let places = (3..message.length()).step_by(2);
    Message::Told {
        bytes: number(message, 1) as usize,
        last: message.get(2).is_truthy(),
        parcels: places.map(|at| parcel(message, at)).collect(),
    }
}

/// What a helper does from now on: it reads or judges what it is asked about, and answers.
pub fn serve(scope: &DedicatedWorkerGlobalScope) {
    let judge = RefCell::new(Elsewhere::default());
    let reader = Rc::new(Reader {
        page: scope.clone(),
        reading: RefCell::default(),
    });
    let page = scope.clone();
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message: Array = event.data().into();
        match message.length() {
            0 => {
                if let Some(reading) = &mut *reader.reading.borrow_mut() {
                    reading.asked += 1;
                }
                reader.go_on();
            }
            1 => {
                reader.reading.take();
                judge.take();
            }
            4 => warm_up(),
            3 => {
                reader.reading.replace(Some(Reading::of(&message)));
                reader.fetch();
            }
            _ => {
                let (answer, given) = (Array::new(), Array::new());
                let answers = judge.borrow_mut().judge(&parcel(&message, 0));
                hand_over(&answers, &answer, &given);
                let _ = page.post_message_with_transfer(&answer, &given);
            }
        }
    });
    scope.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
}

/// Reads the rules' examples and judges them, for nobody. A browser compiles code when it is first run, and compiles anew what
/// is run often, for all threads at once: so that is done before somebody waits for it.
fn warm_up() {
    let mut text = String::new();
    for example in RULES.iter().flat_map(|rule| rule.fires()) {
        text.push_str(&example.resource());
    }
    let mut opening = Opening::of_text("", &text);
    opening.read(&mut || true);
    let mut workspace = Workspace::default();
    workspace.take(opening.take(), browser::now());
    workspace.take_some(&mut || true);
    workspace.judge_some(&mut || true);
}

/// One that reads: it answers when it was asked and has something to read.
struct Reader {
    page: DedicatedWorkerGlobalScope,
    reading: RefCell<Option<Reading>>,
}

/// The file that a helper reads.
struct Reading {
    turn: JsValue,
    file: File,
    /// How much of it has come.
    offset: f64,
    /// The next part, or that there is none to be had: it is on its way while the one before it is read.
    next: Option<Result<Vec<u8>, JsValue>>,
    opening: Opening,
    /// Answers that were asked for.
    asked: usize,
    /// Something was told of it.
    told: bool,
}

impl Reading {
    fn of(message: &Array) -> Reading {
        let file: File = message.get(1).unchecked_into();
        let name = message.get(2).as_string().unwrap_or_default();
        Reading {
            turn: message.get(0),
            opening: Opening::new(&name, file.size() as usize),
            file,
            offset: 0.0,
            next: None,
            asked: 0,
            told: false,
        }
    }

    /// Whether there is something to read or to tell of what has come.
    fn is_ready(&self) -> bool {
        self.opening.can_read() || self.opening.is_done() || self.next.is_some()
    }

    /// Takes the next part when what came before is read. Whether another one is wanted.
    fn take(&mut self) -> bool {
        if self.opening.can_read() {
            return false;
        }
        match self.next.take() {
            Some(Ok(bytes)) => {
                self.offset += bytes.len() as f64;
                // A file that has become shorter has no more than this.
                let last = self.offset >= self.file.size() || bytes.is_empty();
                self.opening.feed(bytes, last);
                !last
            }
            Some(Err(_)) => {
                self.opening.refuse(UNREADABLE);
                false
            }
            None => false,
        }
    }

    /// Reads on for a while, and says what it found.
    fn answer(&mut self, page: &DedicatedWorkerGlobalScope) {
        let first = !std::mem::replace(&mut self.told, true);
        let until = js_sys::Date::now() + if first { TOLD_FIRST } else { TOLD_EVERY };
        // Looking at the clock costs about as much as a record.
        let mut records = 0;
        self.opening.read(&mut || {
            records += 1;
            records % 16 != 0 || js_sys::Date::now() < until
        });
        let message = Array::of3(
            &self.turn,
            &JsValue::from_f64(self.offset),
            &self.opening.is_done().into(),
        );
        let given = Array::new();
        for parcel in self.opening.take() {
            hand_over(&parcel, &message, &given);
        }
        let _ = page.post_message_with_transfer(&message, &given);
    }
}

impl Reader {
    /// Has the next part come.
    fn fetch(self: &Rc<Self>) {
        let Some((turn, bytes)) = self.reading.borrow().as_ref().map(|reading| {
            let bytes = part(&reading.file, reading.offset);
            (reading.turn.clone(), bytes)
        }) else {
            return;
        };
        let reader = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            let bytes = bytes.await;
            if let Some(reading) = &mut *reader.reading.borrow_mut()
                && reading.turn == turn
            {
                reading.next = Some(bytes);
            }
            reader.go_on();
        });
    }

    fn go_on(self: &Rc<Self>) {
        loop {
            let wants_part = match &mut *self.reading.borrow_mut() {
                Some(reading) if reading.asked > 0 && reading.is_ready() => {
                    reading.asked -= 1;
                    reading.take()
                }
                _ => return,
            };
            // It comes while this one is read.
            if wants_part {
                self.fetch();
            }
            if let Some(reading) = &mut *self.reading.borrow_mut() {
                reading.answer(&self.page);
            }
        }
    }
}

/// Said of a file whose bytes the browser does not give.
pub const UNREADABLE: &str =
    "It could not be read. If it is a folder, drop the files that are in it.";

/// The bytes of a part of a file. They are on their way from now on.
pub fn part(file: &File, from: f64) -> impl Future<Output = Result<Vec<u8>, JsValue>> + use<> {
    let to = (from + PART).min(file.size());
    let part = file.slice_with_f64_and_f64(from, to);
    let bytes = part.map(|part| part.array_buffer());
    async move {
        let bytes = JsFuture::from(bytes?).await?;
        Ok(Uint8Array::new(&bytes).to_vec())
    }
}
