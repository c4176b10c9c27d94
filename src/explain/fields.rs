use super::text::Text;
use crate::aws::fields::meaning;
use crate::model::Given;
use crate::model::date::Moment;
use crate::model::key::{Field, FieldValue, Key};

/// A group of fields, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldGroup {
    Identity,
    State,
    Material,
    Store,
    Tags,
    Other,
}

impl FieldGroup {
    pub const ALL: [FieldGroup; 6] = [
        FieldGroup::Identity,
        FieldGroup::State,
        FieldGroup::Material,
        FieldGroup::Store,
        FieldGroup::Tags,
        FieldGroup::Other,
    ];

    pub fn title(self) -> &'static str {
        match self {
            FieldGroup::Identity => "Identity",
            FieldGroup::State => "State and life cycle",
            FieldGroup::Material => "Key material and rotation",
            FieldGroup::Store => "Key store",
            FieldGroup::Tags => "Tags",
            FieldGroup::Other => "Other fields",
        }
    }
}

pub fn group(field: &Field) -> FieldGroup {
    match field.name.as_str() {
        "Arn" | "AccountId" | "AWSAccountId" | "Region" | "Id" | "KeyId" | "ResourceId"
        | "ResourceType" | "Description" | "KeyManager" => FieldGroup::Identity,
        "KeyState"
        | "Enabled"
        | "TimeCreated"
        | "CreationDate"
        | "DeletionDate"
        | "PendingDeletionWindowInDays" => FieldGroup::State,
        "KeyRotationEnabled"
        | "KeySpec"
        | "CustomerMasterKeySpec"
        | "KeyUsage"
        | "Origin"
        | "ExpirationModel"
        | "ValidTo"
        | "MultiRegion"
        | "MultiRegionConfiguration"
        | "EncryptionAlgorithms"
        | "SigningAlgorithms"
        | "MacAlgorithms"
        | "KeyAgreementAlgorithms"
        | "EncapsulationAlgorithms"
        | "CurrentKeyMaterialId" => FieldGroup::Material,
        "CustomKeyStoreId" | "CloudHsmClusterId" | "XksKeyConfiguration" => FieldGroup::Store,
        "Tags" => FieldGroup::Tags,
        _ => FieldGroup::Other,
    }
}

/// Whether the value is something that people paste elsewhere.
pub fn is_identifier(field: &Field) -> bool {
    matches!(field.value, FieldValue::Text(_))
        && matches!(
            field.name.as_str(),
            "Arn"
                | "AccountId"
                | "AWSAccountId"
                | "Id"
                | "KeyId"
                | "ResourceId"
                | "CustomKeyStoreId"
                | "CloudHsmClusterId"
                | "CurrentKeyMaterialId"
        )
}

/// One line on what the field says with this value, of this key, seen from `now`.
pub fn line(field: &Field, key: &Key, now: Moment) -> Option<Text> {
    match (&field.value, field.name.as_str()) {
        (FieldValue::Null, name) => null(name, key).map(Text::from),
        (FieldValue::Bool(value), name) => flag(name, *value, key).map(Text::from),
        (
            FieldValue::Text(text) | FieldValue::Number(text),
            name @ ("TimeCreated" | "CreationDate" | "DeletionDate" | "ValidTo"),
        ) => Some(date(name, text, &field.value, now)),
        (FieldValue::Text(value), name) => text(name, value, key),
        (FieldValue::Tags(tags), _) if tags.is_empty() => Some("No tags.".into()),
        (FieldValue::Tags(_), _) => Some("As they were when the file was made.".into()),
        (FieldValue::Json(_), "MultiRegionConfiguration") => Some(
            "The primary key and its replicas, in the Regions that share the key material.".into(),
        ),
        (
            FieldValue::Json(_),
            "EncryptionAlgorithms"
            | "SigningAlgorithms"
            | "MacAlgorithms"
            | "KeyAgreementAlgorithms"
            | "EncapsulationAlgorithms",
        ) => Some("What a request may choose from.".into()),
        (FieldValue::Json(_) | FieldValue::Number(_), name) if meaning(name, "").is_some() => {
            Some("Not a value that KMS gives this field; shown as it stands.".into())
        }
        _ => None,
    }
}

fn null(name: &str, key: &Key) -> Option<&'static str> {
    Some(match name {
        "KeyRotationEnabled" if key.is_aws_managed() => {
            "Not asked: Panther asks for rotation only on customer managed keys. AWS rotates its own keys every year."
        }
        "KeyRotationEnabled" => {
            "Not reported. That is not “off”: aws kms get-key-rotation-status tells."
        }
        "DeletionDate" if key.state.is("PendingDeletion") => {
            "No date is given, though the key waits to be deleted."
        }
        "DeletionDate" => "No deletion is scheduled.",
        "ValidTo" if key.expiration.is("KEY_MATERIAL_EXPIRES") => {
            "No date is given, though the key material expires."
        }
        "ValidTo"
            if key.origin.is("EXTERNAL") && !key.expiration.is("KEY_MATERIAL_DOES_NOT_EXPIRE") =>
        {
            "Not reported, though imported key material can expire."
        }
        "ValidTo" => "The key material does not expire.",
        "ExpirationModel" if key.origin.is("EXTERNAL") => {
            "Not reported, though imported key material can expire."
        }
        "ExpirationModel" => "Only imported key material can expire.",
        "CustomKeyStoreId" | "CloudHsmClusterId" if key.origin.is("AWS_CLOUDHSM") => {
            "Not given, though the key is in a CloudHSM cluster."
        }
        "CustomKeyStoreId" if key.origin.is("EXTERNAL_KEY_STORE") => {
            "Not given, though the key is in an external key store."
        }
        "CustomKeyStoreId" => "The key is not in a custom key store.",
        "CloudHsmClusterId" => "The key is not in a CloudHSM cluster.",
        "Tags"
            if key
                .description
                .text()
                .is_some_and(|text| text.contains("ACM private keys")) =>
        {
            "Unknown: Panther does not ask for tags on the default ACM key."
        }
        "Tags" => "Not reported, or none.",
        _ => return None,
    })
}

fn flag(name: &str, value: bool, key: &Key) -> Option<&'static str> {
    Some(match (name, value) {
        ("KeyRotationEnabled", true) => {
            "KMS makes new key material by itself, every year unless another period was set."
        }
        ("KeyRotationEnabled", false) if key.origin.is("EXTERNAL") => {
            "KMS cannot rotate imported key material by itself."
        }
        ("KeyRotationEnabled", false) if key.state.is("PendingDeletion") => {
            "KMS reports rotation as off for every key that waits to be deleted."
        }
        ("KeyRotationEnabled", false) => "KMS does not make new key material by itself.",
        ("Enabled", _)
            if key
                .state
                .text()
                .is_some_and(|state| (state == "Enabled") != value) =>
        {
            "Does not agree with KeyState: KMS says true for Enabled keys alone."
        }
        ("Enabled", true) => "The key can be used.",
        ("Enabled", false) => "The key cannot be used at the moment; KeyState says why.",
        ("MultiRegion", true) => "The same key material exists, or may exist, in other Regions.",
        ("MultiRegion", false) => "The key material never leaves its Region.",
        _ => return None,
    })
}

fn date(name: &str, text: &str, value: &FieldValue, now: Moment) -> Text {
    let moment = match value {
        FieldValue::Number(number) => Moment::from_epoch(number),
        _ => Moment::parse(text),
    };
    let Some(moment) = moment else {
        return "Not a date that can be read; shown as it stands.".into();
    };
    let (day, age) = (moment.day(), moment.seen_from(now));
    let past = moment < now;
    Text::from(match (name, past) {
        ("DeletionDate", false) => format!("Deleted {age}, on {day}."),
        ("DeletionDate", true) => format!("Was to be deleted on {day}, {age}."),
        ("ValidTo", false) => format!("The key material expires {age}, on {day}."),
        ("ValidTo", true) => format!("The key material expired on {day}, {age}."),
        _ => format!("{day}, {age}."),
    })
}

fn text(name: &str, value: &str, key: &Key) -> Option<Text> {
    if let Some(found) = meaning(name, value) {
        return Some(match found {
            Some(words) => words.into(),
            None => Text::from(format!(
                "Not in our catalogue of {}; shown as it stands.",
                crate::aws::CATALOGUE_DATE
            )),
        });
    }
    Some(match name {
        "Arn" if key.arn_fields().is_none() => "Not the ARN of a KMS key.".into(),
        "Arn" => "The key’s full name: partition, Region, account and id.".into(),
        "ResourceId" => "Panther’s name for the resource: the ARN.".into(),
        "ResourceType" => "Panther’s name for the kind of resource.".into(),
        "CustomKeyStoreId" => "The custom key store that holds the key.".into(),
        "CloudHsmClusterId" => "The CloudHSM cluster behind the key store.".into(),
        "CurrentKeyMaterialId" => "The key material that new data is encrypted with.".into(),
        "AccountId" | "AWSAccountId" => account(value, key)?,
        "Region" if key.arn_fields().is_some_and(|arn| arn.region != value) => {
            "Differs from the Region of the ARN.".into()
        }
        "Region" => "The Region that the key lives in.".into(),
        "Id" | "KeyId" if value.starts_with("mrk-") => {
            "The id of a multi-Region key: its replicas have the same one.".into()
        }
        "Id" | "KeyId" => "The key’s id within its account and Region.".into(),
        "Description" if value.is_empty() => "Nobody has written one.".into(),
        "Description" => "Free text of whoever made the key; it shows in CloudTrail.".into(),
        "DeletionDate" | "ValidTo" => return None,
        _ => return None,
    })
}

fn account(value: &str, key: &Key) -> Option<Text> {
    if !crate::aws::names::is_account(value) {
        return Some("Not an account id: those have twelve digits.".into());
    }
    match key.arn_fields() {
        Some(arn) if arn.account != value => Some("Differs from the account of the ARN.".into()),
        _ => Some("The account that owns the key.".into()),
    }
}

/// What a missing policy means.
pub fn policy(policy: &Given<crate::model::key::PolicyText>) -> Text {
    match policy {
        Given::Absent => "The policy is not in this file; aws kms get-key-policy shows it.".into(),
        Given::Null => "The policy is null in this file: nobody fetched it.".into(),
        Given::Malformed(_) => "The policy of this file is neither text nor an object.".into(),
        Given::Present(_) => Text::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;
    use crate::read::key::{fields, read};

    /// The line of one field of a key, seen from 24 November 2026.
    fn said(record: &str, name: &str) -> Option<String> {
        let key = read(&parse(record).unwrap(), record, "panther");
        let now = Moment::parse("2026-11-24").unwrap();
        let fields = fields(&key, record);
        let field = fields.iter().find(|field| field.name == name).unwrap();
        line(field, &key, now).map(|text| text.to_string())
    }

    #[test]
    fn lines_fit_the_value() {
        for (record, name, wanted) in [
            (
                r#"{"KeyManager":"AWS","KeyRotationEnabled":null}"#,
                "KeyRotationEnabled",
                "Not asked: Panther asks for rotation only on customer managed keys. AWS rotates its own keys every year.",
            ),
            (
                r#"{"DeletionDate":"2026-12-03T00:00:00Z"}"#,
                "DeletionDate",
                "Deleted in 9 days, on 3 December 2026.",
            ),
            (
                r#"{"KeyState":"PendingDeletion","DeletionDate":null}"#,
                "DeletionDate",
                "No date is given, though the key waits to be deleted.",
            ),
            (
                r#"{"ExpirationModel":"KEY_MATERIAL_EXPIRES","ValidTo":null}"#,
                "ValidTo",
                "No date is given, though the key material expires.",
            ),
            (
                r#"{"Origin":"EXTERNAL","ExpirationModel":null}"#,
                "ExpirationModel",
                "Not reported, though imported key material can expire.",
            ),
            (
                r#"{"Origin":"EXTERNAL","ExpirationModel":"KEY_MATERIAL_DOES_NOT_EXPIRE","ValidTo":null}"#,
                "ValidTo",
                "The key material does not expire.",
            ),
            (
                r#"{"Origin":"AWS_CLOUDHSM","CustomKeyStoreId":null}"#,
                "CustomKeyStoreId",
                "Not given, though the key is in a CloudHSM cluster.",
            ),
            (
                r#"{"TimeCreated":"someday"}"#,
                "TimeCreated",
                "Not a date that can be read; shown as it stands.",
            ),
            (
                r#"{"Origin":"MOON"}"#,
                "Origin",
                "Not in our catalogue of 2026-09-26; shown as it stands.",
            ),
            (
                r#"{"KeyState":"PendingDeletion","Enabled":true}"#,
                "Enabled",
                "Does not agree with KeyState: KMS says true for Enabled keys alone.",
            ),
            (
                r#"{"KeyState":"Disabled","Enabled":false}"#,
                "Enabled",
                "The key cannot be used at the moment; KeyState says why.",
            ),
            (
                r#"{"Arn":"arn:aws:kms:us-east-1:111122223333:key/1","AccountId":"444455556666"}"#,
                "AccountId",
                "Differs from the account of the ARN.",
            ),
        ] {
            assert_eq!(said(record, name).as_deref(), Some(wanted), "{record}");
        }
        assert_eq!(said(r#"{"Custom":[1]}"#, "Custom"), None);
    }
}
