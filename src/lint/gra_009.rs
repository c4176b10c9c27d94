use super::gra_007::is_constrained;
use super::prelude::*;

rule! {
    id: "KMS-GRA-009",
    name: "idle-constraint",
    title: "A constraint that constrains nothing",
    kind: Kind::DeadText,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether a grant has a constraint on the encryption context while none of its operations takes one, or the key is not symmetric.",
    why: "It looks like a limit and is none.",
    fix: "Make the grant again without it, so that nobody relies on it.",
    references: [CREATE_GRANT],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["DescribeKey"],"Constraints":{"EncryptionContextSubset":{"app":"x"}}}]"#,
        ),
        fields(
            r#""KeySpec":"RSA_2048","Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"],"Constraints":{"EncryptionContextEquals":{"app":"x"}}}]"#,
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
    let symmetric = subject
        .context
        .spec
        .as_deref()
        .is_none_or(|spec| spec == "SYMMETRIC_DEFAULT");
    for (at, grant) in subject
        .key
        .grants
        .present()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let idle = grant.operations.iter().all(|name| {
            matches!(
                name.as_str(),
                "DescribeKey" | "RetireGrant" | "GetPublicKey"
            )
        });
        if is_constrained(grant) && (idle || !symmetric) {
            let message = "A grant has a constraint on the encryption context, and nothing that it gives takes one.";
            out.find_item(Severity::Low, "Grants", (at, grant.span), message.into());
        }
    }
}
