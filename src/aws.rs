//! Facts about AWS as dated data: actions, condition keys, operators, partitions, Regions, services, field values.
//!
//! A name that is missing here is newer than the tables or not real; it is never called wrong for that alone.

pub mod actions;
pub mod condition_keys;
pub mod fields;
pub mod names;
pub mod reference;
pub mod sets;

/// The day of the newest source that went into the tables.
pub use reference::DATE as CATALOGUE_DATE;
