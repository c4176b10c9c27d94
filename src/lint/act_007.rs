use super::prelude::*;

rule! {
    id: "KMS-ACT-007",
    name: "star-for-kms-star",
    title: "`*` stands for every action",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow’s `Action` is `*`.",
    why: "In a key policy it means `kms:*`. Whoever copies the statement into another policy gives away far more.",
    fix: "Write `kms:*`, or list the actions.",
    references: [KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","*"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let entries = allow.action.is.iter().flat_map(|list| &list.entries);
        for entry in entries.filter(|entry| entry.value == "*") {
            let message = number(allow)
                .words(" allows ")
                .code("*")
                .words(", which in a key policy is the same as ")
                .code("kms:*")
                .words(".");
            let change = Change::new(entry.span, quote("kms:*"));
            out.find_change(Severity::Info, entry.span, message, Some(change));
        }
    }
}
