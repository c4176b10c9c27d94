//! The callers that a policy can tell apart: one for every way in which its principals, its tests on the caller's ARN
//! and on the caller's account come out.

mod mentions;

use mentions::{Mentions, glob, lift};

use super::automaton::{self, Class, Glob};
use crate::access::context::Context;
use crate::access::request::{Carries, Sender};
use crate::aws::names::{COMMON_SUFFIX, is_account, suffix_of};
use crate::model::arn::Arn;
use crate::model::policy::Policy;

/// Work on the patterns of one account, and of all accounts together.
const MOST_STATES: usize = 10_000;

/// Accounts in which callers are looked for.
const MOST_ACCOUNTS: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    Role,
    User,
    Root,
    Federated,
    Service,
}

#[derive(Clone, Debug)]
pub struct Caller {
    pub sender: Sender,
    pub sort: Sort,
    /// `None` for services.
    pub account: Option<String>,
    /// The keys that the caller settles. Of all others nothing is told.
    pub carries: Carries,
    /// A policy names it: itself, not just its account.
    pub named: bool,
    /// No service of AWS's list for `kms:ViaService` asks in its place.
    pub direct: bool,
}

/// The keys that [`Caller::carries`] settles, in lower case.
pub const SETTLED: [&str; 7] = [
    "aws:principalarn",
    "aws:principalaccount",
    "kms:calleraccount",
    "aws:principaltype",
    "aws:username",
    "aws:principalisawsservice",
    "aws:principalservicename",
];

impl Caller {
    /// A caller by what `aws:PrincipalArn` holds: a role is given by its own ARN and calls through a session.
    fn new(arn_text: &str, session: &str) -> Option<Caller> {
        let arn = Arn::split(arn_text).filter(|arn| is_account(arn.account))?;
        let (kind, name) = arn.resource.split_once('/').unwrap_or((arn.resource, ""));
        let last = name.rsplit('/').next().unwrap_or_default();
        let (sort, principal_type) = match (arn.service, kind) {
            ("iam", "root") => (Sort::Root, "Account"),
            ("iam", "user") => (Sort::User, "User"),
            ("iam", "role") => (Sort::Role, "AssumedRole"),
            ("sts", "federated-user") => (Sort::Federated, "FederatedUser"),
            _ => return None,
        };
        if sort != Sort::Root && last.is_empty() {
            return None;
        }
        let sender = match sort {
            Sort::Role => format!(
                "arn:{}:sts::{}:assumed-role/{last}/{session}",
                arn.partition, arn.account
            ),
            _ => arn_text.to_string(),
        };
        let username = match sort {
            Sort::User => vec![last.to_string()],
            _ => Vec::new(),
        };
        let carries = Carries::of([
            ("aws:PrincipalArn", vec![arn_text.to_string()]),
            ("aws:PrincipalAccount", vec![arn.account.to_string()]),
            ("kms:CallerAccount", vec![arn.account.to_string()]),
            ("aws:PrincipalType", vec![principal_type.to_string()]),
            ("aws:username", username),
            ("aws:PrincipalIsAWSService", vec!["false".into()]),
            ("aws:PrincipalServiceName", Vec::new()),
        ]);
        Some(Caller {
            sender: Sender::Principal(sender),
            sort,
            account: Some(arn.account.to_string()),
            carries,
            named: false,
            direct: false,
        })
    }

    /// The caller that an ARN names; a role through a session.
    pub(super) fn of_arn(text: &str) -> Option<Caller> {
        Caller::new(text, SESSION)
    }

    /// A session that is named by its own ARN, of a role with this path: the session's ARN leaves it out.
    pub(super) fn session(text: &str, path: &str) -> Option<Caller> {
        let arn = Arn::split(text).filter(|arn| arn.service == "sts")?;
        let (role, session) = arn
            .resource
            .strip_prefix("assumed-role/")?
            .split_once('/')?;
        let role = format!(
            "arn:{}:iam::{}:role/{path}{role}",
            arn.partition, arn.account
        );
        Caller::new(&role, session)
    }

    /// AWS documents that requests of services carry their name; what else of the caller they carry it does not say,
    /// so that is not told ("Global condition keys", IAM User Guide).
    pub fn service(name: &str) -> Caller {
        let carries = Carries::of([
            ("aws:username", Vec::new()),
            ("aws:PrincipalIsAWSService", vec!["true".into()]),
            ("aws:PrincipalServiceName", vec![name.to_string()]),
        ]);
        Caller {
            sender: Sender::Service(name.to_string()),
            sort: Sort::Service,
            account: None,
            carries,
            named: false,
            direct: false,
        }
    }

    /// What `aws:PrincipalArn` holds, or the service's name.
    pub fn name(&self) -> &str {
        match (&self.sender, self.carries.get("aws:PrincipalArn")) {
            (_, crate::access::request::Carried::Values([arn])) => arn,
            (Sender::Principal(text) | Sender::Service(text), _) => text,
            (Sender::Unsigned, _) => "",
        }
    }
}

impl Caller {
    /// How a policy names it: a role by its ARN, a session by its own.
    pub fn mention(&self) -> &str {
        match &self.sender {
            Sender::Principal(text) if self.sort == Sort::Role && !text.ends_with(OF_NO_NAME) => {
                text
            }
            _ => self.name(),
        }
    }
}

/// Who is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among<'a> {
    Everybody,
    /// Callers of accounts that the policy does not name, and services that it does not name.
    Strangers,
    /// Callers of this account alone.
    Account(&'a str),
}

/// The callers that the policies can tell apart, the plainest first, and whether that is all of them.
pub fn callers(policies: &[&Policy], context: &Context, among: Among) -> (Vec<Caller>, bool) {
    let mentions = Mentions::of(policies, context);
    let partition = context.partition.as_deref().unwrap_or("aws");
    let globs: Vec<(Option<String>, Glob)> = mentions
        .patterns
        .iter()
        .filter_map(|(operator, pattern)| glob(*operator, pattern))
        .collect();
    let (mut accounts, mut complete) = accounts(&mentions, &globs, partition, among);
    let mut out = Vec::new();
    complete &= accounts.len() <= MOST_ACCOUNTS && !mentions.vague;
    // The key's own account is among those that are looked into.
    let own = |account: &String| context.owns(account) == Some(true);
    if let Some(at) = accounts.iter().position(own) {
        accounts.swap(0, at);
    }
    for account in accounts.iter().take(MOST_ACCOUNTS) {
        complete &= of_account(&mut out, account, &mentions, &globs, partition);
    }
    let wanted = |caller: &Caller| {
        let account = caller.account.as_deref();
        match among {
            Among::Everybody => true,
            Among::Account(wanted) => account == Some(wanted),
            Among::Strangers => account.is_none_or(|account| !is_mentioned(&mentions, account)),
        }
    };
    let named = mentions
        .arns
        .iter()
        .filter_map(|arn| Caller::new(arn, SESSION));
    let mut sessions = Vec::new();
    // Nobody who is named is a stranger.
    for arn in mentions
        .sessions
        .iter()
        .filter(|_| among != Among::Strangers)
    {
        let (paths, all) = mentions.paths(arn);
        complete &= all;
        sessions.extend(paths.iter().filter_map(|path| Caller::session(arn, path)));
    }
    // The root user stands for its account, not for itself.
    out.extend(named.chain(sessions).map(|caller| Caller {
        named: caller.sort != Sort::Root,
        ..caller
    }));
    out.retain(wanted);
    if !matches!(among, Among::Account(_)) {
        complete &= services(&mut out, &mentions, partition, among);
    }
    (out, complete)
}

/// The accounts that the policies name, the key's own among them.
pub fn accounts_named(policies: &[&Policy], context: &Context) -> Vec<String> {
    Mentions::of(policies, context).accounts
}

/// What a session is called where nothing names it.
const SESSION: &str = "session";
const OF_NO_NAME: &str = "/session";

fn is_mentioned(mentions: &Mentions, account: &str) -> bool {
    mentions.accounts.iter().any(|other| other == account)
}

/// The accounts to look for callers in: those that are named, one for every way in which patterns on accounts can meet,
/// and one that nothing names.
fn accounts(
    mentions: &Mentions,
    globs: &[(Option<String>, Glob)],
    partition: &str,
    among: Among,
) -> (Vec<String>, bool) {
    if let Among::Account(account) = among {
        return (vec![account.to_string()], true);
    }
    let mut out: Vec<String> = match among {
        Among::Strangers => Vec::new(),
        _ => mentions.accounts.clone(),
    };
    let fresh = [
        "444455556666",
        "777788889999",
        "123412341234",
        "987698769876",
    ];
    // However many are named, there is another.
    let others = (200_000_000_000_u64..).map(|number| number.to_string());
    let mut fresh = fresh.map(String::from).into_iter().chain(others);
    out.extend(fresh.find(|fresh| !is_mentioned(mentions, fresh)));
    let loose = globs.iter().filter(|(account, _)| account.is_none());
    let mut patterns: Vec<Glob> = loose.map(|(_, glob)| glob.clone()).collect();
    patterns.extend(mentions.account_patterns.iter().cloned());
    patterns.dedup();
    if patterns.is_empty() {
        return (out, true);
    }
    let any = |head: &str| {
        Glob::text("arn:")
            .then(partition)
            .then(head)
            .exactly(Class::Digit, 12)
    };
    let languages = [
        any(":iam::").then(":root"),
        any(":iam::").then(":role/").some(Class::Name, 1),
        pathed(any(":iam::").then(":role/")),
        any(":iam::").then(":user/").some(Class::Name, 1),
        pathed(any(":iam::").then(":user/")),
        any(":sts::").then(":federated-user/").some(Class::Name, 1),
    ];
    let meetings = avoiding(&languages, &patterns, |word| {
        let account = Arn::split(word)?.account;
        is_mentioned(mentions, account).then(|| lift(account))
    });
    let found = meetings.words.iter().filter_map(|word| Arn::split(word));
    for account in found.map(|arn| arn.account.to_string()) {
        if !out.contains(&account) {
            out.push(account);
        }
    }
    (out, meetings.complete)
}

/// A name behind a path.
fn pathed(glob: Glob) -> Glob {
    let path = glob.some(Class::Path, 1).then("/");
    path.some(Class::Name, 1)
}

/// Meetings whose words stand for more than themselves: where `own` tells that a word is one that is named, its like
/// are looked for besides it.
fn avoiding(
    languages: &[Glob],
    patterns: &[Glob],
    own: impl Fn(&str) -> Option<Glob>,
) -> automaton::Meetings {
    let mut patterns = patterns.to_vec();
    loop {
        let meetings = automaton::meetings(languages, &patterns, MOST_STATES);
        let more = meetings
            .words
            .iter()
            .filter_map(|word| own(word))
            .find(|glob| !patterns.contains(glob));
        match more {
            Some(glob) => patterns.push(glob),
            None => return meetings,
        }
    }
}

/// The callers of one account: a role, a user, the root user, a federated user, and one of each for every way in which
/// patterns on ARNs can meet.
fn of_account(
    out: &mut Vec<Caller>,
    account: &str,
    mentions: &Mentions,
    globs: &[(Option<String>, Glob)],
    partition: &str,
) -> bool {
    let iam = format!("arn:{partition}:iam::{account}:");
    let sts = format!("arn:{partition}:sts::{account}:");
    let plain = [
        format!("{iam}role/AnotherRole"),
        format!("{iam}user/AnotherUser"),
        format!("{iam}root"),
        format!("{sts}federated-user/AnotherUser"),
    ];
    let mut add = |arn: &str| {
        if !mentions.arns.iter().any(|named| named == arn) {
            out.extend(Caller::new(arn, SESSION));
        }
    };
    plain.iter().for_each(|arn| add(arn));
    let patterns: Vec<Glob> = globs
        .iter()
        .filter(|(other, _)| other.as_deref().is_none_or(|other| other == account))
        .map(|(_, glob)| glob.clone())
        .collect();
    // There is one root user, named or not.
    let spoilt = plain
        .iter()
        .any(|arn| !arn.ends_with(":root") && mentions.arns.contains(arn));
    if patterns.is_empty() && !spoilt {
        return true;
    }
    let languages = [
        Glob::text(&iam).then("role/").some(Class::Name, 1),
        pathed(Glob::text(&iam).then("role/")),
        Glob::text(&iam).then("user/").some(Class::Name, 1),
        pathed(Glob::text(&iam).then("user/")),
        Glob::text(&sts)
            .then("federated-user/")
            .some(Class::Name, 1),
    ];
    let meetings = avoiding(&languages, &patterns, |word| {
        // A name cannot end in the slash of its path.
        let named = mentions.arns.iter().any(|arn| arn == word) || word.ends_with('/');
        named.then(|| Glob::text(word))
    });
    meetings.words.iter().for_each(|arn| add(arn));
    meetings.complete
}

fn services(out: &mut Vec<Caller>, mentions: &Mentions, partition: &str, among: Among) -> bool {
    let named = |name: &str| mentions.services.iter().any(|other| other == name);
    let labels = ["sns", "cloudtrail", "logs", "s3", "events", "delivery.logs"].map(String::from);
    let others = (1..).map(|number: usize| format!("another{number}"));
    let labels = labels.into_iter().chain(others);
    let mut fresh = labels.map(|label| label + ".amazonaws.com");
    let mut names: Vec<String> = fresh.find(|name| !named(name)).into_iter().collect();
    if among == Among::Everybody {
        names.extend(mentions.services.iter().cloned());
    }
    let mut complete = true;
    if !mentions.service_patterns.is_empty() {
        // `logs.us-east-1.amazonaws.com`, `delivery.logs.amazonaws.com`; in China both ends are in use.
        let mut ends = vec![suffix_of(partition), COMMON_SUFFIX];
        ends.dedup();
        let language = |(labels, end): (usize, &&str)| {
            let label = |name: Glob, _| name.some(Class::Label, 1).then(".");
            (0..labels).fold(Glob::default(), label).then(end)
        };
        let languages = (1..=3).flat_map(|labels| ends.iter().map(move |end| (labels, end)));
        let languages: Vec<Glob> = languages.map(language).collect();
        let meetings = avoiding(&languages, &mentions.service_patterns, |word| {
            named(word).then(|| Glob::text(word))
        });
        complete = meetings.complete;
        names.extend(meetings.words);
    }
    names.dedup();
    out.extend(names.iter().map(|name| Caller {
        named: named(name),
        ..Caller::service(name)
    }));
    complete
}
