use super::prelude::*;
use super::syn_022::variables;
use crate::access::condition::value::matches_all;
use crate::access::pattern::has_wildcard;
use crate::aws::condition_keys::find;

rule! {
    id: "KMS-CON-034",
    name: "wildcard-in-a-guard",
    title: "A wildcard or variable in a value that should be fixed",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow compares accounts, organizations, VPCs or endpoints with a value that has `*`, `?` or `${…}` in it, or `aws:userid` with one before the colon.",
    why: "`1111*` is met by every account whose id begins so, and accounts are free to have.",
    fix: "Write fixed values under `StringEquals`.",
    references: [POLICY_CHECKS, PUBLIC],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"aws:userid":"${aws:PrincipalTag/id}:*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:CallerAccount":"1111*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"${aws:PrincipalTag/org}"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:DescribeKey","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com"},"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"aws:userid":"AROAEXAMPLEEXAMPLEID0:*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"aws:userid":"AROAEXAMPLEIDABCDEFGH:*"}}}"#,
        ),
    ],
    check,
}

const FIXED: [&str; 13] = [
    "kms:CallerAccount",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:userid",
];

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        for test in allow.tests.iter().filter(|test| is_positive(test)) {
            let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
                continue;
            };
            if !FIXED.contains(&key.name) || mirrors(subject, test) {
                continue;
            }
            let open = test.values.iter().find(|value| {
                let text = match key.name {
                    "aws:userid" => unique_id(&value.text),
                    _ => value.text.as_str(),
                };
                // A value that matches everything is a finding of its own.
                let wild = operator.has_wildcards()
                    && has_wildcard(text)
                    && !matches_all(&value.text, operator);
                // A variable that is none, a placeholder mostly, is a finding of its own.
                let known = variables(text)
                    .into_iter()
                    .flatten()
                    .any(|name| find(name.split(',').next().unwrap_or_default().trim()).is_some());
                wild || subject.policy.has_variables() && known
            });
            if let Some(value) = open {
                let message = number(allow)
                    .words(" compares ")
                    .code(&test.key.value)
                    .words(" with ")
                    .code(&value.text)
                    .words(", which more than one of them can meet.");
                out.find(Severity::High, value.span, message);
            }
        }
    }
}

/// What stands before the colon of `AROAEXAMPLEID:session`; colons of variables do not count.
fn unique_id(text: &str) -> &str {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ':' if depth == 0 => return text.get(..at).unwrap_or_default(),
            _ => {}
        }
    }
    text
}
