use super::prelude::*;
use crate::access::condition::Class;

rule! {
    id: "KMS-CON-012",
    name: "if-exists-on-the-only-guard",
    title: "The only guard lets requests without its key pass",
    kind: Kind::OverPermission,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether every test of an Allow that would fix who calls, or else through which service or with which second factor (medium), carries `IfExists`, without `Null KEY \"false\"` beside it.",
    why: "`IfExists` makes the test true for every request that does not carry the key: a caller outside any organization has no `aws:PrincipalOrgID`.",
    fix: "Remove `IfExists` from the operator.",
    references: [OPERATORS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-0a1b2c3d","aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Null":{"aws:PrincipalOrgID":"false"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-0a1b2c3d"},"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let scales = subject.scales(allow);
        let confined = allow
            .tests
            .iter()
            .any(|test| matches!(scales.weigh(test), Class::Confines { .. }));
        let guards: Vec<&Test> = allow
            .tests
            .iter()
            .filter(|test| scales.intended_bounds(test).is_some())
            .collect();
        // Whom it names may call without what these tell, too.
        let ways: Vec<&Test> = allow.tests.iter().filter(|test| is_way(test)).collect();
        let (guards, severity) = match guards.is_empty() {
            true => (ways, Severity::Medium),
            false => (guards, Severity::High),
        };
        let lax = |test: &&Test| test.operator.is_some_and(|operator| operator.if_exists);
        let Some(first) = guards.first() else {
            continue;
        };
        if confined || !guards.iter().all(lax) {
            continue;
        }
        let keys = guards.iter().map(|test| Text::new().code(&test.key.value));
        let message = number(allow)
            .words(" tests ")
            .then(Text::list(keys.collect(), "and", 3))
            .words(" with IfExists only: a request that did not carry the key would pass.");
        let name = &first.operator_name;
        let strict = crate::model::operator::strip_if_exists(&name.value);
        let change = strict.map(|strict| Change::new(name.span, quote(strict)));
        out.find_change(severity, first.span, message, change);
    }
}

/// Whether the test says how a caller has to come.
fn is_way(test: &Test) -> bool {
    is_key(test, "kms:ViaService") || is_key(test, "aws:MultiFactorAuthPresent")
}
