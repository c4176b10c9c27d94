//! One file for each page.

pub mod compare;
pub mod key;
pub mod keys;
pub mod overview;
pub mod rules;
pub mod start;
