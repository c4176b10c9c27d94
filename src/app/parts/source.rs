use std::any::Any;
use std::rc::Rc;

use keyglass::explain::text::{count, visible};
use keyglass::json::{Span, Token, TokenKind, tokens};
use keyglass::lint::{Place, Policies, Severity};
use keyglass::workspace::{Loaded, Places, Shown, show};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::markup::html;

use super::kept::{Piece, kept};
use super::text::{shape, word};
use crate::state::{Mark, Message, SourceTab};

/// The policy, or the whole record, with line numbers and the places of findings.
#[derive(Properties)]
pub struct SourceProps {
    pub loaded: Rc<Loaded>,
    pub tab: SourceTab,
    pub mark: Option<Mark>,
    pub send: Callback<Message>,
}

impl PartialEq for SourceProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.loaded, &other.loaded) && self.tab == other.tab && self.mark == other.mark
    }
}

/// A line of the text, ready to be drawn.
struct LineData {
    span: Span,
    tokens: Vec<(TokenKind, Span, AttrValue)>,
    /// The worst finding on it, and how many there are.
    finding: Option<(Severity, usize, usize)>,
}

struct Lines {
    lines: Vec<LineData>,
    /// They are one line in the file.
    laid_out: bool,
    /// What sentences speak of, for the way from the text to the sentence: narrow places first.
    phrases: Vec<Span>,
}

// A plain component: one made of a function would bring all of Yew's hooks with it.
pub struct Source {
    lines: Rc<Lines>,
    /// The line that the arrow keys have come to.
    current: Option<usize>,
}

impl Component for Source {
    /// The arrow keys go a line down, or up: from where they have come to by then, which may be more than is drawn.
    type Message = bool;
    type Properties = SourceProps;

    fn create(ctx: &Context<Self>) -> Self {
        Source {
            lines: Rc::new(lines(&ctx.props().loaded, ctx.props().tab)),
            current: None,
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &SourceProps) -> bool {
        let props = ctx.props();
        if props.tab != old.tab || !Rc::ptr_eq(&props.loaded, &old.loaded) {
            *self = Component::create(ctx);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, down: bool) -> bool {
        let line = beside(self.current, down);
        if let Some(there) = line.and_then(|line| self.lines.lines.get(line)) {
            self.current = line;
            let span = self.lines.phrase_at(there.first()).unwrap_or(there.span);
            let mark = Mark { span, pinned: true };
            ctx.props().send.emit(Message::Marked(mark));
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (props, lines) = (ctx.props(), &self.lines);
        let tab = |tab: SourceTab, label: &'static str| {
            let selected = props.tab == tab;
            html! {
                <button type="button" aria-pressed={selected.to_string()}
                    onclick={props.send.reform(move |_| Message::SourceTab(tab))}>{ label }</button>
            }
        };
        let note = match (props.tab, lines.laid_out) {
            (SourceTab::Policy, _) if props.loaded.policy_text().is_empty() => "not in this file",
            (_, true) => "laid out; in the file it is one line",
            (SourceTab::Policy, false) => "as exported",
            (SourceTab::Record, _) => "as it stands in the file",
        };
        let (of_policy, last, at) = (
            props.tab == SourceTab::Policy,
            lines.lines.len(),
            self.current,
        );
        let onkeydown = ctx.link().batch_callback(move |event: KeyboardEvent| {
            let down = match event.key().as_str() {
                "ArrowDown" => true,
                "ArrowUp" => false,
                _ => return None,
            };
            // Of the whole record nothing is said sentence by sentence.
            let goes = of_policy && beside(at, down).is_some_and(|next| next < last);
            if goes {
                event.prevent_default();
            }
            goes.then_some(down)
        });
        html! {
            <>
                <div class="source-head">
                    <div role="group" aria-label="Source">
                        { tab(SourceTab::Policy, "Policy") }
                        { tab(SourceTab::Record, "Whole record") }
                    </div>
                    <p>{ format!("{} · {note}", count(lines.lines.len(), "line", "lines")) }</p>
                </div>
                <div class="source-text" id="source-text" role="region" tabindex="0" aria-label="Source text" {onkeydown}>
                    <ol class="lines">
                        { for (0..lines.lines.len()).map(|index| {
                            let mark = props.mark.map(|mark| mark.span).filter(|_| props.tab == SourceTab::Policy);
                            kept(index, Line {
                                lines: lines.clone(),
                                index,
                                mark: mark.filter(|mark| lines.touches(index, *mark)),
                                send: props.send.clone(),
                            })
                        }) }
                    </ol>
                </div>
            </>
        }
    }
}

/// The line beside the one that the arrow keys have come to.
fn beside(line: Option<usize>, down: bool) -> Option<usize> {
    match (line, down) {
        (None, true) => Some(0),
        (Some(line), true) => Some(line + 1),
        (line, false) => line?.checked_sub(1),
    }
}

struct Line {
    lines: Rc<Lines>,
    index: usize,
    /// The marked place, when it touches this line.
    mark: Option<Span>,
    send: Callback<Message>,
}

impl Piece for Line {
    fn draw(&self) -> Html {
        match self.lines.lines.get(self.index) {
            Some(line) => draw(self, line),
            None => html! {},
        }
    }

    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref().is_some_and(|other: &Line| {
            Rc::ptr_eq(&self.lines, &other.lines)
                && (self.index, self.mark) == (other.index, other.mark)
        })
    }
}

fn draw(props: &Line, line: &LineData) -> Html {
    let draw = |(kind, span, text): &(TokenKind, Span, AttrValue)| {
        let marked = props.mark.is_some_and(|mark| mark.contains(*span));
        let class = match kind {
            TokenKind::Name => "name",
            TokenKind::String => "string",
            TokenKind::Literal => "literal",
            // A long policy has more of these than of all others together; most need no element.
            TokenKind::Other if !marked => return html! { <>{ text }</> },
            TokenKind::Other => "",
        };
        html! { <span class={classes!(class, marked.then_some("marked"))} data-at={span.start.to_string()}>{ text }</span> }
    };
    let choose = {
        let (lines, send) = (props.lines.clone(), props.send.clone());
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
            let at = target.and_then(|target| target.get_attribute("data-at"));
            let at = at.and_then(|at| at.parse::<u32>().ok());
            let phrase = at.and_then(|at| {
                lines.phrase_at(Span {
                    start: at,
                    end: at + 1,
                })
            });
            if let Some(span) = phrase {
                send.emit(Message::Marked(Mark { span, pinned: true }));
            }
        })
    };
    let gutter = line.finding.map(|(severity, number, count)| {
        let label = match count {
            1 => format!("{} finding on this line", word(severity)),
            _ => format!("{count} findings on this line, the worst {}", severity.name()),
        };
        html! {
            <button type="button" class={classes!("flag", severity.name())} aria-label={label.clone()} title={label}
                data-jump={format!("finding-{number}")}>{ shape(severity) }</button>
        }
    });
    html! {
        <li class={classes!("line", props.mark.map(|_| "marked"))}>
            <span class="gutter">{ gutter }</span><code onclick={choose}>{ for line.tokens.iter().map(draw) }</code>
        </li>
    }
}

impl LineData {
    /// The first token that is more than white space and brackets.
    fn first(&self) -> Span {
        let mut tokens = self.tokens.iter();
        let found = tokens.find(|(kind, _, _)| *kind != TokenKind::Other);
        found.map_or(self.span, |(_, span, _)| *span)
    }
}

impl Lines {
    /// The narrowest place that a sentence speaks of and that holds this one.
    fn phrase_at(&self, span: Span) -> Option<Span> {
        self.phrases
            .iter()
            .find(|phrase| phrase.contains(span))
            .copied()
    }

    fn touches(&self, index: usize, mark: Span) -> bool {
        self.lines
            .get(index)
            .is_some_and(|line| line.span.start < mark.end && mark.start < line.span.end)
    }
}

fn lines(loaded: &Loaded, tab: SourceTab) -> Lines {
    let record = (tab == SourceTab::Record).then(|| show(&loaded.record.text));
    let Shown { text, laid_out } = record.as_ref().unwrap_or(&loaded.shown);
    let places = loaded.places();
    let mut lines: Vec<LineData> = Vec::new();
    let mut open = false;
    for Token { kind, span } in tokens(text) {
        let piece = span.of(text);
        if !open {
            lines.push(LineData {
                span,
                tokens: Vec::new(),
                finding: None,
            });
            open = true;
        }
        if let Some(line) = lines.last_mut() {
            line.span.end = span.end;
            match piece {
                // CR LF ends one line, not two.
                "\r" if text.as_bytes().get(span.end as usize) == Some(&b'\n') => {}
                "\n" | "\r" => open = false,
                _ => line.tokens.push((kind, span, visible(piece).into())),
            }
        }
    }
    let mut phrases = Vec::new();
    if tab == SourceTab::Policy {
        flag(&mut lines, loaded, &places);
        phrases = loaded
            .report
            .sentences()
            .iter()
            .flat_map(|sentence| &sentence.0)
            .filter_map(|phrase| phrase.span)
            .map(|span| places.shown(span))
            .collect();
        keyglass::order::by_key(&mut phrases, |span| span.end - span.start);
    }
    Lines {
        lines,
        laid_out: *laid_out,
        phrases,
    }
}

/// Puts the findings on their lines.
fn flag(lines: &mut [LineData], loaded: &Loaded, places: &Places) {
    for (index, finding) in loaded.report.findings.iter().enumerate() {
        let Place::Policy(span) = &finding.place else {
            continue;
        };
        let at = match &loaded.report.policies {
            Policies::Read(_) => places.shown(*span).start,
            _ => span.start,
        };
        let here = |line: &LineData| line.span.start <= at && at < line.span.end;
        // An error at the very end of a text is shown on its last line.
        let last = lines.len().saturating_sub(1);
        let found = lines.iter().position(here).unwrap_or(last);
        if let Some(line) = lines.get_mut(found) {
            line.finding = Some(match line.finding {
                Some((severity, number, count)) => (severity, number, count + 1),
                None => (finding.severity, index + 1, 1),
            });
        }
    }
}
