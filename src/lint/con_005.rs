use super::prelude::*;
use crate::aws::condition_keys::Kind as Type;
use crate::model::operator::Family;

rule! {
    id: "KMS-CON-005",
    name: "operator-does-not-fit",
    title: "The operator does not fit the key’s type",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether the operator compares what the key holds: text, numbers, dates, Booleans, addresses, ARNs. High in a Deny.",
    why: "A value that cannot be read as the operator wants matches nothing.",
    fix: "Use an operator of the type that the finding names.",
    references: [OPERATORS, KMS_CONDITIONS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"NumericEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"kms:ViaService":"10.0.0.0/8"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:MultiRegion":"false"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"kms:MultiRegion":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:ImportKeyMaterial","Resource":"*","Condition":{"NumericLessThanEquals":{"kms:ValidTo":"1798761599"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"kms:EncryptionContext:aws:logs:arn":"arn:aws:logs:us-east-1:111122223333:*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"kms:ViaService":"true"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
            continue;
        };
        let family = operator.family();
        if family == Family::Null {
            continue;
        }
        let (fits, wanted): (&[Family], &str) = match key.kind {
            // Both are documented for values that are ARNs, though the key is a text.
            Type::Text if is_arn_text(key.name) => (&[Family::String, Family::Arn], "text"),
            Type::Arn => (&[Family::Arn, Family::String], "ARN"),
            Type::Bool => (&[Family::Bool], "Bool"),
            Type::Number => (&[Family::Numeric], "numeric"),
            // Documented as a time, and compared as a number in AWS's own example.
            Type::Date if matches!(key.name, "kms:ValidTo" | "aws:EpochTime") => {
                (&[Family::Date, Family::Numeric], "date")
            }
            Type::Date => (&[Family::Date], "date"),
            Type::Ip => (&[Family::Ip], "IP address"),
            _ => (&[Family::String], "text"),
        };
        if fits.contains(&family) {
            continue;
        }
        let usable = family == Family::String && matches!(key.kind, Type::Bool | Type::Number);
        let severity = match usable {
            true => Severity::Low,
            false => worse_in_deny(statement, Severity::Medium),
        };
        let message = number(statement)
            .words(" compares ")
            .code(&test.key.value)
            .words(" by ")
            .code(&test.operator_name.value)
            .words(format!(
                "; it wants {} {wanted} operator",
                match wanted {
                    "ARN" | "IP address" => "an",
                    _ => "a",
                }
            ))
            .words(match usable {
                true => ", though the characters come out the same.",
                false => ".",
            });
        out.find(severity, test.operator_name.span, message);
    }
}

fn is_arn_text(name: &str) -> bool {
    matches!(
        name,
        "kms:EncryptionContext:"
            | "kms:GranteePrincipal"
            | "kms:RetiringPrincipal"
            | "aws:PrincipalTag/"
            | "aws:RequestTag/"
            | "aws:ResourceTag/"
    )
}
