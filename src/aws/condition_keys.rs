//! Condition keys: of KMS, and the global ones, all of which KMS supports.
//!
//! From "Condition keys for AWS KMS" (KMS Developer Guide), the Service Authorization Reference for KMS, and "AWS
//! global condition context keys" (IAM User Guide). Names ignore letter case there and here.

use super::actions::ActionSet;

/// The type that the reference gives a key, where Keyglass needs to tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// An account id: 12 digits.
    Account,
    Organization,
    OrganizationPath,
    Arn,
    Bool,
    Number,
    Date,
    Ip,
    Vpc,
    VpcEndpoint,
    /// `service.region.amazonaws.com`, in every partition.
    ViaService,
    Region,
    /// `AIDA…`, `AROA…:session`, or an account id.
    UserId,
}

/// Whom a key fixes, when a positive test gives it fixed values ("The meaning of public", S3 User Guide; "IAM Access
/// Analyzer filter keys", IAM User Guide; for KMS the twin of these is `kms:CallerAccount`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bounds {
    Account,
    Organization,
    Principal,
    Network,
    /// Only services that act for this source carry the key.
    Source,
    /// Only services themselves carry the key.
    Service,
}

/// Which requests can carry a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// Not bound to actions; whether it is there depends on the caller.
    ByCaller,
    /// Every operation on a key.
    ByKeyOperations,
    /// Only requests for these actions. Actions whose keys are not published may carry any.
    ByActions(ActionSet),
}

#[derive(Debug)]
pub struct ConditionKey {
    /// As AWS writes it. A name that ends in `/` or `:` is a family: what follows is chosen by the user.
    pub name: &'static str,
    pub kind: Kind,
    pub multivalued: bool,
    pub bounds: Option<Bounds>,
    pub carried: Carried,
}

/// Actions whose condition keys no reference lists yet.
pub const UNPUBLISHED: ActionSet = ActionSet::exactly(&["Encapsulate", "Decapsulate"]);

const CONTEXT: &[&str] = &[
    "CreateGrant",
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
];
const ALGORITHM: &[&str] = &[
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
];
const ALIAS: &[&str] = &[
    "Decrypt",
    "DeriveSharedSecret",
    "DescribeKey",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateMac",
    "GetPublicKey",
    "ReEncryptFrom",
    "ReEncryptTo",
    "Sign",
    "Verify",
    "VerifyMac",
];
const ATTESTED: &[&str] = &[
    "Decrypt",
    "DeriveSharedSecret",
    "GenerateDataKey",
    "GenerateDataKeyPair",
];

const fn kms(name: &'static str, kind: Kind, carried: &[&str]) -> ConditionKey {
    ConditionKey {
        name,
        kind,
        multivalued: false,
        bounds: None,
        carried: Carried::ByActions(ActionSet::exactly(carried)),
    }
}

const fn of_key(name: &'static str, kind: Kind) -> ConditionKey {
    ConditionKey {
        name,
        kind,
        multivalued: false,
        bounds: None,
        carried: Carried::ByKeyOperations,
    }
}

const fn global(name: &'static str, kind: Kind, bounds: Option<Bounds>) -> ConditionKey {
    ConditionKey {
        name,
        kind,
        multivalued: false,
        bounds,
        carried: Carried::ByCaller,
    }
}

const fn many(key: ConditionKey) -> ConditionKey {
    ConditionKey {
        multivalued: true,
        ..key
    }
}

use Bounds::{Account, Network, Organization, Principal, Service, Source};
use Kind::{Arn, Bool, Date, Ip, Number, Text};

#[rustfmt::skip]
pub static CONDITION_KEYS: &[ConditionKey] = &[
    ConditionKey { name: "kms:CallerAccount", kind: Kind::Account, multivalued: false, bounds: Some(Account), carried: Carried::ByKeyOperations },
    of_key("kms:ViaService", Kind::ViaService),
    of_key("kms:KeyOrigin", Text),
    of_key("kms:KeySpec", Text),
    of_key("kms:KeyUsage", Text),
    of_key("kms:CustomerMasterKeySpec", Text),
    of_key("kms:CustomerMasterKeyUsage", Text),
    of_key("kms:MultiRegion", Bool),
    of_key("kms:MultiRegionKeyType", Text),
    many(of_key("kms:ResourceAliases", Text)),
    kms("kms:BypassPolicyLockoutSafetyCheck", Bool, &["PutKeyPolicy"]),
    kms("kms:DataKeyPairSpec", Text, &["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"]),
    kms("kms:EncryptionAlgorithm", Text, ALGORITHM),
    kms("kms:EncryptionContext:", Text, CONTEXT),
    many(kms("kms:EncryptionContextKeys", Text, CONTEXT)),
    kms("kms:ExpirationModel", Text, &["ImportKeyMaterial"]),
    kms("kms:GrantConstraintSourceArn", Arn, &["CreateGrant"]),
    kms("kms:GrantConstraintType", Text, &["CreateGrant"]),
    kms("kms:GrantIsForAWSResource", Bool, &["CreateGrant", "ListGrants", "RevokeGrant"]),
    many(kms("kms:GrantOperations", Text, &["CreateGrant"])),
    kms("kms:GranteePrincipal", Text, &["CreateGrant"]),
    kms("kms:GranteeServicePrincipal", Text, &["CreateGrant"]),
    kms("kms:KeyAgreementAlgorithm", Text, &["DeriveSharedSecret"]),
    kms("kms:MacAlgorithm", Text, &["GenerateMac", "VerifyMac"]),
    kms("kms:MessageType", Text, &["Sign", "Verify"]),
    kms("kms:PolicyName", Text, &["GetKeyPolicy", "PutKeyPolicy"]),
    kms("kms:PrimaryRegion", Kind::Region, &["UpdatePrimaryRegion"]),
    kms("kms:ReEncryptOnSameKey", Bool, &["ReEncryptFrom", "ReEncryptTo"]),
    kms("kms:RecipientAttestation:", Text, ATTESTED),
    kms("kms:ReplicaRegion", Kind::Region, &["ReplicateKey"]),
    kms("kms:RequestAlias", Text, ALIAS),
    kms("kms:RetiringPrincipal", Text, &["CreateGrant"]),
    kms("kms:RetiringServicePrincipal", Text, &["CreateGrant"]),
    kms("kms:RotationPeriodInDays", Number, &["EnableKeyRotation"]),
    kms("kms:ScheduleKeyDeletionPendingWindowInDays", Number, &["ScheduleKeyDeletion"]),
    kms("kms:SigningAlgorithm", Text, &["Sign", "Verify"]),
    kms("kms:TrailingDaysWithoutKeyUsage", Number, &["DisableKey", "ScheduleKeyDeletion"]),
    kms("kms:ValidTo", Date, &["ImportKeyMaterial"]),
    kms("kms:WrappingAlgorithm", Text, &["GetParametersForImport"]),
    kms("kms:WrappingKeySpec", Text, &["GetParametersForImport"]),
    kms("aws:RequestTag/", Text, &["TagResource"]),
    many(kms("aws:TagKeys", Text, &["TagResource", "UntagResource"])),
    of_key("aws:ResourceTag/", Text),
    global("aws:PrincipalArn", Arn, Some(Principal)),
    global("aws:PrincipalAccount", Kind::Account, Some(Account)),
    global("aws:PrincipalOrgID", Kind::Organization, Some(Organization)),
    many(global("aws:PrincipalOrgPaths", Kind::OrganizationPath, Some(Organization))),
    global("aws:PrincipalTag/", Text, None),
    global("aws:PrincipalIsAWSService", Bool, Some(Service)),
    global("aws:PrincipalServiceName", Text, Some(Service)),
    many(global("aws:PrincipalServiceNamesList", Text, Some(Service))),
    global("aws:PrincipalType", Text, None),
    global("aws:userid", Kind::UserId, Some(Principal)),
    global("aws:username", Text, None),
    global("aws:AssumedRoot", Bool, None),
    global("aws:FederatedProvider", Text, None),
    global("aws:TokenIssueTime", Date, None),
    global("aws:MultiFactorAuthPresent", Bool, None),
    global("aws:MultiFactorAuthAge", Number, None),
    global("aws:ChatbotSourceArn", Arn, None),
    global("aws:Ec2InstanceSourceVpc", Kind::Vpc, None),
    global("aws:Ec2InstanceSourcePrivateIPv4", Ip, None),
    global("aws:SourceIdentity", Text, None),
    global("aws:SourceIp", Ip, Some(Network)),
    global("aws:SourceVpc", Kind::Vpc, Some(Network)),
    global("aws:SourceVpce", Kind::VpcEndpoint, Some(Network)),
    global("aws:SourceVpcArn", Arn, Some(Network)),
    global("aws:VpceAccount", Kind::Account, Some(Network)),
    global("aws:VpceOrgID", Kind::Organization, Some(Network)),
    many(global("aws:VpceOrgPaths", Kind::OrganizationPath, Some(Network))),
    global("aws:VpcSourceIp", Ip, None),
    global("aws:SourceArn", Arn, Some(Source)),
    global("aws:SourceAccount", Kind::Account, Some(Source)),
    global("aws:SourceOrgID", Kind::Organization, Some(Source)),
    many(global("aws:SourceOrgPaths", Kind::OrganizationPath, Some(Source))),
    global("aws:SourceOwner", Kind::Account, Some(Source)),
    global("aws:ResourceAccount", Kind::Account, None),
    global("aws:ResourceOrgID", Kind::Organization, None),
    many(global("aws:ResourceOrgPaths", Kind::OrganizationPath, None)),
    many(global("aws:CalledVia", Text, None)),
    global("aws:CalledViaFirst", Text, None),
    global("aws:CalledViaLast", Text, None),
    global("aws:ViaAWSService", Bool, None),
    global("aws:CalledViaAWSMCP", Text, None),
    global("aws:ViaAWSMCPService", Bool, None),
    global("aws:IsMcpServiceAction", Bool, None),
    global("aws:CurrentTime", Date, None),
    global("aws:EpochTime", Date, None),
    global("aws:RequestedRegion", Kind::Region, None),
    global("aws:SecureTransport", Bool, None),
    global("aws:referer", Text, None),
    global("aws:UserAgent", Text, None),
    global("aws:ARN", Arn, None),
    global("ec2:RoleDelivery", Number, None),
    global("ec2:SourceInstanceArn", Arn, None),
    global("lambda:SourceFunctionArn", Arn, None),
    global("ssm:SourceInstanceArn", Arn, None),
    global("glue:RoleAssumedBy", Text, None),
    global("glue:CredentialIssuingService", Text, None),
    global("identitystore:UserId", Text, None),
];

/// The values that a key can have, where AWS documents them as a list ("Condition keys for AWS KMS", KMS Developer Guide;
/// the enumerations of the KMS API Reference).
pub fn values(key: &str) -> Option<&'static [&'static str]> {
    const SPECS: &[&str] = &[
        "SYMMETRIC_DEFAULT",
        "RSA_2048",
        "RSA_3072",
        "RSA_4096",
        "ECC_NIST_P256",
        "ECC_NIST_P384",
        "ECC_NIST_P521",
        "ECC_NIST_EDWARDS25519",
        "ECC_SECG_P256K1",
        "HMAC_224",
        "HMAC_256",
        "HMAC_384",
        "HMAC_512",
        "SM2",
        "ML_DSA_44",
        "ML_DSA_65",
        "ML_DSA_87",
        "ML_KEM_512",
        "ML_KEM_768",
        "ML_KEM_1024",
    ];
    const USAGES: &[&str] = &[
        "ENCRYPT_DECRYPT",
        "SIGN_VERIFY",
        "GENERATE_VERIFY_MAC",
        "KEY_AGREEMENT",
        "ENCAPSULATE_DECAPSULATE",
    ];
    Some(match key {
        "kms:KeySpec" | "kms:CustomerMasterKeySpec" => SPECS,
        "kms:KeyUsage" | "kms:CustomerMasterKeyUsage" => USAGES,
        "kms:KeyOrigin" => &["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"],
        "kms:MultiRegionKeyType" => &["PRIMARY", "REPLICA"],
        "kms:EncryptionAlgorithm" => &[
            "SYMMETRIC_DEFAULT",
            "RSAES_OAEP_SHA_1",
            "RSAES_OAEP_SHA_256",
            "SM2PKE",
        ],
        "kms:SigningAlgorithm" => &[
            "RSASSA_PSS_SHA_256",
            "RSASSA_PSS_SHA_384",
            "RSASSA_PSS_SHA_512",
            "RSASSA_PKCS1_V1_5_SHA_256",
            "RSASSA_PKCS1_V1_5_SHA_384",
            "RSASSA_PKCS1_V1_5_SHA_512",
            "ECDSA_SHA_256",
            "ECDSA_SHA_384",
            "ECDSA_SHA_512",
            "SM2DSA",
            "ML_DSA_SHAKE_256",
            "ED25519_SHA_512",
            "ED25519_PH_SHA_512",
        ],
        "kms:MacAlgorithm" => &[
            "HMAC_SHA_224",
            "HMAC_SHA_256",
            "HMAC_SHA_384",
            "HMAC_SHA_512",
        ],
        "kms:KeyAgreementAlgorithm" => &["ECDH"],
        "kms:MessageType" => &["RAW", "DIGEST", "EXTERNAL_MU"],
        "kms:DataKeyPairSpec" => &[
            "RSA_2048",
            "RSA_3072",
            "RSA_4096",
            "ECC_NIST_P256",
            "ECC_NIST_P384",
            "ECC_NIST_P521",
            "ECC_SECG_P256K1",
            "ECC_NIST_EDWARDS25519",
            "SM2",
            "ML_KEM_512",
            "ML_KEM_768",
            "ML_KEM_1024",
        ],
        "kms:WrappingAlgorithm" => &[
            "RSAES_PKCS1_V1_5",
            "RSAES_OAEP_SHA_1",
            "RSAES_OAEP_SHA_256",
            "RSA_AES_KEY_WRAP_SHA_1",
            "RSA_AES_KEY_WRAP_SHA_256",
            "SM2PKE",
        ],
        "kms:WrappingKeySpec" => &["RSA_2048", "RSA_3072", "RSA_4096", "SM2"],
        "kms:ExpirationModel" => &["KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"],
        "kms:GrantConstraintType" => &["EncryptionContextEquals", "EncryptionContextSubset"],
        "kms:GrantOperations" => GRANT_OPERATIONS,
        "kms:PolicyName" => &["default", "AWS_RAM"],
        _ => return None,
    })
}

/// "GrantOperation" ("Grants in AWS KMS", KMS Developer Guide; CreateGrant, KMS API Reference).
pub const GRANT_OPERATIONS: &[&str] = &[
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "Sign",
    "Verify",
    "GenerateMac",
    "VerifyMac",
    "DeriveSharedSecret",
    "Encapsulate",
    "Decapsulate",
    "GetPublicKey",
    "DescribeKey",
    "CreateGrant",
    "RetireGrant",
];

/// The entry for a key as a policy writes it: `KMS:callerAccount`, `aws:PrincipalTag/team`.
pub fn find(name: &str) -> Option<&'static ConditionKey> {
    let same = |key: &&ConditionKey| {
        key.name.len() == name.len() && key.name.eq_ignore_ascii_case(name) && !key.is_family()
    };
    let of_family = |key: &&ConditionKey| {
        let parts = name
            .split_at_checked(key.name.len())
            .filter(|_| key.is_family());
        parts.is_some_and(|(family, rest)| {
            family.eq_ignore_ascii_case(key.name) && key.has_member(rest)
        })
    };
    let mut keys = CONDITION_KEYS.iter();
    keys.find(same)
        .or_else(|| CONDITION_KEYS.iter().find(of_family))
}

impl ConditionKey {
    pub fn is_family(&self) -> bool {
        self.name.ends_with(['/', ':'])
    }

    /// Whether `rest`, which follows the family's name, is a member of it.
    fn has_member(&self, rest: &str) -> bool {
        if self.name != "kms:RecipientAttestation:" {
            return !rest.is_empty();
        }
        let rest = rest.to_ascii_lowercase();
        let register = |prefix: &str, count: u32| {
            rest.strip_prefix(prefix).is_some_and(|number| {
                number.parse::<u32>().is_ok_and(|value| value < count)
                    && !(number.len() > 1 && number.starts_with('0'))
            })
        };
        rest == "imagesha384" || register("pcr", 32) || register("nitrotpmpcr", 24)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_names_in_any_case_and_families_by_their_members() {
        assert_eq!(find("KMS:callerAccount").unwrap().name, "kms:CallerAccount");
        assert_eq!(
            find("aws:principaltag/Team").unwrap().name,
            "aws:PrincipalTag/"
        );
        assert_eq!(
            find("kms:EncryptionContext:aws:logs:arn").unwrap().name,
            "kms:EncryptionContext:"
        );
        assert!(find("aws:PrincipalTag/").is_none());
        assert!(find("kms:ViaServices").is_none());
        assert!(find("kms:RecipientAttestation:PCR31").is_some());
        assert!(find("kms:RecipientAttestation:NitroTPMPCR23").is_some());
        assert!(find("kms:RecipientAttestation:PCR32").is_none());
        assert!(find("kms:RecipientAttestation:PCR01").is_none());
    }
}
