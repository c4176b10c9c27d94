use super::prelude::*;
use crate::reason::difference::difference;

rule! {
    id: "KMS-POL-036",
    name: "beyond-the-reference",
    title: "The policy allows more than the reference policy",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Only where the profile has a `reference`: whether some request is allowed by this policy and not by that one, over all requests there could be.",
    why: "The reference is what was agreed on.",
    fix: "Take the difference out, or agree on a new reference.",
    references: [POLICY_CHECKS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""reference":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}"#),statement(r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#).under(r#""reference":{"Version":"2012-10-17","Statement":[]}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#).under(r#""reference":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(reference) = &subject.profile.reference else {
        return;
    };
    let mut reference = reference.clone();
    subject.context.settle(&mut reference);
    let change = difference(&reference, subject.policy, subject.context);
    let Some(first) = change.gained.first() else {
        if change.doubt.is_some() {
            out.undecided(Input::SmallerPolicy);
        }
        return;
    };
    let message = Text::new()
        .code(&first.caller)
        .words(" may do ")
        .then(names(first.actions))
        .words(match change.gained.len() {
            1 => ", which the reference policy does not allow.".to_string(),
            more => format!(
                ", which the reference policy does not allow, and {} more differences.",
                more - 1
            ),
        });
    out.find_shown(
        Severity::Medium,
        subject.policy.span,
        message,
        first.witness.clone(),
    );
}
