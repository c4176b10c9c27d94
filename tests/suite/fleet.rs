//! Estates of keys, made from a seed: the same number always gives the same key. Shared by tests, benchmarks and
//! `examples/fleet.rs`.
#![allow(clippy::indexing_slicing)]

use serde_json::{Map, Value, json};

/// Steele, Lea and Flood's SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    fn percent(&mut self, share: u64) -> bool {
        self.roll() % 100 < share
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const REGIONS: [&str; 6] = [
    "us-east-1",
    "us-east-1",
    "us-east-1",
    "us-west-2",
    "eu-west-1",
    "eu-central-1",
];
const ROLES: [&str; 8] = [
    "Api",
    "Worker",
    "Deploy",
    "team/Reports",
    "Backup",
    "Nightly",
    "Search",
    "Payments",
];
const USE: [&str; 5] = [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt*",
    "kms:GenerateDataKey*",
    "kms:DescribeKey",
];
const ADMINISTER: [&str; 14] = [
    "kms:Create*",
    "kms:Describe*",
    "kms:Enable*",
    "kms:List*",
    "kms:Put*",
    "kms:Update*",
    "kms:Revoke*",
    "kms:Disable*",
    "kms:Get*",
    "kms:Delete*",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:ScheduleKeyDeletion",
    "kms:CancelKeyDeletion",
];

struct Place {
    account: String,
    other: String,
    region: &'static str,
}

fn account(number: usize) -> String {
    format!("{:012}", 111_100_000_000_u64 + number as u64 * 1_010_101)
}

/// A Panther resource: the key of this number in an estate of 40 accounts.
pub fn key(number: u64) -> Value {
    let mut dice = Dice(number.wrapping_mul(0x5851_f42d_4c95_7f2d));
    let place = Place {
        account: account(dice.below(40)),
        other: account(dice.below(40)),
        region: dice.pick(&REGIONS),
    };
    let id = format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        dice.roll() >> 32,
        dice.roll() >> 48,
        dice.roll() >> 52,
        dice.roll() >> 52,
        dice.roll() >> 16
    );
    let managed = dice.percent(25);
    let (spec, usage) = match dice.below(20) {
        _ if managed => ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
        0 => ("RSA_2048", "SIGN_VERIFY"),
        1 => ("ECC_NIST_P256", "SIGN_VERIFY"),
        2 => ("HMAC_256", "GENERATE_VERIFY_MAC"),
        _ => ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"),
    };
    let origin = match dice.below(25) {
        0 if !managed && spec == "SYMMETRIC_DEFAULT" => "EXTERNAL",
        _ => "AWS_KMS",
    };
    let rotates = spec == "SYMMETRIC_DEFAULT" && origin == "AWS_KMS";
    let dying = !managed && dice.percent(3);
    let disabled = !managed && !dying && dice.percent(4);
    let state = match () {
        () if dying => "PendingDeletion",
        () if disabled => "Disabled",
        () => "Enabled",
    };
    let policy = match managed {
        true => aws_managed(&place, &mut dice),
        false => customer_managed(&place, &mut dice),
    };
    let mut tags = Map::new();
    if !managed && dice.percent(70) {
        tags.insert(
            "team".into(),
            dice.pick(&["payments", "search", "data", "core"]).into(),
        );
        tags.insert("env".into(), dice.pick(&["prod", "staging", "dev"]).into());
    }
    let description = match managed {
        true => "Default key that protects my EBS volumes when no other key is defined".to_string(),
        false => format!("Key {number} of {}", dice.pick(&ROLES)),
    };
    json!({
        "AccountId": place.account,
        "Arn": format!("arn:aws:kms:{}:{}:key/{id}", place.region, place.account),
        "CloudHsmClusterId": null,
        "CustomKeyStoreId": null,
        "DeletionDate": dying.then(|| format!("2026-12-{:02}T09:00:00Z", 1 + dice.below(28))),
        "Description": description,
        "Enabled": state == "Enabled",
        "ExpirationModel": (origin == "EXTERNAL").then_some("KEY_MATERIAL_DOES_NOT_EXPIRE"),
        "Id": id,
        "KeyManager": if managed { "AWS" } else { "CUSTOMER" },
        "KeyRotationEnabled": (!managed).then(|| rotates && dice.percent(60)),
        "KeySpec": spec,
        "KeyState": state,
        "KeyUsage": usage,
        "Origin": origin,
        "Policy": policy.to_string(),
        "Region": place.region,
        "ResourceId": format!("arn:aws:kms:{}:{}:key/{id}", place.region, place.account),
        "ResourceType": "AWS.KMS.Key",
        "Tags": tags,
        "TimeCreated": format!("20{:02}-{:02}-{:02}T10:00:00Z", 16 + dice.below(10), 1 + dice.below(12), 1 + dice.below(28)),
        "ValidTo": null,
    })
}

fn root(account: &str) -> String {
    format!("arn:aws:iam::{account}:root")
}

fn role(account: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:role/{name}")
}

fn allow(sid: &str, principal: Value, actions: Value) -> Map<String, Value> {
    let statement = json!({"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": actions, "Resource": "*"});
    match statement {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn when(mut statement: Map<String, Value>, condition: Value) -> Value {
    statement.insert("Condition".into(), condition);
    statement.into()
}

fn of(id: &str, statements: Vec<Value>) -> Value {
    json!({"Version": "2012-10-17", "Id": id, "Statement": statements})
}

fn aws_managed(place: &Place, dice: &mut Dice) -> Value {
    let service = dice.pick(&["ec2", "s3", "rds", "lambda", "sns"]);
    let mut actions: Vec<&str> = USE.to_vec();
    actions.push("kms:CreateGrant");
    let through = when(
        allow(
            "Allow access through the service for all principals in the account",
            json!({"AWS": "*"}),
            json!(actions),
        ),
        json!({"StringEquals": {
            "kms:CallerAccount": place.account,
            "kms:ViaService": format!("{service}.{}.amazonaws.com", place.region),
        }}),
    );
    let metadata = allow(
        "Allow direct access to key metadata to the account",
        json!({"AWS": root(&place.account)}),
        json!(["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"]),
    );
    of(&format!("auto-{service}-1"), vec![through, metadata.into()])
}

/// AWS's default statement and what teams put beside it; now and then something wrong.
fn customer_managed(place: &Place, dice: &mut Dice) -> Value {
    let here = &place.account;
    let mut statements: Vec<Value> = Vec::new();
    if !dice.percent(4) {
        statements.push(
            allow(
                "Enable IAM User Permissions",
                json!({"AWS": root(here)}),
                json!("kms:*"),
            )
            .into(),
        );
    }
    if dice.percent(40) {
        let administrator = role(here, dice.pick(&["KeyAdmin", "Platform", "Security"]));
        statements.push(
            allow(
                "Administer",
                json!({"AWS": administrator}),
                json!(ADMINISTER),
            )
            .into(),
        );
    }
    if dice.percent(50) {
        let roles: Vec<String> = (0..1 + dice.below(3))
            .map(|_| role(here, dice.pick(&ROLES)))
            .collect();
        statements.push(allow("Use", json!({"AWS": roles}), json!(USE)).into());
        if dice.percent(50) {
            statements.push(when(
                allow(
                    "Attach",
                    json!({"AWS": roles}),
                    json!(["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]),
                ),
                json!({"Bool": {"kms:GrantIsForAWSResource": "true"}}),
            ));
        }
    }
    match dice.below(16) {
        0 | 1 => statements.push(when(
            allow(
                "Logs",
                json!({"Service": format!("logs.{}.amazonaws.com", place.region)}),
                json!(["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]),
            ),
            json!({"ArnLike": {"kms:EncryptionContext:aws:logs:arn": format!("arn:aws:logs:{}:{here}:*", place.region)}}),
        )),
        2 => statements.push(
            allow(
                "Topics",
                json!({"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}),
                json!(["kms:GenerateDataKey*", "kms:Decrypt"]),
            )
            .into(),
        ),
        3 => statements
            .push(allow("Partner", json!({"AWS": root(&place.other)}), json!(USE)).into()),
        4 => statements.push(when(
            allow("Organization", json!({"AWS": "*"}), json!(USE)),
            json!({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}),
        )),
        5 if dice.percent(30) => {
            statements.push(allow("Open", json!("*"), json!("kms:*")).into());
        }
        6 if dice.percent(50) => statements.push(when(
            allow("Through S3", json!({"AWS": "*"}), json!(["kms:Decrypt", "kms:GenerateDataKey"])),
            json!({"StringEquals": {"kms:ViaService": format!("s3.{}.amazonaws.com", place.region)}}),
        )),
        7 => statements.push(json!({
            "Sid": "Keep", "Effect": "Deny", "Principal": "*",
            "Action": ["kms:ScheduleKeyDeletion", "kms:DisableKey"], "Resource": "*",
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": role(here, "Security")}},
        })),
        8 if dice.percent(40) => statements.push(
            allow("Left", json!({"AWS": "AROAEXAMPLEEXAMPLEID0"}), json!("kms:Decrypt")).into(),
        ),
        9 if dice.percent(40) => statements.push(
            allow("Typo", json!({"AWS": role(here, "Api")}), json!(["kms:Decript", "kms:Encrypt"]))
                .into(),
        ),
        _ => {}
    }
    if statements.is_empty() {
        statements.push(allow("Use", json!({"AWS": role(here, "Api")}), json!(USE)).into());
    }
    of("key-policy", statements)
}
