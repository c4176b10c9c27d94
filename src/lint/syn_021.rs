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
        let texts = |list: &'_ Option<crate::model::policy::List<crate::model::policy::Text>>| {
            let entries = list.iter().flat_map(|list| &list.entries);
            entries
                .map(|entry| (entry.value.clone(), entry.span))
                .collect::<Vec<_>>()
        };
        let mut values = Vec::new();
        for list in [
            &statement.action.is,
            &statement.action.not,
            &statement.resource.is,
            &statement.resource.not,
        ] {
            values.extend(texts(list));
        }
        let principals = subject.principals(statement).iter();
        values.extend(principals.map(|(principal, _)| (principal.value.clone(), principal.span)));
        for test in &statement.tests {
            values.push((test.key.value.clone(), test.key.span));
            values.extend(
                test.values
                    .iter()
                    .map(|value| (value.text.clone(), value.span)),
            );
        }
        for (value, span) in values.into_iter().filter(|(value, _)| is_stray(value)) {
            let message = Text::from(number(statement))
                .words(" has ")
                .code(value.escape_debug().to_string())
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

fn is_stray(value: &str) -> bool {
    value.trim() != value || value.chars().any(is_invisible)
}

fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{a0}' | '\u{ad}')
}
