use super::Format;
use crate::json::Node;
use crate::read::key;

/// A resource of a CloudFormation template in JSON: what will be made, not what is there.
pub static FORMAT: Format = Format {
    name: "cloudformation",
    title: "CloudFormation AWS::KMS::Key resource",
    how: "A template in JSON, as `aws cloudformation get-template` or `cdk synth --json` print it.",
    claims,
    read: |record, text| match record.get("Properties") {
        Some(properties) => key::read(properties, text, FORMAT.name),
        None => key::read(record, text, FORMAT.name),
    },
    example: r#"{"Type":"AWS::KMS::Key","Properties":{"EnableKeyRotation":true,"KeyPolicy":{"Version":"2012-10-17","Statement":[]}}}"#,
};

fn claims(record: &Node) -> bool {
    let kind = record.get("Type").and_then(Node::as_str);
    matches!(kind, Some("AWS::KMS::Key" | "AWS::KMS::ReplicaKey"))
}
