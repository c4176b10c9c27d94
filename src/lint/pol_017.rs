use super::prelude::*;
use crate::explain::statement::says_root_user;

rule! {
    id: "KMS-POL-017",
    name: "root-user-only",
    title: "The account’s statement is for the root user alone",
    kind: Kind::Lockout,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement for the own account asks that `aws:PrincipalType` be `Account`. Medium where nobody else can change the policy.",
    why: "`Account` is the root user. IAM policies then cannot give anything, which is what the form is for.",
    fix: "Leave it if it is meant, and name an administrator beside it.",
    references: [DEFAULT_KEY_POLICY, GLOBAL_KEYS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalType":"Account"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalType":"Account"}}},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalType":"User"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows().filter(|allow| is_own_root(subject, allow)) {
        let test = allow.tests.iter().find(|test| says_root_user(test));
        let Some(test) = test else { continue };
        let alone = subject
            .lockout()
            .is_some_and(|lockout| lockout.keepers.iter().all(|keeper| keeper.root));
        let severity = match alone {
            true => Severity::Medium,
            false => Severity::Info,
        };
        let message = number(allow)
            .words(" is for the account’s root user alone")
            .words(match alone {
                true => ", and nobody else can change this policy.",
                false => ": IAM policies cannot give what it allows.",
            });
        out.find(severity, test.span, message);
    }
}
