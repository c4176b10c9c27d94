use super::prelude::*;
use super::syn_022::{places, variables};
use crate::aws::condition_keys::find;
use crate::model::operator::Family;

rule! {
    id: "KMS-SYN-023",
    name: "unknown-variable",
    title: "There is no such policy variable, as far as is known",
    kind: Kind::DeadText,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether each `${name}` in a condition value or `Resource` is a condition key with one value, or `*`, `?` or `$`, under an operator that fills it in.",
    why: "A variable that no request fills makes its value match nothing.",
    fix: "Use the name of a condition key: `${aws:username}`, `${aws:PrincipalTag/team}`.",
    references: [VARIABLES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:EnableKeyRotation","Resource":"*","Condition":{"NumericEquals":{"kms:RotationPeriodInDays":"${aws:PrincipalTag/days}"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:user":"${user}"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:user":"${aws:TagKeys}"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:EnableKeyRotation","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/${aws:PrincipalTag/team}"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:user":"${aws:username}${*}"}}}"#,
        ),
        policy(
            r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:user":"${user}"}}}]}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if !subject.policy.has_variables() {
        return;
    }
    for (statement, test) in subject.tests() {
        let filled = test
            .operator
            .is_none_or(|operator| matches!(operator.family(), Family::String | Family::Arn));
        for value in test
            .values
            .iter()
            .filter(|value| !filled && value.text.contains("${"))
        {
            let message = number(statement)
                .words(" has a variable in ")
                .code(&value.text)
                .words("; ")
                .code(&test.operator_name.value)
                .words(" does not fill it in, so the value matches nothing.");
            out.find(Severity::Low, value.span, message);
        }
    }
    for statement in subject.statements() {
        for (text, span) in places(statement) {
            let names = variables(text).into_iter().flatten();
            let names = names.map(|inner| inner.split(',').next().unwrap_or_default().trim());
            for name in names {
                let plain =
                    matches!(name, "" | "*" | "?" | "$") || name.contains(char::is_whitespace);
                let several = find(name).map(|key| key.multivalued);
                let problem = match several {
                    _ if plain => continue,
                    Some(false) => continue,
                    Some(true) => "has several values and cannot stand in a text",
                    // Keys of other services are not in the tables.
                    None if name.contains(':')
                        && !name.starts_with("aws:")
                        && !name.starts_with("kms:") =>
                    {
                        continue;
                    }
                    None => "is no condition key of our catalogue",
                };
                let message = number(statement)
                    .words(" has the variable ")
                    .code(format!("${{{name}}}"))
                    .words(format!(
                        ", and {name} {problem}: the value matches nothing."
                    ));
                out.find(Severity::Low, span, message);
            }
        }
    }
}
