//! Who else has a rule, by the ids of those tools: a fact, not a judgement. Read from their code and pages in 2026.

/// The tools that report something of the kind, with their ids for it.
pub fn of(rule: &str) -> Option<&'static str> {
    let short = rule.strip_prefix("KMS-")?;
    let mut lines = PEERS.lines();
    lines.find_map(|line| line.strip_prefix(short)?.strip_prefix(' '))
}

/// A rule's id without its `KMS-`, and what there is to say, line by line: pointers to each would be more to download.
const PEERS: &str = "\
ACT-001 Access Analyzer INVALID_ACTION, INVALID_SERVICE_IN_ACTION
ACT-002 parliament UNKNOWN_PREFIX; Access Analyzer UNSUPPORTED_ACTION_IN_POLICY
ACT-003 Access Analyzer INVALID_ACTION; parliament UNKNOWN_ACTION; iam-policy-validator action_validation
ACT-004 Access Analyzer INVALID_ACTION
ACT-006 Panther; KICS 7ebc9038; Terrascan AC_AWS_0482; iam-policy-validator service_wildcard, full_wildcard
ACT-007 Checkov CKV_AWS_49; iam-policy-validator full_wildcard, wildcard_action
ACT-008 iam-policy-validator not_action_not_resource; parliament
ACT-009 Access Analyzer WILDCARD_IN_SERVICE_NAME
ACT-011 Access Analyzer REDUNDANT_ACTION
ACT-014 Cloud Custodian; parliament PERMISSIONS_MANAGEMENT_ACTIONS; Checkov CKV_AWS_109
CFG-001 Panther AWS.CMK.KeyRotation; Prowler kms_cmk_rotation_enabled; ScoutSuite; Checkov CKV_AWS_7; Trivy AWS-0065; cfn_nag F19; cdk-nag AwsSolutions-KMS5; KICS 22fbfeac; Terrascan AC_AWS_0160; CloudSploit kmsKeyRotation; Powerpipe; Cloud Custodian; Guard Rules Registry; Security Hub KMS.4; AWS Config cmk-backing-key-rotation-enabled
CFG-002 Cloud Custodian
CFG-003 Cloud Custodian
CFG-010 Prowler kms_cmk_not_deleted_unintentionally; CloudSploit kmsScheduledDeletion; Powerpipe kms_key_not_pending_deletion; Security Hub KMS.3; AWS Config kms-cmk-not-scheduled-for-deletion
CFG-012 KICS 0b530315
CFG-013 Prowler kms_cmk_are_used; Checkov CKV_AWS_227; KICS cmk_is_unusable; Powerpipe kms_cmk_unused
CFG-022 Cloud Custodian
CFG-030 Prowler kms_cmk_not_multi_region
CFG-051 AWS Config kms-key-tagged; CloudSploit kmsAppTierCmk
CFG-053 CloudSploit kmsDefaultKeyUsage
CON-001 Access Analyzer INVALID_CONDITION_OPERATOR, NULL_WITH_IF_EXISTS; parliament UNKNOWN_OPERATOR; iam-policy-validator
CON-002 Access Analyzer INVALID_SERVICE_CONDITION_KEY, INVALID_GLOBAL_CONDITION_KEY; parliament UNKNOWN_CONDITION_FOR_ACTION; iam-policy-validator condition_key_validation
CON-003 Access Analyzer INVALID_SERVICE_CONDITION_KEY
CON-004 Access Analyzer INVALID_CONDITION_KEY_FORMAT, MISSING_TAG_KEY_IN_CONDITION
CON-005 Access Analyzer TYPE_MISMATCH; parliament MISMATCHED_TYPE, MISMATCHED_TYPE_BUT_USABLE; iam-policy-validator condition_type_mismatch
CON-006 Access Analyzer STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS
CON-007 Access Analyzer WILDCARD_WITHOUT_LIKE_OPERATOR
CON-008 Access Analyzer MISSING_QUALIFIER
CON-009 Access Analyzer FORALLVALUES_WITH_SINGLE_VALUED_KEY; iam-policy-validator set_operator_validation
CON-010 Access Analyzer FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE; iam-policy-validator
CON-011 iam-policy-validator set_operator_validation; Access Analyzer
CON-012 iam-policy-validator ifexists_condition_usage; Panther
CON-013 Access Analyzer NULL_WITH_QUALIFIER; parliament MISMATCHED_TYPE_OPERATION_TO_NULL
CON-015 Access Analyzer DUPLICATE_KEYS_WITH_DIFFERENT_CASE
CON-016 Access Analyzer EMPTY_ARRAY_CONDITION
CON-017 Access Analyzer INVALID_REGION, INVALID_VPC_FORMAT, INVALID_VPCE_FORMAT
CON-020 Access Analyzer INVALID_SERVICE_PRINCIPAL_FORMAT
CON-024 Access Analyzer UNSUPPORTED_ACTION_FOR_CONDITION_KEY; parliament UNKNOWN_CONDITION_FOR_ACTION
CON-031 Access Analyzer IRRELEVANT_CONDITION_KEY_IN_POLICY
CON-032 Access Analyzer UNTRUSTWORTHY_CONDITION_KEY
CON-034 Access Analyzer WILDCARD_USAGE_TOO_PERMISSIVE, VARIABLE_USAGE_TOO_PERMISSIVE; Security Hub KMS.5
CON-035 Access Analyzer REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION, EQUIVALENT_TO_NULL_FALSE
CON-036 Access Analyzer REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION, EMPTY_ARRAY_CONDITION_FORANYVALUE
CON-038 Access Analyzer PRIVATE_IP_ADDRESS, PRIVATE_NOT_IP_ADDRESS, IMPROVE_IP_RANGE, TYPE_MISMATCH_IP_RANGE
CON-039 Access Analyzer MISSING_PAIRED_CONDITION_KEYS
CON-040 parliament BAD_PATTERN_FOR_MFA; iam-policy-validator mfa_condition_antipattern
CON-043 Access Analyzer UNSUPPORTED_GLOBAL_CONDITION_KEY, DEPRECATED_GLOBAL_CONDITION_KEY
CON-046 Access Analyzer REDUNDANT_CONDITION_VALUE_NUM
CON-048 Prowler kms_key_enclave_debug_attestation_detected
CON-049 Prowler kms_key_enclave_attestation_not_enforced
CON-050 Prowler kms_key_enclave_attestation_bypassable_path
CON-051 Prowler kms_key_enclave_attestation_no_deployment_binding
CON-052 Prowler kms_key_enclave_attestation_pcr_mismatch
GRA-001 Access Analyzer (external access)
GRA-005 CloudSploit kmsDuplicateGrants
GRA-006 CloudSploit kmsGrantLeastPrivilege
GRA-012 Cloud Custodian
GRA-013 Cloud Custodian
GRA-016 Access Analyzer (external access)
POL-001 Access Analyzer (external access) CheckNoPublicAccess; Security Hub KMS.5; AWS Config kms-key-policy-no-public-access; Prowler kms_key_not_publicly_accessible; Panther; Checkov CKV_AWS_33; KICS; Terrascan; cfn_nag F76; CloudSploit; Powerpipe; Cloud Custodian; Guard Rules Registry
POL-004 Access Analyzer (external access); CloudSploit kmsKeyPolicy; Cloud Custodian
POL-005 Access Analyzer (external access); CloudSploit; Cloud Custodian
POL-006 Access Analyzer (external access)
POL-007 Access Analyzer (external access)
POL-008 Access Analyzer (external access)
POL-023 Access Analyzer REDUNDANT_STATEMENT
POL-027 Access Analyzer
POL-030 parliament PERMISSIONS_MANAGEMENT_ACTIONS; Checkov CKV_AWS_109
POL-031 Panther CustomerManagedKeyLoss
POL-036 Access Analyzer CheckNoNewAccess
POL-037 Access Analyzer CheckAccessNotGranted
PRI-001 Access Analyzer INVALID_PRINCIPAL_FORMAT
PRI-002 Access Analyzer INVALID_PRINCIPAL_KEY, FEDERATED_PRINCIPAL_NOT_SUPPORTED; parliament UNKNOWN_FEDERATION_SOURCE
PRI-003 parliament UNKNOWN_PRINCIPAL; iam-policy-validator principal_validation
PRI-004 Access Analyzer UNSUPPORTED_WILDCARD_IN_PRINCIPAL
PRI-005 parliament UNKNOWN_PRINCIPAL
PRI-007 Access Analyzer INVALID_ROLE_REFERENCE, INVALID_USER_REFERENCE
PRI-008 Access Analyzer INVALID_SERVICE_PRINCIPAL_FORMAT
PRI-010 Access Analyzer RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL, RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL
PRI-011 Access Analyzer WILDCARD_USAGE_TOO_PERMISSIVE
PRI-014 Access Analyzer UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL
PRI-018 Access Analyzer ALLOW_WITH_NOT_PRINCIPAL; Panther RestrictsUsage; parliament NOTPRINCIPAL_WITH_ALLOW; iam-policy-validator not_principal_validation
PRI-019 iam-policy-validator not_principal_validation
PRI-025 CloudSploit kmsKeyPolicy
RES-001 parliament RESOURCE_MISMATCH; Access Analyzer UNSUPPORTED_RESOURCE_ARN_IN_POLICY
RES-004 parliament NOTRESOURCE_WITH_ALLOW; iam-policy-validator not_action_not_resource
RES-005 Access Analyzer INVALID_PARTITION, INVALID_SERVICE; parliament INVALID_ARN
RES-006 Access Analyzer
RES-007 Access Analyzer REDUNDANT_RESOURCE
SYN-001 Access Analyzer JSON_SYNTAX_ERROR; parliament MALFORMED_JSON
SYN-002 Access Analyzer DUPLICATE_KEYS_WITH_DIFFERENT_CASE
SYN-003 Access Analyzer DATA_TYPE_MISMATCH
SYN-004 Access Analyzer INVALID_POLICY_ELEMENT; parliament
SYN-005 Access Analyzer MISSING_STATEMENT
SYN-006 Access Analyzer MISSING_VERSION; parliament NO_VERSION
SYN-007 parliament OLD_VERSION
SYN-008 Access Analyzer INVALID_VERSION; parliament INVALID_VERSION
SYN-009 Access Analyzer VARIABLE_UNSUPPORTED_IN_VERSION
SYN-010 Access Analyzer MISSING_EFFECT, INVALID_EFFECT; parliament
SYN-011 Access Analyzer MISSING_PRINCIPAL; Terrascan AC_AWS_0481
SYN-012 Access Analyzer MISSING_ACTION
SYN-013 Access Analyzer MISSING_RESOURCE
SYN-014 Access Analyzer UNSUPPORTED_ELEMENT_COMBINATION; parliament
SYN-015 Access Analyzer EMPTY_ARRAY_ACTION, EMPTY_OBJECT_CONDITION
SYN-016 Access Analyzer UNIQUE_SIDS_RECOMMENDED; parliament DUPLICATE_SID; iam-policy-validator sid_uniqueness
SYN-017 Access Analyzer EMPTY_SID_VALUE
SYN-018 Access Analyzer POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA; iam-policy-validator policy_size
SYN-022 Access Analyzer MISSING_BRACE_IN_VARIABLE, MISSING_QUOTE_IN_VARIABLE, UNSUPPORTED_SPACE_IN_VARIABLE, EMPTY_VARIABLE, VARIABLE_UNSUPPORTED_IN_ELEMENT
SYN-023 Access Analyzer INVALID_VARIABLE_FOR_OPERATOR
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_of_rules_and_in_their_order() {
        let ids: Vec<&str> = PEERS
            .lines()
            .filter_map(|line| Some(line.split_once(' ')?.0))
            .collect();
        assert_eq!(ids.len(), PEERS.lines().count());
        assert!(ids.is_sorted());
        for id in ids {
            let rule = format!("KMS-{id}");
            assert!(crate::lint::find(&rule).is_some(), "{rule}");
            assert!(of(&rule).is_some_and(|tools| !tools.is_empty()), "{rule}");
        }
        assert_eq!(of("KMS-ACT-004"), Some("Access Analyzer INVALID_ACTION"));
        assert_eq!(of("KMS-ACT-005"), None);
    }
}
