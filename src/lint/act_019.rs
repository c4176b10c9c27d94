use super::prelude::*;
use crate::aws::actions::{ActionSet, Group};

rule! {
    id: "KMS-ACT-019",
    name: "names-that-decide-access",
    title: "Whoever changes tags or aliases changes who has access",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether tags or aliases of the key decide, while an Allow gives the actions that change them to somebody who may not change the policy.",
    why: "Setting a tag then opens the key.",
    fix: "Give `kms:TagResource`, `kms:UntagResource` and the actions on aliases to administrators only.",
    references: [ABAC],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:TagResource","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/env":"prod"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:CreateAlias","Resource":"*"}"#).under(r#""asks":{"abac":true}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/env":"prod"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:TagResource","Resource":"*"}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let decides = subject.tests().any(|(_, test)| {
        [
            "aws:ResourceTag/",
            "kms:ResourceAliases",
            "kms:RequestAlias",
        ]
        .iter()
        .any(|name| is_key(test, name))
    });
    if !decides && !subject.profile.asks.abac {
        return;
    }
    let policy = const { ActionSet::exactly(&["PutKeyPolicy"]) };
    for allow in subject
        .allows()
        .filter(|allow| allow.principal.not.is_none() && subject.is_live(allow))
    {
        let set = reach(subject, allow);
        let change = set.and(const { ActionSet::of(Group::Names) });
        if change.is_empty() || set.contains(policy) || is_own_root(subject, allow) {
            continue;
        }
        let message = number(allow)
            .words(" allows ")
            .then(names(change))
            .words(", and tags or aliases of this key decide who may use it.");
        out.find(
            Severity::Medium,
            allow.action.span().unwrap_or(allow.span),
            message,
        );
    }
}
