use keyglass::explain::text::marked;
use keyglass::lint::{Example, RULES, Rule, find};
use yew::prelude::*;

use crate::parts::text::{runs, severity};
use crate::route::Route;

/// Every rule, from the same text that its findings show.
pub fn view(chosen: Option<&str>) -> Html {
    let chosen = chosen.and_then(find).map(|rule| rule.id);
    html! {
        <div class="page rules-page">
            <h1 id="title" tabindex="-1">{ format!("{} rules", RULES.len()) }</h1>
            <p class="lead">{ format!("What Keyglass looks for. The examples are tested: each rule reports on the ones it should, once, and on none of the others. Facts about AWS as of {}.", keyglass::aws::CATALOGUE_DATE) }</p>
            <ol class="rules">{ for RULES.iter().map(|rule| entry(rule, chosen == Some(rule.id))) }</ol>
        </div>
    }
}

fn entry(rule: &'static Rule, chosen: bool) -> Html {
    html! {
        <li id={format!("rule-{}", rule.id)} tabindex="-1" class={classes!("rule", chosen.then_some("chosen"))}>
            <div class="level">{ severity(rule.severity) }<span class="kind">{ rule.kind.name() }</span></div>
            <div class="body">
                <h2>{ rule.title }</h2>
                <p class="name"><a href={Route::Rules(Some(rule.id.to_string())).hash()}>{ rule.id }</a>{ " " }<code>{ rule.name }</code></p>
                <p>{ runs(&marked(rule.checks)) }</p>
                <p><b>{ "Why it matters. " }</b>{ runs(&marked(rule.why)) }</p>
                <p><b>{ "How to mend it. " }</b>{ runs(&marked(rule.fix)) }</p>
                <details>
                    <summary>{ "Examples" }</summary>
                    <h3>{ "Reports" }</h3>
                    { for rule.fires.iter().map(example) }
                    <h3>{ "Stays silent" }</h3>
                    { for rule.silent.iter().map(example) }
                </details>
                <p class="references">{ for rule.references.iter().map(|page| html! {
                    <a href={page.address} target="_blank" rel="noreferrer noopener">{ page.title }<span class="visually-hidden">{ " (opens another site)" }</span></a>
                }) }</p>
            </div>
        </li>
    }
}

fn example(example: &Example) -> Html {
    let parts = example.parts().into_iter().filter(|part| !part.is_empty());
    let text: Vec<String> = parts
        .map(|part| match keyglass::json::parse(part) {
            Ok(node) => keyglass::json::pretty(&node),
            Err(_) => part.to_string(),
        })
        .collect();
    html! { <pre tabindex="0">{ text.join("\n\n") }</pre> }
}
