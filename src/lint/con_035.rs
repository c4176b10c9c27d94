use super::prelude::*;
use crate::access::condition::constant::is_everywhere;
use crate::access::condition::{Class, Idle};
use crate::model::operator::{Base, Family};

rule! {
    id: "KMS-CON-035",
    name: "always-true",
    title: "A condition that is always true",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a test is met by every request that matters: `*` under `Like`, `0.0.0.0/0`, true and false together.",
    why: "It reads like a limit and is none.",
    fix: "Give fixed values, ask by `Null` with `false` whether the key is there, or take the test out.",
    references: [OPERATORS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":["true","false"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"kms:CallerAccount":"none"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":["true","TRUE"]}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
            continue;
        };
        if operator.base == Base::Null {
            continue;
        }
        let message = number(statement).words(" tests ").code(&test.key.value);
        let both = operator.family() == Family::Bool
            && ["true", "false"].iter().all(|wanted| {
                let mut values = test.values.iter();
                values.any(|value| value.text.eq_ignore_ascii_case(wanted))
            });
        let message = match subject.scales(statement).weigh(test) {
            Class::Narrows | Class::NoEffect(_) if both => {
                let always = is_everywhere(key);
                message.words(match always {
                    true => " for true and for false, one of which it always is.",
                    false => " for true and for false: it only asks that the request carries it.",
                })
            }
            Class::NoEffect(Idle::MatchesAnything(value)) => message
                .words(" for ")
                .code(value)
                .words(match is_everywhere(key) {
                    true => ", which everything meets.",
                    false => ": it only asks that the request carries it, whatever it is.",
                }),
            Class::NoEffect(Idle::ExcludesNothing) => {
                message.words(" and excludes only what cannot occur.")
            }
            _ => continue,
        };
        let guard = key.bounds.is_some() && !is_deny(statement);
        let severity = match guard {
            true => Severity::High,
            false => Severity::Low,
        };
        out.find(severity, test.span, message);
    }
}
