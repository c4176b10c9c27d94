use super::prelude::*;
use crate::access::pattern::has_wildcard;
use crate::aws::names::{PARTITIONS, is_account, is_region};
use crate::model::arn::Arn;

rule! {
    id: "KMS-RES-005",
    name: "malformed-resource-arn",
    title: "A resource that is no ARN",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether each `Resource` entry is `*` or an ARN with six fields, a partition that exists, an account of 12 digits and, for KMS, a key or an alias.",
    why: "AWS refuses such a policy, or the entry matches nothing.",
    fix: "Write `\"Resource\": \"*\"`, which in a key policy means this key.",
    references: [ARNS, RESOURCE],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:key/1"}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":["1234abcd-12ab-34cd-56ef-1234567890ab","*"]}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":["arn:aws:kms:*:111122223333:key/*","arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"]}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let lists = [&statement.resource.is, &statement.resource.not];
        for entry in lists.into_iter().flatten().flat_map(|list| &list.entries) {
            if let Some(fault) = fault(&entry.value) {
                let message = number(statement)
                    .words(" has the resource ")
                    .code(&entry.value)
                    .words(format!(": {fault}."));
                out.find(Severity::Medium, entry.span, message);
            }
        }
    }
}

fn fault(text: &str) -> Option<&'static str> {
    let open = |field: &str| has_wildcard(field) || field.contains("${");
    // What variables stand for is not known, nor do their own colons part fields.
    if text.contains("${") && text.starts_with("arn:") {
        return None;
    }
    let Some(arn) = Arn::split(text) else {
        return match text {
            // A `*` may stand for the colons that are not there.
            _ if text == "*" || text.starts_with("arn:") && open(text) || text.starts_with('$') => {
                None
            }
            _ if text.starts_with("arn:") => Some("an ARN has six fields"),
            _ => Some("it is not * and does not begin with arn:"),
        };
    };
    if !open(arn.partition) && !PARTITIONS.contains(&arn.partition) {
        Some("there is no such partition")
    } else if !open(arn.account) && !arn.account.is_empty() && !is_account(arn.account) {
        Some("an account has 12 digits")
    } else if arn.service != "kms" {
        None
    } else if !open(arn.region) && !is_region(arn.region) {
        Some("that is no Region")
    } else if arn.account.is_empty() {
        Some("the account is missing")
    } else if !open(arn.resource)
        && !arn.resource.starts_with("key/")
        && !arn.resource.starts_with("alias/")
    {
        Some("it names neither a key nor an alias")
    } else {
        None
    }
}
