use super::prelude::*;
use crate::model::companion::Grant;

rule! {
    id: "KMS-GRA-005",
    name: "duplicate-grants",
    title: "Two grants are the same",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether two grants of a customer managed key agree in name, grantee, retiring principal, issuer, operations and constraints.",
    why: "Whoever revokes one of them thinks that the access is gone.",
    fix: "Revoke one. With a `Name`, KMS gives the grant that is there instead of making another.",
    references: [GRANTS, CREATE_GRANT],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"a","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt","Encrypt"]},{"GrantId":"b","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Encrypt","Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"a","Name":"n","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]},{"GrantId":"b","Name":"n","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"a","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]},{"GrantId":"b","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"],"Constraints":{"EncryptionContextSubset":{"app":"x"}}}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"a","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.key.is_aws_managed() {
        return;
    }
    let grants = subject
        .key
        .grants
        .present()
        .map(Vec::as_slice)
        .unwrap_or_default();
    for (at, grant) in grants.iter().enumerate() {
        if let Some(first) = grants
            .iter()
            .take(at)
            .position(|other| are_same(other, grant))
        {
            let message = format!("Grants {} and {} give the same.", first + 1, at + 1);
            out.find_item(Severity::Medium, "Grants", (at, grant.span), message.into());
        }
    }
}

fn are_same(one: &Grant, other: &Grant) -> bool {
    fn sorted<T: Ord + Clone>(list: &[T]) -> Vec<T> {
        let mut list = list.to_vec();
        crate::order::by(&mut list, Ord::cmp);
        list
    }
    one.id != other.id
        && one.name == other.name
        && one.grantee == other.grantee
        && one.grantee_service == other.grantee_service
        && one.retiring == other.retiring
        && one.retiring_service == other.retiring_service
        && one.issuer == other.issuer
        && one.source_arn == other.source_arn
        && sorted(&one.operations) == sorted(&other.operations)
        && sorted(&one.context_equals) == sorted(&other.context_equals)
        && sorted(&one.context_subset) == sorted(&other.context_subset)
}
