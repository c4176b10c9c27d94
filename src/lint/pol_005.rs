use super::pol_004::{spared_beside, trusted};
use super::prelude::*;
use crate::access::condition::Class;
use crate::access::pattern::has_wildcard;
use crate::aws::condition_keys::Bounds;
use crate::model::arn::Arn;

rule! {
    id: "KMS-POL-005",
    name: "foreign-principal",
    title: "A principal of a foreign account may use the key",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow names a user, role or session of a foreign account, in `Principal` or by `aws:PrincipalArn`. Medium where the profile’s trusted accounts lack it, else for your information.",
    why: "What that account does with its role is out of your hands.",
    fix: "Confirm it, and put the account into the profile’s `trustedAccounts`; or add `aws:PrincipalOrgID`.",
    references: [OTHER_ACCOUNTS],
    fires: [statement(r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/App"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""trustedAccounts":{}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*"}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows().filter(|allow| subject.is_live(allow)) {
        if abroad(reach(subject, allow)).is_empty() {
            continue;
        }
        let mut found: Vec<(String, String, Span)> = Vec::new();
        for (principal, who) in subject
            .principals(allow)
            .iter()
            .filter(|_| allow.principal.not.is_none())
        {
            if let (true, Some((account, Home::Foreign))) = (is_identity(who), who.account()) {
                found.push((account.to_string(), principal.value.clone(), principal.span));
            }
        }
        let scales = subject.scales(allow);
        for test in &allow.tests {
            if let Class::Confines {
                bounds: Bounds::Principal,
                values,
            } = scales.weigh(test)
            {
                for value in values {
                    if let Some(account) = account_of(&value)
                        .filter(|account| subject.context.owns(account) == Some(false))
                    {
                        found.push((account.to_string(), value.clone(), test.span));
                    }
                }
            }
        }
        for (value, span) in spared_beside(subject, allow) {
            if let Some(arn) = Arn::split(value)
                && !has_wildcard(arn.resource)
            {
                found.push((arn.account.to_string(), value.to_string(), span));
            }
        }
        for (account, name, span) in found {
            if subject.profile.own_accounts.contains(&account) || !subject.lets_in(&account) {
                continue;
            }
            let message = number(allow)
                .words(" lets ")
                .code(&name)
                .words(" of a foreign account use the key.");
            trusted(subject, out, Severity::Medium, &account, span, message);
        }
    }
}
