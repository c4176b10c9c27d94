use super::Reference;

macro_rules! pages {
    ($($name:ident = $title:literal, $address:literal;)*) => {
        /// A page of [`PAGES`]. Rules have its number: pointers are more to download.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug)]
        pub enum Page {
            $($name),*
        }

        static PAGES: &[Reference] = &[
            $(Reference { title: $title, address: concat!("https://docs.aws.amazon.com/", $address) }),*
        ];
    };
}

pages! {
    KEY_POLICIES = "Key policies in AWS KMS (KMS Developer Guide)", "kms/latest/developerguide/key-policy-overview.html";
    DEFAULT_KEY_POLICY = "Default key policy (KMS Developer Guide)", "kms/latest/developerguide/key-policy-default.html";
    OTHER_ACCOUNTS = "Allowing users in other accounts to use a KMS key (KMS Developer Guide)", "kms/latest/developerguide/key-policy-modifying-external-accounts.html";
    KEY_POLICY_SERVICES = "Permissions for AWS services in key policies (KMS Developer Guide)", "kms/latest/developerguide/key-policy-services.html";
    PERMISSIONS = "AWS KMS permissions (KMS Developer Guide)", "kms/latest/developerguide/kms-api-permissions-reference.html";
    KMS_CONDITIONS = "Condition keys for AWS KMS (KMS Developer Guide)", "kms/latest/developerguide/policy-conditions.html";
    VIA_SERVICE = "kms:ViaService (KMS Developer Guide)", "kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service";
    KEY_STATES = "Key states of AWS KMS keys (KMS Developer Guide)", "kms/latest/developerguide/key-state.html";
    DELETING_KEYS = "Delete an AWS KMS key (KMS Developer Guide)", "kms/latest/developerguide/deleting-keys.html";
    ENABLING_KEYS = "Enable and disable keys (KMS Developer Guide)", "kms/latest/developerguide/enabling-keys.html";
    ROTATION = "Rotate AWS KMS keys (KMS Developer Guide)", "kms/latest/developerguide/rotate-keys.html";
    IMPORTED_MATERIAL = "Importing key material (KMS Developer Guide)", "kms/latest/developerguide/importing-keys.html";
    ALIAS_ACCESS = "Control access to aliases (KMS Developer Guide)", "kms/latest/developerguide/alias-access.html";
    GRAMMAR = "Grammar of the IAM JSON policy language (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_grammar.html";
    VERSION = "IAM JSON policy elements: Version (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_elements_version.html";
    SID = "IAM JSON policy elements: Sid (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_elements_sid.html";
    EFFECT = "IAM JSON policy elements: Effect (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_elements_effect.html";
    PRINCIPAL = "AWS JSON policy elements: Principal (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_elements_principal.html";
    NOT_PRINCIPAL = "AWS JSON policy elements: NotPrincipal (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_elements_notprincipal.html";
    NOT_ACTION = "IAM JSON policy elements: NotAction (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_elements_notaction.html";
    VARIABLES = "IAM policy elements: Variables and tags (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_variables.html";
    OPERATORS = "IAM JSON policy elements: Condition operators (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_elements_condition_operators.html";
    MULTI_VALUE = "Set operators for multivalued context keys (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html";
    GLOBAL_KEYS = "AWS global condition context keys (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_condition-keys.html";
    UNIQUE_IDS = "IAM identifiers (IAM User Guide)", "IAM/latest/UserGuide/reference_identifiers.html";
    CONFUSED_DEPUTY = "The confused deputy problem (IAM User Guide)", "IAM/latest/UserGuide/confused-deputy.html";
    POLICY_CHECKS = "IAM policy validation check reference (IAM User Guide)", "IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";
    ACTIONS = "Actions, resources, and condition keys for AWS KMS (Service Authorization Reference)", "service-authorization/latest/reference/list_awskeymanagementservice.html";
    PUBLIC = "The meaning of “public” (S3 User Guide)", "AmazonS3/latest/userguide/access-control-block-public-access.html";
    CONFIG_PUBLIC = "kms-key-policy-no-public-access (AWS Config Developer Guide)", "config/latest/developerguide/kms-key-policy-no-public-access.html";
    QUOTAS = "Resource quotas (KMS Developer Guide)", "kms/latest/developerguide/resource-limits.html";
    PUT_KEY_POLICY = "PutKeyPolicy (KMS API Reference)", "kms/latest/APIReference/API_PutKeyPolicy.html";
    GRANTS = "Grants in AWS KMS (KMS Developer Guide)", "kms/latest/developerguide/grants.html";
    CREATE_GRANT = "CreateGrant (KMS API Reference)", "kms/latest/APIReference/API_CreateGrant.html";
    ABAC = "ABAC for AWS KMS (KMS Developer Guide)", "kms/latest/developerguide/abac.html";
    MULTI_REGION = "Multi-Region keys in AWS KMS (KMS Developer Guide)", "kms/latest/developerguide/multi-region-keys-overview.html";
    MULTI_REGION_AUTH = "Control access to multi-Region keys (KMS Developer Guide)", "kms/latest/developerguide/multi-region-keys-auth.html";
    ENCLAVES = "AWS KMS condition keys for attested platforms (KMS Developer Guide)", "kms/latest/developerguide/conditions-attestation.html";
    IDENTITY_CENTER = "Referencing permission sets in resource policies (IAM Identity Center User Guide)", "singlesignon/latest/userguide/referencingpermissionsets.html";
    SERVICE_LINKED_ROLES = "Service-linked roles (IAM User Guide)", "IAM/latest/UserGuide/using-service-linked-roles.html";
    REGIONS = "Enable or disable AWS Regions in your account (Account Management Reference Guide)", "accounts/latest/reference/manage-acct-regions.html";
    KEY_SPECS = "Key spec reference (KMS Developer Guide)", "kms/latest/developerguide/symm-asymm-choose-key-spec.html";
    KEY_METADATA = "KeyMetadata (KMS API Reference)", "kms/latest/APIReference/API_KeyMetadata.html";
    LAST_USAGE = "GetKeyLastUsage (KMS API Reference)", "kms/latest/APIReference/API_GetKeyLastUsage.html";
    LIST_ROTATIONS = "ListKeyRotations (KMS API Reference)", "kms/latest/APIReference/API_ListKeyRotations.html";
    KEY_STORES = "Key stores (KMS Developer Guide)", "kms/latest/developerguide/key-store-overview.html";
    ALIASES = "Aliases in AWS KMS (KMS Developer Guide)", "kms/latest/developerguide/kms-alias.html";
    TAGS = "Tags in AWS KMS (KMS Developer Guide)", "kms/latest/developerguide/tagging-keys.html";
    CUSTOMER_KEYS = "AWS KMS keys (KMS Developer Guide)", "kms/latest/developerguide/concepts.html";
    EVALUATION = "Policy evaluation logic (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_evaluation-logic.html";
    RESOURCE = "IAM JSON policy elements: Resource (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_elements_resource.html";
    NOT_RESOURCE = "IAM JSON policy elements: NotResource (IAM User Guide)", "IAM/latest/UserGuide/reference_policies_elements_notresource.html";
    ARNS = "Amazon Resource Names (IAM User Guide)", "IAM/latest/UserGuide/reference-arns.html";
    BEST_PRACTICES = "Security best practices for AWS KMS (KMS Developer Guide)", "kms/latest/developerguide/best-practices.html";
}

impl Page {
    pub fn reference(self) -> Option<&'static Reference> {
        PAGES.get(self as usize)
    }
}

/// As rules hold them.
pub const fn pages(list: &[Page]) -> [Option<Page>; 3] {
    match list {
        [] => [None; 3],
        [one] => [Some(*one), None, None],
        [one, two] => [Some(*one), Some(*two), None],
        [one, two, three, ..] => [Some(*one), Some(*two), Some(*three)],
    }
}
