//! What changed from one record of a key to another, or what sets two keys apart.

use super::Loaded;
use crate::explain::statement::Sentence;
use crate::json::{parse, pretty};
use crate::lint::Finding;
use crate::model::key::{Field, FieldValue};
use crate::reason::difference::{Difference, difference};

/// The differences of two records; of pairs, the first is of the one before.
pub struct Comparison<'l> {
    /// Both are of one key.
    pub one_key: bool,
    /// Fields with another value, by name; `None` where a record does not have it.
    pub fields: Vec<(&'l str, [Option<&'l FieldValue>; 2])>,
    /// Findings that only one of them has, in their order.
    pub findings: [Vec<&'l Finding>; 2],
    /// Statements that only one of them has, whatever their order: place, sentence and JSON.
    pub statements: [Vec<Said>; 2],
    /// Both policies can be read.
    pub read: bool,
    /// The policies are the same but for how they are written: the order of statements, `Version` or `Id`.
    pub rewritten: bool,
    /// What requests come out differently. `None` where one of the policies cannot be read, or the keys are of two accounts.
    pub access: Option<Difference>,
}

impl Comparison<'_> {
    pub fn of<'l>(before: &'l Loaded, after: &'l Loaded) -> Comparison<'l> {
        let both = [before, after];
        let [id, other_id] = both.map(|it| it.key.key_id());
        let [owner, other] = both.map(|it| &it.report.context.owner);
        let [home, other_home] = both.map(|it| it.key.home());
        let alike = |one: &Said, other: &Said| one.2 == other.2;
        let same = |one: &&Finding, other: &&Finding| {
            one.rule.id() == other.rule.id() && unnumbered(one) == unnumbered(other)
        };
        let [text, other_text] = both.map(Loaded::policy_text);
        let one_key = id.is_some() && id == other_id && owner == other && home == other_home;
        // What a policy says of another key's ARN it says of nothing here.
        let comparable =
            one_key || owner == other && !text.contains(":key/") && !other_text.contains(":key/");
        let statements = apart(both.map(statements), alike);
        let findings = both.map(|it| it.report.findings.iter().collect());
        let policies = before.report.policy().zip(after.report.policy());
        Comparison {
            one_key,
            read: policies.is_some(),
            rewritten: policies.is_some()
                && text != other_text
                && statements.iter().all(Vec::is_empty),
            fields: fields(before, after),
            findings: apart(findings, same),
            statements,
            access: policies
                .filter(|_| comparable)
                .map(|(one, two)| match text == other_text {
                    true => Difference::default(),
                    false => difference(one, two, &after.report.context),
                }),
        }
    }
}

/// A statement: its place, what it says, and its JSON.
pub type Said = (usize, Sentence, String);

/// A finding's message without the numbers of statements, which change when one comes before.
fn unnumbered(finding: &Finding) -> Vec<String> {
    let message = finding.message.to_string();
    let parts = message.split("tatement");
    let behind = |part: &str| {
        part.trim_start_matches(|c: char| "s ".contains(c) || c.is_ascii_digit())
            .to_string()
    };
    parts.map(behind).collect()
}

/// What only the one of two lists has.
fn apart<T>([mut one, mut other]: [Vec<T>; 2], same: impl Fn(&T, &T) -> bool) -> [Vec<T>; 2] {
    let mut i = 0;
    while let Some(own) = one.get(i) {
        match other.iter().position(|it| same(own, it)) {
            Some(at) => {
                other.remove(at);
                one.remove(i);
            }
            None => i += 1,
        }
    }
    [one, other]
}

/// Each statement of a policy: its place, what it says, and its JSON, laid out alike.
fn statements(loaded: &Loaded) -> Vec<Said> {
    let policy = loaded.report.policy();
    let statements = policy.map(|policy| policy.statements.as_slice());
    let places = statements.unwrap_or_default().iter().enumerate();
    places
        .zip(loaded.report.sentences())
        .map(|((at, statement), sentence)| {
            let text = statement.span.of(loaded.policy_text());
            let text = parse(text).map_or(text.to_string(), |node| pretty(&node));
            (at, sentence, text)
        })
        .collect()
}

fn fields<'l>(
    before: &'l Loaded,
    after: &'l Loaded,
) -> Vec<(&'l str, [Option<&'l FieldValue>; 2])> {
    let value = |of: &'l Loaded, name: &str| {
        let mut fields = of.fields.iter();
        fields
            .find(|field| field.name == name)
            .map(|field| &field.value)
    };
    let new = |field: &&Field| value(before, &field.name).is_none();
    let names = before
        .fields
        .iter()
        .chain(after.fields.iter().filter(new))
        .map(|field| field.name.as_str());
    names
        .map(|name| (name, [value(before, name), value(after, name)]))
        .filter(|(_, [one, other])| one != other)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::date::Moment;
    use crate::workspace::Workspace;
    use std::rc::Rc;

    const ROOT: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
    const ROOT_APART: &str = r#"{"Effect":"Allow", "Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;
    const OPEN: &str =
        r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#;

    fn record(account: &str, enabled: bool, statements: &[&str]) -> String {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
            statements.join(",")
        );
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:{account}:key/1","Id":"1","AccountId":"{account}","Enabled":{enabled},"Policy":{}}}"#,
            crate::json::quote(&policy)
        )
    }

    fn loaded(text: &str) -> Rc<Loaded> {
        let mut workspace = Workspace::default();
        workspace.add("a.json".into(), text, Moment(1_795_000_000));
        workspace.loaded(0).unwrap()
    }

    #[test]
    fn says_what_was_won_and_what_was_lost() {
        let before = loaded(&record("111122223333", true, &[ROOT]));
        let after = loaded(&record("111122223333", false, &[OPEN, ROOT_APART]));
        let found = Comparison::of(&before, &after);
        assert!(found.one_key);
        let fields: Vec<&str> = found.fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(fields, ["Enabled"]);
        let places = found
            .statements
            .each_ref()
            .map(|list| list.iter().map(|it| it.0).collect::<Vec<_>>());
        assert_eq!(places, [vec![], vec![0]]);
        let rules = found
            .findings
            .each_ref()
            .map(|list| list.iter().any(|it| it.rule.id() == "KMS-POL-001"));
        assert_eq!(rules, [false, true]);
        let access = found.access.unwrap();
        assert!(!access.gained.is_empty() && access.lost.is_empty());
        let back = Comparison::of(&after, &before);
        assert!(!back.access.unwrap().lost.is_empty());
    }

    #[test]
    fn what_is_only_written_otherwise_is_the_same() {
        let before = loaded(&record("111122223333", true, &[ROOT, OPEN]));
        let after = loaded(&record("111122223333", true, &[OPEN, ROOT_APART]));
        let found = Comparison::of(&before, &after);
        assert!(found.fields.is_empty() && found.statements.iter().all(Vec::is_empty));
        assert!(found.rewritten);
        assert!(found.access.unwrap().is_equal());
    }

    /// Whose root user a policy names is another thing in another account.
    #[test]
    fn keys_of_two_accounts_are_not_compared_by_who_can() {
        let before = loaded(&record("111122223333", true, &[ROOT]));
        let after = loaded(&record("444455556666", true, &[ROOT]));
        let found = Comparison::of(&before, &after);
        assert!(!found.one_key && found.access.is_none());
    }

    /// A policy names its own key, and is not asked about another.
    #[test]
    fn keys_that_policies_name_are_not_compared_by_who_can() {
        let own = ROOT.replace(
            r#""Resource":"*""#,
            r#""Resource":"arn:aws:kms:us-east-1:111122223333:key/1""#,
        );
        let before = record("111122223333", true, &[&own]);
        let after = before
            .replace(r#"key/1""#, r#"key/2""#)
            .replace(r#""Id":"1""#, r#""Id":"2""#);
        let found = [loaded(&before), loaded(&after)];
        assert!(Comparison::of(&found[0], &found[1]).access.is_none());
        let wide = record("111122223333", true, &[ROOT]);
        let other = wide
            .replace(r#"key/1""#, r#"key/2""#)
            .replace(r#""Id":"1""#, r#""Id":"2""#);
        let found = [loaded(&wide), loaded(&other)];
        assert!(
            Comparison::of(&found[0], &found[1])
                .access
                .unwrap()
                .is_equal()
        );
    }

    /// A key of a multi-Region set has its id in several Regions.
    #[test]
    fn a_replica_is_another_key() {
        let before = record("111122223333", true, &[ROOT]);
        let after = before.replace("us-east-1", "eu-west-1");
        let found = [loaded(&before), loaded(&after)];
        assert!(!Comparison::of(&found[0], &found[1]).one_key);
    }

    #[test]
    fn findings_do_not_hang_on_the_numbers_of_statements() {
        let before = loaded(&record("111122223333", true, &[OPEN]));
        let after = loaded(&record("111122223333", true, &[ROOT, OPEN]));
        let [_, new] = Comparison::of(&before, &after).findings;
        assert!(!new.iter().any(|it| it.rule.id() == "KMS-POL-001"));
    }

    #[test]
    fn what_cannot_be_read_is_not_said_to_be_equal() {
        let masked = ROOT.replace(r#""Resource":"*""#, r#""Resource":"<masked>""#);
        let before = loaded(&record("111122223333", true, &[ROOT, &masked]));
        let after = loaded(&record("111122223333", true, &[ROOT]));
        assert!(!Comparison::of(&before, &after).access.unwrap().is_equal());
    }
}
