use super::prelude::*;
use crate::model::operator::Base;

rule! {
    id: "KMS-CON-040",
    name: "mfa-that-is-slipped-past",
    title: "A test of MFA that long-term credentials slip past",
    kind: Kind::Guard,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether a Deny tests `aws:MultiFactorAuthPresent` for false with `Bool` and without `IfExists`, or an Allow tests it for false, or only for being there.",
    why: "Requests with a user’s access key do not carry the key, so such a Deny does not apply to them. An Allow for false lets in those without MFA.",
    fix: "In a Deny, use `BoolIfExists`; in an Allow, `\"Bool\": {\"aws:MultiFactorAuthPresent\": \"true\"}`.",
    references: [GLOBAL_KEYS, OPERATORS],
    fires: [
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"aws:MultiFactorAuthPresent":"false"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"aws:MultiFactorAuthPresent":"false"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"Null":{"aws:MultiFactorAuthPresent":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject
        .tests()
        .filter(|(_, test)| is_key(test, "aws:MultiFactorAuthPresent"))
    {
        let Some(operator) = test.operator else {
            continue;
        };
        // Another test asks what it says, or how old it is.
        let asks = |test: &Test| {
            let of_mfa = key_of(test).is_some_and(|it| it.name.starts_with("aws:MultiFactorAuth"));
            of_mfa
                && test
                    .operator
                    .is_some_and(|operator| operator.base != Base::Null)
        };
        let is_null =
            operator.base == Base::Null && !is_deny(statement) && !statement.tests.iter().any(asks);
        let mut values = test.values.iter();
        let for_false =
            !test.values.is_empty() && values.all(|value| value.text.eq_ignore_ascii_case("false"));
        if !for_false
            || !(is_null || operator.base == Base::Bool)
            || is_deny(statement) && operator.if_exists
        {
            continue;
        }
        let message = number(statement).words(match is_deny(statement) {
            true => " denies requests without MFA, and a request with a user’s access key, which does not carry the key, is not denied.",
            false if is_null => " asks only whether the key is there, as it is, with false, where temporary credentials come without MFA.",
            false => " allows requests because they come without MFA.",
        });
        let alone = statement
            .tests
            .iter()
            .filter(|other| other.operator_name.span == test.operator_name.span)
            .count()
            == 1;
        let change = (is_deny(statement) && alone)
            .then(|| Change::new(test.operator_name.span, quote("BoolIfExists")));
        out.find_change(Severity::Medium, test.span, message, change);
    }
}
