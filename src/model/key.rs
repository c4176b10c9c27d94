use super::Given;
use super::arn::Arn;
use super::companion::{Alias, Grant, LastUsage, Rotation};
use super::date::Moment;
use crate::aws::names;
use crate::json::Span;

/// A KMS key as a file describes it.
#[derive(Clone, Debug, Default)]
pub struct Key {
    /// Name of the format it came in, as `import` names it.
    pub format: &'static str,
    /// Where its record stands in the file.
    pub record: Span,

    pub arn: Given<String>,
    pub account: Given<String>,
    pub region: Given<String>,
    pub id: Given<String>,
    pub description: Given<String>,
    pub manager: Given<String>,
    pub state: Given<String>,
    pub usage: Given<String>,
    pub spec: Given<String>,
    pub origin: Given<String>,
    pub expiration: Given<String>,
    pub rotation: Given<bool>,
    pub multi_region: Given<bool>,
    /// PRIMARY or REPLICA.
    pub multi_region_type: Given<String>,
    pub deletion: Given<Date>,
    pub valid_to: Given<Date>,
    pub created: Given<Date>,
    /// It stands there under Panther's name, `TimeCreated`.
    pub time_created: bool,
    /// KeyMetadata's own word on whether the key can be used.
    pub enabled: Given<bool>,
    /// Days that a primary key waits after its last replica is gone.
    pub deletion_window: Given<i64>,
    /// Regions of all keys of a multi-Region set that the record names.
    pub set_regions: Given<Vec<String>>,
    pub policy: Given<PolicyText>,

    // What other calls than DescribeKey tell.
    pub tags: Given<Vec<(String, String)>>,
    pub aliases: Given<Vec<Alias>>,
    pub grants: Given<Vec<Grant>>,
    pub rotation_period: Given<i64>,
    pub next_rotation: Given<Date>,
    pub rotations: Given<Vec<Rotation>>,
    pub last_usage: Given<LastUsage>,
    pub policy_names: Given<Vec<String>>,
    /// The lists among these that were cut off, by their names in the record: `Grants`, `Aliases`, `Tags`, `Rotations`; empty
    /// where the record does not say which.
    pub cut: Vec<String>,
}

/// A member of a key's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// As the file writes it.
    pub name: String,
    pub value: FieldValue,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    /// Pairs of name and value, in the order of the file.
    Tags(Vec<(String, String)>),
    /// Anything else, as JSON.
    Json(String),
}

/// A date as written and as understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    pub text: String,
    pub moment: Moment,
}

/// The text of a key policy and where it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyText {
    pub text: String,
    /// The place of the JSON string (or of the object) that holds it.
    pub span: Span,
    /// How many JSON strings it was wrapped in: 0 for an object, 1 as the API returns it.
    pub wrapped: usize,
}

impl Key {
    /// The account that owns the key: of the ARN, else of its own field; only when it is an account id.
    pub fn owner(&self) -> Option<&str> {
        self.arn_fields()
            .map(|arn| arn.account)
            .or(self.account.text())
            .filter(|account| names::is_account(account))
    }

    /// The Region of the key: of the ARN, else of its own field.
    pub fn home(&self) -> Option<&str> {
        self.arn_fields()
            .map(|arn| arn.region)
            .or(self.region.text())
            .filter(|region| names::is_region(region))
    }

    /// The partition of the key: of the ARN, else of its Region.
    pub fn partition(&self) -> Option<&str> {
        let of_region = || self.home().map(names::partition_of);
        self.arn_fields()
            .map(|arn| arn.partition)
            .or_else(of_region)
    }

    /// The fields of the key's ARN, when there is one and it is that of a KMS key.
    pub fn arn_fields(&self) -> Option<Arn<'_>> {
        let arn = Arn::split(self.arn.text()?)?;
        (arn.service == "kms" && arn.resource.starts_with("key/")).then_some(arn)
    }

    /// The key's ARN, where it is whole and the record's other fields do not say another: account numbers are often masked in
    /// what is passed on, and of two that contradict each other nobody can tell which is the key's.
    pub fn sure_arn(&self) -> Option<&str> {
        let arn = self.arn_fields()?;
        let id = self.id.text().filter(|id| !id.starts_with("arn:"));
        let sure = self.sure_owner() == Some(arn.account)
            && self.sure_home() == Some(arn.region)
            && id.is_none_or(|id| arn.resource.strip_prefix("key/") == Some(id));
        self.arn.text().filter(|_| sure)
    }

    /// The account that owns the key, where the record says one alone.
    pub fn sure_owner(&self) -> Option<&str> {
        let other = self.account.text().filter(|it| names::is_account(it));
        self.owner()
            .filter(|it| other.is_none_or(|other| other == *it))
    }

    /// The Region of the key, where the record says one alone.
    pub fn sure_home(&self) -> Option<&str> {
        let other = self.region.text().filter(|it| names::is_region(it));
        self.home()
            .filter(|it| other.is_none_or(|other| other == *it))
    }

    /// The key id: its own field, else the end of the ARN.
    pub fn key_id(&self) -> Option<&str> {
        self.id.text().or_else(|| {
            self.arn_fields()
                .and_then(|arn| arn.resource.strip_prefix("key/"))
        })
    }

    /// Whether entries of a list that is there are known to be missing: what it does not hold may be in the rest.
    pub fn is_cut(&self, list: &str) -> bool {
        self.cut.iter().any(|cut| cut.is_empty() || cut == list)
    }

    pub fn is_aws_managed(&self) -> bool {
        self.manager.is("AWS")
    }
}
