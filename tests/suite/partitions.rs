//! The same policy in another partition gives the same findings.

use keyglass::lint::{RULES, Report};

use crate::report;

fn moved(text: &str, partition: &str, region: &str) -> String {
    text.replace("arn:aws:", &format!("arn:{partition}:"))
        .replace("us-east-1", region)
}

fn shape(report: &Report) -> Vec<(&'static str, &'static str)> {
    let findings = report.findings.iter();
    findings
        .map(|finding| (finding.rule.id(), finding.severity.name()))
        .collect()
}

#[test]
fn partitions_do_not_matter() {
    for rule in RULES {
        for example in rule.fires().chain(rule.silent()) {
            let text = example.resource();
            // An example about partitions is one of its own partition alone.
            if text.contains("arn:aws-") {
                continue;
            }
            let here = report(&text);
            for (partition, region) in [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")] {
                let there = report(&moved(&text, partition, region));
                assert_eq!(shape(&there), shape(&here), "{partition}: {text}");
                assert_eq!(
                    there.verdict.answer, here.verdict.answer,
                    "{partition}: {text}"
                );
            }
        }
    }
}
