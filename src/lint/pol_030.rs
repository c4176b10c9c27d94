use super::prelude::*;
use crate::aws::actions::ActionSet;
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
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:PutKeyPolicy","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
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
    let ways = const { ActionSet::exactly(&["PutKeyPolicy", "ReplicateKey"]) };
    let mut found = holders(subject, ways, &|_| true);
    found.retain(|holder| !holder.strong.is_empty() && holder.use_.is_empty());
    let Some(first) = found.first() else {
        return;
    };
    let span = first.span;
    let people: Vec<Text> = found
        .iter()
        .map(|holder| Text::new().code(holder.name))
        .collect();
    let message = Text::list(people, "and", 4)
        .words(" cannot decrypt by this policy, and can let themselves.");
    out.find(Severity::Info, span, message);
}
