use super::prelude::*;

rule! {
    id: "KMS-GRA-011",
    name: "grantee-is-gone",
    title: "The grantee no longer exists",
    kind: Kind::Hygiene,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether the grantee of a grant is a unique id, `AIDA…` or `AROA…`.",
    why: "The user or role was deleted. The grant serves nobody, and counts.",
    fix: "Revoke it: `aws kms revoke-grant --key-id KEY --grant-id GRANT`.",
    references: [GRANTS, UNIQUE_IDS],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"AROAEXAMPLEID","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"AIDAJQABLZS4A3QDU576Q","Operations":["Decrypt"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteeServicePrincipal":"s3.amazonaws.com","Operations":["Decrypt"],"Constraints":{"SourceArn":"arn:aws:s3:::b"}}]"#,
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
        let gone = grant
            .grantee
            .as_deref()
            .filter(|grantee| grantee.starts_with("AIDA") || grantee.starts_with("AROA"));
        if let Some(id) = gone {
            let message = Text::from("A grant is for ")
                .code(id)
                .words(", a user or role that was deleted.");
            out.find_item(Severity::Medium, "Grants", (at, grant.span), message);
        }
    }
}
