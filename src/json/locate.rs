use super::Span;

/// A place as a person counts it: from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// Where the lines of a text begin, for asking often.
pub struct Lines(Vec<usize>);

impl Lines {
    pub fn of(text: &str) -> Lines {
        const EACH: u64 = u64::MAX / 255;
        let mut starts = Vec::new();
        // Whole exports are gone through: 32 bytes at a time, and one by one where a line ends among them ("Bit Twiddling
        // Hacks", Anderson: a word has a zero byte).
        let mut at = 0;
        let (blocks, rest) = text.as_bytes().as_chunks::<32>();
        let mut one_by_one = |at: usize, bytes: &[u8]| {
            let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            starts.extend(ends.map(|(after, _)| at + after + 1));
        };
        for block in blocks {
            let (words, _) = block.as_chunks::<8>();
            let mut ends = 0;
            for word in words {
                let zero = u64::from_le_bytes(*word) ^ (EACH * u64::from(b'\n'));
                ends |= zero.wrapping_sub(EACH) & !zero;
            }
            if ends & EACH << 7 != 0 {
                one_by_one(at, block);
            }
            at += block.len();
        }
        one_by_one(at, rest);
        Lines(starts)
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset) + 1
    }

    /// Line and column of a byte offset. On lines of more than some thousand bytes columns are counted in bytes.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.line(offset);
        let start = line.checked_sub(2).and_then(|at| self.0.get(at)).copied();
        let start = start.unwrap_or_default();
        let before = text.get(start..offset).unwrap_or_default();
        let column = match before.len() {
            0..=4096 => before.chars().count(),
            bytes => bytes,
        };
        Position {
            line,
            column: column + 1,
        }
    }
}

/// Line and column of a byte offset. Lines end in LF, CRLF or CR.
pub fn position(text: &str, offset: usize) -> Position {
    let mut line = 1;
    let mut start = 0;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate().take(offset) {
        let ends = match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        if ends {
            line += 1;
            start = at + 1;
        }
    }
    let before = text.get(start..offset.min(text.len())).unwrap_or_default();
    Position {
        line,
        column: before.chars().count() + 1,
    }
}

/// Where the byte `offset` of an unescaped string stands in the text that holds the string escaped.
///
/// `string` is the place of the string with its quotes. A policy is JSON inside a JSON string; this is how a place
/// in the policy becomes a place in the file.
pub fn in_string(text: &str, string: Span, offset: usize) -> usize {
    let mut decoded = 0;
    let mut at = string.start as usize + 1;
    let end = (string.end as usize).saturating_sub(1);
    while at < end && decoded < offset {
        let rest = text.get(at..end).unwrap_or_default();
        let mut characters = rest.chars();
        let Some(first) = characters.next() else {
            break;
        };
        let (raw, plain) = if first != '\\' {
            (first.len_utf8(), first.len_utf8())
        } else if characters.next() == Some('u') {
            let code = hex(rest, 2);
            match code {
                Some(0xd800..0xdc00) => (12, 4),
                Some(code) => (6, char::from_u32(code).map_or(3, char::len_utf8)),
                None => (2, 1),
            }
        } else {
            (2, 1)
        };
        at += raw;
        decoded += plain;
    }
    at.min(end)
}

fn hex(text: &str, at: usize) -> Option<u32> {
    u32::from_str_radix(text.get(at..at + 4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn counts_lines_of_all_kinds() {
        let text = "a\r\nbé\nc\rd";
        assert_eq!(position(text, 0), Position { line: 1, column: 1 });
        assert_eq!(position(text, 3), Position { line: 2, column: 1 });
        assert_eq!(position(text, 6), Position { line: 2, column: 3 });
        assert_eq!(position(text, 7), Position { line: 3, column: 1 });
        assert_eq!(position(text, 9), Position { line: 4, column: 1 });
    }

    #[test]
    fn lines_are_found_wherever_they_end() {
        let text = "\na\n\n2345678\u{8a}\u{10a}\n12345678\n\n";
        let lines = Lines::of(text);
        for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            assert_eq!(lines.position(text, offset), position(text, offset));
        }
    }

    #[test]
    fn finds_a_place_behind_escapes() {
        let text = r#"{"Policy":"{\n\u00e9\ud83d\ude00\/\"x"}"#;
        let node = parse(text).unwrap();
        let string = node.get("Policy").unwrap();
        let plain = string.as_str().unwrap();
        let offset = plain.find('x').unwrap();
        let raw = in_string(text, string.span, offset);
        assert_eq!(&text[raw..raw + 1], "x");
        let slash = in_string(text, string.span, plain.find('/').unwrap());
        assert_eq!(&text[slash..slash + 2], "\\/");
    }
}
