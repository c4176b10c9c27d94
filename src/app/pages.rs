//! One file for each page.

pub mod key;
pub mod keys;
pub mod rules;
pub mod start;
