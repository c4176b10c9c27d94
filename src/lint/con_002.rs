use super::prelude::*;
use super::wording::key_always_absent;
use crate::aws::condition_keys::{CONDITION_KEYS, find};
use crate::read::element::nearest;

rule! {
    id: "KMS-CON-002",
    name: "unknown-condition-key",
    title: "There is no such condition key, as far as is known",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether each `kms:` and `aws:` condition key is in the catalogue, letter case ignored. High in a Deny, medium in an Allow.",
    why: "No request carries a key that does not exist, so the test is always false or always true, by its operator. It guards nothing.",
    fix: "Use the name suggested, or check it against the list of condition keys.",
    references: [KMS_CONDITIONS, GLOBAL_KEYS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaServices":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipleOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:viaservice":"s3.us-east-1.amazonaws.com","aws:PrincipalTag/team":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:GetKeyPolicy","Resource":"*","Condition":{"StringEquals":{"kms:PolicyName":"default","lambda:SourceFunctionArn":"arn:aws:lambda:us-east-1:111122223333:function:f"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for test in &statement.tests {
            let name = &test.key.value;
            let prefix = name
                .split(':')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            // A family without the name of a member is a finding of its own (KMS-CON-004).
            if !matches!(prefix.as_str(), "kms" | "aws")
                || find(name).is_some()
                || super::con_004::fault(name).is_some()
            {
                continue;
            }
            let meant = meant(name);
            let severity = match is_deny(statement) {
                true => Severity::High,
                false => Severity::Medium,
            };
            let message = number(statement).words(" tests ").code(name).words(format!(
                ", which is not in our catalogue of {}",
                crate::aws::CATALOGUE_DATE
            ));
            let message = match test.operator {
                Some(_) => message
                    .words("; if there is none, ")
                    .words(key_always_absent(statement, test))
                    .words("."),
                None => message.words("."),
            };
            let whole = meant
                .as_deref()
                .filter(|meant| !meant.ends_with(['/', ':']));
            let change = whole.map(|meant| Change::new(test.key.span, quote(meant)));
            out.find_change(
                severity,
                test.key.span,
                did_you_mean(message, meant.as_deref()),
                change,
            );
        }
    }
}

/// The known key nearest to the name; for a family, with the member that the policy names.
fn meant(name: &str) -> Option<String> {
    let (head, member) = match name.split_once('/') {
        Some((head, member)) => (format!("{head}/"), member),
        None => (name.to_string(), ""),
    };
    let known = CONDITION_KEYS.iter().map(|key| key.name);
    let key = nearest(&head, known, 3)?;
    Some(format!("{key}{member}"))
}
