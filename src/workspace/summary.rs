//! What a key comes to, for the list. Equal policies are judged once: what rules say of a policy hangs on its text, on
//! what is known of the key, and on nothing else; so the text is kept with its names taken out (`alike.rs`), and the next
//! key that has it gets the same answer.

use std::rc::Rc;

use super::alike::Taken;
use super::names::{Name, Names};
use crate::aws::names::{OPT_IN_REGIONS, STAND_IN, is_account, lists};
use crate::index::Index;
use crate::json::quote;
use crate::lint::{Needs, RULES, Rule, Severity, check, check_some, place};
use crate::model::Given;
use crate::model::arn::Arn;
use crate::model::date::Moment;
use crate::model::key::Key;
use crate::model::policy::{Effect, PrincipalKind};
use crate::profile::Profile;
use crate::reason::public::Answer;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub public: Answer,
    /// Places in [`RULES`], and how bad, worst first.
    pub findings: Box<[(u16, Severity)]>,
    pub muted: u16,
    /// Whom Allow statements name: ARNs, accounts and services.
    pub principals: Box<[Name]>,
    /// The accounts of those, each once.
    pub accounts: Box<[Name]>,
}

impl Summary {
    pub(super) fn new(
        public: Answer,
        findings: Box<[(u16, Severity)]>,
        muted: u16,
        principals: Vec<Name>,
        names: &mut Names,
    ) -> Summary {
        Summary {
            public,
            findings,
            muted,
            accounts: accounts(&principals, names),
            principals: principals.into(),
        }
    }

    pub fn worst(&self) -> Option<Severity> {
        self.findings.first().map(|(_, severity)| *severity)
    }

    pub fn count(&self, severity: Severity) -> usize {
        let all = self.findings.iter();
        all.filter(|(_, other)| *other == severity).count()
    }

    pub fn rules(&self) -> impl Iterator<Item = (&'static Rule, Severity)> {
        self.findings
            .iter()
            .filter_map(|(at, severity)| Some((RULES.get(*at as usize)?, *severity)))
    }
}

/// What the policy alone comes to.
struct Judged {
    public: Answer,
    findings: Vec<(u16, Severity)>,
    principals: Vec<Box<str>>,
}

pub struct Judge {
    /// The rules about policies, and all others.
    of_policy: Vec<&'static Rule>,
    of_fields: Vec<&'static Rule>,
    /// What policies have come to, by what [`kept`] calls them.
    by_name: Index,
    known: Vec<Rc<Judged>>,
    /// When they were judged: dates in conditions pass.
    at: Moment,
    /// The user told of their estate, and so of accounts and keys one by one.
    told: bool,
}

/// Seconds after which an answer is not taken over any more.
const STALE: u64 = 3600;

/// No rule cares for the bytes of shorter policies.
const MOST_BYTES: usize = 16_384;

const APART: char = '\u{3}';

/// Rules about fields that look at the policy all the same.
const OF_BOTH: [&str; 1] = ["KMS-CFG-040"];

fn is_of_policy(rule: &Rule) -> bool {
    matches!(rule.needs, Needs::Policy | Needs::PolicyText) || OF_BOTH.contains(&rule.id())
}

impl Default for Judge {
    fn default() -> Judge {
        Judge::new(false)
    }
}

impl Judge {
    /// For keys under a profile, if `told`.
    pub fn new(told: bool) -> Judge {
        let (of_policy, of_fields) = RULES.iter().partition(|rule| is_of_policy(rule));
        Judge {
            of_policy,
            of_fields,
            by_name: Index::default(),
            known: Vec::new(),
            at: Moment::default(),
            told,
        }
    }

    /// How many different policies were judged.
    pub fn judged(&self) -> usize {
        self.known.len()
    }

    pub fn summary(
        &mut self,
        mut key: Key,
        profile: &Profile,
        now: Moment,
        names: &mut Names,
    ) -> Summary {
        if now.0.abs_diff(self.at.0) > STALE {
            (self.by_name, self.known) = Default::default();
            self.at = now;
        }
        // Under a profile, accounts are known one by one.
        let Some((name, mut taken)) = kept(&key).filter(|_| !self.told) else {
            return whole(&key, profile, now, names);
        };
        let known = self.by_name.get(&name).and_then(|at| self.known.get(at));
        let judged = match known {
            Some(judged) => Rc::clone(judged),
            None => {
                let report = check_some(&key, profile, now, &self.of_policy);
                let judged = Rc::new(Judged {
                    public: report.verdict.answer,
                    findings: places(&report.findings),
                    principals: principals(&report)
                        .filter_map(|text| Some(taken.write(&quote(text))?.into()))
                        .collect(),
                });
                // The next key may be told more than what ended at a bound.
                if !report.bounded {
                    self.by_name.add(name.into());
                    self.known.push(Rc::clone(&judged));
                }
                judged
            }
        };
        // Without its policy a key is read in no time, and rules about fields do not look at it.
        key.policy = Default::default();
        let report = check_some(&key, profile, now, &self.of_fields);
        let mut findings = judged.findings.clone();
        findings.extend(places(&report.findings));
        crate::order::by_key(&mut findings, |(_, severity)| *severity);
        let principals = judged.principals.iter();
        let principals = principals
            .map(|text| names.name(taken.read(text).trim_matches('"')))
            .collect();
        Summary::new(judged.public, findings.into(), 0, principals, names)
    }
}

/// The summary of a key by itself.
pub fn whole(key: &Key, profile: &Profile, now: Moment, names: &mut Names) -> Summary {
    let report = check(key, profile, now);
    let mut findings = places(&report.findings);
    crate::order::by_key(&mut findings, |(_, severity)| *severity);
    let principals = principals(&report).map(|text| names.name(text)).collect();
    let muted = report.muted.len().min(u16::MAX as usize) as u16;
    Summary::new(
        report.verdict.answer,
        findings.into(),
        muted,
        principals,
        names,
    )
}

/// The accounts of ARNs, and of twelve digits.
fn accounts(principals: &[Name], names: &mut Names) -> Box<[Name]> {
    let mut accounts: Vec<Name> = Vec::new();
    for principal in principals {
        let account = match Arn::split(principal) {
            Some(arn) if !arn.account.is_empty() => names.name(arn.account),
            None if is_account(principal) => principal.clone(),
            _ => continue,
        };
        if !accounts.contains(&account) {
            accounts.push(account);
        }
    }
    accounts.into()
}

fn places(findings: &[crate::lint::Finding]) -> Vec<(u16, Severity)> {
    findings
        .iter()
        .filter_map(|finding| Some((place(finding.rule)? as u16, finding.severity)))
        .collect()
}

fn principals(report: &crate::lint::Report) -> impl Iterator<Item = &str> {
    let statements = report.policy().map(|policy| policy.statements.as_slice());
    let mut seen: Vec<&str> = Vec::new();
    for statement in statements.unwrap_or_default() {
        let list = statement.principal.is.iter().flat_map(|list| &list.entries);
        for principal in list.filter(|_| statement.effect == Some(Effect::Allow)) {
            let named = matches!(principal.kind, PrincipalKind::Aws | PrincipalKind::Service);
            let value = principal.value.as_str();
            if named && value != "*" && !seen.contains(&value) {
                seen.push(value);
            }
        }
    }
    seen.into_iter()
}

/// Everything that what is said of the policy hangs on, and its names; `None` where that is more than can be told apart here.
fn kept(key: &Key) -> Option<(String, Taken)> {
    let policy = key.policy.present()?;
    // Grants and aliases are looked at together with the policy.
    if key.grants.present().is_some() || key.aliases.present().is_some() {
        return None;
    }
    // What the record says in two ways is known in neither.
    let sure = key.sure_owner() == key.owner() && key.sure_home() == key.home();
    if !sure || key.arn_fields().is_some() && key.sure_arn().is_none() {
        return None;
    }
    let (text, mut taken) = Taken::out_of(key, &policy.text)?;
    let arn = taken.write(&key.arn.text().map(quote).unwrap_or_default())?;
    let mut tags = String::new();
    if taken.tags {
        let spoken_of = policy.text.to_ascii_lowercase();
        for (name, value) in key.tags.present()? {
            if spoken_of.contains(&name.to_ascii_lowercase()) {
                tags.extend([quote(name), quote(value)]);
            }
        }
    }
    let tags = taken.write(&tags)?;
    if ![&text, &arn, &tags]
        .iter()
        .all(|text| taken.are_out_of(text))
    {
        return None;
    }
    let mut all = text;
    let mut parts = 0;
    let mut part = |text: Option<&str>| {
        parts += 1;
        all.push(APART);
        if let Some(text) = text {
            all.push('=');
            all.push_str(text);
        }
    };
    let flag = |is: bool| Some(if is { "true" } else { "" });
    // Rules count the bytes of long ones.
    part(Some(&policy.text.len().max(MOST_BYTES).to_string()));
    part(Some(&policy.wrapped.to_string()));
    part(Some(&taken.form()));
    part(flag(key.is_cut("Tags")));
    part(flag(key.owner().is_some()));
    part(flag(key.owner() == Some(STAND_IN)));
    part(Some(&arn));
    part(Some(&tags));
    // Of a Region that is taken out no more than this is known.
    part(flag(taken.has_region()));
    part(match key.home() {
        Some(region) if taken.has_region() => flag(lists(OPT_IN_REGIONS, region)),
        other => other,
    });
    for text in [
        key.partition(),
        key.manager.text(),
        key.spec.text(),
        key.usage.text(),
        key.origin.text(),
    ] {
        part(text);
    }
    part(match &key.multi_region {
        Given::Present(is) => flag(*is),
        Given::Null => Some("null"),
        Given::Absent => None,
        Given::Malformed(_) => return None,
    });
    part(match &key.multi_region_type {
        Given::Present(kind) => Some(kind),
        // No type is called so.
        Given::Null => Some("="),
        Given::Absent => None,
        Given::Malformed(_) => return None,
    });
    // Where the file does not say it, the id does.
    part(flag(key.key_id().is_some_and(|id| id.starts_with("mrk-"))));
    // What holds the mark between them could be read in two ways.
    let apart = all.bytes().filter(|byte| *byte == APART as u8).count();
    (apart == parts).then_some((all, taken))
}
