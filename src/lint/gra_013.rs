use super::prelude::*;

rule! {
    id: "KMS-GRA-013",
    name: "many-grants",
    title: "Many grants",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether the key has more grants than the profile’s limit (100 where it sets none). KMS allows 50,000; from 45,000 on the message says so.",
    why: "Nobody reads a long list of grants; and at the limit services can no longer use the key for new resources.",
    fix: "Retire the grants that are not needed.",
    references: [QUOTAS, GRANTS],
    fires: [fields(r#""Grants":[{"GrantId":"a","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]},{"GrantId":"b","GranteePrincipal":"arn:aws:iam::111122223333:role/Ops","Operations":["Decrypt"]}]"#).under(r#""limits":{"grants":1}"#),fields(r#""Grants":[{"GrantId":"a","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#).under(r#""limits":{"grants":0}"#),],
    silent: [fields(r#""Grants":[{"GrantId":"a","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#),fields(r#""Grants":[]"#).under(r#""limits":{"grants":0}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let number = subject.key.grants.present().map_or(0, Vec::len);
    if number > subject.profile.limits.grants {
        let message = match number {
            45_000.. => format!("The key has {number} grants; KMS allows 50,000."),
            _ => format!("The key has {}.", count(number, "grant", "grants")),
        };
        out.find_field(Severity::Info, "Grants", message.into(), None);
    }
}
