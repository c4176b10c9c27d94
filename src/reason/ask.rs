//! One question at a time: who does what, with which condition keys. Offered are the callers and the values that the
//! policy can tell apart.

use super::callers::{Among, Caller, SETTLED};
use super::space::{Space, TooLarge};
use crate::access::context::Context;
use crate::access::request::{Carried, Carries, Request, Sender};
use crate::aws::actions::{ActionSet, find};
use crate::aws::condition_keys::GRANT_OPERATIONS;
use crate::aws::names::is_account;
use crate::aws::sets::KEY_POLICY;
use crate::json::quote;
use crate::model::policy::Policy;

/// What a question can be made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    pub callers: Vec<String>,
    pub actions: ActionSet,
    pub keys: Vec<Offer>,
}

/// A condition key that the policy mentions, and values that it tells apart; absent is always one more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub name: String,
    /// The caller settles it, unless the question says otherwise.
    pub settled: bool,
    /// Values that the policy names.
    pub values: Vec<String>,
    /// Others, that it tells apart from these.
    pub others: Vec<String>,
}

/// A question as it is put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// An ARN, an account id or a service's name; empty for a request that is not signed.
    pub caller: String,
    /// With its service: `kms:Decrypt`.
    pub action: String,
    /// What was said of keys; no values: absent. Of keys that are not here, the caller settles its own, others are absent.
    pub keys: Vec<(String, Vec<String>)>,
}

/// What can be asked of a policy. An error where it is too large.
pub fn offers(policy: &Policy, context: &Context) -> Result<Offers, TooLarge> {
    let space = Space::new(&[policy], context, Among::Everybody)?;
    let mut callers: Vec<String> = Vec::new();
    for class in &space.callers {
        let name = class.caller.name().to_string();
        if !callers.contains(&name) {
            callers.push(name);
        }
    }
    let mut keys: Vec<Offer> = Vec::new();
    for domain in &space.keys {
        keys.push(Offer {
            name: domain.name.clone(),
            settled: false,
            values: Vec::new(),
            others: domain.values().map(str::to_string).collect(),
        });
    }
    for asking in &space.tests {
        let name = &asking.asked.test.key.value;
        let wild = asking.asked.operator.has_wildcards();
        let pattern = |text: &str| wild && text.contains(['*', '?']);
        let literal = |text: &&str| !(asking.asked.variable || pattern(text));
        let values = asking
            .asked
            .test
            .values
            .iter()
            .map(|value| value.text.as_str());
        let place = keys
            .iter()
            .position(|offer| offer.name.eq_ignore_ascii_case(name));
        let place = place.unwrap_or_else(|| {
            keys.push(Offer {
                name: name.clone(),
                settled: true,
                values: Vec::new(),
                others: Vec::new(),
            });
            keys.len() - 1
        });
        let Some(offer) = keys.get_mut(place) else {
            continue;
        };
        let comparable = !matches!(
            asking.asked.operator.family(),
            crate::model::operator::Family::Ip | crate::model::operator::Family::Null
        );
        for value in values.filter(literal).filter(|_| comparable) {
            if !offer.values.iter().any(|other| other == value) {
                offer.others.retain(|other| other != value);
                offer.values.push(value.to_string());
            }
        }
    }
    Ok(Offers {
        callers,
        actions: context.fit.and(KEY_POLICY),
        keys,
    })
}

impl Question {
    /// The question that a request answers.
    pub fn of(request: &Request) -> Question {
        let told = match (&request.sender, request.carries.get("aws:PrincipalArn")) {
            // A role is asked about by its own ARN, a session that is no role's plain session by its own.
            (Sender::Principal(text), Carried::Values([arn])) if text.ends_with("/session") => {
                arn.clone()
            }
            (Sender::Principal(text) | Sender::Service(text), _) => text.clone(),
            (Sender::Unsigned, _) => String::new(),
        };
        let settles = settled(&told, &Context::default());
        let keys = request
            .carries
            .iter()
            .filter(|(name, values)| match settles.get(name) {
                Carried::Values(own) => own != *values,
                Carried::Absent | Carried::NotTold => !values.is_empty(),
            })
            .map(|(name, values)| (name.to_string(), values.to_vec()))
            .collect();
        Question {
            caller: told,
            action: request.action.clone(),
            keys,
        }
    }

    /// What was said of a key; `None` where nothing was.
    pub fn said(&self, name: &str) -> Option<&[String]> {
        let said = self
            .keys
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name));
        said.map(|(_, values)| values.as_slice())
    }

    /// Says something else of a key; `None` takes back what was said.
    pub fn say(&mut self, name: &str, values: Option<Vec<String>>) {
        self.keys
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.keys
            .extend(values.map(|values| (name.to_string(), values)));
    }

    /// What of the question AWS has no such thing of.
    pub fn fault(&self, context: &Context) -> Option<&'static str> {
        let caller = self.caller();
        let action = self.action();
        let name = action.strip_prefix("kms:").unwrap_or_default();
        if !caller.is_empty() && Caller::parse(&caller, context).is_none() {
            Some(
                "Who: this is not the ARN of a caller, not an account of 12 digits, and not a service’s name.",
            )
        } else {
            match find(name).map(|action| action.and(KEY_POLICY).is_empty()) {
                Some(false) => None,
                Some(true) => {
                    Some("Does what: no key policy decides this action; IAM policies do.")
                }
                None => Some("Does what: KMS has no action of this name."),
            }
        }
    }

    /// Whether a grant could allow it where the policy does not ("Grants in AWS KMS", KMS Developer Guide).
    pub fn is_grantable(&self) -> bool {
        let action = self.action();
        let name = action.strip_prefix("kms:").unwrap_or_default();
        let is_it = |operation: &&str| operation.eq_ignore_ascii_case(name);
        !self.caller().is_empty() && GRANT_OPERATIONS.iter().any(is_it)
    }

    /// The caller; an account also in groups of digits.
    fn caller(&self) -> String {
        let digits = self.caller.replace(' ', "");
        match is_account(&digits) {
            true => digits,
            false => self.caller.trim().to_string(),
        }
    }

    /// The action with its service, which need not be typed.
    fn action(&self) -> String {
        let action = self.action.trim();
        match action.contains(':') {
            true => action.to_string(),
            false => ["kms:", action].concat(),
        }
    }

    pub fn request(&self, context: &Context) -> Request {
        let caller = self.caller();
        let caller = caller.as_str();
        let known = Caller::parse(caller, context);
        let mut carries = settled(caller, context);
        for (name, values) in &self.keys {
            carries.set(name, values.clone());
        }
        Request {
            sender: match (known, caller.is_empty()) {
                (Some(caller), _) => caller.sender,
                (None, true) => Sender::Unsigned,
                (None, false) => Sender::parse(caller, context),
            },
            action: self.action(),
            carries,
        }
    }

    /// The question as JSON, with all keys that the request carries.
    pub fn text(&self, context: &Context) -> String {
        let request = self.request(context);
        let list = |values: &[String]| {
            values
                .iter()
                .map(|value| quote(value))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let context: Vec<String> = request
            .carries
            .iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(name, values)| format!("    {}: [{}]", quote(name), list(values)))
            .collect();
        format!(
            "{{\n  \"principal\": {},\n  \"action\": {},\n  \"context\": {{\n{}\n  }}\n}}",
            quote(&self.caller),
            quote(&self.action),
            context.join(",\n")
        )
    }
}

/// The keys that a caller settles; all others are absent.
fn settled(caller: &str, context: &Context) -> Carries {
    let mut carries = match Caller::parse(caller, context) {
        Some(caller) => caller.carries,
        None => Carries::default(),
    };
    carries.close();
    carries
}

/// Whether a key is one that the caller settles.
pub fn is_settled(name: &str) -> bool {
    SETTLED.contains(&name.to_ascii_lowercase().as_str())
}

impl Caller {
    /// A caller as people write one: the ARN of a role, a session, a user or a root user, an account id, which stands for
    /// its root user, or a service's name.
    pub fn parse(text: &str, context: &Context) -> Option<Caller> {
        match Sender::parse(text, context) {
            Sender::Service(name) if name.contains('.') => Some(Caller::service(&name)),
            Sender::Principal(arn) if arn.contains(":assumed-role/") => Caller::session(&arn, ""),
            Sender::Principal(arn) => Caller::of_arn(&arn),
            _ => None,
        }
    }
}
