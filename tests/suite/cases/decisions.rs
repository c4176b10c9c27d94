//! Actions, resources, conditions within policies, and how statements come together.

use super::Decision;
use super::page::{
    ACTION, CONDITION_KEYS, DEFAULT_POLICY, EFFECT, EVALUATION, KEY_POLICIES, KMS_KEYS, NOT_ACTION,
    NOT_RESOURCE, OPERATORS, RESOURCE, SERVICES, SET_OPERATORS, SEVERAL, VARIABLES,
};

/// An Allow for everyone of this action element.
macro_rules! action {
    ($action:literal) => {
        concat!(
            r#"{"Effect":"Allow","Principal":"*","#,
            $action,
            r#","Resource":"*"}"#
        )
    };
}

/// An Allow of everything for everyone with this resource element.
macro_rules! resource {
    ($resource:literal) => {
        concat!(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","#,
            $resource,
            r#"}"#
        )
    };
}

/// A statement for everyone and everything under this condition.
macro_rules! when {
    ($effect:literal, $condition:literal) => {
        concat!(
            r#"{"Effect":""#,
            $effect,
            r#"","Principal":"*","Action":"kms:*","Resource":"*","Condition":"#,
            $condition,
            "}"
        )
    };
}

/// Everything is allowed to everyone, but for a Deny under this condition.
macro_rules! unless {
    ($condition:literal) => {
        concat!(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"},"#,
            when!("Deny", $condition)
        )
    };
}

/// The statement that every new key has.
const DEFAULT: &str = r#"{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;

const ANN: &str = "arn:aws:iam::111122223333:user/Ann";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/App/i-0ab";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const STRANGER: &str = "arn:aws:iam::444455556666:user/Zoe";
const S3: &str = "s3.amazonaws.com";

const DO: &str = "kms:Decrypt";
const YES: &str = "allowed";
const ACCOUNT: &str = "allowed_for_account";
const NO: &str = "implicit_deny";
const DENY: &str = "explicit_deny";

const CALLER: &str = "kms:CallerAccount";
const VIA: &str = "kms:ViaService";
const ORG: &str = "aws:PrincipalOrgID";
const MFA: &str = "aws:MultiFactorAuthPresent";

#[rustfmt::skip]
pub const TABLE: &[Decision] = &[
    (ACTION, action!(r#""Action":"kms:Decrypt""#), ANN, DO, &[], YES),
    (ACTION, action!(r#""Action":"kms:Decrypt""#), ANN, "kms:Encrypt", &[], NO),
    (ACTION, action!(r#""Action":["kms:Encrypt","kms:Decrypt"]"#), ANN, DO, &[], YES),
    (ACTION, action!(r#""Action":"KMS:DECRYPT""#), ANN, DO, &[], YES),
    (ACTION, action!(r#""Action":"kms:De*""#), ANN, "kms:DescribeKey", &[], YES),
    (ACTION, action!(r#""Action":"kms:*Key""#), ANN, "kms:DescribeKey", &[], YES),
    (ACTION, action!(r#""Action":"kms:*Key""#), ANN, "kms:PutKeyPolicy", &[], NO),
    (ACTION, action!(r#""Action":"kms:?ecrypt""#), ANN, DO, &[], YES),
    (ACTION, action!(r#""Action":"kms:??crypt""#), ANN, "kms:ReEncryptTo", &[], NO),
    (ACTION, action!(r#""Action":"kms:GenerateDataKey""#), ANN, "kms:GenerateDataKeyWithoutPlaintext", &[], NO),
    (ACTION, action!(r#""Action":"kms:GenerateDataKey*""#), ANN, "kms:GenerateDataKeyWithoutPlaintext", &[], YES),
    (ACTION, action!(r#""Action":"kms:GenerateDataKey*""#), ANN, "kms:GenerateDataKey", &[], YES),
    (ACTION, action!(r#""Action":"kms:ReEncrypt*""#), ANN, "kms:ReEncryptFrom", &[], YES),
    (ACTION, action!(r#""Action":"kms:ReEncrypt""#), ANN, "kms:ReEncryptFrom", &[], NO),
    (ACTION, action!(r#""Action":"s3:*""#), ANN, DO, &[], NO),
    (ACTION, action!(r#""Action":"s3:Decrypt""#), ANN, DO, &[], NO),
    (ACTION, action!(r#""Action":"*""#), ANN, "kms:ScheduleKeyDeletion", &[], YES),
    (NOT_ACTION, action!(r#""NotAction":"kms:Decrypt""#), ANN, DO, &[], NO),
    (NOT_ACTION, action!(r#""NotAction":"kms:decrypt""#), ANN, "kms:Encrypt", &[], YES),
    (NOT_ACTION, action!(r#""NotAction":["kms:Put*","kms:*Deletion"]"#), ANN, "kms:ScheduleKeyDeletion", &[], NO),
    (NOT_ACTION, action!(r#""NotAction":["kms:Put*","kms:*Deletion"]"#), ANN, DO, &[], YES),
    (NOT_ACTION, action!(r#""NotAction":"s3:*""#), ANN, DO, &[], YES),
    (NOT_ACTION, action!(r#""NotAction":"kms:*""#), ANN, DO, &[], NO),

    (KEY_POLICIES, resource!(r#""Resource":"*""#), ANN, DO, &[], YES),
    (RESOURCE, resource!(r#""Resource":"arn:aws:kms:us-east-1:111122223333:key/1234abcd""#), ANN, DO, &[], YES),
    (RESOURCE, resource!(r#""Resource":"arn:aws:kms:us-east-1:111122223333:key/*""#), ANN, DO, &[], YES),
    (RESOURCE, resource!(r#""Resource":"arn:aws:kms:us-east-1:111122223333:key/1234????""#), ANN, DO, &[], YES),
    (RESOURCE, resource!(r#""Resource":"arn:aws:kms:us-east-1:111122223333:key/1234???""#), ANN, DO, &[], NO),
    (RESOURCE, resource!(r#""Resource":"arn:aws:kms:us-east-1:111122223333:key/1234ABCD""#), ANN, DO, &[], NO),
    (RESOURCE, resource!(r#""Resource":"arn:aws:kms:eu-west-1:111122223333:key/*""#), ANN, DO, &[], NO),
    (RESOURCE, resource!(r#""Resource":"arn:aws:kms:*:*:key/*""#), ANN, DO, &[], YES),
    (RESOURCE, resource!(r#""Resource":"arn:aws:kms:us-east-1:444455556666:key/1234abcd""#), ANN, DO, &[], NO),
    (RESOURCE, resource!(r#""Resource":["arn:aws:s3:::bucket","arn:aws:kms:us-east-1:111122223333:key/1234abcd"]"#), ANN, DO, &[], YES),
    (RESOURCE, resource!(r#""Resource":"arn:aws:s3:::*""#), ANN, DO, &[], NO),
    (RESOURCE, resource!(r#""Resource":"1234abcd""#), ANN, DO, &[], NO),
    (KEY_POLICIES, resource!(r#""Resource":"arn:aws:kms:us-east-1:111122223333:alias/app""#), ANN, DO, &[], NO),
    (NOT_RESOURCE, resource!(r#""NotResource":"arn:aws:kms:us-east-1:111122223333:key/other""#), ANN, DO, &[], YES),
    (NOT_RESOURCE, resource!(r#""NotResource":"arn:aws:kms:us-east-1:111122223333:key/*""#), ANN, DO, &[], NO),

    (EFFECT, r#"{"Effect":"allow","Principal":"*","Action":"kms:*","Resource":"*"}"#, ANN, DO, &[], NO),
    (EFFECT, r#"{"Principal":"*","Action":"kms:*","Resource":"*"}"#, ANN, DO, &[], NO),
    (EVALUATION, "", ANN, DO, &[], NO),
    (EVALUATION, r#"{"Effect":"Deny","Principal":"*","Action":"kms:Encrypt","Resource":"*"}"#, ANN, DO, &[], NO),
    (EVALUATION, r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#, ANN, DO, &[], DENY),
    (EVALUATION, r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}"#, ROOT, DO, &[], DENY),
    (EVALUATION, r#"{"Effect":"Allow","Principal":"*","Action":"kms:Encrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Decrypt","Resource":"*"}"#, ANN, DO, &[], ACCOUNT),
    (EVALUATION, r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/Ann"},"Action":"kms:Decrypt","Resource":"*"}"#, ANN, DO, &[], YES),
    (EVALUATION, r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"kms:Put*","Resource":"*"}"#, ROOT, "kms:PutKeyPolicy", &[], DENY),
    (EVALUATION, r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"kms:Put*","Resource":"*"}"#, ANN, DO, &[], ACCOUNT),
    (DEFAULT_POLICY, DEFAULT, ANN, "kms:PutKeyPolicy", &[], ACCOUNT),
    (DEFAULT_POLICY, DEFAULT, SESSION, DO, &[], ACCOUNT),
    (DEFAULT_POLICY, DEFAULT, ROOT, "kms:PutKeyPolicy", &[], YES),
    (DEFAULT_POLICY, DEFAULT, STRANGER, DO, &[], NO),
    (DEFAULT_POLICY, DEFAULT, S3, DO, &[], NO),
    (DEFAULT_POLICY, DEFAULT, "", DO, &[], NO),

    (SEVERAL, when!("Allow", r#"{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"s3.us-east-1.amazonaws.com"}}"#), ANN, DO, &[(CALLER, &["111122223333"]), (VIA, &["s3.us-east-1.amazonaws.com"])], YES),
    (SEVERAL, when!("Allow", r#"{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"s3.us-east-1.amazonaws.com"}}"#), STRANGER, DO, &[(CALLER, &["444455556666"]), (VIA, &["s3.us-east-1.amazonaws.com"])], NO),
    (SEVERAL, when!("Allow", r#"{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"s3.us-east-1.amazonaws.com"}}"#), ANN, DO, &[(CALLER, &["111122223333"])], NO),
    (SEVERAL, when!("Allow", r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#), ANN, DO, &[(ORG, &["o-a1b2c3d4e5"]), (MFA, &["true"])], YES),
    (SEVERAL, when!("Allow", r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#), ANN, DO, &[(ORG, &["o-a1b2c3d4e5"]), (MFA, &["false"])], NO),
    (SEVERAL, when!("Allow", r#"{"StringEquals":{"aws:PrincipalOrgID":["o-a1b2c3d4e5","o-f6g7h8i9j0"]}}"#), STRANGER, DO, &[(ORG, &["o-f6g7h8i9j0"])], YES),
    (SEVERAL, when!("Allow", r#"{"StringNotEquals":{"aws:PrincipalTag/a":"x","aws:PrincipalTag/b":"y"}}"#), ANN, DO, &[("aws:PrincipalTag/a", &["x"]), ("aws:PrincipalTag/b", &["z"])], NO),
    (SEVERAL, when!("Allow", r#"{}"#), ANN, DO, &[], YES),
    (CONDITION_KEYS, unless!(r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#), ANN, DO, &[(ORG, &["o-a1b2c3d4e5"])], YES),
    (CONDITION_KEYS, unless!(r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#), STRANGER, DO, &[(ORG, &["o-zzzzzzzzzz"])], DENY),
    (OPERATORS, unless!(r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#), STRANGER, DO, &[], DENY),
    (OPERATORS, unless!(r#"{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#), STRANGER, DO, &[], DENY),
    (CONDITION_KEYS, unless!(r#"{"Bool":{"aws:MultiFactorAuthPresent":"false"}}"#), ANN, DO, &[], YES),
    (CONDITION_KEYS, unless!(r#"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#), ANN, DO, &[], DENY),
    (CONDITION_KEYS, unless!(r#"{"Null":{"aws:SourceVpce":"true"}}"#), ANN, DO, &[], DENY),
    (CONDITION_KEYS, unless!(r#"{"Null":{"aws:SourceVpce":"true"}}"#), ANN, DO, &[("aws:SourceVpce", &["vpce-1a2b3c4d"])], YES),
    (CONDITION_KEYS, unless!(r#"{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"},"Bool":{"aws:ViaAWSService":"false"}}"#), ANN, DO, &[("aws:SourceIp", &["198.51.100.7"]), ("aws:ViaAWSService", &["false"])], DENY),
    (CONDITION_KEYS, unless!(r#"{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"},"Bool":{"aws:ViaAWSService":"false"}}"#), ANN, DO, &[("aws:ViaAWSService", &["true"])], YES),
    (CONDITION_KEYS, unless!(r#"{"Bool":{"aws:SecureTransport":false}}"#), ANN, DO, &[("aws:SecureTransport", &["false"])], DENY),
    (CONDITION_KEYS, unless!(r#"{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}"#), SESSION, DO, &[("aws:PrincipalArn", &["arn:aws:iam::111122223333:role/App"])], YES),
    (CONDITION_KEYS, unless!(r#"{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}"#), ANN, DO, &[("aws:PrincipalArn", &[ANN])], DENY),
    (OPERATORS, unless!(r#"{"NumericGreaterThanIfExists":{"aws:MultiFactorAuthAge":3600}}"#), ANN, DO, &[("aws:MultiFactorAuthAge", &["3601"])], DENY),
    (OPERATORS, unless!(r#"{"NumericGreaterThan":{"aws:MultiFactorAuthAge":3600}}"#), ANN, DO, &[], YES),
    (OPERATORS, unless!(r#"{"DateGreaterThan":{"aws:CurrentTime":"2026-12-31T23:59:59Z"}}"#), ANN, DO, &[("aws:CurrentTime", &["2027-01-01T00:00:00Z"])], DENY),
    (KMS_KEYS, r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":true}}}"#, ANN, "kms:CreateGrant", &[("kms:GrantIsForAWSResource", &["true"])], ACCOUNT),
    (KMS_KEYS, r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":true}}}"#, ANN, "kms:CreateGrant", &[("kms:GrantIsForAWSResource", &["false"])], NO),
    (KMS_KEYS, when!("Allow", r#"{"StringEquals":{"kms:EncryptionContext:AppName":"ExampleApp"}}"#), ANN, DO, &[("kms:EncryptionContext:AppName", &["ExampleApp"])], YES),
    (KMS_KEYS, when!("Allow", r#"{"StringEquals":{"kms:EncryptionContext:AppName":"ExampleApp"}}"#), ANN, DO, &[("kms:EncryptionContext:FilePath", &["ExampleApp"])], NO),
    (KMS_KEYS, when!("Allow", r#"{"StringLike":{"kms:ViaService":"*.us-east-1.amazonaws.com"}}"#), ANN, DO, &[(VIA, &["lambda.us-east-1.amazonaws.com"])], YES),
    (SET_OPERATORS, when!("Allow", r#"{"ForAllValues:StringEquals":{"kms:GrantOperations":["Encrypt","Decrypt"]}}"#), ANN, "kms:CreateGrant", &[], YES),
    (SET_OPERATORS, when!("Allow", r#"{"ForAllValues:StringEquals":{"kms:GrantOperations":["Encrypt","Decrypt"]},"Null":{"kms:GrantOperations":"false"}}"#), ANN, "kms:CreateGrant", &[], NO),
    (SET_OPERATORS, unless!(r#"{"ForAnyValue:StringEquals":{"kms:GrantOperations":["CreateGrant","RetireGrant"]}}"#), ANN, "kms:CreateGrant", &[("kms:GrantOperations", &["Decrypt", "RetireGrant"])], DENY),
    (SET_OPERATORS, unless!(r#"{"ForAnyValue:StringEquals":{"kms:GrantOperations":["CreateGrant","RetireGrant"]}}"#), ANN, "kms:CreateGrant", &[("kms:GrantOperations", &["Decrypt"])], YES),
    (SERVICES, r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#, S3, "kms:GenerateDataKey", &[("aws:SourceAccount", &["111122223333"])], YES),
    (SERVICES, r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#, S3, "kms:GenerateDataKey", &[("aws:SourceAccount", &["444455556666"])], NO),
    (VARIABLES, when!("Allow", r#"{"StringEquals":{"kms:EncryptionContext:user":"${aws:username}"}}"#), ANN, DO, &[("kms:EncryptionContext:user", &["Ann"]), ("aws:username", &["Ann"])], YES),
    (VARIABLES, when!("Allow", r#"{"StringEquals":{"kms:EncryptionContext:user":"${aws:username}"}}"#), SESSION, DO, &[("kms:EncryptionContext:user", &["Ann"])], NO),
    (VARIABLES, when!("Allow", r#"{"StringLike":{"kms:EncryptionContext:user":"${aws:username, 'shared'}-*"}}"#), SESSION, DO, &[("kms:EncryptionContext:user", &["shared-1"])], YES),
];
