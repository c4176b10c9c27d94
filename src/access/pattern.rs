//! Patterns with `*` (any run of characters, also none) and `?` (any one character).

use crate::aws::actions::{ACTIONS, ActionSet};
use crate::model::arn::Arn;

/// Whether the pattern matches the whole text, letter case mattering.
pub fn matches(pattern: &str, text: &str) -> bool {
    run(pattern, text, |a, b| a == b)
}

/// The same, ASCII letter case ignored.
pub fn matches_ignoring_case(pattern: &str, text: &str) -> bool {
    run(pattern, text, |a, b| a.eq_ignore_ascii_case(&b))
}

/// Greedy with one way back: on a mismatch the latest `*` takes one character more. Linear for patterns with one
/// star, at worst the product of both lengths.
fn run(pattern: &str, text: &str, same: impl Fn(char, char) -> bool) -> bool {
    let mut pattern_at = pattern;
    let mut text_at = text;
    let mut back: Option<(&str, &str)> = None;
    loop {
        let mut text_next = text_at.chars();
        let mut pattern_next = pattern_at.chars();
        match (pattern_next.next(), text_next.next()) {
            (Some('*'), _) => {
                pattern_at = pattern_next.as_str();
                back = Some((pattern_at, text_at));
                continue;
            }
            (Some('?'), Some(_)) => {
                pattern_at = pattern_next.as_str();
                text_at = text_next.as_str();
                continue;
            }
            (Some(a), Some(b)) if same(a, b) => {
                pattern_at = pattern_next.as_str();
                text_at = text_next.as_str();
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        let Some((after_star, from)) = back else {
            return false;
        };
        let mut rest = from.chars();
        if rest.next().is_none() {
            return false;
        }
        pattern_at = after_star;
        text_at = rest.as_str();
        back = Some((after_star, text_at));
    }
}

pub fn has_wildcard(text: &str) -> bool {
    let mut bytes = text.as_bytes().iter();
    bytes.any(|byte| matches!(byte, b'*' | b'?'))
}

/// `*`, or several.
pub fn is_stars(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// The fields of an ARN pattern. Its first component is a pattern like the others: "each of the six colon-delimited
/// components of the ARN is checked separately and each can include multi-character match wildcards (*) or
/// single-character match wildcards (?)" ("Amazon Resource Name (ARN) condition operators", IAM User Guide).
pub fn arn_fields(pattern: &str) -> Option<Arn<'_>> {
    let (first, rest) = pattern.split_once(':')?;
    Arn::behind(rest).filter(|_| matches(first, "arn"))
}

/// Whether an ARN pattern matches an ARN: each of the six fields by itself, so that `*` stays within its field; in the
/// last field colons are ordinary characters.
pub fn arn_matches(pattern: &str, text: &str) -> bool {
    if is_stars(pattern) {
        return true;
    }
    match (arn_fields(pattern), Arn::split(text)) {
        (Some(pattern), Some(arn)) => pattern
            .fields()
            .iter()
            .zip(arn.fields())
            .all(|(pattern, field)| matches(pattern, field)),
        _ => false,
    }
}

/// Whether a Resource entry matches an ARN. Unlike in conditions, a `*` may reach beyond the colon of its segment ("IAM
/// JSON policy elements: Resource", IAM User Guide), so `arn:aws:kms:*` is every key.
pub fn resource_matches(pattern: &str, arn: &str) -> bool {
    matches(pattern, arn)
}

/// The actions of the whole catalogue that an `Action` entry means, key policy or not.
///
/// Names ignore letter case. An entry without a colon is no action, but for the lone `*`.
pub fn actions(entry: &str) -> ActionSet {
    if entry == "*" {
        return ActionSet::ALL;
    }
    let Some(colon) = entry.bytes().position(|byte| byte == b':') else {
        return ActionSet::EMPTY;
    };
    let service = entry.get(..colon).unwrap_or_default();
    let name = entry.get(colon + 1..).unwrap_or_default();
    if !service.eq_ignore_ascii_case("kms") && !matches_ignoring_case(service, "kms") {
        return ActionSet::EMPTY;
    }
    if !has_wildcard(name) {
        return crate::aws::actions::find(name).unwrap_or(ActionSet::EMPTY);
    }
    // Most patterns are a beginning and a star, and policies have many of them.
    if let Some(head) = name.strip_suffix('*').filter(|head| !has_wildcard(head)) {
        return crate::aws::actions::starting_with(head);
    }
    ActionSet::where_(|action| matches_ignoring_case(name, action.name))
}

/// The catalogue's spelling nearest to an unknown action name, when it is near: at most two letters off, or
/// `ReEncrypt`, which is an operation and needs its wildcard to be a permission.
pub fn nearest_action(name: &str) -> Option<String> {
    if name.eq_ignore_ascii_case("ReEncrypt") {
        return Some("kms:ReEncrypt*".into());
    }
    let lower = name.to_ascii_lowercase();
    ACTIONS
        .iter()
        .map(|action| {
            let other = action.name.to_ascii_lowercase();
            (strsim::osa_distance(&lower, &other), action.name)
        })
        .min()
        .filter(|(distance, _)| *distance <= 2)
        .map(|(_, name)| format!("kms:{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(entry: &str) -> Vec<&'static str> {
        actions(entry).iter().map(|action| action.name).collect()
    }

    #[test]
    fn actions_ignore_case_and_stay_with_kms() {
        assert_eq!(names("KMS:reencrypt*"), ["ReEncryptFrom", "ReEncryptTo"]);
        assert_eq!(names("kms:ReEncrypt"), [""; 0]);
        assert_eq!(names("k*:Sign"), ["Sign"]);
        assert_eq!(names("s3:*"), [""; 0]);
        assert_eq!(names("kms*"), [""; 0]);
        assert_eq!(actions("*").len(), ACTIONS.len());
        assert_eq!(actions("kms:*"), actions("*"));
    }

    #[test]
    fn arns_match_field_by_field() {
        let arn = "arn:aws:iam::111122223333:role/team/App";
        assert!(arn_matches("arn:aws:iam::111122223333:role/*", arn));
        assert!(arn_matches("arn:*:iam::111122223333:role/*", arn));
        // The first component is a pattern too.
        assert!(arn_matches("*:*:*:*:*:*", arn));
        assert!(arn_matches("a?n:aws:iam::*:role/*", arn));
        assert!(!arn_matches("a?:aws:iam::*:role/*", arn));
        assert!(!arn_matches("arn:aws:iam::*App", arn));
        assert!(!arn_matches("arn:aws:*", arn));
    }

    #[test]
    fn finds_the_name_that_was_meant() {
        assert_eq!(nearest_action("Decyrpt").as_deref(), Some("kms:Decrypt"));
        assert_eq!(
            nearest_action("ReEncrypt").as_deref(),
            Some("kms:ReEncrypt*")
        );
        assert_eq!(nearest_action("LaunchRocket"), None);
    }

    /// The obvious way, exponential and plainly right.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            (['*', rest @ ..], _) => {
                naive(rest, text) || (!text.is_empty() && naive(pattern, &text[1..]))
            }
            (['?', rest @ ..], [_, tail @ ..]) => naive(rest, tail),
            ([a, rest @ ..], [b, tail @ ..]) => a == b && naive(rest, tail),
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn matches_as_the_naive_way_does(pattern in "[ab*?]{0,8}", text in "[ab]{0,8}") {
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            prop_assert_eq!(matches(&pattern, &text), naive(&chars(&pattern), &chars(&text)));
        }
    }
}
