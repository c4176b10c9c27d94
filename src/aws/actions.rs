//! The actions of KMS.
//!
//! From the Service Authorization Reference, "Actions, resources, and condition keys for AWS Key Management Service",
//! and for `Encapsulate` and `Decapsulate` from the KMS API model, which is ahead of it. Cross-account use is each
//! operation's own "Cross-account use" line in the KMS API Reference. A name that is not here is "not in our
//! catalogue", never "wrong".

use std::fmt;

use super::reference::LEVELS;

/// The access levels of the Service Authorization Reference; "Permissions management" comes with "Write" there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    List,
    Read,
    Write,
    Tagging,
    Permissions,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::List => "list",
            Level::Read => "read",
            Level::Write => "write",
            Level::Tagging => "tagging",
            Level::Permissions => "permissions management",
        }
    }
}

/// Who can give an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A key policy can.
    Key,
    /// It has no key as its resource: only an IAM policy can.
    Account,
    /// The grant or an IAM policy decides, a key policy does not ("Retiring and revoking grants", KMS Developer Guide).
    Grant,
}

/// What an action does to a key, in the groups that people ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Crypto,
    Grants,
    Policy,
    Destroy,
    Names,
    Regions,
    Life,
    Read,
}

/// What a key must be for the action to succeed on it ("Permissions reference" and "Key type reference",
/// KMS Developer Guide).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Any,
    /// KeyUsage ENCRYPT_DECRYPT.
    Encrypts,
    /// KeySpec SYMMETRIC_DEFAULT.
    Symmetric,
    /// KeySpec SYMMETRIC_DEFAULT, not in a custom key store.
    SymmetricInKms,
    /// KeyUsage SIGN_VERIFY.
    Signs,
    /// KeyUsage GENERATE_VERIFY_MAC.
    Macs,
    /// KeyUsage KEY_AGREEMENT.
    Agrees,
    /// KeyUsage ENCAPSULATE_DECAPSULATE.
    Encapsulates,
    /// An RSA, elliptic curve, SM2 or ML key.
    Asymmetric,
    /// Origin EXTERNAL.
    Imported,
    /// SYMMETRIC_DEFAULT, Origin AWS_KMS.
    RotatesAlone,
    /// SYMMETRIC_DEFAULT, Origin AWS_KMS or EXTERNAL.
    Rotates,
    /// A multi-Region key.
    MultiRegion,
}

#[derive(Debug)]
pub struct Action {
    /// Without the `kms:` prefix.
    pub name: &'static str,
    pub scope: Scope,
    /// Only where a key policy can give it.
    pub group: Option<Group>,
    /// Whether a principal of another account can ever use it.
    pub cross_account: bool,
    pub needs: Needs,
    /// What one may do, after "may". `{key}` and `{its}` stand for the key: "create grants for {key}". Cryptographic
    /// verbs leave it out. Empty where a key policy cannot give the action.
    pub phrase: &'static str,
}

impl Action {
    /// As the reference has it. What it does not list yet is a cryptographic operation, which all are "Write".
    pub fn level(&self) -> Level {
        let at = LEVELS.binary_search_by_key(&self.name, |(name, _)| name);
        at.ok()
            .and_then(|at| LEVELS.get(at))
            .map_or(Level::Write, |(_, level)| *level)
    }
}

/// A set of actions: one bit for each entry of [`ACTIONS`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ActionSet(u64);

impl ActionSet {
    pub const EMPTY: ActionSet = ActionSet(0);
    pub const ALL: ActionSet = ActionSet((1 << ACTIONS.len()) - 1);

    /// The actions at these places of [`ACTIONS`] for which `keep` holds.
    pub fn where_(keep: impl Fn(&Action) -> bool) -> ActionSet {
        let mut set = ActionSet::EMPTY;
        for (index, action) in ACTIONS.iter().enumerate() {
            if keep(action) {
                set.0 |= 1 << index;
            }
        }
        set
    }

    /// By name, in any letter case; a name that is not there is left out.
    pub fn named(names: &[&str]) -> ActionSet {
        let one = |name: &&str| find(name);
        let all = names.iter().filter_map(one);
        all.fold(ActionSet::EMPTY, ActionSet::or)
    }

    /// By names as the catalogue writes them, for constants: a name that is not there does not compile.
    pub const fn exactly(names: &[&str]) -> ActionSet {
        let mut set = ActionSet::EMPTY;
        let mut names = names;
        while let [name, rest @ ..] = names {
            let (mut actions, mut at, mut found): (&[Action], _, _) = (&ACTIONS, 0, false);
            while let [action, rest @ ..] = actions {
                if is_same(action.name.as_bytes(), name.as_bytes()) {
                    set = set.or(ActionSet::at(at));
                    found = true;
                }
                (actions, at) = (rest, at + 1);
            }
            assert!(found, "no action of this name");
            names = rest;
        }
        set
    }

    pub const fn of(group: Group) -> ActionSet {
        let mut set = ActionSet::EMPTY;
        let (mut actions, mut at): (&[Action], _) = (&ACTIONS, 0);
        while let [action, rest @ ..] = actions {
            if let Some(other) = action.group
                && other as u8 == group as u8
            {
                set = set.or(ActionSet::at(at));
            }
            (actions, at) = (rest, at + 1);
        }
        set
    }

    /// The action at this place of [`ACTIONS`].
    pub(super) const fn at(place: u32) -> ActionSet {
        ActionSet(1 << place)
    }

    pub const fn and(self, other: ActionSet) -> ActionSet {
        ActionSet(self.0 & other.0)
    }

    pub const fn or(self, other: ActionSet) -> ActionSet {
        ActionSet(self.0 | other.0)
    }

    pub const fn minus(self, other: ActionSet) -> ActionSet {
        ActionSet(self.0 & !other.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn contains(self, other: ActionSet) -> bool {
        self.0 & other.0 == other.0
    }

    pub const fn meets(self, other: ActionSet) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// In the order of [`ACTIONS`], which is alphabetical.
    pub fn iter(self) -> impl Iterator<Item = &'static Action> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let action = ACTIONS.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(action)
        })
    }

    /// The set of one action of [`ACTIONS`].
    pub fn single(action: &'static Action) -> ActionSet {
        // Searches ask for it at every step: its place in the table is quicker than a look through it.
        let bytes = std::ptr::from_ref(action).addr() - ACTIONS.as_ptr().addr();
        ActionSet(1 << (bytes / size_of::<Action>()))
    }
}

/// The action of this name, in any letter case, as a set of one.
pub fn find(name: &str) -> Option<ActionSet> {
    let (index, _) = initialled(name).find(|(_, action)| action.name.eq_ignore_ascii_case(name))?;
    Some(ActionSet::at(index))
}

/// The actions whose names begin so, in any letter case.
pub fn starting_with(head: &str) -> ActionSet {
    let begins = |action: &Action| {
        let start = action.name.get(..head.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(head))
    };
    match head {
        "" => ActionSet::ALL,
        _ => initialled(head)
            .filter(|(_, action)| begins(action))
            .fold(ActionSet::EMPTY, |set, (index, _)| {
                set.or(ActionSet::at(index))
            }),
    }
}

/// The actions whose names begin with the same letter, and their places: they lie beside each other.
fn initialled(name: &str) -> impl Iterator<Item = (u32, &'static Action)> {
    let letter = name.bytes().next().unwrap_or_default();
    let [first, end] = INITIALS
        .get(usize::from(letter.to_ascii_uppercase()))
        .copied()
        .unwrap_or_default();
    let actions = ACTIONS.get(first as usize..end as usize);
    (first..end).zip(actions.unwrap_or_default())
}

/// For each letter, the first place and the end of the actions that begin with it.
static INITIALS: [[u32; 2]; 256] = {
    let mut table = [[0; 2]; 256];
    let (mut actions, mut at): (&[Action], _) = (&ACTIONS, 0);
    while let [action, rest @ ..] = actions {
        if let [letter, ..] = action.name.as_bytes() {
            let (_, from_here) = table.split_at_mut(*letter as usize);
            if let [[first, end], ..] = from_here {
                if *end == 0 {
                    *first = at;
                }
                *end = at + 1;
            }
        }
        (actions, at) = (rest, at + 1);
    }
    table
};

const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, more @ ..], [b, others @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (more, others);
    }
    one.is_empty() && other.is_empty()
}

impl fmt::Debug for ActionSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set()
            .entries(self.iter().map(|action| action.name))
            .finish()
    }
}

#[rustfmt::skip]
pub static ACTIONS: [Action; 58] = [
    Action { name: "CancelKeyDeletion", scope: Scope::Key, group: Some(Group::Life), cross_account: false, needs: Needs::Any, phrase: "cancel {its} deletion" },
    Action { name: "ConnectCustomKeyStore", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "CreateAlias", scope: Scope::Key, group: Some(Group::Names), cross_account: false, needs: Needs::Any, phrase: "point aliases at {key}" },
    Action { name: "CreateCustomKeyStore", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "CreateGrant", scope: Scope::Key, group: Some(Group::Grants), cross_account: true, needs: Needs::Any, phrase: "create grants for {key}" },
    Action { name: "CreateKey", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "Decapsulate", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Encapsulates, phrase: "decapsulate keys" },
    Action { name: "Decrypt", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Encrypts, phrase: "decrypt" },
    Action { name: "DeleteAlias", scope: Scope::Key, group: Some(Group::Names), cross_account: false, needs: Needs::Any, phrase: "delete {its} aliases" },
    Action { name: "DeleteCustomKeyStore", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "DeleteImportedKeyMaterial", scope: Scope::Key, group: Some(Group::Destroy), cross_account: false, needs: Needs::Imported, phrase: "delete {its} imported material" },
    Action { name: "DeriveSharedSecret", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Agrees, phrase: "derive shared secrets" },
    Action { name: "DescribeCustomKeyStores", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "DescribeKey", scope: Scope::Key, group: Some(Group::Read), cross_account: true, needs: Needs::Any, phrase: "describe {key}" },
    Action { name: "DisableKey", scope: Scope::Key, group: Some(Group::Destroy), cross_account: false, needs: Needs::Any, phrase: "disable {key}" },
    Action { name: "DisableKeyRotation", scope: Scope::Key, group: Some(Group::Life), cross_account: false, needs: Needs::RotatesAlone, phrase: "turn {its} rotation off" },
    Action { name: "DisconnectCustomKeyStore", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "EnableKey", scope: Scope::Key, group: Some(Group::Life), cross_account: false, needs: Needs::Any, phrase: "enable {key}" },
    Action { name: "EnableKeyRotation", scope: Scope::Key, group: Some(Group::Life), cross_account: false, needs: Needs::RotatesAlone, phrase: "turn {its} rotation on" },
    Action { name: "Encapsulate", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Encapsulates, phrase: "encapsulate keys" },
    Action { name: "Encrypt", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Encrypts, phrase: "encrypt" },
    Action { name: "GenerateDataKey", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Symmetric, phrase: "generate data keys" },
    Action { name: "GenerateDataKeyPair", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::SymmetricInKms, phrase: "generate data key pairs" },
    Action { name: "GenerateDataKeyPairWithoutPlaintext", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::SymmetricInKms, phrase: "generate data key pairs without plaintext" },
    Action { name: "GenerateDataKeyWithoutPlaintext", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Symmetric, phrase: "generate data keys without plaintext" },
    Action { name: "GenerateMac", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Macs, phrase: "generate MACs" },
    Action { name: "GenerateRandom", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "GetKeyLastUsage", scope: Scope::Key, group: Some(Group::Read), cross_account: false, needs: Needs::Any, phrase: "read {its} last use" },
    Action { name: "GetKeyPolicy", scope: Scope::Key, group: Some(Group::Read), cross_account: false, needs: Needs::Any, phrase: "read {its} policy" },
    Action { name: "GetKeyRotationStatus", scope: Scope::Key, group: Some(Group::Read), cross_account: true, needs: Needs::Any, phrase: "read {its} rotation status" },
    Action { name: "GetParametersForImport", scope: Scope::Key, group: Some(Group::Life), cross_account: false, needs: Needs::Imported, phrase: "fetch import parameters for {key}" },
    Action { name: "GetPublicKey", scope: Scope::Key, group: Some(Group::Read), cross_account: true, needs: Needs::Asymmetric, phrase: "fetch {its} public key" },
    Action { name: "ImportKeyMaterial", scope: Scope::Key, group: Some(Group::Life), cross_account: false, needs: Needs::Imported, phrase: "import key material into {key}" },
    Action { name: "ListAliases", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "ListGrants", scope: Scope::Key, group: Some(Group::Read), cross_account: true, needs: Needs::Any, phrase: "list {its} grants" },
    Action { name: "ListKeyPolicies", scope: Scope::Key, group: Some(Group::Read), cross_account: false, needs: Needs::Any, phrase: "list {its} policies" },
    Action { name: "ListKeyRotations", scope: Scope::Key, group: Some(Group::Read), cross_account: false, needs: Needs::Rotates, phrase: "list {its} rotations" },
    Action { name: "ListKeys", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "ListResourceTags", scope: Scope::Key, group: Some(Group::Read), cross_account: false, needs: Needs::Any, phrase: "list {its} tags" },
    Action { name: "ListRetirableGrants", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "PutKeyPolicy", scope: Scope::Key, group: Some(Group::Policy), cross_account: false, needs: Needs::Any, phrase: "change {its} policy" },
    Action { name: "ReEncryptFrom", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Encrypts, phrase: "re-encrypt away from {key}" },
    Action { name: "ReEncryptTo", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Encrypts, phrase: "re-encrypt to {key}" },
    Action { name: "ReplicateKey", scope: Scope::Key, group: Some(Group::Regions), cross_account: false, needs: Needs::MultiRegion, phrase: "replicate {key}" },
    Action { name: "RetireGrant", scope: Scope::Grant, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "RevokeGrant", scope: Scope::Key, group: Some(Group::Grants), cross_account: true, needs: Needs::Any, phrase: "revoke {its} grants" },
    Action { name: "RotateKeyOnDemand", scope: Scope::Key, group: Some(Group::Life), cross_account: false, needs: Needs::Rotates, phrase: "rotate {key} on demand" },
    Action { name: "ScheduleKeyDeletion", scope: Scope::Key, group: Some(Group::Destroy), cross_account: false, needs: Needs::Any, phrase: "schedule {its} deletion" },
    Action { name: "Sign", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Signs, phrase: "sign" },
    Action { name: "SynchronizeMultiRegionKey", scope: Scope::Key, group: Some(Group::Regions), cross_account: false, needs: Needs::MultiRegion, phrase: "synchronise {key} across Regions" },
    Action { name: "TagResource", scope: Scope::Key, group: Some(Group::Names), cross_account: false, needs: Needs::Any, phrase: "tag {key}" },
    Action { name: "UntagResource", scope: Scope::Key, group: Some(Group::Names), cross_account: false, needs: Needs::Any, phrase: "untag {key}" },
    Action { name: "UpdateAlias", scope: Scope::Key, group: Some(Group::Names), cross_account: false, needs: Needs::Any, phrase: "re-point {its} aliases" },
    Action { name: "UpdateCustomKeyStore", scope: Scope::Account, group: None, cross_account: false, needs: Needs::Any, phrase: "" },
    Action { name: "UpdateKeyDescription", scope: Scope::Key, group: Some(Group::Life), cross_account: false, needs: Needs::Any, phrase: "change {its} description" },
    Action { name: "UpdatePrimaryRegion", scope: Scope::Key, group: Some(Group::Regions), cross_account: false, needs: Needs::MultiRegion, phrase: "move {its} primary Region" },
    Action { name: "Verify", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Signs, phrase: "verify signatures" },
    Action { name: "VerifyMac", scope: Scope::Key, group: Some(Group::Crypto), cross_account: true, needs: Needs::Macs, phrase: "verify MACs" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_action_in_any_letter_case() {
        for action in &ACTIONS {
            let wanted = Some(ActionSet::single(action));
            assert_eq!(find(action.name), wanted, "{}", action.name);
            assert_eq!(find(&action.name.to_uppercase()), wanted);
        }
        assert_eq!(find("Decrypts"), None);
        assert_eq!(find("D"), None);
    }
}
