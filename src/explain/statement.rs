use super::actions::said;
use super::condition;
use super::principal;
use super::text::Text;
use crate::access::caller::{Home, Who};
use crate::access::condition::{Class, Scales};
use crate::access::context::Context;
use crate::access::statement::{self as reach, Truth};
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::Bounds;
use crate::aws::sets;
use crate::json::Span;
use crate::model::operator::Quantifier;
use crate::model::policy::{Effect, Policy, Statement, Test};

/// What a phrase of a sentence speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Who,
    What,
    When,
    /// Words between the phrases.
    Glue,
}

/// A part of a sentence and the place in the policy that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    pub role: Role,
    pub text: Text,
    pub span: Option<Span>,
}

/// A statement as one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(pub Vec<Phrase>);

impl Sentence {
    fn add(&mut self, role: Role, text: Text, span: Option<Span>) {
        if !text.is_empty() {
            self.0.push(Phrase { role, text, span });
        }
    }

    fn glue(&mut self, words: &str) {
        self.add(Role::Glue, words.into(), None);
    }
}

impl std::fmt::Display for Sentence {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0
            .iter()
            .try_for_each(|phrase| write!(out, "{}", phrase.text))
    }
}

/// Says who may (or may not) do what, and when.
pub fn sentence(statement: &Statement, policy: &Policy, context: &Context) -> Sentence {
    let mut out = Sentence::default();
    if let Some(idle) = idle(statement, policy, context) {
        out.add(Role::Glue, idle, None);
        return out;
    }
    let deny = statement.effect == Some(Effect::Deny);
    let (who, says_nobody) = who(statement, context, deny);
    out.add(Role::Who, who.capital(), statement.principal.span());
    out.glue(match deny && !says_nobody {
        true => " may not ",
        false => " may ",
    });
    let what = match deny {
        true => what(statement, reach::actions(statement), deny),
        false => allowed(statement, policy, context),
    };
    out.add(Role::What, what, statement.action.span());
    conditions(statement, deny, &mut out);
    out.glue(".");
    out
}

/// Why the statement does nothing at all, when that can be seen from its shape.
fn idle(statement: &Statement, policy: &Policy, context: &Context) -> Option<Text> {
    let effect = match statement.effect {
        Some(Effect::Allow) => "It allows nothing",
        Some(Effect::Deny) => "It denies nothing",
        None => {
            return Some(match &statement.effect_text {
                Some(text) => Text::from("It has no effect that KMS knows: ")
                    .code(&text.value)
                    .words(" is neither Allow nor Deny."),
                None if policy.leaves_open(statement) => {
                    "What it says, the template leaves open.".into()
                }
                None => "It says neither Allow nor Deny; as it stands KMS refuses it.".into(),
            });
        }
    };
    let because = |reason: &str| Some(Text::from(format!("{effect}: {reason}")));
    if statement.principal.is_absent() {
        return because("it names no principal, so KMS refuses it.");
    }
    if statement.action.is_absent() {
        return because("it names no action.");
    }
    if statement.resource.is_absent() {
        return because("it names no resource, so it does not apply to this key.");
    }
    if !statement.resource.is_broken()
        && reach::is_this_key(statement, policy, context) == Truth::False
    {
        return because("its resource is not this key.");
    }
    if !statement.action.is_broken() && reach::actions(statement).is_empty() {
        return because("none of its actions is one that a key policy can give.");
    }
    if statement.effect == Some(Effect::Allow)
        && !statement.action.is_broken()
        && abroad(statement, policy, context).0
        && !reach::actions(statement).meets(sets::CROSS_ACCOUNT)
    {
        return because("KMS does none of its actions for another account.");
    }
    let callers = reach::callers(statement, context);
    if statement.principal.is.is_none() && callers.contains(&Who::Everyone) {
        return because("its NotPrincipal leaves nobody.");
    }
    if statement.principal.is.is_some()
        && !statement.principal.is_broken()
        && !callers.is_empty()
        && callers.iter().all(Who::is_nobody)
    {
        return because("its principals match nobody.");
    }
    None
}

/// The subject, and whether it says "nobody" and so needs no "not".
fn who(statement: &Statement, context: &Context, deny: bool) -> (Text, bool) {
    let callers = reach::callers(statement, context);
    let root_user = statement.tests.iter().any(says_root_user);
    let names = || {
        let entries = statement.principal.entries().iter();
        callers
            .iter()
            .zip(entries)
            .map(|(who, entry)| match who {
                // Who is denied, and whom a NotPrincipal leaves out of an Allow, whatever IAM says.
                Who::Account { account, .. } if deny == statement.principal.is.is_some() => {
                    Text::from("everyone in account ").account(account)
                }
                // A NotPrincipal that names the account spares its root user; users and roles are spared by their own names alone
                // ("NotPrincipal", IAM User Guide).
                Who::Account { account, .. } if root_user || deny => {
                    Text::from("the root user of account ").account(account)
                }
                who => principal::name(who, &entry.value),
            })
            .collect::<Vec<_>>()
    };
    if statement.principal.is.is_none() {
        if !deny {
            let except = Text::list(names(), "and", 3);
            let all = Text::from("everyone in the world except ").then(except);
            return (all, false);
        }
        let (mut spared, mut caught) = (Vec::new(), Vec::new());
        for (who, name) in callers.iter().zip(names()) {
            match reach::is_caught(who, &callers) {
                true => caught.push(name),
                false => spared.push(name),
            }
        }
        let mut text = Text::from("nobody");
        if !spared.is_empty() {
            text = text.words(" except ").then(Text::list(spared, "and", 3));
        }
        if !caught.is_empty() {
            let caught = Text::list(caught, "or", 3);
            text = text.words(", not even ").then(caught).words(",");
        }
        return (text, true);
    }
    if callers.is_empty() && !statement.principal.is_broken() {
        return ("no principal at all".into(), false);
    }
    if callers.contains(&Who::Everyone) {
        return match deny {
            true => ("nobody".into(), true),
            // KMS does none of it for another account.
            false if !reach::actions(statement).meets(sets::CROSS_ACCOUNT) => {
                ("everyone in the key’s account".into(), false)
            }
            false => ("anyone".into(), false),
        };
    }
    if statement.principal.is_broken() {
        // What is mangled is nobody's name.
        let somebody = callers.iter().zip(names());
        let somebody = somebody.filter(|(who, _)| !who.is_nobody());
        let mut all: Vec<Text> = somebody.map(|(_, name)| name).collect();
        all.push("a principal that cannot be read".into());
        return (Text::list(all, "and", 3), false);
    }
    if deny && let [Who::Account { account, home }] = callers.as_slice() {
        let account = match home {
            Home::Foreign => Text::from("nobody in the foreign account ").account(account),
            _ => Text::from("nobody in account ").account(account),
        };
        return (account, true);
    }
    // What is left out of a long list is not what an auditor looks for.
    let own = |who: &Who| who.account().is_some_and(|(_, home)| home == Home::Own);
    let mut all: Vec<(bool, Text)> = callers.iter().map(own).zip(names()).collect();
    if all.len() > 3 {
        crate::order::by_key(&mut all, |(own, _)| *own);
    }
    let all = all.into_iter().map(|(_, name)| name).collect();
    (Text::list(all, "and", 3), false)
}

/// `aws:PrincipalType` is `Account` for the root user alone, so nothing is delegated ("Default key policy", KMS
/// Developer Guide); `aws:PrincipalArn` has its ARN for nobody else ("aws:PrincipalArn", AWS global condition context keys).
pub fn says_root_user(test: &Test) -> bool {
    let is = |name: &str| test.key.value.eq_ignore_ascii_case(name);
    let root = |text: &str| {
        text == "Account" && is("aws:PrincipalType")
            || text.ends_with(":root") && is("aws:PrincipalArn")
    };
    test.operator.is_some_and(|operator| {
        !operator.negated() && !operator.if_exists && operator.quantifier.is_none()
    }) && !test.values.is_empty()
        && test.values.iter().all(|value| root(&value.text))
}

/// Whether all that the statement names are of other accounts, and whether some are.
fn abroad(statement: &Statement, policy: &Policy, context: &Context) -> (bool, bool) {
    let callers = reach::callers(statement, context);
    let foreign = |who: &Who| matches!(who.account(), Some((_, Home::Foreign)));
    let scales = Scales {
        policy,
        statement,
        context,
    };
    let own = |test: &Test| match scales.weigh(test) {
        Class::Confines {
            bounds: Bounds::Account,
            values,
        } => values.iter().all(|it| context.owns(it) == Some(true)),
        _ => false,
    };
    // Everyone is said to be of the key's account where KMS does none of it across accounts.
    let everyone =
        reach::actions(statement).meets(sets::CROSS_ACCOUNT) && !statement.tests.iter().any(own);
    match statement.principal.is {
        Some(_) => (
            !callers.is_empty() && callers.iter().all(foreign),
            callers
                .iter()
                .any(|who| foreign(who) || everyone && *who == Who::Everyone),
        ),
        None => (false, everyone),
    }
}

/// What an Allow gives: of other accounts KMS takes no more than the actions that cross them ("Allowing users in other
/// accounts to use a KMS key", KMS Developer Guide).
fn allowed(statement: &Statement, policy: &Policy, context: &Context) -> Text {
    let set = reach::actions(statement);
    let lost = set.minus(sets::CROSS_ACCOUNT);
    let (all, some) = abroad(statement, policy, context);
    if lost.is_empty() || !some {
        return what(statement, set, false);
    }
    if !all {
        return what(statement, set, false)
            .words(" (from another account only what KMS does across accounts)");
    }
    match set.contains(sets::CROSS_ACCOUNT) {
        true => "do everything with this key that KMS does across accounts".into(),
        false => Text::from(said(set.minus(lost), false, "and"))
            .words(" (the rest of its actions KMS does only within the account)"),
    }
}

/// What the actions amount to: "encrypt, decrypt and generate data keys with this key, and describe it".
fn what(statement: &Statement, set: ActionSet, deny: bool) -> Text {
    let all = if deny {
        "do anything with this key"
    } else {
        "do everything with this key"
    };
    if statement.action.is_broken() && set.is_empty() {
        return "do something that cannot be read".into();
    }
    let left_out = sets::KEY_POLICY.minus(set);
    if left_out.is_empty() {
        return all.into();
    }
    if left_out.len() <= 4 || statement.action.is.is_none() {
        return Text::from(all)
            .words(" except ")
            .words(said(left_out, true, "and"));
    }
    // "May not decrypt or sign": with "and" it would read as if only both together were denied.
    said(set, false, if deny { "or" } else { "and" }).into()
}

fn conditions(statement: &Statement, deny: bool, out: &mut Sentence) {
    if statement.condition_broken && statement.tests.is_empty() {
        out.glue(", under a condition that cannot be read");
        return;
    }
    // "Nobody may …, unless": one negated test of a Deny reads better turned around.
    if deny
        && let [test] = statement.tests.as_slice()
        && let Some(operator) = test.operator
        && operator.negated()
        && operator.quantifier != Some(Quantifier::ForAnyValue)
        && !test.values.is_empty()
        && let Some(turned) = condition::positive(test)
    {
        out.glue(", unless ");
        out.add(Role::When, turned, Some(test.span));
        return;
    }
    let count = statement.tests.len();
    for (position, test) in statement.tests.iter().enumerate() {
        out.glue(match position {
            0 => ", if ",
            _ if position + 1 < count => ", ",
            _ if count > 2 => ", and ",
            _ => " and ",
        });
        let words = condition::words(test);
        let quantifier = test.operator.and_then(|operator| operator.quantifier);
        let of_others = quantifier == Some(Quantifier::ForAllValues)
            && condition::is_of_new_grants(test)
            && reach::actions(statement) != ActionSet::exactly(&["CreateGrant"]);
        let words = match of_others {
            true => words.words(" (or the request is not for a grant)"),
            false => words,
        };
        out.add(Role::When, words, Some(test.span));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;
    use crate::read::policy::{Keep, read};

    fn said(statement: &str) -> String {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
        let policy = read(&parse(&text).unwrap(), Keep::Last);
        let context = Context {
            owner: Some("111122223333".into()),
            ..Context::default()
        };
        sentence(&policy.statements[0], &policy, &context).to_string()
    }

    #[test]
    fn says_who_may_do_what_when() {
        for (statement, wanted) in [
            (
                r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#,
                "Whoever IAM allows in account 111122223333 may do everything with this key.",
            ),
            (
                r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey"],"Resource":"*"}"#,
                "Role App of account 444455556666 may encrypt, decrypt, re-encrypt and generate data keys and pairs with this key, and describe it.",
            ),
            (
                r#"{"Effect":"Allow","Principal":"*","Action":"kms:CreateGrant","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"acm.us-east-1.amazonaws.com"},"ForAllValues:StringEquals":{"kms:GrantOperations":"Decrypt"},"Bool":{"kms:GrantIsForAWSResource":"true"}}}"#,
                "Anyone may create grants for this key, if the caller is in account 111122223333, the request comes through ACM in us-east-1, every operation of the grant is Decrypt, and the grant is for an AWS service’s resource.",
            ),
            (
                r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"kms:ReEncrypt*","Resource":"*","Condition":{"Bool":{"kms:ReEncryptOnSameKey":"false"}}}"#,
                "Nobody may re-encrypt with this key, if the data moves between this key and another key.",
            ),
            (
                r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
                "Nobody may do anything with this key, unless the caller belongs to organization o-a1b2c3d4e5.",
            ),
            (
                r#"{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"NotAction":"kms:PutKeyPolicy","Resource":"*"}"#,
                "Everyone in the world except user Bob may do everything with this key except change its policy (from another account only what KMS does across accounts).",
            ),
            (
                r#"{"Effect":"Allow","NotPrincipal":{"AWS":"444455556666"},"Action":"kms:Decrypt","Resource":"*"}"#,
                "Everyone in the world except everyone in account 444455556666 may decrypt with this key.",
            ),
            (
                r#"{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:user/Bob","111122223333","arn:aws:iam::111122223333:role/App"]},"Action":"kms:Decrypt","Resource":"*"}"#,
                "Nobody except user Bob and the root user of account 111122223333, not even role App, may decrypt with this key.",
            ),
            (
                r#"{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
                "Nobody, not even role App, may decrypt with this key.",
            ),
            (
                r#"{"Effect":"Deny","NotPrincipal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
                "It denies nothing: its NotPrincipal leaves nobody.",
            ),
            (
                r#"{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*"}"#,
                "It allows nothing: it names no resource, so it does not apply to this key.",
            ),
            (
                r#"{"Effect":"Allow","Principal":"*","Action":["kms:Decrypt","kms:PutKeyPolicy"],"Resource":"*"}"#,
                "Anyone may decrypt with this key and change its policy (from another account only what KMS does across accounts).",
            ),
            (
                r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:root"}}}"#,
                "The root user of account 111122223333 may do everything with this key, if the caller is arn:aws:iam::111122223333:root.",
            ),
            (
                r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:root"}}}"#,
                "Whoever IAM allows in account 111122223333 may do everything with this key, if the caller is not arn:aws:iam::111122223333:root.",
            ),
            (
                r#"{"Effect":"Allow","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*"}"#,
                "Everyone in the key’s account may change this key’s policy.",
            ),
            (
                r#"{"Effect":"Deny","Principal":"*","Action":["kms:Decrypt","kms:CreateGrant"],"Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:GrantOperations":"Decrypt"}}}"#,
                "Nobody may decrypt with this key or create grants for it, if every operation of the grant is Decrypt (or the request is not for a grant).",
            ),
            (
                r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"StringNotEquals":{"kms:GrantOperations":["Decrypt","Encrypt"]}}}"#,
                "Role App may create grants for this key, if no operation of the grant is Decrypt or Encrypt (or the request does not say).",
            ),
            (
                r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"*"}}}"#,
                "Anyone may decrypt with this key, if the encryption context has app = * (as written, not as a pattern).",
            ),
            (
                r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:EncryptionContext:app":"*"}}}"#,
                "Anyone may decrypt with this key, if the encryption context has app = *.",
            ),
        ] {
            assert_eq!(said(statement), wanted);
        }
    }
}
