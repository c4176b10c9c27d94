//! The app's loop, without a browser.

use std::cell::Cell;
use std::io::Write;

use keyglass::json::Span;
use keyglass::workspace::judging::Elsewhere;
use keyglass::workspace::opening::Opening;
use keyglass::workspace::parcel::Parcel;
use keyglass::workspace::row::Row;

use crate::route::{Asker, Route};
use crate::state::{
    Clock, Dialog, Effect, ListShown, Mark, Message, Pace, Shortcut, SourceTab, State, Theme,
};
use crate::{fleet, now, seed};

/// Has a file read here, as where no other thread does it.
fn read(state: &mut State, name: &str, bytes: &(impl AsRef<[u8]> + ?Sized)) -> Vec<Effect> {
    let bytes = bytes.as_ref().to_vec();
    let mut effects = state.update(Message::Begin {
        name: name.into(),
        total: bytes.len(),
        here: true,
        now: now(),
    });
    let part = Message::Part {
        bytes: Ok(bytes),
        last: true,
    };
    effects.extend(state.update(part));
    effects
}

fn open(state: &mut State, name: &str, text: &str) -> Vec<Effect> {
    state.update(Message::Reading(1));
    read(state, name, text)
}

/// Whether the page is shown and the address follows.
fn goes(state: &State, effects: &[Effect], route: Route) -> bool {
    state.route == route && effects.last() == Some(&Effect::Address(route))
}

#[test]
fn one_key_opens_its_page_and_several_their_list() {
    let mut state = State::default();
    state.update(Message::Reading(1));
    let effects = read(&mut state, "a.json", seed::SEED);
    assert_eq!(effects[0], Effect::ResetSeal);
    assert!(goes(&state, &effects, Route::Key(0)));
    assert_eq!(state.announcement, "1 key opened");

    let two = format!(
        "[{},{}]",
        seed::SEED.replace("key/1", "key/2"),
        seed::SEED.replace("key/1", "key/3")
    );
    let effects = read(&mut state, "b.json", &two);
    assert!(goes(&state, &effects, Route::Keys));
    assert_eq!(state.workspace.rows.len(), 3);
}

#[test]
fn several_files_go_to_the_list_when_all_are_read() {
    let mut state = State::default();
    state.update(Message::Reading(2));
    let first = read(&mut state, "a.json", seed::SEED);
    assert_eq!(first, [Effect::ResetSeal]);
    let second = read(&mut state, "b.json", &seed::SEED.replace("key/1", "key/2"));
    assert!(goes(&state, &second, Route::Keys));
}

#[test]
fn a_key_that_is_open_already_is_gone_to() {
    let mut state = State::default();
    open(&mut state, "a.json", seed::SEED);
    open(&mut state, "b.json", &seed::SEED.replace("key/1", "key/2"));
    let effects = open(&mut state, "again.json", seed::SEED);
    assert!(goes(&state, &effects, Route::Key(0)));
    assert_eq!(state.workspace.rows.len(), 2);
}

#[test]
fn what_cannot_be_read_is_noted_and_the_page_stays() {
    let mut state = State::default();
    for bytes in [
        b"oops".to_vec(),
        vec![0; 100],
        b"\x89PNG....".to_vec(),
        Vec::new(),
    ] {
        state.update(Message::Reading(1));
        let effects = read(&mut state, "x", &bytes);
        assert_eq!(effects.last(), Some(&Effect::Focus("notices".into())));
    }
    assert_eq!(state.workspace.sources.len(), 4);
    assert!(
        state
            .workspace
            .sources
            .iter()
            .all(|source| source.problems.len() == 1)
    );
    assert_eq!(state.reading, 0);
}

#[test]
fn a_pinned_mark_outlasts_the_pointer() {
    let mut state = State::default();
    let mark = |start, pinned| {
        Message::Marked(Mark {
            span: Span {
                start,
                end: start + 1,
            },
            pinned,
        })
    };
    state.update(mark(1, true));
    state.update(mark(5, false));
    assert_eq!(state.mark.map(|mark| mark.span.start), Some(1));
    state.update(Message::Left);
    assert!(state.mark.is_some());
    state.update(mark(9, true));
    assert_eq!(state.mark.map(|mark| mark.span.start), Some(9));
    state.update(Message::Unmark);
    assert_eq!(state.mark, None);
    state.update(mark(5, false));
    state.update(Message::Left);
    assert_eq!(state.mark, None);
}

#[test]
fn findings_are_stepped_through_and_end_where_they_end() {
    let mut state = State::default();
    read(&mut state, "a.json", seed::SEED);
    state.update(Message::Went(Route::Key(0)));
    let next = |state: &mut State| state.update(Message::Key(Shortcut::NextFinding));
    assert_eq!(next(&mut state), [Effect::Focus("finding-1".into())]);
    assert_eq!(next(&mut state), [Effect::Focus("finding-2".into())]);
    assert_eq!(next(&mut state), [Effect::Focus("finding-3".into())]);
    assert_eq!(next(&mut state), []);
    let back = state.update(Message::Key(Shortcut::PreviousFinding));
    assert_eq!(back, [Effect::Focus("finding-2".into())]);
}

#[test]
fn the_title_of_the_tab_says_nothing_of_the_key() {
    let mut state = State::default();
    read(&mut state, "a.json", seed::SEED);
    state.update(Message::Went(Route::Start));
    let effects = state.update(Message::Went(Route::Key(0)));
    assert_eq!(effects[0], Effect::Title("Key 1 · Keyglass".into()));
}

#[test]
fn themes_go_round() {
    let mut state = State::default();
    let mut seen = Vec::new();
    for _ in 0..3 {
        state.update(Message::NextTheme);
        seen.push(state.theme);
    }
    assert_eq!(seen, [Theme::Light, Theme::Dark, Theme::System]);
}

#[test]
fn dialogs_open_and_close() {
    let mut state = State::default();
    assert_eq!(
        state.update(Message::Open(Dialog::Paste)),
        [Effect::ShowDialog]
    );
    state.update(Message::Pasted {
        text: seed::SEED.into(),
        now: now(),
    });
    assert_eq!(state.dialog, None);
    assert_eq!(state.workspace.rows.len(), 1);
}

/// Among a user's own keys one of ours would count as theirs.
#[test]
fn samples_go_when_own_keys_come() {
    let sample = |state: &mut State| {
        state.update(Message::Sample {
            name: "a key (sample)",
            text: seed::SEED,
            now: now(),
        })
    };
    let other = seed::SEED.replace("key/1", "key/2");
    let mut state = State::default();
    sample(&mut state);
    sample(&mut state);
    assert_eq!(
        (state.workspace.rows.len(), &state.route),
        (1, &Route::Key(0))
    );
    let effects = open(&mut state, "a.json", &other);
    assert!(goes(&state, &effects, Route::Key(0)));
    assert_eq!(state.workspace.loaded(0).unwrap().source(), "a.json");
    assert_eq!(
        (state.workspace.rows.len(), state.announcement.as_str()),
        (1, "1 key opened")
    );

    // A sample beside own keys is what the user wants to see beside them.
    sample(&mut state);
    assert_eq!(state.workspace.rows.len(), 2);
    open(&mut state, "b.json", &seed::SEED.replace("key/1", "key/3"));
    assert_eq!(state.workspace.rows.len(), 3);

    state.update(Message::CloseAll);
    sample(&mut state);
    let text = other.clone();
    let effects = state.update(Message::Pasted { text, now: now() });
    assert!(effects.contains(&Effect::ResetSeal));
    assert_eq!((state.workspace.rows.len(), state.pasted.as_str()), (1, ""));
}

/// It is there to be mended until a key is found in it, or all is closed.
#[test]
fn what_was_pasted_is_kept_no_longer_than_needed() {
    let mut state = State::default();
    let paste = |state: &mut State, text: &str| {
        let text = text.to_string();
        state.update(Message::Pasted { text, now: now() });
        state.pasted.clone()
    };
    assert_eq!(paste(&mut state, "{ no key"), "{ no key");
    assert_eq!(paste(&mut state, seed::SEED), "");
    assert_eq!(paste(&mut state, "{ again"), "{ again");
    state.update(Message::CloseAll);
    assert_eq!(state.pasted, "");
}

/// Where the file has no policy, its record is what there is to read.
#[test]
fn the_source_opens_on_what_there_is() {
    let tab = |text: &str| {
        let mut state = State::default();
        let text = text.to_string();
        state.update(Message::Pasted { text, now: now() });
        state.update(Message::Went(Route::Key(0)));
        state.source_tab
    };
    assert_eq!(tab(seed::SEED), SourceTab::Policy);
    let bare = r#"{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/1"}"#;
    assert_eq!(tab(bare), SourceTab::Record);
}

#[test]
fn routes_are_read_as_they_are_written() {
    for route in [
        Route::Start,
        Route::Keys,
        Route::Key(0),
        Route::Key(41),
        Route::Rules(None),
        Route::Rules(Some("KMS-POL-001".into())),
    ] {
        assert_eq!(Route::parse(&route.hash()), route);
    }
    for strange in [
        "",
        "#",
        "#/key/0",
        "#/key/x",
        "#/key/99999999999999999999",
        "#/elsewhere",
        "#/<script>",
    ] {
        assert_eq!(Route::parse(strange), Route::Start, "{strange}");
    }
}

#[test]
fn a_link_to_a_question_holds_nothing_of_the_file() {
    for (hash, route) in [
        (
            "#/key/2/ask/stranger/Decrypt",
            Route::Ask(1, Asker::Stranger, "Decrypt".into()),
        ),
        (
            "#/key/1/ask/unsigned/Sign",
            Route::Ask(0, Asker::Unsigned, "Sign".into()),
        ),
    ] {
        assert_eq!(Route::parse(hash), route);
        assert_eq!(route.hash(), hash);
    }
    // Nothing but known words is taken from an address.
    for hash in [
        "#/key/1/ask/stranger/Steal",
        "#/key/1/ask/arn:aws:iam::111122223333:root/Decrypt",
        "#/key/1/ask",
    ] {
        assert_eq!(Route::parse(hash), Route::Key(0));
    }
    let question = Asker::Stranger.question("Decrypt");
    assert_eq!(Asker::of(&question), Some(Asker::Stranger));
    let mut named = question.clone();
    named.caller = "arn:aws:iam::111122223333:role/App".into();
    assert_eq!(Asker::of(&named), None);
    let mut valued = question.clone();
    valued.say("aws:PrincipalOrgID", Some(vec!["o-a1b2c3d4e5".into()]));
    assert_eq!(Asker::of(&valued), None);
    let mut odd = question;
    odd.action = "kms:MySecretProject".into();
    assert_eq!(Asker::of(&odd), None);
}

#[test]
fn showing_a_witness_asks_its_question_and_goes_to_the_answer() {
    let mut state = State::default();
    open(&mut state, "a.json", seed::SEED);
    assert_eq!(state.question, Asker::Stranger.question("Decrypt"));
    state.update(Message::OpenCell(Some((1, 2))));
    assert_eq!(state.open_cell, Some((1, 2)));
    let question = Asker::Unsigned.question("Encrypt");
    let effects = state.update(Message::ShowMe(question.clone()));
    assert_eq!(effects, [Effect::Focus("ask-answer".into())]);
    assert_eq!(state.question, question);
    // Another page begins anew; a link's question is asked at once.
    state.update(Message::Went(Route::Ask(0, Asker::Stranger, "Sign".into())));
    assert_eq!(
        (state.open_cell, &state.question),
        (None, &Asker::Stranger.question("Sign"))
    );
    let copied = state.update(Message::CopyLink(0, Asker::Stranger, "Sign".into()));
    assert_eq!(
        copied,
        [Effect::CopyLink(Route::Ask(
            0,
            Asker::Stranger,
            "Sign".into()
        ))]
    );
    let went = state.update(Message::Key(Shortcut::WhoCan));
    assert_eq!(went, [Effect::Focus("who-title".into())]);
}

/// A clock that has run out whenever somebody looks at it.
fn impatient() -> Clock {
    thread_local! { static TIME: Cell<f64> = const { Cell::new(0.0) }; }
    Clock(|| {
        TIME.set(TIME.get() + 1000.0);
        TIME.get()
    })
}

/// Opens 600 keys with one helper; returns the state, and what it was asked so far.
fn asked_of_a_helper() -> (State, Vec<Parcel>) {
    let mut state = State {
        helpers: 1,
        clock: impatient(),
        ..State::default()
    };
    let keys: Vec<String> = (0..600).map(|n| fleet::key(n).to_string()).collect();
    let mut effects = open(&mut state, "estate.jsonl", &keys.join("\n"));
    while state.has_work() {
        effects.extend(state.update(Message::Work));
    }
    let batches = effects.into_iter().filter_map(|effect| match effect {
        Effect::Judge(batch) => Some(batch),
        _ => None,
    });
    let batches = batches.collect();
    (state, batches)
}

#[test]
fn a_helper_judges_what_the_page_has_not_and_is_never_flooded() {
    let (mut state, mut waiting) = asked_of_a_helper();
    assert_eq!(waiting.len(), 2);
    assert!(state.workspace.is_judging());
    let mut helper = Elsewhere::default();
    let mut answered = 0;
    while let Some(batch) = waiting.pop() {
        let judged = state.workspace.judged();
        let answers = helper.judge(&batch);
        for effect in state.update(Message::Judged(answers)) {
            match effect {
                Effect::Judge(batch) => waiting.push(batch),
                other => panic!("{other:?}"),
            }
        }
        answered += state.workspace.judged() - judged;
        assert!(waiting.len() <= 2);
    }
    assert!(!state.workspace.is_judging());
    // The page judges none of a long list.
    assert_eq!(answered, 600);
    let mut alone = State::default();
    let keys: Vec<String> = (0..600).map(|n| fleet::key(n).to_string()).collect();
    open(&mut alone, "estate.jsonl", &keys.join("\n"));
    for (here, there) in state.workspace.rows.iter().zip(&alone.workspace.rows) {
        let said = |row: &Row| {
            let summary = row.summary.as_ref().unwrap();
            (summary.public, summary.findings.clone(), summary.muted)
        };
        assert_eq!(said(here), said(there), "{}", here.title);
    }
}

#[test]
fn the_page_judges_by_itself_when_the_helpers_are_gone() {
    let (mut state, _) = asked_of_a_helper();
    state.update(Message::NoJudges);
    while state.has_work() {
        assert_eq!(state.update(Message::Work), []);
    }
    assert!(!state.workspace.is_judging());
}

#[test]
fn an_answer_about_a_file_that_was_closed_is_not_taken_for_another() {
    let (mut state, batches) = asked_of_a_helper();
    let old = Elsewhere::default().judge(&batches[0]);
    state.update(Message::CloseAll);
    let keys: Vec<String> = (0..300).map(|n| fleet::key(n).to_string()).collect();
    open(&mut state, "a.jsonl", &keys.join("\n"));
    while state.is_reading() {
        state.update(Message::Work);
    }
    assert!(state.workspace.is_judging());
    let judged = state.workspace.judged();
    state.update(Message::Judged(old));
    assert_eq!(state.workspace.judged(), judged);
}

/// While a file comes in, every row of it is listed, and the order settles when it is read.
#[test]
fn rows_are_listed_as_they_come_and_in_order_when_all_are_there() {
    let mut state = State {
        clock: impatient(),
        ..State::default()
    };
    let keys: Vec<String> = (0..300).map(|n| fleet::key(n).to_string()).collect();
    state.update(Message::Reading(1));
    read(&mut state, "estate.jsonl", &keys.join("\n"));
    while state.is_reading() {
        assert_eq!(state.listed().len(), state.workspace.rows.len());
        state.update(Message::Work);
    }
    while state.has_work() {
        state.update(Message::Work);
    }
    let badness = |at: &usize| {
        (
            keyglass::workspace::badness(&state.workspace.rows[*at]),
            *at,
        )
    };
    let order: Vec<_> = state.listed().iter().map(badness).collect();
    assert!(order.is_sorted() && order.len() == 300);
}

/// The facets of a long list are counted a little at a time: never those of another query for long, and those of the
/// list in the end.
#[test]
fn facets_of_a_long_list_come_after_its_rows() {
    let mut state = State {
        clock: impatient(),
        ..State::default()
    };
    let keys: Vec<String> = (0..6_000).map(|n| fleet::key(n).to_string()).collect();
    state.update(Message::Reading(1));
    read(&mut state, "estate.jsonl", &keys.join("\n"));
    // Reading, without judging: that takes long, and comes in between.
    while state.is_reading() {
        state.update(Message::Work);
    }
    let sum = |state: &State, title: &str| -> usize {
        let (facets, _) = state.facets();
        let facet = facets.iter().find(|facet| facet.title == title);
        facet.map_or(0, |facet| facet.values.iter().map(|(_, count)| count).sum())
    };
    let settle = |state: &mut State| {
        let mut turns = 0;
        while state.is_counting() {
            state.update(Message::Work);
            turns += 1;
        }
        turns
    };
    assert!(settle(&mut state) > 1);
    assert_eq!(sum(&state, "Region"), 6_000);
    let region = state
        .facets()
        .0
        .iter()
        .find(|f| f.title == "Region")
        .map(|f| f.values[0].clone());
    let (name, count) = region.unwrap();
    let narrowed = ListShown {
        query: format!("region:{name}"),
        ..state.list.clone()
    };
    state.update(Message::List(narrowed));
    let (_, of_now) = state.facets();
    assert!(!of_now && state.is_counting());
    assert!(settle(&mut state) >= 1);
    let (_, of_now) = state.facets();
    assert!(of_now);
    assert_eq!(sum(&state, "State"), count);
    // Other Regions can be asked for beside it.
    assert_eq!(sum(&state, "Region"), 6_000);
    assert_eq!(state.listed().len(), count);
    state.update(Message::CloseAll);
    assert!(state.facets().0.is_empty());
}

const DESCRIBED: &str = r#"{"KeyMetadata":{"Arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab","AWSAccountId":"111122223333","KeyManager":"CUSTOMER","KeyState":"Enabled"}}"#;
const PUBLIC_POLICY: &str = r#"{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}]}","PolicyName":"default"}"#;

fn run(state: &mut State) {
    while state.has_work() {
        state.update(Message::Work);
    }
}

/// Parts of a key are put together whatever comes last of a drop.
#[test]
fn the_last_file_of_a_drop_may_be_a_profile_or_nothing() {
    for last in [r#"{"keyglassProfile": 1}"#, "\u{0}\u{1}\u{2}"] {
        let mut state = State::default();
        state.update(Message::Reading(3));
        read(&mut state, "key.json", DESCRIBED);
        read(&mut state, "policy.json", PUBLIC_POLICY);
        read(&mut state, "z", last);
        run(&mut state);
        assert_eq!(state.workspace.rows.len(), 1, "{last}");
        assert_eq!(state.workspace.rows[0].public_name(), Some("yes"), "{last}");
        assert_eq!(state.workspace.public(), 1);
        assert_eq!(state.route, Route::Key(0), "{last}");
        assert!(
            state.announcement.starts_with("1 key opened"),
            "{}",
            state.announcement
        );
    }
}

#[test]
fn nothing_comes_in_after_all_was_closed() {
    let mut state = State {
        clock: impatient(),
        ..State::default()
    };
    state.update(Message::Reading(3));
    state.update(Message::Begin {
        name: "large.jsonl".into(),
        total: 100,
        here: false,
        now: now(),
    });
    state.update(Message::CloseAll);
    assert!(state.progress.is_none() && !state.has_work());
    let effects = open(&mut state, "a.json", seed::SEED);
    run(&mut state);
    assert_eq!(state.route, Route::Key(0));
    assert!(effects.contains(&Effect::ResetSeal));
}

/// Another thread reads: what it tells is taken in a little at a time, and not too much is asked of it at once.
#[test]
fn what_another_thread_reads_is_taken_in_as_it_comes() {
    let keys: Vec<String> = (0..300).map(|n| fleet::key(n).to_string()).collect();
    let text = keys.join("\n") + "\n{\"ResourceType\": }\n";
    let mut state = State {
        clock: impatient(),
        helpers: 1,
        ..State::default()
    };
    state.update(Message::Reading(1));
    state.update(Message::Begin {
        name: "estate.jsonl".into(),
        total: text.len(),
        here: false,
        now: now(),
    });
    assert!(state.wants_part(0) && state.wants_part(1) && !state.wants_part(2));
    let mut opening = Opening::new("estate.jsonl", text.len());
    let (mut came, mut turns) = (0, 0);
    while !opening.is_done() {
        let part = &text.as_bytes()[came..(came + 50_000).min(text.len())];
        came += part.len();
        opening.feed(part.to_vec(), came == text.len());
        opening.read(&mut || true);
        let (last, parcels) = (opening.is_done(), opening.take());
        let bytes = came;
        state.update(Message::Told {
            bytes,
            last,
            parcels,
        });
        assert_eq!(
            state
                .progress
                .as_ref()
                .map_or(text.len(), |progress| progress.bytes),
            came
        );
        while state.has_work() && state.is_reading() {
            state.update(Message::Work);
            turns += 1;
        }
    }
    assert!(turns > 10, "{turns}");
    assert_eq!(state.announcement, "300 keys opened, 1 problem");
    assert_eq!(state.route, Route::Keys);
    assert!(!state.is_reading() && state.progress.is_none());
    // What comes now is of no file.
    let before = state.workspace.rows.len();
    let mut late = Opening::of_text("late", &fleet::key(400).to_string());
    late.read(&mut || true);
    let parcels = late.take();
    state.update(Message::Told {
        bytes: 1,
        last: true,
        parcels,
    });
    assert_eq!(state.workspace.rows.len(), before);
}

/// A file that another thread reads.
fn read_elsewhere(helpers: usize) -> State {
    let mut state = State {
        clock: impatient(),
        helpers,
        ..State::default()
    };
    state.update(Message::Reading(1));
    state.update(Message::Begin {
        name: "estate.jsonl".into(),
        total: 1_000_000,
        here: false,
        now: now(),
    });
    state
}

/// What another thread tells of so many keys of a file that goes on.
fn told(keys: std::ops::Range<u64>, last: bool) -> Message {
    let keys = keys.map(|n| fleet::key(n).to_string() + "\n");
    let mut parcels = Vec::new();
    for key in keys {
        let mut opening = Opening::of_text("estate.jsonl", &key);
        opening.read(&mut || true);
        parcels.extend(opening.take());
    }
    Message::Told {
        bytes: 1_000,
        last,
        parcels,
    }
}

/// Whoever types sees rows at once, and facets when typing rests; a count that has begun goes on.
#[test]
fn facets_wait_for_who_types() {
    let mut state = State {
        clock: impatient(),
        helpers: 1,
        ..State::default()
    };
    let keys: Vec<String> = (0..6_000).map(|n| fleet::key(n).to_string()).collect();
    state.update(Message::Reading(1));
    read(&mut state, "estate.jsonl", &keys.join("\n"));
    while state.is_reading() || state.is_drawing() {
        state.update(Message::Work);
    }
    assert_eq!(state.pace(), Pace::Rest);
    state.update(Message::Work);
    assert_eq!(state.pace(), Pace::Now);
    let narrowed = ListShown {
        query: "key".into(),
        ..state.list.clone()
    };
    state.update(Message::List(narrowed));
    assert_eq!(state.pace(), Pace::Frame);
    while state.is_drawing() {
        state.update(Message::Work);
    }
    assert!(state.is_counting());
    assert_eq!(state.pace(), Pace::Rest);
}

/// The facets come after the rows that are in view, and do not wait for all others.
#[test]
fn facets_come_between_the_first_rows_and_the_others() {
    let mut state = State::default();
    let keys: Vec<String> = (0..300).map(|n| fleet::key(n).to_string()).collect();
    open(&mut state, "estate.jsonl", &keys.join("\n"));
    while state.is_reading() || state.workspace.is_judging() {
        state.update(Message::Work);
    }
    state.update(Message::List(ListShown {
        query: "-manager:aws".into(),
        ..state.list.clone()
    }));
    let mut drawn = Vec::new();
    while state.is_drawing() {
        drawn.push((state.drawn, state.facets().1, state.pace()));
        state.update(Message::Work);
    }
    assert_eq!(drawn[0], (12, false, Pace::Frame));
    let rests = drawn
        .iter()
        .position(|(_, _, pace)| *pace == Pace::Rest)
        .unwrap();
    assert_eq!(drawn[rests], (108, false, Pace::Rest));
    assert_eq!(drawn[rests + 1], (108, true, Pace::Frame));
    assert!(state.drawn > 108 && state.facets().1);
}

/// Whoever types sees the first rows that match; below them those from before stay until it is their turn, but no more than
/// there are to come.
#[test]
fn rows_from_before_make_room_one_after_the_other() {
    let mut state = State::default();
    let keys: Vec<String> = (0..300).map(|n| fleet::key(n).to_string()).collect();
    open(&mut state, "estate.jsonl", &keys.join("\n"));
    while state.is_reading() || state.is_drawing() || state.workspace.is_judging() {
        state.update(Message::Work);
    }
    let before = state.listed();
    assert_eq!(state.in_page(0, usize::MAX), *before);
    let ask = |state: &mut State, query: &str| {
        let query = query.to_string();
        let list = state.list.clone();
        state.update(Message::List(ListShown { query, ..list }));
    };
    ask(&mut state, "region:us-east-1");
    let listed = state.listed();
    assert!(listed.len() > 100 && listed[12..60] != before[12..60]);
    let in_page = state.in_page(0, usize::MAX);
    assert_eq!(
        (&in_page[..12], &in_page[12..]),
        (&listed[..12], &before[12..60])
    );
    // Further down there were none from before.
    assert_eq!(state.in_page(24, 12), listed[24..36]);
    state.update(Message::Work);
    let in_page = state.in_page(0, usize::MAX);
    assert_eq!(
        (&in_page[..36], &in_page[36..]),
        (&listed[..36], &before[36..60])
    );
    while state.is_drawing() {
        state.update(Message::Work);
    }
    assert_eq!(state.in_page(0, usize::MAX), *listed);
    // Fewer than were drawn: none is left over.
    let title = state.workspace.rows[listed[0]].id.to_string();
    ask(&mut state, &title);
    assert_eq!(state.in_page(0, usize::MAX), *state.listed());
    assert_eq!(state.listed().len(), 1);
    // Another page and back.
    ask(&mut state, "region:us-east-1");
    while state.is_drawing() {
        state.update(Message::Work);
    }
    ask(&mut state, "");
    state.update(Message::Went(Route::Overview));
    state.update(Message::Went(Route::Keys));
    let drawn = state.drawn;
    assert_eq!(state.in_page(0, usize::MAX), state.listed()[..drawn]);
    // Another order is drawn anew too.
    let list = ListShown {
        descending: true,
        ..state.list.clone()
    };
    state.update(Message::List(list));
    assert_eq!(state.drawn, 12);
}

/// Who comes to a list whose keys are judged by the page itself sees its first rows at once.
#[test]
fn rows_are_drawn_before_the_page_judges_on() {
    let mut state = State {
        clock: impatient(),
        ..State::default()
    };
    let keys: Vec<String> = (0..300).map(|n| fleet::key(n).to_string()).collect();
    open(&mut state, "estate.jsonl", &keys.join("\n"));
    while state.is_reading() {
        state.update(Message::Work);
    }
    for _ in 0..6 {
        state.update(Message::Work);
    }
    assert!(state.drawn >= 96 && !state.is_drawing(), "{}", state.drawn);
    assert!(state.workspace.is_judging());
}

#[test]
fn no_more_is_asked_for_while_much_waits_to_be_taken_in() {
    let mut state = read_elsewhere(1);
    state.update(told(0..100, false));
    let waiting = state.workspace.unread();
    assert!(waiting > 50 && !state.wants_part(0), "{waiting}");
    while !state.wants_part(0) {
        state.update(Message::Work);
    }
    assert!((1..10).contains(&state.workspace.unread()));
    assert!(state.wants_part(1) && !state.wants_part(2));
}

/// The thread that reads has its processor to itself: of two, one judges meanwhile, and of one none does but for the keys
/// that are seen first.
#[test]
fn judges_leave_a_processor_to_the_reader() {
    let judges = |helpers: usize| {
        let mut state = read_elsewhere(helpers);
        let mut asked = Vec::new();
        let mut hear = |state: &mut State, message: Message| {
            for effect in state.update(message) {
                if let Effect::Judge(tasks) = effect {
                    asked.push(tasks);
                }
            }
            asked.len()
        };
        hear(&mut state, told(0..1_500, false));
        while state.workspace.has_unread() {
            hear(&mut state, Message::Work);
        }
        let at_first = hear(&mut state, Message::Work);
        let answers = Elsewhere::default().judge(&asked[0]);
        let hear = |state: &mut State, message: Message| {
            let effects = state.update(message);
            let judge = |effect: &&Effect| matches!(effect, Effect::Judge(_));
            effects.iter().filter(judge).count()
        };
        let while_read = hear(&mut state, Message::Judged(answers));
        let mut when_read = hear(&mut state, told(1_500..1_600, true));
        while state.is_reading() {
            when_read += hear(&mut state, Message::Work);
        }
        when_read += hear(&mut state, Message::Work);
        (at_first, while_read, when_read)
    };
    assert_eq!(judges(2), (2, 1, 2));
    assert_eq!(judges(1), (1, 0, 2));
}

#[test]
fn a_reader_that_breaks_down_ends_its_file_and_files_are_read_here() {
    let mut state = State {
        helpers: 1,
        ..State::default()
    };
    state.update(Message::Reading(1));
    state.update(Message::Begin {
        name: "estate.jsonl".into(),
        total: 100,
        here: false,
        now: now(),
    });
    let mut opening = Opening::new("estate.jsonl", 1_000_000);
    opening.feed((fleet::key(1).to_string() + "\n{").into_bytes(), false);
    opening.read(&mut || true);
    let parcels = opening.take();
    state.update(Message::Told {
        bytes: 50,
        last: false,
        parcels,
    });
    state.update(Message::NoReader);
    assert!(!state.is_reading() && !state.has_reader);
    assert_eq!(state.workspace.rows.len(), 1);
    let problems = &state.workspace.sources[0].problems;
    assert!(problems.last().unwrap().message.contains("broke down"));
    // What it has not said a word of is begun again.
    state.has_reader = true;
    state.update(Message::Reading(1));
    state.update(Message::Begin {
        name: "other.jsonl".into(),
        total: 100,
        here: false,
        now: now(),
    });
    assert!(state.is_untold());
    state.update(Message::NoReader);
    assert!(!state.is_reading() && state.reading == 1);
    read(&mut state, "other.jsonl", &fleet::key(2).to_string());
    assert_eq!(state.workspace.rows.len(), 2);
    assert_eq!(state.workspace.sources.len(), 2);
}

/// The rest of a file is gone while it is read.
#[test]
fn a_file_that_cannot_be_read_on_ends_with_what_it_told() {
    let mut state = State::default();
    state.update(Message::Reading(1));
    let total = 1_000_000;
    let (name, now) = ("estate.jsonl".into(), now());
    state.update(Message::Begin {
        name,
        total,
        here: true,
        now,
    });
    let first =
        (fleet::key(1).to_string() + "\n" + &fleet::key(2).to_string() + "\n{").into_bytes();
    state.update(Message::Part {
        bytes: Ok(first),
        last: false,
    });
    assert!(state.is_reading());
    state.update(Message::Part {
        bytes: Err("It is gone."),
        last: false,
    });
    run(&mut state);
    assert!(!state.is_reading() && !state.wants_part(0));
    assert_eq!(state.workspace.rows.len(), 2);
    let [source] = state.workspace.sources.as_slice() else {
        panic!("one file");
    };
    assert_eq!((source.added, source.refused), (2, false));
    assert_eq!(source.problems.last().unwrap().message, "It is gone.");
}

#[test]
fn what_is_stopped_leaves_a_word_and_what_it_told() {
    for (first, keys) in [
        (b"PK\x03\x04 held until it is whole".to_vec(), 0),
        ((fleet::key(1).to_string() + "\n{").into_bytes(), 1),
    ] {
        let mut state = State {
            has_reader: true,
            clock: impatient(),
            ..State::default()
        };
        state.update(Message::Reading(1));
        let (name, now) = ("large".into(), now());
        state.update(Message::Begin {
            name,
            total: 1_000_000,
            here: false,
            now,
        });
        let mut opening = Opening::new("large", 1_000_000);
        opening.feed(first, false);
        opening.read(&mut || true);
        state.workspace.take(opening.take(), now);
        state.update(Message::Cancel);
        assert!(!state.is_reading() && state.workspace.rows.len() == keys);
        let [source] = state.workspace.sources.as_slice() else {
            panic!("one file");
        };
        assert_eq!(source.name, "large");
        assert!(
            source
                .problems
                .last()
                .unwrap()
                .message
                .contains("You stopped here")
        );
    }
}

#[test]
fn an_archive_of_very_many_files_is_read_a_little_at_a_time() {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for number in 0..3_000 {
        let name = format!("{number}.json");
        let (mut entry, config) = archive.new_file(&name).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        let key = fleet::key(number).to_string();
        writer.write_all(key.as_bytes()).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    // The clock stands still, so that nothing stops the work but its end.
    let mut state = State::default();
    state.update(Message::Reading(1));
    read(&mut state, "many.zip", &bytes);
    run(&mut state);
    assert_eq!(state.workspace.rows.len(), 3_000);
    assert_eq!(state.announcement, "3,000 keys opened");
}

#[test]
fn what_is_no_profile_stays_in_its_dialog() {
    let mut state = State::default();
    for (text, why) in [
        ("{\"keyglassProfile\": 1,}", "Line 1, column 23"),
        ("{\"mutes\": []}", "no keyglassProfile"),
    ] {
        state.update(Message::Open(Dialog::Profile));
        let effects = state.update(Message::UseProfile {
            text: Some(text.into()),
            now: now(),
        });
        assert!(effects.is_empty() && state.dialog == Some(Dialog::Profile));
        let problem = state.dialog_problem.clone().unwrap();
        assert!(problem.contains(why), "{problem}");
    }
    let effects = state.update(Message::UseProfile {
        text: Some("{\"keyglassProfile\": 1}".into()),
        now: now(),
    });
    assert!(effects.contains(&Effect::CloseDialog));
    assert!(state.workspace.sources[0].is_profile);
}

/// What came with several keys and says of none that it is its own is not given to a key of a later drop.
#[test]
fn an_answer_without_a_name_is_not_given_to_a_later_key() {
    let mut state = State::default();
    let key =
        |digit: &str| DESCRIBED.replace("1234abcd-12ab", &format!("{}abcd-12ab", digit.repeat(4)));
    let tags = r#"{"Tags":[{"TagKey":"env","TagValue":"prod"}],"Truncated":false}"#;
    state.update(Message::Reading(3));
    read(&mut state, "a.json", &key("1"));
    read(&mut state, "b.json", &key("2"));
    read(&mut state, "tags.json", tags);
    open(&mut state, "c.json", &key("3"));
    run(&mut state);
    assert_eq!(state.workspace.rows.len(), 3);
    assert!(state.workspace.rows.iter().all(|row| row.tags.is_empty()));
    // With one key alone, before it or after it, it is that key's.
    for order in [[0, 1], [1, 0]] {
        let mut state = State::default();
        let key = key("1");
        let files = [("a.json", key.as_str()), ("tags.json", tags)];
        for at in order {
            open(&mut state, files[at].0, files[at].1);
        }
        run(&mut state);
        assert_eq!(state.workspace.rows.len(), 1);
        // A key that was there before the answer came is not known to be meant.
        assert_eq!(state.workspace.rows[0].tags.len(), order[0]);
    }
}

/// A link, or a page that was loaded again: what was asked for is shown once the file is there.
#[test]
fn the_page_that_was_asked_for_is_shown_when_there_is_something_on_it() {
    let export = |keys: u64| {
        let keys: Vec<String> = (0..keys).map(|at| fleet::key(at).to_string()).collect();
        keys.join("\n")
    };
    let asked = Route::Ask(2, Asker::Stranger, "Decrypt".into());
    for (wanted, keys, shown) in [
        (asked.clone(), 4, asked.clone()),
        (Route::Overview, 4, Route::Overview),
        (Route::Key(9), 4, Route::Keys),
        (asked.clone(), 1, Route::Key(0)),
        (Route::Rules(None), 4, Route::Keys),
    ] {
        let mut state = State::default();
        state.update(Message::Went(wanted.clone()));
        open(&mut state, "a.jsonl", &export(keys));
        assert_eq!(state.route, shown, "{wanted:?} {keys}");
    }
    // Not when another page is shown by then, nor a second time.
    let mut state = State::default();
    state.update(Message::Went(asked.clone()));
    state.update(Message::Went(Route::Start));
    open(&mut state, "a.jsonl", &export(4));
    assert_eq!(state.route, Route::Keys);
    state.update(Message::Went(Route::Key(2)));
    state.update(Message::CloseAll);
    open(&mut state, "a.jsonl", &export(4));
    assert_eq!(state.route, Route::Keys);
    // Nor is a sample's page one that was asked for of the files that take its place.
    let mut state = State::default();
    state.update(Message::Sample {
        name: "key.json (sample)",
        text: seed::SEED,
        now: now(),
    });
    state.update(Message::Went(Route::Start));
    state.update(Message::Went(Route::Key(0)));
    open(&mut state, "a.jsonl", &export(4));
    assert_eq!(
        (state.workspace.rows.len(), &state.route),
        (4, &Route::Keys)
    );
}

#[test]
fn a_key_leads_to_the_search_from_wherever_there_is_a_list() {
    let search = |state: &mut State| state.update(Message::Key(Shortcut::Search));
    let mut state = State::default();
    open(&mut state, "a.json", seed::SEED);
    assert_eq!(search(&mut state), []);
    open(&mut state, "b.json", &seed::SEED.replace("key/1", "key/2"));
    assert_eq!(state.route, Route::Key(1));
    let focus = Effect::Focus("keys-query".into());
    assert_eq!(search(&mut state).last(), Some(&focus));
    assert_eq!(state.route, Route::Keys);
    assert_eq!(search(&mut state), [focus]);
}
