//! What Keyglass does not read beyond, in one place. Every limit that is hit is said on the page.

/// Levels of arrays and objects. A Panther resource with its policy has nine.
pub const MAX_DEPTH: usize = 128;

/// Bytes of one file. Positions are 32 bits wide, and a tab holds the text at least twice.
pub const MAX_FILE_BYTES: usize = 256 << 20;

/// Keys of one file.
pub const MAX_KEYS: usize = 100_000;

/// Broken records of one file that are listed one by one; the others are counted.
pub const MAX_PROBLEMS: usize = 100;

/// Bytes of one key policy: the API takes 131,072 characters, KMS stores 32,768 bytes.
pub const MAX_POLICY_BYTES: usize = 1 << 20;

/// Bytes of a policy that KMS stores ("Resource quotas", AWS KMS Developer Guide).
pub const KMS_POLICY_BYTES: usize = 32_768;

/// How often a policy may be JSON inside a JSON string before it is taken for something else.
pub const MAX_UNWRAP: usize = 4;

/// Levels of an answer or an alert in which records of keys are looked for.
pub const MAX_NESTING: usize = 12;

/// Archives within archives.
pub const MAX_ARCHIVES: usize = 4;

/// Files of one archive.
pub const MAX_MEMBERS: usize = 20_000;

/// Bytes that all files of one archive may come to.
pub const MAX_UNPACKED_BYTES: usize = 256 << 20;
