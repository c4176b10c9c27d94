use super::prelude::*;

rule! {
    id: "KMS-GRA-003",
    name: "service-grant-without-source",
    title: "A grant for a service without its source",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether a grant for a service has a `SourceArn` whose account is the key’s own or one that the profile knows.",
    why: "Anybody’s resource may lead the service to this key.",
    fix: "Make the grant again with a `SourceArn` constraint, and revoke this one.",
    references: [CREATE_GRANT, CONFUSED_DEPUTY],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteeServicePrincipal":"s3.amazonaws.com","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteeServicePrincipal":"sns.amazonaws.com","Operations":["Decrypt"],"Constraints":{"SourceArn":"arn:aws:sns:us-east-1:444455556666:t"}}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteeServicePrincipal":"sns.amazonaws.com","Operations":["Decrypt"],"Constraints":{"SourceArn":"arn:aws:sns:us-east-1:111122223333:t"}}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#,
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
        let Some(service) = grant.grantee_service.as_deref() else {
            continue;
        };
        let message = Text::from("A grant lets ").code(service);
        let (severity, message, missing) = match grant.source_arn.as_deref() {
            None => (
                Severity::High,
                message.words(" use the key for whatever source."),
                None,
            ),
            Some(arn) => {
                let Some(account) =
                    account_of(arn).filter(|account| subject.context.owns(account) == Some(false))
                else {
                    continue;
                };
                let message = message
                    .words(" use the key for a source of account ")
                    .account(account)
                    .words(".");
                match subject.profile.trusts(account) {
                    Some(true) => continue,
                    Some(false) => (Severity::High, message, None),
                    None => (
                        Severity::Info,
                        message,
                        Some(Input::Profile("trustedAccounts")),
                    ),
                }
            }
        };
        out.find_item(severity, "Grants", (at, grant.span), message);
        out.last_misses(missing);
    }
}
