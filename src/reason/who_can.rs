//! Who can do what: for every principal that the policy names and every class of callers that it tells apart, what it
//! makes of each group of actions.

use super::callers::{Among, Caller, Sort};
use super::search::{Doubt, Found, Goal};
use super::space::{Class, Space, TooLarge};
use crate::access::context::Context;
use crate::access::request::Request;
use crate::aws::actions::{Action, ActionSet};
use crate::model::policy::{Effect, Policy};

/// A group of actions that people ask about.
#[derive(Debug)]
pub struct Column {
    pub id: &'static str,
    pub title: &'static str,
    pub actions: &'static [&'static str],
}

#[rustfmt::skip]
pub static COLUMNS: [Column; 8] = [
    Column { id: "decrypt", title: "Decrypt", actions: &["Decrypt", "ReEncryptFrom", "Decapsulate"] },
    Column { id: "encrypt", title: "Encrypt", actions: &["Encrypt", "ReEncryptTo", "Encapsulate"] },
    Column { id: "data-keys", title: "Generate data keys", actions: &["GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"] },
    Column { id: "sign", title: "Sign, MAC, agree", actions: &["Sign", "Verify", "GenerateMac", "VerifyMac", "DeriveSharedSecret"] },
    Column { id: "grants", title: "Grants", actions: &["CreateGrant", "RevokeGrant", "ListGrants"] },
    Column { id: "policy", title: "Administer policy", actions: &["PutKeyPolicy"] },
    Column { id: "destroy", title: "Destroy", actions: &["ScheduleKeyDeletion", "DisableKey", "DeleteImportedKeyMaterial"] },
    Column { id: "describe", title: "Describe", actions: &["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "GetPublicKey", "ListKeyPolicies", "ListResourceTags"] },
];

/// Whom a row of the grid stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Row {
    /// The root user of the owner's account.
    Root(String),
    /// A principal by its ARN, as the policy names it.
    Principal(String),
    /// Everyone in an account whom no row of its own names.
    Account {
        account: String,
        own: bool,
    },
    Service(String),
    /// Services that the policy does not name.
    OtherServices,
    /// Callers of all accounts that the policy does not name.
    Strangers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By the policy itself, whatever the request.
    Direct,
    /// By the policy itself, under conditions.
    Conditional,
    /// The IAM policies of the account decide.
    ByIam,
    /// They decide, under conditions of the policy.
    ByIamConditional,
    Undecided(Doubt),
    /// Allowed, were it not for a Deny.
    Denied,
    /// Nothing allows it.
    No,
}

impl Way {
    pub fn name(self) -> &'static str {
        match self {
            Way::Direct => "direct",
            Way::Conditional => "conditional",
            Way::ByIam => "by_iam",
            Way::ByIamConditional => "by_iam_conditional",
            Way::Undecided(_) => "undecided",
            Way::Denied => "denied",
            Way::No => "no",
        }
    }
}

/// What some callers of a row can do with some actions of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub way: Way,
    pub actions: ActionSet,
    /// The Allow statements it rests on, by index.
    pub allows: Vec<usize>,
    /// The Deny statements that take it away, or some of it, by index.
    pub denies: Vec<usize>,
    /// The tests that are left to be met: statement and test, by index.
    pub conditions: Vec<(usize, usize)>,
    /// A request that shows it; for [`Way::Denied`], one that is denied.
    pub witness: Option<Request>,
}

/// One row: a cell for each of [`COLUMNS`], with at least one entry where the key can do any of its actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub row: Row,
    pub cells: Vec<Vec<Entry>>,
}

/// The grid, named principals after the account's own, strangers last. An error where the policy is too large.
pub fn who_can(policy: &Policy, context: &Context) -> Result<Vec<Line>, TooLarge> {
    let space = Space::new(&[policy], context, Among::Everybody)?;
    Ok(who_can_in(&space, context))
}

/// The same, with the space of the policy at hand.
pub fn who_can_in(space: &Space, context: &Context) -> Vec<Line> {
    let mut rows: Vec<(Row, Vec<&Class>)> = Vec::new();
    for class in &space.callers {
        let row = row(class, context, space);
        match rows.iter_mut().find(|(other, _)| *other == row) {
            Some((_, classes)) => classes.push(class),
            None => rows.push((row, vec![class])),
        }
    }
    let mut lines: Vec<Line> = rows
        .into_iter()
        .map(|(row, classes)| Line {
            row,
            cells: COLUMNS
                .iter()
                .map(|column| cell(space, &classes, ActionSet::named(column.actions)))
                .collect(),
        })
        .collect();
    for cell in lines.iter_mut().flat_map(|line| &mut line.cells) {
        tidy(cell);
    }
    // Services that nobody speaks of are no news.
    lines.retain(|line| {
        line.row != Row::OtherServices || line.cells.iter().any(|cell| is_news(cell))
    });
    crate::order::by(&mut lines, |a, b| a.row.cmp(&b.row));
    lines
}

/// A request of the principal for one of the actions that the policy allows, and whether only with its account's IAM
/// policies; `None` where there is none. An error where the policy is too large or it cannot be decided.
pub fn can(
    policy: &Policy,
    context: &Context,
    principal: &str,
    actions: ActionSet,
) -> Result<Option<(Request, bool)>, TooLarge> {
    let Some(caller) = Caller::of_arn(principal) else {
        return Ok(None);
    };
    let mut space = Space::new(&[policy], context, Among::Account(""))?;
    space.take_callers();
    space.add_caller(Caller {
        named: true,
        ..caller
    });
    let Some(class) = space.callers.first() else {
        return Ok(None);
    };
    let (allows, denies) = (space.with(0, Effect::Allow), space.with(0, Effect::Deny));
    let mut doubt = false;
    for account in [false, true] {
        for allow in space.speaking(class, &allows, account) {
            for action in actions.iter() {
                let goal = Goal {
                    matched: &[allow],
                    missed: &denies,
                };
                match space.find(class, action, goal) {
                    Found::Yes(request) => return Ok(Some((*request, account))),
                    Found::Undecided(_) => doubt = true,
                    Found::No => {}
                }
            }
        }
    }
    match doubt {
        true => Err(TooLarge),
        false => Ok(None),
    }
}

/// Whether the grid would tell of anybody who can do any of the actions, or may.
pub fn can_anyone(space: &Space, actions: ActionSet) -> bool {
    let (allows, denies) = (space.with(0, Effect::Allow), space.with(0, Effect::Deny));
    let does = |class: &Class, action: &'static Action, allow: usize| {
        let goal = Goal {
            matched: &[allow],
            missed: &denies,
        };
        match class.caller.sort == Sort::Service && !class.caller.named {
            // A doubt about services that nobody speaks of is no news.
            true => matches!(space.find(class, action, goal), Found::Yes(_)),
            false => !space.rules_out(class, action, goal),
        }
    };
    let mut sets = space.actions.iter().map(|set| set.and(actions));
    sets.any(|set| {
        set.iter().next().is_some_and(|action| {
            space.callers.iter().any(|class| {
                let mut allows = allows
                    .iter()
                    .filter(|at| class.spoken.get(**at).copied().flatten().is_some());
                allows.any(|allow| does(class, action, *allow))
            })
        })
    })
}

fn is_news(cell: &[Entry]) -> bool {
    cell.iter()
        .any(|entry| matches!(entry.way, Way::Direct | Way::Conditional))
}

fn row(class: &Class, context: &Context, space: &Space) -> Row {
    let caller = &class.caller;
    let Some(account) = &caller.account else {
        return match caller.named {
            true => Row::Service(caller.name().to_string()),
            false => Row::OtherServices,
        };
    };
    let own = context.owner.as_ref() == Some(account);
    match (caller.named, caller.sort) {
        (true, _) => Row::Principal(match &caller.sender {
            // A session that the policy names stands for itself, not for its role.
            crate::access::request::Sender::Principal(text)
                if !text.ends_with("/session") && caller.sort == Sort::Role =>
            {
                text.clone()
            }
            _ => caller.name().to_string(),
        }),
        (false, Sort::Root) if own => Row::Root(account.clone()),
        _ if own || space.accounts.contains(account) => Row::Account {
            account: account.clone(),
            own,
        },
        _ => Row::Strangers,
    }
}

fn cell(space: &Space, classes: &[&Class], column: ActionSet) -> Vec<Entry> {
    let mut cell = Vec::new();
    for actions in &space.actions {
        let actions = actions.and(column);
        if let Some(action) = actions.iter().next() {
            let entries = classes
                .iter()
                .map(|class| entry(space, class, actions, action));
            for entry in agree(space, classes, action, entries.collect()) {
                add(&mut cell, entry);
            }
        }
    }
    cell
}

/// Where the callers of a row differ, what some may do unconditionally hangs on who they are.
fn agree(
    space: &Space,
    classes: &[&Class],
    action: &'static Action,
    entries: Vec<Entry>,
) -> Vec<Entry> {
    let first = entries.first().map(|entry| entry.way);
    if entries.iter().all(|entry| Some(entry.way) == first) {
        return entries;
    }
    let condition = |mut entry: Entry| {
        let parts: Vec<usize> = (0..space.parts.len())
            .filter(|at| {
                let part = space.parts.get(*at);
                part.is_some_and(|part| entry.allows.contains(&part.statement.index))
            })
            .collect();
        for class in classes {
            for condition in conditions(space, class, action, &parts) {
                if !entry.conditions.contains(&condition) {
                    entry.conditions.push(condition);
                }
            }
        }
        crate::order::by(&mut entry.conditions, Ord::cmp);
        // The root user of an account and its other identities differ without any condition.
        if !entry.conditions.is_empty() || !entry.denies.is_empty() {
            entry.way = match entry.way {
                Way::Direct => Way::Conditional,
                Way::ByIam => Way::ByIamConditional,
                other => other,
            };
        }
        entry
    };
    entries.into_iter().map(condition).collect()
}

/// Joins entries that say the same of other actions.
fn add(cell: &mut Vec<Entry>, entry: Entry) {
    let alike = |other: &&mut Entry| {
        other.way == entry.way
            && other.allows == entry.allows
            && other.denies == entry.denies
            && other.conditions == entry.conditions
    };
    match cell.iter_mut().find(alike) {
        Some(other) => other.actions = other.actions.or(entry.actions),
        None => cell.push(entry),
    }
}

/// The best first, and no word of what cannot be done where it is said what can.
fn tidy(cell: &mut Vec<Entry>) {
    crate::order::by_key(cell, |entry| entry.way);
    if cell.first().is_some_and(|first| first.way != Way::No) {
        let can: ActionSet = cell
            .iter()
            .filter(|entry| entry.way != Way::No)
            .fold(ActionSet::EMPTY, |set, entry| set.or(entry.actions));
        cell.retain(|entry| entry.way != Way::No || !can.contains(entry.actions));
    }
}

fn entry(space: &Space, class: &Class, actions: ActionSet, action: &'static Action) -> Entry {
    let (allows, denies) = (space.with(0, Effect::Allow), space.with(0, Effect::Deny));
    let find =
        |matched: &[usize], missed: &[usize]| space.find(class, action, Goal { matched, missed });
    let never = |matched: &[usize], missed: &[usize]| {
        space.rules_out(class, action, Goal { matched, missed })
    };
    let numbers = |parts: &[usize]| -> Vec<usize> {
        let part = |at: &usize| space.parts.get(*at).map(|part| part.statement.index);
        parts.iter().filter_map(part).collect()
    };
    let mut entry = Entry {
        way: Way::No,
        actions,
        allows: Vec::new(),
        denies: Vec::new(),
        conditions: Vec::new(),
        witness: None,
    };
    let biting: Vec<usize> = denies
        .iter()
        .copied()
        .filter(|deny| !never(&[*deny], &[]))
        .collect();
    let mut doubt = None;
    for account in [false, true] {
        let spoken = space.speaking(class, &allows, account);
        let mut working = Vec::new();
        for allow in &spoken {
            match find(&[*allow], &denies) {
                Found::Yes(witness) => {
                    entry.witness = entry.witness.or(Some(*witness));
                    working.push(*allow);
                }
                Found::Undecided(other) => doubt = doubt.or(Some(other)),
                Found::No => {}
            }
        }
        if working.is_empty() {
            continue;
        }
        let unconditional = biting.is_empty() && never(&[], &working);
        entry.way = match (account, unconditional) {
            (false, true) => Way::Direct,
            (false, false) => Way::Conditional,
            (true, true) => Way::ByIam,
            (true, false) => Way::ByIamConditional,
        };
        // One that does it alone is all there is to say.
        let alone = working
            .iter()
            .find(|allow| unconditional && never(&[], &[**allow]));
        entry.allows = match alone {
            Some(alone) => numbers(&[*alone]),
            None => numbers(&working),
        };
        entry.denies = numbers(&biting);
        if !unconditional {
            entry.conditions = conditions(space, class, action, &working);
        }
        return entry;
    }
    if let Some(doubt) = doubt {
        entry.way = Way::Undecided(doubt);
        return entry;
    }
    // Nothing is left: by a Deny, or because nothing allows it to begin with.
    for allow in allows {
        for deny in &biting {
            if let Found::Yes(witness) = find(&[allow, *deny], &[]) {
                entry.way = Way::Denied;
                entry.allows.extend(numbers(&[allow]));
                entry.denies.extend(numbers(&[*deny]));
                entry.witness = entry.witness.or(Some(*witness));
            }
        }
    }
    entry.allows.dedup();
    crate::order::by(&mut entry.denies, Ord::cmp);
    entry.denies.dedup();
    entry
}

/// The tests of these statements that a request of the caller may fail.
fn conditions(
    space: &Space,
    class: &Class,
    action: &'static Action,
    parts: &[usize],
) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for part in parts.iter().filter_map(|at| space.parts.get(*at)) {
        for (index, test) in part.statement.tests.iter().enumerate() {
            let place = part.tests.iter().find(|at| {
                space
                    .tests
                    .get(**at)
                    .is_some_and(|asking| asking.asks(test))
            });
            let may_fail = place.is_none_or(|at| space.may_fail(class, action, *at));
            if may_fail {
                out.push((part.statement.index, index));
            }
        }
    }
    out
}
