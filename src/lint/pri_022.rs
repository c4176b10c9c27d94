use super::prelude::*;

rule! {
    id: "KMS-PRI-022",
    name: "identity-center-role",
    title: "A role of Identity Center is named directly",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow names a role under `aws-reserved/sso.amazonaws.com/`. High where no other principal of the account may change the policy.",
    why: "Identity Center makes the role anew, with another suffix, when the permission set is assigned again. The access is then lost, and an id stays behind that blocks changes of the policy.",
    fix: "Name the account’s root, with `ArnLike` on `aws:PrincipalArn` and a `*` for the suffix: `arn:aws:iam::ACCOUNT:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_NAME_*`.",
    references: [IDENTITY_CENTER, PRINCIPAL],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admin_*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none())
    {
        for (principal, who) in subject.principals(allow) {
            let Who::Role { name, .. } = &who else {
                continue;
            };
            if !name.starts_with("aws-reserved/sso.amazonaws.com/") {
                continue;
            }
            let only = subject
                .lockout()
                .and_then(|lockout| lockout.only())
                .is_some_and(|keeper| keeper.caller == principal.value);
            let severity = match only {
                true => Severity::High,
                false => Severity::Medium,
            };
            let message = number(allow)
                .words(" names ")
                .code(&principal.value)
                .words(", a role that Identity Center replaces when its permission set is assigned again")
                .words(match only {
                    true => ", and nobody else may change this policy.",
                    false => ".",
                });
            out.find(severity, principal.span, message);
        }
    }
}
