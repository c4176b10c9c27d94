use super::prelude::*;

rule! {
    id: "KMS-GRA-004",
    name: "grant-to-whole-account",
    title: "A grant is for a whole account",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether the grantee of a grant is the root of an account, or its 12 digits.",
    why: "Every identity that the account lets has the grant.",
    fix: "Make a grant for the role that needs it, and revoke this one.",
    references: [GRANTS],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:root","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"111122223333","Operations":["Decrypt"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#,
        ),
        fields(r#""Grants":[]"#),
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
        let whole = grant.grantee.as_deref().filter(|grantee| {
            crate::aws::names::is_account(grantee)
                || grantee.ends_with(":root") && account_of(grantee).is_some()
        });
        if let Some(grantee) = whole {
            let message = Text::from("A grant is for ")
                .code(grantee)
                .words(", all of an account.");
            out.find_item(Severity::Medium, "Grants", (at, grant.span), message);
        }
    }
}
