//! Key policies as AWS's own pages write them, with the accounts of the tests: nothing in them is more than information.

use crate::{ids, policy, report, resource_with, warnings};

const ROOT: &str = r#"{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
const SYMMETRIC: &str = r#""KeyManager":"CUSTOMER","KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT","KeyState":"Enabled","Origin":"AWS_KMS","KeyRotationEnabled":true,"#;

fn only_information(page: &str, statements: &str, members: &str) {
    let report = report(&resource_with(&policy(statements), members));
    let found: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| warnings(&report).contains(&finding.rule.id()))
        .map(|finding| format!("{} {}", finding.rule.id(), finding.message))
        .collect();
    assert_eq!(found, [""; 0], "{page}");
}

/// "Default key policy" (KMS Developer Guide): the API's, and the console's for each kind of key.
#[test]
fn the_default_policies() {
    only_information("Default key policy", ROOT, SYMMETRIC);
    let kinds = [
        (
            r#""kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey""#,
            r#""KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT","#,
        ),
        (
            r#""kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:DescribeKey","kms:GetPublicKey""#,
            r#""KeySpec":"RSA_2048","KeyUsage":"ENCRYPT_DECRYPT","#,
        ),
        (
            r#""kms:DescribeKey","kms:GetPublicKey","kms:Sign","kms:Verify""#,
            r#""KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY","#,
        ),
        (
            r#""kms:DescribeKey","kms:GetPublicKey","kms:DeriveSharedSecret""#,
            r#""KeySpec":"ECC_NIST_P256","KeyUsage":"KEY_AGREEMENT","#,
        ),
        (
            r#""kms:DescribeKey","kms:GenerateMac","kms:VerifyMac""#,
            r#""KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC","#,
        ),
    ];
    for (use_, members) in kinds {
        let statements = format!(
            r#"{ROOT},
            {{"Sid":"Allow access for Key Administrators","Effect":"Allow","Principal":{{"AWS":["arn:aws:iam::111122223333:user/KMSAdminUser","arn:aws:iam::111122223333:role/KMSAdminRole"]}},"Action":["kms:Create*","kms:Describe*","kms:Enable*","kms:List*","kms:Put*","kms:Update*","kms:Revoke*","kms:Disable*","kms:Get*","kms:Delete*","kms:TagResource","kms:UntagResource","kms:ScheduleKeyDeletion","kms:CancelKeyDeletion","kms:RotateKeyOnDemand"],"Resource":"*"}},
            {{"Sid":"Allow use of the key","Effect":"Allow","Principal":{{"AWS":["arn:aws:iam::111122223333:user/ExampleUser","arn:aws:iam::111122223333:role/ExampleRole"]}},"Action":[{use_}],"Resource":"*"}},
            {{"Sid":"Allow attachment of persistent resources","Effect":"Allow","Principal":{{"AWS":["arn:aws:iam::111122223333:user/ExampleUser","arn:aws:iam::111122223333:role/ExampleRole"]}},"Action":["kms:CreateGrant","kms:ListGrants","kms:RevokeGrant"],"Resource":"*","Condition":{{"Bool":{{"kms:GrantIsForAWSResource":"true"}}}}}}"#
        );
        only_information("Default key policy", &statements, members);
    }
}

/// "Default KMS key policy created in CloudTrail console" (CloudTrail User Guide): who creates the trail is named beside
/// the account.
#[test]
fn the_console_of_cloudtrail() {
    for creator in [
        "arn:aws:iam::111122223333:user/username",
        "arn:aws:sts::111122223333:assumed-role/Admin/adminUser",
    ] {
        let statements = format!(
            r#"{{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{{"AWS":["arn:aws:iam::111122223333:root","{creator}"]}},"Action":"kms:*","Resource":"*"}}"#
        );
        only_information("CloudTrail console", &statements, SYMMETRIC);
    }
}

/// The policy of `aws/s3` and its kin, with and without the word of who manages the key.
#[test]
fn the_template_of_aws_managed_keys() {
    let statements = r#"{"Sid":"Allow access through S3 for all principals in the account that are authorized to use S3","Effect":"Allow","Principal":{"AWS":"*"},"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:CreateGrant","kms:DescribeKey"],"Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"s3.us-east-1.amazonaws.com"}}},{"Sid":"Allow direct access to key metadata to the account","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["kms:Describe*","kms:Get*","kms:List*","kms:RevokeGrant"],"Resource":"*"}"#;
    only_information("AWS managed keys", statements, r#""KeyManager":"AWS","#);
    only_information("AWS managed keys", statements, "");
}

/// Statements that pages of services and guides add to the default policy.
#[test]
fn statements_of_guides() {
    let condition = |condition: &str| format!(r#","Condition":{condition}"#);
    let pages = [
        (
            "Configure AWS KMS key policies for CloudTrail",
            r#""Service":"cloudtrail.amazonaws.com""#,
            r#""kms:GenerateDataKey*""#,
            condition(
                r#"{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/trail-name"},"StringLike":{"kms:EncryptionContext:aws:cloudtrail:arn":"arn:aws:cloudtrail:*:111122223333:trail/*"}}"#,
            ),
        ),
        (
            "Configure AWS KMS key policies for CloudTrail: describe",
            r#""Service":"cloudtrail.amazonaws.com""#,
            r#""kms:DescribeKey""#,
            String::new(),
        ),
        (
            "Encrypt log data in CloudWatch Logs",
            r#""Service":"logs.us-east-1.amazonaws.com""#,
            r#""kms:Encrypt*","kms:Decrypt*","kms:ReEncrypt*","kms:GenerateDataKey*","kms:Describe*""#,
            condition(
                r#"{"ArnEquals":{"kms:EncryptionContext:aws:logs:arn":"arn:aws:logs:us-east-1:111122223333:log-group:name"}}"#,
            ),
        ),
        (
            "Required AWS KMS key policy for encrypted volumes (Auto Scaling)",
            r#""AWS":["arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"]"#,
            r#""kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey""#,
            String::new(),
        ),
        (
            "Required AWS KMS key policy for encrypted volumes (Auto Scaling): grants",
            r#""AWS":["arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"]"#,
            r#""kms:CreateGrant""#,
            condition(r#"{"Bool":{"kms:GrantIsForAWSResource":true}}"#),
        ),
        (
            "Allowing users in other accounts to use a KMS key",
            r#""AWS":"arn:aws:iam::444455556666:root""#,
            r#""kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey""#,
            String::new(),
        ),
        (
            "Allowing users in other accounts to use a KMS key: roles and users",
            r#""AWS":["arn:aws:iam::444455556666:role/ExampleRole","arn:aws:iam::444455556666:user/ExampleUser"]"#,
            r#""kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey""#,
            String::new(),
        ),
        (
            "Condition keys for attested platforms: the image",
            r#""AWS":"arn:aws:iam::111122223333:role/data-processing""#,
            r#""kms:Decrypt","kms:DeriveSharedSecret","kms:GenerateDataKey","kms:GenerateDataKeyPair","kms:GenerateRandom""#,
            condition(
                r#"{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:ImageSha384":"9fedcba8abcdef7abcdef6abcdef5abcdef4abcdef3abcdef2abcdef1abcdef1abcdef0abcdef1abcdef2abcdef3abcd"}}"#,
            ),
        ),
        (
            "Use audit reports with your private CA: Encrypting your audit reports",
            r#""Service":"acm-pca.amazonaws.com""#,
            r#""kms:GenerateDataKey","kms:Decrypt""#,
            condition(
                r#"{"StringLike":{"kms:EncryptionContext:aws:s3:arn":["arn:aws:s3:::amzn-s3-demo-bucket/audit-report/*","arn:aws:s3:::amzn-s3-demo-bucket/crl/*"]}}"#,
            ),
        ),
        (
            "Data at rest encryption in Step Functions: log delivery",
            r#""Service":"delivery.logs.amazonaws.com""#,
            r#""kms:GenerateDataKey","kms:Decrypt""#,
            condition(
                r#"{"StringEquals":{"kms:EncryptionContext:SourceArn":"arn:aws:logs:us-east-1:111122223333:*"}}"#,
            ),
        ),
        (
            "DynamoDB encryption at rest: information about the key",
            r#""Service":"dynamodb.amazonaws.com""#,
            r#""kms:Describe*","kms:Get*","kms:List*""#,
            String::new(),
        ),
        (
            "Custom sender Lambda triggers (Cognito)",
            r#""Service":"cognito-idp.amazonaws.com""#,
            r#""kms:CreateGrant""#,
            condition(
                r#"{"StringEquals":{"aws:SourceAccount":"111122223333"},"ArnLike":{"aws:SourceArn":"arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_AAA"}}"#,
            ),
        ),
        (
            "AWS Clean Rooms ML: protection of data",
            r#""AWS":"arn:aws:iam::111122223333:role/ExampleRole""#,
            r#""kms:GenerateDataKey","kms:CreateGrant","kms:Decrypt""#,
            condition(
                r#"{"StringEquals":{"kms:ViaService":"cleanrooms-ml.us-east-1.amazonaws.com"},"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt","Encrypt","GenerateDataKeyWithoutPlaintext","ReEncryptFrom","ReEncryptTo","CreateGrant","DescribeKey","RetireGrant","GenerateDataKey"]},"BoolIfExists":{"kms:GrantIsForAWSResource":true}}"#,
            ),
        ),
        (
            "Referencing permission sets in resource policies",
            r#""AWS":"arn:aws:iam::111122223333:root""#,
            r#""kms:Decrypt","kms:Describe*""#,
            condition(
                r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_DevOps_*"}}"#,
            ),
        ),
    ];
    for (page, principal, actions, condition) in pages {
        // That page gives the account a part, and the role the rest.
        let root = match page.starts_with("Referencing") {
            true => ROOT.replace("\"kms:*\"", r#"["kms:Put*","kms:List*","kms:Get*"]"#),
            false => ROOT.to_string(),
        };
        let statement = format!(
            r#"{root},{{"Sid":"Allow as the page says","Effect":"Allow","Principal":{{{principal}}},"Action":[{actions}],"Resource":"*"{condition}}}"#
        );
        only_information(page, &statement, SYMMETRIC);
    }
}

/// "Baseline KMS key policy" and "Advanced KMS key policy statements" (IAM Identity Center User Guide), whose variables are
/// the key's own account and organization.
#[test]
fn the_policies_of_iam_identity_center() {
    let contexts = r#""ForAnyValue:StringEquals":{"kms:EncryptionContextKeys":["aws:sso:instance-arn","aws:identitystore:identitystore-arn"]}"#;
    let via = r#""StringLike":{"kms:ViaService":["sso.*.amazonaws.com","identitystore.*.amazonaws.com"]}"#;
    let services = r#"{"Service":["identitystore.amazonaws.com","sso.amazonaws.com"]}"#;
    let statements = format!(
        r#"{ROOT},
        {{"Sid":"Describe","Effect":"Allow","Principal":{services},"Action":"kms:DescribeKey","Resource":"*","Condition":{{"StringEquals":{{"aws:SourceAccount":"${{aws:ResourceAccount}}"}}}}}},
        {{"Sid":"Use","Effect":"Allow","Principal":{services},"Action":["kms:Decrypt","kms:ReEncryptTo","kms:ReEncryptFrom","kms:GenerateDataKeyWithoutPlaintext"],"Resource":"*","Condition":{{"StringEquals":{{"aws:SourceAccount":"${{aws:ResourceAccount}}"}},{contexts}}}}},
        {{"Sid":"Organization","Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{"StringEquals":{{"aws:PrincipalOrgID":"${{aws:ResourceOrgID}}"}},{via},{contexts}}}}},
        {{"Sid":"Applications","Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{"Bool":{{"aws:PrincipalIsAWSService":"true"}},"StringEquals":{{"aws:SourceOrgID":"${{aws:ResourceOrgID}}"}},{via},{contexts}}}}},
        {{"Sid":"OneApplication","Effect":"Allow","Principal":{{"Service":"myapp.amazonaws.com"}},"Action":"kms:Decrypt","Resource":"*","Condition":{{"StringEquals":{{"aws:SourceAccount":["111122223333"]}},"StringLike":{{"kms:ViaService":"sso.*.amazonaws.com"}},"Bool":{{"aws:PrincipalIsAWSService":"true"}}}}}}"#
    );
    only_information("Baseline KMS key policy", &statements, SYMMETRIC);
    let report = report(&resource_with(&policy(&statements), SYMMETRIC));
    assert_eq!(report.verdict.headline, "Not public.");
}

/// What is said of AWS's default policy is that it is the default.
#[test]
fn the_default_policy_is_called_the_default() {
    let report = report(&resource_with(&policy(ROOT), SYMMETRIC));
    assert_eq!(ids(&report), ["KMS-POL-010"]);
}
