use super::act_014::is_unlimited;
use super::prelude::*;
use crate::aws::actions::ActionSet;
use std::collections::BTreeMap;

rule! {
    id: "KMS-POL-030",
    name: "can-extend-own-access",
    title: "Who can give themselves more",
    kind: Kind::OverPermission,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Which users and roles cannot decrypt by this policy, and can change it, make grants without limits, or replicate a multi-Region key.",
    why: "AWS says so of administrators: whoever may change the policy may let themselves in. This is the list.",
    fix: "Leave it to those who are meant to administer the key.",
    references: [DEFAULT_KEY_POLICY, GRANTS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/Admin","arn:aws:iam::111122223333:role/Ops"]},"Action":["kms:Put*","kms:Describe*"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let mut all: BTreeMap<&str, (ActionSet, ActionSet, Span)> = BTreeMap::new();
    let ways = ActionSet::named(&["PutKeyPolicy", "ReplicateKey"]);
    let create = ActionSet::named(&["CreateGrant"]);
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none() && subject.is_live(allow))
    {
        let set = reach(subject, allow);
        for (principal, who) in subject.principals(allow) {
            if !is_identity(who) || home(who) == Some(Home::Foreign) {
                continue;
            }
            let entry = all.entry(&principal.value).or_insert((
                ActionSet::EMPTY,
                ActionSet::EMPTY,
                principal.span,
            ));
            let mut more = set.and(ways);
            if is_unlimited(allow) {
                more = more.or(set.and(create));
            }
            entry.0 = entry.0.or(more);
            entry.1 = entry.1.or(set.and(plaintext()));
        }
    }
    let mut found = all
        .into_iter()
        .filter(|(_, (more, use_, _))| !more.is_empty() && use_.is_empty())
        .peekable();
    let Some((_, (_, _, span))) = found.peek().cloned() else {
        return;
    };
    let people: Vec<Text> = found.map(|(name, _)| Text::new().code(name)).collect();
    let message = Text::list(people, "and", 4)
        .words(" cannot decrypt by this policy, and can let themselves.");
    out.find(Severity::Info, span, message);
}
