use super::prelude::*;
use crate::aws::actions::{ActionSet, Group};
use crate::aws::sets;

rule! {
    id: "KMS-POL-032",
    name: "services-need-symmetric-keys",
    title: "Services cannot use this kind of key",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a statement for a service, or through services by `kms:ViaService`, gives encryption on a key that is not symmetric.",
    why: "Services that encrypt data with KMS use symmetric encryption keys only.",
    fix: "Use a symmetric key, or remove the statement.",
    references: [CUSTOMER_KEYS, KEY_SPECS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#).with(r#""KeySpec":"RSA_2048""#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Encrypt","kms:Decrypt"],"Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#).with(r#""KeySpec":"RSA_4096""#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#),statement(r#"{"Effect":"Allow","Principal":{"Service":"dnssec-route53.amazonaws.com"},"Action":"kms:Sign","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}"#).with(r#""KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY""#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let encryption = const {
        ActionSet::exactly(&[
            "Encrypt",
            "Decrypt",
            "ReEncryptFrom",
            "ReEncryptTo",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
        ])
    };
    for allow in subject.allows() {
        let via = allow
            .tests
            .iter()
            .any(|test| is_key(test, "kms:ViaService") && is_positive(test));
        if !via && !is_for_services(subject, allow) {
            continue;
        }
        let set = subject.actions(allow).and(sets::CRYPTO);
        let only = !set.is_empty()
            && encryption
                .or(const { ActionSet::of(Group::Read) })
                .contains(set);
        match subject.context.spec.as_deref() {
            _ if !only => {}
            None => out.undecided(Input::Field("KeySpec")),
            Some("SYMMETRIC_DEFAULT") => {}
            Some(spec) => {
                let message = number(allow).words(format!(
                    " lets services encrypt and decrypt; they cannot with an {spec} key."
                ));
                out.find(Severity::Medium, allow.span, message);
            }
        }
    }
}
