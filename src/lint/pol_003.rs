use super::act_014::is_unlimited;
use super::prelude::*;
use crate::access::condition::Class;
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::Bounds;
use crate::explain::verdict::spared;
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
    checks: "Whether an Allow for everyone comes down to the key’s own account. High where it reaches the policy, destruction or grants without limits, else for your information: AWS documents this form.",
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
        let grants = set.and(const { ActionSet::exactly(&["CreateGrant"]) });
        let strong =
            set.meets(administration()) || !grants.is_empty() && is_unlimited(subject, allow);
        let is_own = |account: &str| subject.context.owns(account) == Some(true);
        let spares_own = |deny: &Statement| spared(deny).any(is_own);
        let own = match &broad.fate {
            Fate::NotAcrossAccounts => true,
            // The account is one of its organization.
            Fate::Confined(bounds) => bounds.iter().any(|(bounds, values)| match bounds {
                Bounds::Account => values.iter().all(|value| is_own(value)),
                Bounds::Organization => strong,
                _ => false,
            }),
            Fate::Denied { by } => {
                let mut denies = subject.statements().filter(|it| by.contains(&it.index));
                strong && denies.all(spares_own)
            }
            _ => false,
        };
        // A test on the principal as well leaves fewer than everyone.
        let wide = [Bounds::Account, Bounds::Organization];
        let scales = subject.scales(allow);
        let narrower = allow.tests.iter().any(|test| matches!(scales.weigh(test), Class::Confines { bounds, .. } if !wide.contains(&bounds)));
        if !own || narrower || allow.principal.not.is_some() {
            continue;
        }
        let severity = match strong {
            true => Severity::High,
            false => Severity::Info,
        };
        let message = Text::from(number(allow))
            .words(" lets every identity of the account do it, and no IAM policy has to allow it")
            .words(match strong {
                true => "; it reaches what changes the key.",
                false => ".",
            });
        out.find(
            severity,
            allow.principal.span().unwrap_or(allow.span),
            message,
        );
    }
}
