use super::prelude::*;
use crate::access::condition::cidr::Cidr;
use crate::model::operator::Family;

rule! {
    id: "KMS-CON-038",
    name: "address-range",
    title: "An address range that does not work as a guard",
    kind: Kind::DeadText,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether ranges under an IP operator can be read, are public where `aws:SourceIp` is tested, are not broader than /8 (IPv4) or /32 (IPv6) in an Allow, and have no bits behind the mask.",
    why: "Requests over the internet never come from private addresses, and a very wide range guards nothing.",
    fix: "Use public ranges of your own, as narrow as they are.",
    references: [
        OPERATORS,
        POLICY_CHECKS,
        PUBLIC,
    ],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/33"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.7/24"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"},"StringEquals":{"aws:SourceVpc":"vpc-0a1b2c3d"}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let Some(operator) = test
            .operator
            .filter(|operator| operator.family() == Family::Ip)
        else {
            continue;
        };
        for value in &test.values {
            let cidr = Cidr::parse(&value.text);
            let public = is_key(test, "aws:SourceIp");
            let (severity, fault) = match &cidr {
                _ if value.text.contains("${") => continue,
                None => (
                    Severity::Medium,
                    "is no address and no range, so it matches nothing",
                ),
                Some(cidr) if public && cidr.is_private() => (
                    Severity::Medium,
                    "is private: no request over the internet comes from there",
                ),
                // What matches everything is a finding of its own.
                Some(cidr) if cidr.prefix == 0 => continue,
                Some(cidr)
                    if public
                        && !operator.negated()
                        && !is_deny(statement)
                        && !cidr.is_narrow() =>
                {
                    (Severity::Medium, "is so wide that AWS counts it as public")
                }
                Some(cidr) if cidr.tidy().is_some() => (
                    Severity::Low,
                    "has bits behind its mask, which do not count",
                ),
                Some(_) => continue,
            };
            let message = number(statement)
                .words(" compares ")
                .code(&test.key.value)
                .words(" with ")
                .code(&value.text)
                .words(format!(", which {fault}."));
            let tidy = cidr
                .filter(|_| severity == Severity::Low)
                .and_then(|cidr| cidr.tidy());
            let change = tidy.map(|tidy| Change::new(value.span, quote(&tidy)));
            out.find_change(severity, value.span, message, change);
        }
    }
}
