use super::condition;
use super::text::Text;
use crate::access::decide::{Outcome, Why};
use crate::model::policy::{Effect, Statement};

/// Why a statement came out as it did for a request.
pub fn why(outcome: &Outcome, statement: &Statement) -> Text {
    let test = |index: usize| statement.tests.get(index).map(condition::words);
    match &outcome.why {
        Why::Matched { account } => Text::from(match (statement.effect, account) {
            (Some(Effect::Deny), _) => "it denies the request",
            (_, true) => "it lets the IAM policies of the caller’s account decide",
            (_, false) => "it allows the request",
        }),
        Why::NoEffect => "it has no effect that KMS knows".into(),
        Why::Principal => "it does not speak of this caller".into(),
        Why::Action if statement.action.is_absent() => "it names no action".into(),
        Why::Action => "it is not about this action".into(),
        Why::Resource if statement.resource.is_absent() => "it names no resource".into(),
        Why::Resource => "it is not about this key".into(),
        Why::Test(index) => {
            Text::from("not true of this request: ").then(test(*index).unwrap_or_default())
        }
        Why::Open(open) => {
            let tests: Vec<Text> = open.iter().filter_map(|index| test(*index)).collect();
            match tests.is_empty() {
                true => "whether it applies cannot be told".into(),
                false => Text::from("it hangs on whether ").then(Text::list(tests, "and", 3)),
            }
        }
    }
}
