use super::prelude::*;
use crate::access::pattern::matches;
use crate::aws::actions::{ActionSet, Group};

rule! {
    id: "KMS-POL-031",
    name: "can-destroy",
    title: "Who can destroy the key or stop it",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Which users and roles can schedule the deletion, disable the key or delete its imported material. Medium for those who are not the profile’s administrators, else for your information.",
    why: "What the key encrypts is lost with it.",
    fix: "Give these actions to administrators only.",
    references: [DELETING_KEYS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:Disable*","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#).under(r#""administrators":["arn:aws:iam::111122223333:role/Admin*"]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let destroy = const { ActionSet::of(Group::Destroy) };
    let mut known: Vec<(&str, Span)> = Vec::new();
    let mut strangers: Vec<(&str, Span)> = Vec::new();
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none() && subject.is_live(allow))
    {
        if !reach(subject, allow).meets(destroy) {
            continue;
        }
        for (principal, who) in subject.principals(allow) {
            if !is_identity(who) || home(who) == Some(Home::Foreign) {
                continue;
            }
            let stranger = subject.profile.administrators.as_ref().is_some_and(|list| {
                !list
                    .iter()
                    .any(|pattern| matches(pattern, &principal.value))
            });
            let list = if stranger { &mut strangers } else { &mut known };
            if !list.iter().any(|(name, _)| *name == principal.value) {
                list.push((&principal.value, principal.span));
            }
        }
    }
    let (severity, list, words) = match strangers.is_empty() {
        true => (Severity::Info, known, " can stop or destroy the key."),
        false => (
            Severity::Medium,
            strangers,
            " can stop or destroy the key, and the profile does not list them as administrators.",
        ),
    };
    if let Some((_, span)) = list.first().copied() {
        let people = list
            .into_iter()
            .map(|(name, _)| Text::new().code(name))
            .collect();
        out.find(severity, span, Text::list(people, "and", 4).words(words));
    }
}
