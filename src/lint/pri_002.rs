use super::prelude::*;

rule! {
    id: "KMS-PRI-002",
    name: "unknown-principal-type",
    title: "A type of principal that KMS does not have",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether the members of `Principal` are `AWS` and `Service`. Letter case counts.",
    why: "A key policy takes accounts, users, roles, sessions and services. `Federated` belongs into role trust policies, `CanonicalUser` into bucket policies.",
    fix: "Use `AWS` or `Service`. For federated people, name the role that they assume.",
    references: [KEY_POLICIES, PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/X"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"aws":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/X"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"logs.us-east-1.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (_, node) in subject.statement_nodes() {
        let blocks = node
            .members()
            .iter()
            .filter(|member| matches!(member.name.as_ref(), "Principal" | "NotPrincipal"));
        for entry in blocks.flat_map(|block| block.value.members()) {
            let name = entry.name.as_ref();
            // Functions of templates are no types.
            if matches!(name, "AWS" | "Service" | "Ref") || name.starts_with("Fn::") {
                continue;
            }
            let meant = ["AWS", "Service"]
                .into_iter()
                .find(|known| known.eq_ignore_ascii_case(name));
            let message = Text::from("Key policies have no principals of type ")
                .code(name)
                .words(".");
            let change = meant.map(|meant| Change::new(entry.name_span, quote(meant)));
            out.find_change(
                Severity::Medium,
                entry.span(),
                did_you_mean(message, meant),
                change,
            );
        }
    }
}
