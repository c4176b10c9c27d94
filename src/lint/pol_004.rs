use super::prelude::*;
use crate::access::condition::Class;
use crate::access::pattern::has_wildcard;
use crate::access::statement::is_everyone;
use crate::aws::condition_keys::Bounds;
use crate::aws::names::is_account;
use crate::explain::foreign::{account_in, spared, spared_by_name};
use crate::model::arn::Arn;
use crate::reason::public::Fate;

rule! {
    id: "KMS-POL-004",
    name: "whole-foreign-account",
    title: "A whole foreign account may use the key",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow names a foreign account, by its root, its 12 digits, or a condition on the caller’s account. High where the profile’s trusted accounts lack it, else for your information.",
    why: "That account’s administrators decide which of their users and roles use the key.",
    fix: "Name the role that needs it, or put the account into the profile’s `trustedAccounts`.",
    references: [OTHER_ACCOUNTS],
    fires: [statement(r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":["111122223333","444455556666"]}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""trustedAccounts":{}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""trustedAccounts":{"444455556666":"Backup"}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""ownAccounts":["444455556666"]"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows().filter(|allow| subject.is_live(allow)) {
        if abroad(reach(subject, allow)).is_empty() {
            continue;
        }
        let mut accounts: Vec<(String, Span)> = Vec::new();
        if allow.principal.not.is_none() {
            for (principal, who) in subject.principals(allow) {
                if let Who::Account {
                    account,
                    home: Home::Foreign,
                } = who
                {
                    accounts.push((account.clone(), principal.span));
                }
            }
        }
        let scales = subject.scales(allow);
        for test in allow.tests.iter().filter(|_| is_everyone(allow)) {
            if let Class::Confines {
                bounds: Bounds::Account,
                values,
            } = scales.weigh(test)
            {
                let foreign = values
                    .into_iter()
                    .filter(|value| subject.context.owns(value) == Some(false));
                accounts.extend(foreign.map(|value| (value, test.span)));
            }
        }
        // Whole accounts that the Denies that keep strangers out spare.
        for (value, span) in spared_beside(subject, allow) {
            let whole = Arn::split(value).is_none_or(|arn| has_wildcard(arn.resource));
            if whole {
                accounts.push((account_in(value).to_string(), span));
            }
        }
        accounts.dedup_by(|one, other| one.0 == other.0);
        for (account, span) in accounts {
            if subject.profile.own_accounts.contains(&account) || !subject.lets_in(&account) {
                continue;
            }
            let message = number(allow)
                .words(" lets whomever account ")
                .account(&account);
            let message = match subject.profile.name_of(&account) {
                Some(name) => message.words(format!(" ({name})")),
                None => message,
            };
            let message = message.words(" chooses use the key.");
            trusted(subject, out, Severity::High, &account, span, message);
        }
    }
}

/// Foreign accounts and callers that the Denies spare that keep strangers out of an Allow for everyone, each with the place of
/// its Deny.
pub(super) fn spared_beside<'s>(subject: &'s Subject, allow: &Statement) -> Vec<(&'s str, Span)> {
    let broad = subject.public.into_iter().flat_map(|public| &public.broad);
    let by = broad.flat_map(|broad| match &broad.fate {
        Fate::Denied { by } if broad.index == allow.index => by.as_slice(),
        _ => &[],
    });
    let deny = |index: &usize| subject.statements().find(|it| it.index == *index);
    let mut out = Vec::new();
    for deny in by.filter_map(deny) {
        // An account in NotPrincipal spares its root user.
        let by_name = spared_by_name(deny).filter(|value| Arn::split(value).is_some());
        for value in spared(deny).chain(by_name) {
            let account = account_in(value);
            if is_account(account) && subject.context.owns(account) == Some(false) {
                out.push((value, deny.span));
            }
        }
    }
    out
}

/// Reports what a foreign account may do: for information where the profile trusts it, or says nothing of trust.
pub(super) fn trusted(
    subject: &Subject,
    out: &mut Out,
    severity: Severity,
    account: &str,
    span: Span,
    message: Text,
) {
    match subject.profile.trusts(account) {
        Some(true) => out.find(Severity::Info, span, message),
        Some(false) => out.find(severity, span, message),
        None => out.find_unsure(
            Severity::Info,
            span,
            message,
            Some(Input::Profile("trustedAccounts")),
        ),
    }
}
