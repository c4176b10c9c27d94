use super::prelude::*;

rule! {
    id: "KMS-POL-012",
    name: "one-hand-on-the-policy",
    title: "The policy hangs on single identities",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether users or roles alone can change the policy, and not the account itself: neither its root user nor its IAM policies.",
    why: "When they are deleted, nobody can change the policy any more. A role of the same name that is made again does not get the access back.",
    fix: "Let the account’s root principal do `kms:PutKeyPolicy` too.",
    references: [DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/Admin","arn:aws:iam::111122223333:role/Ops"]},"Action":"kms:PutKeyPolicy","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.is_aws_managed() {
        return;
    }
    let Some(lockout) = subject.lockout().filter(|lockout| lockout.doubt.is_none()) else {
        return;
    };
    if lockout.keepers.is_empty()
        || !lockout
            .keepers
            .iter()
            .all(|keeper| keeper.named && !keeper.root && !keeper.by_iam)
    {
        return;
    }
    let names = lockout
        .keepers
        .iter()
        .map(|keeper| Text::new().code(&keeper.caller))
        .collect();
    let message = Text::from("Only ")
        .then(Text::list(names, "and", 3))
        .words(" can change this policy; without them nobody can.");
    let put = const { crate::aws::actions::ActionSet::exactly(&["PutKeyPolicy"]) };
    let allow = subject
        .allows()
        .find(|allow| reach(subject, allow).contains(put));
    let span = allow
        .and_then(|allow| allow.principal.span())
        .unwrap_or(subject.policy.span);
    match lockout.keepers.first() {
        Some(keeper) => out.find_shown(Severity::High, span, message, keeper.witness.clone()),
        None => out.find(Severity::High, span, message),
    }
}
