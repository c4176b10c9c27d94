//! Records of a file one by one, past damage.

use crate::json::{Error, Node, parse_at, skip_space};

/// What went wrong on the way through a file.
#[derive(Debug, Default)]
pub struct Damage {
    pub errors: Vec<Error>,
    /// The caller had enough before the end.
    pub stopped: bool,
}

/// How often reading starts again behind damage. Beyond that, a file is not an export with a few bad records.
const MAX_RESTARTS: usize = 1_000;

/// Gives each record of the text to `take`, until `take` answers false: the members of a top-level array, or values
/// one after another.
///
/// After an error, reading goes on at the next place that begins a line or a list member with `{` and can be read
/// whole; what lies between is one error.
pub fn records(text: &str, take: &mut dyn FnMut(&Node) -> bool) -> Damage {
    let mut damage = Damage::default();
    let mut at = skip_space(text, 0);
    let in_array = text.as_bytes().get(at) == Some(&b'[');
    if in_array {
        at = skip_space(text, at + 1);
        if text.as_bytes().get(at) == Some(&b']') {
            // An empty list is a record of its own kind: the caller says that it is empty.
            if let Ok((node, end)) = parse_at(text, 0) {
                take(&node);
                at = skip_space(text, end);
            }
            return trailing(text, at, damage);
        }
    }
    let mut restarts = 0;
    loop {
        match parse_at(text, at) {
            Ok((node, end)) => {
                if !take(&node) {
                    damage.stopped = true;
                    return damage;
                }
                at = skip_space(text, end);
                match (in_array, text.as_bytes().get(at)) {
                    (true, Some(b',')) => at = skip_space(text, at + 1),
                    (true, Some(b']')) => {
                        at = skip_space(text, at + 1);
                        // Behind damage, this may be the end of a list within a broken record.
                        let inner = !damage.errors.is_empty() && at < text.len();
                        match inner.then(|| restart(text, at, &mut restarts)).flatten() {
                            Some(next) => at = next,
                            None if inner => return damage,
                            None => return trailing(text, at, damage),
                        }
                    }
                    (false, None) => return damage,
                    // JSON Lines with commas between the lines are a list without its brackets.
                    (false, Some(b',')) => {
                        at = skip_space(text, at + 1);
                        if at >= text.len() {
                            return damage;
                        }
                    }
                    (false, Some(_)) => {}
                    (true, _) => {
                        let wanted = Error {
                            offset: at,
                            message: "expected “,” or “]” after this record".into(),
                        };
                        damage.errors.push(wanted);
                        match restart(text, at, &mut restarts) {
                            Some(next) => at = next,
                            None => return damage,
                        }
                    }
                }
            }
            Err(error) => {
                let from = error.offset.max(at + 1);
                damage.errors.push(error);
                match restart(text, from, &mut restarts) {
                    Some(next) => at = next,
                    None => return damage,
                }
            }
        }
    }
}

fn trailing(text: &str, at: usize, mut damage: Damage) -> Damage {
    if at < text.len() {
        damage.errors.push(Error {
            offset: at,
            message: "there is more text after the end of the list".into(),
        });
    }
    damage
}

/// The next `{` that begins a line, or follows `},`, and whose object can be read whole.
fn restart(text: &str, from: usize, restarts: &mut usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while *restarts < MAX_RESTARTS {
        let found = bytes.get(at..)?.iter().position(|byte| *byte == b'{')?;
        let candidate = at + found;
        at = candidate + 1;
        if !begins_record(bytes, candidate) {
            continue;
        }
        *restarts += 1;
        if parse_at(text, candidate).is_ok() {
            return Some(candidate);
        }
    }
    None
}

fn begins_record(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    let mut space = 0;
    for byte in before.iter().rev() {
        match byte {
            b'\n' | b'\r' => return true,
            b' ' | b'\t' => space += 1,
            b',' => {
                let head = before.get(..before.len() - space - 1).unwrap_or_default();
                return head.trim_ascii_end().ends_with(b"}");
            }
            _ => return false,
        }
    }
    true
}
