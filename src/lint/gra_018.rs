use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::aws::sets;

rule! {
    id: "KMS-GRA-018",
    name: "operation-that-does-not-fit",
    title: "A grant has an operation that the key cannot do",
    kind: Kind::DeadText,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Grants,
    checks: "Whether an operation of a grant is ruled out by the key’s spec, usage or origin.",
    why: "KMS refuses such grants when they are made, so the data may be old or wrong.",
    fix: "Collect the data again.",
    references: [CREATE_GRANT],
    fires: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Sign"]}]"#,
        ),
        fields(
            r#""KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC","Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["GenerateMac","Decrypt"]}]"#,
        ),
    ],
    silent: [
        fields(
            r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt","RetireGrant"]}]"#,
        ),
        fields(
            r#""KeySpec":null,"KeyUsage":null,"Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Sign"]}]"#,
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
        let names: Vec<&str> = grant.operations.iter().map(String::as_str).collect();
        let unfit = ActionSet::named(&names)
            .and(sets::KEY_POLICY)
            .minus(subject.context.fit);
        if !unfit.is_empty() {
            let message = Text::from("A grant gives ")
                .then(super::reach::names(unfit))
                .words(", which this key cannot do.");
            out.find_item(Severity::Info, "Grants", (at, grant.span), message);
        }
    }
}
