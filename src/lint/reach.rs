//! What statements reach, in the forms that several rules ask for.

use super::Severity;
use super::act_014::is_unlimited;
use super::subject::{Subject, is_deny};
use crate::access::caller::{Home, Who};
use crate::access::condition::Class;
use crate::access::condition::evaluate::passes_absent;
use crate::access::pattern::{self, has_wildcard};
use crate::access::statement::{denies_for_sure, is_everyone};
use crate::aws::actions::{Action, ActionSet, Group, Scope};
use crate::aws::condition_keys::{Bounds, ConditionKey, find};
use crate::aws::sets;
use crate::explain::text::Text;
use crate::json::Span;
use crate::model::companion::Grant;
use crate::model::operator::Base;
use crate::model::policy::{ConditionValue, Effect, Principal, Statement, Test, Text as Entry};

/// `severity`, and high in a Deny: a Deny without effect leaves open what somebody meant to close.
pub fn worse_in_deny(statement: &Statement, severity: Severity) -> Severity {
    match is_deny(statement) {
        true => Severity::High,
        false => severity,
    }
}

/// What the statement's Action means on this very key.
pub fn reach(subject: &Subject, statement: &Statement) -> ActionSet {
    subject.actions(statement).and(subject.context.fit)
}

/// The entries of Action without a wildcard, with the actions they name.
pub fn named_actions(statement: &Statement) -> Vec<(&Entry, &'static Action)> {
    let entries = statement.action.is.iter().flat_map(|list| &list.entries);
    entries
        .filter(|entry| !has_wildcard(&entry.value))
        .filter_map(|entry| {
            let set = pattern::actions(&entry.value);
            Some((entry, set.iter().next()?))
        })
        .collect()
}

/// "`kms:Decrypt`, `kms:Sign` and 3 more".
pub fn names(set: ActionSet) -> Text {
    let names = set
        .iter()
        .map(|action| Text::new().code(format!("kms:{}", action.name)));
    Text::list(names.collect(), "and", 4)
}

/// The catalogue's entry for the key of a test.
pub fn key_of(test: &Test) -> Option<&'static ConditionKey> {
    find(&test.key.value)
}

pub fn is_key(test: &Test, name: &str) -> bool {
    key_of(test).is_some_and(|key| key.name == name)
}

/// Whether the test asks for `false`, and for nothing else.
pub fn says_false(test: &Test) -> bool {
    let is_false = |value: &ConditionValue| value.text.eq_ignore_ascii_case("false");
    test.operator
        .is_some_and(|operator| operator.base == Base::Bool)
        && !test.values.is_empty()
        && test.values.iter().all(is_false)
}

/// A test that lets requests through by what they carry: not negated, and false of a request without the key. That a grant is
/// not for a service's resource is no such thing.
pub fn is_positive(test: &Test) -> bool {
    let no = |value: &ConditionValue| value.text.eq_ignore_ascii_case("false");
    let not_for_services = is_key(test, "kms:GrantIsForAWSResource") && test.values.iter().any(no);
    test.operator.is_some_and(|operator| {
        !operator.negated()
            && !not_for_services
            && operator.base != Base::Null
            && !crate::access::condition::evaluate::when_absent(operator)
    })
}

/// Whether what is said of the key is compared with the same of the caller, which fixes the caller to the key's own account or
/// organization: AWS's policies for Bedrock AgentCore are written so ("Set customer managed key policy").
pub fn mirrors(subject: &Subject, test: &Test) -> bool {
    let of_caller: &[&str] = match key_of(test).map(|key| key.name) {
        Some("aws:ResourceAccount") => &["${aws:PrincipalAccount}", "${kms:CallerAccount}"],
        Some("aws:ResourceOrgID") => &["${aws:PrincipalOrgID}"],
        _ => return false,
    };
    let mut values = test.values.iter();
    let same = |text: &str| of_caller.iter().any(|it| it.eq_ignore_ascii_case(text));
    is_positive(test) && subject.policy.has_variables() && values.all(|value| same(&value.text))
}

/// Whether some test of the statement fixes who calls, in one of these ways.
pub fn is_bounded(subject: &Subject, statement: &Statement, by: &[Bounds]) -> bool {
    let scales = subject.scales(statement);
    statement.tests.iter().any(
        |test| matches!(scales.weigh(test), Class::Confines { bounds, .. } if by.contains(&bounds)),
    )
}

/// Whether all that the statement names are services, and it names one.
pub fn is_for_services(subject: &Subject, statement: &Statement) -> bool {
    let principals = subject.principals(statement);
    !principals.is_empty()
        && statement.principal.not.is_none()
        && principals
            .iter()
            .all(|(_, who)| matches!(who, Who::Service(_)))
}

/// Whether the statement names the own account's root, perhaps among others. The CloudTrail console names whoever
/// creates a trail so, beside the root ("Default KMS key policy created in CloudTrail console", CloudTrail User Guide).
pub fn names_own_root(subject: &Subject, statement: &Statement) -> bool {
    let own = |(_, who): &(&Principal, Who)| {
        matches!(
            who,
            Who::Account {
                home: Home::Own,
                ..
            }
        )
    };
    statement.principal.not.is_none() && subject.principals(statement).iter().any(own)
}

/// Whether it is the own account's root that the statement speaks of, and nobody else.
pub fn is_own_root(subject: &Subject, statement: &Statement) -> bool {
    let principals = subject.principals(statement);
    !principals.is_empty()
        && statement.principal.not.is_none()
        && principals.iter().all(|(_, who)| {
            matches!(
                who,
                Who::Account {
                    home: Home::Own,
                    ..
                }
            )
        })
}

/// A user, a role or a session of one.
pub fn is_identity(who: &Who) -> bool {
    matches!(
        who,
        Who::User { .. } | Who::Role { .. } | Who::Session { .. } | Who::FederatedUser { .. }
    )
}

pub fn home(who: &Who) -> Option<Home> {
    who.account().map(|(_, home)| home)
}

/// The patterns of the statement that the console writes for administrators of a key ("Allow key administrators to
/// administer the KMS key", KMS Developer Guide), for every kind of key.
const ADMINISTRATION: [&str; 18] = [
    "kms:Create*",
    "kms:Describe*",
    "kms:Enable*",
    "kms:List*",
    "kms:Put*",
    "kms:Update*",
    "kms:Revoke*",
    "kms:Disable*",
    "kms:Get*",
    "kms:Delete*",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:ScheduleKeyDeletion",
    "kms:CancelKeyDeletion",
    "kms:RotateKeyOnDemand",
    "kms:ImportKeyMaterial",
    "kms:ReplicateKey",
    "kms:UpdatePrimaryRegion",
];

/// Whether the statement is the console's own for administrators, whoever they are.
pub fn is_console_administration(statement: &Statement) -> bool {
    let Some(list) = &statement.action.is else {
        return false;
    };
    let is = |entry: &Entry, name: &str| entry.value.eq_ignore_ascii_case(name);
    let has = |name: &str| list.entries.iter().any(|entry| is(entry, name));
    statement.effect == Some(Effect::Allow)
        && has("kms:Put*")
        && has("kms:Create*")
        && list
            .entries
            .iter()
            .all(|entry| ADMINISTRATION.iter().any(|name| is(entry, name)))
}

/// Whether the statement names the grantee of the grant, however it is written.
pub fn names_grantee(subject: &Subject, statement: &Statement, grant: &Grant) -> bool {
    let Some(grantee) = &grant.grantee else {
        return false;
    };
    let grantee = Who::aws(grantee, subject.context);
    subject
        .principals(statement)
        .iter()
        .any(|(_, who)| *who == grantee)
}

/// Whether the policy denies the grantee all that the grant gives: a Deny goes before every grant ("Key policy evaluation").
pub fn is_denied(subject: &Subject, grant: &Grant) -> bool {
    let names: Vec<&str> = grant.operations.iter().map(String::as_str).collect();
    let given = ActionSet::named(&names);
    let policies = !given.is_empty() && sets::KEY_POLICY.contains(given);
    let grantee = grant.grantee.as_ref().filter(|_| policies);
    // The path of a session's role is not in its name.
    let grantee = grantee.filter(|grantee| !grantee.contains(":assumed-role/"));
    let space = grantee.and_then(|grantee| Some((grantee, subject.space()?)));
    space.is_some_and(|(grantee, space)| space.denies_all(grantee, given))
}

/// What an identity of the key's account holds by the policy alone.
pub struct Holder<'s> {
    pub name: &'s str,
    /// Where it is named first.
    pub span: Span,
    pub strong: ActionSet,
    /// The actions that give away plaintext.
    pub use_: ActionSet,
}

/// The identities of live Allow statements, in the order of their names, with what they hold of `strong` (and of
/// CreateGrant, which is strong where the statement bounds it by nothing). Statements whose actions are not `asked`
/// count for nothing.
pub fn holders<'s>(
    subject: &'s Subject,
    strong: ActionSet,
    asked: &dyn Fn(ActionSet) -> bool,
) -> Vec<Holder<'s>> {
    let mut all: Vec<Holder> = Vec::new();
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none() && subject.is_live(allow))
    {
        let set = reach(subject, allow);
        if !asked(set) {
            continue;
        }
        let strong = match is_unlimited(subject, allow) {
            true => strong.or(const { ActionSet::exactly(&["CreateGrant"]) }),
            false => strong,
        };
        let own = subject
            .principals(allow)
            .iter()
            .filter(|(_, who)| is_identity(who) && home(who) != Some(Home::Foreign));
        all.extend(own.map(|(principal, _)| Holder {
            name: &principal.value,
            span: principal.span,
            strong: set.and(strong),
            use_: set.and(plaintext()),
        }));
    }
    // What a Deny without a condition takes from all of them, or from one by its name, nobody has.
    let denies = subject.statements().filter(|deny| {
        is_deny(deny) && deny.tests.is_empty() && !deny.condition_broken && subject.is_live(deny)
    });
    for deny in denies.filter(|deny| deny.principal.not.is_none()) {
        let denied = subject.actions(deny);
        let of_all = |(_, who): &(&Principal, Who)| match who {
            Who::Everyone => true,
            who => matches!(
                who,
                Who::Account {
                    home: Home::Own,
                    ..
                }
            ),
        };
        let principals = subject.principals(deny);
        let all_denied = principals.iter().any(of_all);
        for holder in &mut all {
            let named = |(principal, _): &(&Principal, Who)| principal.value == holder.name;
            if all_denied || principals.iter().any(named) {
                holder.strong = holder.strong.minus(denied);
                holder.use_ = holder.use_.minus(denied);
            }
        }
    }
    crate::order::by_key(&mut all, |holder| holder.name);
    all.dedup_by(|next, first| {
        let same = next.name == first.name;
        if same {
            first.strong = first.strong.or(next.strong);
            first.use_ = first.use_.or(next.use_);
        }
        same
    });
    all
}

/// The actions that change who may use the key, or end it.
pub fn administration() -> ActionSet {
    let groups = [Group::Policy, Group::Destroy];
    groups
        .into_iter()
        .fold(ActionSet::EMPTY, |set, group| set.or(ActionSet::of(group)))
}

/// The actions that turn what the key protects into plain text, or speak in its name.
pub fn plaintext() -> ActionSet {
    const {
        ActionSet::exactly(&[
            "Decrypt",
            "ReEncryptFrom",
            "Sign",
            "GenerateMac",
            "DeriveSharedSecret",
            "Decapsulate",
        ])
    }
}

/// What a foreign principal could use of these actions.
pub fn abroad(set: ActionSet) -> ActionSet {
    set.and(sets::CROSS_ACCOUNT)
}

/// Whether requests for the action can carry the condition key.
pub fn carries(action: &'static Action, key: &ConditionKey) -> bool {
    use crate::aws::condition_keys::{Carried, UNPUBLISHED};
    match key.carried {
        Carried::ByCaller => true,
        Carried::ByKeyOperations => action.scope != Scope::Account,
        Carried::ByActions(actions) => actions.or(UNPUBLISHED).meets(ActionSet::single(action)),
    }
}

/// Whether a `Null` test beside this one asks for its key.
pub fn is_asked_for(statement: &Statement, test: &Test) -> bool {
    let is_false = |value: &ConditionValue| value.text.eq_ignore_ascii_case("false");
    statement.tests.iter().any(|other| {
        other
            .operator
            .is_some_and(|operator| operator.base == Base::Null && operator.quantifier.is_none())
            && other.key.value.eq_ignore_ascii_case(&test.key.value)
            && other.values.iter().all(is_false)
    })
}

/// Whether the test is true of a request that does not carry its key.
pub fn passes_without(test: &Test) -> bool {
    let wanted: Vec<&str> = test.values.iter().map(|it| it.text.as_str()).collect();
    test.operator
        .is_some_and(|operator| passes_absent(operator, &wanted))
}

/// Whether a Deny takes grants from everybody under one test of this kind.
pub fn denies_grants(subject: &Subject, under: fn(&Test) -> bool) -> bool {
    let create = const { ActionSet::exactly(&["CreateGrant"]) };
    subject.statements().any(|deny| {
        denies_for_sure(deny, subject.policy, subject.context)
            && is_everyone(deny)
            && reach(subject, deny).contains(create)
            && matches!(deny.tests.as_slice(), [test] if under(test))
    })
}

/// Under this test, a Deny leaves grants to AWS services that act for a resource ("kms:GrantIsForAWSResource", AWS KMS
/// condition keys).
pub fn leaves_grants_to_services(test: &Test) -> bool {
    is_key(test, "kms:GrantIsForAWSResource") && says_false(test)
}

/// The account field of an ARN pattern, where it is one account.
pub fn account_of(arn: &str) -> Option<&str> {
    crate::model::arn::Arn::split(arn)
        .map(|arn| arn.account)
        .filter(|account| crate::aws::names::is_account(account))
}
