use super::Reference;

macro_rules! pages {
    ($($name:ident = $title:literal, $address:literal;)*) => {
        $(pub static $name: Reference = Reference { title: $title, address: concat!("https://docs.aws.amazon.com/", $address) };)*
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
}
