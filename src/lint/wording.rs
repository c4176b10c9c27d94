//! Sentences that several rules share.

use super::reach::passes_without;
use crate::explain::text::Text;
use crate::model::policy::{Effect, Statement, Test};

/// What follows for a statement when one of its tests sees a key that no request carries ("Condition operators", IAM
/// User Guide: positive tests are then false, negated ones true, and so on).
pub fn key_always_absent(statement: &Statement, test: &Test) -> &'static str {
    match (statement.effect, passes_without(test)) {
        (Some(Effect::Deny), true) => {
            "the test is always true and limits the Deny to nothing less than everybody"
        }
        (Some(Effect::Deny), false) => "the test is never true and the Deny never applies",
        (_, true) => "the test is always true and limits nobody",
        (_, false) => "the test is never true and the statement allows nothing",
    }
}

/// What follows when values that hold a literal wildcard are compared; `all` when every value of the test is one.
pub fn literal_never_equal(statement: &Statement, negated: bool, all: bool) -> &'static str {
    match (statement.effect, negated) {
        _ if !all => "so this value matches nothing",
        (Some(Effect::Deny), true) => "so the Deny hits everybody, also those it means to spare",
        (Some(Effect::Deny), false) => "so the Deny never applies to what it is meant for",
        (_, true) => "so the test excludes nobody",
        (_, false) => "so the statement does not allow what it is meant to",
    }
}

/// `nearest` as the end of a sentence: " Did you mean `kms:Decrypt`?"
pub fn did_you_mean(text: Text, suggestion: Option<&str>) -> Text {
    match suggestion {
        Some(suggestion) => text.words(" Did you mean ").code(suggestion).words("?"),
        None => text,
    }
}
