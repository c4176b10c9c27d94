use super::prelude::*;
use crate::access::condition::Class;
use crate::access::statement::is_everyone;
use crate::aws::condition_keys::Bounds;

rule! {
    id: "KMS-POL-007",
    name: "organization-access",
    title: "A whole organization may use the key",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for everyone comes down to an organization or a part of one. High where the profile lists organizations and this is none of them, else for your information.",
    why: "Every account that joins the organization gets access.",
    fix: "Confirm it, or narrow it by `aws:PrincipalOrgPaths` to an organizational unit.",
    references: [GLOBAL_KEYS],
    fires: [statement(r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}}}"#),statement(r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-zzzzzzzzzz"}}}"#).under(r#""organizations":["o-a1b2c3d4e5"]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-zzzzzzzzzz"}}}"#).under(r#""organizations":["o-a1b2c3d4e5"]"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject
        .allows()
        .filter(|allow| is_everyone(allow) && subject.is_live(allow))
    {
        let scales = subject.scales(allow);
        let narrower = is_bounded(
            subject,
            allow,
            &[Bounds::Account, Bounds::Principal, Bounds::Source],
        );
        let found = allow
            .tests
            .iter()
            .find_map(|test| match scales.weigh(test) {
                Class::Confines {
                    bounds: Bounds::Organization,
                    values,
                } if !narrower => Some((test, values)),
                _ => None,
            });
        let Some((test, values)) = found else {
            continue;
        };
        let of = |value: &String| value.split('/').next().unwrap_or_default().to_string();
        let (severity, missing) = match &subject.profile.organizations {
            Some(own)
                if values
                    .iter()
                    .map(of)
                    .any(|organization| !own.contains(&organization)) =>
            {
                (Severity::High, None)
            }
            Some(_) => (Severity::Info, None),
            None => (Severity::Info, Some(Input::Profile("organizations"))),
        };
        let names = values.iter().map(|value| Text::new().code(value)).collect();
        let message = number(allow)
            .words(match allow.tests.len() {
                1 => " is for every principal of ",
                _ => " is for principals of ",
            })
            .then(Text::list(names, "and", 3))
            .words(".");
        out.find_unsure(severity, test.span, message, missing);
    }
}
