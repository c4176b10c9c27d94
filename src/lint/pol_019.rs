use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::aws::sets;
use crate::model::Given;
use crate::reason::who_can::can_anyone;

rule! {
    id: "KMS-POL-019",
    name: "nobody-can-use",
    title: "Nobody can use the key",
    kind: Kind::Lockout,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether, over all requests there could be, no caller gets a cryptographic operation that the key can do, directly or by IAM, and no grant gives one.",
    why: "What the key encrypts cannot be read, and nothing can be encrypted with it.",
    fix: "Add a statement for the users of the key.",
    references: [DEFAULT_KEY_POLICY],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":["kms:PutKeyPolicy","kms:Describe*"],"Resource":"*"}"#).with(r#""Grants":[]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*"],"Resource":"*"}"#).with(r#""Grants":[]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:PutKeyPolicy","Resource":"*"}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/App","Operations":["Decrypt"]}]"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.policy.statements.is_empty()
        || subject.context.owner.is_none()
        || subject.is_aws_managed()
        || subject.is_locked()
    {
        return;
    }
    // The usual policy lets somebody in by itself, and needs no reasoning.
    let plain = subject.allows().any(|allow| {
        allow.tests.is_empty()
            && reach(subject, allow).meets(sets::CRYPTO)
            && subject.is_live(allow)
    });
    if plain && !subject.statements().any(is_deny) {
        return;
    }
    let Some(space) = subject.space() else {
        out.undecided(Input::SmallerPolicy);
        return;
    };
    if can_anyone(space, sets::CRYPTO) {
        return;
    }
    let missing = match &subject.key.grants {
        Given::Present(grants) => {
            let gives = grants.iter().any(|grant| {
                let names: Vec<&str> = grant.operations.iter().map(String::as_str).collect();
                ActionSet::named(&names).meets(sets::CRYPTO)
            });
            if gives {
                return;
            }
            subject.key.is_cut("Grants").then_some(Input::Grants)
        }
        _ => Some(Input::Grants),
    };
    let message = "No statement lets anybody encrypt, decrypt or sign with this key.";
    out.find_unsure(
        Severity::Medium,
        subject.policy.span,
        message.into(),
        missing,
    );
}
