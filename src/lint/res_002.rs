use super::prelude::*;
use crate::access::statement::is_alias;

rule! {
    id: "KMS-RES-002",
    name: "alias-as-resource",
    title: "An alias as the resource",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether a `Resource` entry is the ARN of an alias. High in a Deny, medium in an Allow.",
    why: "In a policy the ARN of an alias means the alias, never the key behind it. What may be done with aliases is decided in IAM policies.",
    fix: "Write `\"Resource\": \"*\"`. To bind the use of the key to an alias, use the condition key `kms:RequestAlias`.",
    references: [ALIAS_ACCESS, KEY_POLICIES],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:alias/app"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":["arn:aws:kms:us-east-1:111122223333:alias/app","*"]}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RequestAlias":"alias/app"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let Some(list) = &statement.resource.is else {
            continue;
        };
        for entry in list.entries.iter().filter(|entry| is_alias(&entry.value)) {
            let severity = match is_deny(statement) {
                true => Severity::High,
                false => Severity::Medium,
            };
            let message = number(statement)
                .words(" names ")
                .code(&entry.value)
                .words(", which means the alias and not this key.");
            let change = (list.entries.len() == 1).then(|| Change::new(entry.span, "\"*\""));
            out.find_change(severity, entry.span, message, change);
        }
    }
}
