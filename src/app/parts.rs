//! Pieces of pages.

pub mod dialogs;
pub mod fields;
pub mod finding;
pub mod header;
pub mod notices;
pub mod source;
pub mod statement;
pub mod text;
