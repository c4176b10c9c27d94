use super::gra_007::is_for_service;
use super::prelude::*;

rule! {
    id: "KMS-GRA-012",
    name: "old-grant",
    title: "An old grant",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether a grant for somebody other than a service is older than the profile’s limit (365 days where it sets none).",
    why: "Grants never expire, and are easily forgotten.",
    fix: "Review it, and revoke it if it is not needed.",
    references: [GRANTS],
    fires: [fields(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","CreationDate":"2023-01-01T00:00:00Z","Operations":["Decrypt"]}]"#),fields(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","CreationDate":"2026-10-01T00:00:00Z","Operations":["Decrypt"]}]"#).under(r#""limits":{"grantAgeInDays":30}"#),],
    silent: [fields(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","CreationDate":"2026-11-20T00:00:00Z","Operations":["Decrypt"]}]"#),fields(r#""Grants":[{"GrantId":"g","GranteeServicePrincipal":"s3.amazonaws.com","CreationDate":"2020-01-01T00:00:00Z","Operations":["Decrypt"],"Constraints":{"SourceArn":"arn:aws:s3:::b"}}]"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let most = subject.profile.limits.grant_days;
    for (at, grant) in subject
        .key
        .grants
        .present()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let Some(created) = grant.created.as_ref().filter(|_| !is_for_service(grant)) else {
            continue;
        };
        let age = created.moment.days_to(subject.now);
        if age > most {
            let message = format!("A grant of {} is {age} days old.", created.moment.day());
            out.find_item(Severity::Low, "Grants", (at, grant.span), message.into());
        }
    }
}
