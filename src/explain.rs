//! From the model to sentences: typed phrases with the place that they speak of, never markup.

pub mod access;
pub mod actions;
pub mod condition;
pub mod fields;
pub mod foreign;
pub mod principal;
pub mod statement;
pub mod text;
pub mod trace;
pub mod verdict;
