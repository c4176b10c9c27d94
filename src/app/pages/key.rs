use std::rc::Rc;

use keyglass::aws::sets;
use keyglass::explain::access;
use keyglass::explain::text::count;
use keyglass::lint::{Input, Policies, RULES, Severity};
use keyglass::model::Given;
use keyglass::model::date::Moment;
use keyglass::model::policy::Policy;
use keyglass::reason::ask::Question;
use keyglass::reason::public::Answer;
use keyglass::workspace::{Loaded, Places};
use yew::prelude::*;

use crate::browser;
use crate::markup::html;
use crate::parts::source::Source;
use crate::parts::statement::Block;
use crate::parts::text::{account, runs};
use crate::parts::who_can::show_me;
use crate::parts::{ask, check_us, fields, finding, notices, progress, who_can};
use crate::route::{Asker, Route};
use crate::state::{Mark, Message, SAMPLE, State};

pub fn view(index: usize, state: &State, send: &Callback<Message>) -> Html {
    let Some(loaded) = state.workspace.loaded(index) else {
        return absent();
    };
    let loaded = &loaded;
    let now = browser::now();
    let places = loaded.places();
    html! {
        <div class="key-page">
            <div class="reading-column">
                { head(loaded, now, send) }
                { progress::view(state, send) }
                { notices::view(state, send) }
                { versions(index, state) }
                { parts(loaded) }
                { verdict(loaded, send) }
                { findings(loaded, &places, send) }
                { who_can::view(loaded, state, send) }
                { statements(loaded, &places, state, send) }
                { ask::view(index, loaded, state, send) }
                { check_us::view(loaded, send) }
                <section class="block" aria-labelledby="fields-title">
                    <h2 id="fields-title">{ "Fields" }<span>{ fields_note(loaded) }</span></h2>
                    { fields::view(loaded, now, send) }
                    { policy_field(loaded) }
                </section>
            </div>
            <section class="source" id="source" aria-label="Source">
                <Source key={index} loaded={Rc::clone(loaded)} tab={state.source_tab} mark={state.mark} send={send.clone()} />
            </section>
        </div>
    }
}

/// What is shown of a key that is not open.
pub fn absent() -> Html {
    html! {
        <div class="page">
            <h1 id="title" tabindex="-1">{ "No key is open here" }</h1>
            <p class="lead">{ "Keyglass keeps nothing between visits. Open the file again, or " }<a href="#/">{ "go to the start" }</a>{ "." }</p>
        </div>
    }
}

/// Other records of the same key, as of another day.
fn versions(index: usize, state: &State) -> Html {
    let workspace = &state.workspace;
    let files = |at: usize| {
        workspace
            .record(at)
            .map_or("", |record| &record.file)
            .to_string()
    };
    html! {
        <>{ for workspace.versions(index).map(|other| html! {
            <p class="versions">{ "Another record of this key is open, from " }{ files(other) }{ ": " }<a href={Route::Compare([other.min(index), other.max(index)]).hash()}>{ "what changed" }</a>{ "." }</p>
        }) }</>
    }
}

fn head(loaded: &Loaded, now: Moment, send: &Callback<Message>) -> Html {
    let key = &loaded.key;
    let created = key.created.present().map(|date| date.moment);
    let state = key.state.text();
    html! {
        <header class="key-head">
            <ul class="facts-line">
                if let Some(state) = state {
                    <li class={classes!("state", (state == "Enabled").then_some("on"))}><span class="dot" aria-hidden="true"></span>{ state }</li>
                }
                { match key.manager.text() {
                    Some("AWS") => html! { <li>{ "AWS managed" }</li> },
                    Some("CUSTOMER") => html! { <li>{ "customer managed" }</li> },
                    _ => html! {},
                } }
                if let Some(region) = key.home() { <li>{ region }</li> }
                if let Some(owner) = key.owner() { <li>{ "account " }{ account(owner) }</li> }
                if let Some(created) = created { <li>{ format!("created {}, {}", created.day(), created.seen_from(now)) }</li> }
                if loaded.source().ends_with(SAMPLE) { <li><b>{ "SAMPLE" }</b></li> }
            </ul>
            <h1 id="title" tabindex="-1">{ loaded.title() }</h1>
            if let [first, rest @ ..] = key.aliases.present().map_or(&[][..], Vec::as_slice) {
                <p class="arn"><code>{ first.name.clone() }</code>{ match rest.len() { 0 => String::new(), more => format!(" and {more} more") } }</p>
            }
            if let Some(arn) = key.arn.text() {
                <p class="arn"><code>{ arn }</code>
                    <button type="button" class="copy" aria-label="Copy the ARN" onclick={
                        let arn = arn.to_string();
                        send.reform(move |_| Message::Copy(arn.clone()))
                    }>{ "Copy" }</button>
                    <button type="button" class="copy" onclick={send.reform(|_| Message::Print)}>{ "Print" }</button>
                </p>
            } else {
                <p class="arn">{ "Whose key this policy guards is not in the file." }</p>
            }
        </header>
    }
}

/// Where a record was put together from, and where its parts disagree.
fn parts(loaded: &Loaded) -> Html {
    let Some(piece) = &loaded.record.made else {
        return html! {};
    };
    let mut files: Vec<(&str, Vec<String>)> = Vec::new();
    for told in &piece.told {
        let place = match told.at.line {
            0 => told.name.clone(),
            line => format!("{} (line {line})", told.name),
        };
        match files.iter_mut().find(|(file, _)| *file == told.at.file) {
            Some((_, names)) => names.push(place),
            None => files.push((&told.at.file, vec![place])),
        }
    }
    let conflicts = loaded.record.conflicts();
    html! {
        <section class="origins" aria-label="Where this record is from">
            if piece.is_cut() {
                <p class="conflicts" role="alert">{ "An answer in it was cut off (Truncated, NextToken): there may be more entries than are listed, and rules that look for them are undecided. Fetch the list whole, without --max-items." }</p>
            }
            if !conflicts.is_empty() {
                <ul class="conflicts" role="alert">{ for conflicts.iter().map(|conflict| html! { <li>{ conflict.problem().message }</li> }) }</ul>
            }
            <details>
                <summary>{ match files.as_slice() {
                    [(file, _)] => format!("Read from {file}, under the names of the KMS API"),
                    many => format!("Put together from {} files", many.len()),
                } }</summary>
                <dl>{ for files.iter().map(|(file, names)| html! { <><dt>{ file.to_string() }</dt><dd>{ names.join(", ") }</dd></> }) }</dl>
            </details>
        </section>
    }
}

fn verdict(loaded: &Loaded, send: &Callback<Message>) -> Html {
    let report = &loaded.report;
    let verdict = &report.verdict;
    let (class, mark) = match verdict.answer {
        Answer::Yes => ("verdict yes", "◆"),
        Answer::No => ("verdict no", "✓"),
        Answer::Undecided => ("verdict undecided", "?"),
    };
    // Without a policy, without knowing whose the key is, or whom a statement names, nobody can say which accounts are foreign.
    let open = |policy: &Policy| policy.statements.iter().any(|it| it.principal.is_broken());
    let foreign = match (report.policy(), &report.context.owner) {
        (Some(policy), Some(_)) if !open(policy) => match report.foreign.len() {
            0 => "None".to_string(),
            number => number.to_string(),
        },
        _ => "Not known".to_string(),
    };
    let rotation = match &loaded.key.rotation {
        Given::Present(true) => "On",
        Given::Present(false) => "Off",
        Given::Null if loaded.key.is_aws_managed() => "Not asked",
        Given::Null => "Not reported",
        Given::Absent => "Not in the file",
        Given::Malformed(_) => "Not readable",
    };
    html! {
        <section class={class} aria-labelledby="verdict-title">
            <h2 id="verdict-title"><span class="mark" aria-hidden="true">{ mark }</span>{ verdict.headline }</h2>
            <p class="because">{ runs(&verdict.sentence) }</p>
            if let Some(question) = witness(loaded) {
                <p class="shown">{ show_me(question, send) }</p>
            }
            <dl class="strip">
                <div><dt>{ "Foreign accounts named" }</dt><dd>{ foreign }</dd></div>
                <div><dt>{ "Rotation" }</dt><dd>{ rotation }</dd></div>
                <div><dt>{ "Judged by" }</dt><dd>{ format!("{} rules, {} undecided", RULES.len(), undecided_rules(loaded)) }</dd></div>
            </dl>
            <p class="gates">{ match all_grants(loaded) {
                false => "Not in this file: IAM policies · grants · service and resource control policies · VPC endpoint policies",
                true => "Not in this file: IAM policies · service and resource control policies · VPC endpoint policies",
            } }</p>
        </section>
    }
}

/// Whether all grants of the key are in the file.
fn all_grants(loaded: &Loaded) -> bool {
    loaded.key.grants.present().is_some() && !loaded.key.is_cut("Grants")
}

/// A request that shows the verdict: one that gets through, or a stranger's that does not.
fn witness(loaded: &Loaded) -> Option<Question> {
    let public = loaded.report.public.as_ref()?;
    match public.answer {
        Answer::Yes => public.witness().as_ref().map(Question::of),
        Answer::No => {
            let fit = loaded.report.context.fit.and(sets::CRYPTO);
            let action = fit
                .iter()
                .find(|action| action.name == "Decrypt")
                .or_else(|| fit.iter().next())?;
            Some(Asker::Stranger.question(action.name))
        }
        Answer::Undecided => None,
    }
}

fn findings(loaded: &Loaded, places: &Places, send: &Callback<Message>) -> Html {
    let report = &loaded.report;
    let to_read = report
        .findings
        .iter()
        .filter(|f| f.severity != Severity::Info)
        .count();
    let info = report.findings.len() - to_read;
    let counted = [
        (to_read, "to read"),
        (info, "for your information"),
        (report.muted.len(), "muted"),
    ];
    let counted = counted.iter().filter(|(some, _)| *some > 0);
    let counted: Vec<String> = counted.map(|(some, of)| format!("{some} {of}")).collect();
    let summary = match counted.is_empty() {
        true => "none".to_string(),
        false => counted.join(", "),
    };
    html! {
        <section class="block" aria-labelledby="findings-title">
            <h2 id="findings-title">{ "Findings" }<span>{ summary }</span></h2>
            if report.findings.is_empty() {
                <p class="nothing">
                    { format!("No findings under {} rules. This is no proof of safety: {} not in this file", RULES.len(), match all_grants(loaded) {
                        false => "grants and IAM policies are",
                        true => "IAM policies are",
                    }) }
                    { match &report.policies {
                        Policies::Read(_) => ".",
                        _ => ", and neither is a policy that can be read.",
                    } }
                </p>
            } else {
                <ol class="findings">
                    { for report.findings.iter().enumerate().map(|(index, found)| finding::view(found, index + 1, loaded, places, send)) }
                </ol>
            }
            { muted(loaded) }
            { undecided(loaded) }
        </section>
    }
}

/// What the profile mutes: counted, and never hidden without a trace.
fn muted(loaded: &Loaded) -> Html {
    let muted = &loaded.report.muted;
    if muted.is_empty() {
        return html! {};
    }
    html! {
        <details class="undecided-rules muted-findings">
            <summary>{ format!("{} muted by the profile", count(muted.len(), "finding is", "findings are")) }</summary>
            <ul>{ for muted.iter().map(|(finding, mute)| html! {
                <li>
                    <a href={Route::Rules(Some(finding.rule.id().to_string())).hash()}>{ finding.rule.id() }</a>
                    { " " }{ runs(&finding.message) }
                    <br /><span class="note">{ format!("Reason: {}", mute.reason) }
                        if let Some(day) = mute.expires { { format!(" Until {}.", day.day()) } }
                    </span>
                </li>
            }) }</ul>
        </details>
    }
}

fn undecided(loaded: &Loaded) -> Html {
    let mut inputs: Vec<(Input, Vec<&str>)> = Vec::new();
    for entry in &loaded.report.undecided {
        match inputs
            .iter_mut()
            .find(|(missing, _)| *missing == entry.missing)
        {
            Some((_, rules)) => rules.push(entry.rule.id()),
            None => inputs.push((entry.missing, vec![entry.rule.id()])),
        }
    }
    if inputs.is_empty() {
        return html! {};
    }
    let total = undecided_rules(loaded);
    html! {
        <details class="undecided-rules">
            <summary>{ format!("{} could not be decided", count(total, "rule", "rules")) }</summary>
            <ul>{ for inputs.into_iter().map(|(missing, rules)| html! {
                <li>
                    { format!("For want of {}: {}.", missing.words(), match rules.len() {
                        0..=3 => rules.join(", "),
                        many => format!("{many} rules"),
                    }) }
                    if let Some(command) = missing.command() { { " " }<code>{ command }</code> }
                </li>
            }) }</ul>
        </details>
    }
}

/// How many rules lack an input, whatever the number of inputs.
fn undecided_rules(loaded: &Loaded) -> usize {
    let mut rules: Vec<&str> = loaded
        .report
        .undecided
        .iter()
        .map(|entry| entry.rule.id())
        .collect();
    rules.dedup();
    rules.len()
}

fn statements(loaded: &Loaded, places: &Places, state: &State, send: &Callback<Message>) -> Html {
    let Some(policy) = loaded.report.policy() else {
        return html! {
            <section class="block" aria-labelledby="statements-title">
                <h2 id="statements-title">{ "Statements" }<span>{ "none can be read" }</span></h2>
                <p class="nothing">{ runs(&loaded.report.verdict.sentence) }</p>
            </section>
        };
    };
    let block = Block {
        loaded,
        policy,
        places,
        mark: state.mark,
        send,
    };
    let sentences = loaded.report.sentences();
    html! {
        <section class="block" aria-labelledby="statements-title">
            <h2 id="statements-title">{ "Statements" }<span>{ policy.statements.len() }</span></h2>
            <ol class="statements">
                { for policy.statements.iter().zip(&sentences).map(|(statement, sentence)| block.view(statement, sentence)) }
            </ol>
            { idle(loaded, policy, places, send) }
        </section>
    }
}

/// The text of the policy that changes no decision.
fn idle(loaded: &Loaded, policy: &Policy, places: &Places, send: &Callback<Message>) -> Html {
    let dead = loaded.answers().map_or(&[][..], |answers| &answers.dead);
    if dead.is_empty() {
        return html! {};
    }
    html! {
        <details class="idle">
            <summary>{ format!("{} of text that {} no decision", count(dead.len(), "piece", "pieces"), if dead.len() == 1 { "changes" } else { "change" }) }</summary>
            <ul>{ for dead.iter().map(|dead| {
                let span = places.shown(dead.span);
                let line = keyglass::json::position(&loaded.shown.text, span.start as usize).line;
                let mark = send.reform(move |_: MouseEvent| Message::Marked(Mark { span, pinned: true }));
                html! { <li><button type="button" class="copy" onclick={mark}>{ format!("Statement {}, line {line}", dead.statement + 1) }</button>{ " " }{ runs(&access::dead(dead, policy)) }</li> }
            }) }</ul>
        </details>
    }
}

fn fields_note(loaded: &Loaded) -> String {
    let number = loaded.fields.len();
    match number {
        0 => "none: this file holds a policy alone".into(),
        _ => count(number, "field of the file", "fields of the file"),
    }
}

/// What there is to say of a policy that is not shown as source.
fn policy_field(loaded: &Loaded) -> Html {
    let note = keyglass::explain::fields::policy(&loaded.key.policy);
    let value = match &loaded.key.policy {
        Given::Present(_) => return html! {},
        Given::Null => html! { <i class="null">{ "null" }</i> },
        Given::Absent => html! { <i class="null">{ "absent" }</i> },
        Given::Malformed(json) => html! { <pre>{ json }</pre> },
    };
    html! {
        <section class="group">
            <h3>{ "Policy" }</h3>
            <dl><div class="field"><dt>{ "Policy" }</dt><dd><div class="value">{ value }</div><p class="meaning">{ runs(&note) }</p></dd></div></dl>
        </section>
    }
}
