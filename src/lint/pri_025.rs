use super::prelude::*;
rule! {
    id: "KMS-PRI-025",
    name: "many-principals",
    title: "Many principals have access",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the Allow statements name more AWS principals than the profile’s limit (10 where it sets none).",
    why: "A long list is seldom reviewed, and each entry is a way in.",
    fix: "Let them assume one role, or name the account with a condition on `aws:PrincipalArn` or `aws:PrincipalOrgPaths`.",
    references: [KEY_POLICIES],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/A","arn:aws:iam::111122223333:role/B","arn:aws:iam::111122223333:role/C","arn:aws:iam::111122223333:role/D","arn:aws:iam::111122223333:role/E","arn:aws:iam::111122223333:role/F","arn:aws:iam::111122223333:role/G","arn:aws:iam::111122223333:role/H","arn:aws:iam::111122223333:role/I","arn:aws:iam::111122223333:role/J","arn:aws:iam::111122223333:role/K"]},"Action":"kms:Decrypt","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App","arn:aws:iam::111122223333:role/Admin","arn:aws:iam::111122223333:role/Ops"]},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""limits":{"principals":2}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:root"]},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""limits":{"principals":1}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App","arn:aws:iam::111122223333:role/Admin","arn:aws:iam::111122223333:role/Ops"]},"Action":"kms:Decrypt","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App","arn:aws:iam::111122223333:role/Admin"]},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App","arn:aws:iam::111122223333:role/Admin"]},"Action":"kms:Encrypt","Resource":"*"}"#).under(r#""limits":{"principals":2}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let mut seen = Vec::new();
    let mut span = None;
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none())
    {
        for (principal, who) in subject.principals(allow) {
            if who.account().is_some() {
                // An account and its root are one principal.
                let root = principal.value.strip_suffix(":root");
                let account = root.and_then(|arn| arn.rsplit(':').next());
                seen.push(account.unwrap_or(&principal.value));
                span = span.or(allow.principal.span());
            }
        }
    }
    crate::order::by_key(&mut seen, |name| *name);
    seen.dedup();
    let most = subject.profile.limits.principals;
    if seen.len() > most {
        let message = format!(
            "The policy gives access to {} principals; more than {most} is a lot.",
            seen.len()
        );
        out.find(Severity::Low, span.unwrap_or_default(), message.into());
    }
}
