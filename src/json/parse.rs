use std::borrow::Cow;

use super::{Error, Member, NEVER_CLOSED, Node, Span, Value};
use crate::limits::MAX_DEPTH;

/// Reads a text that holds one JSON value and nothing else but white space.
pub fn parse(text: &str) -> Result<Node<'_>, Error> {
    let (node, end) = parse_at(text, 0)?;
    let rest = skip_space(text, end);
    if rest < text.len() {
        return Err(Error {
            offset: rest,
            message: format!("expected the end of the text, found {}", found(text, rest)),
        });
    }
    Ok(node)
}

/// Reads the value that starts at `offset` (white space before it is skipped) and gives the offset after it.
pub fn parse_at(text: &str, offset: usize) -> Result<(Node<'_>, usize), Error> {
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: offset,
        depth: 0,
        room: Vec::new(),
    };
    let node = parser.value()?;
    Ok((node, parser.at))
}

/// The offset of the first byte from `offset` on that is not JSON white space.
fn skip_space(text: &str, offset: usize) -> usize {
    let rest = text.as_bytes().get(offset..).unwrap_or_default();
    offset
        + rest
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
            .unwrap_or(rest.len())
}

/// How many bytes of a string come before a quote, a backslash or a control character: eight at a time, as whole exports
/// are strings for the most part.
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let plain = plain_of(*eight);
        at += plain;
        if plain < 8 {
            return at;
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let stop = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    at + rest.iter().position(stop).unwrap_or(rest.len())
}

/// The same of eight bytes ("Bit Twiddling Hacks", Anderson: a word has a zero byte, a word has a byte less than n).
#[inline(always)]
fn plain_of(eight: [u8; 8]) -> usize {
    const EACH: u64 = u64::MAX / 255;
    let word = u64::from_le_bytes(eight);
    let quote = word ^ (EACH * b'"' as u64);
    let escape = word ^ (EACH * b'\\' as u64);
    let is_quote = quote.wrapping_sub(EACH) & !quote;
    let is_escape = escape.wrapping_sub(EACH) & !escape;
    let is_control = word.wrapping_sub(EACH * 0x20) & !word;
    // The lowest of the bits is of the first such byte, and of eight plain ones there is none; those above may err.
    let stops = (is_quote | is_escape | is_control) & (EACH << 7);
    (stops.trailing_zeros() / 8) as usize
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    depth: usize,
    /// Where strings are unescaped, one after the other.
    room: Vec<u8>,
}

impl<'t> Parser<'t> {
    // Asked at every byte: where the page's program is made small, it would be called each time.
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn expected<T>(&self, what: &str) -> Result<T, Error> {
        Err(Error {
            offset: self.at,
            message: format!("expected {what}, found {}", found(self.text, self.at)),
        })
    }

    fn fail<T>(&self, offset: usize, message: impl Into<String>) -> Result<T, Error> {
        Err(Error {
            offset,
            message: message.into(),
        })
    }

    fn span(&self, start: usize) -> Span {
        // Texts are bounded far below 4 GiB (`limits::MAX_FILE_BYTES`).
        Span {
            start: start as u32,
            end: self.at as u32,
        }
    }

    fn value(&mut self) -> Result<Node<'t>, Error> {
        self.space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object()?,
            Some(b'[') => self.array()?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return self.expected("a value"),
        };
        Ok(Node {
            span: self.span(start),
            value,
        })
    }

    fn word(&mut self, word: &str, value: Value<'t>) -> Result<Value<'t>, Error> {
        if self
            .bytes
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(word.as_bytes()))
        {
            self.at += word.len();
            Ok(value)
        } else {
            self.expected("a value")
        }
    }

    fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.fail(
                self.at,
                format!("nested deeper than {MAX_DEPTH} levels: Keyglass stops here"),
            );
        }
        self.at += 1;
        Ok(())
    }

    fn array(&mut self) -> Result<Value<'t>, Error> {
        self.enter()?;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
        } else {
            loop {
                items.push(self.value()?);
                self.space();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b']') => {
                        self.at += 1;
                        break;
                    }
                    _ => return self.expected("“,” or “]”"),
                }
            }
        }
        self.depth -= 1;
        Ok(Value::Array(items))
    }

    fn object(&mut self) -> Result<Value<'t>, Error> {
        self.enter()?;
        // Records stand on top, and have some dozen members: to grow step by step would move them again and again.
        let mut members = Vec::with_capacity(if self.depth < 3 { 24 } else { 4 });
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
        } else {
            loop {
                members.push(self.member()?);
                self.space();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b'}') => {
                        self.at += 1;
                        break;
                    }
                    _ => return self.expected("“,” or “}”"),
                }
            }
        }
        self.depth -= 1;
        Ok(Value::Object(members))
    }

    fn member(&mut self) -> Result<Member<'t>, Error> {
        self.space();
        let start = self.at;
        if self.peek() != Some(b'"') {
            return self.expected("a member name in double quotes");
        }
        let name = self.string()?;
        let name_span = self.span(start);
        self.space();
        if self.peek() != Some(b':') {
            return self.expected("“:”");
        }
        self.at += 1;
        Ok(Member {
            name,
            name_span,
            value: self.value()?,
        })
    }

    fn number(&mut self) -> Result<&'t str, Error> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return self.expected("a digit"),
        }
        if let Some(b'0'..=b'9') = self.peek() {
            return self.fail(start, "a number must not begin with 0");
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.some_digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Result<(), Error> {
        match self.peek() {
            Some(b'0'..=b'9') => {
                self.digits();
                Ok(())
            }
            _ => self.expected("a digit"),
        }
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Error> {
        let open = self.at;
        let start = open + 1;
        self.at = start + plain(self.bytes.get(start..).unwrap_or_default());
        let run = self.text.get(start..self.at).unwrap_or_default();
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                Ok(Cow::Borrowed(run))
            }
            Some(b'\\') => self.unescaped(open, run).map(Cow::Owned),
            Some(byte) => self.control(byte),
            None => self.fail(open, NEVER_CLOSED),
        }
    }

    /// The string that opens there, whose first escape is here, behind `head`. Policies are long strings full of escapes, a
    /// few bytes from one to the next: eight bytes are put down at a time, and those too many are written over.
    fn unescaped(&mut self, open: usize, head: &str) -> Result<String, Error> {
        let mut out = std::mem::take(&mut self.room);
        out.clear();
        out.extend_from_slice(head.as_bytes());
        let mut to = out.len();
        loop {
            // What one round puts down at most.
            if out.len() < to + 12 {
                out.resize(2 * to + 1024, 0);
            }
            let from = self.bytes.get(self.at..).unwrap_or_default();
            let into = out.get_mut(to..).unwrap_or_default();
            if let (Some(from), Some(into)) = (from.first_chunk::<8>(), into.first_chunk_mut::<8>())
            {
                *into = *from;
                let plain = plain_of(*from);
                self.at += plain;
                to += plain;
                if plain == 8 {
                    continue;
                }
            }
            let into = out.get_mut(to..).unwrap_or_default();
            let byte = match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    // Cut only before bytes of ASCII, it is as sound as the text.
                    let bytes = out.get(..to).unwrap_or_default().to_vec();
                    self.room = out;
                    return String::from_utf8(bytes).or_else(|_| self.fail(open, NEVER_CLOSED));
                }
                Some(b'\\') => match self.escape()? {
                    character if character.is_ascii() => character as u8,
                    character => {
                        to += character.encode_utf8(into).len();
                        continue;
                    }
                },
                Some(byte @ 0..=0x1f) => return self.control(byte),
                // One of the last bytes of the text.
                Some(byte) => {
                    self.at += 1;
                    byte
                }
                None => return self.fail(open, NEVER_CLOSED),
            };
            if let Some(into) = into.first_mut() {
                *into = byte;
            }
            to += 1;
        }
    }

    fn control<T>(&self, byte: u8) -> Result<T, Error> {
        let message = match byte {
            b'\n' | b'\r' => "the line ends inside a string".to_string(),
            _ => format!("a control character (U+{byte:04X}) inside a string must be escaped"),
        };
        self.fail(self.at, message)
    }

    /// Reads an escape; `at` is on the backslash before and past the escape after.
    fn escape(&mut self) -> Result<char, Error> {
        let start = self.at;
        self.at += 1;
        let Some(byte) = self.peek() else {
            return self.fail(start, NEVER_CLOSED);
        };
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(start),
            _ => return self.fail(start, "an escape that JSON does not know"),
        })
    }

    fn unicode(&mut self, start: usize) -> Result<char, Error> {
        let first = self.hex(start)?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        if first < 0xdc00 && self.peek() == Some(b'\\') {
            self.at += 1;
            if self.peek() == Some(b'u') {
                self.at += 1;
                let second = self.hex(start)?;
                if (0xdc00..0xe000).contains(&second) {
                    let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                    if let Some(character) = char::from_u32(code) {
                        return Ok(character);
                    }
                }
            }
        }
        self.fail(start, "half of a surrogate pair is no character")
    }

    fn hex(&mut self, start: usize) -> Result<u32, Error> {
        let digits = self.text.get(self.at..self.at + 4);
        let code = digits
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => self.fail(start, "\\u wants four hexadecimal digits"),
        }
    }
}

/// What stands at the offset, in words for a message.
fn found(text: &str, offset: usize) -> String {
    match text.get(offset..).and_then(|rest| rest.chars().next()) {
        None => "the end of the text".into(),
        Some('\0') => "a NUL byte".into(),
        Some(character) if character.is_control() => format!("U+{:04X}", character as u32),
        Some(character) => format!("“{character}”"),
    }
}

#[cfg(test)]
mod tests;
