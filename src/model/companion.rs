//! What other calls than DescribeKey tell of a key: `list-grants`, `list-aliases`, `list-key-rotations`,
//! `get-key-last-usage` ("GrantListEntry", "AliasListEntry", "RotationsListEntry", "KeyLastUsage", KMS API Reference).

use super::key::Date;
use crate::json::Span;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grant {
    pub span: Span,
    pub id: Option<String>,
    pub name: Option<String>,
    /// The key that it is for, by id or ARN.
    pub key: Option<String>,
    pub created: Option<Date>,
    pub grantee: Option<String>,
    pub grantee_service: Option<String>,
    pub retiring: Option<String>,
    pub retiring_service: Option<String>,
    pub issuer: Option<String>,
    pub operations: Vec<String>,
    /// Pairs that the request must hold and no others.
    pub context_equals: Vec<(String, String)>,
    /// Pairs that the request must hold among others.
    pub context_subset: Vec<(String, String)>,
    pub source_arn: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alias {
    pub span: Span,
    /// With its `alias/`.
    pub name: String,
    /// The id of the key that it points to.
    pub target: Option<String>,
    pub created: Option<Date>,
    pub updated: Option<Date>,
}

/// One material of a key, as `list-key-rotations` lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    pub span: Span,
    /// AUTOMATIC or ON_DEMAND.
    pub kind: Option<String>,
    pub date: Option<Date>,
    /// CURRENT, NON_CURRENT, PENDING_ROTATION or PENDING_MULTI_REGION_IMPORT_AND_ROTATION.
    pub state: Option<String>,
    pub valid_to: Option<Date>,
}

/// When a key was last used for cryptography, as far as KMS has kept track.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastUsage {
    pub operation: Option<String>,
    /// `None`: not since tracking began.
    pub at: Option<Date>,
    pub tracking_since: Option<Date>,
}
