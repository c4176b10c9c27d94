use super::prelude::*;

rule! {
    id: "KMS-GRA-014",
    name: "grant-that-is-denied",
    title: "A Deny in the policy blocks a grant",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether, in every request, the policy denies the grantee all operations of a grant.",
    why: "A Deny beats grants. The grantee cannot do what the grant says.",
    fix: "Revoke the grant, or narrow the Deny.",
    references: [EVALUATION, GRANTS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:*","Resource":"*"}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Encrypt","Decrypt"]}]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Encrypt"]}]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#),],
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
        if is_denied(subject, grant) {
            let message = "Everything that a grant gives is denied by the policy.";
            out.find_item(Severity::Medium, "Grants", (at, grant.span), message.into());
        }
    }
}
