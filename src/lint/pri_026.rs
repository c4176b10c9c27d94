use super::prelude::*;
use crate::aws::names::{OPT_IN_REGIONS, lists};

rule! {
    id: "KMS-PRI-026",
    name: "opt-in-region",
    title: "A foreign account may not have this Region",
    kind: Kind::DeadText,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a principal of a foreign account is named in the policy of a key in a Region that accounts have to enable first.",
    why: "Until that account has enabled the Region, its principals cannot use the key, and KMS may refuse the policy.",
    fix: "Ask the other account whether it has enabled the Region.",
    references: [REGIONS, KEY_POLICIES],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#).with(r#""Arn":"arn:aws:kms:me-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab""#),statement(r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App","arn:aws:iam::444455556666:root"]},"Action":"kms:Decrypt","Resource":"*"}"#).with(r#""Arn":"arn:aws:kms:af-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab""#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#).with(r#""Arn":"arn:aws:kms:me-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab""#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(region) = subject.context.region.as_deref() else {
        return;
    };
    if !lists(OPT_IN_REGIONS, region) {
        return;
    }
    for statement in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none())
    {
        let foreign = subject
            .principals(statement)
            .iter()
            .find_map(|(principal, who)| match who.account() {
                Some((account, Home::Foreign)) => Some((principal.span, account.to_string())),
                _ => None,
            });
        if let Some((span, account)) = foreign {
            let message = number(statement)
                .words(" names account ")
                .account(account)
                .words(format!(
                    ", which can reach the key once it has enabled {region}."
                ));
            out.find(Severity::Info, span, message);
        }
    }
}
