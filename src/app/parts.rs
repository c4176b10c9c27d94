//! Pieces of pages.

pub mod ask;
pub mod check_us;
pub mod dialogs;
pub mod fields;
pub mod finding;
pub mod header;
pub mod kept;
pub mod notices;
pub mod progress;
pub mod source;
pub mod statement;
pub mod text;
pub mod who_can;
