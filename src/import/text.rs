//! From bytes to text, and a window of text around a place.

use super::Problem;
use crate::limits::MAX_FILE_BYTES;

/// The text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one, as PowerShell writes it.
///
/// The error says what the bytes look like instead.
pub fn decode(bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Problem::new(format!(
            "The file has {} MB; Keyglass reads up to {} MB.",
            bytes.len() >> 20,
            MAX_FILE_BYTES >> 20
        )));
    }
    if let Some(kind) = kind(&bytes) {
        return Err(Problem::new(format!(
            "This is {kind}, not JSON text. Keyglass reads exported keys as JSON."
        )));
    }
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, ..] => utf8(bytes.get(3..).unwrap_or_default().to_vec()),
        _ => utf8(bytes),
    }
}

/// Text that comes in parts, which may be cut within a character.
#[derive(Default)]
pub struct Utf8Parts {
    /// The beginning of a character whose end has not come.
    tail: Vec<u8>,
    before: usize,
}

impl Utf8Parts {
    /// Whether a file that begins with these bytes can be read in parts: UTF-8 text.
    pub fn can_read(first: &[u8]) -> bool {
        kind(first).is_none() && !matches!(first, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
    }

    /// The text of the next part. `last` says that nothing follows.
    pub fn part(&mut self, bytes: Vec<u8>, last: bool) -> Result<String, Problem> {
        let first = self.before == 0;
        self.before += bytes.len();
        let mut all = bytes;
        if first && all.starts_with(b"\xef\xbb\xbf") {
            all.drain(..3);
        }
        if !self.tail.is_empty() {
            let tail = std::mem::take(&mut self.tail);
            all.splice(..0, tail);
        }
        match String::from_utf8(all) {
            Ok(text) => Ok(text),
            Err(error) => {
                let cut = error.utf8_error().error_len().is_none() && !last;
                let valid = error.utf8_error().valid_up_to();
                let mut all = error.into_bytes();
                if !cut {
                    return Err(Problem::new(format!(
                        "The file is not UTF-8 text: the byte near {} belongs to no character. Save it as UTF-8.",
                        self.before - all.len() + valid
                    )));
                }
                self.tail = all.split_off(valid);
                Ok(String::from_utf8(all).unwrap_or_default())
            }
        }
    }
}

/// The text; where it is not UTF-8, with a mark for every byte that is no ASCII. (What the standard library has for it is long.)
pub fn lossy(bytes: &[u8]) -> String {
    let mark = |byte: &u8| {
        if byte.is_ascii() {
            char::from(*byte)
        } else {
            '\u{FFFD}'
        }
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => bytes.iter().map(mark).collect(),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..valid).unwrap_or_default();
        let text = lossy(before);
        Problem::at(
            &text,
            valid,
            "The file is not UTF-8 text: a byte here belongs to no character. Save it as UTF-8.",
        )
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Problem> {
    let units = bytes
        .chunks_exact(2)
        .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
        .map(unit);
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .map_err(|_| Problem::new("The file says it is UTF-16 text and is not. Save it as UTF-8."))
}

/// The kind of a file that cannot be text, by its first bytes.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 9] = [
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x1f\x8b", "a gzip file"),
        (b"SQLite format 3", "an SQLite database"),
        (b"\x7fELF", "a program"),
        (b"MZ", "a program"),
    ];
    let known = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic));
    known.map(|(_, name)| *name).or_else(|| {
        let zeros = !bytes.is_empty() && bytes.iter().take(512).all(|byte| *byte == 0);
        let tar = bytes.get(257..262) == Some(b"ustar".as_slice());
        let zeros = zeros.then_some("a file of NUL bytes");
        zeros.or_else(|| tar.then_some("a tar archive"))
    })
}

/// Characters shown on either side of a place.
const WINDOW: usize = 60;

/// The line at `offset`, cut to a window, and the column of the place within it, from 1.
pub fn excerpt(text: &str, offset: usize) -> (String, usize) {
    let offset = offset.min(text.len());
    let before = text.get(..offset).unwrap_or_default();
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line_before = before.get(start..).unwrap_or_default();
    let skipped = line_before.chars().count().saturating_sub(WINDOW);
    let mut window: String = line_before.chars().skip(skipped).collect();
    let mut column = window.chars().count() + 1;
    if skipped > 0 {
        window.insert(0, '…');
        column += 1;
    }
    let after = text.get(offset..).unwrap_or_default();
    let line_after = after.split(['\n', '\r']).next().unwrap_or_default();
    window.extend(line_after.chars().take(WINDOW));
    if line_after.chars().nth(WINDOW).is_some() {
        window.push('…');
    }
    let window = window
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    (window, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        decode(bytes.to_vec()).unwrap_err().message
    }

    #[test]
    fn reads_utf8_and_utf16_with_their_marks() {
        assert_eq!(decode(b"\xef\xbb\xbf{}".to_vec()).unwrap(), "{}");
        let little: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("{é}".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(decode(little).unwrap(), "{é}");
    }

    #[test]
    fn says_what_a_file_is_instead() {
        assert!(refused(b"\x89PNG\r\n\x1a\n...").starts_with("This is a PNG image"));
        assert!(refused(&[0; 4096]).starts_with("This is a file of NUL bytes"));
        let tar = [b"key.json", [0; 249].as_slice(), b"ustar", &[0; 300]].concat();
        assert!(refused(&tar).starts_with("This is a tar archive"));
        let problem = decode(b"{\n\"a\":\"\xfc\"}".to_vec()).unwrap_err();
        assert_eq!(problem.at.map(|at| (at.line, at.column)), Some((2, 6)));
    }

    #[test]
    fn cuts_a_window_around_a_place() {
        let text = format!("x\n{}!{}", "a".repeat(200), "b".repeat(200));
        let (window, column) = excerpt(&text, 202);
        assert_eq!(window.chars().nth(column - 1), Some('!'));
        assert_eq!(window.chars().count(), 1 + 60 + 60 + 1);
    }

    #[test]
    fn a_name_in_another_encoding_keeps_what_is_ascii() {
        assert_eq!(lossy("schlüssel".as_bytes()), "schlüssel");
        assert_eq!(lossy(b"schl\xfcssel.json"), "schl\u{FFFD}ssel.json");
    }
}
