use super::prelude::*;
use crate::access::statement::is_everyone;
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-POL-026",
    name: "deny-with-a-gap",
    title: "A Deny leaves open another way to the same end",
    kind: Kind::Guard,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a Deny for everyone names `kms:ScheduleKeyDeletion` and not `kms:DeleteImportedKeyMaterial` on a key with imported material, or `kms:Decrypt` and not `kms:ReEncryptFrom` where somebody is allowed that by name.",
    why: "Deleting imported material makes the key unusable at once. Re-encryption hands the plain text to a key of the caller’s choice.",
    fix: "Add the other action to the Deny.",
    references: [IMPORTED_MATERIAL, PERMISSIONS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#).with(r#""Origin":"EXTERNAL""#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:ReEncrypt*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":["kms:ScheduleKeyDeletion","kms:DeleteImportedKeyMaterial"],"Resource":"*"}"#).with(r#""Origin":"EXTERNAL""#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let of = |name: &str| ActionSet::named(&[name]);
    let denied = subject
        .statements()
        .filter(|statement| is_deny(statement))
        .fold(ActionSet::EMPTY, |set, deny| set.or(subject.actions(deny)));
    let pairs = [
        ("ScheduleKeyDeletion", "DeleteImportedKeyMaterial"),
        ("Decrypt", "ReEncryptFrom"),
    ];
    for deny in subject.statements().filter(|statement| is_deny(statement)) {
        if deny.principal.not.is_some() || !deny.tests.is_empty() || !is_everyone(deny) {
            continue;
        }
        for (closed, open) in pairs {
            let set = reach(subject, deny);
            if !set.contains(of(closed))
                || denied.contains(of(open))
                || !subject.context.fit.contains(of(open))
            {
                continue;
            }
            let real = match open {
                "DeleteImportedKeyMaterial" => {
                    subject.context.origin.as_deref() == Some("EXTERNAL")
                }
                _ => subject.allows().any(|allow| {
                    reach(subject, allow).contains(of(open))
                        && !is_own_root(subject, allow)
                        && subject.is_live(allow)
                }),
            };
            if real {
                let message = number(deny)
                    .words(" denies ")
                    .code(format!("kms:{closed}"))
                    .words(" to everyone and leaves open ")
                    .code(format!("kms:{open}"))
                    .words(".");
                out.find(
                    Severity::High,
                    deny.action.span().unwrap_or(deny.span),
                    message,
                );
            }
        }
    }
}
