use super::Format;
use crate::json::Node;
use crate::read::key;

/// The answer of the KMS API's DescribeKey, or its KeyMetadata alone.
pub static FORMAT: Format = Format {
    name: "describe-key",
    title: "aws kms describe-key output",
    how: "aws kms describe-key --key-id KEY --output json",
    claims,
    read: |record, text| {
        let metadata = record.get("KeyMetadata").unwrap_or(record);
        key::read(metadata, text, FORMAT.name)
    },
    example: r#"{"KeyMetadata":{"AWSAccountId":"111122223333","KeyId":"1","Arn":"arn:aws:kms:us-east-1:111122223333:key/1","KeyManager":"CUSTOMER","KeyState":"Enabled","KeySpec":"SYMMETRIC_DEFAULT"}}"#,
};

fn claims(record: &Node) -> bool {
    if let Some(metadata) = record.get("KeyMetadata") {
        return metadata.is_object();
    }
    let has = |name: &str| record.get(name).is_some();
    has("KeyId")
        && (has("KeyManager") || has("KeyState") || has("Origin") || has("AWSAccountId"))
        && !has("Policy")
        && !has("KeyRotationEnabled")
        && !has("ResourceType")
}
