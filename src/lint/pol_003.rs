use super::act_014::is_unlimited;
use super::prelude::*;
use crate::access::condition::Class;
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::Bounds;
use crate::reason::public::Fate;

rule! {
    id: "KMS-POL-003",
    name: "whole-own-account",
    title: "Every identity of the account may use the key, without IAM",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for everyone lets the key’s whole own account in, and no stranger. High where it reaches the policy, destruction or grants without limits, else for your information.",
    why: "Users and roles of the account need no permission in IAM. Whoever can act as any of them can use the key.",
    fix: "Name the account’s root principal, so that IAM decides, or the roles that need the key.",
    references: [OTHER_ACCOUNTS, DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"444455556666"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    // AWS writes its own keys' policies so.
    if subject.is_aws_managed() {
        return;
    }
    let broad = subject
        .public
        .map(|public| public.broad.as_slice())
        .unwrap_or_default();
    for broad in broad {
        let Some(allow) = subject
            .statements()
            .find(|statement| statement.index == broad.index)
        else {
            continue;
        };
        let set = reach(subject, allow);
        let grants = match is_unlimited(subject, allow) {
            true => set.and(const { ActionSet::exactly(&["CreateGrant"]) }),
            false => ActionSet::EMPTY,
        };
        let strong = set.and(administration()).or(grants);
        let is_own = |account: &String| subject.context.owns(account) == Some(true);
        let own = match &broad.fate {
            Fate::NotAcrossAccounts => true,
            Fate::Confined(bounds) => bounds
                .iter()
                .any(|(bounds, values)| *bounds == Bounds::Account && values.iter().all(is_own)),
            // The key is public, or nobody knows.
            Fate::Open { .. } | Fate::Unreadable | Fate::Undecided(_) => continue,
            Fate::Denied { .. } | Fate::Closed | Fate::Dead => false,
        };
        // Another test leaves fewer than all, by a tag, a network, a service asked through.
        let who = [Bounds::Account, Bounds::Organization, Bounds::Principal];
        let from = [Bounds::Network, Bounds::Source, Bounds::Service];
        let scales = subject.scales(allow);
        let of_who = |test: &Test| match scales.weigh(test) {
            Class::Confines { bounds, .. } => who.contains(&bounds),
            // What grants may be is looked at above.
            _ => key_of(test).is_some_and(|key| key.name.starts_with("kms:Grant")),
        };
        let plain = allow.tests.iter().all(of_who);
        let owner = subject.context.owner.as_deref();
        let all_may = |actions: ActionSet| match subject.space().zip(owner) {
            Some((space, owner)) => space.lets_all_in(owner, allow.index, actions),
            None => own,
        };
        let severity = match () {
            () if allow.principal.not.is_some() => continue,
            () if plain && !strong.is_empty() && all_may(strong) => Severity::High,
            () if own && !is_bounded(subject, allow, &from) && all_may(set) => Severity::Info,
            () => continue,
        };
        let message = number(allow)
            .words(" lets every identity of the account do it, and no IAM policy has to allow it")
            .words(match severity {
                Severity::High => "; it reaches what changes the key.",
                _ => ".",
            });
        out.find(
            severity,
            allow.principal.span().unwrap_or(allow.span),
            message,
        );
    }
}
