use super::gra_007::is_for_service;
use super::prelude::*;

rule! {
    id: "KMS-GRA-017",
    name: "grants-on-a-dying-key",
    title: "A key with grants is disabled or about to be deleted",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether a key that is pending deletion or disabled has grants for AWS services.",
    why: "Volumes, databases and queues are encrypted with it. Their data cannot be read, and after the deletion never again.",
    fix: "Cancel the deletion or enable the key, and move the data to another key first.",
    references: [DELETING_KEYS, GRANTS],
    fires: [
        fields(
            r#""KeyState":"PendingDeletion","Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","RetiringPrincipal":"ec2.us-east-1.amazonaws.com","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""KeyState":"Disabled","Grants":[{"GrantId":"g","GranteeServicePrincipal":"s3.amazonaws.com","Operations":["Decrypt"],"Constraints":{"SourceArn":"arn:aws:s3:::b"}}]"#,
        ),
    ],
    silent: [
        fields(
            r#""KeyState":"Enabled","Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","RetiringPrincipal":"ec2.us-east-1.amazonaws.com","Operations":["Decrypt"]}]"#,
        ),
        fields(r#""KeyState":"PendingDeletion","Grants":[]"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let state = subject.key.state.text().unwrap_or_default();
    if !matches!(
        state,
        "PendingDeletion" | "PendingReplicaDeletion" | "Disabled"
    ) {
        return;
    }
    let grants = subject
        .key
        .grants
        .present()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let number = grants
        .iter()
        .filter(|grant| {
            let retiring = grant
                .retiring
                .as_deref()
                .is_some_and(|name| name.ends_with(".amazonaws.com"));
            is_for_service(grant) || retiring || grant.retiring_service.is_some()
        })
        .count();
    if number > 0 {
        let message = Text::from(count(
            number,
            "grant of an AWS service is",
            "grants of AWS services are",
        ))
        .words(" on a key in state ")
        .code(state)
        .words(": what it encrypts cannot be read.");
        out.find_field(Severity::High, "Grants", message, None);
    }
}
