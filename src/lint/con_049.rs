use super::prelude::*;
use crate::aws::actions::ActionSet;
use crate::model::operator::Operator;
use crate::model::policy::ConditionValue;

rule! {
    id: "KMS-CON-049",
    name: "enclave-key-without-attestation",
    title: "A key for enclaves is used without attestation",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow gives decryption, data keys or shared secrets without a positive test on `kms:RecipientAttestation`, where the profile or another statement asks for attestation, to somebody who may not change the policy.",
    why: "Whoever it is for can use the key outside of an enclave and read what it protects.",
    fix: "Add the measurements of the enclave under `StringEqualsIgnoreCase`.",
    references: [ENCLAVES],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""asks":{"enclaves":true}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:Decrypt","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}},{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"kms:RecipientAttestation:PCR0":"true"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"kms:RecipientAttestation:PCR0":"aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaabbbbccccddddeeeeffff00001111"}}}"#),],
    check,
}

/// The actions that answer an enclave under encryption for it alone ("Condition keys for attested platforms").
pub(super) fn attested_actions() -> ActionSet {
    const {
        ActionSet::exactly(&[
            "Decrypt",
            "DeriveSharedSecret",
            "GenerateDataKey",
            "GenerateDataKeyPair",
        ])
    }
}

/// Whether the test fixes a measurement: any enclave has some.
pub(super) fn attests(test: &Test) -> bool {
    let wild = test.operator.is_some_and(Operator::has_wildcards);
    let any = |value: &ConditionValue| wild && value.text.bytes().all(|byte| b"*?".contains(&byte));
    is_key(test, "kms:RecipientAttestation:") && is_positive(test) && !test.values.iter().any(any)
}

pub(super) fn asks_for_attestation(statement: &Statement) -> bool {
    statement.tests.iter().any(attests)
}

pub(super) fn is_for_enclaves(subject: &Subject) -> bool {
    let speaks = |allow: &Statement| {
        let mut tests = allow.tests.iter();
        tests.any(|test| is_key(test, "kms:RecipientAttestation:"))
    };
    subject.profile.asks.enclaves || subject.allows().any(speaks)
}

fn check(subject: &Subject, out: &mut Out) {
    if !is_for_enclaves(subject) {
        return;
    }
    let policy = const { ActionSet::exactly(&["PutKeyPolicy"]) };
    let denied = super::con_050::denied_without_attestation(subject);
    for allow in subject.allows().filter(|allow| subject.is_live(allow)) {
        let set = reach(subject, allow);
        let open = set.and(attested_actions()).minus(denied);
        if open.is_empty()
            || asks_for_attestation(allow)
            || set.contains(policy)
            || is_own_root(subject, allow)
        {
            continue;
        }
        // Whoever makes data for the enclave holds a data key too, and can read no other data with it.
        let reads = const { ActionSet::exactly(&["Decrypt", "DeriveSharedSecret"]) };
        let severity = match open.meets(reads) {
            true => Severity::High,
            false => Severity::Info,
        };
        let message = number(allow)
            .words(" gives ")
            .then(names(open))
            .words(" without fixing an enclave’s attestation.");
        out.find(severity, allow.action.span().unwrap_or(allow.span), message);
    }
}
