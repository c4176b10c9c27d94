use super::prelude::*;
use crate::access::condition::evaluate::when_absent;
use crate::aws::actions::ActionSet;
use crate::aws::condition_keys::Carried;
use crate::model::operator::{Base, Quantifier};

rule! {
    id: "KMS-CON-024",
    name: "key-that-an-action-does-not-carry",
    title: "Some actions of the statement do not carry the condition key",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "For each action of the statement, whether its requests can carry the condition key. Medium in an Allow and high in a Deny where such an action is named or comes out the wrong way, else for your information.",
    why: "For such an action the key is absent. An Allow then loses the action, or leaves it without the condition; a Deny spares it, or always denies it.",
    fix: "Put the actions into a statement of their own.",
    references: [KMS_CONDITIONS, ACTIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":["kms:Decrypt","kms:GetKeyPolicy"],"Resource":"*","Condition":{"StringNotEquals":{"kms:EncryptionContext:app":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:Encrypt*","kms:Describe*"],"Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"x"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:EncryptionContext:app":"x"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:CreateGrant","kms:ListGrants","kms:RevokeGrant"],"Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        let reached = reach(subject, statement);
        let named = named_actions(statement)
            .into_iter()
            .fold(ActionSet::EMPTY, |set, (_, action)| {
                set.or(ActionSet::single(action))
            });
        for test in &statement.tests {
            let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
                continue;
            };
            if operator.base == Base::Null || !matches!(key.carried, Carried::ByActions(_)) {
                continue;
            }
            let lost = reached
                .iter()
                .filter(|action| !carries(action, key))
                .fold(ActionSet::EMPTY, |set, action| {
                    set.or(ActionSet::single(action))
                });
            if lost.is_empty() {
                continue;
            }
            let passes = when_absent(operator);
            // Written so, the test is meant for those actions alone that carry the key: AWS's policy for Clean Rooms ML ("Data
            // protection in Clean Rooms ML", Clean Rooms User Guide).
            let meant = operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues);
            let meant = meant && !operator.negated() && lost != reached;
            let by_name = lost.and(named);
            let (severity, shown, words) = match (is_deny(statement), passes) {
                (false, false) if by_name.is_empty() => (
                    Severity::Info,
                    lost,
                    " do not carry it and are not allowed.",
                ),
                (false, false) => (
                    Severity::Medium,
                    by_name,
                    " do not carry it and are not allowed.",
                ),
                (false, true) => (
                    match meant {
                        true => Severity::Info,
                        false => Severity::Medium,
                    },
                    lost,
                    " do not carry it and are allowed without it.",
                ),
                (true, false) if by_name.is_empty() => {
                    (Severity::Info, lost, " do not carry it and are not denied.")
                }
                (true, false) => (
                    Severity::High,
                    by_name,
                    " do not carry it and are not denied.",
                ),
                (true, true) => (
                    Severity::High,
                    lost,
                    match statement.tests.len() {
                        1 => " do not carry it and are always denied.",
                        _ => " do not carry it and are denied wherever its other tests hold.",
                    },
                ),
            };
            let words = match shown.len() {
                1 => words
                    .replace(" do not", " does not")
                    .replace("and are", "and is"),
                _ => words.to_string(),
            };
            let message = number(statement)
                .words(" tests ")
                .code(&test.key.value)
                .words("; ")
                .then(names(shown))
                .words(words);
            out.find(severity, test.span, message);
        }
    }
}
