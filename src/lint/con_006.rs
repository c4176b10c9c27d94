use super::prelude::*;
use crate::access::pattern::has_wildcard;
use crate::aws::condition_keys::Kind as Type;
use crate::model::arn::Arn;
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
    checks: "Whether a text operator is used on a key that holds an ARN. Medium where `StringLike` has a wildcard before the last field, else for your information.",
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
        let wildcard = test.values.iter().any(|value| has_wildcard(&value.text));
        // Taken literally, it is a finding of its own.
        if wildcard && !operator.has_wildcards() {
            continue;
        }
        // A lone `*` is the same under both; it is a finding of its own. Behind the last colon there is nothing to cross into.
        let crosses = test.values.iter().any(|value| {
            let fixed = Arn::split(&value.text).is_some_and(|arn| {
                !has_wildcard(value.text.strip_suffix(arn.resource).unwrap_or_default())
            });
            has_wildcard(&value.text) && value.text != "*" && !fixed
        });
        let severity = match crosses {
            true => Severity::Medium,
            false => Severity::Info,
        };
        let message = number(statement)
            .words(" compares ")
            .code(&test.key.value)
            .words(" as text")
            .words(match crosses {
                true => ": its wildcard crosses from one field of the ARN into the next.",
                false if wildcard => {
                    ", which holds as long as its wildcards stay in the last field."
                }
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
