//! Questions about all requests to a key, each answered with a request that shows it, with a proof that there is none,
//! or with the reason why neither can be had.

pub mod admits;
pub mod ask;
pub mod automaton;
pub mod callers;
pub mod dead;
pub mod difference;
pub mod domain;
pub mod exposure;
pub mod lockout;
pub mod public;
pub mod search;
pub mod space;
pub mod who_can;
