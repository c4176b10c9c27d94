use super::prelude::*;

rule! {
    id: "KMS-SYN-022",
    name: "broken-variable",
    title: "A policy variable is written wrongly",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether `${` in a condition value or `Resource` lacks its `}`, its name or the quotes around a default, or has a blank in the name; or stands where there are no variables.",
    why: "IAM refuses the text, or takes it character by character.",
    fix: "Write `${key}` or `${key, 'default'}`, in `Resource` and `Condition` alone.",
    references: [VARIABLES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:user":"${aws:username"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:team":"${aws:PrincipalTag/team, none}"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/${aws:username}"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:user":"${aws:username}"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:team":"${aws:PrincipalTag/team, 'none'}","kms:EncryptionContext:cost":"${$}{5"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if !subject.policy.has_variables() {
        return;
    }
    for statement in subject.statements() {
        for (text, span) in places(statement) {
            let Some(fault) = variables(text)
                .into_iter()
                .find_map(|inner| fault(inner?).into())
            else {
                if variables(text).contains(&None) {
                    say(statement, text, span, "the closing brace is missing", out);
                }
                continue;
            };
            if let Some(fault) = fault {
                say(statement, text, span, fault, out);
            }
        }
        let actions = [&statement.action.is, &statement.action.not];
        let actions = actions.into_iter().flatten().flat_map(|list| &list.entries);
        let principals = subject.principals(statement).iter();
        let sid = statement.sid.iter();
        let elsewhere = actions
            .chain(sid)
            .map(|entry| (entry.value.as_str(), entry.span))
            .chain(principals.map(|(principal, _)| (principal.value.as_str(), principal.span)));
        for (text, span) in elsewhere.filter(|(text, _)| text.contains("${")) {
            say(
                statement,
                text,
                span,
                "only Resource and Condition take variables",
                out,
            );
        }
    }
}

/// The texts that may hold variables, each with its place: resources and condition values.
pub(super) fn places(statement: &Statement) -> impl Iterator<Item = (&str, Span)> {
    let lists = [&statement.resource.is, &statement.resource.not];
    let resources = lists.into_iter().flatten().flat_map(|list| &list.entries);
    let values = statement.tests.iter().flat_map(|test| &test.values);
    resources
        .map(|entry| (entry.value.as_str(), entry.span))
        .chain(values.map(|value| (value.text.as_str(), value.span)))
}

fn say(statement: &Statement, text: &str, span: Span, fault: &str, out: &mut Out) {
    let message = number(statement)
        .words(" has ")
        .code(text)
        .words(format!(": {fault}."));
    out.find(Severity::Medium, span, message);
}

/// What stands between the braces of each variable; `None` for one that is not closed.
pub(super) fn variables(text: &str) -> Vec<Option<&str>> {
    let mut rest = text;
    let mut out = Vec::new();
    while let Some((_, tail)) = rest.split_once("${") {
        let closed = tail.split_once('}');
        out.push(closed.map(|(inner, _)| inner));
        rest = closed.map_or("", |(_, after)| after);
    }
    out
}

fn fault(inner: &str) -> Option<&'static str> {
    let (name, default) = match inner.split_once(',') {
        Some((name, default)) => (name, Some(default.trim())),
        None => (inner, None),
    };
    let quoted = |text: &str| text.len() >= 2 && text.starts_with('\'') && text.ends_with('\'');
    if name.is_empty() {
        Some("there is no name between the braces")
    } else if name.contains(char::is_whitespace) {
        Some("a name has no blanks")
    } else if default.is_some_and(|default| !quoted(default)) {
        Some("a default value stands between single quotes")
    } else {
        None
    }
}
