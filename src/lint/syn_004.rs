use super::prelude::*;
use crate::json::Node;
use crate::read::element::{POLICY_ELEMENTS, STATEMENT_ELEMENTS, nearest};

rule! {
    id: "KMS-SYN-004",
    name: "unknown-element",
    title: "An element that policies do not have",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether every member of the policy and of its statements is an element of the policy language. Element names mind letter case.",
    why: "KMS refuses the policy. A misspelt `Condition` in a draft that somebody reviews looks like a guard and is none.",
    fix: "Write the element’s name as the grammar has it, or remove the member.",
    references: [GRAMMAR],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Actions":"kms:Decrypt","Resource":"*"}"#,
        ),
        policy(r#"{"Version":"2012-10-17","statement":[]}"#),
        policy(r#"{"Version":"2012-10-17","Comment":"x","Statement":[]}"#),
    ],
    silent: [
        policy(r#"{"Version":"2012-10-17","Id":"key-default-1","Statement":[]}"#),
        statement(
            r#"{"Sid":"a","Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:root"},"NotAction":"kms:Sign","NotResource":"arn:aws:kms:us-east-1:111122223333:key/2","Condition":{"Bool":{"aws:ViaAWSService":"true"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if let Some(root) = subject.root() {
        unknown(root, &POLICY_ELEMENTS, "a policy", out);
    }
    for (_, statement) in subject.statement_nodes() {
        unknown(statement, &STATEMENT_ELEMENTS, "a statement", out);
    }
}

fn unknown(node: &Node, elements: &[&'static str], of: &str, out: &mut Out) {
    for member in node.members() {
        if elements.contains(&member.name.as_ref()) {
            continue;
        }
        let meant = nearest(&member.name, elements.iter().copied(), 2);
        let message = Text::new()
            .code(member.name.as_ref())
            .words(format!(" is no element of {of}."));
        let change = meant.map(|meant| Change::new(member.name_span, quote(meant)));
        out.find_change(
            Severity::Medium,
            member.span(),
            did_you_mean(message, meant),
            change,
        );
    }
}
