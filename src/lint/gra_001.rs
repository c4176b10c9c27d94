use super::prelude::*;
use crate::aws::names::is_account;

rule! {
    id: "KMS-GRA-001",
    name: "grant-to-foreign-account",
    title: "A grant lets a foreign account use the key",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether the grantee of a grant is of another account. High where the profile’s trusted accounts lack it, else for your information.",
    why: "A grant gives access that no policy shows, and it does not expire.",
    fix: "Revoke it: `aws kms revoke-grant --key-id KEY --grant-id GRANT`; or name the account in the profile.",
    references: [GRANTS],
    fires: [fields(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::444455556666:role/App","Operations":["Decrypt"]}]"#),fields(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::444455556666:role/App","Operations":["Decrypt"]}]"#).under(r#""trustedAccounts":{}"#),fields(r#""Grants":[{"GrantId":"g","GranteePrincipal":"444455556666","Operations":["Decrypt"]}]"#),],
    silent: [fields(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#),fields(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::444455556666:role/App","Operations":["Decrypt"]}]"#).under(r#""ownAccounts":["444455556666"]"#),],
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
        let Some(grantee) = grant.grantee.as_deref() else {
            continue;
        };
        // KMS-GRA-014 tells of it.
        if is_denied(subject, grant) {
            continue;
        }
        // All of an account may be given by its number (KMS-GRA-004).
        let account = account_of(grantee).or(Some(grantee).filter(|name| is_account(name)));
        let Some(account) = account.filter(|it| subject.context.owns(it) == Some(false)) else {
            continue;
        };
        if subject
            .profile
            .own_accounts
            .iter()
            .any(|own| own == account)
        {
            continue;
        }
        let (severity, missing) = match subject.profile.trusts(account) {
            Some(true) => (Severity::Info, None),
            Some(false) => (Severity::High, None),
            None => (Severity::Info, Some(Input::Profile("trustedAccounts"))),
        };
        let message = Text::from("A grant gives ")
            .code(grantee)
            .words(" of a foreign account ")
            .then(operations(&grant.operations))
            .words(".");
        out.find_item(severity, "Grants", (at, grant.span), message);
        out.last_misses(missing);
    }
}

/// The operations of a grant, as a list.
pub(super) fn operations(operations: &[String]) -> Text {
    let names = operations.iter().map(|name| Text::new().code(name));
    Text::list(names.collect(), "and", 4)
}
