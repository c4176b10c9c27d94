use super::prelude::*;
use crate::aws::actions::ActionSet;

rule! {
    id: "KMS-ACT-012",
    name: "action-that-the-key-cannot-do",
    title: "An action that this key cannot do",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow names, without a wildcard, an action that the key’s spec, usage, origin or Regions rule out.",
    why: "The call fails whatever the policy says.",
    fix: "Remove the action, or use a key that can do it.",
    references: [PERMISSIONS, KEY_SPECS],
    fires: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","kms:Sign"],"Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Sign","kms:Verify"],"Resource":"*"}"#),],
    silent: [statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","kms:Get*"],"Resource":"*"}"#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Sign","Resource":"*"}"#).with(r#""KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY""#),statement(r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Sign","Resource":"*"}"#).with(r#""KeySpec":null,"KeyUsage":null"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject
        .allows()
        .filter(|allow| !is_console_administration(allow))
    {
        let unfit = subject.actions(allow).minus(subject.context.fit);
        let mut named = ActionSet::EMPTY;
        let mut span = None;
        for (entry, action) in named_actions(allow) {
            let set = ActionSet::single(action);
            if unfit.contains(set) {
                named = named.or(set);
                span = span.or(Some(entry.span));
            }
        }
        let Some(span) = span else { continue };
        let severity = match reach(subject, allow).is_empty() {
            true => Severity::Medium,
            false => Severity::Info,
        };
        let kind = [
            subject.context.spec.as_deref(),
            subject.context.usage.as_deref(),
            subject.context.origin.as_deref(),
            (subject.context.multi_region == Some(false)).then_some("single-Region"),
        ];
        let kind: Vec<&str> = kind.into_iter().flatten().collect();
        let message =
            number(allow)
                .words(" allows ")
                .then(names(named))
                .words(match kind.is_empty() {
                    true => ", and this key can do no such thing.".to_string(),
                    false => format!(", and this key ({}) can do no such thing.", kind.join(", ")),
                });
        out.find(severity, span, message);
    }
}
