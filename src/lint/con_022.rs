use super::prelude::*;
use crate::access::condition::value::via_region;
use crate::access::pattern::has_wildcard;
use crate::aws::names::{VIA_SERVICES, lists};
use crate::read::element::nearest;

rule! {
    id: "KMS-CON-022",
    name: "unknown-via-service",
    title: "kms:ViaService names a service that is not known",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the service of a `kms:ViaService` value is in the catalogue. Medium where it is one letter off a known one, else for your information.",
    why: "A service that does not exist sends no requests, so the value matches nothing.",
    fix: "Use the name suggested, or check it against the list of services.",
    references: [VIA_SERVICE],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"secretmanager.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"quantumledger.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"ec2.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"*.us-east-1.amazonaws.com"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject
        .tests()
        .filter(|(_, test)| is_key(test, "kms:ViaService"))
    {
        for value in &test.values {
            let name = value.text.as_str();
            let Some(region) = via_region(name) else {
                continue;
            };
            let service = name
                .split(&format!(".{region}."))
                .next()
                .unwrap_or_default();
            // Capitals are KMS-CON-020's.
            let known = lists(VIA_SERVICES, &service.to_ascii_lowercase());
            if has_wildcard(service) || service.contains("${") || known {
                continue;
            }
            let long = VIA_SERVICES.split(' ').filter(|known| known.len() > 3);
            let meant = nearest(service, long, 1);
            let severity = match meant {
                Some(_) => Severity::Medium,
                None => Severity::Info,
            };
            let message = number(statement).words(" names ").code(name).words(format!(
                ", a service that is not in our catalogue of {}.",
                crate::aws::CATALOGUE_DATE
            ));
            let message = did_you_mean(message, meant);
            let change = meant
                .map(|meant| Change::new(value.span, quote(&name.replacen(service, meant, 1))));
            out.find_change(severity, value.span, message, change);
        }
    }
}
