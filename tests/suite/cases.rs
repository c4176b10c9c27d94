//! Cases judged by hand from AWS's pages, a row each: first the title of the page, last what AWS does. The conditions
//! are asked one by one, the decisions through whole policies.

mod conditions;
mod decisions;
mod principals;
mod sets;

use keyglass::access::condition::evaluate::evaluate;
use keyglass::access::context::Context;
use keyglass::access::decide::decide;
use keyglass::access::request::{Carries, Request, Sender};
use keyglass::access::statement::Truth;
use keyglass::json::parse;
use keyglass::model::operator::{BASES, Operator};
use keyglass::read::policy::{Keep, read};

/// The titles of the pages.
mod page {
    pub const ACTION: &str = "IAM JSON policy elements: Action";
    pub const CONDITION_KEYS: &str = "AWS global condition context keys";
    pub const DEFAULT_POLICY: &str = "Default key policy";
    pub const EFFECT: &str = "IAM JSON policy elements: Effect";
    pub const EVALUATION: &str = "Policy evaluation logic";
    pub const KEY_POLICIES: &str = "Key policies in AWS KMS";
    pub const KMS_KEYS: &str = "AWS KMS condition keys";
    pub const NOT_ACTION: &str = "IAM JSON policy elements: NotAction";
    pub const NOT_PRINCIPAL: &str = "AWS JSON policy elements: NotPrincipal";
    pub const NOT_RESOURCE: &str = "IAM JSON policy elements: NotResource";
    pub const OPERATORS: &str = "IAM JSON policy elements: Condition operators";
    pub const PRINCIPAL: &str = "AWS JSON policy elements: Principal";
    pub const RESOURCE: &str = "IAM JSON policy elements: Resource";
    pub const SERVICES: &str = "Permissions for AWS services in key policies";
    pub const SET_OPERATORS: &str = "Set operators for multivalued context keys";
    pub const SEVERAL: &str = "Conditions with multiple context keys or values";
    pub const VARIABLES: &str = "IAM policy elements: Variables and tags";
}

/// What a request carries.
type Carried = &'static [(&'static str, &'static [&'static str])];

/// Page, operator, key, wanted values, what the request carries, and whether the condition is true.
type Condition = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    Carried,
    bool,
);

/// Page, statements, sender (`""` is nobody), action, what the request carries, and the decision.
type Decision = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Carried,
    &'static str,
);

fn carries(carried: Carried) -> Carries {
    let mut carries = Carries::default();
    for (name, values) in carried {
        carries.set(name, values.iter().map(|value| value.to_string()).collect());
    }
    carries
}

fn check_conditions(table: &[Condition], variables: bool) {
    let wrong: Vec<_> = table
        .iter()
        .filter(|(_, operator, key, wanted, carried, truth)| {
            let operator = Operator::parse(operator).unwrap();
            evaluate(operator, key, wanted, &carries(carried), variables) != Truth::from(*truth)
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn check_decisions(table: &[Decision]) {
    let context = Context {
        owner: Some("111122223333".into()),
        region: Some("us-east-1".into()),
        arn: Some("arn:aws:kms:us-east-1:111122223333:key/1234abcd".into()),
        ..Context::default()
    };
    let mut wrong = Vec::new();
    for row in table {
        let (_, statements, sender, action, carried, wanted) = row;
        let text = crate::policy(statements);
        let policy = read(&parse(&text).expect(statements), Keep::Last);
        let request = Request {
            sender: match *sender {
                "" => Sender::Unsigned,
                text => Sender::parse(text, &Context::default()),
            },
            action: action.to_string(),
            carries: carries(carried),
        };
        assert_eq!(policy.defects, [], "{statements}");
        let found = decide(&policy, &context, &request).decision.name();
        if found != *wanted {
            wrong.push((found, row));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn conditions_come_out_as_their_pages_say() {
    for table in [conditions::TABLE, sets::TABLE, sets::VARIABLES] {
        check_conditions(table, true);
    }
    check_conditions(sets::WITHOUT_VARIABLES, false);
}

#[test]
fn decisions_come_out_as_their_pages_say() {
    for table in [principals::TABLE, decisions::TABLE] {
        check_decisions(table);
    }
}

/// Every operator has rows that are true and rows that are false, and one with IfExists where it takes that.
#[test]
fn every_operator_has_rows_of_either_outcome() {
    let rows = || conditions::TABLE.iter().chain(sets::TABLE);
    for (name, _) in BASES {
        for outcome in [true, false] {
            let found = rows().any(|row| row.1 == *name && row.5 == outcome);
            assert!(found, "{name} {outcome}");
        }
        let optional = format!("{name}IfExists");
        assert!(
            *name == "Null" || rows().any(|row| row.1 == optional),
            "{optional}"
        );
    }
}

#[test]
fn no_row_is_lost_or_doubled() {
    let conditions: Vec<Condition> = [conditions::TABLE, sets::TABLE, sets::VARIABLES].concat();
    let decisions: Vec<Decision> = [principals::TABLE, decisions::TABLE].concat();
    for (at, row) in conditions.iter().enumerate() {
        assert!(!conditions[..at].contains(row), "{row:?}");
    }
    for (at, row) in decisions.iter().enumerate() {
        assert!(!decisions[..at].contains(row), "{row:?}");
    }
    assert_eq!(conditions.len(), 316);
    assert_eq!(sets::WITHOUT_VARIABLES.len(), 9);
    assert_eq!(decisions.len(), 212);
}
