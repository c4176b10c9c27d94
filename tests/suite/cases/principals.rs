//! Every kind of principal against every kind of sender.

use super::Decision;
use super::page::{DEFAULT_POLICY, NOT_PRINCIPAL, PRINCIPAL, SERVICES};

/// An Allow of Decrypt for this principal element.
macro_rules! allow {
    ($principal:literal) => {
        concat!(
            r#"{"Effect":"Allow","#,
            $principal,
            r#","Action":"kms:Decrypt","Resource":"*"}"#
        )
    };
}

/// Everybody may do everything, but for a Deny of Decrypt with this principal element.
macro_rules! all_but {
    ($principal:literal) => {
        concat!(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"},{"Effect":"Deny","#,
            $principal,
            r#","Action":"kms:Decrypt","Resource":"*"}"#
        )
    };
}

const ANN: &str = "arn:aws:iam::111122223333:user/Ann";
const TEAM_ANN: &str = "arn:aws:iam::111122223333:user/team/Ann";
const BOB: &str = "arn:aws:iam::111122223333:user/Bob";
const APP: &str = "arn:aws:iam::111122223333:role/App";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/App/i-0ab";
const FAY: &str = "arn:aws:sts::111122223333:federated-user/Fay";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const FOREIGN_ANN: &str = "arn:aws:iam::444455556666:user/Ann";
const FOREIGN_SESSION: &str = "arn:aws:sts::444455556666:assumed-role/App/i-0ab";
const FOREIGN_ROOT: &str = "arn:aws:iam::444455556666:root";
const CHINA_ANN: &str = "arn:aws-cn:iam::111122223333:user/Ann";
const GOV_SESSION: &str = "arn:aws-us-gov:sts::111122223333:assumed-role/App/i-0ab";
const S3: &str = "s3.amazonaws.com";
const LOGS: &str = "logs.us-east-1.amazonaws.com";
const NOBODY: &str = "";

const DO: &str = "kms:Decrypt";
const YES: &str = "allowed";
const ACCOUNT: &str = "allowed_for_account";
const NO: &str = "implicit_deny";
const DENY: &str = "explicit_deny";

#[rustfmt::skip]
pub const TABLE: &[Decision] = &[
    // Users.
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), ANN, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), BOB, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/ann"}"#), ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), TEAM_ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/team/Ann"}"#), TEAM_ANN, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/team/Ann"}"#), ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/*"}"#), ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::*:user/Ann"}"#), ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::111122223333:user/Bob"]}"#), BOB, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::444455556666:user/Ann"}"#), FOREIGN_ANN, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::444455556666:user/Ann"}"#), ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), ROOT, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), NOBODY, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"AIDACKCEVSQ6C2EXAMPLE"}"#), ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":["AIDACKCEVSQ6C2EXAMPLE","111122223333"]}"#), ANN, DO, &[], ACCOUNT),

    // Roles and their sessions.
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), SESSION, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), "arn:aws:sts::111122223333:assumed-role/App/ann@example.com", DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), "arn:aws:sts::111122223333:assumed-role/Apple/i-0ab", DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), "arn:aws:sts::111122223333:assumed-role/Other/App", DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), FOREIGN_SESSION, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::444455556666:role/App"}"#), FOREIGN_SESSION, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), "arn:aws:iam::111122223333:user/App", DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), "arn:aws:sts::111122223333:federated-user/App", DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/App"}"#), SESSION, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/*"}"#), SESSION, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/a/b/c/App"}"#), SESSION, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App/Other"}"#), SESSION, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"}"#), "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling", DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"}"#), "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann", DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/App/*"}"#), SESSION, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/App"}"#), SESSION, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/Other/i-0ab"}"#), SESSION, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":["arn:aws:sts::111122223333:assumed-role/App/x","arn:aws:sts::111122223333:assumed-role/App/i-0ab"]}"#), SESSION, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"AROADBQP57FF2AEXAMPLE"}"#), SESSION, DO, &[], NO),

    // Federated users.
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:sts::111122223333:federated-user/Fay"}"#), FAY, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:sts::111122223333:federated-user/Flo"}"#), FAY, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:sts::111122223333:federated-user/*"}"#), FAY, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"111122223333"}"#), FAY, DO, &[], ACCOUNT),
    (PRINCIPAL, allow!(r#""Principal":{"Federated":"cognito-identity.amazonaws.com"}"#), FAY, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/Corp"}"#), SESSION, DO, &[], NO),

    // Accounts and their root users.
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"111122223333"}"#), ROOT, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"111122223333"}"#), "111122223333", DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"111122223333"}"#), SESSION, DO, &[], ACCOUNT),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"111122223333"}"#), APP, DO, &[], ACCOUNT),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"111122223333"}"#), FOREIGN_ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"111122223333"}"#), S3, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"111122223333"}"#), NOBODY, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"444455556666"}"#), FOREIGN_SESSION, DO, &[], ACCOUNT),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"444455556666"}"#), FOREIGN_ROOT, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"444455556666"}"#), ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":["444455556666","arn:aws:iam::111122223333:root"]}"#), TEAM_ANN, DO, &[], ACCOUNT),
    (DEFAULT_POLICY, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#), ANN, DO, &[], ACCOUNT),
    (DEFAULT_POLICY, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#), FAY, DO, &[], ACCOUNT),
    (DEFAULT_POLICY, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#), FOREIGN_SESSION, DO, &[], NO),
    (DEFAULT_POLICY, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#), FOREIGN_ROOT, DO, &[], NO),

    // Services.
    (SERVICES, allow!(r#""Principal":{"Service":"logs.us-east-1.amazonaws.com"}"#), LOGS, DO, &[], YES),
    (SERVICES, allow!(r#""Principal":{"Service":"logs.eu-west-1.amazonaws.com"}"#), LOGS, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"Service":["sns.amazonaws.com","s3.amazonaws.com"]}"#), S3, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"Service":"s3.amazonaws.com"}"#), NOBODY, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"Service":"s3.amazonaws.com"}"#), SESSION, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"s3.amazonaws.com"}"#), S3, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann","Service":"s3.amazonaws.com"}"#), S3, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann","Service":"s3.amazonaws.com"}"#), ANN, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann","Service":"s3.amazonaws.com"}"#), BOB, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}"#), ANN, DO, &[], NO),

    // Everyone.
    (PRINCIPAL, allow!(r#""Principal":"*""#), ANN, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":"*""#), FAY, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":"*""#), FOREIGN_ROOT, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":"*""#), CHINA_ANN, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"*"}"#), FOREIGN_SESSION, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"*"}"#), NOBODY, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":["111122223333","*"]}"#), SESSION, DO, &[], YES),

    // Other partitions.
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws-cn:iam::111122223333:user/Ann"}"#), CHINA_ANN, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), CHINA_ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws-cn:iam::111122223333:root"}"#), CHINA_ANN, DO, &[], ACCOUNT),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#), CHINA_ANN, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws-us-gov:iam::111122223333:role/x/App"}"#), GOV_SESSION, DO, &[], YES),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), GOV_SESSION, DO, &[], NO),
    (PRINCIPAL, allow!(r#""Principal":{"AWS":"arn:aws-us-gov:iam::111122223333:root"}"#), SESSION, DO, &[], NO),

    // NotPrincipal in an Allow: everyone but those named.
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), BOB, DO, &[], YES),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), NOBODY, DO, &[], YES),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), TEAM_ANN, DO, &[], YES),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"AWS":"111122223333"}"#), ROOT, DO, &[], NO),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"AWS":"111122223333"}"#), FOREIGN_ANN, DO, &[], YES),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), SESSION, DO, &[], NO),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), FOREIGN_SESSION, DO, &[], YES),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"AWS":"arn:aws:sts::111122223333:federated-user/Fay"}"#), FAY, DO, &[], NO),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"Service":"s3.amazonaws.com"}"#), S3, DO, &[], NO),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"Service":"s3.amazonaws.com"}"#), "sns.amazonaws.com", DO, &[], YES),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":{"AWS":"AIDACKCEVSQ6C2EXAMPLE"}"#), BOB, DO, &[], YES),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":"*""#), ANN, DO, &[], NO),
    (NOT_PRINCIPAL, allow!(r#""NotPrincipal":"*""#), NOBODY, DO, &[], NO),

    // NotPrincipal in a Deny: everyone but those named with their role and their account.
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::111122223333:root"]}"#), ANN, DO, &[], YES),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::111122223333:root"]}"#), BOB, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::111122223333:root"]}"#), SESSION, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::111122223333:root"]}"#), FOREIGN_ANN, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::111122223333:root"]}"#), TEAM_ANN, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::111122223333:root"]}"#), S3, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::111122223333:root"]}"#), NOBODY, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::111122223333:root"]}"#), BOB, "kms:Encrypt", &[], YES),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Ann","arn:aws:iam::444455556666:root"]}"#), ANN, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:root"}"#), ANN, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":"111122223333"}"#), ROOT, DO, &[], YES),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::444455556666:user/Ann","444455556666"]}"#), FOREIGN_ANN, DO, &[], YES),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:sts::111122223333:assumed-role/App/i-0ab","arn:aws:iam::111122223333:role/App","111122223333"]}"#), SESSION, DO, &[], YES),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:sts::111122223333:assumed-role/App/x","arn:aws:iam::111122223333:role/Other","111122223333"]}"#), SESSION, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:iam::111122223333:role/App","111122223333"]}"#), APP, DO, &[], YES),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["arn:aws:sts::111122223333:federated-user/Fay","111122223333"]}"#), FAY, DO, &[], YES),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":"arn:aws:sts::111122223333:federated-user/Fay"}"#), FAY, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"Service":"s3.amazonaws.com"}"#), S3, DO, &[], YES),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"Service":"s3.amazonaws.com"}"#), LOGS, DO, &[], DENY),
    (NOT_PRINCIPAL, all_but!(r#""NotPrincipal":{"AWS":["AIDACKCEVSQ6C2EXAMPLE","111122223333"]}"#), ANN, DO, &[], DENY),

    // A Deny that names whom it means.
    (PRINCIPAL, all_but!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), ANN, DO, &[], DENY),
    (PRINCIPAL, all_but!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann"}"#), BOB, DO, &[], YES),
    (PRINCIPAL, all_but!(r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/App"}"#), SESSION, DO, &[], DENY),
    (PRINCIPAL, all_but!(r#""Principal":{"AWS":"444455556666"}"#), FOREIGN_SESSION, DO, &[], DENY),
    (PRINCIPAL, all_but!(r#""Principal":{"AWS":"444455556666"}"#), SESSION, DO, &[], YES),
    (PRINCIPAL, all_but!(r#""Principal":{"Service":"s3.amazonaws.com"}"#), S3, DO, &[], DENY),
    (PRINCIPAL, all_but!(r#""Principal":"*""#), NOBODY, DO, &[], DENY),
    (PRINCIPAL, all_but!(r#""Principal":{"AWS":"AROADBQP57FF2AEXAMPLE"}"#), APP, DO, &[], YES),
];
