use super::prelude::*;

rule! {
    id: "KMS-RES-003",
    name: "own-arn-as-resource",
    title: "The key’s own ARN stands for `*`",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether every `Resource` of a statement is this key’s ARN.",
    why: "It works here. A copy of the text on another key, or on a replica in another Region, has no effect.",
    fix: "Write `\"Resource\": \"*\"`, which in a key policy means this key.",
    references: [KEY_POLICIES, MULTI_REGION],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"]}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab","*"]}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(own) = subject.context.arn.as_deref() else {
        return;
    };
    for statement in subject.statements() {
        let Some(list) = statement.resource.is.as_ref().filter(|list| !list.broken) else {
            continue;
        };
        if list.entries.is_empty() || list.entries.iter().any(|entry| entry.value != own) {
            continue;
        }
        let message = number(statement).words(" names this key by its ARN").words(
            match subject.context.multi_region {
                Some(true) => ": a replica in another Region has another ARN.",
                _ => ": on any other key the same text has no effect.",
            },
        );
        let change = Change::new(list.span, "\"Resource\": \"*\"");
        out.find_change(Severity::Info, list.span, message, Some(change));
    }
}
