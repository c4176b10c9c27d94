//! From JSON to the model. Every function is total: what cannot be read is said in the result.

pub mod companion;
pub mod element;
pub mod key;
pub mod policy;
