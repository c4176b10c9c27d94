//! An attack on every answer about all requests: 2,000 random policies, and against each 10,000 random requests that try
//! to prove an answer wrong. The answers come from reasoning, the requests from dice; only `decide` is common to both.

use keyglass::access::context::Context;
use keyglass::access::decide::{Decision, decide};
use keyglass::access::prepared::Prepared;
use keyglass::access::request::{self, Request, Sender};
use keyglass::aws::condition_keys::{Carried, find};
use keyglass::json::parse;
use keyglass::model::Given;
use keyglass::model::key::Key;
use keyglass::model::policy::Policy;
use keyglass::read::policy::{Keep, read};
use keyglass::reason::ask::Question;
use keyglass::reason::dead::dead;
use keyglass::reason::difference::difference;
use keyglass::reason::lockout::lockout;
use keyglass::reason::public::{Answer, judge};
use keyglass::reason::who_can::{COLUMNS, Row, Way, who_can};
use serde_json::{Value, json};

const POLICIES: u64 = 2_000;
const REQUESTS: usize = 10_000;

const OWN: &str = "111122223333";
const STRANGE: [&str; 2] = ["999988887777", "600000000006"];

/// Dice that fall the same way every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.roll(of.len())]
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.roll(one_in) == 0
    }
}

/// A condition key, what policies compare it with, and what requests carry.
struct Compared(
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

const STRINGS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "Null",
];
const SETS: &[&str] = &[
    "ForAllValues:StringEquals",
    "ForAnyValue:StringEquals",
    "ForAllValues:StringNotEquals",
    "ForAnyValue:StringLike",
    "ForAllValues:StringLike",
    "ForAnyValue:StringNotLike",
    "Null",
];
const ARNS: &[&str] = &[
    "ArnLike",
    "ArnEquals",
    "ArnNotLike",
    "ArnNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEquals",
];

/// Name, operators, values in policies, values in requests.
#[rustfmt::skip]
const KEYS: &[Compared] = &[
    Compared("kms:CallerAccount", STRINGS, &["111122223333", "444455556666", "1111*", "*", "9999????7777"], &[]),
    Compared("aws:PrincipalAccount", STRINGS, &["111122223333", "444455556666", "9*", "${aws:ResourceAccount}"], &[]),
    Compared("aws:PrincipalArn", ARNS, &["arn:aws:iam::111122223333:role/App", "arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:role/App", "*", "arn:aws:iam::111122223333:user/A*", "*:role/team/*", "arn:aws:iam::${aws:PrincipalAccount}:role/App", "arn:aws:iam::${kms:CallerAccount}:*"], &[]),
    Compared("aws:ResourceAccount", STRINGS, &["111122223333", "${aws:PrincipalAccount}", "444455556666"], &["111122223333"]),
    Compared("aws:PrincipalType", &["StringEquals", "StringNotEquals"], &["Account", "User", "AssumedRole"], &[]),
    Compared("aws:username", STRINGS, &["Alice", "A*"], &[]),
    Compared("aws:PrincipalIsAWSService", &["Bool", "BoolIfExists"], &["true", "false"], &[]),
    Compared("aws:PrincipalOrgID", STRINGS, &["o-a1b2c3d4e5", "o-a*", "*"], &["o-a1b2c3d4e5", "o-zzzzzzzzzz", "o-axxxxxxxxx"]),
    Compared("aws:PrincipalOrgPaths", SETS, &["o-a1b2c3d4e5/r-ab12/*", "o-a1b2c3d4e5/r-ab12/ou-1/"], &["o-a1b2c3d4e5/r-ab12/ou-1/", "o-zzzzzzzzzz/r-zz99/ou-9/", "o-a1b2c3d4e5/r-ab12/ou-2/"]),
    Compared("kms:ViaService", STRINGS, &["s3.us-east-1.amazonaws.com", "s3.*.amazonaws.com", "ec2.us-east-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"], &["s3.us-east-1.amazonaws.com", "ec2.us-east-1.amazonaws.com", "rds.us-east-1.amazonaws.com"]),
    Compared("aws:SourceIp", &["IpAddress", "NotIpAddress", "IpAddressIfExists", "Null"], &["203.0.113.0/24", "203.0.0.0/8", "0.0.0.0/0", "2001:db8::/32"], &["203.0.113.9", "203.9.9.9", "198.51.100.1", "2001:db8::1", "2600::1"]),
    Compared("aws:SourceVpce", STRINGS, &["vpce-0a1b2c3d4e5f60718", "vpce-*"], &["vpce-0a1b2c3d4e5f60718", "vpce-0ffffffffffffffff"]),
    Compared("aws:SourceAccount", STRINGS, &["111122223333", "*"], &["111122223333", "999988887777"]),
    Compared("aws:SourceArn", ARNS, &["arn:aws:s3:::bucket", "arn:aws:sns:us-east-1:111122223333:*", "arn:aws:*:*:*:*"], &["arn:aws:s3:::bucket", "arn:aws:sns:us-east-1:111122223333:topic", "arn:aws:sns:us-east-1:999988887777:topic"]),
    Compared("aws:PrincipalTag/team", STRINGS, &["blue", "b*", "bl?e", "*"], &["blue", "Blue", "red", "b", "", "blxe"]),
    Compared("aws:MultiFactorAuthPresent", &["Bool", "BoolIfExists", "Null"], &["true", "false"], &["true", "false"]),
    Compared("aws:CurrentTime", &["DateLessThan", "DateGreaterThan", "DateLessThanEquals", "DateNotEquals"], &["2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z"], &["2025-06-01T00:00:00Z", "2028-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"]),
    Compared("aws:MultiFactorAuthAge", &["NumericLessThan", "NumericGreaterThanEquals", "NumericEquals", "NumericNotEqualsIfExists"], &["300", "3600"], &["10", "300", "1000", "3600", "9999"]),
    Compared("kms:EncryptionContext:app", STRINGS, &["x", "x*", "*y"], &["x", "xy", "z", "X"]),
    Compared("kms:EncryptionContextKeys", SETS, &["app", "a*"], &["app", "abc", "zone"]),
    Compared("kms:GrantIsForAWSResource", &["Bool"], &["true", "false"], &["true", "false"]),
    Compared("kms:GrantOperations", SETS, &["Decrypt", "Encrypt"], &["Decrypt", "Encrypt", "CreateGrant"]),
    Compared("my:OwnKey", STRINGS, &["v", "*"], &["v", "w"]),
];

const ACTIONS: [&str; 9] = [
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "DescribeKey",
    "CreateGrant",
    "PutKeyPolicy",
    "ScheduleKeyDeletion",
    "GetPublicKey",
    "ListGrants",
];

/// Callers by what aws:PrincipalArn holds.
const CALLERS: [&str; 13] = [
    "arn:aws:iam::111122223333:role/App",
    "arn:aws:iam::111122223333:role/Other",
    "arn:aws:iam::111122223333:role/team/Ops",
    "arn:aws:iam::111122223333:user/Alice",
    "arn:aws:iam::111122223333:user/Bob",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::444455556666:role/App",
    "arn:aws:iam::444455556666:root",
    "arn:aws:iam::999988887777:role/App",
    "arn:aws:iam::999988887777:user/Alice",
    "arn:aws:iam::600000000006:role/team/Ops",
    "arn:aws:iam::600000000006:root",
    "s3.amazonaws.com",
];

fn list(dice: &mut Dice, of: &[&str]) -> Value {
    let first = dice.one(of);
    match dice.roll(3) {
        0 => json!([first, dice.one(of)]),
        1 => json!([first]),
        _ => json!(first),
    }
}

fn statement(dice: &mut Dice) -> Value {
    let mut out =
        json!({ "Effect": if dice.chance(3) { "Deny" } else { "Allow" }, "Resource": "*" });
    let principals: [Value; 9] = [
        json!("*"),
        json!({"AWS": "*"}),
        json!({"AWS": "arn:aws:iam::111122223333:root"}),
        json!({"AWS": OWN}),
        json!({"AWS": ["arn:aws:iam::111122223333:role/App", "arn:aws:iam::111122223333:user/Alice"]}),
        json!({"AWS": "arn:aws:iam::444455556666:root"}),
        json!({"AWS": "arn:aws:sts::111122223333:assumed-role/App/one"}),
        json!({"Service": "s3.amazonaws.com"}),
        json!({"AWS": "AROAEXAMPLEEXAMPLEID"}),
    ];
    match dice.chance(8) {
        true => {
            out["NotPrincipal"] =
                json!({"AWS": [dice.one(&CALLERS[..6]), "arn:aws:iam::111122223333:root"]})
        }
        false => out["Principal"] = principals[dice.roll(principals.len())].clone(),
    }
    let actions = [
        "kms:*",
        "kms:Decrypt",
        "kms:D*",
        "kms:decrypt",
        "kms:*Key",
        "kms:CreateGrant",
        "*",
        "kms:Put*",
        "kms:Describe*",
        "kms:Sign",
    ];
    let name = if dice.chance(8) {
        "NotAction"
    } else {
        "Action"
    };
    out[name] = list(dice, &actions);
    let mut condition = json!({});
    for _ in 0..dice.roll(3) {
        let Compared(key, operators, values, _) = &KEYS[dice.roll(KEYS.len())];
        let mut operator = dice.one(operators).to_string();
        let null = operator == "Null";
        if !null && !operator.contains("IfExists") && dice.chance(6) {
            operator += "IfExists";
        }
        let values = if null {
            json!(if dice.chance(2) { "true" } else { "false" })
        } else {
            list(dice, values)
        };
        condition[operator][*key] = values;
    }
    if condition != json!({}) {
        out["Condition"] = condition;
    }
    out
}

fn policy(dice: &mut Dice) -> Value {
    let count = 1 + dice.roll(4);
    let statements: Vec<Value> = (0..count).map(|_| statement(dice)).collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn taken(policy: &Value) -> Policy {
    read(&parse(&policy.to_string()).unwrap(), Keep::Last)
}

fn context() -> Context {
    Context::of(&Key {
        arn: Given::Present(format!(
            "arn:aws:kms:us-east-1:{OWN}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
        )),
        ..Key::default()
    })
}

/// A request that KMS could see: the caller's own keys are the caller's, and keys are there where AWS says they are.
fn request(dice: &mut Dice, caller: &str, action: &str) -> Request {
    let question = Question {
        caller: caller.into(),
        action: format!("kms:{action}"),
        keys: Vec::new(),
    };
    let mut request = question.request(&Context::default());
    let service = matches!(request.sender, Sender::Service(_));
    for Compared(name, _, _, values) in KEYS.iter().filter(|row| !row.3.is_empty()) {
        let key = find(name);
        let carried = key.is_none_or(|key| match key.carried {
            Carried::ByActions(actions) => actions.iter().any(|one| one.name == action),
            _ => true,
        });
        let possible = match *name {
            "aws:SourceAccount" | "aws:SourceArn" => service,
            "aws:CurrentTime" | "aws:ResourceAccount" => true,
            _ if name.starts_with("kms:Encryption")
                || *name == "my:OwnKey"
                || *name == "aws:SourceIp" =>
            {
                true
            }
            "kms:GrantIsForAWSResource" | "kms:GrantOperations" => true,
            _ => !service,
        };
        let always = [
            "aws:CurrentTime",
            "aws:ResourceAccount",
            "kms:GrantIsForAWSResource",
            "kms:GrantOperations",
        ]
        .contains(name);
        if carried && possible && (always || !dice.chance(3)) {
            let mut some = vec![dice.one(values).to_string()];
            if key.is_some_and(|key| key.multivalued) && dice.chance(2) {
                some.push(dice.one(values).to_string());
            }
            request.carries.set(name, some);
        }
    }
    request
}

fn rank(decision: Decision) -> usize {
    match decision {
        Decision::Allowed => 2,
        Decision::AllowedForAccount => 1,
        _ => 0,
    }
}

/// Whether strangers are known by none of the fixed values that policies name here.
fn is_stranger(request: &Request) -> bool {
    let known = [
        ("aws:PrincipalOrgID", "o-a1b2c3d4e5"),
        ("aws:PrincipalOrgPaths", "o-a1b2c3d4e5"),
        ("aws:SourceVpce", "vpce-0a1b2c3d4e5f60718"),
        ("aws:SourceAccount", OWN),
        ("aws:SourceArn", "arn:aws:s3:::bucket"),
        ("aws:SourceArn", "arn:aws:sns:us-east-1:111122223333"),
        ("aws:SourceIp", "203."),
        ("aws:SourceIp", "2001:db8"),
    ];
    let account = request
        .sender
        .arn()
        .is_some_and(|arn| STRANGE.contains(&arn.account));
    account
        && !known.iter().any(|(key, head)| {
            request.carries.iter().any(|(name, values)| {
                name == *key && values.iter().any(|value| value.starts_with(head))
            })
        })
}

struct Case<'p> {
    json: Value,
    policy: Policy,
    context: Context,
    pool: &'p [Attempt],
}

/// A request, with its caller's place in `CALLERS` and its action.
struct Attempt(usize, &'static str, Request);

/// Requests, each meant for any policy.
fn pool(seed: u64) -> Vec<Attempt> {
    let mut dice = Dice(seed);
    (0..REQUESTS)
        .map(|_| {
            let caller = dice.roll(CALLERS.len());
            let action = dice.one(&ACTIONS);
            Attempt(caller, action, request(&mut dice, CALLERS[caller], action))
        })
        // What KMS never does across accounts is no request to ask about.
        .filter(|Attempt(caller, action, _)| {
            let own = CALLERS[*caller].contains(OWN) || !CALLERS[*caller].starts_with("arn:");
            own || keyglass::aws::sets::CROSS_ACCOUNT
                .iter()
                .any(|across| across.name == *action)
        })
        .collect()
}

fn cases(each: impl Fn(Case)) {
    let mut requests = Vec::new();
    for seed in 0..POLICIES {
        if seed % 200 == 0 {
            requests = pool(seed * 31 + 7);
        }
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            dice.roll(2);
        }
        let json = policy(&mut dice);
        each(Case {
            policy: taken(&json),
            json,
            context: context(),
            pool: &requests,
        });
    }
}

/// The policy without the statements and entries at these paths.
fn without(policy: &Value, dead: &keyglass::reason::dead::Dead) -> Option<Value> {
    let text = policy.to_string();
    let path = keyglass::json::path_to(&parse(&text).unwrap(), dead.span)?.to_string();
    let pointer = format!("/{}", path.replace(['[', '.'], "/").replace([']', '"'], ""));
    let (parent, last) = pointer.rsplit_once('/')?;
    let mut out = policy.clone();
    let list = out.pointer_mut(parent)?.as_array_mut()?;
    (list.len() > 1).then(|| list.remove(last.parse().unwrap()))?;
    Some(out)
}

#[test]
fn no_request_proves_an_answer_wrong() {
    cases(|case| {
        let Case {
            json,
            policy,
            context,
            pool,
        } = &case;
        let public = judge(policy, context);
        let prepared = Prepared::new(policy, context);
        let decisions: Vec<Decision> = pool
            .iter()
            .map(|Attempt(_, _, request)| prepared.decide(request))
            .collect();
        let all = || pool.iter().zip(&decisions);

        // Public.
        if let Some(witness) = public.witness() {
            assert_eq!(
                decide(policy, context, &witness).decision,
                Decision::Allowed,
                "{json}"
            );
        }
        if public.answer == Answer::No {
            let cross = keyglass::aws::sets::CROSS_ACCOUNT
                .iter()
                .map(|action| action.name)
                .collect::<Vec<_>>();
            let hit = all().find(|(Attempt(_, action, request), decision)| {
                **decision == Decision::Allowed && cross.contains(action) && is_stranger(request)
            });
            assert!(
                hit.is_none(),
                "not public: {json}\n{:?}",
                hit.map(|(attempt, _)| &attempt.2)
            );
        }

        // Lock-out.
        let lockout = lockout(policy, context).unwrap();
        for keeper in &lockout.keepers {
            let wanted = if keeper.by_iam {
                Decision::AllowedForAccount
            } else {
                Decision::Allowed
            };
            assert_eq!(
                decide(policy, context, &keeper.witness).decision,
                wanted,
                "{json}"
            );
        }
        if lockout.is_locked() {
            // No service changes a key's policy for somebody.
            let direct = |request: &Request| {
                let through = request.carries.get("kms:ViaService");
                !matches!(through, request::Carried::Values([_, ..]))
            };
            let hit = all().find(|(Attempt(caller, action, request), decision)| {
                *action == "PutKeyPolicy"
                    && CALLERS[*caller].contains(OWN)
                    && direct(request)
                    && rank(**decision) > 0
            });
            assert!(
                hit.is_none(),
                "locked out: {json}\n{:?}",
                hit.map(|(attempt, _)| &attempt.2)
            );
        }

        // Who can.
        for line in who_can(policy, context).unwrap() {
            let of = |caller: &str| match &line.row {
                Row::Principal(arn) => caller == arn,
                Row::Root(account) => caller.ends_with(&format!("{account}:root")),
                Row::Service(name) => caller == name,
                Row::Strangers => STRANGE.iter().any(|account| caller.contains(account)),
                Row::Account { .. } | Row::OtherServices => false,
            };
            let of = CALLERS.map(of);
            for (column, cell) in COLUMNS.iter().zip(&line.cells) {
                for entry in cell {
                    if let Some(witness) = &entry.witness {
                        let decision = decide(policy, context, witness).decision;
                        let wanted = match entry.way {
                            Way::Direct | Way::Conditional => Decision::Allowed,
                            Way::ByIam | Way::ByIamConditional => Decision::AllowedForAccount,
                            _ => Decision::ExplicitDeny,
                        };
                        assert_eq!(decision, wanted, "{json}\n{entry:?}");
                    }
                }
                for (Attempt(caller, action, request), decision) in all() {
                    if !of[*caller] || !column.actions.contains(action) {
                        continue;
                    }
                    let set = keyglass::aws::actions::ActionSet::named(&[action]);
                    let ways: Vec<Way> = cell
                        .iter()
                        .filter(|entry| entry.actions.meets(set))
                        .map(|entry| entry.way)
                        .collect();
                    let least = ways.iter().map(|way| match way {
                        Way::Direct => 2,
                        Way::ByIam => 1,
                        _ => 0,
                    });
                    let most = ways.iter().map(|way| match way {
                        Way::Direct | Way::Conditional | Way::Undecided(_) => 2,
                        Way::ByIam | Way::ByIamConditional => 1,
                        Way::Denied | Way::No => 0,
                    });
                    let (least, most) = (least.min().unwrap_or(0), most.max().unwrap_or(0));
                    assert!(
                        (least..=most).contains(&rank(*decision)),
                        "{:?} {}: {ways:?}\n{json}\n{request:?} {decision:?}",
                        line.row,
                        column.id
                    );
                }
            }
        }

        // Text without effect: the policy without it says the same to every request.
        for dead in dead(policy, context).unwrap() {
            let Some(shorter) = without(json, &dead) else {
                continue;
            };
            let shorter = taken(&shorter);
            let other = Prepared::new(&shorter, context);
            for (Attempt(_, _, request), decision) in all() {
                assert_eq!(
                    other.decide(request),
                    *decision,
                    "{:?} {:?}\n{json}\n{request:?}",
                    dead.what,
                    dead.why
                );
            }
        }
    });
}

#[test]
fn no_request_proves_a_difference_wrong() {
    cases(|case| {
        let Case {
            json,
            policy,
            context,
            pool,
        } = &case;
        let own = difference(policy, policy, context);
        assert!(own.gained.is_empty() && own.lost.is_empty(), "{json}");
        // The policy with one statement changed.
        let mut dice = Dice(pool.len() as u64 + json.to_string().len() as u64 * 7919);
        let mut changed = json.clone();
        let statements = changed["Statement"].as_array_mut().unwrap();
        let at = dice.roll(statements.len());
        match dice.roll(3) {
            0 => statements[at] = statement(&mut dice),
            1 => statements.push(statement(&mut dice)),
            _ => {
                statements.remove(at);
            }
        }
        let after = taken(&changed);
        let there = difference(policy, &after, context);
        let back = difference(&after, policy, context);
        let witnesses = |list: &[keyglass::reason::difference::Change]| {
            list.iter()
                .map(|change| (change.caller.clone(), format!("{:?}", change.actions)))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            witnesses(&there.gained),
            witnesses(&back.lost),
            "{json}\n{changed}"
        );
        let (before_ready, after_ready) = (
            Prepared::new(policy, context),
            Prepared::new(&after, context),
        );
        for change in &there.gained {
            assert!(
                rank(after_ready.decide(&change.witness))
                    > rank(before_ready.decide(&change.witness)),
                "{json}\n{changed}\n{change:?}"
            );
        }
        for change in &there.lost {
            assert!(
                rank(after_ready.decide(&change.witness))
                    < rank(before_ready.decide(&change.witness)),
                "{json}\n{changed}\n{change:?}"
            );
        }
        let open = there.doubt.is_some();
        for Attempt(_, _, request) in *pool {
            let (old, new) = (
                rank(before_ready.decide(request)),
                rank(after_ready.decide(request)),
            );
            assert!(
                open || new <= old || !there.gained.is_empty(),
                "gained: {json}\n{changed}\n{request:?}"
            );
            assert!(
                open || new >= old || !there.lost.is_empty(),
                "lost: {json}\n{changed}\n{request:?}"
            );
        }
    });
}
