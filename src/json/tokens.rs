use super::Span;

/// What a stretch of JSON text is, for showing it in colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The name of a member.
    Name,
    String,
    /// A number, `true`, `false`, `null`.
    Literal,
    /// Brackets, commas, white space, and whatever is not JSON.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// Cuts a text into tokens that cover all of it, JSON or not. No token crosses the end of a line.
pub fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        let kind = match byte {
            b'"' => {
                at += 1;
                while let Some(byte) = bytes.get(at) {
                    match byte {
                        b'\\' => at += 2,
                        b'"' => {
                            at += 1;
                            break;
                        }
                        b'\n' | b'\r' => break,
                        _ => at += 1,
                    }
                }
                at = at.min(bytes.len());
                match names(bytes, at) {
                    true => TokenKind::Name,
                    false => TokenKind::String,
                }
            }
            b'-' | b'0'..=b'9' | b'a'..=b'z' => {
                while let Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E') =
                    bytes.get(at)
                {
                    at += 1;
                }
                TokenKind::Literal
            }
            // Each by itself, so that the one that closes a value ends with it.
            b'{' | b'}' | b'[' | b']' | b'\n' | b'\r' => {
                at += 1;
                TokenKind::Other
            }
            _ => {
                while let Some(byte) = bytes.get(at) {
                    let starts_another = matches!(
                        byte,
                        b'"' | b'\n' | b'\r' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'{' | b'}' | b'[' | b']'
                    );
                    if starts_another {
                        break;
                    }
                    at += 1;
                }
                TokenKind::Other
            }
        };
        // A byte step may have ended inside a character; then the rest of the character belongs to the token.
        while !text.is_char_boundary(at) {
            at += 1;
        }
        out.push(Token {
            kind,
            span: Span {
                start: start as u32,
                end: at as u32,
            },
        });
    }
    out
}

/// Whether a colon follows.
fn names(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tells_names_from_values() {
        let text = "{ \"a\" : [\"b\\\"\", -1.5e3, true] }";
        let kinds: Vec<_> = tokens(text)
            .iter()
            .filter(|token| token.kind != TokenKind::Other)
            .map(|token| (token.kind, token.span.of(text)))
            .collect();
        assert_eq!(
            kinds,
            [
                (TokenKind::Name, "\"a\""),
                (TokenKind::String, "\"b\\\"\""),
                (TokenKind::Literal, "-1.5e3"),
                (TokenKind::Literal, "true"),
            ]
        );
    }

    proptest! {
        #[test]
        fn covers_any_text_whole(text in "[\"\\\\a1é{}:,\n\r 😀]{0,40}") {
            let joined: String = tokens(&text).iter().map(|token| token.span.of(&text)).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
