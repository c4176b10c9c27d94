//! The values that KeyMetadata fields take, and what each says ("KeyMetadata", KMS API Reference; "Key states",
//! KMS Developer Guide).

/// A field's values with one line on each.
pub struct Field {
    pub name: &'static str,
    pub values: &'static [(&'static str, &'static str)],
}

pub static FIELDS: &[Field] = &[
    Field {
        name: "KeyManager",
        values: &[
            (
                "AWS",
                "AWS made this key for one of its services in your account. You can read its policy, not change it.",
            ),
            (
                "CUSTOMER",
                "You made this key: its policy, rotation and deletion are yours to decide.",
            ),
        ],
    },
    Field {
        name: "KeyState",
        values: &[
            (
                "Creating",
                "KMS is still creating this replica key. It cannot be used yet.",
            ),
            ("Enabled", "The key can be used."),
            (
                "Disabled",
                "Nobody can encrypt, decrypt or sign with the key until it is enabled again.",
            ),
            (
                "PendingDeletion",
                "The key is waiting to be deleted and cannot be used. Deletion can still be cancelled.",
            ),
            (
                "PendingReplicaDeletion",
                "This primary key waits until its replica keys are deleted. It cannot be used.",
            ),
            (
                "PendingImport",
                "The key has no key material at the moment, so it cannot be used.",
            ),
            (
                "Unavailable",
                "The custom key store that holds the key material is disconnected.",
            ),
            (
                "Updating",
                "KMS is changing the primary Region. The key can be used meanwhile.",
            ),
        ],
    },
    Field {
        name: "KeyUsage",
        values: &[
            ("ENCRYPT_DECRYPT", "For encrypting and decrypting."),
            ("SIGN_VERIFY", "For signing and verifying signatures."),
            (
                "GENERATE_VERIFY_MAC",
                "For message authentication codes (HMAC).",
            ),
            ("KEY_AGREEMENT", "For deriving shared secrets."),
            (
                "ENCAPSULATE_DECAPSULATE",
                "For encapsulating and decapsulating keys (ML-KEM).",
            ),
        ],
    },
    Field {
        name: "Origin",
        values: &[
            (
                "AWS_KMS",
                "KMS made the key material, and it never leaves KMS.",
            ),
            (
                "EXTERNAL",
                "You imported the key material. KMS cannot rotate it by itself.",
            ),
            (
                "AWS_CLOUDHSM",
                "The key material lives in your CloudHSM cluster.",
            ),
            (
                "EXTERNAL_KEY_STORE",
                "The key material lives in a key manager outside AWS.",
            ),
        ],
    },
    Field {
        name: "ExpirationModel",
        values: &[
            (
                "KEY_MATERIAL_EXPIRES",
                "The imported key material expires on the date of ValidTo.",
            ),
            (
                "KEY_MATERIAL_DOES_NOT_EXPIRE",
                "The imported key material stays until you delete it.",
            ),
        ],
    },
    Field {
        name: "KeySpec",
        values: &[
            (
                "SYMMETRIC_DEFAULT",
                "A symmetric key, AES-256-GCM (SM4 in the China Regions).",
            ),
            ("RSA_2048", "An RSA key pair of 2048 bits."),
            ("RSA_3072", "An RSA key pair of 3072 bits."),
            ("RSA_4096", "An RSA key pair of 4096 bits."),
            ("ECC_NIST_P256", "An elliptic curve key pair on NIST P-256."),
            ("ECC_NIST_P384", "An elliptic curve key pair on NIST P-384."),
            ("ECC_NIST_P521", "An elliptic curve key pair on NIST P-521."),
            (
                "ECC_NIST_EDWARDS25519",
                "An elliptic curve key pair on Edwards25519.",
            ),
            (
                "ECC_SECG_P256K1",
                "An elliptic curve key pair on secp256k1.",
            ),
            ("HMAC_224", "A symmetric key for HMAC, 224 bits."),
            ("HMAC_256", "A symmetric key for HMAC, 256 bits."),
            ("HMAC_384", "A symmetric key for HMAC, 384 bits."),
            ("HMAC_512", "A symmetric key for HMAC, 512 bits."),
            ("SM2", "An SM2 key pair (China Regions)."),
            ("ML_DSA_44", "A post-quantum signing key pair, ML-DSA-44."),
            ("ML_DSA_65", "A post-quantum signing key pair, ML-DSA-65."),
            ("ML_DSA_87", "A post-quantum signing key pair, ML-DSA-87."),
            (
                "ML_KEM_512",
                "A post-quantum key encapsulation pair, ML-KEM-512.",
            ),
            (
                "ML_KEM_768",
                "A post-quantum key encapsulation pair, ML-KEM-768.",
            ),
            (
                "ML_KEM_1024",
                "A post-quantum key encapsulation pair, ML-KEM-1024.",
            ),
        ],
    },
];

/// What a value of a field says; `None` for a field without a closed list, `Some(None)` for a value that is not on it.
pub fn meaning(field: &str, value: &str) -> Option<Option<&'static str>> {
    let field = match field {
        "CustomerMasterKeySpec" => "KeySpec",
        other => other,
    };
    let entry = FIELDS.iter().find(|entry| entry.name == field)?;
    Some(
        entry
            .values
            .iter()
            .find(|(name, _)| *name == value)
            .map(|(_, words)| *words),
    )
}
