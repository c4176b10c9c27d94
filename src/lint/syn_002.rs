use super::prelude::*;
use crate::json::{Node, Value};

rule! {
    id: "KMS-SYN-002",
    name: "duplicate-member",
    title: "The same member stands twice in one object",
    kind: Kind::Guard,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether a name occurs more than once in one JSON object, at any level of the policy.",
    why: "JSON parsers keep one of the two and drop the other without a word, so what a reviewer read may not be what counts. AWS refuses such a policy.",
    fix: "Merge the two members into one. Two values of one condition key go into one list.",
    references: [GRAMMAR, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:a":"1"}},"Condition":{"StringEquals":{"kms:EncryptionContext:a":"2"}}}"#,
        ),
        policy(r#"{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}"#),
    ],
    silent: [
        policy(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Verify","Resource":"*"}]}"#,
        ),
        // Names are compared exactly: letter case makes two members of them.
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:a":"1","kms:EncryptionContext:A":"2"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if let Some(root) = subject.root() {
        walk(root, out);
    }
}

fn walk(node: &Node, out: &mut Out) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, out)),
        Value::Object(members) => {
            for (position, member) in members.iter().enumerate() {
                let before = members.iter().take(position);
                let earlier = before.filter(|other| other.name == member.name).count();
                // The second of them is reported; a third has the same cause.
                if earlier == 1 {
                    let message = Text::new()
                        .code(member.name.as_ref())
                        .words(" is given more than once in this object: one of its values is dropped without a word.");
                    out.find(Severity::Medium, member.span(), message);
                }
                walk(&member.value, out);
            }
        }
        _ => {}
    }
}
