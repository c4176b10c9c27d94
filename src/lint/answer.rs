//! Whether a key is public by a document, however much of it is settled only where it is used.

use crate::access::context::Context;
use crate::access::pattern;
use crate::aws::names::{COMMON_SUFFIX, PARTITIONS, STAND_IN, is_account, suffix_of};
use crate::json::{Node, parse};
use crate::model::arn::Arn;
use crate::model::policy::Policy;
use crate::read::policy::{Keep, read};
use crate::reason::public::{self, Answer, Public};

/// The answer on a document. Where only its conditions tell of a partition, it may be used in that one.
pub fn is_public(root: &Node, policy: &Policy, context: &Context) -> Public {
    let public = in_its_partition(root, policy, context);
    if context.partition.is_some() || public.answer == Answer::Yes {
        return public;
    }
    let tests = || policy.statements.iter().flat_map(|it| &it.tests);
    let values = || tests().flat_map(|test| &test.values);
    let spoken_of = |name: &&&str| {
        let suffix = Some(suffix_of(name)).filter(|suffix| *suffix != COMMON_SUFFIX);
        let arn = format!(":{name}:");
        values().any(|it| {
            let text = it.text.as_str();
            let partition = Arn::split(text).map_or("", |arn| arn.partition);
            text.contains(&arn)
                || pattern::has_wildcard(partition) && pattern::matches(partition, name)
                // `arn:*-cn:…` under a text operator, `s3.*.cn`.
                || Arn::split(text).is_none() && pattern::has_wildcard(text) && !text.ends_with(COMMON_SUFFIX)
                || suffix.is_some_and(|suffix| text.contains(suffix))
        })
    };
    let there = PARTITIONS.iter().filter(spoken_of).map(|name| Context {
        partition: Some((*name).to_string()),
        ..context.clone()
    });
    let mut answers = there.map(|context| in_its_partition(root, policy, &context));
    answers
        .find(|public| public.answer == Answer::Yes)
        .unwrap_or(public)
}

/// Where a member is given twice, AWS refuses the document, and the answer holds only when it is the same whichever of the
/// two counts.
fn in_its_partition(root: &Node, policy: &Policy, context: &Context) -> Public {
    let last = public::judge(policy, context);
    if !policy.ambiguous {
        return last;
    }
    let mut other = read(root, Keep::First);
    context.settle(&mut other);
    let first = public::judge(&other, context);
    let speaks = |policy: &Policy| {
        policy
            .statements
            .iter()
            .any(crate::access::statement::is_everyone)
    };
    // Which of several doubled members counts may differ from object to object, so "no" has to hold without them.
    let agreed = first.answer == last.answer
        && (last.answer == Answer::Yes || !(speaks(policy) || speaks(&other)));
    match agreed {
        true => last,
        false => cannot_be_told(),
    }
}

fn cannot_be_told() -> Public {
    Public {
        answer: Answer::Undecided,
        broad: Vec::new(),
        exposure: Default::default(),
    }
}

/// The accounts that are written out in the text of a template's policy.
pub(super) fn accounts_named(text: &str) -> impl Iterator<Item = &str> {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.filter(|it| is_account(it) && *it != STAND_IN)
}

/// Accounts that a template may be used in, of those that it names: more take too long.
const MOST_OWNERS: usize = 100;

/// The answer "no", unless it is another where the template is used in an account that it names.
pub(super) fn in_accounts_named(public: Public, text: &str, context: &Context) -> Public {
    let mut owners: Vec<&str> = accounts_named(text).collect();
    crate::order::by(&mut owners, Ord::cmp);
    owners.dedup();
    let is_closed = |owner: &&str| {
        let text = text.replace(STAND_IN, owner);
        let arn = context.arn.as_ref().map(|arn| arn.replace(STAND_IN, owner));
        let mut context = Context {
            owner: Some(owner.to_string()),
            arn,
            ..context.clone()
        };
        let Ok(root) = parse(&text) else { return true };
        let mut policy = read(&root, Keep::Last);
        context.infer(&policy);
        context.settle(&mut policy);
        is_public(&root, &policy, &context).answer == Answer::No
    };
    match owners.iter().take(MOST_OWNERS).all(is_closed) {
        true => public,
        false => cannot_be_told(),
    }
}
