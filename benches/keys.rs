//! Reading, judging and explaining, beside what `serde_json` takes to parse the same bytes: the file as a `Value`, and
//! each policy in it as one more. The numbers to look at are the ratios within one run.
//!
//! ```text
//! cargo bench
//! ```
#![allow(clippy::unwrap_used)]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use keyglass::import::import;
use keyglass::lint::check;
use keyglass::model::date::Moment;
use keyglass::profile::Profile;

const SEED: &str = include_str!("../static/samples/acm-default-key.json");
const NOW: Moment = Moment(1_795_000_000);

fn main() {
    divan::main();
}

/// A thousand keys as JSON Lines: six kinds of policies over many accounts, sizes as real exports have them.
fn thousand() -> String {
    const USE: &str = r#"["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey"]"#;
    let root = |account: u64| {
        format!(
            r#"{{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account}:root"}},"Action":"kms:*","Resource":"*"}}"#
        )
    };
    let mut lines = String::new();
    for number in 0..1_000_u64 {
        let account = 111_122_220_000 + number % 40;
        let other = 444_455_550_000 + number % 7;
        let statements = match number % 6 {
            0 => root(account),
            1 => format!(
                r#"{},{{"Sid":"Allow use of the key","Effect":"Allow","Principal":{{"AWS":["arn:aws:iam::{account}:role/app-{number}","arn:aws:iam::{account}:role/worker"]}},"Action":{USE},"Resource":"*"}},{{"Sid":"Allow attachment of persistent resources","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account}:role/app-{number}"}},"Action":["kms:CreateGrant","kms:ListGrants","kms:RevokeGrant"],"Resource":"*","Condition":{{"Bool":{{"kms:GrantIsForAWSResource":"true"}}}}}}"#,
                root(account)
            ),
            2 => format!(
                r#"{{"Sid":"Allow access through S3","Effect":"Allow","Principal":{{"AWS":"*"}},"Action":{USE},"Resource":"*","Condition":{{"StringEquals":{{"kms:CallerAccount":"{account}","kms:ViaService":"s3.us-east-1.amazonaws.com"}}}}}},{}"#,
                root(account)
            ),
            3 => format!(
                r#"{},{{"Sid":"Logs","Effect":"Allow","Principal":{{"Service":"logs.us-east-1.amazonaws.com"}},"Action":{USE},"Resource":"*","Condition":{{"ArnLike":{{"kms:EncryptionContext:aws:logs:arn":"arn:aws:logs:us-east-1:{account}:*"}}}}}}"#,
                root(account)
            ),
            4 => format!(
                r#"{},{{"Sid":"Share","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{other}:root"}},"Action":{USE},"Resource":"*"}},{{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*","Condition":{{"ArnNotEquals":{{"aws:PrincipalArn":"arn:aws:iam::{account}:role/break-glass"}}}}}}"#,
                root(account)
            ),
            _ => format!(
                r#"{},{{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{{"StringEqualsIfExists":{{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}}}}"#,
                root(account)
            ),
        };
        let policy =
            format!(r#"{{"Version":"2012-10-17","Id":"key-{number}","Statement":[{statements}]}}"#);
        let policy: serde_json::Value = serde_json::from_str(&policy).unwrap();
        let record = serde_json::json!({
            "AccountId": account.to_string(),
            "Arn": format!("arn:aws:kms:us-east-1:{account}:key/00000000-0000-4000-8000-{number:012}"),
            "CloudHsmClusterId": null, "CustomKeyStoreId": null, "DeletionDate": null,
            "Description": format!("key of service {number}"), "Enabled": true, "ExpirationModel": null,
            "Id": format!("00000000-0000-4000-8000-{number:012}"), "KeyManager": "CUSTOMER",
            "KeyRotationEnabled": number % 3 != 0, "KeyState": "Enabled", "KeyUsage": "ENCRYPT_DECRYPT",
            "Origin": "AWS_KMS", "Policy": serde_json::to_string_pretty(&policy).unwrap(), "Region": "us-east-1",
            "ResourceId": "x", "ResourceType": "AWS.KMS.Key", "Tags": {"team": "a"},
            "TimeCreated": "2022-01-01T00:00:00.000Z", "ValidTo": null,
        });
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    lines
}

/// What any JSON tool has to do at least: the file, and the policy inside each record.
fn parse_with_serde(text: &str) {
    for line in serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>() {
        let record = line.unwrap();
        let policy = record
            .get("Policy")
            .and_then(|policy| policy.as_str())
            .unwrap();
        black_box(serde_json::from_str::<serde_json::Value>(policy).unwrap());
        black_box(record);
    }
}

fn run(bencher: Bencher, text: &str, work: fn(&str)) {
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| work(black_box(text)));
}

fn read(text: &str) {
    black_box(import(text));
}

fn read_and_check(text: &str) {
    for key in &import(text).keys {
        black_box(check(key, &Profile::default(), NOW));
    }
}

fn read_check_and_explain(text: &str) {
    for key in &import(text).keys {
        black_box(check(key, &Profile::default(), NOW).sentences());
    }
}

#[divan::bench_group]
mod seed {
    use super::*;

    #[divan::bench]
    fn a_serde_json(bencher: Bencher) {
        run(bencher, SEED, parse_with_serde);
    }

    #[divan::bench]
    fn b_read(bencher: Bencher) {
        run(bencher, SEED, read);
    }

    #[divan::bench]
    fn c_read_check(bencher: Bencher) {
        run(bencher, SEED, read_and_check);
    }

    #[divan::bench]
    fn d_read_check_explain(bencher: Bencher) {
        run(bencher, SEED, read_check_and_explain);
    }
}

#[divan::bench_group]
mod thousand_keys {
    use super::*;

    #[divan::bench]
    fn a_serde_json(bencher: Bencher) {
        run(bencher, &thousand(), parse_with_serde);
    }

    #[divan::bench]
    fn b_read(bencher: Bencher) {
        run(bencher, &thousand(), read);
    }

    #[divan::bench]
    fn c_read_check(bencher: Bencher) {
        run(bencher, &thousand(), read_and_check);
    }

    #[divan::bench]
    fn d_read_check_explain(bencher: Bencher) {
        run(bencher, &thousand(), read_check_and_explain);
    }
}

/// Decisions about one request, and the five questions about all requests, on the policies of the thousand keys.
#[divan::bench_group]
mod answers {
    use super::*;
    use divan::counter::ItemsCount;
    use keyglass::access::context::Context;
    use keyglass::access::prepared::Prepared;
    use keyglass::access::request::{Carries, Request, Sender};
    use keyglass::model::policy::Policy;
    use keyglass::reason::{dead, difference, lockout, public, who_can};

    fn policies() -> Vec<(Policy, Context)> {
        import(&thousand())
            .keys
            .iter()
            .filter_map(|key| {
                Some((
                    check(key, &Profile::default(), NOW).policy()?.clone(),
                    Context::of(key),
                ))
            })
            .collect()
    }

    #[divan::bench]
    fn a_decisions(bencher: Bencher) {
        let policies = policies();
        let prepared: Vec<Prepared> = policies
            .iter()
            .map(|(policy, context)| Prepared::new(policy, context))
            .collect();
        let mut carries = Carries::default();
        carries.set("kms:CallerAccount", vec!["111122220001".into()]);
        carries.set("kms:ViaService", vec!["s3.us-east-1.amazonaws.com".into()]);
        let requests: Vec<Request> = ["kms:Decrypt", "kms:CreateGrant", "kms:PutKeyPolicy"]
            .map(|action| Request {
                sender: Sender::Principal("arn:aws:sts::111122220001:assumed-role/worker/s".into()),
                action: action.into(),
                carries: carries.clone(),
            })
            .into();
        bencher
            .counter(ItemsCount::new(prepared.len() * requests.len()))
            .bench_local(|| {
                for policy in &prepared {
                    for request in &requests {
                        black_box(policy.decide(black_box(request)));
                    }
                }
            });
    }

    #[divan::bench]
    fn b_five_questions(bencher: Bencher) {
        let policies = policies();
        bencher
            .counter(ItemsCount::new(policies.len()))
            .bench_local(|| {
                for (policy, context) in &policies {
                    black_box(public::judge(policy, context));
                    black_box(who_can::who_can(policy, context)).unwrap();
                    black_box(lockout::lockout(policy, context));
                    black_box(dead::dead(policy, context)).unwrap();
                    black_box(difference::difference(policy, policy, context));
                }
            });
    }
}
