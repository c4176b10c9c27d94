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
    let statements = subject.policy.statements.iter();
    let all: Vec<Sides> = statements.filter_map(Sides::of).collect();
    for (at, own) in all.iter().enumerate() {
        let earlier = all.iter().take(at).find(|other| other.could_join(own));
        if let Some(other) = earlier {
            let message = format!(
                "Statements {} and {} differ in {} alone.",
                other.statement.index + 1,
                own.statement.index + 1,
                match other.actions == own.actions {
                    true => "their principals",
                    false => "their actions",
                }
            );
            out.find(Severity::Info, own.statement.span, message.into());
        }
    }
}

/// What two statements may differ in, in an order of its own.
struct Sides<'a> {
    statement: &'a Statement,
    actions: Vec<String>,
    principals: Vec<(bool, &'a str)>,
}

impl<'a> Sides<'a> {
    fn of(statement: &'a Statement) -> Option<Sides<'a>> {
        let actions = statement.action.is.as_ref()?.entries.iter();
        let mut actions: Vec<String> = actions
            .map(|entry| entry.value.to_ascii_lowercase())
            .collect();
        crate::order::by(&mut actions, Ord::cmp);
        let principals = statement.principal.is.as_ref()?.entries.iter();
        let mut principals: Vec<(bool, &str)> = principals
            .map(|entry| (entry.kind == PrincipalKind::Service, entry.value.as_str()))
            .collect();
        crate::order::by(&mut principals, Ord::cmp);
        Some(Sides {
            statement,
            actions,
            principals,
        })
    }

    /// Whether only the actions or only the principals differ.
    fn could_join(&self, other: &Sides) -> bool {
        let (one, two) = (self.statement, other.statement);
        one.effect.is_some()
            && one.effect == two.effect
            && (self.actions == other.actions) != (self.principals == other.principals)
            && one.tests.len() == two.tests.len()
            && one.tests.iter().zip(&two.tests).all(is_same)
            && resources(one) == resources(two)
    }
}

fn is_same((one, two): (&Test, &Test)) -> bool {
    let values = one.values.iter().zip(&two.values);
    one.operator_name.value == two.operator_name.value
        && one.key.value == two.key.value
        && one.values.len() == two.values.len()
        && values.into_iter().all(|(one, two)| one.text == two.text)
}

fn resources(statement: &Statement) -> Option<Vec<&str>> {
    let list = statement.resource.is.as_ref()?;
    Some(
        list.entries
            .iter()
            .map(|entry| entry.value.as_str())
            .collect(),
    )
}
