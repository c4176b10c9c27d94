//! What of a policy can be named otherwise without changing what is said of it: accounts, the key's own id and Region,
//! roles, VPCs and their endpoints. An estate has the same policy in many accounts, in several Regions, for one application
//! after the other; with those names taken out, it is one text.
//!
//! Two texts that come out alike differ in names alone, each for each: what the one compares, the other compares with the
//! same result. That does not hold where a part of a name is compared (patterns), where its letters or digits count, where
//! the name stands elsewhere in a form that is not taken out, or where it says something itself; such a policy stands for
//! itself alone.

use crate::aws::names::{is_account, is_region};
use crate::model::key::Key;

/// The names of one policy: the key's own account, id and Region, as far as they are taken out, then others in the order of
/// the text.
pub(super) struct Taken {
    names: Vec<String>,
    /// Lengths of names, a bit each: most parts of a text are told from all names by it.
    lengths: u128,
    roles: bool,
    /// The policy speaks of the key's tags, which are not in its text.
    pub(super) tags: bool,
    /// It compares numbers or dates.
    numbers: bool,
    /// The lengths of names count.
    by_length: bool,
}

/// Stands for the first name; the next ones follow. They are for private use, and no policy that has one is kept.
const FIRST: u32 = 0xf_0000;
/// What each of them begins with in UTF-8; what lies beyond them begins with more.
const LEAD: u8 = 0xf3;

/// Names of one policy. Nobody has more in many keys, and each is looked for among the others.
///
/// Reasoning looks for callers in 200 accounts at most, in their order.
const MOST_NAMES: usize = 190;

const ID: usize = 1;
const REGION: usize = 2;

/// What a name is. Names of two kinds have two marks: what takes an account takes no endpoint.
#[derive(Clone, Copy)]
enum Kind {
    Account,
    Id,
    Region,
    Role,
    /// Its first letters, and how long it is, say which.
    Endpoint(usize),
}

/// Marks of one kind.
const OF_A_KIND: u32 = 0x400;

fn mark(kind: Kind, at: usize) -> char {
    let kind = match kind {
        Kind::Account => 0,
        Kind::Id => 1,
        Kind::Region => 2,
        Kind::Role => 3,
        // From `vpc-` and 8 digits to `vpce-` and 17.
        Kind::Endpoint(length) => length as u32,
    };
    char::from_u32(FIRST + kind * OF_A_KIND + at as u32).unwrap_or_default()
}

impl Taken {
    /// The text of a key's policy without its names; `None` where they cannot be told from the rest of it.
    pub(super) fn out_of(key: &Key, policy: &str) -> Option<(String, Taken)> {
        let (account, id) = (key.owner(), key.key_id());
        if !account.is_none_or(is_account) || !id.is_none_or(is_id) {
            return None;
        }
        let compares = Compares::of(policy);
        if compares.parts {
            return None;
        }
        let region = key.home().filter(|region| is_region(region));
        let mut taken = Taken {
            names: Vec::new(),
            lengths: 0,
            roles: !compares.sessions,
            tags: compares.tags,
            numbers: compares.numbers,
            by_length: compares.lengths,
        };
        for name in [account, id, region] {
            taken.add(name.unwrap_or_default());
        }
        let text = taken.write(policy)?;
        Some((text, taken))
    }

    /// Whether no name stands in what was written, as a whole part of it and in whatever letters: it would be compared with
    /// the names that were taken out.
    pub(super) fn are_out_of(&self, text: &str) -> bool {
        let is_one = |part: &str| {
            let mut names = self.names.iter();
            names.any(|name| name.eq_ignore_ascii_case(part))
        };
        let mut start = 0;
        let bytes = text.as_bytes();
        while let Some(rest) = bytes.get(start..) {
            let at = start + EDGES.first_in(rest).unwrap_or(rest.len());
            let like = self.lengths >> (at - start).min(LONG) & 1 == 1;
            if like && text.get(start..at).is_some_and(is_one) {
                return false;
            }
            start = at + 1;
        }
        true
    }

    fn add(&mut self, name: &str) {
        // There is no part of no length.
        self.lengths |= 1 << name.len().min(LONG) & !1;
        self.names.push(name.to_string());
    }

    /// Whether the key's own Region is taken out.
    pub(super) fn has_region(&self) -> bool {
        self.names.get(REGION).is_some_and(|name| !name.is_empty())
    }

    /// A text of the policy or about its key, with marks for names, and without the blanks between what is quoted. `None`
    /// where a name stands there in a way in which it is not compared as a whole.
    pub(super) fn write(&mut self, text: &str) -> Option<String> {
        // What is written in escapes could be a name.
        let other = |byte: u8| byte == b'\\' || byte >= LEAD;
        // Without a way out of the loop it is many bytes at a time.
        if text.bytes().fold(false, |found, byte| found | other(byte)) {
            return None;
        }
        let bytes = text.as_bytes();
        // What is said of the key is added to it.
        let mut out = String::with_capacity(text.len() + 256);
        let (mut written, mut at) = (0, 0);
        let (mut quoted, mut role) = (false, false);
        // Most bytes begin nothing.
        while let Some(skipped) = STOPS.first_in(bytes.get(at..).unwrap_or_default()) {
            at += skipped;
            let byte = bytes.get(at)?;
            let rest = bytes.get(at..).unwrap_or_default();
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            let (kind, start, length) = match byte {
                b'"' => {
                    (quoted, role) = (!quoted, false);
                    at += 1;
                    continue;
                }
                b'0'..=b'9' => match rest.iter().take_while(|b| b.is_ascii_digit()).count() {
                    12 if !quoted || self.is_number(before) => return None,
                    12 => (Kind::Account, at, 12),
                    // An account could be a part of it.
                    13.. => return None,
                    other => {
                        at += other;
                        continue;
                    }
                },
                b'/' => {
                    at += 1;
                    role |= text.get(..at).is_some_and(|head| head.ends_with(":role/"));
                    match text.get(at..).and_then(|rest| rest.split('"').next()) {
                        Some(name) if role && self.takes_role(name) => (Kind::Role, at, name.len()),
                        _ => continue,
                    }
                }
                b'-' => match self.around(bytes, at)? {
                    Some(found) => found,
                    None => {
                        at += 1;
                        continue;
                    }
                },
                _ if !quoted && before.is_some_and(is_apart) => {
                    out.push_str(text.get(written..at)?);
                    at += rest.iter().take_while(|byte| is_blank(byte)).count();
                    written = at;
                    continue;
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            out.push_str(text.get(written..start)?);
            at = start + length;
            out.push(mark(kind, self.place(text.get(start..at)?)?));
            written = at;
        }
        out.push_str(text.get(written..)?);
        Some(out)
    }

    /// The key's id, its Region, or a VPC's or endpoint's id, whose first dash is here: where it begins, and how long it is.
    /// `None` where the Region is a part of another name.
    fn around(&self, bytes: &[u8], dash: usize) -> Option<Option<(Kind, usize, usize)>> {
        for (kind, at) in [(Kind::Id, ID), (Kind::Region, REGION)] {
            let name = self.names.get(at).map_or("", String::as_str);
            let start = name.find('-').and_then(|head| dash.checked_sub(head));
            let found =
                start.and_then(|start| Some((start, bytes.get(start..start + name.len())?)));
            match (found, kind) {
                (Some((start, found)), Kind::Id) if found == name.as_bytes() => {
                    return Some(Some((kind, start, name.len())));
                }
                (Some((start, found)), Kind::Region)
                    if found.eq_ignore_ascii_case(name.as_bytes()) =>
                {
                    // More letters around it would make another name.
                    let more = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
                    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
                    let around = [before, bytes.get(start + name.len())];
                    let apart = !around.into_iter().flatten().any(more);
                    return apart.then_some(Some((kind, start, name.len())));
                }
                _ => {}
            }
        }
        let heads = [3, 4].into_iter().filter_map(|head| dash.checked_sub(head));
        let mut ids = heads.map(|start| (start, endpoint(bytes.get(start..).unwrap_or_default())));
        let found = ids.find(|(_, length)| *length > 0);
        Some(found.map(|(start, length)| (Kind::Endpoint(length), start, length)))
    }

    /// What the names have in common with those of another policy that is judged alike. Those of the key itself are of
    /// nearly one length in all keys.
    pub(super) fn form(&self) -> String {
        let others = self.names.iter().skip(REGION + 1);
        let lengths = others.filter(|_| self.by_length);
        lengths.map(|name| name.len().to_string() + " ").collect()
    }

    fn takes_role(&self, name: &str) -> bool {
        self.roles && is_plain(name)
    }

    /// Whether twelve digits behind this may be a number rather than an account: the bits of an address, and where numbers
    /// are compared all but those of an ARN.
    fn is_number(&self, before: Option<&u8>) -> bool {
        before == Some(&b'/') || self.numbers && before != Some(&b':')
    }

    /// The place of a name, which is new or was there. `None` where it differs from another in the case of its letters, or
    /// where there are too many.
    fn place(&mut self, name: &str) -> Option<usize> {
        let like = |other: &String| other.eq_ignore_ascii_case(name);
        match self.names.iter().position(like) {
            Some(place) => self
                .names
                .get(place)
                .filter(|other| *other == name)
                .map(|_| place),
            None if self.names.len() < MOST_NAMES => {
                self.add(name);
                Some(self.names.len() - 1)
            }
            None => None,
        }
    }

    /// What [`Taken::write`] wrote of another policy, with the names of this one.
    pub(super) fn read(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let at = (c as u32).checked_sub(FIRST).map(|at| at % OF_A_KIND);
            match at.and_then(|at| self.names.get(at as usize)) {
                Some(name) => out.push_str(name),
                None => out.push(c),
            }
        }
        out
    }
}

/// A blank of JSON.
fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Behind what blanks mean nothing, outside of quotes.
fn is_apart(byte: &u8) -> bool {
    is_blank(byte) || b"\",:[]{}".contains(byte)
}

/// Names of this length and longer ones are one to [`Taken::lengths`].
const LONG: usize = 127;

/// Some bytes: what texts are searched for, byte by byte.
struct Bytes([bool; 256]);

impl Bytes {
    const fn of(mut bytes: &[u8]) -> Bytes {
        let mut all = [false; 256];
        while let [byte, rest @ ..] = bytes {
            if let (_, [one, ..]) = all.split_at_mut(*byte as usize) {
                *one = true;
            }
            bytes = rest;
        }
        Bytes(all)
    }

    /// Where in a text the first of them is.
    fn first_in(&self, text: &[u8]) -> Option<usize> {
        text.iter().position(|byte| self.holds(*byte))
    }

    fn holds(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or_default()
    }
}

/// What [`Taken::write`] looks at. A dash is in every id and Region.
static STOPS: Bytes = Bytes::of(b"\" \t\n\r0123456789/-");

/// Where a part of a name or of a pattern ends.
static EDGES: Bytes = Bytes::of(b"\":/.*{}'");

/// What [`Compares`] looks at.
static SAYS: Bytes = Bytes::of(b"$*?\":");

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

/// A role's name behind its path: roles that AWS makes are known by their paths. Nothing in it may be where a pattern ends,
/// nor say what a Sid can say (KMS-POL-035). Reasoning makes short names up, and a policy that has one takes more work.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,@_-".contains(&byte);
    let says = |word: &str| name.to_ascii_lowercase().contains(word);
    (4..=64).contains(&name.len())
        && name.bytes().all(plain)
        && !says("readonly")
        && !says("read-only")
}

/// A key's id: a UUID, or `mrk-` and as many hex digits.
fn is_id(id: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts = id.split('-').map(str::len);
    match id.strip_prefix("mrk-") {
        Some(rest) => rest.len() == 32 && hex(rest),
        None => parts.eq([8, 4, 4, 4, 12]) && id.split('-').all(hex),
    }
}

/// What a policy compares in other ways than name with name.
#[derive(Default)]
struct Compares {
    /// The key's tags.
    tags: bool,
    /// Numbers, dates, or the time, which is compared with the time of judging whatever the operator.
    numbers: bool,
    /// Parts of names, or what variables are made into.
    parts: bool,
    /// Sessions of roles, which are named without the roles' paths.
    sessions: bool,
    /// Patterns, callers' ARNs, or texts in any letter case: the work that reasoning takes hangs on the length of names.
    lengths: bool,
}

/// What operators and keys begin with that compare so.
const WORDS: [&[u8]; 9] = [
    b"resourcetag",
    b"numeric",
    b"date",
    b"currenttime",
    b"epochtime",
    b"assumed-role",
    b"stringequalsignorecase",
    b"stringnotequalsignorecase",
    b"principalarn",
];

/// What each of them begins with.
static INITIALS: Bytes = Bytes::of(b"rndceasp");

impl Compares {
    fn of(policy: &str) -> Compares {
        let (mut out, mut said) = (Compares::default(), [false; 9]);
        let bytes = policy.as_bytes();
        // Up to where actions are named.
        let mut actions_end = 0;
        let mut variables = false;
        let mut next = 0;
        while let Some(skipped) = SAYS.first_in(bytes.get(next..).unwrap_or_default()) {
            let at = next + skipped;
            next = at + 1;
            let (byte, rest) = match bytes.get(at..) {
                Some([byte, rest @ ..]) => (byte, rest),
                _ => break,
            };
            match byte {
                // A variable for a whole value, and no text of its own in it.
                b'$' if rest.first() == Some(&b'{') => {
                    let value = rest.split(|byte| *byte == b'"').next().unwrap_or_default();
                    let alone = bytes
                        .get(..at)
                        .is_some_and(|before| before.ends_with(b"\""))
                        && value.iter().position(|byte| *byte == b'}') == Some(value.len() - 1);
                    out.parts |= !alone || value.contains(&b'\'');
                    variables = true;
                }
                b'*' | b'?' => {
                    let before = bytes.get(..at).unwrap_or_default();
                    let whole = *byte == b'*'
                        && match (before.last(), rest.first()) {
                            (Some(b'"' | b':' | b'.' | b'/'), Some(b'"' | b':' | b'.')) => true,
                            (before, after) => before == Some(&b'/') && after == Some(&b'/'),
                        };
                    let alone = before.last() == Some(&b'"') && rest.first() == Some(&b'"');
                    if alone || at < actions_end && (whole || ends_in_action(before)) {
                        continue;
                    }
                    out.lengths = true;
                    out.parts |= !whole;
                }
                // Operators and keys begin so.
                b'"' | b':' => {
                    let letter = rest.first().map_or(0, |byte| byte | 0x20);
                    if *byte == b'"'
                        && matches!(
                            rest,
                            [b'a' | b'A', b'c' | b'C', ..] | [b'n' | b'N', b'o' | b'O', ..]
                        )
                    {
                        let of = |name| end_of(policy, at, name);
                        actions_end = of("Action").or(of("NotAction")).unwrap_or(actions_end);
                    }
                    let mut words = WORDS.iter().zip(&mut said);
                    while let Some((word, said)) = words.next().filter(|_| INITIALS.holds(letter)) {
                        if word.first() == Some(&letter) {
                            let head = rest.get(..word.len()).unwrap_or_default();
                            *said |= head.eq_ignore_ascii_case(word);
                        }
                    }
                }
                _ => {}
            }
        }
        let [
            tags,
            numbers,
            dates,
            time,
            epoch,
            sessions,
            same,
            other,
            arns,
        ] = said;
        let numbers = numbers || dates || time || epoch;
        Compares {
            tags,
            numbers,
            sessions,
            // A variable can stand for an account as a number.
            parts: out.parts || numbers && variables,
            lengths: out.lengths || same || other || arns && variables,
        }
    }
}

/// Where the text or the list of a member ends whose name is quoted here, in any letter case; or sooner, where it is neither.
/// `None` for another name.
fn end_of(policy: &str, quote: usize, name: &str) -> Option<usize> {
    let rest = policy.get(quote..)?.strip_prefix('"')?;
    let (own, rest) = rest.split_at_checked(name.len())?;
    let rest = rest
        .strip_prefix('"')
        .filter(|_| own.eq_ignore_ascii_case(name))?;
    let tail = rest.trim_start().strip_prefix(':')?.trim_start();
    let close = if tail.starts_with('[') { ']' } else { '"' };
    Some(policy.len() - tail.len() + 1 + tail.get(1..)?.find(close)?)
}

/// `"kms:Describe`, behind which a wildcard is about names of actions: no name that is taken out begins so.
fn ends_in_action(before: &[u8]) -> bool {
    let letters = before.iter().rev().take_while(|b| b.is_ascii_alphabetic());
    let parts = before.split_at_checked(before.len() - letters.count());
    parts.is_some_and(|(head, word)| {
        head.ends_with(b"\"kms:") && word.first().is_some_and(u8::is_ascii_uppercase)
    })
}
