//! Ways of writing the same thing give the same findings, over the examples of all rules.

use keyglass::json::quote;
use keyglass::lint::{Example, Kind, RULES};
use keyglass::model::Given;
use serde_json::{Value, json};

use crate::{key, report_of};

type Shape = Vec<(&'static str, &'static str)>;

/// An example whose policy is JSON that nothing is wrong with as JSON.
struct Case {
    file: String,
    profile: String,
    text: String,
    policy: Value,
}

fn case(example: Example) -> Option<Case> {
    let file = example.resource();
    let Given::Present(policy) = key(&file).policy else {
        return None;
    };
    let value: Value = serde_json::from_str(&policy.text).ok()?;
    // What says a member twice loses one here, and a blank more or less is what some rules are about.
    let same = serde_json::to_string(&value).ok()?.len() == policy.text.len();
    (same && value["Statement"].is_array()).then_some(Case {
        file,
        profile: example.profile(),
        text: policy.text,
        policy: value,
    })
}

impl Case {
    fn shape(&self, policy: &Value) -> Shape {
        let file = self
            .file
            .replace(&quote(&self.text), &quote(&policy.to_string()));
        let report = report_of(&file, &self.profile);
        let findings = report.findings.iter();
        let mut shape: Shape = findings
            .map(|finding| (finding.rule.id(), finding.severity.name()))
            .collect();
        shape.sort_unstable();
        shape
    }

    /// The rules that speak of too much access.
    fn access(&self, policy: &Value) -> Shape {
        let mut shape = self.shape(policy);
        shape.retain(|(id, _)| {
            RULES
                .iter()
                .any(|rule| rule.id() == *id && rule.kind == Kind::OverPermission)
        });
        shape
    }
}

fn cases() -> impl Iterator<Item = Case> {
    let examples = RULES
        .iter()
        .flat_map(|rule| rule.fires().chain(rule.silent()));
    examples.filter_map(case)
}

fn statements(policy: &mut Value) -> impl Iterator<Item = &mut Value> {
    policy["Statement"].as_array_mut().into_iter().flatten()
}

/// Changes every policy and asks for the same findings, but for rules that are about the very form.
fn same(name: &str, about: &[&str], change: impl Fn(&mut Value)) {
    let mut changed = 0;
    let mut wrong = Vec::new();
    for case in cases() {
        let mut policy = case.policy.clone();
        change(&mut policy);
        if policy == case.policy {
            continue;
        }
        changed += 1;
        let without = |mut shape: Shape| {
            shape.retain(|(id, _)| !about.contains(id));
            shape
        };
        let (before, after) = (
            without(case.shape(&case.policy)),
            without(case.shape(&policy)),
        );
        if before != after {
            wrong.push(format!("{before:?} {after:?} {policy}"));
        }
    }
    assert!(changed > 50, "{name}: {changed}");
    assert!(
        wrong.is_empty(),
        "{name}, {}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_order_of_statements_changes_no_finding() {
    same("order", &[], |policy| {
        if let Some(list) = policy["Statement"].as_array_mut() {
            list.reverse();
        }
    });
}

#[test]
fn a_list_of_one_is_its_entry() {
    fn lists(value: &mut Value) {
        if value.is_string() {
            *value = json!([value.clone()]);
        }
    }
    same("lists", &[], |policy| {
        for statement in statements(policy) {
            for element in ["Action", "NotAction", "Resource", "NotResource"] {
                if let Some(value) = statement.get_mut(element) {
                    lists(value);
                }
            }
            for element in ["Principal", "NotPrincipal"] {
                if let Some(Value::Object(kinds)) = statement.get_mut(element) {
                    kinds.values_mut().for_each(lists);
                }
            }
            if let Some(Value::Object(operators)) = statement.get_mut("Condition") {
                for keys in operators.values_mut().filter_map(Value::as_object_mut) {
                    keys.values_mut().for_each(lists);
                }
            }
        }
    });
}

#[test]
fn everyone_has_two_spellings() {
    same("everyone", &[], |policy| {
        for statement in statements(policy) {
            for element in ["Principal", "NotPrincipal"] {
                match statement.get_mut(element) {
                    Some(value) if *value == "*" => *value = json!({"AWS": "*"}),
                    _ => {}
                }
            }
        }
    });
}

#[test]
fn an_account_has_two_spellings() {
    fn swap(value: &mut Value) {
        match value {
            Value::String(text) => {
                let account = text
                    .strip_prefix("arn:aws:iam::")
                    .and_then(|rest| rest.strip_suffix(":root"));
                if let Some(account) = account.filter(|account| account.len() == 12) {
                    *text = account.to_string();
                }
            }
            Value::Array(list) => list.iter_mut().for_each(swap),
            _ => {}
        }
    }
    same("accounts", &[], |policy| {
        for statement in statements(policy) {
            if let Some(Value::Object(kinds)) = statement.get_mut("Principal") {
                kinds.values_mut().for_each(swap);
            }
        }
    });
}

#[test]
fn letter_case_of_actions_and_keys_is_free() {
    same("actions", &[], |policy| {
        fn upper(value: &mut Value) {
            match value {
                Value::String(text) => *text = text.to_ascii_uppercase(),
                Value::Array(list) => list.iter_mut().for_each(upper),
                _ => {}
            }
        }
        for statement in statements(policy) {
            for element in ["Action", "NotAction"] {
                if let Some(value) = statement.get_mut(element) {
                    upper(value);
                }
            }
        }
    });
    same("keys", &["KMS-CON-015"], |policy| {
        for statement in statements(policy) {
            if let Some(Value::Object(operators)) = statement.get_mut("Condition") {
                for keys in operators.values_mut().filter_map(Value::as_object_mut) {
                    let old = std::mem::take(keys);
                    // What follows the name of a family is the user's own, and has its own letter case.
                    let lower = |key: String| match key.split_once(['/']) {
                        Some((family, rest)) => {
                            format!("{}/{rest}", family.to_ascii_lowercase())
                        }
                        None if key.matches(':').count() > 1 => key,
                        None => key.to_ascii_lowercase(),
                    };
                    keys.extend(old.into_iter().map(|(key, value)| (lower(key), value)));
                }
            }
        }
    });
}

#[test]
fn less_access_is_no_new_finding_of_too_much() {
    let mut wrong = Vec::new();
    let mut changed = 0;
    let mut ask = |case: &Case, policy: &Value| {
        changed += 1;
        let (before, after) = (case.access(&case.policy), case.access(policy));
        let mut left = before.clone();
        for finding in &after {
            match left.iter().position(|(id, _)| *id == finding.0) {
                Some(at) => {
                    left.remove(at);
                }
                // Where several could change the policy before, the one who is left is looked at alone.
                None if finding.0 == "KMS-POL-030" => {}
                None => wrong.push(format!("{finding:?} {policy} {before:?}")),
            }
        }
    };
    for case in cases() {
        let mut denied = case.policy.clone();
        if let Some(list) = denied["Statement"].as_array_mut() {
            list.push(json!({"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:role/Nobody"}, "Action": "kms:Sign", "Resource": "*"}));
        }
        ask(&case, &denied);
        let count = case.policy["Statement"].as_array().map_or(0, Vec::len);
        for at in 0..count {
            let mut fewer = case.policy.clone();
            if fewer["Statement"][at]["Effect"] == "Allow"
                && let Some(list) = fewer["Statement"].as_array_mut()
            {
                list.remove(at);
                ask(&case, &fewer);
            }
        }
    }
    assert!(changed > 500, "{changed}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
