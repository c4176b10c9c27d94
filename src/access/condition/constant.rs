//! Condition keys whose value is settled by the key itself, and keys that no request lacks.

use super::super::context::Context;
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::{Carried, ConditionKey};

pub enum Constant {
    Value(String),
    Absent,
}

/// The value that every request to this key carries, where the file tells it.
pub fn of(key: &ConditionKey, context: &Context) -> Option<Constant> {
    let value = |known: &Option<String>| known.clone().map(Constant::Value);
    match key.name {
        "kms:KeySpec" | "kms:CustomerMasterKeySpec" => value(&context.spec),
        "kms:KeyUsage" | "kms:CustomerMasterKeyUsage" => value(&context.usage),
        "kms:KeyOrigin" => value(&context.origin),
        "kms:MultiRegion" => context
            .multi_region
            .map(|flag| Constant::Value(flag.to_string())),
        "kms:MultiRegionKeyType" => match context.multi_region {
            Some(false) => Some(Constant::Absent),
            _ => value(&context.multi_region_type),
        },
        // Of the key, not of the caller ("aws:ResourceAccount", AWS global condition context keys).
        "aws:ResourceAccount" => context.account().cloned().map(Constant::Value),
        "aws:RequestedRegion" => value(&context.region),
        // KMS takes requests over TLS only ("Infrastructure security in AWS KMS").
        "aws:SecureTransport" => Some(Constant::Value("true".into())),
        _ => None,
    }
}

/// Keys that are part of every request to KMS, or of every one about a key ("AWS KMS condition keys", KMS Developer Guide).
const ALWAYS: [&str; 16] = [
    "kms:CustomerMasterKeySpec",
    "kms:CustomerMasterKeyUsage",
    "kms:KeyOrigin",
    "kms:KeySpec",
    "kms:KeyUsage",
    "kms:MultiRegion",
    "kms:CallerAccount",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalType",
    "aws:PrincipalIsAWSService",
    "aws:userid",
    "aws:ViaAWSService",
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:RequestedRegion",
];

/// Keys made of a parameter that the operation requires or fills in.
const REQUIRED: [&str; 13] = [
    "kms:DataKeyPairSpec",
    "kms:EncryptionAlgorithm",
    "kms:ExpirationModel",
    "kms:GrantIsForAWSResource",
    "kms:GrantOperations",
    "kms:KeyAgreementAlgorithm",
    "kms:MacAlgorithm",
    "kms:MessageType",
    "kms:PrimaryRegion",
    "kms:ReEncryptOnSameKey",
    "kms:ReplicaRegion",
    "kms:SigningAlgorithm",
    "kms:WrappingAlgorithm",
];

/// Whether the key is part of every request, whatever it asks for.
pub fn is_everywhere(key: &ConditionKey) -> bool {
    ALWAYS.contains(&key.name)
}

/// Whether every request for these actions carries the key.
pub fn always_present(key: &ConditionKey, actions: ActionSet) -> bool {
    match key.carried {
        Carried::ByActions(carrying) => carrying.contains(actions) && REQUIRED.contains(&key.name),
        Carried::ByCaller | Carried::ByKeyOperations => ALWAYS.contains(&key.name),
    }
}
