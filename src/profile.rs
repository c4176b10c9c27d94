//! What a user tells of their own estate: accounts, administrators, limits, and findings that are not to be shown.
//!
//! One small JSON document, described by `static/profile.schema.json`. What it does not say is not known: a rule that
//! hangs on it asks for it and takes nothing for granted.

use crate::aws::names::{is_account, is_organization, is_region};
use crate::json::{Member, Node, Position, Span, Value, parse, position};
use crate::model::date::Moment;
use crate::model::policy::Policy;
use crate::read::policy::{Keep, read as read_policy};

/// The member that makes a JSON document a profile; its value is the version of the shape.
pub const MARK: &str = "keyglassProfile";

#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Accounts beside the key's own that belong to the same owner.
    pub own_accounts: Vec<String>,
    /// Foreign accounts that are meant to have access, with their names.
    pub trusted_accounts: Option<Vec<(String, String)>>,
    pub organizations: Option<Vec<String>>,
    /// ARNs, with `*` and `?`, of those who are meant to administer keys.
    pub administrators: Option<Vec<String>>,
    pub regions: Option<Vec<String>>,
    /// Names of tags, each with the pattern its value must match.
    pub required_tags: Option<Vec<(String, String)>>,
    pub limits: Limits,
    pub asks: Asks,
    /// Measurements of approved enclave images, in hex digits.
    pub measurements: Option<Vec<String>>,
    /// Words that name environments: `prod`, `test`.
    pub environments: Vec<String>,
    /// A policy whose access no key should exceed.
    pub reference: Option<Policy>,
    /// Who must not be able to do what.
    pub forbidden: Option<Vec<Forbidden>>,
    pub mutes: Vec<Mute>,
}

/// What counts as too long, too old or too many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    pub rotation_period_days: i64,
    pub imported_rotation_days: i64,
    pub replaceable_key_days: i64,
    pub unused_days: i64,
    pub grant_days: i64,
    pub alias_days: i64,
    pub deletion_window_days: i64,
    pub principals: usize,
    pub grants: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            rotation_period_days: 365,
            imported_rotation_days: 365,
            replaceable_key_days: 3 * 365,
            unused_days: 90,
            grant_days: 365,
            alias_days: 30,
            deletion_window_days: 30,
            principals: 10,
            grants: 100,
        }
    }
}

/// Questions that are asked only where a profile wants them answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    /// Every statement has a Sid.
    pub sids: bool,
    /// IAM policies decide by the key's tags or aliases.
    pub abac: bool,
    /// Keys stay in one Region.
    pub single_region: bool,
    /// Nobody may skip the lockout safety check.
    pub lockout_check: bool,
    /// Keys withstand quantum computers.
    pub quantum_resistance: bool,
    /// All keys serve Nitro Enclaves.
    pub enclaves: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// An ARN or account id.
    pub principal: String,
    /// As in a policy: `kms:Decrypt`, `kms:Re*`.
    pub actions: Vec<String>,
}

/// A finding that somebody has looked at and accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mute {
    /// Id or name of a rule.
    pub rule: String,
    /// ARN or id of a key, with `*` and `?`; every key where it is left out.
    pub key: Option<String>,
    /// The finding's path; every place where it is left out.
    pub path: Option<String>,
    pub reason: String,
    /// From this day on the finding is shown again.
    pub expires: Option<Moment>,
}

/// A part of a profile that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub message: String,
    pub at: Position,
}

impl Profile {
    /// Whether the account belongs to the owner of the key, or is trusted. `None` where the profile has no list of trusted
    /// accounts.
    pub fn trusts(&self, account: &str) -> Option<bool> {
        if self.own_accounts.iter().any(|own| own == account) {
            return Some(true);
        }
        let trusted = self.trusted_accounts.as_ref()?;
        Some(trusted.iter().any(|(id, _)| id == account))
    }

    pub fn name_of(&self, account: &str) -> Option<&str> {
        let trusted = self.trusted_accounts.iter().flatten();
        let (_, name) = trusted.into_iter().find(|(id, _)| id == account)?;
        (!name.is_empty()).then_some(name)
    }
}

/// Whether a JSON document is a profile.
pub fn claims(node: &Node) -> bool {
    node.get(MARK).is_some()
}

/// Why a text is no profile that can be used in full, and where that shows.
pub fn check(text: &str) -> Result<(), String> {
    let node = parse(text).map_err(|error| {
        let at = position(text, error.offset);
        format!("Line {}, column {}: {}.", at.line, at.column, error.message)
    })?;
    let none = "This is no profile: it has no keyglassProfile.";
    if !claims(&node) {
        return Err(none.into());
    }
    match read(&node, text).1.first() {
        Some(Problem { message, at }) => Err(format!(
            "Line {}, column {}: {message}.",
            at.line, at.column
        )),
        None => Ok(()),
    }
}

/// Reads a profile. What cannot be used is left out and said.
pub fn read(node: &Node, text: &str) -> (Profile, Vec<Problem>) {
    let mut reader = Reader {
        text,
        problems: Vec::new(),
    };
    let profile = reader.profile(node);
    (profile, reader.problems)
}

struct Reader<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn complain(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(Problem {
            message: message.into(),
            at: position(self.text, span.start as usize),
        });
    }

    fn profile(&mut self, node: &Node) -> Profile {
        let mut out = Profile::default();
        for member in node.members() {
            let value = &member.value;
            let kind = match &*member.name {
                "trustedAccounts" | "requiredTags" | "limits" | "asks" => "an object",
                "ownAccounts" | "organizations" | "administrators" | "regions" | "measurements"
                | "environments" | "forbidden" | "mutes" => "an array",
                _ => value.kind(),
            };
            // An empty list would mean none.
            if value.kind() != kind {
                self.complain(value.span, format!("{} has to be {kind}", member.name));
                continue;
            }
            match member.name.as_ref() {
                MARK => {
                    if !matches!(&value.value, Value::Number(number) if *number == "1") {
                        self.complain(value.span, "This version of the profile is not known; 1 is");
                    }
                }
                "$schema" => {}
                "ownAccounts" => {
                    out.own_accounts = self.strings(value, "an account id", is_account);
                }
                "trustedAccounts" => {
                    out.trusted_accounts = Some(self.map(value, "an account id", is_account));
                }
                "organizations" => {
                    out.organizations =
                        Some(self.strings(value, "an organization id", is_organization));
                }
                "administrators" => {
                    out.administrators =
                        Some(self.strings(value, "an ARN", |text| text.starts_with("arn:")));
                }
                "regions" => {
                    out.regions = Some(self.strings(value, "a Region", is_region));
                }
                "requiredTags" => {
                    out.required_tags = Some(self.map(value, "a tag", |text| !text.is_empty()));
                }
                "measurements" => {
                    out.measurements = Some(self.strings(value, "hex digits", |text| {
                        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
                    }));
                }
                "environments" => {
                    out.environments = self.strings(value, "a word", |text| !text.is_empty());
                }
                "reference" => out.reference = Some(read_policy(value, Keep::Last)),
                "limits" => self.limits(value, &mut out.limits),
                "asks" => self.asks(value, &mut out.asks),
                "forbidden" => {
                    out.forbidden = Some(
                        value
                            .items()
                            .iter()
                            .filter_map(|item| self.forbidden(item))
                            .collect(),
                    );
                }
                "mutes" => {
                    let mutes = value.items().iter();
                    out.mutes.extend(mutes.filter_map(|item| self.mute(item)));
                }
                name => {
                    let message = format!("A profile has no member {name}");
                    self.complain(member.name_span, message);
                }
            }
        }
        out
    }

    fn strings(&mut self, node: &Node, what: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
        let mut out = Vec::new();
        for item in node.items() {
            match item.as_str().filter(|text| fits(text)) {
                Some(text) => out.push(text.to_string()),
                None => self.complain(item.span, format!("This is not {what}")),
            }
        }
        out
    }

    fn map(
        &mut self,
        node: &Node,
        what: &str,
        fits: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        for member in node.members() {
            match (fits(&member.name), member.value.as_str()) {
                (true, Some(text)) => {
                    // Of a name that is given twice, the last counts.
                    out.retain(|(name, _)| *name != *member.name);
                    out.push((member.name.to_string(), text.to_string()));
                }
                (false, _) => self.complain(member.name_span, format!("This is not {what}")),
                (_, None) => self.complain(member.value.span, "This has to be a text"),
            }
        }
        out
    }

    fn limits(&mut self, node: &Node, limits: &mut Limits) {
        for member in node.members() {
            let number = match &member.value.value {
                Value::Number(number) => number.parse::<i64>().ok().filter(|number| *number >= 0),
                _ => None,
            };
            let Some(number) = number else {
                self.complain(member.value.span, "This has to be a whole number");
                continue;
            };
            let count = usize::try_from(number).unwrap_or(usize::MAX);
            match member.name.as_ref() {
                "rotationPeriodInDays" => limits.rotation_period_days = number,
                "importedRotationInDays" => limits.imported_rotation_days = number,
                "replaceableKeyInDays" => limits.replaceable_key_days = number,
                "unusedInDays" => limits.unused_days = number,
                "grantAgeInDays" => limits.grant_days = number,
                "aliasChangeInDays" => limits.alias_days = number,
                "deletionWindowInDays" => limits.deletion_window_days = number,
                "principals" => limits.principals = count,
                "grants" => limits.grants = count,
                name => {
                    let message = format!("There is no limit {name}");
                    self.complain(member.name_span, message);
                }
            }
        }
    }

    fn asks(&mut self, node: &Node, asks: &mut Asks) {
        for member in node.members() {
            let Value::Bool(wanted) = member.value.value else {
                self.complain(member.value.span, "This has to be true or false");
                continue;
            };
            match member.name.as_ref() {
                "sids" => asks.sids = wanted,
                "abac" => asks.abac = wanted,
                "singleRegion" => asks.single_region = wanted,
                "lockoutCheck" => asks.lockout_check = wanted,
                "quantumResistance" => asks.quantum_resistance = wanted,
                "enclaves" => asks.enclaves = wanted,
                name => {
                    let message = format!("There is no question {name}");
                    self.complain(member.name_span, message);
                }
            }
        }
    }

    fn forbidden(&mut self, node: &Node) -> Option<Forbidden> {
        let principal = self.text(node, "principal")?;
        let actions = node.get("actions")?;
        let actions = match actions.as_str() {
            Some(action) => vec![action.to_string()],
            None => self.strings(actions, "an action", |text| text.contains(':')),
        };
        Some(Forbidden { principal, actions })
    }

    fn mute(&mut self, node: &Node) -> Option<Mute> {
        let known = |name: &str| matches!(name, "rule" | "key" | "path" | "reason" | "expires");
        let fits = |member: &&Member| known(&member.name) && member.value.as_str().is_some();
        if let Some(member) = node.members().iter().find(|member| !fits(member)) {
            // It could be what was to bound the mute.
            let message = match known(&member.name) {
                true => "This has to be a text, so the mute is left out".into(),
                false => format!(
                    "{} is no member of a mute, so the mute is left out",
                    member.name
                ),
            };
            self.complain(member.name_span, message);
            return None;
        }
        let rule = self.text(node, "rule")?;
        let reason = self.text(node, "reason")?;
        if reason.trim().is_empty() {
            self.complain(node.span, "A mute needs a reason");
            return None;
        }
        let optional = |name: &str| {
            node.get(name)
                .and_then(|node| node.as_str())
                .map(str::to_string)
        };
        let expires = match node.get("expires") {
            None => None,
            Some(day) => match day.as_str().and_then(Moment::parse) {
                Some(moment) => Some(moment),
                // A mute whose end cannot be read might never end.
                None => {
                    self.complain(day.span, "This is not a day, so the mute is left out");
                    return None;
                }
            },
        };
        Some(Mute {
            rule,
            key: optional("key"),
            path: optional("path"),
            reason,
            expires,
        })
    }

    fn text(&mut self, node: &Node, name: &str) -> Option<String> {
        let text = node.get(name).and_then(|node| node.as_str());
        if text.is_none() {
            self.complain(node.span, format!("This needs a text {name}"));
        }
        text.map(str::to_string)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn profile(text: &str) -> (Profile, Vec<String>) {
        let (profile, problems) = read(&parse(text).unwrap(), text);
        let messages = problems.into_iter().map(|problem| problem.message);
        (profile, messages.collect())
    }

    #[test]
    fn reads_what_it_knows_and_says_what_it_does_not() {
        let (profile, problems) = profile(
            r#"{"keyglassProfile":1,"ownAccounts":["111122223333"],"trustedAccounts":{"444455556666":"Backup","4444":"x"},
            "limits":{"unusedInDays":30,"speed":9},"asks":{"sids":true,"abac":"yes"},"colour":"red"}"#,
        );
        assert_eq!(profile.trusts("111122223333"), Some(true));
        assert_eq!(profile.trusts("444455556666"), Some(true));
        assert_eq!(profile.trusts("777788889999"), Some(false));
        assert_eq!(profile.name_of("444455556666"), Some("Backup"));
        assert_eq!(profile.limits.unused_days, 30);
        assert!(profile.asks.sids && !profile.asks.abac);
        assert_eq!(
            problems,
            [
                "This is not an account id",
                "There is no limit speed",
                "This has to be true or false",
                "A profile has no member colour"
            ]
        );
    }

    /// A list in place of an object is not an empty one.
    #[test]
    fn what_is_of_another_kind_is_not_known() {
        let text = r#"{"keyglassProfile":1,"trustedAccounts":["444455556666"],"organizations":{},"limits":[]}"#;
        let (profile, problems) = profile(text);
        assert_eq!(
            (profile.trusted_accounts, profile.organizations),
            (None, None)
        );
        assert_eq!(
            problems,
            [
                "trustedAccounts has to be an object",
                "organizations has to be an array",
                "limits has to be an object"
            ]
        );
        let said = "Line 1, column 40: trustedAccounts has to be an object.";
        assert_eq!(check(text), Err(said.to_string()));
        assert_eq!(check(r#"{"keyglassProfile":1,"regions":[]}"#), Ok(()));
    }

    /// A misspelt `expires` would mute for good.
    #[test]
    fn a_mute_with_a_member_that_is_not_known_is_left_out() {
        let text = r#"{"keyglassProfile":1,"mutes":[{"rule":"KMS-POL-006","reason":"ok","until":"2020-01-01"}]}"#;
        let (profile, problems) = profile(text);
        assert_eq!(profile.mutes, []);
        assert_eq!(
            problems,
            ["until is no member of a mute, so the mute is left out"]
        );
    }

    #[test]
    fn without_a_list_nobody_knows_who_is_trusted() {
        let (profile, problems) = profile(r#"{"keyglassProfile":1}"#);
        assert_eq!(profile.trusts("444455556666"), None);
        assert_eq!(problems, [""; 0]);
    }

    #[test]
    fn a_mute_needs_a_reason_and_an_end_that_can_be_read() {
        let (profile, problems) = profile(
            r#"{"keyglassProfile":1,"mutes":[{"rule":"rotation-off","reason":"vendor key","expires":"2027-01-01"},
            {"rule":"rotation-off"},{"rule":"rotation-off","reason":" "},{"rule":"x","reason":"y","expires":"soon"}]}"#,
        );
        assert_eq!(profile.mutes.len(), 1);
        assert_eq!(problems.len(), 3);
    }

    /// A mute whose bound is of another kind would mute everything.
    #[test]
    fn a_mute_whose_bound_is_no_text_is_left_out() {
        for bound in [r#""key":["arn"]"#, r#""key":null"#, r#""path":5"#] {
            let text = format!(
                r#"{{"keyglassProfile":1,"mutes":[{{"rule":"KMS-POL-001","reason":"x",{bound}}}]}}"#
            );
            let (profile, problems) = profile(&text);
            assert!(profile.mutes.is_empty(), "{bound}");
            assert_eq!(problems, ["This has to be a text, so the mute is left out"]);
        }
        let (profile, _) = profile(
            r#"{"mutes":[{"rule":"A","reason":"x","key":"k"}],"mutes":[{"rule":"B","reason":"x"}]}"#,
        );
        assert_eq!(profile.mutes.len(), 2);
    }
}
