use super::prelude::*;
use crate::model::companion::Grant;

rule! {
    id: "KMS-GRA-007",
    name: "grant-that-makes-grants",
    title: "A grant can make further grants",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether a grant has `CreateGrant` among its operations and no constraint on the encryption context.",
    why: "The grantee can pass on what it has, again and again.",
    fix: "Make a grant without `CreateGrant`, or with a constraint, and revoke this one.",
    references: [GRANTS, CREATE_GRANT],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt","CreateGrant"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling","Operations":["CreateGrant"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt","CreateGrant"],"Constraints":{"EncryptionContextEquals":{"app":"x"}}}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#,
        ),
    ],
    check,
}

/// Whether the grantee is a service, or a role or session that belongs to one.
pub(super) fn is_for_service(grant: &Grant) -> bool {
    let grantee = grant.grantee.as_deref().unwrap_or_default();
    grant.grantee_service.is_some()
        || grantee.ends_with(".amazonaws.com")
        || grantee.contains("/aws-service-role/")
        || grantee.contains("/AWSServiceRole")
}

pub(super) fn is_constrained(grant: &Grant) -> bool {
    !grant.context_equals.is_empty() || !grant.context_subset.is_empty()
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
        if !grant.operations.iter().any(|name| name == "CreateGrant") || is_constrained(grant) {
            continue;
        }
        let severity = match is_for_service(grant) {
            true => Severity::Info,
            false => Severity::Medium,
        };
        let message = "A grant lets its holder make further grants with the same operations.";
        out.find_item(severity, "Grants", (at, grant.span), message.into());
    }
}
