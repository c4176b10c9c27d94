use super::prelude::*;
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-ACT-020",
    name: "lockout-check-may-be-skipped",
    title: "The lockout safety check may be skipped",
    kind: Kind::OverPermission,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Only where the profile asks: whether a user or role may change the policy while nothing denies `kms:BypassPolicyLockoutSafetyCheck`.",
    why: "Without the check one can put a policy that nobody can change any more.",
    fix: "Deny `kms:PutKeyPolicy` under `\"Bool\": {\"kms:BypassPolicyLockoutSafetyCheck\": \"true\"}`.",
    references: [PUT_KEY_POLICY, KMS_CONDITIONS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#).under(r#""asks":{"lockoutCheck":true}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#).under(r#""asks":{"lockoutCheck":true}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*","Condition":{"Bool":{"kms:BypassPolicyLockoutSafetyCheck":"true"}}}"#).under(r#""asks":{"lockoutCheck":true}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*","Condition":{"Bool":{"kms:BypassPolicyLockoutSafetyCheck":"false"}}}"#).under(r#""asks":{"lockoutCheck":true}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if !subject.profile.asks.lockout_check {
        return;
    }
    let put = const { ActionSet::exactly(&["PutKeyPolicy"]) };
    let speaks = |statement: &Statement| {
        statement
            .tests
            .iter()
            .any(|test| is_key(test, "kms:BypassPolicyLockoutSafetyCheck"))
    };
    let denied = subject.statements().any(|statement| {
        is_deny(statement) && subject.actions(statement).contains(put) && speaks(statement)
    });
    let open = subject.allows().find(|allow| {
        reach(subject, allow).contains(put)
            && !speaks(allow)
            && subject.is_live(allow)
            && subject
                .principals(allow)
                .iter()
                .any(|(_, who)| is_identity(who) && home(who) != Some(Home::Foreign))
    });
    if let (Some(allow), false) = (open, denied) {
        let message =
            number(allow).words(" lets one change the policy without the lockout safety check.");
        out.find(
            Severity::Info,
            allow.action.span().unwrap_or(allow.span),
            message,
        );
    }
}
