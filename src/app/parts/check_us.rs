use keyglass::reason::public::Answer;
use keyglass::workspace::Loaded;
use yew::prelude::*;

use crate::markup::html;
use crate::state::Message;

const FILE: &str = "policy.json";

/// How to have AWS confirm the answer: the policy as a file, and the commands that judge it.
pub fn view(loaded: &Loaded, send: &Callback<Message>) -> Html {
    if loaded.report.policy().is_none() {
        return html! {};
    }
    let expected = match loaded.report.verdict.answer {
        Answer::Yes => "Expect FAIL.",
        Answer::No => "Expect PASS.",
        Answer::Undecided => "AWS may refuse the policy as it stands.",
    };
    let download = {
        let text = loaded.policy_text().to_string();
        send.reform(move |_: MouseEvent| Message::Download(FILE, text.clone()))
    };
    let commands = [
        (
            "Is it public?",
            format!(
                "aws accessanalyzer check-no-public-access --resource-type AWS::KMS::Key --policy-document file://{FILE}"
            ),
            expected,
        ),
        (
            "Does it grant an action to anyone at all?",
            format!(
                "aws accessanalyzer check-access-not-granted --policy-type RESOURCE_POLICY --access actions=kms:Decrypt --policy-document file://{FILE}"
            ),
            "FAIL means that somebody is granted it; name other actions as you need.",
        ),
        (
            "Is it well formed?",
            format!(
                "aws accessanalyzer validate-policy --policy-type RESOURCE_POLICY --policy-document file://{FILE}"
            ),
            "Its findings are about any resource policy, not KMS alone.",
        ),
    ];
    html! {
        <section class="block" aria-labelledby="check-title">
            <h2 id="check-title">{ "Check us" }<span>{ "have AWS confirm the answer" }</span></h2>
            <p class="check-lead">{ "Keyglass asks AWS nothing. You can: save the policy, and run these where your AWS credentials are. " }
                <button type="button" class="copy" onclick={download}>{ format!("Save {FILE}") }</button></p>
            <ol class="commands">{ for commands.into_iter().map(|(question, command, note)| {
                let copy = { let command = command.clone(); send.reform(move |_: MouseEvent| Message::Copy(command.clone())) };
                html! {
                    <li><h3>{ question }</h3>
                        <pre>{ command }</pre>
                        <p class="note">{ note }{ " " }<button type="button" class="copy" aria-label={format!("Copy the command: {question}")} onclick={copy}>{ "Copy" }</button></p></li>
                }
            }) }</ol>
        </section>
    }
}
