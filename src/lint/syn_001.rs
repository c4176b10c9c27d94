use super::prelude::*;

rule! {
    id: "KMS-SYN-001",
    name: "policy-not-json",
    title: "The policy is not valid JSON",
    kind: Kind::Refused,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::PolicyText,
    checks: "Whether the text of the policy is JSON. A policy inside a JSON string, as GetKeyPolicy returns it, is unwrapped first.",
    why: "Nothing can be said of a policy that cannot be read, and KMS takes none that is not JSON.",
    fix: "Repair the text at the place given. If it is a placeholder, fetch the policy: `aws kms get-key-policy --key-id KEY --policy-name default`.",
    references: [GRAMMAR],
    fires: [
        policy(r#"{"Version":"2012-10-17",}"#),
        policy("{JSON policy document}"),
        policy(""),
    ],
    silent: [
        policy(r#"{"Version":"2012-10-17","Statement":[]}"#),
        policy(r#""{\"Version\":\"2012-10-17\",\"Statement\":[]}""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if let Some(Err(error)) = subject.document {
        let span = Span {
            start: error.offset as u32,
            end: error.offset as u32 + 1,
        };
        let message = Text::from("The policy is not JSON: ")
            .words(&error.message)
            .words(".");
        out.find(Severity::High, span, message);
    }
}
