//! A request to use a key: who, what, and what the request carries.

use std::rc::Rc;

use super::context::Context;
use crate::model::arn::Arn;

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A user, a role, a session, a federated user or the root user, by its ARN.
    Principal(String),
    /// An AWS service with its own credentials: `s3.amazonaws.com`.
    Service(String),
    /// Nobody: the request is not signed.
    Unsigned,
}

impl Sender {
    /// An ARN, a service's name, or an account id, which stands for the account's root user in the partition of the key.
    pub fn parse(text: &str, context: &Context) -> Sender {
        if Arn::split(text).is_some() {
            Sender::Principal(text.to_string())
        } else if crate::aws::names::is_account(text) {
            let partition = context.partition.as_deref().unwrap_or("aws");
            Sender::Principal(format!("arn:{partition}:iam::{text}:root"))
        } else {
            Sender::Service(text.to_string())
        }
    }

    pub fn arn(&self) -> Option<Arn<'_>> {
        match self {
            Sender::Principal(text) => Arn::split(text),
            _ => None,
        }
    }

    /// The root user of its account.
    pub fn is_root_user(&self) -> bool {
        self.arn().is_some_and(|arn| arn.resource == "root")
    }
}

impl Request {
    /// The ARN of the role whose session sends it, path included, where the request tells it: `aws:PrincipalArn` holds the
    /// role's own ARN ("AWS global condition context keys").
    pub fn role(&self) -> Option<&str> {
        self.carries.role()
    }
}

/// What is known of a context key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried<'a> {
    /// The request has it, with these values; one for most keys.
    Values(&'a [String]),
    Absent,
    /// Whether the request has it was not told.
    NotTold,
}

/// The condition keys of a request. Their names ignore letter case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carries {
    /// Searches copy them by the thousand.
    keys: Vec<(Name, Rc<[String]>)>,
    /// Keys that are not given are not told rather than absent.
    open: bool,
}

#[derive(Clone, Debug, Eq)]
enum Name {
    Fixed(&'static str),
    Given(Rc<str>),
}

impl Name {
    fn text(&self) -> &str {
        match self {
            Name::Fixed(text) => text,
            Name::Given(text) => text,
        }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        self.text() == other.text()
    }
}

impl Carries {
    /// These keys, each once; of others nothing is known.
    pub fn of(keys: impl IntoIterator<Item = (&'static str, Vec<String>)>) -> Carries {
        let keys = keys.into_iter();
        Carries {
            keys: keys
                .map(|(name, values)| (Name::Fixed(name), values.into()))
                .collect(),
            open: true,
        }
    }

    pub fn set(&mut self, name: &str, values: Vec<String>) {
        self.keys
            .retain(|(other, _)| !other.text().eq_ignore_ascii_case(name));
        self.keys.push((Name::Given(name.into()), values.into()));
    }

    /// From now on, keys that are not given are absent.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// The keys that were given, those without values among them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.keys
            .iter()
            .map(|(name, values)| (name.text(), &**values))
    }

    pub(crate) fn role(&self) -> Option<&str> {
        match self.get("aws:PrincipalArn") {
            Carried::Values([arn]) => Some(arn.as_str()),
            _ => None,
        }
    }

    pub fn get(&self, name: &str) -> Carried<'_> {
        let found = self
            .keys
            .iter()
            .find(|(other, _)| other.text().eq_ignore_ascii_case(name));
        match found {
            // "A key that resolves to a null data set" counts as absent ("Set operators", IAM User Guide).
            Some((_, values)) if values.is_empty() => Carried::Absent,
            Some((_, values)) => Carried::Values(values),
            None if self.open => Carried::NotTold,
            None => Carried::Absent,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub sender: Sender,
    /// With its service: `kms:Decrypt`.
    pub action: String,
    pub carries: Carries,
}
