use super::prelude::*;
use crate::access::caller::{Home, Who};
use crate::access::condition::Class;
use crate::access::statement::{self, Truth};
use crate::aws::condition_keys::Bounds;
use crate::aws::sets;
use crate::explain::principal::name;

pub static RULE: Rule = Rule {
    id: "KMS-ACT-006",
    name: "everything-allowed",
    title: "Somebody other than the account may do everything",
    kind: Kind::OverPermission,
    severity: Severity::High,
    needs: Needs::Policy,
    checks: "Whether an Allow reaches every action that a key policy can give, for a principal that is not the key's own account. The own account's root principal is AWS's default and never reported. High for foreign principals, services and everyone, medium for the account's own.",
    why: "Whoever holds it can use the key, hand it on by grants, change its policy, and destroy it.",
    fix: "List the actions that are needed. AWS's console keeps administrators and users of a key in statements of their own.",
    references: &[&references::DEFAULT_KEY_POLICY, &references::KEY_POLICIES],
    fires: &[
        Example::Statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
        Example::Statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::444455556666:root"]},"Action":"*","Resource":"*"}"#,
        ),
        Example::Statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":["kms:*"],"Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
    ],
    silent: &[
        Example::Statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:root"]},"Action":"kms:*","Resource":"*"}"#,
        ),
        Example::Statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Create*","kms:Decrypt"],"Resource":"*"}"#,
        ),
        Example::Statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
};

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        if allow.principal.is.is_none()
            || !statement::actions(allow).contains(*sets::KEY_POLICY)
            || statement::is_this_key(allow, subject.policy, subject.context) == Truth::False
        {
            continue;
        }
        let scales = subject.scales(allow);
        let classes: Vec<Class> = allow.tests.iter().map(|test| scales.weigh(test)).collect();
        if classes.iter().any(|class| matches!(class, Class::Never(_))) {
            continue;
        }
        let own_only = classes.iter().any(|class| match class {
            Class::Confines {
                bounds: Bounds::Account,
                values,
            } => values
                .iter()
                .all(|value| subject.context.owns(value) == Some(true)),
            _ => false,
        });
        let mut worst: Option<Severity> = None;
        let mut names = Vec::new();
        let mut unsure = false;
        for (principal, who) in subject.principals(allow) {
            let severity = match &who {
                Who::Account {
                    home: Home::Own, ..
                } => continue,
                Who::Account {
                    home: Home::Unknown,
                    ..
                } => {
                    unsure = true;
                    continue;
                }
                who if who.is_nobody() => continue,
                Who::Everyone if own_only => Severity::Medium,
                Who::Everyone | Who::Service(_) => Severity::High,
                who => match who.account() {
                    Some((_, Home::Foreign)) => Severity::High,
                    _ => Severity::Medium,
                },
            };
            worst = Some(worst.map_or(severity, |worst| worst.min(severity)));
            names.push(name(&who, &principal.value));
        }
        match worst {
            Some(severity) => {
                let message = Text::from(number(allow))
                    .words(" gives every action of the key to ")
                    .then(Text::list(names, "and", 4))
                    .words(": its use, its grants, its policy and its deletion.");
                let span = allow.action.span().unwrap_or(allow.span);
                out.find(severity, span, message);
            }
            None if unsure => out.undecided("the account that owns the key"),
            None => {}
        }
    }
}
