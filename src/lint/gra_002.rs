use super::prelude::*;

rule! {
    id: "KMS-GRA-002",
    name: "grant-made-abroad",
    title: "A grant was made by a foreign account",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether `IssuingAccount` of a grant is another account than the key’s own.",
    why: "A foreign principal may create grants on this key, and did.",
    fix: "Look at who may call `kms:CreateGrant`, and revoke the grant.",
    references: [GRANTS],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","IssuingAccount":"arn:aws:iam::444455556666:root","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","IssuingAccount":"444455556666","Operations":["Decrypt"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","IssuingAccount":"arn:aws:iam::111122223333:root","Operations":["Decrypt"]}]"#,
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
        let Some(issuer) = grant.issuer.as_deref() else {
            continue;
        };
        let account = account_of(issuer).unwrap_or(issuer);
        let foreign =
            crate::aws::names::is_account(account) && subject.context.owns(account) == Some(false);
        if foreign
            && !subject
                .profile
                .own_accounts
                .iter()
                .any(|own| own == account)
        {
            let message = Text::from("A grant for this key was made by account ")
                .account(account)
                .words(".");
            out.find_item(Severity::Medium, "Grants", (at, grant.span), message);
        }
    }
}
