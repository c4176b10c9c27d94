use super::gra_007::{is_constrained, is_for_service};
use super::prelude::*;

rule! {
    id: "KMS-GRA-008",
    name: "grant-without-constraint",
    title: "A grant is not tied to an encryption context",
    kind: Kind::OverPermission,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether a grant on a symmetric key gives encryption or decryption to somebody other than a service, with no constraint.",
    why: "It opens everything that the key encrypts.",
    fix: "Make the grant with `EncryptionContextSubset`, and revoke this one.",
    references: [CREATE_GRANT],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["GenerateDataKey","DescribeKey"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"],"Constraints":{"EncryptionContextSubset":{"app":"x"}}}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["DescribeKey"]}]"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.context.spec.as_deref() != Some("SYMMETRIC_DEFAULT") {
        return;
    }
    let data = |name: &String| {
        matches!(
            name.as_str(),
            "Decrypt" | "Encrypt" | "ReEncryptFrom" | "ReEncryptTo"
        ) || name.starts_with("GenerateDataKey")
    };
    for (at, grant) in subject
        .key
        .grants
        .present()
        .into_iter()
        .flatten()
        .enumerate()
    {
        if grant.operations.iter().any(data) && !is_constrained(grant) && !is_for_service(grant) {
            let message = "A grant covers everything that this key encrypts, whatever its encryption context.";
            out.find_item(Severity::Low, "Grants", (at, grant.span), message.into());
        }
    }
}
