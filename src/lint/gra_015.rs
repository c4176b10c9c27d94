use super::prelude::*;
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-GRA-015",
    name: "administrator-with-a-grant",
    title: "An administrator of the key uses it by a grant",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether the grantee of a grant for decryption or signing is a user or role whom the policy lets change the policy or destroy the key.",
    why: "Duties that the policy keeps apart come together in the grant.",
    fix: "Revoke the grant, or give it to another role.",
    references: [GRANTS, BEST_PRACTICES],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/Admin","Operations":["Decrypt"]}]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#).with(r#""KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY","Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/Admin","Operations":["Sign"]}]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/Admin","Operations":["DescribeKey"]}]"#),],
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
        let names: Vec<&str> = grant.operations.iter().map(String::as_str).collect();
        let person = grant
            .grantee
            .as_deref()
            .map(|arn| Who::aws(arn, subject.context));
        let administers = person.as_ref().is_some_and(is_identity)
            && subject.allows().any(|allow| {
                reach(subject, allow).meets(administration())
                    && names_grantee(subject, allow, grant)
            });
        if administers && ActionSet::named(&names).meets(plaintext()) {
            let message = Text::from("A grant lets ")
                .code(grant.grantee.as_deref().unwrap_or_default())
                .words(", who administers the key, use it.");
            out.find_item(Severity::Medium, "Grants", (at, grant.span), message);
        }
    }
}
