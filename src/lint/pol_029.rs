use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::aws::sets;
rule! {
    id: "KMS-POL-029",
    name: "one-principal-for-both",
    title: "The same principal administers the key and uses it",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a user or role gets, from several statements, both the policy, the destruction or unlimited grants, and decryption or signing.",
    why: "Duties are not separated: whoever holds that role can read the data and cover the tracks.",
    fix: "Give administration and use to different roles.",
    references: [BEST_PRACTICES, DEFAULT_KEY_POLICY],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:PutKeyPolicy","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":["kms:Decrypt","kms:ScheduleKeyDeletion"],"Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":["kms:PutKeyPolicy","kms:Decrypt"],"Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let whole = sets::KEY_POLICY.and(subject.context.fit);
    let part = |set: ActionSet| !set.contains(whole);
    for Holder {
        name,
        span,
        strong,
        use_,
    } in holders(subject, administration(), &part)
    {
        if !strong.is_empty() && !use_.is_empty() {
            let message = Text::new()
                .code(name)
                .words(" has ")
                .then(names(strong))
                .words(" and ")
                .then(names(use_))
                .words(".");
            out.find(Severity::Medium, span, message);
        }
    }
}
