//! Keyglass in a pipeline: JSON Lines in, JSON Lines out, one line at a time.
//!
//! ```text
//! cargo run --release --example batch < requests.jsonl > answers.jsonl
//! ```
//!
//! The shapes below are a promise; members may be added, none is renamed or removed.
//!
//! A request is `{"id": ANY, "check": TEXT_OR_JSON}`. `check` is what a user would drop on the page: a string is the
//! text of the file, anything else is the file's JSON itself. `"profile": TEXT_OR_JSON` beside it is a profile to judge under. `id` comes back as it was given, null if it was not.
//!
//! `{"id": ANY, "bytes": BASE64, "name": "export.zip"}` asks the same of a file's bytes, in any encoding that the page reads,
//! packed or not; all files of an archive are taken together, as those of one drop are.
//!
//! `{"id": ANY, "path": "export.jsonl"}` reads a file from the disk part by part, and answers with a line for each key as soon as
//! it is read, `{"id", "line": 1, "key": KEY}`, whose places are those of its record, which begins at that line of the file; and
//! with a last line `{"id", "keys": 2, "problems": […]}`. What other records tell of such a key is not joined to it; keys that
//! are put together from several places come last. A profile goes with it as with the others.
//!
//! The answer to the first two:
//!
//! ```json
//! {
//!   "id": 1,
//!   "format": "panther",
//!   "keys": [{
//!     "arn": "arn:aws:kms:us-east-1:111122223333:key/1",
//!     "verdict": {"public": "yes", "sentence": "Public. Anyone with an AWS account may …"},
//!     "findings": [{
//!       "rule": "KMS-POL-001", "name": "public-use", "severity": "critical", "decided": true,
//!       "path": "Statement[0].Principal", "line": 1, "column": 1, "message": "…"
//!     }],
//!     "statements": [{"sentence": "Anyone may …"}]
//!   }],
//!   "problems": [{"message": "…", "line": 1, "column": 1}]
//! }
//! ```
//!
//! - `format`: `panther`, `describe-key`, `get-key-policy`, `policy`, `list-grants`, `cloudformation`, `terraform` and so on, as
//!   `import::FORMATS` names them; null when there is no key, or keys of several. What a file tells of one key in several
//!   places is joined; then places are those of the record that was put together.
//! - `arn`: null when the file does not tell it.
//! - `public`: `yes`, `no` or `undecided`.
//! - `severity`: `critical`, `high`, `medium`, `low` or `info`. Findings come worst first.
//! - `decided`: false when the file lacks what the rule would need to be sure; the message names it.
//! - `path`, `line`, `column`: of the policy's text as exported, unwrapped from its JSON string; for a finding about a
//!   field of the key (`KeyState`), of the file. Lines and columns count from 1, columns in characters.
//! - `undecided`: rules that could not be asked: `{"rule", "missing": "the grants", "command": "aws kms …" | null}`.
//! - `muted`: findings that the profile mutes: `{"rule", "path", "reason"}`. They are not among the findings.
//! - `problems`: what could not be read. `line` and `column` are null when it is about no one place.
//!
//! Two further questions, one to a line:
//!
//! - `{"id", "decide": {"policy": OBJECT_OR_TEXT, "key_arn": "…", "key_account": "…", "principal": "arn…", "action":
//!   "kms:Decrypt", "context": {"key": "v" | ["v"] | true | 1}}}`: what the key policy by itself says to one request. The
//!   principal may be an ARN, an account id, a service such as `s3.amazonaws.com`, or null for an unsigned request.
//!   Condition keys that are not in `context` are absent. Answer: `{"id", "decision":
//!   "allowed|allowed_for_account|explicit_deny|implicit_deny|open", "statements": [{"index": 0, "sid": …, "effect":
//!   "Allow", "matched": true | false | "open", "why": "…"}]}`.
//! - `{"id", "condition": {"operator": "StringLike", "key": "aws:x", "values": […], "context": {…}, "version":
//!   "2012-10-17"}}`: whether one condition test is true. Answer: `{"id", "matches": true | false, "error": null}`; an
//!   operator that does not exist is an error and matches nothing.
//!
//! And two about all requests at once:
//!
//! - `{"id", "reason": {"policy": OBJECT_OR_TEXT, "key_arn": "…", "key_account": "…"}}`: who can do what. Answer:
//!   - `public`: `{"answer": "yes|no|undecided", "witness": REQUEST | null, "groups": [{"group": "use|grants|reading",
//!     "actions": ["kms:Decrypt"], "witness": REQUEST}], "why": "…" | null}`: what somebody may do whom the policy does
//!     not bound to known identities.
//!   - `lockout`: `{"answer": "yes|no|undecided", "keepers": [{"principal", "named", "by_iam", "witness"}], "only":
//!     "arn…" | null, "denies_root": [0], "witness": REQUEST | null, "why"}`: whether nobody in the account can change the
//!     policy any more, and who can.
//!   - `who_can`: `[{"principal", "kind", "cells": {"decrypt": [{"way", "actions", "allows", "denies", "conditions",
//!     "witness", "words"}]}}]`; `kind` is `root`, `principal`, `account`, `service`, `other-services` or `strangers`,
//!     `way` is `direct`, `conditional`, `by_iam`, `by_iam_conditional`, `denied`, `no` or `undecided`.
//!   - `dead`: `[{"path", "line", "column", "why"}]`: text that changes no decision.
//! - `{"id", "difference": {"before": POLICY, "after": POLICY, "key_arn": "…", "key_account": "…"}}`: what was won and
//!   lost. Answer: `{"id", "equal": true | false, "gained": [{"principal", "actions", "before", "after", "witness",
//!   "words"}], "lost": […], "undecided": "…" | null}`. `equal` is said only where it is proven.
//!
//! REQUEST is `{"principal": "arn…" | "s3.amazonaws.com" | null, "action": "kms:Decrypt", "context": {"key": "v" |
//! ["v", "w"]}}`, and gets the answer that it is shown for from `decide`. Keys that it lacks are absent.
//!
//! A line that is not JSON, or no request, is answered with `{"id": …, "error": "…"}`, and the next line is read.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, Read, Write};
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use keyglass::access::condition::evaluate::evaluate;
use keyglass::access::context::Context;
use keyglass::access::decide::decide;
use keyglass::access::request::{Carries, Request, Sender};
use keyglass::access::statement::Truth;
use keyglass::aws::actions::ActionSet;
use keyglass::explain;
use keyglass::explain::trace::why;
use keyglass::import::archive::{is_archive, unpack};
use keyglass::import::join::{Join, Record};
use keyglass::import::piece::Conflict;
use keyglass::import::reader::{Reader, Went};
use keyglass::import::{Found, Problem, Utf8Parts, decode, import};
use keyglass::lint::{Finding, check, is_public};
use keyglass::model::Given;
use keyglass::model::date::Moment;
use keyglass::model::key::Key;
use keyglass::model::operator::Operator;
use keyglass::model::policy::Policy;
use keyglass::profile::{self, Profile};
use keyglass::read::policy::{Keep, read};
use keyglass::reason::public::{Answer, judge};
use keyglass::reason::who_can::Row;
use keyglass::reason::{dead, difference, lockout, who_can};
use serde_json::{Value, json};

/// Bytes of a file that are read at once.
const PART: u64 = 4 << 20;

fn main() -> io::Result<()> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(Moment(0), |passed| Moment(passed.as_secs() as i64));
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return out.flush();
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut say = |value: &Value| {
            serde_json::to_writer(&mut out, value)?;
            out.write_all(b"\n")?;
            out.flush()
        };
        match serde_json::from_slice::<Value>(&line) {
            Ok(request) => match request.get("path") {
                Some(path) => stream(&request, &text_of(path), now, &mut say)?,
                None => say(&answer(&request, now))?,
            },
            Err(error) => say(&json!({ "id": null, "error": format!("not JSON: {error}") }))?,
        }
    }
}

type Say<'a> = dyn FnMut(&Value) -> io::Result<()> + 'a;

/// Answers key by key, and holds no more of the file than a part.
fn stream(request: &Value, path: &str, now: Moment, say: &mut Say) -> io::Result<()> {
    let id = request.get("id").cloned().unwrap_or_default();
    let (profile, mut problems) = match profile_of(request) {
        Ok(profile) => profile,
        Err(error) => return say(&json!({ "id": id, "error": error })),
    };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) => {
            let error = format!("the file cannot be opened: {error}");
            return say(&json!({ "id": id, "error": error }));
        }
    };
    let mut keys = 0;
    let mut tell = |key: &Key, text: &str, line: usize| {
        keys += 1;
        let key = checked(key, text, &profile, now);
        say(&json!({ "id": id, "line": line, "key": key }))
    };
    let name: Rc<str> = path.into();
    let mut join = Join::default();
    let (mut reader, mut parts) = (Reader::new(), Utf8Parts::default());
    let mut first = true;
    loop {
        let mut part = Vec::new();
        Read::by_ref(&mut file).take(PART).read_to_end(&mut part)?;
        let last = (part.len() as u64) < PART;
        if std::mem::take(&mut first) && !is_in_parts(&part) {
            // An archive, a table or a template is read when all of it is there.
            file.read_to_end(&mut part)?;
            let holds = read_bytes(path, part);
            for (key, text) in &holds.keys {
                tell(key, text, 1)?;
            }
            problems.extend(holds.problems);
            break;
        }
        match parts.part(part, last) {
            Ok(text) => reader.feed(&text),
            Err(problem) => {
                problems.extend(reader.problems());
                problems.push(problem);
                break;
            }
        }
        let mut told = Ok(());
        while reader.step(!last, &mut |found, text, place| match found {
            Found::Key(key) => {
                let text = key.record.of(text);
                let line = place(key.record.start as usize).line;
                let key = Record::bare(text.to_string(), key.format, false).key();
                if told.is_ok() {
                    told = tell(&key, text, line);
                }
            }
            Found::Piece(piece) => {
                join.add_piece(piece, &name);
            }
            Found::Stranger(_) => {}
        }) == Went::On
        {}
        told?;
        if last {
            problems.extend(reader.problems());
            break;
        }
    }
    if reader.has_lost() {
        join.lose();
    }
    join.settle(0);
    let holds = joined(None, join, Vec::new());
    for (key, text) in &holds.keys {
        tell(key, text, 1)?;
    }
    problems.extend(holds.problems);
    let problems: Vec<Value> = problems.iter().map(problem).collect();
    say(&json!({ "id": id, "keys": keys, "problems": problems }))
}

/// Whether a file that begins so is read part by part: as JSON.
fn is_in_parts(first: &[u8]) -> bool {
    let text = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    let json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'[' | b'"'));
    json && Utf8Parts::can_read(first)
}

/// The profile of a request, and what is wrong with it.
fn profile_of(request: &Value) -> Result<(Profile, Vec<Problem>), String> {
    let Some(text) = request.get("profile").map(text_of) else {
        return Ok(Default::default());
    };
    match keyglass::json::parse(&text) {
        Ok(node) => {
            let (profile, problems) = profile::read(&node, &text);
            Ok((profile, problems.into_iter().map(Problem::from).collect()))
        }
        Err(error) => Err(format!("the profile is not JSON: {}", error.message)),
    }
}

fn answer(request: &Value, now: Moment) -> Value {
    let id = request.get("id").cloned().unwrap_or_default();
    if let Some(question) = request.get("decide") {
        return decision(&id, question);
    }
    if let Some(question) = request.get("condition") {
        return condition(&id, question);
    }
    if let Some(question) = request.get("reason") {
        return reason(&id, question);
    }
    if let Some(question) = request.get("difference") {
        return difference(&id, question);
    }
    let file = match (request.get("check"), request.get("bytes")) {
        (Some(file), _) => {
            let text = text_of(file);
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            read_text(text)
        }
        (None, Some(bytes)) => {
            let bytes = bytes.as_str().and_then(|text| BASE64.decode(text).ok());
            let name = request.get("name").and_then(Value::as_str);
            match bytes {
                Some(bytes) => read_bytes(name.unwrap_or("the file"), bytes),
                None => return json!({ "id": id, "error": "\"bytes\" is not Base64" }),
            }
        }
        (None, None) => {
            let error = "no request: it has none of the members \"check\", \"bytes\", \"path\", \"decide\", \"condition\", \"reason\", \"difference\"";
            return json!({ "id": id, "error": error });
        }
    };
    let (profile, complaints) = match profile_of(request) {
        Ok(profile) => profile,
        Err(error) => return json!({ "id": id, "error": error }),
    };
    json!({
        "id": id,
        "format": file.format,
        "keys": file.keys.iter().map(|(key, text)| checked(key, text, &profile, now)).collect::<Vec<_>>(),
        "problems": file.problems.iter().chain(&complaints).map(problem).collect::<Vec<_>>(),
    })
}

/// A text as it is, anything else as JSON.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// A policy, or the answer that says why there is none.
fn policy(id: &Value, question: &Value, name: &str) -> Result<(String, Policy), Value> {
    let text = text_of(question.get(name).unwrap_or(&Value::Null));
    match keyglass::json::parse(&text) {
        Ok(node) => {
            let policy = read(&node, Keep::Last);
            Ok((text, policy))
        }
        Err(error) => {
            Err(json!({ "id": id, "error": format!("the policy is not JSON: {}", error.message) }))
        }
    }
}

fn context(question: &Value) -> Context {
    let text = |name: &str| match question.get(name).and_then(Value::as_str) {
        Some(text) => Given::Present(text.to_string()),
        None => Given::Absent,
    };
    Context::of(&Key {
        arn: text("key_arn"),
        account: text("key_account"),
        ..Key::default()
    })
}

fn decision(id: &Value, question: &Value) -> Value {
    let text = |name: &str| question.get(name).and_then(Value::as_str);
    let policy = match policy(id, question, "policy") {
        Ok((_, policy)) => policy,
        Err(error) => return error,
    };
    let context = context(question);
    let request = Request {
        sender: text("principal").map_or(Sender::Unsigned, |text| Sender::parse(text, &context)),
        action: text("action").unwrap_or_default().to_string(),
        carries: carries(question.get("context")),
    };
    let trace = decide(&policy, &context, &request);
    let statements = policy.statements.iter().zip(&trace.statements);
    json!({
        "id": id,
        "decision": trace.decision.name(),
        "statements": statements
            .map(|(statement, outcome)| json!({
                "index": outcome.index,
                "sid": statement.sid.as_ref().map(|sid| &sid.value),
                "effect": statement.effect_text.as_ref().map(|effect| &effect.value),
                "matched": match outcome.matched {
                    Truth::True => json!(true),
                    Truth::False => json!(false),
                    Truth::Open => json!("open"),
                },
                "why": why(outcome, statement).to_string(),
            }))
            .collect::<Vec<_>>(),
    })
}

fn condition(id: &Value, question: &Value) -> Value {
    let text = |name: &str| {
        question
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let Some(operator) = Operator::parse(text("operator")) else {
        let error = format!("no such operator: {}", text("operator"));
        return json!({ "id": id, "matches": false, "error": error });
    };
    let wanted = question.get("values").map(values).unwrap_or_default();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let carries = carries(question.get("context"));
    let variables = text("version") == "2012-10-17";
    let truth = evaluate(operator, text("key"), &wanted, &carries, variables);
    json!({ "id": id, "matches": truth == Truth::True, "error": null })
}

fn reason(id: &Value, question: &Value) -> Value {
    let (text, mut policy) = match policy(id, question, "policy") {
        Ok(found) => found,
        Err(error) => return error,
    };
    let context = context(question);
    context.settle(&mut policy);
    json!({
        "id": id,
        "public": public(&text, &policy, &context),
        "lockout": locked(&policy, &context),
        "who_can": who_can::who_can(&policy, &context).map_or(json!([]), |lines| {
            lines.iter().map(|line| grid_line(line, &policy)).collect()
        }),
        "dead": dead::dead(&policy, &context).map_or(json!([]), |dead| {
            dead.iter().map(|dead| dead_text(dead, &text, &policy)).collect()
        }),
    })
}

fn public(text: &str, policy: &Policy, context: &Context) -> Value {
    let public = match keyglass::json::parse(text) {
        Ok(root) => is_public(&root, policy, context),
        Err(_) => judge(policy, context),
    };
    let yes = public.answer == Answer::Yes;
    let groups: Vec<Value> = public
        .groups()
        .into_iter()
        .filter(|_| yes)
        .map(|group| {
            json!({
                "group": group.kind.name(),
                "actions": names(group.actions),
                "witness": request(&group.witness),
            })
        })
        .collect();
    json!({
        "answer": public.answer.name(),
        "witness": groups.first().and_then(|group| group.get("witness")),
        "groups": groups,
        "why": match public.answer {
            Answer::Undecided => public.doubt().map(|doubt| doubt.words()),
            _ => None,
        },
    })
}

fn locked(policy: &Policy, context: &Context) -> Value {
    let Some(lockout) = lockout::lockout(policy, context) else {
        let why = "the account that owns the key is not known";
        return json!({ "answer": "undecided", "keepers": [], "only": null, "denies_root": [], "witness": null, "why": why });
    };
    let keepers: Vec<Value> = lockout
        .keepers
        .iter()
        .map(|keeper| {
            json!({
                "principal": keeper.caller,
                "named": keeper.named,
                "by_iam": keeper.by_iam,
                "witness": request(&keeper.witness),
            })
        })
        .collect();
    json!({
        "answer": match (lockout.is_locked(), keepers.is_empty()) {
            (true, _) => "yes",
            (false, true) => "undecided",
            (false, false) => "no",
        },
        "witness": keepers.first().and_then(|keeper| keeper.get("witness")),
        "keepers": keepers,
        "only": lockout.only().map(|keeper| &keeper.caller),
        "denies_root": lockout.denies_root,
        "why": lockout.doubt.map(|doubt| doubt.words()),
    })
}

fn grid_line(line: &who_can::Line, policy: &Policy) -> Value {
    let (kind, principal) = match &line.row {
        Row::Root(account) => ("root", Some(account)),
        Row::Principal(arn) => ("principal", Some(arn)),
        Row::Account { account, .. } => ("account", Some(account)),
        Row::Service(name) => ("service", Some(name)),
        Row::OtherServices => ("other-services", None),
        Row::Strangers => ("strangers", None),
    };
    let cells: serde_json::Map<String, Value> = who_can::COLUMNS
        .iter()
        .zip(&line.cells)
        .map(|(column, cell)| {
            let entries: Vec<Value> = cell.iter().map(|entry| grid_entry(entry, policy)).collect();
            (column.id.to_string(), json!(entries))
        })
        .collect();
    json!({ "kind": kind, "principal": principal, "cells": cells })
}

fn grid_entry(entry: &who_can::Entry, policy: &Policy) -> Value {
    json!({
        "way": entry.way.name(),
        "actions": names(entry.actions),
        "allows": entry.allows,
        "denies": entry.denies,
        "conditions": explain::access::conditions(entry, policy)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        "witness": entry.witness.as_ref().map(request),
        "words": explain::access::way(entry),
    })
}

fn dead_text(dead: &dead::Dead, text: &str, policy: &Policy) -> Value {
    let at = keyglass::json::position(text, dead.span.start as usize);
    let path = keyglass::json::parse(text)
        .ok()
        .and_then(|node| keyglass::json::path_to(&node, dead.span));
    json!({
        "path": path.map(|path| path.to_string()),
        "line": at.line,
        "column": at.column,
        "why": explain::access::dead(dead, policy).to_string(),
    })
}

fn difference(id: &Value, question: &Value) -> Value {
    let (before, after) = match (
        policy(id, question, "before"),
        policy(id, question, "after"),
    ) {
        (Ok((_, before)), Ok((_, after))) => (before, after),
        (Err(error), _) | (_, Err(error)) => return error,
    };
    let difference = difference::difference(&before, &after, &context(question));
    let changes = |list: &[difference::Change]| -> Vec<Value> {
        list.iter()
            .map(|change| {
                json!({
                    "principal": change.caller,
                    "actions": names(change.actions),
                    "before": change.before.name(),
                    "after": change.after.name(),
                    "witness": request(&change.witness),
                    "words": explain::access::change(change).to_string(),
                })
            })
            .collect()
    };
    json!({
        "id": id,
        "equal": difference.is_equal(),
        "gained": changes(&difference.gained),
        "lost": changes(&difference.lost),
        "undecided": difference.doubt.map(|doubt| doubt.words()),
    })
}

fn names(actions: ActionSet) -> Vec<String> {
    actions
        .iter()
        .map(|action| format!("kms:{}", action.name))
        .collect()
}

/// A request in the shape that `decide` takes.
fn request(request: &Request) -> Value {
    let context: serde_json::Map<String, Value> = request
        .carries
        .iter()
        .filter_map(|(name, values)| match values {
            [] => None,
            [one] => Some((name.to_string(), json!(one))),
            several => Some((name.to_string(), json!(several))),
        })
        .collect();
    json!({
        "principal": match &request.sender {
            Sender::Principal(text) | Sender::Service(text) => Some(text),
            Sender::Unsigned => None,
        },
        "action": request.action,
        "context": context,
    })
}

/// Condition keys and their values as a request carries them.
fn carries(context: Option<&Value>) -> Carries {
    let mut carries = Carries::default();
    for (name, value) in context.and_then(Value::as_object).into_iter().flatten() {
        if !value.is_null() {
            carries.set(name, values(value));
        }
    }
    carries
}

/// One value or several, as texts.
fn values(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(text_of).collect(),
        value => vec![text_of(value)],
    }
}

/// What a file holds: its keys, each with the text that its places are in (the file's own, or that of the record that its
/// parts were put together to).
struct Holds {
    format: Option<&'static str>,
    keys: Vec<(Key, Rc<str>)>,
    problems: Vec<Problem>,
}

fn read_text(text: &str) -> Holds {
    let mut import = import(text);
    let format = import.format();
    let mut join = Join::default();
    import
        .clone()
        .into_join(text, &"the file".into(), &mut join);
    join.settle(0);
    let alone = join.records.iter().all(|record| record.made.is_none());
    if alone && import.pieces.is_empty() && join.records.len() == import.keys.len() {
        let file: Rc<str> = text.into();
        let mut problems = import.problems;
        problems.extend(twice(&import.keys));
        let keys = import.keys.into_iter();
        return Holds {
            format,
            keys: keys.map(|key| (key, Rc::clone(&file))).collect(),
            problems,
        };
    }
    let problems = std::mem::take(&mut import.problems);
    joined(format, join, problems)
}

/// Reads the files of an archive together, and any other file by itself.
fn read_bytes(name: &str, bytes: Vec<u8>) -> Holds {
    if !is_archive(&bytes) {
        return match decode(bytes) {
            Ok(text) => read_text(&text),
            Err(problem) => joined(None, Join::default(), vec![problem]),
        };
    }
    let unpacked = unpack(name, bytes);
    let of = |name: &str, problem: Problem| Problem {
        message: format!("{name}: {}", problem.message),
        ..problem
    };
    let refused = unpacked.problems.into_iter();
    let mut problems: Vec<Problem> = refused.map(|(name, problem)| of(&name, problem)).collect();
    let mut join = Join::default();
    if !problems.is_empty() {
        join.lose();
    }
    let mut formats = Vec::new();
    for member in unpacked.members {
        match decode(member.bytes) {
            Ok(text) => {
                let mut import = import(&text);
                let told = std::mem::take(&mut import.problems).into_iter();
                problems.extend(told.map(|problem| of(&member.name, problem)));
                formats.push(import.format());
                import.into_join(&text, &member.name.as_str().into(), &mut join);
            }
            Err(problem) => problems.push(of(&member.name, problem)),
        }
    }
    formats.dedup();
    let format = match formats.as_slice() {
        [format] => *format,
        _ => None,
    };
    join.settle(0);
    joined(format, join, problems)
}

fn joined(format: Option<&'static str>, join: Join, mut problems: Vec<Problem>) -> Holds {
    problems.extend(join.pending().iter().map(|waiting| Problem {
        message: format!(
            "This tells of a key that is not in the file ({}).",
            waiting.piece.format
        ),
        at: None,
        excerpt: None,
    }));
    let conflicts = join.records.iter().flat_map(Record::conflicts);
    problems.extend(conflicts.map(Conflict::problem));
    let keys: Vec<Key> = join.records.iter().map(Record::key).collect();
    problems.extend(twice(&keys));
    let texts = join.records.iter().map(|record| Rc::clone(&record.text));
    Holds {
        format,
        keys: keys.into_iter().zip(texts).collect(),
        problems,
    }
}

/// Keys that are told of twice, with what cannot be so at one time.
fn twice(keys: &[Key]) -> Vec<Problem> {
    let arn = |key: &Key| key.arn.text().map(str::to_string);
    let mut seen = HashSet::new();
    let again = keys.iter().filter_map(arn);
    let again = again.filter(|arn| !seen.insert(arn.clone()));
    again
        .map(|arn| {
            Problem::new(format!(
                "{arn} is told of twice, and is another each time: both are listed."
            ))
        })
        .collect()
}

fn checked(key: &Key, text: &str, profile: &Profile, now: Moment) -> Value {
    let report = check(key, profile, now);
    let findings = report.findings.iter();
    let verdict = &report.verdict;
    json!({
        "arn": key.arn.text(),
        "verdict": {
            "public": verdict.answer.name(),
            "sentence": format!("{} {}", verdict.headline, verdict.sentence),
        },
        "findings": findings.map(|finding| self::finding(finding, key, text)).collect::<Vec<_>>(),
        "undecided": report
            .undecided
            .iter()
            .map(|entry| json!({
                "rule": entry.rule.id(),
                "missing": entry.missing.words(),
                "command": entry.missing.command(),
            }))
            .collect::<Vec<_>>(),
        "muted": report
            .muted
            .iter()
            .map(|(finding, mute)| json!({
                "rule": finding.rule.id(),
                "path": finding.path(policy_text(key)),
                "reason": mute.reason,
            }))
            .collect::<Vec<_>>(),
        "statements": report
            .sentences()
            .iter()
            .map(|sentence| json!({ "sentence": sentence.to_string() }))
            .collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding, key: &Key, file: &str) -> Value {
    let policy = policy_text(key);
    let at = finding.position(key, policy, file);
    json!({
        "rule": finding.rule.id(),
        "name": finding.rule.name(),
        "severity": finding.severity.name(),
        "decided": finding.missing.is_none(),
        "path": finding.path(policy),
        "line": at.line,
        "column": at.column,
        "message": finding.message.to_string(),
    })
}

fn policy_text(key: &Key) -> &str {
    key.policy
        .present()
        .map_or("", |policy| policy.text.as_str())
}

fn problem(problem: &Problem) -> Value {
    json!({
        "message": problem.message,
        "line": problem.at.map(|at| at.line),
        "column": problem.at.map(|at| at.column),
    })
}
