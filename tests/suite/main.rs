//! The library from outside: every rule by its examples, the truths that scanners get wrong, what must never be
//! reported, and the layout of the code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice
)]

mod all_requests;
mod app_state;
mod attack;
mod aws_texts;
mod bare_policies;
mod cases;
mod coverage;
mod estate;
mod facts;
mod fleet;
mod formats;
mod histories;
mod joins;
mod layout;
mod lockouts;
mod metamorphic;
mod never_reported;
mod not_public;
mod partitions;
mod profile;
mod questions;
mod reading;
mod reference;
mod rules;
mod seed;
mod strangers;
mod templates;
mod truths;

// The app's loop has no browser in it, so it is tested here; what only the pages use is not used by the tests.
#[allow(dead_code)]
#[path = "../../src/app/route.rs"]
mod route;
#[allow(dead_code, unused_imports)]
#[path = "../../src/app/state.rs"]
mod state;

use keyglass::import::import;
use keyglass::lint::{Example, Report, Severity, check};
use keyglass::model::date::Moment;
use keyglass::model::key::Key;
use keyglass::profile::Profile;

/// The day on which all tests judge.
pub fn now() -> Moment {
    Moment::parse("2026-11-24T12:00:00Z").unwrap()
}

/// The one key of a file.
pub fn key(text: &str) -> Key {
    let import = import(text);
    assert_eq!(import.problems, [], "{text}");
    assert_eq!(import.keys.len(), 1, "{text}");
    import.keys.into_iter().next().unwrap()
}

pub fn report(text: &str) -> Report {
    check(&key(text), &Profile::default(), now())
}

/// The report on an example, under its profile.
pub fn report_on(example: Example) -> Report {
    report_of(&example.resource(), &example.profile())
}

/// The report on the one key of a file under a profile; an empty text is the empty profile.
pub fn report_of(file: &str, profile: &str) -> Report {
    let profile = match profile {
        "" => Profile::default(),
        text => {
            let node = keyglass::json::parse(text).unwrap();
            let (profile, problems) = keyglass::profile::read(&node, text);
            assert_eq!(problems, [], "{text}");
            profile
        }
    };
    check(&key(file), &profile, now())
}

/// A Panther resource of account 111122223333 in us-east-1 with this policy.
pub fn resource(policy: &str) -> String {
    resource_with(policy, "")
}

/// The same with further members, each ending in a comma.
pub fn resource_with(policy: &str, members: &str) -> String {
    format!(
        r#"{{"ResourceType":"AWS.KMS.Key","AccountId":"111122223333","Arn":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",{members}"Policy":{}}}"#,
        serde_json::Value::String(policy.to_string())
    )
}

/// A policy of these statements.
pub fn policy(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

/// The ids of all findings, worst first.
pub fn ids(report: &Report) -> Vec<&'static str> {
    report
        .findings
        .iter()
        .map(|finding| finding.rule.id())
        .collect()
}

/// The ids of the findings that are more than information, worst first.
pub fn warnings(report: &Report) -> Vec<&'static str> {
    let findings = report.findings.iter();
    findings
        .filter(|finding| finding.severity != Severity::Info)
        .map(|finding| finding.rule.id())
        .collect()
}
