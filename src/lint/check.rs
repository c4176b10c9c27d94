use super::answer::{accounts_named, in_accounts_named, is_public};
use super::registry::RULES;
use super::subject::{Facts, Subject};
use super::{Finding, Input, Kind, Needs, Out, Place, Rule, Undecided};
use crate::access::context::Context;
use crate::access::pattern;
use crate::access::statement::is_unread;
use crate::aws::names::STAND_IN;
use crate::explain::text::{self, Text};
use crate::explain::verdict::{self, Verdict};
use crate::explain::{fields, foreign, statement};
use crate::json::{Error, Node, Path, Position, parse, path_to, position};
use crate::limits::MAX_POLICY_BYTES;
use crate::model::Given;
use crate::model::arn::Arn;
use crate::model::date::Moment;
use crate::model::key::Key;
use crate::model::policy::{Defect, Policy};
use crate::profile::{Mute, Profile};
use crate::read::element::FUNCTION;
use crate::read::key;
use crate::read::policy::{Keep, read};
use crate::reason::public::{Answer, Public};

/// Everything that is said of a key.
#[derive(Clone, Debug)]
pub struct Report {
    pub context: Context,
    pub verdict: Verdict,
    /// The foreign accounts that the policy lets in.
    pub foreign: Vec<String>,
    /// What the verdict rests on; `None` without a policy that can be read.
    pub public: Option<Public>,
    /// Worst first; of one severity in the order of the policy.
    pub findings: Vec<Finding>,
    pub undecided: Vec<Undecided>,
    /// Findings that the profile mutes, each with the mute that does it.
    pub muted: Vec<(Finding, Mute)>,
    /// A bound on the work was met, or something left in doubt. How far the work goes hangs on the very letters of names.
    pub bounded: bool,
    pub policies: Policies,
}

/// What became of the policy's text.
#[derive(Clone, Debug)]
pub enum Policies {
    /// It is not in the file.
    Missing,
    NotJson(Error),
    Read(Box<Policy>),
}

impl Report {
    pub fn policy(&self) -> Option<&Policy> {
        match &self.policies {
            Policies::Read(policy) => Some(policy),
            _ => None,
        }
    }

    /// Each statement as a sentence.
    pub fn sentences(&self) -> Vec<statement::Sentence> {
        let policy = self.policy();
        policy
            .into_iter()
            .flat_map(|policy| policy.statements.iter().map(move |s| (policy, s)))
            .map(|(policy, statement)| statement::sentence(statement, policy, &self.context))
            .collect()
    }
}

/// Rules that say what no statement does, or what all of them do.
const OF_ALL: [&str; 11] = [
    "KMS-POL-010",
    "KMS-POL-012",
    "KMS-POL-015",
    "KMS-POL-016",
    "KMS-POL-018",
    "KMS-POL-019",
    "KMS-POL-020",
    "KMS-POL-021",
    "KMS-POL-023",
    "KMS-POL-025",
    "KMS-POL-031",
];

/// What a template leaves open that may be another than it looks: the values of functions, and which of the accounts that it
/// names is the one that it will be used in.
fn left_open(policy: &Policy, text: &str, context: &Context) -> Option<Input> {
    let is_open = |defect: &Defect| defect.found == FUNCTION;
    let stand_in = context.owner.as_deref() == Some(STAND_IN);
    if policy.defects.iter().any(is_open) {
        return Some(Input::Template);
    }
    let other = stand_in && accounts_named(text).next().is_some();
    other.then_some(Input::Owner)
}

/// Whether a part of the statement that is spoken of is open: how much it lets in is not known.
fn is_open_at(policy: &Policy, place: &Place) -> bool {
    let Place::Policy(span) = place else {
        return false;
    };
    let mut statements = policy.statements.iter();
    statements.any(|it| it.span.contains(*span) && is_unread(it))
}

/// Judges a key as of `now`, under a profile.
pub fn check(key: &Key, profile: &Profile, now: Moment) -> Report {
    let all: Vec<&Rule> = RULES.iter().collect();
    check_some(key, profile, now, &all)
}

/// The same by some of the rules.
pub fn check_some(key: &Key, profile: &Profile, now: Moment, rules: &[&'static Rule]) -> Report {
    let context = Context {
        now: Some(now),
        ..Context::of(key)
    };
    let text = match &key.policy {
        Given::Present(policy) => Some(policy.text.as_str()),
        _ => None,
    };
    let document = text.map(parse_policy);
    match document {
        None => judge(key, profile, now, context, None, rules),
        Some(Ok(node)) => judge(key, profile, now, context, Some(Ok(&node)), rules),
        Some(Err(error)) => judge(key, profile, now, context, Some(Err(&error)), rules),
    }
}

fn parse_policy(text: &str) -> Result<Node<'_>, Error> {
    if text.len() > MAX_POLICY_BYTES {
        return Err(Error {
            offset: 0,
            message: format!(
                "the policy has {} bytes; Keyglass reads up to {MAX_POLICY_BYTES}, and KMS stores 32,768",
                text.len()
            ),
        });
    }
    parse(text)
}

fn judge(
    key: &Key,
    profile: &Profile,
    now: Moment,
    mut context: Context,
    document: Option<Result<&Node, &Error>>,
    rules: &[&'static Rule],
) -> Report {
    let root = document.and_then(Result::ok);
    let mut policy = root.map(|root| read(root, Keep::Last)).unwrap_or_default();
    context.infer(&policy);
    context.settle(&mut policy);
    let text = key.policy.present().map_or("", |policy| &policy.text);
    let open = left_open(&policy, text, &context);
    let public = root.map(|root| is_public(root, &policy, &context));
    let public = public.map(|public| match open {
        Some(Input::Owner) if public.answer == Answer::No => {
            in_accounts_named(public, text, &context)
        }
        _ => public,
    });
    let subject = Subject {
        key,
        context: &context,
        profile,
        now,
        document,
        policy: &policy,
        public: public.as_ref(),
        reasoned: Default::default(),
        facts: Facts::of(&policy, &context),
        tests: policy
            .statements
            .iter()
            .flat_map(|statement| statement.tests.iter().map(move |test| (statement, test)))
            .collect(),
    };
    let mut findings = Vec::new();
    let mut undecided = Vec::new();
    for rule in rules.iter().copied() {
        // What a rule does not find in a list that was cut off may be in the rest.
        let cut = match rule.needs {
            Needs::Grants if key.is_cut("Grants") => Some(Input::Grants),
            Needs::Aliases if key.is_cut("Aliases") => Some(Input::Aliases),
            _ => None,
        };
        let missing = match (rule.needs, document) {
            (Needs::PolicyText | Needs::Policy, None) => Some(Input::Policy),
            (Needs::Policy, Some(Err(_))) => Some(Input::PolicyAsJson),
            (Needs::Grants, _) if key.grants.present().is_none() => Some(Input::Grants),
            (Needs::Aliases, _) if key.aliases.present().is_none() => Some(Input::Aliases),
            _ => None,
        };
        if let Some(missing) = missing {
            undecided.push(Undecided { rule, missing });
            continue;
        }
        let mut out = Out {
            rule,
            findings: Vec::new(),
            undecided: Vec::new(),
        };
        (rule.check)(&subject, &mut out);
        if out.findings.is_empty() && out.undecided.is_empty() {
            out.undecided.extend(cut);
        }
        let all = out.findings.len();
        out.findings.retain(|finding| match open {
            None => true,
            Some(Input::Template) if rule.kind == Kind::OverPermission => {
                !is_open_at(&policy, &finding.place)
            }
            Some(_) => !OF_ALL.contains(&rule.id()),
        });
        if out.findings.len() < all {
            out.undecided.extend(open);
        }
        if key.is_aws_managed() {
            // AWS wrote the policy, and nobody but AWS can change it.
            out.findings.iter_mut().for_each(|finding| finding.manage());
        }
        undecided.extend(out.undecided.iter().map(|missing| Undecided {
            rule,
            missing: *missing,
        }));
        findings.append(&mut out.findings);
    }
    crate::order::by_key(&mut findings, |finding: &Finding| {
        let start = match &finding.place {
            Place::Policy(span) => span.start,
            Place::Field(_) | Place::Item(..) => 0,
        };
        (finding.severity, start)
    });
    let mut foreign = foreign::accounts(&policy, subject.context);
    foreign.retain(|account| subject.lets_in(account));
    let (muted, findings) = mute(findings, key, profile, now);
    let verdict = match (&public, document) {
        (Some(public), _) => verdict::verdict(public, &policy, &context, &foreign),
        (None, Some(Err(error))) => verdict::unknown(
            Text::from("The policy is not JSON: ")
                .words(&error.message)
                .words("."),
        ),
        (None, _) => verdict::unknown(fields::policy(&key.policy)),
    };
    // Strangers are reasoned over apart, and may meet a bound of their own.
    let bounded = verdict.answer == Answer::Undecided || subject.reasoned.is_bounded();
    let policies = match document {
        None => Policies::Missing,
        Some(Err(error)) => Policies::NotJson(error.clone()),
        Some(Ok(_)) => Policies::Read(Box::new(policy)),
    };
    Report {
        context,
        verdict,
        foreign,
        public,
        findings,
        undecided,
        muted,
        bounded,
        policies,
    }
}

type Muted = Vec<(Finding, Mute)>;

/// Takes out the findings that a mute of the profile is about and whose day has not come.
fn mute(
    findings: Vec<Finding>,
    key: &Key,
    profile: &Profile,
    now: Moment,
) -> (Muted, Vec<Finding>) {
    let text = key.policy.present().map_or("", |policy| &policy.text);
    let is_key = |pattern: &str| {
        let names = [key.arn.text(), key.key_id()];
        names
            .into_iter()
            .flatten()
            .any(|name| pattern::matches(pattern, name))
    };
    let mutes: Vec<&Mute> = profile
        .mutes
        .iter()
        .filter(|mute| mute.expires.is_none_or(|day| now < day))
        .filter(|mute| mute.key.as_deref().is_none_or(is_key))
        .collect();
    let (mut muted, mut shown) = (Vec::new(), Vec::new());
    for finding in findings {
        let by = mutes.iter().find(|mute| {
            (mute.rule.eq_ignore_ascii_case(finding.rule.id()) || mute.rule == finding.rule.name())
                && mute
                    .path
                    .as_ref()
                    .is_none_or(|path| finding.path(text) == *path)
        });
        match by {
            Some(mute) => muted.push((finding, (*mute).clone())),
            None => shown.push(finding),
        }
    }
    (muted, shown)
}

impl Finding {
    /// Turns advice to edit a policy into the word that it cannot be edited.
    fn manage(&mut self) {
        if matches!(self.place, Place::Policy(_)) {
            self.change = None;
            self.aws_managed = true;
        }
    }

    /// How to mend it. Commands are about this key, as far as it is known.
    pub fn fix(&self, key: &Key) -> Text {
        match self.aws_managed {
            true => "AWS manages this key and wrote its policy: you can read it, you cannot change it. Where it matters, \
                     use a customer managed key."
                .into(),
            false => {
                // What is to be run may hold nothing that a shell would take for more.
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/-".contains(&byte);
                let arn = key.arn.text().filter(|arn| arn.bytes().all(plain));
                let name = arn.and_then(|arn| {
                    let region = Arn::split(arn)?.region;
                    Some(["-id ", arn, " --region ", region].concat())
                });
                let fix = self.rule.fix();
                text::marked(&name.map_or(fix.into(), |name| fix.replace("-id KEY", &name)))
            }
        }
    }

    /// The path of its place: in the policy, or the name of a field.
    pub fn path(&self, policy: &str) -> String {
        match &self.place {
            Place::Field(name) => name.clone(),
            Place::Item(field, index, _) => format!("{field}[{index}]"),
            Place::Policy(span) => parse(policy)
                .ok()
                .and_then(|node| path_to(&node, *span))
                .unwrap_or_else(|| Path(Vec::new()))
                .to_string(),
        }
    }

    /// Line and column of its place: in the policy's text, or in the file for a field of the key's record.
    pub fn position(&self, key: &Key, policy: &str, file: &str) -> Position {
        match &self.place {
            Place::Policy(span) => position(policy, span.start as usize),
            Place::Item(_, _, span) => position(file, span.start as usize),
            Place::Field(name) => {
                let fields = key::fields(key, file);
                let field = fields.iter().find(|field| field.name == *name);
                let at = field.map_or(key.record.start, |field| field.span.start);
                position(file, at as usize)
            }
        }
    }
}
