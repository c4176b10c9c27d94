use super::prelude::*;

rule! {
    id: "KMS-GRA-019",
    name: "foreign-retiring-principal",
    title: "A foreign principal can end a grant",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether the retiring principal of a grant is of another account.",
    why: "It can take the access away, at any time.",
    fix: "Nothing, if that is meant.",
    references: [GRANTS],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","RetiringPrincipal":"arn:aws:iam::444455556666:role/App","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","RetiringPrincipal":"arn:aws:iam::444455556666:root","Operations":["Decrypt"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","RetiringPrincipal":"arn:aws:iam::111122223333:role/Admin","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (at, grant) in subject
        .key
        .grants
        .present()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let retiring = grant.retiring.as_deref();
        let foreign = retiring.filter(|name| {
            account_of(name).is_some_and(|account| subject.context.owns(account) == Some(false))
        });
        if let Some(name) = foreign {
            let message = Text::new()
                .code(name)
                .words(" of a foreign account can retire a grant.");
            out.find_item(Severity::Info, "Grants", (at, grant.span), message);
        }
    }
}
