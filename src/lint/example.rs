use crate::json::quote;

/// A key that shows a rule at work. All examples belong to a customer managed key of account 111122223333 in us-east-1,
/// whose rotation is on.
#[derive(Clone, Copy, Debug)]
pub enum Example {
    /// The text of a policy, JSON or not.
    Policy(&'static str),
    /// One statement, put into a policy of version 2012-10-17.
    Statement(&'static str),
    /// Members of the resource that differ: `"KeyState": "Disabled"`. JSON, without the braces.
    Fields(&'static str),
}

/// The key that the examples vary.
const KEY: [(&str, &str); 9] = [
    ("ResourceType", r#""AWS.KMS.Key""#),
    ("AccountId", r#""111122223333""#),
    (
        "Arn",
        r#""arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab""#,
    ),
    ("KeyManager", r#""CUSTOMER""#),
    ("KeyRotationEnabled", "true"),
    ("KeySpec", r#""SYMMETRIC_DEFAULT""#),
    ("KeyState", r#""Enabled""#),
    ("KeyUsage", r#""ENCRYPT_DECRYPT""#),
    ("Origin", r#""AWS_KMS""#),
];

const DEFAULT_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}"#;

impl Example {
    /// The example as a file that can be dropped.
    pub fn resource(&self) -> String {
        let policy = match self {
            Example::Policy(text) => (*text).to_string(),
            Example::Statement(text) => {
                format!(r#"{{"Version":"2012-10-17","Statement":[{text}]}}"#)
            }
            Example::Fields(_) => DEFAULT_POLICY.to_string(),
        };
        let fields = match self {
            Example::Fields(fields) => fields,
            _ => "",
        };
        let mut members: Vec<String> = KEY
            .iter()
            .filter(|(name, _)| !fields.contains(&format!("\"{name}\"")))
            .map(|(name, value)| format!("{}: {value}", quote(name)))
            .collect();
        if !fields.contains("\"Policy\"") {
            members.push(format!("\"Policy\": {}", quote(&policy)));
        }
        if !fields.is_empty() {
            members.push(fields.to_string());
        }
        format!("{{\n  {}\n}}", members.join(",\n  "))
    }

    /// The part that makes the example, for showing.
    pub fn text(&self) -> &'static str {
        let (Example::Policy(text) | Example::Statement(text) | Example::Fields(text)) = self;
        text
    }
}
