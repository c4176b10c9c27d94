use crate::json::quote;

/// A key that shows a rule at work. All examples belong to a customer managed key of account 111122223333 in us-east-1,
/// whose rotation is on.
///
/// Made by `example!`, of four parts: how its policy is written, that text, fields, members of a profile.
#[derive(Clone, Copy, Debug)]
pub struct Example(pub(super) &'static str);

/// Between the parts: ASCII's unit separator. `concat!` takes no constant, so `example!` writes it out.
const UNIT: char = '\u{1f}';

/// An example's text, from:
///
/// - `policy(text)`: the text of a policy, JSON or not;
/// - `statement(text)`: one statement or several, put into a policy of version 2012-10-17;
/// - `padded(text, bytes)`: the text of a policy with blanks behind it, so many bytes in all;
/// - `fields(text)`: members of the resource that differ, `"KeyState": "Disabled"`, JSON without the braces; its policy
///   is AWS's default;
/// - each of them `.with(text)`: fields that differ, likewise;
/// - each of them `.under(text)`: judged under a profile of these members.
macro_rules! example {
    (fields($text:literal $(,)?) $(.under($profile:literal $(,)?))?) => {
        concat!("default\u{1f}\u{1f}", $text, "\u{1f}" $(, $profile)?)
    };
    (padded($text:literal, $bytes:literal $(,)?)) => {
        concat!($bytes, "\u{1f}", $text, "\u{1f}\u{1f}")
    };
    ($written:ident($text:literal $(,)?) $(.with($fields:literal $(,)?))? $(.under($profile:literal $(,)?))?) => {
        concat!(stringify!($written), "\u{1f}", $text, "\u{1f}", $($fields,)? "\u{1f}" $(, $profile)?)
    };
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
        let [written, text, fields, _] = self.split();
        let policy = match written {
            "default" => DEFAULT_POLICY.to_string(),
            "policy" => text.to_string(),
            "statement" => format!(r#"{{"Version":"2012-10-17","Statement":[{text}]}}"#),
            bytes => format!("{text:0$}", bytes.parse().unwrap_or_default()),
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

    /// The profile that it is judged under, as a file; empty where there is none.
    pub fn profile(&self) -> String {
        match self.split() {
            [_, _, _, ""] => String::new(),
            [_, _, _, members] => format!("{{\"keyglassProfile\": 1, {members}}}"),
        }
    }

    /// The parts that make the example, for showing: of the policy, of the key, of the profile.
    pub fn parts(&self) -> [&'static str; 3] {
        let [written, text, fields, profile] = self.split();
        let policy = match (written, text) {
            ("default" | "statement", text) => text,
            ("policy", "") => "(an empty text)",
            ("policy", text) => text,
            _ => "(a policy filled up with blanks)",
        };
        [policy, fields, profile]
    }

    fn split(&self) -> [&'static str; 4] {
        let mut parts = self.0.split(UNIT);
        [(); 4].map(|()| parts.next().unwrap_or_default())
    }
}
