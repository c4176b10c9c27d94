//! Whose a piece is.

use crate::model::arn::Arn;
use crate::model::key::Key;

/// Whose piece it is, as far as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub account: Option<String>,
    pub region: Option<String>,
    pub id: Option<String>,
    /// The file, where the id is a name that holds within it alone, as in a template.
    pub within: Option<String>,
}

impl Identity {
    /// Of a key's record.
    pub fn of(key: &Key) -> Identity {
        let of_arn = key.arn_fields();
        let id = of_arn.and_then(|arn| arn.resource.strip_prefix("key/"));
        // Many answers take an ARN for an id.
        let named = key.key_id().map(Identity::parse).unwrap_or_default();
        Identity {
            account: key.owner().map(str::to_string).or(named.account),
            region: key.home().map(str::to_string).or(named.region),
            id: id.map(str::to_string).or(named.id),
            within: None,
        }
    }

    /// Of an ARN of a key, or a key id.
    pub fn parse(text: &str) -> Identity {
        match Arn::split(text) {
            Some(arn) => Identity {
                account: Some(arn.account.to_string()),
                region: Some(arn.region.to_string()),
                id: arn.resource.strip_prefix("key/").map(str::to_string),
                within: None,
            },
            None => Identity {
                id: Some(text.to_string()),
                ..Identity::default()
            },
        }
    }

    /// Whether both can be one key: the same id, and nothing that contradicts it. A multi-Region key has one id in
    /// several Regions, so its Region has to be known on both sides.
    pub fn is(&self, other: &Identity) -> bool {
        let agree = |one: &Option<String>, other: &Option<String>| match (one, other) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        let spread = self.id.as_deref().is_some_and(|id| id.starts_with("mrk-"));
        self.id.is_some()
            && self.id == other.id
            && self.within == other.within
            && agree(&self.account, &other.account)
            && agree(&self.region, &other.region)
            && (!spread || self.region.is_some() && self.region == other.region)
    }
}
