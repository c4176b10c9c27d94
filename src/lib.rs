#![doc = include_str!("ARCHITECTURE.md")]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

pub mod access;
pub mod aws;
pub mod explain;
pub mod import;
pub mod index;
pub mod json;
pub mod limits;
pub mod lint;
pub mod model;
pub mod order;
pub mod profile;
pub mod read;
pub mod reason;
pub mod workspace;
