//! IfExists, keys with several values, and variables.

use super::Condition;
use super::page::{CONDITION_KEYS, KMS_KEYS, OPERATORS, SET_OPERATORS, VARIABLES as VARS};

const TYPE: &str = "ec2:InstanceType";
const TAG: &str = "aws:PrincipalTag/team";
const NAME: &str = "aws:username";
const APP: &str = "kms:EncryptionContext:app";
const AGE: &str = "aws:MultiFactorAuthAge";
const NOW: &str = "aws:CurrentTime";
const MFA: &str = "aws:MultiFactorAuthPresent";
const IP: &str = "aws:SourceIp";
const ARN: &str = "aws:SourceArn";
const BUCKET: &str = "arn:aws:s3:::logs";
const KEYS: &str = "aws:TagKeys";
const CONTEXT: &str = "kms:EncryptionContextKeys";
const GRANT: &str = "kms:GrantOperations";
const PATHS: &str = "aws:PrincipalOrgPaths";

#[rustfmt::skip]
pub const TABLE: &[Condition] = &[
    (OPERATORS, "StringLikeIfExists", TYPE, &["t1.*", "t2.*", "m3.*"], &[(TYPE, &["t2.micro"])], true),
    (OPERATORS, "StringLikeIfExists", TYPE, &["t1.*", "t2.*", "m3.*"], &[(TYPE, &["m5.large"])], false),
    (OPERATORS, "StringLikeIfExists", TYPE, &["t1.*", "t2.*", "m3.*"], &[], true),
    (OPERATORS, "StringEqualsIfExists", TAG, &["red"], &[(TAG, &["red"])], true),
    (OPERATORS, "StringEqualsIfExists", TAG, &["red"], &[(NAME, &["red"])], true),
    (OPERATORS, "StringNotEqualsIfExists", TAG, &["red"], &[], true),
    (OPERATORS, "StringNotEqualsIfExists", TAG, &["red"], &[(TAG, &["red"])], false),
    (OPERATORS, "StringEqualsIgnoreCaseIfExists", TAG, &["red"], &[(TAG, &["RED"])], true),
    (OPERATORS, "StringEqualsIgnoreCaseIfExists", TAG, &["red"], &[(TAG, &["blue"])], false),
    (OPERATORS, "StringNotEqualsIgnoreCaseIfExists", TAG, &["red"], &[(TAG, &["RED"])], false),
    (OPERATORS, "StringNotLikeIfExists", TAG, &["r*"], &[(TAG, &["red"])], false),
    (OPERATORS, "StringNotLikeIfExists", TAG, &["r*"], &[], true),
    (OPERATORS, "NumericEqualsIfExists", AGE, &["1"], &[(AGE, &["2"])], false),
    (OPERATORS, "NumericNotEqualsIfExists", AGE, &["1"], &[(AGE, &["1"])], false),
    (OPERATORS, "NumericLessThanIfExists", AGE, &["3600"], &[], true),
    (OPERATORS, "NumericLessThanIfExists", AGE, &["3600"], &[(AGE, &["7200"])], false),
    (OPERATORS, "NumericLessThanEqualsIfExists", AGE, &["3600"], &[(AGE, &["3600"])], true),
    (OPERATORS, "NumericGreaterThanIfExists", AGE, &["3600"], &[], true),
    (OPERATORS, "NumericGreaterThanEqualsIfExists", AGE, &["3600"], &[(AGE, &["3599"])], false),
    (OPERATORS, "DateEqualsIfExists", NOW, &["2026-06-30T12:00:00Z"], &[], true),
    (OPERATORS, "DateNotEqualsIfExists", NOW, &["2026-06-30T12:00:00Z"], &[(NOW, &["2026-06-30T12:00:00Z"])], false),
    (OPERATORS, "DateLessThanIfExists", NOW, &["2026-06-30T12:00:00Z"], &[(NOW, &["2026-07-30T12:00:00Z"])], false),
    (OPERATORS, "DateLessThanEqualsIfExists", NOW, &["2026-06-30T12:00:00Z"], &[], true),
    (OPERATORS, "DateGreaterThanIfExists", NOW, &["2026-06-30T12:00:00Z"], &[], true),
    (OPERATORS, "DateGreaterThanEqualsIfExists", NOW, &["2026-06-30T12:00:00Z"], &[(NOW, &["2026-05-30T12:00:00Z"])], false),
    (CONDITION_KEYS, "BoolIfExists", MFA, &["true"], &[], true),
    (CONDITION_KEYS, "BoolIfExists", MFA, &["true"], &[(MFA, &["false"])], false),
    (CONDITION_KEYS, "BoolIfExists", MFA, &["false"], &[(MFA, &["true"])], false),
    (OPERATORS, "BinaryEqualsIfExists", "kms:RecipientAttestation:PCR0", &["YQ=="], &[], true),
    (OPERATORS, "BinaryEqualsIfExists", "kms:RecipientAttestation:PCR0", &["YQ=="], &[("kms:RecipientAttestation:PCR0", &["Yg=="])], false),
    (OPERATORS, "IpAddressIfExists", IP, &["203.0.113.0/24"], &[], true),
    (OPERATORS, "IpAddressIfExists", IP, &["203.0.113.0/24"], &[(IP, &["198.51.100.7"])], false),
    (OPERATORS, "NotIpAddressIfExists", IP, &["203.0.113.0/24"], &[(IP, &["203.0.113.7"])], false),
    (OPERATORS, "ArnEqualsIfExists", ARN, &[BUCKET], &[(ARN, &["arn:aws:s3:::other"])], false),
    (OPERATORS, "ArnLikeIfExists", ARN, &["arn:aws:s3:::*"], &[], true),
    (OPERATORS, "ArnNotEqualsIfExists", ARN, &[BUCKET], &[], true),
    (OPERATORS, "ArnNotLikeIfExists", ARN, &["arn:aws:s3:::lo*"], &[(ARN, &[BUCKET])], false),

    (SET_OPERATORS, "ForAllValues:StringEquals", KEYS, &["environment", "cost-center"], &[(KEYS, &["environment", "cost-center"])], true),
    (SET_OPERATORS, "ForAllValues:StringEquals", KEYS, &["environment", "cost-center"], &[(KEYS, &["cost-center"])], true),
    (SET_OPERATORS, "ForAllValues:StringEquals", KEYS, &["environment", "cost-center"], &[(KEYS, &["environment", "owner"])], false),
    (SET_OPERATORS, "ForAllValues:StringEquals", KEYS, &["environment"], &[(KEYS, &["Environment"])], false),
    (SET_OPERATORS, "ForAllValues:StringEquals", KEYS, &["environment"], &[(KEYS, &[])], true),
    (SET_OPERATORS, "ForAllValues:StringEquals", KEYS, &["environment"], &[], true),
    (SET_OPERATORS, "ForAllValues:StringEqualsIgnoreCase", KEYS, &["ENV"], &[(KEYS, &["env", "Env"])], true),
    (SET_OPERATORS, "ForAllValues:StringLike", KEYS, &["Created*"], &[(KEYS, &["CreatedBy", "CreatedAt"])], true),
    (SET_OPERATORS, "ForAllValues:StringLike", KEYS, &["Created*"], &[(KEYS, &["CreatedBy", "Owner"])], false),
    (SET_OPERATORS, "ForAllValues:StringNotEquals", KEYS, &["environment", "owner"], &[(KEYS, &["cost-center", "name"])], true),
    (SET_OPERATORS, "ForAllValues:StringNotEquals", KEYS, &["environment", "owner"], &[(KEYS, &["cost-center", "owner"])], false),
    (SET_OPERATORS, "ForAllValues:StringNotEquals", KEYS, &["environment"], &[(KEYS, &[])], true),
    (SET_OPERATORS, "ForAllValues:StringNotLike", KEYS, &["tmp*"], &[(KEYS, &["name", "owner"])], true),
    (SET_OPERATORS, "ForAllValues:StringNotLike", KEYS, &["tmp*"], &[(KEYS, &["name", "tmp1"])], false),
    (SET_OPERATORS, "ForAllValues:StringNotLike", KEYS, &["tmp*"], &[], true),
    (SET_OPERATORS, "ForAllValues:NumericLessThan", "ec2:VolumeSize", &["5"], &[("ec2:VolumeSize", &["1", "4"])], true),
    (SET_OPERATORS, "ForAllValues:NumericLessThan", "ec2:VolumeSize", &["5"], &[("ec2:VolumeSize", &["1", "9"])], false),
    (SET_OPERATORS, "ForAllValues:ArnLike", ARN, &["arn:aws:s3:::*"], &[(ARN, &[BUCKET, "arn:aws:sns:us-east-1:111122223333:x"])], false),
    (SET_OPERATORS, "ForAllValues:Bool", MFA, &["true"], &[], true),
    (SET_OPERATORS, "ForAllValues:IpAddress", IP, &["203.0.113.0/24"], &[(IP, &["203.0.113.7", "198.51.100.7"])], false),
    (SET_OPERATORS, "ForAllValues:StringEqualsIfExists", KEYS, &["environment"], &[], true),
    (SET_OPERATORS, "ForAllValues:StringEqualsIfExists", KEYS, &["environment"], &[(KEYS, &["owner"])], false),
    (KMS_KEYS, "ForAllValues:StringEquals", CONTEXT, &["AppName", "FilePath"], &[(CONTEXT, &["AppName"])], true),
    (KMS_KEYS, "ForAllValues:StringEquals", CONTEXT, &["AppName", "FilePath"], &[(CONTEXT, &["AppName", "appname"])], false),
    (KMS_KEYS, "ForAllValues:StringEquals", GRANT, &["Encrypt", "Decrypt"], &[(GRANT, &["Decrypt"])], true),
    (KMS_KEYS, "ForAllValues:StringEquals", GRANT, &["Encrypt", "Decrypt"], &[(GRANT, &["Decrypt", "CreateGrant"])], false),
    (SET_OPERATORS, "ForAnyValue:StringEquals", KEYS, &["environment"], &[(KEYS, &["webserver", "environment"])], true),
    (SET_OPERATORS, "ForAnyValue:StringEquals", KEYS, &["environment"], &[(KEYS, &["webserver", "Environment"])], false),
    (SET_OPERATORS, "ForAnyValue:StringEquals", KEYS, &["environment"], &[(KEYS, &[])], false),
    (SET_OPERATORS, "ForAnyValue:StringEquals", KEYS, &["environment"], &[], false),
    (SET_OPERATORS, "ForAnyValue:StringEqualsIgnoreCase", KEYS, &["ENVIRONMENT"], &[(KEYS, &["webserver", "Environment"])], true),
    (SET_OPERATORS, "ForAnyValue:StringLike", KEYS, &["Created*"], &[(KEYS, &["Owner", "CreatedBy"])], true),
    (SET_OPERATORS, "ForAnyValue:StringLike", KEYS, &["Created*"], &[(KEYS, &["Owner"])], false),
    (SET_OPERATORS, "ForAnyValue:StringLike", KEYS, &["*"], &[], false),
    (SET_OPERATORS, "ForAnyValue:StringNotEquals", KEYS, &["environment", "owner"], &[(KEYS, &["owner", "environment"])], false),
    (SET_OPERATORS, "ForAnyValue:StringNotEquals", KEYS, &["environment", "owner"], &[(KEYS, &["owner", "name"])], true),
    (SET_OPERATORS, "ForAnyValue:StringNotEquals", KEYS, &["environment"], &[(KEYS, &[])], false),
    (SET_OPERATORS, "ForAnyValue:StringNotLike", PATHS, &["o-a1b2c3d4e5/*"], &[(PATHS, &["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"])], false),
    (SET_OPERATORS, "ForAnyValue:StringNotLike", PATHS, &["o-a1b2c3d4e5/*"], &[], false),
    (CONDITION_KEYS, "ForAnyValue:StringLike", PATHS, &["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"], &[(PATHS, &["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/"])], true),
    (CONDITION_KEYS, "ForAnyValue:StringEquals", PATHS, &["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"], &[(PATHS, &["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/"])], false),
    (CONDITION_KEYS, "ForAnyValue:StringEquals", "aws:CalledVia", &["athena.amazonaws.com"], &[("aws:CalledVia", &["athena.amazonaws.com", "dynamodb.amazonaws.com"])], true),
    (SET_OPERATORS, "ForAnyValue:NumericGreaterThan", "ec2:VolumeSize", &["5"], &[("ec2:VolumeSize", &["1", "9"])], true),
    (SET_OPERATORS, "ForAnyValue:IpAddress", IP, &["203.0.113.0/24"], &[(IP, &["198.51.100.7", "203.0.113.7"])], true),
    (SET_OPERATORS, "ForAnyValue:ArnLike", ARN, &["arn:aws:s3:::*"], &[(ARN, &["arn:aws:sns:us-east-1:111122223333:x", BUCKET])], true),
    (SET_OPERATORS, "ForAnyValue:StringEqualsIfExists", KEYS, &["environment"], &[], true),
    (SET_OPERATORS, "ForAnyValue:StringEqualsIfExists", KEYS, &["environment"], &[(KEYS, &["owner"])], false),
];

/// Under version 2012-10-17.
#[rustfmt::skip]
pub const VARIABLES: &[Condition] = &[
    (VARS, "StringEquals", APP, &["${aws:PrincipalTag/team}"], &[(APP, &["red"]), (TAG, &["red"])], true),
    (VARS, "StringEquals", APP, &["${aws:PrincipalTag/team}"], &[(APP, &["red"]), (TAG, &["blue"])], false),
    (VARS, "StringEquals", APP, &["${aws:PrincipalTag/team}"], &[(APP, &["red"])], false),
    (VARS, "StringEquals", APP, &["${aws:PrincipalTag/team}"], &[(APP, &["${aws:PrincipalTag/team}"]), (TAG, &["red"])], false),
    (VARS, "StringEquals", APP, &["${AWS:principaltag/Team}"], &[(APP, &["red"]), (TAG, &["red"])], true),
    (VARS, "StringEquals", APP, &["${aws:PrincipalTag/team, 'company-wide'}"], &[(APP, &["company-wide"])], true),
    (VARS, "StringEquals", APP, &["${aws:PrincipalTag/team, 'company-wide'}"], &[(APP, &["red"]), (TAG, &["red"])], true),
    (VARS, "StringEquals", APP, &["${aws:PrincipalTag/team, 'company-wide'}"], &[(APP, &["company-wide"]), (TAG, &["red"])], false),
    (VARS, "StringEquals", APP, &["pre-${aws:PrincipalTag/team, 'all'}-post"], &[(APP, &["pre-all-post"])], true),
    (VARS, "StringEquals", APP, &["${aws:username}/${aws:PrincipalTag/team}"], &[(APP, &["ann/red"]), (TAG, &["red"]), (NAME, &["ann"])], true),
    (VARS, "StringEquals", APP, &["${aws:username}/${aws:PrincipalTag/team}"], &[(APP, &["ann/red"]), (NAME, &["ann"])], false),
    (VARS, "StringEquals", APP, &["blue", "${aws:PrincipalTag/team}"], &[(APP, &["blue"])], true),
    (VARS, "StringNotEquals", APP, &["${aws:PrincipalTag/team}"], &[(APP, &["red"]), (TAG, &["red"])], false),
    (VARS, "StringNotEquals", APP, &["${aws:PrincipalTag/team}"], &[(APP, &["red"]), (TAG, &["blue"])], true),
    (VARS, "StringEquals", APP, &["${aws:username}"], &[(APP, &["ANN"]), (NAME, &["Ann"])], false),
    (VARS, "StringEqualsIgnoreCase", APP, &["${aws:username}"], &[(APP, &["ANN"]), (NAME, &["Ann"])], true),
    (VARS, "StringNotEqualsIgnoreCase", APP, &["${aws:username}"], &[(APP, &["ANN"]), (NAME, &["Ann"])], false),
    (VARS, "StringEqualsIfExists", APP, &["${aws:username}"], &[(NAME, &["ann"])], true),
    (VARS, "StringLike", APP, &["${aws:username}/*"], &[(APP, &["ann/notes"]), (NAME, &["ann"])], true),
    (VARS, "StringLike", APP, &["${aws:username}/*"], &[(APP, &["bob/notes"]), (NAME, &["ann"])], false),
    (VARS, "StringLike", APP, &["${aws:username}/*"], &[(APP, &["Ann/notes"]), (NAME, &["ann"])], false),
    (VARS, "StringLike", APP, &["*-${aws:username, 'anonymous'}"], &[(APP, &["x-anonymous"])], true),
    (VARS, "StringNotLike", APP, &["${aws:username}/*"], &[(APP, &["bob/notes"]), (NAME, &["ann"])], true),
    (VARS, "StringNotLike", APP, &["${aws:username}/*"], &[(APP, &["ann/notes"]), (NAME, &["ann"])], false),
    (VARS, "StringLike", APP, &["a${*}"], &[(APP, &["a*"])], true),
    (VARS, "StringLike", APP, &["a${*}"], &[(APP, &["abc"])], false),
    (VARS, "StringLike", APP, &["a${?}*"], &[(APP, &["a?bc"])], true),
    (VARS, "StringLike", APP, &["a${?}"], &[(APP, &["ab"])], false),
    (VARS, "StringLike", APP, &["${$}5*"], &[(APP, &["$5.00"])], true),
    (VARS, "StringEquals", APP, &["${$}{x}"], &[(APP, &["${x}"])], true),
    (VARS, "StringNotLike", APP, &["${*}"], &[(APP, &["anything"])], true),
    (VARS, "ForAllValues:StringEquals", KEYS, &["${aws:username}", "name"], &[(KEYS, &["ann", "name"]), (NAME, &["ann"])], true),
    (VARS, "ForAnyValue:StringLike", KEYS, &["${aws:username}-*"], &[(KEYS, &["name", "bob-1"]), (NAME, &["ann"])], false),
    (VARS, "ArnLike", ARN, &["arn:aws:s3:::${aws:username}-*"], &[(ARN, &["arn:aws:s3:::ann-logs"]), (NAME, &["ann"])], true),
    (VARS, "ArnLike", ARN, &["arn:aws:sns:*:${aws:PrincipalAccount}:*"], &[(ARN, &["arn:aws:sns:us-east-1:444455556666:x"]), ("aws:PrincipalAccount", &["111122223333"])], false),
    (VARS, "ArnEquals", ARN, &["arn:aws:sns:*:${aws:PrincipalAccount}:*"], &[(ARN, &["arn:aws:sns:us-east-1:111122223333:x"]), ("aws:PrincipalAccount", &["111122223333"])], true),
    (VARS, "ArnEquals", ARN, &["${aws:PrincipalArn}"], &[(ARN, &[BUCKET]), ("aws:PrincipalArn", &[BUCKET])], true),
    (VARS, "ArnNotEquals", ARN, &["arn:aws:s3:::${aws:username}"], &[(ARN, &[BUCKET]), (NAME, &["logs"])], false),
    (VARS, "ArnNotLike", ARN, &["arn:aws:s3:::${aws:username}*"], &[(ARN, &[BUCKET]), (NAME, &["ann"])], true),
    (VARS, "StringEquals", APP, &["${aws:TagKeys}"], &[(APP, &["a"]), (KEYS, &["a", "b"])], false),
    // "in any condition that involves the string operators or the ARN operators", and in no other.
    (VARS, "NumericEquals", AGE, &["${aws:MultiFactorAuthAge}"], &[(AGE, &["5"])], false),
    (VARS, "DateEquals", NOW, &["${aws:CurrentTime}"], &[(NOW, &["2026-06-30T12:00:00Z"])], false),
    (VARS, "Bool", MFA, &["${aws:MultiFactorAuthPresent}"], &[(MFA, &["true"])], false),
    (VARS, "IpAddress", IP, &["${aws:SourceIp}"], &[(IP, &["203.0.113.7"])], false),
];

/// Under version 2008-10-17, where `${…}` is text like any other.
#[rustfmt::skip]
pub const WITHOUT_VARIABLES: &[Condition] = &[
    (VARS, "StringEquals", APP, &["${aws:username}"], &[(APP, &["ann"]), (NAME, &["ann"])], false),
    (VARS, "StringEquals", APP, &["${aws:username}"], &[(APP, &["${aws:username}"]), (NAME, &["ann"])], true),
    (VARS, "StringEquals", APP, &["${aws:username, 'ann'}"], &[(APP, &["ann"])], false),
    (VARS, "StringLike", APP, &["${aws:username}/*"], &[(APP, &["ann/notes"]), (NAME, &["ann"])], false),
    (VARS, "StringLike", APP, &["${aws:username}/*"], &[(APP, &["${aws:username}/notes"])], true),
    (VARS, "StringLike", APP, &["a${*}"], &[(APP, &["a*"])], false),
    (VARS, "StringLike", APP, &["a${*}"], &[(APP, &["a${b}"])], true),
    (VARS, "StringNotEquals", APP, &["${aws:username}"], &[(APP, &["ann"]), (NAME, &["ann"])], true),
    (VARS, "ArnLike", ARN, &["arn:aws:s3:::${aws:username}-*"], &[(ARN, &["arn:aws:s3:::ann-logs"]), (NAME, &["ann"])], false),
];
