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
    /// Roles are taken out, but for those of [`Compares::held`].
    roles: bool,
    held: Vec<String>,
    /// A part of callers' names is compared: names are taken out only where they are a whole field.
    fields: bool,
    /// The policy speaks of the key's tags, which are not in its text.
    pub(super) tags: bool,
    /// It compares numbers or dates.
    numbers: bool,
}

/// Stands for the first name; the next ones follow. They are for private use, and no policy that has one is kept.
const FIRST: u32 = 0xf_0000;
/// What each of them begins with in UTF-8.
const LEAD: u8 = 0xf3;

/// Names of one policy. Nobody has more in many keys, and each is looked for among the others.
const MOST_NAMES: usize = 500;

const ID: usize = 1;
const REGION: usize = 2;

fn mark(at: usize) -> char {
    char::from_u32(FIRST + at as u32).unwrap_or_default()
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
            roles: !compares.callers && !compares.within_names,
            held: compares.held.iter().map(ToString::to_string).collect(),
            fields: compares.within_names,
            tags: compares.tags,
            numbers: compares.numbers,
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
        for (at, byte) in text.bytes().chain([b'"']).enumerate() {
            if !is_edge(byte) {
                continue;
            }
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
        if text.bytes().any(|byte| byte == b'\\' || byte == LEAD) {
            return None;
        }
        let id = self.names.get(ID).filter(|id| !id.is_empty());
        if self.fields && id.is_some_and(|id| !is_resource(text, id)) {
            return None;
        }
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
            // Most bytes begin nothing.
            if !STOPS.get(usize::from(*byte)).unwrap_or(&true) && *byte | 0x20 != first {
                at += 1;
                continue;
            }
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
                    12 if !quoted || self.is_number(before()) => return None,
                    12 => 12,
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
                        Some(name) if role && self.takes_role(name) => name.len(),
                        _ => continue,
                    }
                }
                // A letter, in either case.
                _ if *byte | 0x20 == first => match rest().get(..region.len()) {
                    Some(head) if head.eq_ignore_ascii_case(region.as_bytes()) => {
                        // More letters around it would make another name.
                        let more = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
                        if before().is_some_and(more) || rest().get(region.len()).is_some_and(more)
                        {
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
            if self.fields
                && !(is_field(at.checked_sub(1).and_then(|at| bytes.get(at)))
                    && is_field(bytes.get(at + length)))
            {
                return None;
            }
            out.push_str(text.get(written..at)?);
            out.push(mark(self.place(text.get(at..at + length)?)?));
            at += length;
            written = at;
        }
        out.push_str(text.get(written..)?);
        Some(out)
    }

    fn takes_role(&self, name: &str) -> bool {
        self.roles && is_plain(name) && !self.held.iter().any(|held| held == name)
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

/// Where a part of a name or of a pattern ends.
fn is_edge(byte: u8) -> bool {
    matches!(byte, b'"' | b':' | b'/' | b'.' | b'*' | b'{' | b'}' | b'\'')
}

/// Whether the key's id stands behind `key/` alone, or as a whole value.
fn is_resource(text: &str, id: &str) -> bool {
    let mut places = text.match_indices(id);
    places.all(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        before.ends_with("key/") || before.ends_with('"')
    })
}

/// What stands beside a whole field of an ARN, or a whole value.
fn is_field(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b'"' | b':'))
}

/// Names of this length and longer ones are one to [`Taken::lengths`].
const LONG: usize = 127;

/// The bytes that [`Taken::write`] looks at, besides the first letter of the Region.
static STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut bytes: &[u8] = b"\" \t\n\r0123456789/v";
    while let [byte, rest @ ..] = bytes {
        if let (_, [stop, ..]) = stops.split_at_mut(*byte as usize) {
            *stop = true;
        }
        bytes = rest;
    }
    stops
};

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
struct Compares<'p> {
    /// The key's tags.
    tags: bool,
    /// Numbers, dates, or the time, which is compared with the time of judging whatever the operator.
    numbers: bool,
    /// Parts of names, or what variables are made into.
    parts: bool,
    /// Parts of the names of roles and users, and of nothing else.
    within_names: bool,
    /// Sessions of roles, which are named without the roles' paths; or callers in a way that is not seen through here.
    callers: bool,
    /// The names in what `aws:PrincipalArn` is compared with: the work that reasoning takes hangs on their length.
    held: Vec<&'p str>,
}

/// What operators and keys begin with that compare so.
const WORDS: [&[u8]; 7] = [
    b"resourcetag",
    b"numeric",
    b"date",
    b"currenttime",
    b"epochtime",
    b"assumed-role",
    b"principalarn",
];

impl<'p> Compares<'p> {
    fn of(policy: &'p str) -> Compares<'p> {
        let (mut out, mut said) = (Compares::default(), [false; 7]);
        let bytes = policy.as_bytes();
        // Up to where `aws:PrincipalArn` is compared with what stands here.
        let mut callers_end = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if !matches!(byte, b'$' | b'*' | b'?' | b'"' | b':') {
                continue;
            }
            let rest = bytes.get(at + 1..).unwrap_or_default();
            match byte {
                // A variable for a whole value, and no text of its own in it.
                b'$' if rest.first() == Some(&b'{') => {
                    let value = rest.split(|byte| *byte == b'"').next().unwrap_or_default();
                    let alone = bytes
                        .get(..at)
                        .is_some_and(|before| before.ends_with(b"\""))
                        && value.iter().position(|byte| *byte == b'}') == Some(value.len() - 1);
                    out.parts |= !alone || value.contains(&b'\'');
                }
                b'*' | b'?' => {
                    let before = bytes.get(..at).unwrap_or_default();
                    let whole = *byte == b'*'
                        && match (before.last(), rest.first()) {
                            (Some(b'"' | b':' | b'.' | b'/'), Some(b'"' | b':' | b'.')) => true,
                            (before, after) => before == Some(&b'/') && after == Some(&b'/'),
                        };
                    if whole || ends_in_action(before) {
                        continue;
                    }
                    match at < callers_end && is_in_name(policy, at) {
                        true => out.within_names = true,
                        false => out.parts = true,
                    }
                }
                // Operators and keys begin so.
                b'"' | b':' => {
                    let letter = rest.first().map(|byte| byte | 0x20);
                    for (word, said) in WORDS.iter().zip(&mut said) {
                        if word.first().copied() == letter {
                            let head = rest.get(..word.len()).unwrap_or_default();
                            *said |= head.eq_ignore_ascii_case(word);
                        }
                    }
                    let [_, _, _, _, _, _, arns] = &mut said;
                    if std::mem::take(arns) {
                        match compared(policy, at) {
                            Some((end, names)) => {
                                callers_end = end;
                                out.held.extend(names);
                            }
                            None => out.callers = true,
                        }
                    }
                }
                _ => {}
            }
        }
        let [tags, numbers, dates, time, epoch, sessions, _] = said;
        Compares {
            tags,
            numbers: numbers || dates || time || epoch,
            callers: out.callers || sessions,
            ..out
        }
    }
}

/// Where the test ends whose key `aws:PrincipalArn` has its colon here, and the names in what follows the key. `None` where
/// it is no key of a test.
fn compared(policy: &str, colon: usize) -> Option<(usize, Vec<&str>)> {
    let key = policy.get(..colon)?;
    let rest = policy.get(colon + 1..)?.get("PrincipalArn".len()..)?;
    let tail = rest.strip_prefix('"')?.trim_start().strip_prefix(':')?;
    key.to_ascii_lowercase().ends_with("\"aws").then_some(())?;
    let mut quoted = false;
    let end = tail.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'}' && !quoted
    });
    let values = tail.get(..end?)?;
    let names = values.split('"').skip(1).step_by(2);
    let names = names.filter_map(|value| value.rsplit('/').next());
    Some((policy.len() - tail.len() + values.len(), names.collect()))
}

/// Whether the value that holds this place has come to the name of a role or a user there.
fn is_in_name(policy: &str, at: usize) -> bool {
    let value = policy
        .get(..at)
        .and_then(|before| before.rsplit('"').next());
    value.is_some_and(|value| {
        let field = value.splitn(6, ':').nth(5);
        field.is_some_and(|field| field.starts_with("role/") || field.starts_with("user/"))
    })
}

/// `"kms:Describe`, behind which a wildcard is about names of actions: no name that is taken out begins so.
fn ends_in_action(before: &[u8]) -> bool {
    let letters = before.iter().rev().take_while(|b| b.is_ascii_alphabetic());
    let parts = before.split_at_checked(before.len() - letters.count());
    parts.is_some_and(|(head, word)| {
        head.ends_with(b"\"kms:") && word.first().is_some_and(u8::is_ascii_uppercase)
    })
}
