use super::prelude::*;

rule! {
    id: "KMS-CON-015",
    name: "key-twice-in-other-case",
    title: "One condition key stands twice, in different letter case",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether two keys under one operator are the same but for letter case.",
    why: "Condition keys ignore letter case, and AWS refuses the policy.",
    fix: "Put the values into one list under one of them, if any of them may match.",
    references: [OPERATORS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333","AWS:sourceaccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"kms:CallerAccount":"111122223333","kms:callerAccount":"444455556666"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333","aws:PrincipalAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"},"StringLike":{"kms:calleraccount":"1*"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for statement in subject.statements() {
        for (at, test) in statement.tests.iter().enumerate() {
            let twin = statement.tests.iter().take(at).find(|other| {
                other.operator_name.span == test.operator_name.span
                    && other.key.value != test.key.value
                    && other.key.value.eq_ignore_ascii_case(&test.key.value)
            });
            if let Some(twin) = twin {
                let message = number(statement)
                    .words(" has ")
                    .code(&twin.key.value)
                    .words(" and ")
                    .code(&test.key.value)
                    .words(" under one operator; they are one key.");
                out.find(Severity::Medium, test.key.span, message);
            }
        }
    }
}
