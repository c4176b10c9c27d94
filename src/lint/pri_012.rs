use super::prelude::*;
use crate::aws::names::is_account;
use crate::model::policy::ConditionValue;

rule! {
    id: "KMS-PRI-012",
    name: "foreign-source",
    title: "A service may act for a foreign account or organization",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether `aws:SourceAccount`, the account of `aws:SourceArn` or `aws:SourceOrgID` is the key’s own, or one that the profile knows.",
    why: "The service uses the key for resources of somebody else.",
    fix: "Confirm it and name the account in the profile, or write the own account.",
    references: [CONFUSED_DEPUTY],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:444455556666:t"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"444455556666"}}}"#).under(r#""trustedAccounts":{}"#),statement(r#"{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceOrgID":"o-zzzzzzzzzz"}}}"#).under(r#""organizations":["o-a1b2c3d4e5"]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"444455556666"}}}"#).under(r#""trustedAccounts":{"444455556666":"Logging"}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows().filter(|allow| subject.is_live(allow)) {
        // Both of two sources have to be as they are asked for: beside an account of the own there is no other.
        let of_own = |value: &ConditionValue| subject.context.owns(&value.text) == Some(true);
        let own = |test: &Test| {
            let account = is_key(test, "aws:SourceAccount") && is_positive(test);
            account && !test.values.is_empty() && test.values.iter().all(of_own)
        };
        if allow.tests.iter().any(own) {
            continue;
        }
        for test in allow.tests.iter().filter(|test| is_positive(test)) {
            for value in &test.values {
                let account = if is_key(test, "aws:SourceAccount") {
                    Some(value.text.as_str()).filter(|text| is_account(text))
                } else if is_key(test, "aws:SourceArn") {
                    account_of(&value.text)
                } else {
                    None
                };
                if let Some(account) = account {
                    foreign_account(subject, allow, account, value.span, out);
                } else if is_key(test, "aws:SourceOrgID")
                    && let Some(own) = &subject.profile.organizations
                    && !own.contains(&value.text)
                {
                    let message = number(allow)
                        .words(" lets services act for ")
                        .code(&value.text)
                        .words(", which is not an organization of the profile.");
                    out.find(Severity::Medium, value.span, message);
                }
            }
        }
    }
}

fn foreign_account(subject: &Subject, allow: &Statement, account: &str, span: Span, out: &mut Out) {
    let Some(own) = subject.context.owns(account) else {
        out.undecided(Input::Owner);
        return;
    };
    let trusted = subject.profile.trusts(account);
    if own || trusted == Some(true) {
        return;
    }
    let message = number(allow)
        .words(" lets services act for the foreign account ")
        .account(account)
        .words(".");
    let (severity, missing) = match trusted {
        Some(_) => (Severity::Medium, None),
        None => (Severity::Info, Some(Input::Profile("trustedAccounts"))),
    };
    out.find_unsure(severity, span, message, missing);
}
