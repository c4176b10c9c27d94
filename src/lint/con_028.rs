use super::prelude::*;
use crate::access::pattern::has_wildcard;

rule! {
    id: "KMS-CON-028",
    name: "alias-value-without-alias",
    title: "The value is no name of an alias",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether values of `kms:RequestAlias` and `kms:ResourceAliases` begin with `alias/`.",
    why: "The keys hold names such as `alias/app`, never ARNs, so the value matches nothing.",
    fix: "Write `alias/NAME`.",
    references: [KMS_CONDITIONS, ABAC],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RequestAlias":"arn:aws:kms:us-east-1:111122223333:alias/app"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"app"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RequestAlias":"alias/app"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:RequestAlias":"*/app"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        if !is_key(test, "kms:RequestAlias") && !is_key(test, "kms:ResourceAliases")
            || test
                .operator
                .is_none_or(|operator| operator.base == crate::model::operator::Base::Null)
        {
            continue;
        }
        for value in &test.values {
            let name = value.text.as_str();
            let start = name.chars().take("alias/".len()).collect::<String>();
            if name.starts_with("alias/") || has_wildcard(&start) || name.contains("${") {
                continue;
            }
            let message = number(statement)
                .words(" compares ")
                .code(&test.key.value)
                .words(" with ")
                .code(name)
                .words(", and names of aliases begin with alias/.");
            let bare = name.split("alias/").last().unwrap_or(name);
            let change = Change::new(value.span, quote(&format!("alias/{bare}")));
            out.find_change(
                worse_in_deny(statement, Severity::Medium),
                value.span,
                message,
                Some(change),
            );
        }
    }
}
