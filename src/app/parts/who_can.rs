use keyglass::access::context::Context;
use keyglass::explain::access;
use keyglass::explain::text::{Text, count};
use keyglass::model::policy::Policy;
use keyglass::reason::ask::Question;
use keyglass::reason::who_can::{COLUMNS, Entry, Line, Row, Way};
use keyglass::workspace::Loaded;
use yew::prelude::*;

use crate::markup::html;

use super::text::runs;
use crate::state::{Message, State};

/// Who can do what, as a grid; a cell opens to what it rests on.
pub fn view(loaded: &Loaded, state: &State, send: &Callback<Message>) -> Html {
    let Some(policy) = loaded.report.policy() else {
        return html! {};
    };
    let Some(answers) = loaded.answers() else {
        return html! {
            <section class="block" aria-labelledby="who-title">
                <h2 id="who-title" tabindex="-1">{ "Who can" }</h2>
                <p class="nothing">{ "This policy has more conditions on one key than Keyglass reasons over, so who can do what is left open." }</p>
            </section>
        };
    };
    let columns: Vec<usize> = (0..COLUMNS.len())
        .filter(|at| {
            answers
                .grid
                .iter()
                .any(|line| line.cells.get(*at).is_some_and(|cell| !cell.is_empty()))
        })
        .collect();
    let (can, cannot): (Vec<&Line>, Vec<&Line>) =
        answers.grid.iter().partition(|line| can_anything(line));
    let can = alike(can);
    let grid = Grid {
        policy,
        context: &loaded.report.context,
        columns: &columns,
        open: state.open_cell,
        send,
    };
    html! {
        <section class="block" aria-labelledby="who-title">
            <h2 id="who-title" tabindex="-1">{ "Who can" }<span>{ "over all requests; open a cell for its reasons" }</span></h2>
            if loaded.key.is_aws_managed() {
                <p class="lockout">{ "AWS manages this key and its policy; nobody in the account can change it." }</p>
            } else if let Some(lockout) = &answers.lockout {
                <p class="lockout">{ runs(&access::lockout(lockout)) }</p>
            }
            if can.is_empty() {
                <p class="nothing">{ "By this policy, nobody can do anything with the key." }</p>
            } else {
                <div class="grid-frame" role="region" aria-label="Grid of who can do what" tabindex="0">
                    <table class="grid" role="table">
                        <thead role="rowgroup"><tr role="row">
                            <th scope="col" role="columnheader">{ "Who" }</th>
                            { for columns.iter().filter_map(|at| COLUMNS.get(*at)).map(|column| html! { <th scope="col" role="columnheader">{ column.title }</th> }) }
                        </tr></thead>
                        <tbody role="rowgroup">{ for can.iter().enumerate().map(|(at, lines)| grid.line(at, lines)) }</tbody>
                    </table>
                </div>
            }
            if !cannot.is_empty() {
                <p class="cannot">{ "Nothing at all, by this policy: " }{ runs(&Text::list(cannot.iter().map(|line| access::row(&line.row)).collect(), "and", 6)) }{ "." }</p>
            }
            <dl class="unseen">
                <dt>{ "Not in this grid, and deciding too" }</dt>
                if policy.may_allow || policy.may_deny {
                    <dd><b>{ "The template" }</b>{ ". What it leaves open of this policy." }</dd>
                }
                { for access::UNSEEN.iter().map(|(gate, words)| html! { <dd><b>{ *gate }</b>{ ". " }{ *words }</dd> }) }
            </dl>
        </section>
    }
}

fn can_anything(line: &Line) -> bool {
    line.cells
        .iter()
        .flatten()
        .any(|entry| entry.way != Way::No)
}

/// Lines whose cells say the same, together.
fn alike(lines: Vec<&Line>) -> Vec<Vec<&Line>> {
    let mut out: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        let same = |group: &&mut Vec<&Line>| {
            group
                .first()
                .is_some_and(|first| says_the_same(first, line))
        };
        match out.iter_mut().find(same) {
            Some(group) => group.push(line),
            None => out.push(vec![line]),
        }
    }
    out
}

fn says_the_same(one: &Line, other: &Line) -> bool {
    let said = |line: &Line| -> Vec<Vec<Entry>> {
        let bare = |entry: &Entry| Entry {
            witness: None,
            ..entry.clone()
        };
        line.cells
            .iter()
            .map(|cell| cell.iter().map(bare).collect())
            .collect()
    };
    matches!(
        (&one.row, &other.row),
        (Row::Principal(_), Row::Principal(_)) | (Row::Service(_), Row::Service(_))
    ) && said(one) == said(other)
}

struct Grid<'a> {
    policy: &'a Policy,
    context: &'a Context,
    columns: &'a [usize],
    open: Option<(usize, usize)>,
    send: &'a Callback<Message>,
}

impl Grid<'_> {
    fn line(&self, row: usize, lines: &[&Line]) -> Html {
        let Some(line) = lines.first() else {
            return html! {};
        };
        let open = self.open.filter(|(open, _)| *open == row);
        let cell = open.and_then(|(_, column)| Some((column, line.cells.get(column)?)));
        html! {
            <>
                <tr role="row">
                    <th scope="row" role="rowheader">{ runs(&Text::list(lines.iter().map(|line| access::short_row(&line.row, self.context)).collect(), "and", 4).capital()) }</th>
                    { for self.columns.iter().map(|column| self.cell(row, *column, line.cells.get(*column).map_or(&[], Vec::as_slice))) }
                </tr>
                if let Some((column, cell)) = cell {
                    <tr role="row" class="opened"><td role="cell" colspan={(self.columns.len() + 1).to_string()}>
                        <div id="opened-cell">{ self.reasons(column, lines, cell) }</div>
                    </td></tr>
                }
            </>
        }
    }

    fn cell(&self, row: usize, column: usize, cell: &[Entry]) -> Html {
        let title = COLUMNS.get(column).map_or("", |column| column.title);
        if cell.is_empty() {
            return html! { <td role="cell" data-label={title}><span class="words no">{ "not this key" }</span></td> };
        }
        let open = self.open == Some((row, column));
        let mut ways: Vec<(&Entry, String, usize)> = Vec::new();
        for entry in cell {
            let words = access::way(entry);
            match ways.iter_mut().find(|(_, other, _)| *other == words) {
                Some((_, _, actions)) => *actions += entry.actions.len(),
                None => ways.push((entry, words, entry.actions.len())),
            }
        }
        let statements = |entry: &Entry| match entry.allows.as_slice() {
            [] => String::new(),
            [one] => format!(", statement {}", one + 1),
            many => format!(
                ", statements {}",
                many.iter()
                    .map(|at| (at + 1).to_string())
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        };
        // What a cell says of each of its actions, the most that can be done first.
        let several = ways.len() > 1;
        let lines = ways.iter().take(3).map(|(entry, words, actions)| html! {
            <span class={classes!("words", entry.way.name())}>
                { words }<span class="visually-hidden">{ statements(entry) }</span>
                if several { <span class="part">{ format!(" {}", count(*actions, "action", "actions")) }</span> }
            </span>
        });
        let toggle = {
            let next = (!open).then_some((row, column));
            self.send
                .reform(move |_: MouseEvent| Message::OpenCell(next))
        };
        html! {
            <td role="cell" data-label={title}>
                <button type="button" class="way" aria-expanded={open.to_string()} aria-controls={open.then_some("opened-cell")} onclick={toggle}>
                    { for lines }
                </button>
            </td>
        }
    }

    fn reasons(&self, column: usize, lines: &[&Line], cell: &[Entry]) -> Html {
        let title = COLUMNS.get(column).map_or("", |column| column.title);
        html! {
            <>
                <h3>{ runs(&Text::list(names(lines), "and", 60)) }{ " · " }{ title }</h3>
                <ul class="reasons">{ for cell.iter().map(|entry| self.entry(entry)) }</ul>
            </>
        }
    }

    fn entry(&self, entry: &Entry) -> Html {
        let conditions = access::conditions(entry, self.policy);
        let statements: Vec<usize> = entry.allows.iter().chain(&entry.denies).copied().collect();
        html! {
            <li>
                <p>{ runs(&access::entry(entry)) }</p>
                if !conditions.is_empty() {
                    <p class="if">{ "If " }{ runs(&Text::list(conditions, "and", 12)) }{ "." }</p>
                }
                <p class="row">
                    { for statements.iter().map(|index| jump(*index)) }
                    if let Some(witness) = &entry.witness {
                        { show_me(Question::of(witness), self.send) }
                    }
                </p>
            </li>
        }
    }
}

fn names(lines: &[&Line]) -> Vec<Text> {
    lines.iter().map(|line| access::row(&line.row)).collect()
}

/// A way to a statement's block.
fn jump(index: usize) -> Html {
    let id = format!("statement-{}", index + 1);
    html! { <a class="quiet" href={format!("#{id}")} data-jump={id}>{ format!("Statement {}", index + 1) }</a> }
}

/// Opens a request in the question form, where it is answered step by step.
pub fn show_me(question: Question, send: &Callback<Message>) -> Html {
    let show = send.reform(move |_: MouseEvent| Message::ShowMe(question.clone()));
    html! { <button type="button" class="copy" onclick={show}>{ "Show me" }</button> }
}
