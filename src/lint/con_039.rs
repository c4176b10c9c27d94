use super::prelude::*;

rule! {
    id: "KMS-CON-039",
    name: "private-address-without-vpc",
    title: "A private address without its VPC",
    kind: Kind::OverPermission,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether an Allow tests `aws:VpcSourceIp` and neither `aws:SourceVpc` nor `aws:SourceVpce` beside it.",
    why: "Private addresses are the same in every VPC of the world.",
    fix: "Add `aws:SourceVpc` or `aws:SourceVpce` with fixed values.",
    references: [GLOBAL_KEYS, POLICY_CHECKS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:VpcSourceIp":"10.1.0.0/16"},"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"},"StringEquals":{"aws:SourceVpc":"vpc-0a1b2c3d"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for allow in subject.allows() {
        let vpc = |test: &&Test| {
            is_key(test, "aws:SourceVpc")
                || is_key(test, "aws:SourceVpce")
                || is_key(test, "aws:SourceVpcArn")
        };
        if allow
            .tests
            .iter()
            .any(|test| vpc(&test) && is_positive(test))
        {
            continue;
        }
        for test in allow
            .tests
            .iter()
            .filter(|test| is_key(test, "aws:VpcSourceIp") && is_positive(test))
        {
            let message =
                number(allow).words(" trusts an address within a VPC, in whatever VPC has it.");
            out.find(Severity::Medium, test.span, message);
        }
    }
}
