//! Who can do what: patterns, the weight of conditions, whether a key is public, and what a policy says to a request.
//!
//! The semantics are those of AWS's documents; each module cites its pages. Two words run through all of it: a test
//! **confines** when it fixes who calls, and **narrows** when it limits how but not who. What cannot be told from the
//! file is open, and an open test never counts as protection.

pub mod caller;
pub mod condition;
pub mod context;
pub mod decide;
pub mod pattern;
pub mod prepared;
pub mod request;
pub mod statement;
