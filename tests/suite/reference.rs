//! A second opinion: a plain and slow evaluator written from AWS's pages alone, and random policies on which it and the
//! library have to agree ("Policy evaluation logic", "IAM JSON policy elements", "Condition operators", "Set operators
//! for multivalued context keys" and "Variables and tags", IAM User Guide; "Key policies", KMS Developer Guide).

mod evaluator;
mod random;
mod rewrite;

use keyglass::access::context::Context;
use keyglass::access::decide::decide;
use keyglass::access::prepared::Prepared;
use keyglass::access::request::{Carries, Request, Sender};
use keyglass::json::parse;
use keyglass::read::policy::{Keep, read};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::Value;

use evaluator::reference;
use rewrite::{flip_case, same_policies, statements, with_statements};

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";

/// A request in plain texts; the sender `""` is nobody.
#[derive(Clone, Debug)]
struct Asked {
    sender: String,
    action: String,
    carries: Vec<(String, Vec<String>)>,
}

/// What the library says.
fn library(policy: &Value, asked: &Asked) -> &'static str {
    let text = policy.to_string();
    let context = Context {
        owner: Some("111122223333".into()),
        region: Some("us-east-1".into()),
        arn: Some(KEY.into()),
        ..Context::default()
    };
    let mut carries = Carries::default();
    for (name, values) in &asked.carries {
        carries.set(name, values.clone());
    }
    let request = Request {
        sender: match asked.sender.as_str() {
            "" => Sender::Unsigned,
            text => Sender::parse(text, &Context::default()),
        },
        action: asked.action.clone(),
        carries,
    };
    let policy = read(&parse(&text).unwrap(), Keep::Last);
    let decision = decide(&policy, &context, &request).decision;
    // Ready for many decisions, a policy says the same.
    assert_eq!(Prepared::new(&policy, &context).decide(&request), decision);
    decision.name()
}

/// How much a decision gives.
fn access(decision: &str) -> u8 {
    match decision {
        "allowed" => 2,
        "allowed_for_account" => 1,
        "explicit_deny" | "implicit_deny" => 0,
        other => unreachable!("{other}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8000))]
    #[test]
    fn the_library_decides_as_the_reference_does(policy in random::policy(), asked in random::asked()) {
        prop_assert_eq!(library(&policy, &asked), reference(&policy, &asked), "{} {:?}", policy, asked);
    }

    #[test]
    fn conditions_come_out_as_in_the_reference(statement in random::condition_statement(), asked in random::asked(), version in random::version()) {
        let policy = serde_json::json!({"Version": version, "Statement": statement});
        prop_assert_eq!(library(&policy, &asked), reference(&policy, &asked), "{} {:?}", policy, asked);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn another_way_to_write_it_changes_no_decision(policy in random::policy(), asked in random::asked()) {
        let decision = library(&policy, &asked);
        for (way, same) in same_policies(&policy) {
            prop_assert_eq!(library(&same, &asked), decision, "{}: {} and {} {:?}", way, policy, same, asked);
        }
        let mut shouted = asked.clone();
        shouted.action = flip_case(&asked.action);
        for (name, _) in &mut shouted.carries {
            *name = flip_case(name);
        }
        prop_assert_eq!(library(&policy, &shouted), decision, "{} {:?}", policy, shouted);
    }

    #[test]
    fn one_more_deny_never_adds_access(policy in random::policy(), deny in random::statement(), asked in random::asked()) {
        let mut deny = deny;
        deny["Effect"] = "Deny".into();
        let before = library(&policy, &asked);
        let mut all = statements(&policy);
        all.push(deny);
        let denied = with_statements(&policy, all);
        let after = library(&denied, &asked);
        prop_assert!(access(after) <= access(before), "{before} became {after}: {denied} {asked:?}");
        prop_assert!(before != "explicit_deny" || after == before, "{denied} {asked:?}");
    }

    #[test]
    fn one_allow_less_never_adds_access(policy in random::policy(), asked in random::asked()) {
        let before = library(&policy, &asked);
        let all = statements(&policy);
        for at in (0..all.len()).filter(|at| all[*at]["Effect"] == "Allow") {
            let mut fewer = all.clone();
            fewer.remove(at);
            let fewer = with_statements(&policy, fewer);
            let after = library(&fewer, &asked);
            prop_assert!(access(after) <= access(before), "{before} became {after}: {fewer} {asked:?}");
        }
    }
}

/// Random policies that all come out alike would show nothing.
#[test]
fn every_decision_is_among_the_random_ones() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = (random::policy(), random::asked());
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..2000 {
        let (policy, asked) = strategy.new_tree(&mut runner).unwrap().current();
        *counts.entry(reference(&policy, &asked)).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 4, "{counts:?}");
    assert!(counts.values().all(|count| *count >= 60), "{counts:?}");
}
