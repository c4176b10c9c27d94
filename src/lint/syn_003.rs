use super::prelude::*;
use crate::read::element::FUNCTION;

rule! {
    id: "KMS-SYN-003",
    name: "wrong-json-type",
    title: "An element has the wrong JSON type",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "The JSON type of every element: `Statement` an object or an array of objects, `Action` and `Resource` a string or an array of strings, and so on.",
    why: "KMS refuses a policy with an element of another type. In a draft or a template, what such an element would allow is not known.",
    fix: "Give the element the type named. In templates, resolve references and functions first.",
    references: [GRAMMAR],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":{"kms":"Decrypt"},"Resource":"*"}"#,
        ),
        policy(r#"{"Version":20121017,"Statement":[]}"#),
        policy(r#"["2012-10-17"]"#),
    ],
    silent: [
        policy(
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":["kms:Sign"],"Resource":"*"}}"#,
        ),
        // AWS's own policies write Booleans and numbers as such.
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":true},"NumericLessThan":{"aws:MultiFactorAuthAge":3600}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    // What a template does not tell yet is no mistake in it.
    let defects = subject.policy.defects.iter();
    for defect in defects.filter(|defect| defect.found != FUNCTION) {
        let message = Text::new().code(defect.element).words(format!(
            " must be {}, and is {}.",
            defect.wanted, defect.found
        ));
        out.find(Severity::Medium, defect.span, message);
    }
}
