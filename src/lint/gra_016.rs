use super::prelude::*;
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-GRA-016",
    name: "access-by-grant-alone",
    title: "Access that only a grant gives",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether the grantee of a grant is named by no Allow of the policy for the same operations, and not denied them all.",
    why: "Who reads the policy alone misses it.",
    fix: "Review it with the policy.",
    references: [GRANTS],
    fires: [fields(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/X","Operations":["Decrypt"]}]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Encrypt","Resource":"*"}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#),fields(r#""Grants":[]"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.root().is_none() {
        return;
    }
    let grants = subject
        .key
        .grants
        .present()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut grantees: Vec<&String> = grants
        .iter()
        .filter(|grant| {
            // KMS-GRA-014 tells of it.
            if is_denied(subject, grant) {
                return false;
            }
            let names: Vec<&str> = grant.operations.iter().map(String::as_str).collect();
            let given = ActionSet::named(&names);
            let named = subject
                .allows()
                .filter(|allow| names_grantee(subject, allow, grant))
                .fold(ActionSet::EMPTY, |set, allow| set.or(reach(subject, allow)));
            !named.contains(given.and(subject.context.fit))
        })
        .filter_map(|grant| grant.grantee.as_ref().or(grant.grantee_service.as_ref()))
        .collect();
    let mut seen: Vec<&String> = Vec::new();
    grantees.retain(|grantee| {
        let new = !seen.contains(grantee);
        seen.push(grantee);
        new
    });
    let alone: Vec<Text> = grantees
        .into_iter()
        .map(|grantee| Text::new().code(grantee))
        .collect();
    if !alone.is_empty() {
        let message = Text::list(alone, "and", 4)
            .words(" can use the key by grants that the policy does not show.");
        out.find_field(Severity::Info, "Grants", message, None);
    }
}
