//! Lines that some scanner reports and that are right as they are.

use keyglass::lint::Severity;
use keyglass::reason::public::Answer;

use crate::{policy, report, resource, resource_with, warnings};

const ROOT: &str = r#"{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#;

fn silent(statement: &str) {
    let report = report(&resource(&policy(&format!("{ROOT},{statement}"))));
    assert_eq!(warnings(&report), [""; 0], "{statement}");
    assert_eq!(report.verdict.answer, Answer::No, "{statement}");
}

#[test]
fn resource_star_and_the_own_root() {
    let report = report(&resource(&policy(ROOT)));
    assert_eq!(warnings(&report), [""; 0]);
}

#[test]
fn blanks_and_punctuation_in_a_sid() {
    silent(
        r#"{"Sid":"Allow use of the key, please!","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
    );
}

#[test]
fn the_root_statement_alone_and_no_policy_at_all() {
    let missing = r#"{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/1","Policy":null}"#;
    assert_eq!(warnings(&report(missing)), [""; 0]);
    // Without the key around it, nobody can say whose root it is; that is no reason to report it.
    assert_eq!(warnings(&report(&policy(ROOT))), [""; 0]);
}

#[test]
fn sessions_as_principals() {
    silent(
        r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:sts::111122223333:assumed-role/App/i-0ab","arn:aws:sts::111122223333:federated-user/Bob"]},"Action":"kms:Decrypt","Resource":"*"}"#,
    );
}

#[test]
fn the_wildcards_of_the_administrator_statement() {
    silent(
        r#"{"Sid":"Allow access for Key Administrators","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/KeyAdmin"},"Action":["kms:Create*","kms:Describe*","kms:Enable*","kms:List*","kms:Put*","kms:Update*","kms:Revoke*","kms:Disable*","kms:Get*","kms:Delete*","kms:TagResource","kms:UntagResource","kms:ScheduleKeyDeletion","kms:CancelKeyDeletion","kms:RotateKeyOnDemand"],"Resource":"*"}"#,
    );
}

#[test]
fn rotation_where_there_is_none_to_turn_on() {
    for members in [
        r#""KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY","#,
        r#""KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC","#,
        r#""KeySpec":"ML_DSA_65","KeyUsage":"SIGN_VERIFY","#,
        r#""KeyUsage":"SIGN_VERIFY","#,
        r#""KeySpec":"SYMMETRIC_DEFAULT","Origin":"EXTERNAL","#,
        r#""KeySpec":"SYMMETRIC_DEFAULT","Origin":"AWS_CLOUDHSM","#,
        r#""KeySpec":"SYMMETRIC_DEFAULT","Origin":"EXTERNAL_KEY_STORE","#,
        r#""KeySpec":"SYMMETRIC_DEFAULT","KeyManager":"AWS","#,
        r#""KeySpec":"SYMMETRIC_DEFAULT","MultiRegion":true,"MultiRegionConfiguration":{"MultiRegionKeyType":"REPLICA"},"#,
    ] {
        let base = r#""KeyManager":"CUSTOMER","KeyState":"Enabled","Origin":"AWS_KMS","KeyRotationEnabled":false,"#;
        let kept: Vec<&str> = base
            .split_inclusive(',')
            .filter(|member| !members.contains(member.split(':').next().unwrap()))
            .collect();
        let file = resource_with(&policy(ROOT), &format!("{}{members}", kept.concat()));
        let found = warnings(&report(&file));
        assert!(!found.contains(&"KMS-CFG-001"), "{members}");
    }
    let pending = resource_with(
        &policy(ROOT),
        r#""KeyManager":"CUSTOMER","KeySpec":"SYMMETRIC_DEFAULT","Origin":"AWS_KMS","KeyState":"PendingDeletion","KeyRotationEnabled":false,"#,
    );
    assert_eq!(warnings(&report(&pending)), ["KMS-CFG-010"]);
}

#[test]
fn a_deny_for_everyone() {
    silent(
        r#"{"Effect":"Deny","Principal":"*","Action":"kms:ScheduleKeyDeletion","Resource":"*"}"#,
    );
}

#[test]
fn a_star_that_is_confined() {
    for condition in [
        r#"{"StringEquals":{"kms:CallerAccount":"111122223333"}}"#,
        r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}"#,
        r#"{"StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d4e5f60718"}}"#,
        r#"{"StringEquals":{"aws:SourceOrgID":"o-a1b2c3d4e5"}}"#,
        r#"{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}}"#,
        // A wildcard in another test takes nothing away.
        r#"{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"StringLike":{"kms:ViaService":"*.us-east-1.amazonaws.com"}}"#,
        // ArnEquals matches patterns as ArnLike does.
        r#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/App*"}}"#,
    ] {
        silent(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"*"}},"Action":"kms:Decrypt","Resource":"*","Condition":{condition}}}"#
        ));
    }
}

#[test]
fn epoch_numbers_booleans_and_numbers_as_values() {
    silent(
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Importer"},"Action":"kms:ImportKeyMaterial","Resource":"*","Condition":{"NumericLessThanEquals":{"kms:ValidTo":1798761599.0}}}"#,
    );
    silent(
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":["kms:CreateGrant","kms:ListGrants","kms:RevokeGrant"],"Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":true}}}"#,
    );
}

#[test]
fn names_that_are_newer_than_the_catalogue() {
    let file = resource_with(
        &policy(ROOT),
        r#""KeySpec":"ML_DSA_512","KeyUsage":"SIGN_AND_SEAL","KeyState":"Resting","Origin":"MOON","#,
    );
    assert_eq!(warnings(&report(&file)), [""; 0]);
    let action = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:TeleportMaterial","Resource":"*"}"#;
    let report = report(&resource(&policy(action)));
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.rule.id() == "KMS-ACT-003")
        .unwrap();
    assert_eq!(finding.severity, Severity::Low);
    assert!(
        finding
            .message
            .to_string()
            .contains("not in our catalogue of")
    );
}

#[test]
fn states_that_are_no_disuse() {
    for state in ["PendingImport", "Unavailable", "Creating", "Updating"] {
        let file = resource_with(&policy(ROOT), &format!(r#""KeyState":"{state}","#));
        let found = warnings(&report(&file));
        let disuse = ["KMS-CFG-010", "KMS-CFG-013", "KMS-CFG-022"];
        assert!(!found.iter().any(|id| disuse.contains(id)), "{state}");
    }
}

#[test]
fn a_change_of_an_aws_managed_policy() {
    let file = resource_with(
        &policy(
            r#"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"acm.eu-west-1.amazonaws.com"}}}"#,
        ),
        r#""KeyManager":"AWS","#,
    );
    let report = report(&file);
    assert_eq!(warnings(&report), ["KMS-CON-021"]);
    assert_eq!(report.findings[0].change, None);
    assert!(
        report.findings[0]
            .fix(&crate::key(&file))
            .to_string()
            .contains("cannot change")
    );
}

/// What is offered to be run names the key, and holds nothing that a shell would take for more.
#[test]
fn a_command_is_about_this_key() {
    let fix = |arn: &str| {
        let record = format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"{arn}","KeyManager":"CUSTOMER","KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT","Origin":"AWS_KMS","KeyState":"Enabled","KeyRotationEnabled":false}}"#
        );
        let report = report(&record);
        let mut findings = report.findings.iter();
        let finding = findings.find(|finding| finding.rule.id() == "KMS-CFG-001");
        finding.unwrap().fix(&crate::key(&record)).to_string()
    };
    let arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let named = format!("aws kms enable-key-rotation --key-id {arn} --region eu-west-1");
    assert!(fix(arn).contains(&named), "{}", fix(arn));
    for other in [
        format!("{arn}; id"),
        format!("{arn}$(id)"),
        format!("{arn}\\nid"),
        "x".into(),
    ] {
        assert!(fix(&other).contains("--key-id KEY"), "{other}");
    }
}
