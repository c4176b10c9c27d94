//! What a statement reaches: its actions, and whether its Resource is the key.

use super::caller::Who;
use super::context::Context;
use super::pattern;
use crate::aws::actions::ActionSet;
use crate::aws::sets;
use crate::model::policy::{Effect, Policy, PrincipalKind, Statement};

/// True, false, or not to be told from the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Open,
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Truth {
        if truth { Truth::True } else { Truth::False }
    }
}

/// The actions that a key policy can give and that the statement's Action or NotAction means.
pub fn actions(statement: &Statement) -> ActionSet {
    let any = |entries: &[crate::model::policy::Text]| {
        entries.iter().fold(ActionSet::EMPTY, |set, entry| {
            set.or(pattern::actions(&entry.value))
        })
    };
    let means = || match (&statement.action.is, &statement.action.not) {
        (Some(list), _) => any(&list.entries).and(sets::KEY_POLICY),
        (None, Some(list)) => sets::KEY_POLICY.minus(any(&list.entries)),
        // "A key policy statement without an Action element has no effect" ("Key policies", KMS Developer Guide).
        (None, None) => ActionSet::EMPTY,
    };
    *statement.means.get_or_init(means)
}

/// Whether the statement's Resource or NotResource is this key.
///
/// In a key policy `*` means the key itself; a pattern means it when it matches the key's ARN; an
/// alias ARN never does ("Key policies" and "Allowing access to aliases", KMS Developer Guide).
pub fn is_this_key(statement: &Statement, policy: &Policy, context: &Context) -> Truth {
    let any = |entries: &[crate::model::policy::Text]| {
        let mut truth = Truth::False;
        for entry in entries {
            match means_key(&entry.value, policy, context) {
                Truth::True => return Truth::True,
                Truth::Open => truth = Truth::Open,
                Truth::False => {}
            }
        }
        truth
    };
    match (&statement.resource.is, &statement.resource.not) {
        (Some(list), _) => any(&list.entries),
        (None, Some(list)) => match any(&list.entries) {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Open => Truth::Open,
        },
        (None, None) => Truth::False,
    }
}

/// Whether one Resource entry means this key.
pub fn means_key(entry: &str, policy: &Policy, context: &Context) -> Truth {
    if entry == "*" {
        return Truth::True;
    }
    if is_alias(entry) {
        return Truth::False;
    }
    if policy.has_variables() && entry.contains("${") {
        return Truth::Open;
    }
    match &context.arn {
        Some(arn) if pattern::resource_matches(entry, arn) => Truth::True,
        Some(_) => Truth::False,
        // A `*` may stand for the colons too; without the key's ARN that leaves it open.
        None => match crate::model::arn::Arn::split(entry) {
            Some(arn) if could_be_key(&arn, context) => Truth::Open,
            None if could_be_arn(entry) => Truth::Open,
            _ => Truth::False,
        },
    }
}

/// Whether an entry with a wildcard can mean an ARN, by what stands before that.
fn could_be_arn(entry: &str) -> bool {
    let literal = entry.find(['*', '?']).and_then(|at| entry.get(..at));
    literal.is_some_and(|literal| "arn:".starts_with(literal) || literal.starts_with("arn:"))
}

/// Whether the entry is the ARN of an alias.
pub fn is_alias(entry: &str) -> bool {
    crate::model::arn::Arn::split(entry)
        .is_some_and(|arn| arn.service == "kms" && arn.resource.starts_with("alias/"))
}

fn could_be_key(arn: &crate::model::arn::Arn, context: &Context) -> bool {
    let could = |pattern: &str, known: Option<&String>| match known {
        Some(known) => pattern::matches(pattern, known),
        None => true,
    };
    pattern::matches(arn.service, "kms")
        && could(arn.region, context.region.as_ref())
        && could(arn.account, context.account())
}

/// Whether a Deny denies somebody all the same whom its `NotPrincipal` names, among others: a role's requests come from its
/// sessions, and those from its account, so all three have to be named ("NotPrincipal", IAM User Guide).
pub fn is_caught(who: &Who, named: &[Who]) -> bool {
    let account = |wanted: &str| {
        named
            .iter()
            .any(|who| matches!(who, Who::Account { account, .. } if account == wanted))
    };
    match who {
        Who::Role {
            account: home,
            name,
            ..
        } => {
            let last = name.rsplit('/').next();
            let session = named.iter().any(|who| match who {
                Who::Session { role, account, .. } => {
                    last == Some(role.as_str()) && account == home
                }
                _ => false,
            });
            !session || !account(home)
        }
        Who::User { account: home, .. } => !account(home),
        _ => false,
    }
}

/// The principals of a statement.
pub fn callers(statement: &Statement, context: &Context) -> Vec<Who> {
    let entries = statement.principal.entries().iter();
    entries.map(|entry| Who::of(entry, context)).collect()
}

/// Whether the statement speaks of everybody: `"*"`, or a NotPrincipal, which is everybody but a few.
pub fn is_everyone(statement: &Statement) -> bool {
    let mut entries = statement.principal.entries().iter();
    let named = entries.any(|entry| entry.kind == PrincipalKind::Aws && entry.value == "*");
    match (&statement.principal.is, &statement.principal.not) {
        (Some(_), _) => named,
        (None, Some(_)) => !named,
        (None, None) => false,
    }
}

/// Whether a statement denies what it names to those whom its Principal names, on this key for sure, once its tests are met.
pub fn denies_for_sure(statement: &Statement, policy: &Policy, context: &Context) -> bool {
    statement.effect == Some(Effect::Deny)
        && !is_unread(statement)
        && statement.principal.not.is_none()
        && is_this_key(statement, policy, context) == Truth::True
}

/// Whether a part of the statement could not be read, or says two things at once.
pub fn is_unread(statement: &Statement) -> bool {
    statement.is_broken()
        || statement.action.is_both()
        || statement.resource.is_both()
        || statement.principal.is_both()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;
    use crate::read::policy::{Keep, read};

    fn means(entry: &str, context: &Context) -> Truth {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"{entry}"}}}}"#
        );
        let policy = read(&parse(&text).unwrap(), Keep::Last);
        is_this_key(&policy.statements[0], &policy, context)
    }

    /// Where the file does not tell the key's ARN, what it does tell still rules keys out.
    #[test]
    fn a_key_whose_arn_is_not_known_may_be_meant() {
        let context = Context {
            owner: Some("111122223333".into()),
            region: Some("us-east-1".into()),
            ..Context::default()
        };
        for (entry, wanted) in [
            ("*", Truth::True),
            ("arn:aws:kms:us-east-1:111122223333:key/1", Truth::Open),
            ("arn:aws:kms:*:111122223333:key/*", Truth::Open),
            ("arn:aws:kms:*", Truth::Open),
            ("arn:aws:kms:eu-west-1:111122223333:key/1", Truth::False),
            ("arn:aws:kms:us-east-1:444455556666:key/1", Truth::False),
            ("arn:aws:s3:us-east-1:111122223333:key/1", Truth::False),
            ("arn:aws:kms:us-east-1", Truth::False),
            ("key/*", Truth::False),
            ("arn:aws:kms:us-east-1:111122223333:alias/app", Truth::False),
            ("${aws:username}", Truth::Open),
        ] {
            assert_eq!(means(entry, &context), wanted, "{entry}");
        }
    }

    #[test]
    fn an_alias_is_of_kms_and_never_the_key() {
        assert!(is_alias("arn:aws:kms:us-east-1:111122223333:alias/app"));
        assert!(!is_alias("arn:aws:kms:us-east-1:111122223333:key/app"));
        assert!(!is_alias("arn:aws:s3:us-east-1:111122223333:alias/app"));
        let context = Context {
            arn: Some("arn:aws:kms:us-east-1:111122223333:alias/app".into()),
            ..Context::default()
        };
        assert_eq!(
            means("arn:aws:kms:us-east-1:111122223333:alias/app", &context),
            Truth::False
        );
    }
}
