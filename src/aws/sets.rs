//! The sets of actions that verdicts and rules speak of.

use super::actions::{ACTIONS, Action, ActionSet, Group, Needs, Scope};

/// The actions that a key policy can give; if `abroad`, to principals of other accounts.
const fn of_key_policies(abroad: bool) -> ActionSet {
    let mut set = ActionSet::EMPTY;
    let (mut actions, mut at): (&[Action], _) = (&ACTIONS, 0);
    while let [action, rest @ ..] = actions {
        if matches!(action.scope, Scope::Key) && (action.cross_account || !abroad) {
            set = set.or(ActionSet::at(at));
        }
        (actions, at) = (rest, at + 1);
    }
    set
}

/// The actions that a key policy can give.
pub const KEY_POLICY: ActionSet = of_key_policies(false);

/// Of these, the ones that a principal of another account can ever use.
pub const CROSS_ACCOUNT: ActionSet = of_key_policies(true);

pub const CRYPTO: ActionSet = ActionSet::of(Group::Crypto);
pub const GRANTS: ActionSet = ActionSet::of(Group::Grants);

/// What makes a service without a source guard dangerous: it can be led to read, to pass on, or to take over.
pub const DELEGABLE: ActionSet = ActionSet::exactly(&[
    "Decrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "CreateGrant",
    "PutKeyPolicy",
]);

/// The actions that a key could perform, as far as its known properties tell.
///
/// `spec`, `usage`, `origin` are the values of KeyMetadata; `None` is unknown and rules nothing out.
pub fn fit(
    spec: Option<&str>,
    usage: Option<&str>,
    origin: Option<&str>,
    multi_region: Option<bool>,
) -> ActionSet {
    // Of a spec and a usage that no key has together, one is wrong, and which one is not known.
    let (spec, usage) = match (spec, usage) {
        (Some(spec), Some(usage)) if !go_together(spec, usage) => (None, None),
        both => both,
    };
    ActionSet::where_(|action| {
        action.scope == Scope::Key && can(action, spec, usage, origin, multi_region)
    })
}

/// Which specs a usage has ("Key spec reference"; CreateKey, KMS API Reference).
pub fn go_together(spec: &str, usage: &str) -> bool {
    let is = |heads: &[&str]| heads.iter().any(|head| spec.starts_with(head));
    match usage {
        "ENCRYPT_DECRYPT" => is(&["SYMMETRIC_DEFAULT", "RSA_", "SM2"]),
        "SIGN_VERIFY" => is(&["RSA_", "ECC_", "SM2", "ML_DSA_"]),
        "GENERATE_VERIFY_MAC" => is(&["HMAC_"]),
        "KEY_AGREEMENT" => is(&["ECC_NIST_P", "SM2"]),
        "ENCAPSULATE_DECAPSULATE" => is(&["ML_KEM_"]),
        _ => true,
    }
}

fn can(
    action: &Action,
    spec: Option<&str>,
    usage: Option<&str>,
    origin: Option<&str>,
    multi_region: Option<bool>,
) -> bool {
    let usage_is = |wanted: &str| usage.is_none_or(|usage| usage == wanted);
    let origin_is = |wanted: &[&str]| origin.is_none_or(|origin| wanted.contains(&origin));
    let symmetric =
        spec.is_none_or(|spec| spec == "SYMMETRIC_DEFAULT") && usage_is("ENCRYPT_DECRYPT");
    match action.needs {
        Needs::Any => true,
        Needs::Encrypts => usage_is("ENCRYPT_DECRYPT"),
        Needs::Symmetric => symmetric,
        Needs::SymmetricInKms => symmetric && origin_is(&["AWS_KMS", "EXTERNAL"]),
        Needs::Signs => usage_is("SIGN_VERIFY"),
        Needs::Macs => usage_is("GENERATE_VERIFY_MAC"),
        Needs::Agrees => usage_is("KEY_AGREEMENT"),
        Needs::Encapsulates => usage_is("ENCAPSULATE_DECAPSULATE"),
        Needs::Asymmetric => {
            spec.is_none_or(|spec| spec != "SYMMETRIC_DEFAULT" && !spec.starts_with("HMAC_"))
                && usage.is_none_or(|usage| usage != "GENERATE_VERIFY_MAC")
        }
        Needs::Imported => origin_is(&["EXTERNAL"]),
        Needs::RotatesAlone => symmetric && origin_is(&["AWS_KMS"]),
        Needs::Rotates => symmetric && origin_is(&["AWS_KMS", "EXTERNAL"]),
        Needs::MultiRegion => multi_region.is_none_or(|multi_region| multi_region),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_have_the_documented_sizes() {
        assert_eq!(KEY_POLICY.len(), 46);
        assert_eq!(CROSS_ACCOUNT.len(), 21);
        assert_eq!(CRYPTO.len(), 15);
    }

    #[test]
    fn a_key_does_what_its_kind_can() {
        let names = |set: ActionSet| set.iter().map(|action| action.name).collect::<Vec<_>>();
        let hmac = fit(
            Some("HMAC_256"),
            Some("GENERATE_VERIFY_MAC"),
            Some("AWS_KMS"),
            Some(false),
        );
        assert_eq!(names(hmac.and(CRYPTO)), ["GenerateMac", "VerifyMac"]);
        assert!(!names(hmac).contains(&"GetPublicKey"));
        let store = fit(
            Some("SYMMETRIC_DEFAULT"),
            Some("ENCRYPT_DECRYPT"),
            Some("AWS_CLOUDHSM"),
            Some(false),
        );
        assert!(names(store).contains(&"GenerateDataKey"));
        assert!(!names(store).contains(&"GenerateDataKeyPair"));
        assert!(!names(store).contains(&"EnableKeyRotation"));
        assert_eq!(fit(None, None, None, None), KEY_POLICY);
    }
}
