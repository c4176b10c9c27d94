use super::con_049::{asks_for_attestation, attested_actions};
use super::prelude::*;
use crate::access::condition::evaluate::when_absent;
use crate::access::statement::is_everyone;
use crate::aws::actions::ActionSet;
use crate::model::operator::Base;

rule! {
    id: "KMS-CON-050",
    name: "attestation-walked-around",
    title: "The enclave’s attestation can be walked around",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether, beside a statement that asks for attestation, grants (high) or the account’s IAM policies (for your information) may give the same operations without it.",
    why: "The same plain text can be had without the enclave.",
    fix: "Deny the actions where the attestation is absent: `\"Null\": {\"kms:RecipientAttestation:PCR0\": \"true\"}`.",
    references: [ENCLAVES, GRANTS],
    fires: [
        // A Deny for one role alone closes nothing.
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:*","Resource":"*","Condition":{"Null":{"kms:RecipientAttestation:PCR0":"true"}}}"#,
        ),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Null":{"kms:RecipientAttestation:PCR0":"false"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#).with(r#""Grants":[{"GrantId":"g","GranteePrincipal":"arn:aws:iam::111122223333:role/Ops","Operations":["Decrypt"]}]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEqualsIgnoreCaseIfExists":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}},{"Effect":"Deny","Principal":"*","Action":["kms:Decrypt","kms:DeriveSharedSecret","kms:GenerateDataKey","kms:GenerateDataKeyPair"],"Resource":"*","Condition":{"Null":{"kms:RecipientAttestation:PCR0":"true"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#),],
    check,
}

/// The actions that a Deny takes from everybody whose request carries no attestation.
pub(super) fn denied_without_attestation(subject: &Subject) -> ActionSet {
    let closes = |deny: &&Statement| {
        let fires = |test: &Test| {
            is_key(test, "kms:RecipientAttestation:")
                && test.operator.is_some_and(|operator| match operator.base {
                    Base::Null => {
                        let mut values = test.values.iter();
                        values.any(|value| value.text.eq_ignore_ascii_case("true"))
                    }
                    _ => when_absent(operator),
                })
        };
        is_deny(deny)
            && is_everyone(deny)
            && !deny.condition_broken
            && !deny.tests.is_empty()
            && deny.tests.iter().all(fires)
    };
    subject
        .statements()
        .filter(closes)
        .fold(ActionSet::EMPTY, |set, deny| set.or(subject.actions(deny)))
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(asking) = subject.allows().find(|allow| asks_for_attestation(allow)) else {
        return;
    };
    let guarded = reach(subject, asking).and(attested_actions());
    let denied = denied_without_attestation(subject).contains(guarded);
    if denied {
        return;
    }
    let span = asking.condition.unwrap_or(asking.span);
    let grants = subject
        .key
        .grants
        .present()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let granted = grants.iter().any(|grant| {
        let names: Vec<&str> = grant.operations.iter().map(String::as_str).collect();
        ActionSet::named(&names).meets(guarded)
    });
    if !granted && subject.key.is_cut("Grants") {
        out.undecided(Input::Grants);
    }
    let by_iam = subject
        .allows()
        .any(|allow| is_own_root(subject, allow) && reach(subject, allow).meets(guarded));
    let (severity, words) = match (granted, by_iam) {
        (true, _) => (
            Severity::High,
            " asks for attestation, and grants give the same without it.",
        ),
        (false, true) => (
            Severity::Info,
            " asks for attestation, and an IAM policy of the account can give the same without it.",
        ),
        (false, false) => return,
    };
    out.find(severity, span, number(asking).words(words));
}
