use super::prelude::*;
use crate::model::policy::PrincipalKind;

rule! {
    id: "KMS-POL-024",
    name: "mergeable-statements",
    title: "Two statements could be one",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether two statements differ in their principals alone, or in their actions alone.",
    why: "A shorter policy is easier to read, and the size is limited.",
    fix: "Merge them.",
    references: [QUOTAS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Encrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:Encrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let statements = &subject.policy.statements;
    for (at, statement) in statements.iter().enumerate() {
        let earlier = statements
            .iter()
            .take(at)
            .find(|other| could_be_one(other, statement));
        if let Some(other) = earlier {
            let message = format!(
                "Statements {} and {} differ in {} alone.",
                other.index + 1,
                statement.index + 1,
                match actions(other) == actions(statement) {
                    true => "their principals",
                    false => "their actions",
                }
            );
            out.find(Severity::Info, statement.span, message.into());
        }
    }
}

fn actions(statement: &Statement) -> Option<Vec<String>> {
    let list = statement.action.is.as_ref()?;
    let mut all: Vec<String> = list
        .entries
        .iter()
        .map(|entry| entry.value.to_ascii_lowercase())
        .collect();
    crate::order::by(&mut all, Ord::cmp);
    Some(all)
}

fn principals(statement: &Statement) -> Option<Vec<(bool, &str)>> {
    let list = statement.principal.is.as_ref()?;
    let mut all: Vec<(bool, &str)> = list
        .entries
        .iter()
        .map(|entry| (entry.kind == PrincipalKind::Service, entry.value.as_str()))
        .collect();
    crate::order::by(&mut all, Ord::cmp);
    Some(all)
}

fn could_be_one(one: &Statement, other: &Statement) -> bool {
    let tests = |statement: &Statement| {
        let tests = statement.tests.iter().map(|test| {
            let values: Vec<String> = test.values.iter().map(|value| value.text.clone()).collect();
            (
                test.operator_name.value.clone(),
                test.key.value.clone(),
                values,
            )
        });
        tests.collect::<Vec<_>>()
    };
    let resources = |statement: &Statement| {
        let list = statement.resource.is.as_ref()?;
        Some(
            list.entries
                .iter()
                .map(|entry| entry.value.clone())
                .collect::<Vec<_>>(),
        )
    };
    let whole = |statement: &Statement| actions(statement).zip(principals(statement)).is_some();
    one.effect.is_some()
        && one.effect == other.effect
        && whole(one)
        && whole(other)
        && tests(one) == tests(other)
        && resources(one) == resources(other)
        && (actions(one) == actions(other)) != (principals(one) == principals(other))
}
