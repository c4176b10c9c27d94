use super::prelude::*;
use crate::access::pattern::actions;
use crate::aws::actions::ActionSet;
use crate::reason::who_can::can;

rule! {
    id: "KMS-POL-037",
    name: "forbidden-access",
    title: "Somebody may do what the profile forbids",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a principal may do one of the actions that the profile’s `forbidden` says it must not.",
    why: "It was decided that this must not be.",
    fix: "Take the access out, or add a Deny.",
    references: [POLICY_CHECKS, EVALUATION],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""forbidden":[{"principal":"arn:aws:iam::111122223333:role/App","actions":["kms:Decrypt"]}]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#).under(r#""forbidden":[{"principal":"arn:aws:iam::111122223333:role/App","actions":"kms:*"}]"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Encrypt","Resource":"*"}"#).under(r#""forbidden":[{"principal":"arn:aws:iam::111122223333:role/App","actions":["kms:Decrypt"]}]"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#).under(r#""forbidden":[{"principal":"arn:aws:iam::111122223333:role/App","actions":["kms:Decrypt"]}]"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for forbidden in subject.profile.forbidden.iter().flatten() {
        let set = forbidden
            .actions
            .iter()
            .fold(ActionSet::EMPTY, |set, entry| set.or(actions(entry)))
            .and(subject.context.fit);
        let Ok(found) = can(subject.policy, subject.context, &forbidden.principal, set) else {
            out.undecided(Input::SmallerPolicy);
            continue;
        };
        let Some((witness, by_iam)) = found else {
            continue;
        };
        let (severity, words) = match by_iam {
            false => (Severity::High, ", which the profile forbids."),
            true => (
                Severity::Info,
                " if an IAM policy allows it, which the profile forbids.",
            ),
        };
        let message = Text::new()
            .code(&forbidden.principal)
            .words(" may do ")
            .code(&witness.action)
            .words(words);
        out.find_shown(severity, subject.policy.span, message, witness);
    }
}
