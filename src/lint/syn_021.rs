use super::prelude::*;

rule! {
    id: "KMS-SYN-021",
    name: "stray-blank",
    title: "A blank or invisible character in a value",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a principal, an action, a resource, a condition key or a condition value begins or ends with a blank, or holds a no-break space, a soft hyphen or a control character.",
    why: "Values are compared character by character, so this one matches nothing.",
    fix: "Type the value again.",
    references: [GRAMMAR],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt ","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":" o-a1b2c3d4e5"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Sid":" padded ","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"two words"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let lists = [
            &statement.action.is,
            &statement.action.not,
            &statement.resource.is,
            &statement.resource.not,
        ];
        let mut values: Vec<(&str, Span)> = Vec::new();
        for entry in lists.into_iter().flatten().flat_map(|list| &list.entries) {
            values.push((&entry.value, entry.span));
        }
        for (principal, _) in subject.principals(statement) {
            values.push((&principal.value, principal.span));
        }
        for test in &statement.tests {
            values.push((&test.key.value, test.key.span));
            for value in &test.values {
                values.push((&value.text, value.span));
            }
        }
        values.retain(|(value, _)| is_stray(value));
        for (value, span) in values {
            let message = number(statement)
                .words(" has ")
                .code(shown(value))
                .words(", with a blank or an invisible character that counts as part of it.");
            let trimmed: String = value.chars().filter(|c| !is_invisible(*c)).collect();
            let change = Change::new(span, quote(trimmed.trim()));
            out.find_change(
                worse_in_deny(statement, Severity::Medium),
                span,
                message,
                Some(change),
            );
        }
    }
}

/// The text with what is invisible written as an escape.
fn shown(value: &str) -> String {
    let mut shown = String::new();
    for c in value.chars() {
        if is_invisible(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

fn is_stray(value: &str) -> bool {
    value.trim() != value || value.chars().any(is_invisible)
}

fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{a0}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_invisible_is_shown_as_an_escape() {
        assert_eq!(
            shown("kms:\u{ad}Dé\t\"c\" \u{a0}"),
            "kms:\\u{ad}Dé\\t\"c\" \\u{a0}"
        );
    }
}
