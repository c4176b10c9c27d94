use crate::json::quote;

/// A key that shows a rule at work. All examples belong to a customer managed key of account 111122223333 in us-east-1,
/// whose rotation is on.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    source: Source,
    fields: &'static str,
    profile: &'static str,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    /// AWS's default policy.
    Default,
    Policy(&'static str),
    Statement(&'static str),
    /// A text and blanks behind it, so many bytes in all.
    Padded(&'static str, usize),
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
    /// The text of a policy, JSON or not.
    pub const fn policy(text: &'static str) -> Example {
        Example {
            source: Source::Policy(text),
            fields: "",
            profile: "",
        }
    }

    /// One statement or several, put into a policy of version 2012-10-17.
    pub const fn statement(text: &'static str) -> Example {
        Example {
            source: Source::Statement(text),
            fields: "",
            profile: "",
        }
    }

    /// The text of a policy with blanks behind it, `bytes` in all.
    pub const fn padded(text: &'static str, bytes: usize) -> Example {
        Example {
            source: Source::Padded(text, bytes),
            fields: "",
            profile: "",
        }
    }

    /// Members of the resource that differ: `"KeyState": "Disabled"`. JSON, without the braces.
    pub const fn fields(text: &'static str) -> Example {
        Example {
            source: Source::Default,
            fields: text,
            profile: "",
        }
    }

    /// The same with members of the resource that differ.
    pub const fn with(self, fields: &'static str) -> Example {
        Example { fields, ..self }
    }

    /// The same judged under a profile of these members.
    pub const fn under(self, profile: &'static str) -> Example {
        Example { profile, ..self }
    }

    /// The example as a file that can be dropped.
    pub fn resource(&self) -> String {
        let policy = match self.source {
            Source::Default => DEFAULT_POLICY.to_string(),
            Source::Policy(text) => text.to_string(),
            Source::Padded(text, bytes) => format!("{text:bytes$}"),
            Source::Statement(text) => {
                format!(r#"{{"Version":"2012-10-17","Statement":[{text}]}}"#)
            }
        };
        let fields = self.fields;
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
        match self.profile {
            "" => String::new(),
            members => format!("{{\"keyglassProfile\": 1, {members}}}"),
        }
    }

    /// The parts that make the example, for showing: of the policy, of the key, of the profile.
    pub fn parts(&self) -> [&'static str; 3] {
        let policy = match self.source {
            Source::Default => "",
            Source::Policy("") => "(an empty text)",
            Source::Padded(..) => "(a policy filled up with blanks)",
            Source::Policy(text) | Source::Statement(text) => text,
        };
        [policy, self.fields, self.profile]
    }
}
