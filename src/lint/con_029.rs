use super::prelude::*;

rule! {
    id: "KMS-CON-029",
    name: "alias-deny-walked-around",
    title: "A Deny by alias that a caller walks around",
    kind: Kind::Guard,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a Deny has a positive test on `kms:RequestAlias`.",
    why: "The key is there only when the caller names the key by an alias. With the key’s id the Deny does not apply.",
    fix: "Allow the use by alias only, instead of denying it: an Allow with `kms:RequestAlias`, or a Deny with `\"Null\": {\"kms:RequestAlias\": \"true\"}` beside it.",
    references: [KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RequestAlias":"alias/app"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Sign","Resource":"*","Condition":{"StringLike":{"kms:RequestAlias":"alias/prod-*"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:RequestAlias":"alias/app"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"kms:RequestAlias":"alias/app"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        if is_deny(statement) && is_key(test, "kms:RequestAlias") && is_positive(test) {
            let message = number(statement).words(
                " denies requests by alias; the same request with the key’s id is not denied.",
            );
            out.find(Severity::Medium, test.span, message);
        }
    }
}
