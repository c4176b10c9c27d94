//! The API's names for what other formats call otherwise.

use super::same::plain;
use crate::json::{Node, Value, quote};

/// The API's name for what other formats call otherwise; empty for what is no fact about the key.
pub(super) fn canonical(name: &str) -> Option<&'static str> {
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    Some(match plain.as_str() {
        "arn" | "keyarn" => "Arn",
        "accountid" | "awsaccountid" => "AccountId",
        "region" | "awsregion" => "Region",
        "keyid" | "id" => "KeyId",
        "description" => "Description",
        "keymanager" | "manager" => "KeyManager",
        "keystate" | "state" => "KeyState",
        "keyusage" => "KeyUsage",
        "keyspec" | "spec" => "KeySpec",
        "customermasterkeyspec" => "CustomerMasterKeySpec",
        "origin" => "Origin",
        "expirationmodel" => "ExpirationModel",
        "keyrotationenabled" | "enablekeyrotation" | "rotationenabled" | "keyrotationstatus" => {
            "KeyRotationEnabled"
        }
        "multiregion" => "MultiRegion",
        "multiregionconfiguration" => "MultiRegionConfiguration",
        "creationdate" | "timecreated" => "CreationDate",
        "enabled" | "isenabled" => "Enabled",
        "pendingdeletionwindowindays" => "PendingDeletionWindowInDays",
        "tags" => "Tags",
        "aliases" => "Aliases",
        "grants" => "Grants",
        "rotationperiodindays" => "RotationPeriodInDays",
        "nextrotationdate" => "NextRotationDate",
        "rotations" => "Rotations",
        "keylastusage" => "KeyLastUsage",
        "policynames" => "PolicyNames",
        "deletiondate" => "DeletionDate",
        "validto" => "ValidTo",
        "policy" | "keypolicy" | "getkeypolicy" | "policydocument" | "replicapolicy" => "Policy",
        "customkeystoreid" => "CustomKeyStoreId",
        "cloudhsmclusterid" => "CloudHsmClusterId",
        // Of the answer and of the tool, not of the key.
        "truncated" | "nexttoken" | "nextmarker" | "responsemetadata" | "$metadata"
        | "resultmetadata" | "tagsall" | "policystd" | "tagssrc" | "title" | "akas" | "ctx"
        | "spconnectionname" | "spctx" | "metadata" => "",
        _ => return None,
    })
}

/// Whether what is called so is a policy.
pub fn is_policy(name: &str) -> bool {
    canonical(name) == Some("Policy")
}

/// Whether what is called so names the key itself.
pub fn is_name(name: &str) -> bool {
    matches!(canonical(name), Some("Arn" | "KeyId"))
}

/// The value as the API would write it.
pub fn value(name: &str, node: &Node, text: &str) -> String {
    let flag = matches!(name, "KeyRotationEnabled" | "MultiRegion" | "Enabled");
    match &node.value {
        // PostgreSQL writes them with one letter.
        Value::String(word) if flag => match word.to_ascii_lowercase().as_str() {
            "true" | "t" => "true".into(),
            "false" | "f" => "false".into(),
            _ => node.span.of(text).to_string(),
        },
        Value::Object(_) if flag => match node.members() {
            [only] => value(name, &only.value, text),
            _ => node.span.of(text).to_string(),
        },
        Value::Object(_) | Value::Array(_) if name != "Policy" && !is_tag_map(name, node) => {
            renamed(node)
        }
        _ => node.span.of(text).to_string(),
    }
}

/// Names of a map of tags are the user's own.
fn is_tag_map(name: &str, node: &Node) -> bool {
    name == "Tags" && node.is_object()
}

/// The value with the names of its members as the API writes them: `granteePrincipal` is `GranteePrincipal`.
pub fn renamed(node: &Node) -> String {
    match &node.value {
        Value::Object(members) => {
            let parts: Vec<String> = members
                .iter()
                .map(|member| {
                    let name = pascal(&member.name);
                    // Pairs of an encryption context have names of their own.
                    let value = match name.starts_with("EncryptionContext") {
                        true => plain(&member.value),
                        false => renamed(&member.value),
                    };
                    format!("{}: {value}", quote(&name))
                })
                .collect();
            format!("{{{}}}", parts.join(", "))
        }
        Value::Array(items) => {
            let parts: Vec<String> = items.iter().map(renamed).collect();
            format!("[{}]", parts.join(", "))
        }
        _ => plain(node),
    }
}

/// `granteePrincipal` and `grantee_principal` as `GranteePrincipal`.
pub fn pascal(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}
