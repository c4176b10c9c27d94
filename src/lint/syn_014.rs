use super::prelude::*;

rule! {
    id: "KMS-SYN-014",
    name: "element-and-its-not-form",
    title: "An element and its Not-form stand together",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether a statement has `Principal` and `NotPrincipal`, `Action` and `NotAction`, or `Resource` and `NotResource` at once.",
    why: "The two exclude each other, and KMS refuses the policy.",
    fix: "Keep the one that is meant.",
    references: [GRAMMAR],
    fires: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","NotAction":"kms:Verify","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","NotResource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","NotAction":"kms:Verify","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (index, node) in subject.statement_nodes() {
        for (element, not) in [
            ("Principal", "NotPrincipal"),
            ("Action", "NotAction"),
            ("Resource", "NotResource"),
        ] {
            let both = node.get(element).is_some();
            let second = node.members().iter().find(|member| member.name == not);
            if let Some(second) = second.filter(|_| both) {
                let message = Text::from(format!("Statement {} has both ", index + 1))
                    .code(element)
                    .words(" and ")
                    .code(not)
                    .words(", which exclude each other.");
                out.find(Severity::Medium, second.span(), message);
            }
        }
    }
}
