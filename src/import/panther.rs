use super::{Format, Found};
use crate::json::{Node, Value};
use crate::read::key;

/// Panther's resource, as its console shows it and its API returns it.
pub static FORMAT: Format = Format {
    name: "panther",
    title: "Panther AWS.KMS.Key resource",
    how: "In Panther, open Investigate → Cloud Resources, choose the key, and copy its attributes as JSON.",
    claims,
    read: |record, source, found| {
        let key = key::read(record, source.text, FORMAT.name);
        found.push(Found::Key(Box::new(key)));
    },
    #[cfg(test)]
    example: r#"{"AccountId":"111122223333","Arn":"arn:aws:kms:us-east-1:111122223333:key/1","Id":"1","KeyManager":"CUSTOMER","KeyRotationEnabled":true,"KeyState":"Enabled","Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}","Region":"us-east-1","ResourceType":"AWS.KMS.Key"}"#,
};

/// Fields that Panther always writes and that one of them at least sets apart from a bare policy.
const FIELDS: [&str; 5] = ["KeyManager", "KeyState", "KeyUsage", "Origin", "Arn"];

fn claims(record: &Node) -> bool {
    match record.get("ResourceType").map(|node| &node.value) {
        Some(Value::String(kind)) => kind == "AWS.KMS.Key",
        // Fixtures and older exports leave ResourceType out; what DescribeKey does not have, they still have.
        _ => {
            let has = |name: &&str| record.get(name).is_some();
            let beyond_the_api = ["Policy", "KeyRotationEnabled"].iter().any(has);
            beyond_the_api
                && FIELDS.iter().filter(|name| has(name)).count() >= 2
                && record.get("KeyMetadata").is_none()
        }
    }
}
