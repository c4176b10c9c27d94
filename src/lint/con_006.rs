use super::prelude::*;
use crate::access::pattern::has_wildcard;
use crate::aws::condition_keys::Kind as Type;
use crate::model::operator::{Base, Family};

rule! {
    id: "KMS-CON-006",
    name: "text-operator-on-arn",
    title: "An ARN is compared as text",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a text operator is used on a key that holds an ARN. Medium where `StringLike` has a wildcard, else for your information.",
    why: "A `*` of `StringLike` crosses the colons: `arn:aws:iam::*admin*` matches a name with \"admin\" in any account.",
    fix: "Use `ArnLike` or `ArnEquals`, which compare field by field.",
    references: [OPERATORS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*admin*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:t"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::bucket/*"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
            continue;
        };
        if key.kind != Type::Arn || operator.family() != Family::String {
            continue;
        }
        // A lone `*` is the same under both; it is a finding of its own.
        let crosses = operator.has_wildcards()
            && test
                .values
                .iter()
                .any(|value| has_wildcard(&value.text) && value.text != "*");
        let severity = match crosses {
            true => Severity::Medium,
            false => Severity::Info,
        };
        let message = Text::from(number(statement))
            .words(" compares ")
            .code(&test.key.value)
            .words(" as text")
            .words(match crosses {
                true => ": its wildcard crosses from one field of the ARN into the next.",
                false => ", which holds as long as no wildcard is added.",
            });
        let better = match operator.base {
            Base::StringLike => Some("ArnLike"),
            Base::StringNotLike => Some("ArnNotLike"),
            Base::StringEquals => Some("ArnEquals"),
            Base::StringNotEquals => Some("ArnNotEquals"),
            _ => None,
        };
        let alone = statement
            .tests
            .iter()
            .filter(|other| other.operator_name.span == test.operator_name.span)
            .count()
            == 1;
        let name = &test.operator_name;
        let change = better.filter(|_| alone).and_then(|better| {
            let (before, after) = name.value.split_once(&better.replace("Arn", "String"))?;
            let named = [before, better, after].concat();
            Some(Change::new(name.span, quote(&named)))
        });
        out.find_change(severity, test.span, message, change);
    }
}
