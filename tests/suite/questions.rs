//! Answers about all requests, by example: who can, lock-out, text without effect, difference, and the question form.

use keyglass::access::context::Context;
use keyglass::access::decide::{Decision, decide};
use keyglass::explain::access;
use keyglass::import::import;
use keyglass::json::{parse, path_to};
use keyglass::lint::RULES;
use keyglass::model::Given;
use keyglass::model::key::Key;
use keyglass::model::policy::Policy;
use keyglass::read::policy::{Keep, read};
use keyglass::reason::ask::{Question, offers};
use keyglass::reason::callers::Among;
use keyglass::reason::dead::dead;
use keyglass::reason::difference::difference;
use keyglass::reason::lockout::{lockout, lockout_in};
use keyglass::reason::public::{Answer, judge};
use keyglass::reason::space::Space;
use keyglass::reason::who_can::{COLUMNS, who_can};

const ROOT: &str = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;

fn context() -> Context {
    let arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    Context::of(&Key {
        arn: Given::Present(arn.into()),
        ..Key::default()
    })
}

fn policy(statements: &str) -> Policy {
    read(&parse(&crate::policy(statements)).unwrap(), Keep::Last)
}

/// A cell of the grid as its words.
fn cell(statements: &str, row: &str, column: &str) -> Vec<String> {
    let policy = policy(statements);
    let grid = who_can(&policy, &context()).unwrap();
    let line = grid
        .iter()
        .find(|line| access::row(&line.row).to_string().contains(row))
        .unwrap_or_else(|| panic!("no row {row}"));
    let at = COLUMNS.iter().position(|other| other.id == column).unwrap();
    let mut words: Vec<String> = line.cells[at].iter().map(access::way).collect();
    words.dedup();
    words
}

#[test]
fn the_default_policy_delegates_to_the_account() {
    assert_eq!(cell(ROOT, "root user", "decrypt"), ["direct"]);
    assert_eq!(cell(ROOT, "Everyone else in", "decrypt"), ["by IAM"]);
    assert_eq!(cell(ROOT, "Anyone else", "decrypt"), ["no"]);
}

#[test]
fn cells_tell_conditions_denies_and_what_is_left() {
    let app = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#;
    let deny =
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#;
    assert_eq!(cell(app, "role/App", "decrypt"), ["if …", "no"]);
    assert_eq!(
        cell(&format!("{ROOT},{app},{deny}"), "role/App", "decrypt"),
        ["if …", "by IAM"]
    );
    assert_eq!(
        cell(&format!("{ROOT},{deny}"), "root user", "destroy"),
        ["direct", "denied by 2"]
    );
    // A condition that every such request meets is none.
    let always = app.replace(
        r#""StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}"#,
        r#""StringEquals":{"kms:CallerAccount":"111122223333"}"#,
    );
    assert_eq!(cell(&always, "role/App", "decrypt"), ["direct", "no"]);
    // A Deny that may bite is said where nothing else is.
    let vpce = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-0a1b2c3d4e5f60718"}}}"#;
    assert_eq!(
        cell(&format!("{ROOT},{vpce}"), "root user", "encrypt"),
        ["unless 2 denies"]
    );
}

#[test]
fn classes_of_callers_are_told_apart_by_arn_patterns() {
    let roles = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Sign","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/team-*"}}}"#;
    assert_eq!(cell(roles, "Account 444455556666", "sign"), ["if …", "no"]);
    assert_eq!(cell(roles, "Anyone else", "sign"), ["no"]);
}

#[test]
fn a_policy_that_nobody_can_change_locks_the_account_out() {
    let locked = |statements: &str| lockout(&policy(statements), &context()).unwrap();
    assert!(!locked(ROOT).is_locked());
    let role = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Admin"},"Action":"kms:*","Resource":"*"}"#;
    assert_eq!(
        locked(role).only().unwrap().caller,
        "arn:aws:iam::111122223333:role/Admin"
    );
    let deleted = role.replace(
        "arn:aws:iam::111122223333:role/Admin",
        "AROAEXAMPLEEXAMPLEID",
    );
    assert!(locked(&deleted).is_locked());
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*"}"#;
    let all = locked(&format!("{ROOT},{deny}"));
    assert!(all.is_locked());
    assert_eq!(all.denies_root, [1]);
    let all_but = deny.replace("\"Resource\":\"*\"", r#""Resource":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Admin"}}"#);
    let one = locked(&format!("{ROOT},{all_but}"));
    assert_eq!(
        one.only().unwrap().caller,
        "arn:aws:iam::111122223333:role/Admin"
    );
    assert!(one.only().unwrap().by_iam);
    assert_eq!(one.denies_root, [1]);
    // Two Denies that leave nobody only together.
    let users = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalType":["User","Account","FederatedUser"]}}}"#;
    let roles = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalType":"Assumed*"}}}"#;
    assert!(!locked(&format!("{ROOT},{users}")).is_locked());
    assert!(locked(&format!("{ROOT},{users},{roles}")).is_locked());
}

/// What has no effect, by path, with the beginning of the reason.
fn idle(statements: &str) -> Vec<(String, String)> {
    let text = crate::policy(statements);
    let node = parse(&text).unwrap();
    let policy = read(&node, Keep::Last);
    dead(&policy, &context())
        .unwrap()
        .iter()
        .map(|dead| {
            let path = path_to(&node, dead.span).unwrap().to_string();
            (path, access::dead(dead, &policy).to_string())
        })
        .collect()
}

fn one(path: &str, why: &str) -> Vec<(String, String)> {
    vec![(path.into(), why.into())]
}

#[test]
fn text_without_effect_is_told_with_its_reason() {
    assert_eq!(idle(ROOT), []);
    let part = r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Decrypt","Resource":"*"}"#;
    assert_eq!(
        idle(&format!("{ROOT},{part}")),
        one(
            "Statement[1]",
            "Statement 2 changes nothing: statement 1 settles all of it already."
        )
    );
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#;
    assert_eq!(
        idle(&format!("{ROOT},{deny}")),
        one(
            "Statement[0]",
            "Statement 1 changes nothing: statement 2 denies all that it allows."
        )
    );
    let app = |rest: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/App"}},{rest}}}"#
        )
    };
    assert_eq!(
        idle(&app(r#""Action":["kms:Decrypt","kms:D*"],"Resource":"*""#)),
        one(
            "Statement[0].Action[0]",
            "This action adds nothing to kms:D*, which covers it."
        )
    );
    assert_eq!(
        idle(&app(
            r#""Action":["kms:Decrypt","kms:ListKeys"],"Resource":"*""#
        )),
        one(
            "Statement[0].Action[1]",
            "This action does nothing: a key policy cannot give it."
        )
    );
    assert_eq!(
        idle(&app(
            r#""Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"},"StringNotEquals":{"aws:PrincipalTag/team":["a","b"]}}"#
        )),
        one(
            "Statement[0]",
            "Statement 1 never applies: no request can meet its conditions together."
        )
    );
    assert_eq!(
        idle(&app(
            r#""Action":["kms:Sign","kms:DescribeKey"],"Resource":"*","Condition":{"StringEquals":{"kms:SigningAlgorithm":"ECDSA_SHA_256"}}"#
        )),
        one(
            "Statement[0].Action[1]",
            "This action never applies: no request for it can meet kms:SigningAlgorithm is ECDSA_SHA_256."
        )
    );
    assert_eq!(
        idle(&app(
            r#""Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":["s3.us-east-1.amazonaws.com","s3.*.amazonaws.com","ec2.eu-west-1.amazonaws.com"]}}"#
        )),
        [
            (
                "Statement[0].Condition.StringLike[\"kms:ViaService\"][0]".into(),
                "This value adds nothing to s3.*.amazonaws.com, which covers it.".into()
            ),
            (
                "Statement[0].Condition.StringLike[\"kms:ViaService\"][2]".into(),
                "This value matches nothing: no request can carry it.".into()
            ),
        ]
    );
    assert_eq!(
        idle(
            r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/App","AROAEXAMPLEEXAMPLEID"]},"Action":"kms:Decrypt","Resource":"*"}"#
        ),
        one(
            "Statement[0].Principal.AWS[1]",
            "This principal does nothing: no request comes from it."
        )
    );
    // A Deny that nothing would allow still counts: it beats grants.
    assert_eq!(
        idle(r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#),
        []
    );
}

fn compare(before: &str, after: &str) -> (bool, Vec<String>, Vec<String>) {
    let found = difference(&policy(before), &policy(after), &context());
    let words = |list: &[keyglass::reason::difference::Change]| {
        list.iter()
            .map(|change| access::change(change).to_string())
            .collect()
    };
    (found.is_equal(), words(&found.gained), words(&found.lost))
}

#[test]
fn what_is_equal_in_effect_is_proven_equal() {
    let app = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:ReEncryptFrom","kms:ReEncryptTo"],"Resource":"*"}"#;
    for (before, after) in [
        (format!("{ROOT},{app}"), format!("{app},{ROOT}")),
        (
            ROOT.to_string(),
            ROOT.replace("arn:aws:iam::111122223333:root", "111122223333"),
        ),
        (
            app.to_string(),
            app.replace(
                r#"["kms:ReEncryptFrom","kms:ReEncryptTo"]"#,
                r#""KMS:reencrypt*""#,
            ),
        ),
        (
            app.replace(
                "\"Resource\"",
                r#""Condition":{"StringLike":{"aws:PrincipalTag/a":["x","xy*"]}},"Resource""#,
            ),
            app.replace(
                "\"Resource\"",
                r#""Condition":{"StringLike":{"aws:PrincipalTag/a":["xy*","x","xyz"]}},"Resource""#,
            ),
        ),
        (
            app.to_string(),
            format!(
                "{app},{}",
                r#"{"Effect":"Allow","Principal":"*","Action":"kms:*"}"#
            ),
        ),
    ] {
        assert_eq!(
            compare(&before, &after),
            (true, vec![], vec![]),
            "{before}\n{after}"
        );
    }
}

#[test]
fn what_was_won_and_lost_is_said_with_a_request() {
    let foreign = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#;
    let (equal, gained, lost) = compare(ROOT, &format!("{ROOT},{foreign}"));
    assert!(!equal);
    assert_eq!(
        gained,
        ["arn:aws:iam::444455556666:role/App: decrypt with this key was not allowed, is allowed."]
    );
    assert_eq!(lost, [""; 0]);
    // An operator that lets the absent key pass opens the key to all.
    let fixed = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#;
    let (equal, gained, lost) = compare(
        fixed,
        &fixed.replace("StringEquals", "StringEqualsIfExists"),
    );
    assert!(!equal && lost.is_empty());
    assert!(
        gained.iter().any(|words| words.contains("444455556666")),
        "{gained:?}"
    );
}

#[test]
fn denies_that_only_together_reach_everyone_make_a_key_private() {
    let open = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#;
    let half = |operator: &str| {
        format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{{"{operator}":{{"aws:PrincipalTag/x":"a*"}}}}}}"#
        )
    };
    let answer = |statements: &str| judge(&policy(statements), &context()).answer;
    assert_eq!(answer(open), Answer::Yes);
    assert_eq!(
        answer(&format!("{open},{}", half("StringLike"))),
        Answer::Yes
    );
    assert_eq!(
        answer(&format!(
            "{open},{},{}",
            half("StringLike"),
            half("StringNotLike")
        )),
        Answer::No
    );
    let low = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":["0.0.0.0/1","::/0"]}}}"#;
    let high = low.replace(r#"["0.0.0.0/1","::/0"]"#, r#""128.0.0.0/1""#);
    let none = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"Null":{"aws:SourceIp":"true"}}}"#;
    assert_eq!(answer(&format!("{open},{low},{high}")), Answer::Yes);
    assert_eq!(answer(&format!("{open},{low},{high},{none}")), Answer::No);
}

#[test]
fn a_variable_fixes_nobody() {
    let own = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"${aws:PrincipalTag/org}"}}}"#;
    let policy = policy(own);
    let public = judge(&policy, &context());
    assert_eq!(public.answer, Answer::Yes);
    let witness = public.witness().unwrap();
    assert_eq!(
        decide(&policy, &context(), &witness).decision,
        Decision::Allowed
    );
}

#[test]
fn a_witness_becomes_a_question_and_comes_back() {
    let text = r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEqualsIfExists":{"kms:CallerAccount":"111122223333"},"StringLike":{"kms:ViaService":"s3.*"}}}"#;
    let policy = policy(text);
    let witness = judge(&policy, &context()).witness().unwrap();
    let question = Question::of(&witness);
    assert_eq!(
        question.caller,
        "arn:aws:iam::444455556666:role/AnotherRole"
    );
    // The caller's account is left out, which the caller would have had.
    assert_eq!(question.said("kms:calleraccount"), Some(&[][..]));
    let decision = decide(&policy, &context(), &question.request(&context())).decision;
    assert_eq!(decision, Decision::Allowed);
    let offered = offers(&policy, &context()).unwrap();
    let names: Vec<&str> = offered
        .keys
        .iter()
        .map(|offer| offer.name.as_str())
        .collect();
    assert_eq!(names, ["kms:ViaService", "kms:CallerAccount"]);
    assert!(offered.keys[1].settled && offered.keys[1].values == ["111122223333"]);
}

#[test]
fn a_question_is_text_with_all_that_it_carries() {
    let mut question = Question {
        caller: "arn:aws:iam::111122223333:user/\"Eve\"".into(),
        action: "kms:Decrypt".into(),
        keys: Vec::new(),
    };
    question.say(
        "kms:ViaService",
        Some(vec!["s3.us-east-1.amazonaws.com".into()]),
    );
    let json: serde_json::Value = serde_json::from_str(&question.text(&context())).unwrap();
    assert_eq!(json["principal"], question.caller);
    assert_eq!(
        json["context"]["kms:ViaService"][0],
        "s3.us-east-1.amazonaws.com"
    );
    assert_eq!(json["context"]["aws:username"][0], "\"Eve\"");
}

/// An Allow of everything for everyone under a condition.
fn under(effect: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"{effect}","Principal":"*","Action":"kms:*","Resource":"*","Condition":{condition}}}"#
    )
}

#[test]
fn a_variable_of_the_callers_own_account_fixes_no_account() {
    for condition in [
        r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:PrincipalAccount}:role/x"}}"#,
        r#"{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::${kms:CallerAccount}:role/x"}}"#,
        r#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::${AWS:principalaccount}:user/Ann"}}"#,
    ] {
        let policy = policy(&under("Allow", condition));
        let public = judge(&policy, &context());
        assert_eq!(public.answer, Answer::Yes, "{condition}");
        let witness = public.witness().unwrap();
        assert_eq!(
            decide(&policy, &context(), &witness).decision,
            Decision::Allowed,
            "{condition}"
        );
    }
    let spared =
        r#"{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:PrincipalAccount}:role/x"}}"#;
    let open = r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}"#;
    let both = format!("{open},{}", under("Deny", spared));
    assert_eq!(judge(&policy(&both), &context()).answer, Answer::Yes);
}

#[test]
fn what_the_key_itself_settles_is_not_the_callers_to_choose() {
    for condition in [
        r#"{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}"#,
        r#"{"StringEquals":{"aws:PrincipalAccount":"${aws:ResourceAccount}"}}"#,
    ] {
        let policy = policy(&under("Allow", condition));
        assert_eq!(judge(&policy, &context()).answer, Answer::No, "{condition}");
    }
    for condition in [
        r#"{"StringEquals":{"aws:PrincipalOrgID":"${aws:ResourceOrgID}"}}"#,
        r#"{"StringEquals":{"aws:ResourceOrgID":"${aws:PrincipalOrgID}"}}"#,
    ] {
        let policy = policy(&under("Allow", condition));
        let answer = judge(&policy, &context()).answer;
        assert_eq!(answer, Answer::Undecided, "{condition}");
    }
    let before = policy(&under(
        "Allow",
        r#"{"StringEquals":{"aws:PrincipalAccount":"${aws:ResourceAccount}"}}"#,
    ));
    let after = policy(&under(
        "Allow",
        r#"{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}"#,
    ));
    // What services carry under aws:PrincipalAccount is not documented, so equality is not proven.
    let change = difference(&before, &after, &context());
    assert_eq!((change.gained.len(), change.lost.len()), (0, 0));
}

/// A value that a fixed value matches too hides nobody whom the pattern beside it lets in.
#[test]
fn a_fixed_value_beside_a_wide_pattern_protects_nothing() {
    for condition in [
        r#"{"StringLike":{"aws:PrincipalOrgID":["o-a*","o-a1b2c3d4e5"]}}"#,
        r#"{"ArnLike":{"aws:SourceArn":["arn:aws:sns:us-east-1:111122223333:*","arn:aws:*:*:*:*"]}}"#,
    ] {
        let policy = policy(&under("Allow", condition));
        assert_eq!(
            judge(&policy, &context()).answer,
            Answer::Yes,
            "{condition}"
        );
    }
}

#[test]
fn administration_does_not_cross_accounts() {
    let user = |actions: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::444455556666:user/B"}},"Action":{actions},"Resource":"*"}}"#
        )
    };
    let both = user(r#"["kms:Decrypt","kms:PutKeyPolicy"]"#);
    let one = user(r#""kms:Decrypt""#);
    assert!(difference(&policy(&both), &policy(&one), &context()).is_equal());
    let text = format!("{ROOT},{both}");
    assert_eq!(cell(&text, "user/B", "policy"), ["no"]);
    assert_eq!(cell(&text, "user/B", "decrypt"), ["direct", "no"]);
    let found = dead(&policy(&text), &context()).unwrap();
    let words: Vec<String> = found
        .iter()
        .map(|dead| access::dead(dead, &policy(&text)).to_string())
        .collect();
    assert_eq!(words.len(), 1, "{words:?}");
    assert!(words[0].contains("for other accounts"), "{words:?}");
}

#[test]
fn a_foreign_account_without_conditions_is_unconditional() {
    let root = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*"}"#;
    assert_eq!(cell(root, "4444", "decrypt"), ["direct", "by IAM", "no"]);
}

#[test]
fn roles_of_one_name_and_two_paths_are_two() {
    let role = |path: &str| {
        policy(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111122223333:role/{path}/App"}},"Action":"kms:Decrypt","Resource":"*"}}"#
        ))
    };
    assert!(!difference(&role("team"), &role("other"), &context()).is_equal());
    assert!(difference(&role("team"), &role("team"), &context()).is_equal());
}

#[test]
fn a_month_is_a_date() {
    let deny = under(
        "Deny",
        r#"{"DateGreaterThan":{"aws:CurrentTime":"2030-06"}}"#,
    );
    let text = format!("{ROOT},{deny}");
    assert_eq!(dead(&policy(&text), &context()).unwrap(), []);
    assert!(!difference(&policy(ROOT), &policy(&text), &context()).is_equal());
}

#[test]
fn a_variable_in_a_resource_is_filled_from_the_request() {
    let text = r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"arn:aws:kms:us-east-1:${aws:PrincipalAccount}:key/*"}"#;
    let policy = policy(text);
    for (account, wanted) in [
        ("111122223333", Decision::Allowed),
        ("444455556666", Decision::ImplicitDeny),
    ] {
        let mut question = Question {
            caller: format!("arn:aws:iam::{account}:user/Ann"),
            action: "kms:Decrypt".into(),
            keys: Vec::new(),
        };
        question.say("aws:PrincipalAccount", Some(vec![account.into()]));
        let request = question.request(&context());
        assert_eq!(decide(&policy, &context(), &request).decision, wanted);
    }
}

/// Who keeps the account from being locked out is the same, asked alone or among everybody.
#[test]
fn the_lock_out_asked_among_everybody_is_the_lock_out() {
    let mut asked = 0;
    for rule in RULES {
        for example in rule.fires().chain(rule.silent()) {
            for key in import(&example.resource()).keys {
                let context = Context::of(&key);
                let Some((owner, text)) = context.owner.as_deref().zip(key.policy.present()) else {
                    continue;
                };
                let Ok(node) = parse(&text.text) else {
                    continue;
                };
                let policy = read(&node, Keep::Last);
                let Ok(space) = Space::new(&[&policy], &context, Among::Everybody) else {
                    continue;
                };
                if space.all_callers {
                    let alone = lockout(&policy, &context).unwrap();
                    assert_eq!(
                        lockout_in(&space, &policy, owner).as_ref(),
                        Some(&alone),
                        "{}",
                        text.text
                    );
                    asked += usize::from(!alone.is_locked());
                }
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

/// A slip of the pen is no answer about access.
#[test]
fn what_is_no_caller_or_no_action_is_not_answered() {
    let context = keyglass::access::context::Context::default();
    let question = |caller: &str, action: &str| Question {
        caller: caller.into(),
        action: action.into(),
        keys: Vec::new(),
    };
    for (caller, action, faulty) in [
        ("arn:aws:iam::111122223333:role/Ops", "kms:Encrypt", false),
        ("arn:aws:iam::111122223333:role/Ops", " encrypt ", false),
        ("111122223333", "kms:Encrypt", false),
        ("1111 2222 3333", "kms:Encrypt", false),
        ("s3.amazonaws.com", "kms:Encrypt", false),
        ("", "kms:Encrypt", false),
        ("arn:aws:iam:111122223333:role/Ops", "kms:Encrypt", true),
        ("arn:aws:iam::11112222333:role/Ops", "kms:Encrypt", true),
        ("arn:aws:iam::111122223333:group/Ops", "kms:Encrypt", true),
        ("11112222333", "kms:Encrypt", true),
        ("zzz", "kms:Encrypt", true),
        ("111122223333", "kms:Encrpyt", true),
        ("111122223333", "kms:*", true),
        ("111122223333", "s3:GetObject", true),
        ("111122223333", "", true),
        // Of no key, or left to the grant.
        ("111122223333", "kms:CreateKey", true),
        ("111122223333", "kms:ListKeys", true),
        ("111122223333", "kms:RetireGrant", true),
    ] {
        let fault = question(caller, action).fault(&context);
        assert_eq!(fault.is_some(), faulty, "{caller} {action} {fault:?}");
    }
    let grouped = question("1111 2222 3333", "Encrypt").request(&context);
    let plain = question("111122223333", "kms:Encrypt").request(&context);
    assert_eq!(grouped, plain);
}

/// "Grant operations" ("Grants in AWS KMS", KMS Developer Guide).
#[test]
fn a_grant_gives_some_actions_to_those_who_sign() {
    let grantable = |caller: &str, action: &str| {
        let question = Question {
            caller: caller.into(),
            action: action.into(),
            keys: Vec::new(),
        };
        question.is_grantable()
    };
    assert!(grantable("111122223333", "kms:Decrypt"));
    assert!(grantable("arn:aws:iam::111122223333:role/Ops", "decrypt"));
    assert!(!grantable("111122223333", "kms:PutKeyPolicy"));
    assert!(!grantable("111122223333", "kms:ScheduleKeyDeletion"));
    assert!(!grantable("", "kms:Decrypt"));
}
