use super::prelude::*;

rule! {
    id: "KMS-SYN-009",
    name: "variable-is-literal",
    title: "A policy variable is plain text in this version",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether a condition value or a `Resource` holds `${` while `Version` is absent or 2008-10-17.",
    why: "Only 2012-10-17 replaces variables. Here the value is compared as it stands, character by character, and matches nothing.",
    fix: "Set `Version` to `2012-10-17`.",
    references: [VARIABLES, VERSION],
    fires: [
        policy(
            r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:user":"${aws:username}"}}}]}"#,
        ),
        policy(
            r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:key/${aws:username}"}]}"#,
        ),
    ],
    silent: [
        policy(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:user":"${aws:username}"}}}]}"#,
        ),
        policy(
            r#"{"Version":"2008-10-17","Statement":[{"Sid":"${x}","Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}]}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let version = subject.policy.version.as_ref();
    let old = version.is_none_or(|version| version.value == "2008-10-17");
    let garbled = subject
        .policy
        .defects
        .iter()
        .any(|defect| defect.element == "Version");
    if let Some((span, text)) = variable(subject)
        && old
        && !garbled
    {
        let message = Text::new()
            .code(text)
            .words(" is plain text here, not a variable: ")
            .words(match version {
                Some(_) => "the policy is of version 2008-10-17.",
                None => "the policy names no Version.",
            });
        let change = version.map(|version| Change::new(version.span, quote("2012-10-17")));
        out.find_change(Severity::High, span, message, change);
    }
}

/// The first value that holds `${` where variables may stand.
pub(super) fn variable<'a>(subject: &Subject<'a>) -> Option<(Span, &'a str)> {
    subject.statements().find_map(|statement| {
        let resources = [&statement.resource.is, &statement.resource.not];
        let resources = resources
            .into_iter()
            .flatten()
            .flat_map(|list| &list.entries);
        let resources = resources.map(|entry| (entry.span, entry.value.as_str()));
        let values = statement.tests.iter().flat_map(|test| &test.values);
        let values = values.map(|value| (value.span, value.text.as_str()));
        resources
            .chain(values)
            .find(|(_, text)| text.contains("${"))
    })
}
