use super::gra_007::is_for_service;
use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::GRANT_OPERATIONS;

rule! {
    id: "KMS-GRA-006",
    name: "grant-of-nearly-everything",
    title: "A grant gives nearly every operation",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether a grant has all operations that the key can do in a grant, but for two at most. Grants to AWS services are not reported.",
    why: "Who lists everything has not asked what is needed.",
    fix: "Make a grant with the needed operations, and revoke this one.",
    references: [GRANTS],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt","Encrypt","GenerateDataKey","GenerateDataKeyWithoutPlaintext","GenerateDataKeyPair","GenerateDataKeyPairWithoutPlaintext","ReEncryptFrom","ReEncryptTo","DescribeKey","CreateGrant","RetireGrant"]}]"#,
        ),
        fields(
            r#""KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC","Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["GenerateMac","VerifyMac","DescribeKey","CreateGrant","RetireGrant"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC","Grants":[{"GrantId":"g","GranteePrincipal":"cleanrooms-ml.us-east-1.amazonaws.com","Operations":["GenerateMac","VerifyMac","DescribeKey","CreateGrant","RetireGrant"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt","DescribeKey"]}]"#,
        ),
        fields(
            r#""KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC","Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["GenerateMac","VerifyMac"]}]"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let possible = ActionSet::named(GRANT_OPERATIONS).and(subject.context.fit);
    for (at, grant) in subject
        .key
        .grants
        .present()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let names: Vec<&str> = grant.operations.iter().map(String::as_str).collect();
        let given = ActionSet::named(&names).and(possible);
        let left = possible.minus(given).len();
        if left <= 2 && given.len() > 3 && !is_for_service(grant) {
            let message = format!(
                "A grant gives {} of the {} operations that this key can have in a grant.",
                given.len(),
                possible.len()
            );
            out.find_item(Severity::Medium, "Grants", (at, grant.span), message.into());
        }
    }
}
