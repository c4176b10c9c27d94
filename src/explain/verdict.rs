use super::actions::spoken;
use super::text::{Text, count};
use crate::access::caller::{Home, Who};
use crate::access::condition::{Class, Scales};
use crate::access::context::Context;
use crate::access::statement::{self as reach, Truth};
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::{Bounds, find};
use crate::aws::names::is_account;
use crate::aws::sets;
use crate::model::policy::{Effect, Policy, Statement, Test};
use crate::reason::public::{Answer, Broad, Fate, Public, spares_services};

/// Whether the key is public, as a headline and one sentence on why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub answer: Answer,
    pub headline: &'static str,
    pub sentence: Text,
}

/// There is no policy to judge, for this reason.
pub fn unknown(reason: Text) -> Verdict {
    Verdict {
        answer: Answer::Undecided,
        headline: "Public or not: cannot be told.",
        sentence: reason,
    }
}

/// The verdict on a policy that was read, and that lets these foreign accounts in.
pub fn verdict(public: &Public, policy: &Policy, context: &Context, foreign: &[String]) -> Verdict {
    match public.answer {
        Answer::Yes => Verdict {
            answer: Answer::Yes,
            headline: "Public.",
            sentence: open(public, policy),
        },
        Answer::No => Verdict {
            answer: Answer::No,
            headline: "Not public.",
            sentence: closed(public, policy, context, foreign),
        },
        Answer::Undecided => unknown(match public.doubt() {
            Some(doubt) => Text::from("Whether a stranger’s request gets through could not be decided: ")
                .words(doubt.words())
                .words("."),
            None => "A part of the policy that may speak of everyone is not known, or not in a form that KMS takes, so what it would \
             allow cannot be told."
                .into(),
        }),
    }
}

fn open(public: &Public, policy: &Policy) -> Text {
    let mut actions = ActionSet::EMPTY;
    let mut open = Vec::new();
    let mut denied = None;
    for broad in &public.broad {
        if let Fate::Open {
            actions: some,
            may_be_denied,
            ..
        } = &broad.fate
        {
            actions = actions.or(*some);
            open.push(broad.index);
            denied = denied.or(*may_be_denied);
        }
    }
    let mut text = Text::from("Anyone with an AWS account may ").words(spoken(actions, false));
    text = text.words(format!(" ({})", numbers(&open).to_ascii_lowercase()));
    let weak = weak_tests(&open, policy);
    text = match weak.is_empty() {
        true => text.words(": no condition says who."),
        false => {
            let verb = if weak.len() == 1 { "does" } else { "do" };
            let items = weak.into_iter().map(|key| Text::new().code(key)).collect();
            text.words(": ")
                .then(Text::list(items, "and", 3))
                .words(format!(" {verb} not fix who calls."))
        }
    };
    if let Some(index) = denied {
        text = text.words(format!(
            " Statement {} may take some of it back.",
            index + 1
        ));
    }
    text
}

/// The keys of the tests that an open statement has and that do not confine.
fn weak_tests(open: &[usize], policy: &Policy) -> Vec<String> {
    let mut keys = Vec::new();
    for statement in policy.statements.iter().filter(|s| open.contains(&s.index)) {
        for test in &statement.tests {
            if !keys.contains(&test.key.value) {
                keys.push(test.key.value.clone());
            }
        }
    }
    keys
}

fn closed(public: &Public, policy: &Policy, context: &Context, foreign: &[String]) -> Text {
    let mut text = match public.broad.is_empty() {
        true => nobody_broad(policy, context),
        false => broad(&public.broad, policy),
    };
    if !foreign.is_empty() {
        let items = foreign
            .iter()
            .map(|a| Text::new().account(a))
            .collect::<Vec<_>>();
        let plural = if items.len() > 1 {
            "accounts "
        } else {
            "account "
        };
        // What a Deny leaves of it is not asked here.
        let denies = policy
            .statements
            .iter()
            .any(|statement| statement.effect == Some(Effect::Deny));
        let words = match denies {
            true => " It names the foreign ",
            false => " It lets in the foreign ",
        };
        text = text
            .words(words)
            .words(plural)
            .then(Text::list(items, "and", 4))
            .words(".");
    }
    text
}

fn nobody_broad(policy: &Policy, context: &Context) -> Text {
    let live: Vec<&Statement> = allows(policy, context).collect();
    if policy.statements.iter().any(is_open) {
        return "No Allow speaks of everyone, but not all that is allowed, or to whom, is known."
            .into();
    }
    if live.is_empty() {
        return "The policy allows nobody anything.".into();
    }
    let own = |who: &Who| {
        matches!(
            who,
            Who::Account {
                home: Home::Own,
                ..
            }
        )
    };
    let delegates = live
        .iter()
        .all(|statement| reach::callers(statement, context).iter().all(own));
    let given = |statements: &[&Statement]| {
        let sets = statements.iter().map(|statement| reach::actions(statement));
        sets.fold(ActionSet::EMPTY, ActionSet::or)
    };
    let (denied, by) = blanket(policy, context, delegates);
    let all = given(&live).and(context.fit);
    let verb = if by.len() == 1 { " denies " } else { " deny " };
    if !all.is_empty() && denied.contains(all) {
        return Text::from(numbers(&by))
            .words(verb)
            .words("everybody all that the policy allows.");
    }
    if delegates && let Some(owner) = &context.owner {
        let text = Text::from("Only account ").account(owner);
        if all.meets(sets::CRYPTO) && denied.contains(all.and(sets::CRYPTO)) {
            return text
                .words(" itself is named, and ")
                .words(numbers(&by).to_ascii_lowercase())
                .words(verb)
                .words("everybody every use of the key.");
        }
        let plain: Vec<&Statement> = live
            .iter()
            .copied()
            .filter(|statement| statement.tests.is_empty())
            .collect();
        return text.words(match given(&plain).contains(all) {
            true => " itself is named: its IAM policies decide who may use the key.",
            false => " itself is named, under conditions.",
        });
    }
    "No Allow speaks of everyone: each names its principals.".into()
}

/// Whether a template leaves open what the statement allows, or to whom.
fn is_open(statement: &Statement) -> bool {
    statement.effect.is_none()
        || statement.effect == Some(Effect::Allow) && reach::is_unread(statement)
}

/// What Deny statements without a condition take from everybody, and their indexes. Of an account that alone is named, a Deny
/// for it takes as much.
pub fn blanket(policy: &Policy, context: &Context, account_alone: bool) -> (ActionSet, Vec<usize>) {
    let mut denied = ActionSet::EMPTY;
    let mut by = Vec::new();
    for deny in &policy.statements {
        let hits = |who: &Who| match who {
            Who::Everyone => true,
            Who::Account {
                home: Home::Own, ..
            } => account_alone,
            _ => false,
        };
        if deny.effect == Some(Effect::Deny)
            && deny.tests.is_empty()
            && !deny.condition_broken
            && deny.principal.is.is_some()
            && reach::callers(deny, context).iter().any(hits)
            && reach::is_this_key(deny, policy, context) == Truth::True
        {
            denied = denied.or(reach::actions(deny));
            by.push(deny.index);
        }
    }
    (denied, by)
}

/// The statements that speak of everyone, by what becomes of them.
fn broad(broad: &[Broad], policy: &Policy) -> Text {
    let of = |wanted: fn(&Fate) -> bool| -> Vec<&Broad> {
        broad.iter().filter(|broad| wanted(&broad.fate)).collect()
    };
    let mut parts: Vec<Text> = Vec::new();
    let confined = of(|fate| matches!(fate, Fate::Confined(_)));
    if !confined.is_empty() {
        parts.push(confinement(&confined, policy));
    }
    let denied = of(|fate| matches!(fate, Fate::Denied { .. }));
    if let Some(Broad {
        fate: Fate::Denied { by },
        ..
    }) = denied.first()
    {
        let all = |deny: &Statement| {
            !by.contains(&deny.index) || deny.tests.is_empty() && deny.principal.not.is_none()
        };
        let is_network = |test: &Test| {
            find(&test.key.value).is_some_and(|key| key.bounds == Some(Bounds::Network))
        };
        let by_network = |deny: &Statement| {
            !by.contains(&deny.index)
                || deny.principal.not.is_none() && deny.tests.iter().all(is_network)
        };
        let verb = if by.len() == 1 { " denies " } else { " deny " };
        let whom = match policy.statements.iter().all(all) {
            true => "everybody",
            false if policy.statements.iter().all(by_network) => {
                "everybody who is not in certain networks"
            }
            false if spares_services(by, policy) => "everybody but known callers and AWS services",
            false => "everybody but known callers",
        };
        parts.push(
            named(&denied)
                .words(", but ")
                .words(numbers(by).to_ascii_lowercase())
                .words(verb)
                .words(whom),
        );
    }
    let inner = of(|fate| *fate == Fate::NotAcrossAccounts);
    if !inner.is_empty() {
        let verb = if inner.len() == 1 { "allows" } else { "allow" };
        parts.push(named(&inner).words(format!(
            ", but {verb} only what KMS never does across accounts; within the account, everybody may"
        )));
    }
    let dead = of(|fate| *fate == Fate::Dead);
    if !dead.is_empty() {
        parts.push(named(&dead).words(match dead.len() {
            1 => ", but never applies",
            _ => ", but never apply",
        }));
    }
    let closed = of(|fate| *fate == Fate::Closed);
    if !closed.is_empty() {
        let of_closed = |it: &&Statement| closed.iter().any(|broad| broad.index == it.index);
        let tested = policy
            .statements
            .iter()
            .filter(of_closed)
            .all(|it| !it.tests.is_empty());
        parts.push(named(&closed).words(match closed.len() {
            _ if !tested => ", but no stranger gets in",
            1 => ", but its conditions let no stranger in",
            _ => ", but their conditions let no stranger in",
        }));
    }
    let mut text = Text::new();
    for (position, part) in parts.into_iter().enumerate() {
        text = text.words(if position > 0 { ". " } else { "" }).then(part);
    }
    text.words(".")
}

fn confinement(confined: &[&Broad], policy: &Policy) -> Text {
    let mut bounds: Vec<(Bounds, Vec<String>)> = Vec::new();
    for broad in confined {
        if let Fate::Confined(found) = &broad.fate
            && let Some(first) = found.iter().min_by_key(|(bounds, _)| *bounds)
            && !bounds.contains(first)
        {
            bounds.push(first.clone());
        }
    }
    let text = named(confined).words(", but ");
    let each = if confined.len() > 1 {
        " confines each to "
    } else {
        " confines it to "
    };
    match bounds.as_slice() {
        [(kind, values)] => {
            let key = confining_key(confined, policy, *kind, values).unwrap_or_default();
            text.code(key).words(each).then(callers(*kind, values))
        }
        _ => text.words("a condition fixes the callers of each"),
    }
}

/// The key of the test that gave these values, which bound callers so.
fn confining_key(
    confined: &[&Broad],
    policy: &Policy,
    kind: Bounds,
    values: &[String],
) -> Option<String> {
    let first = confined.first()?;
    let statement = policy.statements.iter().find(|s| s.index == first.index)?;
    let test = statement.tests.iter().find(|test| {
        find(&test.key.value).is_some_and(|key| key.bounds == Some(kind))
            && !values.is_empty()
            && values
                .iter()
                .all(|value| test.values.iter().any(|other| other.text == *value))
    })?;
    Some(test.key.value.clone())
}

fn callers(bounds: Bounds, values: &[String]) -> Text {
    let list =
        |make: &dyn Fn(&String) -> Text| Text::list(values.iter().map(make).collect(), "or", 3);
    let code = |value: &String| Text::new().code(value);
    match bounds {
        Bounds::Account => {
            Text::from("callers in account ").then(list(&|value| match is_account(value) {
                true => Text::new().account(value),
                false => Text::new().code(value),
            }))
        }
        Bounds::Organization => Text::from("callers of organization ").then(list(&code)),
        Bounds::Principal => list(&code),
        Bounds::Network => Text::from("requests from ").then(list(&code)),
        Bounds::Source => Text::from("services that act for ").then(list(&code)),
        Bounds::Service => "AWS services".into(),
    }
}

/// "Three statements name everyone": by number, or by their numbers where they are few.
fn named(broad: &[&Broad]) -> Text {
    let indexes: Vec<usize> = broad.iter().map(|broad| broad.index).collect();
    let verb = if indexes.len() == 1 {
        "speaks"
    } else {
        "speak"
    };
    Text::from(format!("{} {verb} of everyone", numbers(&indexes)))
}

/// "Statement 2", "Statements 1 and 3", "5 statements".
fn numbers(indexes: &[usize]) -> String {
    let items: Vec<Text> = indexes
        .iter()
        .map(|i| Text::from((i + 1).to_string()))
        .collect();
    match items.len() {
        1 => format!("Statement {}", Text::list(items, "and", 1)),
        2..=4 => format!("Statements {}", Text::list(items, "and", 4)),
        many => count(many, "statement", "statements"),
    }
}

/// Allow statements that can apply.
pub(super) fn allows<'a>(
    policy: &'a Policy,
    context: &'a Context,
) -> impl Iterator<Item = &'a Statement> {
    policy.statements.iter().filter(move |statement| {
        let scales = Scales {
            policy,
            statement,
            context,
        };
        statement.effect == Some(Effect::Allow)
            && !reach::actions(statement).is_empty()
            && reach::is_this_key(statement, policy, context) != Truth::False
            && !statement
                .tests
                .iter()
                .any(|test| matches!(scales.weigh(test), Class::Never(_)))
            && match statement.principal.is {
                Some(_) => reach::callers(statement, context)
                    .iter()
                    .any(|who| !who.is_nobody()),
                None => reach::is_everyone(statement),
            }
    })
}
