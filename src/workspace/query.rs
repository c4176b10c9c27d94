//! The search box of the list of keys: words, and `field:value` terms.
//!
//! ```text
//! rotation:off public:yes account:1111* rule:KMS-POL-001 "payments vault" -state:Disabled
//! ```
//!
//! Every term has to hold; `-` before a term means that it must not. Values ignore letter case and may hold `*`; of several
//! with commas between them one has to hold: `severity:critical,high`. A word or a quoted text is looked for in the title, the id and the aliases, of a key’s ARN the id. A term with a field that is not known is a word.

use super::row::Row;
use crate::access::pattern;
use crate::lint::{RULES, Severity};
use crate::model::letters;

/// What can stand before the colon, with what it is about.
pub const FIELDS: [(Field, &str, &str); 13] = [
    (Field::Public, "public", "yes, no, undecided"),
    (
        Field::Severity,
        "severity",
        "of the worst finding: critical, high, medium, low, info, none",
    ),
    (Field::Rule, "rule", "a rule that speaks: KMS-POL-001"),
    (Field::Account, "account", "the account that owns the key"),
    (Field::Region, "region", "us-east-1"),
    (Field::Manager, "manager", "customer, aws"),
    (Field::State, "state", "Enabled, PendingDeletion"),
    (Field::Spec, "spec", "SYMMETRIC_DEFAULT, RSA_2048"),
    (Field::Rotation, "rotation", "on, off, cannot, unknown"),
    (Field::Tag, "tag", "a tag’s name, or name=value"),
    (
        Field::Principal,
        "principal",
        "whom the policy allows something: an ARN, an account, a service",
    ),
    (Field::Policy, "policy", "keys that share one policy"),
    (
        Field::Changed,
        "changed",
        "yes, no – whether the key is open twice",
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Public,
    Severity,
    Rule,
    Account,
    Region,
    Manager,
    State,
    Spec,
    Rotation,
    Tag,
    Principal,
    Policy,
    Changed,
}

impl Field {
    pub fn name(self) -> &'static str {
        let found = FIELDS.iter().find(|(field, _, _)| *field == self);
        found.map_or("", |(_, name, _)| *name)
    }

    /// A number that rows with the same value of it have in common; `None` for what is not one value.
    pub(super) fn number_in(self, row: &Row) -> Option<usize> {
        let name = match self {
            Field::Account => &row.account,
            Field::Region => &row.region,
            Field::Manager => &row.manager,
            Field::State => &row.state,
            Field::Spec => &row.spec,
            Field::Policy => &row.policy,
            Field::Rotation => return Some(row.rotation as usize),
            Field::Changed => return Some(usize::from(row.changed)),
            Field::Public | Field::Severity | Field::Rule | Field::Tag | Field::Principal => {
                return None;
            }
        };
        Some(name.id as usize)
    }

    /// Whether its values say nothing of anybody: they may stand in an address.
    pub fn is_plain(self) -> bool {
        !matches!(
            self,
            Field::Account | Field::Tag | Field::Principal | Field::Policy
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub not: bool,
    /// `None`: a word.
    pub field: Option<Field>,
    /// In lower case.
    pub value: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(pub Vec<Term>);

impl Query {
    pub fn parse(text: &str) -> Query {
        let mut terms = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let not = rest.starts_with('-') && rest.len() > 1;
            if not {
                rest = rest.get(1..).unwrap_or_default();
            }
            let named = FIELDS.iter().find_map(|(field, name, _)| {
                let head = rest.get(..name.len())?;
                let tail = rest.get(name.len()..)?.strip_prefix(':')?;
                head.eq_ignore_ascii_case(name).then_some((*field, tail))
            });
            let (field, tail) = match named {
                Some((field, tail)) => (Some(field), tail),
                None => (None, rest),
            };
            let (value, after) = match tail.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                None => tail.split_once(char::is_whitespace).unwrap_or((tail, "")),
            };
            let mut add = |value: &str| {
                let value = lower(value);
                if !value.is_empty() {
                    terms.push(Term { not, field, value });
                }
            };
            match field {
                Some(_) => add(value),
                // An ARN is looked for by the id that it ends in; whatever stands around a word may be anything.
                None => {
                    let word = value.split(":key/").last().unwrap_or(value);
                    let word = word.trim_matches('*');
                    match not {
                        true => add(word),
                        false => word.split('*').for_each(add),
                    }
                }
            }
            rest = after.trim_start();
        }
        Query(terms)
    }

    /// The same without what an address must not hold.
    pub fn plain(&self) -> Query {
        let plain = |term: &&Term| term.field.is_some_and(Field::is_plain);
        Query(self.0.iter().filter(plain).cloned().collect())
    }

    pub fn has(&self, field: Field, value: &str) -> bool {
        let value = lower(value);
        let mut terms = self.0.iter();
        terms.any(|term| term.is_of(field) && term.value.split(',').any(|one| one == value))
    }

    /// The term added, or taken out when it is there.
    pub fn toggled(&self, field: Field, value: &str) -> Query {
        let value = lower(value);
        let mut terms = self.0.clone();
        match self.has(field, &value) {
            true => terms.retain_mut(|term| {
                if term.is_of(field) {
                    let others = term.value.split(',').filter(|one| *one != value);
                    term.value = others.collect::<Vec<_>>().join(",");
                }
                !term.value.is_empty()
            }),
            false => match terms.iter_mut().find(|term| term.is_of(field)) {
                // Two terms of one field hold for no key: of its values one has to.
                Some(term) => term.value = [&term.value, ",", &value].concat(),
                None => terms.push(Term {
                    not: false,
                    field: Some(field),
                    value,
                }),
            },
        }
        Query(terms)
    }
}

impl std::fmt::Display for Query {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, term) in self.0.iter().enumerate() {
            let gap = if at > 0 { " " } else { "" };
            let not = if term.not { "-" } else { "" };
            let field = term
                .field
                .map_or(String::new(), |field| format!("{}:", field.name()));
            match term.value.contains(char::is_whitespace) {
                true => write!(out, "{gap}{not}{field}\"{}\"", term.value)?,
                false => write!(out, "{gap}{not}{field}{}", term.value)?,
            }
        }
        Ok(())
    }
}

impl Term {
    /// Whether it asks that the field has a value.
    pub(super) fn is_of(&self, field: Field) -> bool {
        self.field == Some(field) && !self.not
    }

    /// Whether it holds for a row, were it not turned around.
    pub(super) fn is_met(&self, field: Field, row: &Row) -> bool {
        let is = |text: &str| is(&self.value, text);
        match field {
            // As consoles write it: 1111-2222-3333.
            Field::Account => {
                let groups: Vec<&str> = self.value.split(['-', ' ']).collect();
                self::is(&groups.concat(), &row.account)
            }
            Field::Region => is(&row.region),
            Field::Manager => is(&row.manager),
            Field::State => is(&row.state),
            Field::Spec => is(&row.spec),
            Field::Rotation => is(row.rotation.name()),
            Field::Policy => is(&row.policy),
            Field::Changed => is(if row.changed { "yes" } else { "no" }),
            Field::Tag => row.tags.iter().any(|(name, value)| {
                let mut tag = None;
                let mut asked = self.value.split(',');
                asked.any(|one| {
                    // Values that follow are of the same tag.
                    let (of, wanted) = one.split_once('=').unzip();
                    tag = of.or(tag);
                    match tag {
                        Some(tag) => self::is(tag, name) && self::is(wanted.unwrap_or(one), value),
                        None => self::is(one, name),
                    }
                })
            }),
            Field::Public => row.public_name().is_some_and(is),
            Field::Severity => is(row.worst_name()),
            Field::Principal => row.summary.as_ref().is_some_and(|summary| {
                let mut named = summary.principals.iter().chain(&summary.accounts);
                named.any(|name| is(name))
            }),
            Field::Rule => row.summary.as_ref().is_some_and(|summary| {
                summary.findings.iter().any(|(at, _)| {
                    let rule = RULES.get(*at as usize);
                    rule.is_some_and(|rule| is(rule.id()) || is(rule.name()))
                })
            }),
        }
    }
}

/// Whether one of some values in lower case, which may hold `*`, means the text, whatever its letter case.
fn is(values: &str, text: &str) -> bool {
    values.split(',').any(|value| match value.contains('*') {
        true => pattern::matches(value, &lower(text)),
        false => text.eq_ignore_ascii_case(value) || !text.is_ascii() && lower(text) == value,
    })
}

/// In lower case, letter by letter.
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(letters::lower).collect()
}

impl Row {
    pub fn is_public(&self) -> bool {
        self.public_name() == Some("yes")
    }

    /// `yes`, `no`, `undecided`; `None` until it is judged.
    pub fn public_name(&self) -> Option<&'static str> {
        self.summary.as_ref().map(|summary| summary.public.name())
    }

    /// How bad the worst finding is; `none` without one, empty until it is judged.
    pub fn worst_name(&self) -> &'static str {
        match &self.summary {
            None => "",
            Some(summary) => summary.worst().map_or("none", Severity::name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::date::Moment;
    use crate::workspace::Workspace;

    const KEY: &str = r#"{
        "ResourceType": "AWS.KMS.Key", "Arn": "arn:aws:kms:us-east-1:111122223333:key/1234abcd",
        "Description": "Payments vault", "KeyManager": "CUSTOMER", "KeyState": "PendingDeletion",
        "Tags": {"Team": "Payments", "Ort": "MÜNCHEN"}, "Aliases": [{"AliasName": "alias/pay"}]
    }"#;

    #[test]
    fn terms_hold_together() {
        let mut workspace = Workspace::default();
        workspace.add("key.json".into(), KEY, Moment(1_795_000_000));
        for (text, holds) in [
            ("", true),
            ("vault", true),
            ("VAULT alias/pay", true),
            ("\"payments vault\"", true),
            ("\"vault payments\"", false),
            ("account:1111*", true),
            ("111122223333", true),
            ("1111 2222 3333", true),
            ("111122224444", false),
            ("account:2222*", false),
            ("-account:2222*", true),
            ("State:pendingdeletion region:us-east-1", true),
            ("state:pendingdeletion region:eu-*", false),
            ("manager:customer rotation:unknown", true),
            ("tag:team", true),
            ("tag:team=payments", true),
            ("tag:team=search", false),
            ("tag:team=search,payments", true),
            ("tag:team=search,pay*", true),
            ("tag:team=search,ort=m*", true),
            ("tag:other=payments,search", false),
            ("tag:other,team", true),
            ("vau*", true),
            ("*ault*pay*", true),
            ("v*lt", true),
            ("v*x", false),
            ("*", true),
            ("-vau*", false),
            ("arn:aws:kms:us-east-1:111122223333:key/1234abcd", true),
            ("\"arn:aws:kms:us-east-1:111122223333:key/1234abcd\"", true),
            ("arn:aws:kms:us-east-1:111122223333:key/99999999", false),
            ("tag:ort=M\u{fc}nchen", true),
            ("public:yes", false),
            ("-vault", false),
            ("nofield:vault", false),
            ("account:", true),
            ("state:enabled,pendingdeletion", true),
            ("state:enabled,pending*", true),
            ("state:enabled,disabled", false),
            ("-state:enabled,pendingdeletion", false),
            ("state:,", false),
        ] {
            let found = workspace.matching(&Query::parse(text));
            assert_eq!(!found.is_empty(), holds, "{text}");
        }
    }

    #[test]
    fn a_key_is_found_by_whom_its_policy_allows() {
        let allow = |principal: &str| {
            format!(
                r#"{{"Effect":"Allow","Principal":{principal},"Action":"kms:Decrypt","Resource":"*"}}"#
            )
        };
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{},{},{{"Effect":"Deny","Principal":{{"AWS":"999988887777"}},"Action":"kms:*","Resource":"*"}}]}}"#,
            allow(r#"{"AWS":"arn:aws:iam::444455556666:role/a,b"}"#),
            allow(r#"{"Service":"logs.us-east-1.amazonaws.com"}"#),
        );
        let mut workspace = Workspace::default();
        workspace.add("policy.json".into(), &policy, Moment(1_795_000_000));
        for (text, holds) in [
            ("principal:444455556666", true),
            ("principal:arn:aws:iam::444455556666:role/A*B", true),
            ("principal:logs.*", true),
            ("-principal:logs.*", false),
            ("principal:4444", false),
            // Whom a Deny names gets nothing.
            ("principal:999988887777", false),
        ] {
            let found = workspace.matching(&Query::parse(text));
            assert_eq!(!found.is_empty(), holds, "{text}");
        }
    }

    #[test]
    fn what_was_read_is_written_the_same() {
        for text in [
            "account:1111* -state:disabled \"two words\"",
            "tag:\"a b\" x",
        ] {
            assert_eq!(Query::parse(text).to_string(), text);
        }
    }

    #[test]
    fn a_value_comes_and_goes_and_stands_beside_its_like() {
        let query = Query::parse("vault -region:x region:us-east-1");
        let other = query.toggled(Field::Region, "eu-west-1");
        assert_eq!(
            other.to_string(),
            "vault -region:x region:us-east-1,eu-west-1"
        );
        assert!(other.has(Field::Region, "EU-west-1"));
        assert_eq!(other.toggled(Field::Region, "eu-west-1"), query);
        assert_eq!(
            query.toggled(Field::Region, "us-east-1").to_string(),
            "vault -region:x"
        );
        let two = Query::parse("severity:high,critical");
        assert!(two.has(Field::Severity, "critical") && !two.has(Field::Severity, "high,critical"));
        let one = two.toggled(Field::Severity, "critical");
        assert_eq!(one.to_string(), "severity:high");
        assert_eq!(one.toggled(Field::Severity, "high").to_string(), "");
        assert_eq!(
            two.toggled(Field::Severity, "low").to_string(),
            "severity:high,critical,low"
        );
    }

    #[test]
    fn an_account_may_be_written_in_groups() {
        let row = Row {
            account: crate::workspace::names::Names::default().name("111122223333"),
            ..Row::default()
        };
        for (query, met) in [
            ("account:1111-2222-3333", true),
            ("account:\"1111 2222 3333\"", true),
            ("account:1111-2222-4444", false),
        ] {
            let query = Query::parse(query);
            assert_eq!(query.0[0].is_met(Field::Account, &row), met, "{query}");
        }
    }

    #[test]
    fn an_address_holds_nothing_of_a_file() {
        let query =
            Query::parse("secret account:1111* tag:team=a principal:r region:us-east-1 public:yes");
        assert_eq!(query.plain().to_string(), "region:us-east-1 public:yes");
    }
}
