//! What of a policy can be named otherwise without changing what is said of it: accounts, the key's own id and Region,
//! roles, VPCs and their endpoints. An estate has the same policy in many accounts, in several Regions, for one application after the other; with
//! those names taken out, it is one text.
//!
//! Two texts that come out alike differ in names alone, each for each: what the one compares, the other compares with the
//! same result. That does not hold where a part of a name is compared (patterns), where its letters or digits count, or
//! where the name itself says something (roles that AWS makes); there it stays in the text, or the policy stands for
//! itself alone.

use crate::aws::names::{is_account, is_region};
use crate::model::key::Key;

/// The names of one policy: the key's own account, id and Region, as far as they are taken out, then others in the order of
/// the text.
pub(super) struct Taken {
    names: Vec<String>,
    roles: bool,
    /// The policy speaks of the key's tags, which are not in its text.
    pub(super) tags: bool,
    /// It compares numbers or dates.
    numbers: bool,
}

/// Stands for the first name; the next ones follow. They are for private use, and no policy that has one is kept.
const FIRST: u32 = 0xf_0000;
/// What each of them begins with in UTF-8.
const LEAD: u8 = 0xf3;

const ID: usize = 1;
const REGION: usize = 2;

fn mark(at: usize) -> char {
    char::from_u32(FIRST + at as u32).unwrap_or_default()
}

impl Taken {
    /// The text of a key's policy without its names; `None` where they cannot be told from the rest of it.
    pub(super) fn out_of(key: &Key, policy: &str) -> Option<(String, Taken)> {
        let (account, id) = (key.owner(), key.key_id());
        // An id that is no UUID could stand in the policy by chance.
        if !account.is_none_or(is_account) || id.is_some_and(|id| id.len() < 36) {
            return None;
        }
        let compares = Compares::of(policy);
        if compares.part_of_account {
            return None;
        }
        let whole = !compares.parts;
        let region = key.home().filter(|region| whole && is_region(region));
        let mut taken = Taken {
            names: [account, id, region]
                .map(|name| name.unwrap_or_default().to_string())
                .into(),
            roles: whole && !compares.sessions,
            tags: compares.tags,
            numbers: compares.numbers,
        };
        let text = taken.write(policy)?;
        // A pattern on a key's id may mean a part of it.
        let mut resources = text.split(":key/").skip(1);
        let fine = |rest: &str| rest.starts_with(mark(ID)) || rest.starts_with("*\"");
        resources.all(fine).then_some((text, taken))
    }

    /// Whether the key's own Region is taken out.
    pub(super) fn has_region(&self) -> bool {
        self.names.get(REGION).is_some_and(|name| !name.is_empty())
    }

    /// A text of the policy or about its key, with marks for names, and without the blanks between what is quoted. `None`
    /// where a name stands there in a way in which it is not compared as a whole.
    pub(super) fn write(&mut self, text: &str) -> Option<String> {
        // What is written in escapes could be a name.
        if text.bytes().any(|byte| byte == b'\\' || byte == LEAD) {
            return None;
        }
        let id = self.names.get(ID).filter(|id| !id.is_empty());
        let marked = id
            .filter(|id| text.contains(id.as_str()))
            .map(|id| text.replace(id.as_str(), mark(ID).encode_utf8(&mut [0; 4])));
        let text = marked.as_deref().unwrap_or(text);
        let bytes = text.as_bytes();
        let region = self.names.get(REGION).cloned().unwrap_or_default();
        let first = region.bytes().next().unwrap_or_default();
        let mut out = String::with_capacity(text.len());
        let (mut written, mut at) = (0, 0);
        let (mut quoted, mut role) = (false, false);
        while let Some(byte) = bytes.get(at) {
            let rest = || bytes.get(at..).unwrap_or_default();
            let before = || at.checked_sub(1).and_then(|at| bytes.get(at));
            let length = match byte {
                b'"' => {
                    (quoted, role) = (!quoted, false);
                    0
                }
                b' ' | b'\t' | b'\n' | b'\r' if !quoted && before().is_some_and(is_apart) => {
                    out.push_str(text.get(written..at)?);
                    written = at + 1;
                    0
                }
                b'0'..=b'9' => match rest().iter().take_while(|b| b.is_ascii_digit()).count() {
                    12 if self.is_number(before(), rest().get(12)) => return None,
                    12 => 12,
                    other => {
                        at += other;
                        continue;
                    }
                },
                b'/' => {
                    at += 1;
                    role |= text.get(..at).is_some_and(|head| head.ends_with(":role/"));
                    match text.get(at..).and_then(|rest| rest.split('"').next()) {
                        Some(name) if role && self.roles && is_plain(name) => name.len(),
                        _ => continue,
                    }
                }
                // A letter, in either case.
                _ if *byte | 0x20 == first => match rest().get(..region.len()) {
                    Some(head) if head.eq_ignore_ascii_case(region.as_bytes()) => {
                        // Behind it more letters would make another name.
                        let next = rest().get(region.len());
                        if next.is_some_and(u8::is_ascii_alphanumeric) {
                            return None;
                        }
                        region.len()
                    }
                    _ => 0,
                },
                b'v' => endpoint(rest()),
                _ => 0,
            };
            if length == 0 {
                at += 1;
                continue;
            }
            out.push_str(text.get(written..at)?);
            out.push(mark(self.place(text.get(at..at + length)?)?));
            at += length;
            written = at;
        }
        out.push_str(text.get(written..)?);
        Some(out)
    }

    /// Whether twelve digits between these are a number rather than an account: where numbers are compared all but those of
    /// an ARN may be, and without quotes not every account is one.
    fn is_number(&self, before: Option<&u8>, after: Option<&u8>) -> bool {
        let bare = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
        self.numbers && before != Some(&b':') || after.is_some_and(bare)
    }

    /// The place of a name, which is new or was there. `None` where it differs from another in the case of its letters.
    fn place(&mut self, name: &str) -> Option<usize> {
        let like = |other: &String| other.eq_ignore_ascii_case(name);
        match self.names.iter().position(like) {
            Some(place) => self
                .names
                .get(place)
                .filter(|other| *other == name)
                .map(|_| place),
            None => {
                self.names.push(name.to_string());
                Some(self.names.len() - 1)
            }
        }
    }

    /// What [`Taken::write`] wrote of another policy, with the names of this one.
    pub(super) fn read(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let at = (c as u32).checked_sub(FIRST);
            match at.and_then(|at| self.names.get(at as usize)) {
                Some(name) => out.push_str(name),
                None => out.push(c),
            }
        }
        out
    }
}

/// Behind what blanks mean nothing, outside of quotes.
fn is_apart(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || b"\",:[]{}".contains(byte)
}

/// How long the id of a VPC or of an endpoint is that the text begins with; 0 for none. It has 8 or 17 hex digits.
fn endpoint(text: &[u8]) -> usize {
    let head = match text {
        [b'v', b'p', b'c', b'-', ..] => 4,
        [b'v', b'p', b'c', b'e', b'-', ..] => 5,
        _ => return 0,
    };
    let hex = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let digits = text.iter().skip(head).take_while(hex).count();
    match (digits, text.get(head + digits)) {
        (8 | 17, Some(b'"')) => head + digits,
        _ => 0,
    }
}

/// A role's name behind its path: roles that AWS makes are known by their paths. Nothing in it may be where a pattern ends.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,@_-".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(plain)
}

/// What a policy compares in other ways than name with name.
#[derive(Default)]
struct Compares {
    /// The key's tags.
    tags: bool,
    /// Numbers or dates.
    numbers: bool,
    part_of_account: bool,
    /// Parts of other names, or what variables stand for.
    parts: bool,
    /// Sessions of roles, which are named without the roles' paths.
    sessions: bool,
}

/// What operators and keys begin with that compare so.
const WORDS: [&str; 4] = ["resourcetag", "numeric", "date", "assumed-role"];

impl Compares {
    fn of(policy: &str) -> Compares {
        let (mut out, mut said) = (Compares::default(), [false; 4]);
        let bytes = policy.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let rest = bytes.get(at + 1..).unwrap_or_default();
            match byte {
                b'$' => out.parts |= rest.first() == Some(&b'{'),
                b'*' | b'?' => {
                    let before = bytes.get(..at).unwrap_or_default();
                    let around = [before.last(), rest.first()];
                    let digit = |byte: &Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
                    out.part_of_account |= around.iter().any(digit);
                    let edge = |byte: &Option<&u8>| matches!(byte, Some(b'"' | b':' | b'/' | b'.'));
                    let whole = *byte == b'*' && around.iter().all(edge);
                    out.parts |= !whole && !ends_in_action(before);
                }
                // Operators and keys begin so.
                b'"' | b':' => {
                    for (word, said) in WORDS.iter().zip(&mut said) {
                        let head = rest.get(..word.len()).unwrap_or_default();
                        *said |= head.eq_ignore_ascii_case(word.as_bytes());
                    }
                }
                _ => {}
            }
        }
        let [tags, numbers, dates, sessions] = said;
        Compares {
            tags,
            numbers: numbers || dates,
            sessions,
            ..out
        }
    }
}

/// `"kms:Describe`, behind which a wildcard is about names of actions.
fn ends_in_action(before: &[u8]) -> bool {
    let letters = before.iter().rev().take_while(|b| b.is_ascii_alphabetic());
    let head = before.len() - letters.count();
    before
        .get(..head)
        .is_some_and(|head| head.ends_with(b"\"kms:"))
}
