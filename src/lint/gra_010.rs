use super::prelude::*;

rule! {
    id: "KMS-GRA-010",
    name: "grant-that-nobody-retires",
    title: "Only administrators can end the grant",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether a grant has neither a retiring principal nor `RetireGrant` among its operations.",
    why: "Who is done with the grant cannot give it back.",
    fix: "Make grants with a retiring principal.",
    references: [GRANTS],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Encrypt","DescribeKey"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","RetiringPrincipal":"arn:aws:iam::111122223333:role/Admin","Operations":["Decrypt"]}]"#,
        ),
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt","RetireGrant"]}]"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.key.is_aws_managed() {
        return;
    }
    let open = |grant: &&crate::model::companion::Grant| {
        grant.retiring.is_none()
            && grant.retiring_service.is_none()
            && !grant.operations.iter().any(|name| name == "RetireGrant")
    };
    let grants = subject
        .key
        .grants
        .present()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let number = grants.iter().filter(open).count();
    if number > 0 {
        // The account that made a grant can retire it ("RetireGrant", KMS API Reference).
        let message = format!(
            "{} no retiring principal: only administrators, and the account that made {} can end {}.",
            count(number, "grant has", "grants have"),
            if number == 1 { "it," } else { "each," },
            if number == 1 { "it" } else { "them" },
        );
        out.find_field(Severity::Low, "Grants", message.into(), None);
    }
}
