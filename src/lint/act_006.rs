use super::prelude::*;

use crate::access::condition::Class;
use crate::aws::condition_keys::Bounds;
use crate::aws::sets;
use crate::explain::principal::name;
use crate::model::arn::Arn;

rule! {
    id: "KMS-ACT-006",
    name: "everything-allowed",
    title: "Somebody other than the account may do everything",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an Allow reaches every action that a key policy can give, for a principal that is not the key’s own account. High for foreign principals, services and everyone, medium for the account’s own.",
    why: "Whoever holds it can use the key, hand it on by grants, change its policy, and destroy it.",
    fix: "List the actions that are needed. AWS’s console keeps administrators and users of a key in statements of their own.",
    references: [DEFAULT_KEY_POLICY, KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::444455556666:root"]},"Action":"*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":["kms:*"],"Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:root"]},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Create*","kms:Decrypt"],"Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        // An Allow with NotAction or NotPrincipal is a finding of its own.
        if allow.principal.is.is_none()
            || allow.action.is.is_none()
            || !subject.actions(allow).contains(sets::KEY_POLICY)
            || !subject.is_live(allow)
        {
            continue;
        }
        let mut worst: Option<Severity> = None;
        let mut names = Vec::new();
        let mut unsure = false;
        let mut foreign_only = true;
        for (principal, who) in subject.principals(allow) {
            let (severity, text) = match &who {
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
                Who::Everyone => match own_callers(subject, allow) {
                    Some(Own::Root) => continue,
                    Some(Own::Others) => (
                        Severity::Medium,
                        "those of the account whom its condition lets through".into(),
                    ),
                    None if allow.tests.is_empty() => (Severity::High, "anyone".into()),
                    None => (
                        Severity::High,
                        "everyone whom its condition lets through".into(),
                    ),
                },
                Who::Service(_) => (Severity::High, name(who, &principal.value)),
                who => match who.account() {
                    Some((_, Home::Foreign)) => (Severity::High, name(who, &principal.value)),
                    _ if names_own_root(subject, allow) => {
                        (Severity::Info, name(who, &principal.value))
                    }
                    _ => (Severity::Medium, name(who, &principal.value)),
                },
            };
            foreign_only &= matches!(who.account(), Some((_, Home::Foreign)));
            worst = Some(worst.map_or(severity, |worst| worst.min(severity)));
            names.push(text);
        }
        match worst {
            Some(severity) => {
                let message = number(allow)
                    .words(" gives every action of the key to ")
                    .then(Text::list(names, "and", 4))
                    .words(match foreign_only {
                        true => "; across accounts KMS honours its use and its grants.",
                        false => ": its use, its grants, its policy and its deletion.",
                    });
                let span = allow.action.span().unwrap_or(allow.span);
                out.find(severity, span, message);
            }
            None if unsure => out.undecided(Input::Owner),
            None => {}
        }
    }
}

/// Whom of its own account a statement for everyone is confined to.
enum Own {
    /// The account itself: the same as naming its root.
    Root,
    Others,
}

fn own_callers(subject: &Subject, allow: &Statement) -> Option<Own> {
    let scales = subject.scales(allow);
    let owned = |account: &str| subject.context.owns(account) == Some(true);
    let mut found = None;
    for test in &allow.tests {
        match scales.weigh(test) {
            Class::Confines {
                bounds: Bounds::Account,
                values,
            } if values.iter().all(|value| owned(value)) => found = Some(Own::Others),
            Class::Confines {
                bounds: Bounds::Principal,
                values,
            } => {
                let arns: Vec<Arn> = values
                    .iter()
                    .filter_map(|value| Arn::split(value))
                    .collect();
                if arns.len() == values.len() && arns.iter().all(|arn| owned(arn.account)) {
                    if arns.iter().all(|arn| arn.resource == "root") {
                        return Some(Own::Root);
                    }
                    found = Some(Own::Others);
                }
            }
            _ => {}
        }
    }
    found
}
