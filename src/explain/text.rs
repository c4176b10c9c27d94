use std::fmt;

use crate::aws::names::{OWN_ORGANIZATION, STAND_IN};

/// A stretch of a text, by what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    Words(String),
    /// Something that AWS or the file wrote: shown verbatim, in mono.
    Code(String),
    /// An account id: read in groups of four, copied without blanks.
    Account(String),
}

/// A text made of runs. `Display` writes it plain.
///
/// Boxed, as a text is handed on call by call in a thousand places: a pointer stays in a register, and three words are
/// written to the stack each time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::box_collection)]
pub struct Text(Box<Vec<Run>>);

impl Text {
    pub fn new() -> Text {
        Text::default()
    }

    #[must_use]
    pub fn words(self, words: impl AsRef<str>) -> Text {
        self.add_words(words.as_ref())
    }

    // Called in a thousand places: their code is smaller with one copy of this.
    #[inline(never)]
    fn add_words(mut self, words: &str) -> Text {
        match self.0.last_mut() {
            Some(Run::Words(last)) => last.push_str(words),
            _ => self.0.push(Run::Words(words.to_string())),
        }
        self
    }

    #[must_use]
    pub fn code(self, code: impl AsRef<str>) -> Text {
        self.add(Run::Code, code.as_ref())
    }

    #[inline(never)]
    fn add(mut self, run: fn(String) -> Run, text: &str) -> Text {
        // What stands for the key's organization or account is shown as policies write it.
        self.0.push(match text {
            STAND_IN => Run::Code("${aws:ResourceAccount}".into()),
            text => run(visible(text)
                .replace(":009900990099:", ":${aws:ResourceAccount}:")
                .replace(OWN_ORGANIZATION, "${aws:ResourceOrgID}")),
        });
        self
    }

    #[must_use]
    pub fn account(self, account: impl AsRef<str>) -> Text {
        self.add(Run::Account, account.as_ref())
    }

    #[must_use]
    #[inline(never)]
    pub fn then(mut self, other: Text) -> Text {
        for run in *other.0 {
            match run {
                Run::Words(words) => self = self.words(words),
                other => self.0.push(other),
            }
        }
        self
    }

    pub fn runs(&self) -> &[Run] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same with a capital first letter.
    pub fn capital(mut self) -> Text {
        if let Some(Run::Words(words)) = self.0.first_mut()
            && let Some(first) = words.get_mut(..1)
        {
            first.make_ascii_uppercase();
        }
        self
    }

    /// `a`, `a or b`, `a, b or c`; beyond `most`, "and 3 more".
    #[inline(never)]
    pub fn list(items: Vec<Text>, word: &str, most: usize) -> Text {
        let count = items.len();
        let shown = if count > most { most } else { count };
        let mut out = Text::new();
        for (position, item) in items.into_iter().take(shown).enumerate() {
            if position > 0 {
                let last = position + 1 == count;
                out = out.words(if last {
                    format!(" {word} ")
                } else {
                    ", ".into()
                });
            }
            out = out.then(item);
        }
        if shown < count {
            out = out.words(format!(" {word} {} more", count - shown));
        }
        out
    }
}

impl From<&str> for Text {
    #[inline(never)]
    fn from(words: &str) -> Text {
        Text::new().words(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Text {
        Text::new().words(words)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for run in self.runs() {
            let (Run::Words(text) | Run::Code(text) | Run::Account(text)) = run;
            out.write_str(text)?;
        }
        Ok(())
    }
}

/// Text of this project in which code stands in backticks, as the rules' documentation writes it. Never for text of a
/// file.
pub fn marked(text: &str) -> Text {
    let mut out = Text::new();
    for (position, part) in text.split('`').enumerate() {
        if part.is_empty() {
            continue;
        }
        out = match position % 2 {
            0 => out.words(part),
            _ => out.code(part),
        };
    }
    out
}

/// A text of a file to be read by people. Characters that turn the direction of what follows are named in place: they
/// would show it in another order than it stands there ("Unicode Bidirectional Algorithm", UAX #9).
pub fn visible(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // Nearly every text, and much sooner told.
    if text.is_ascii() || !text.contains(turns) {
        return text.to_string();
    }
    let mut out = String::new();
    for c in text.chars() {
        match turns(c) {
            true => out.push_str(&format!("⟨U+{:04X}⟩", c as u32)),
            false => out.push(c),
        }
    }
    out
}

/// `1 key`, `2 keys`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    let name = if number == 1 { one } else { many };
    [&grouped(number), " ", name].concat()
}

/// A number with a comma before each three digits.
pub fn grouped(number: usize) -> String {
    let mut digits = number.to_string();
    let mut at = digits.len();
    while at > 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An account's digits are shown in groups; what stands for an account has none.
    #[test]
    fn stand_ins_are_shown_as_policies_write_them() {
        let text = Text::new()
            .account(STAND_IN)
            .code(STAND_IN)
            .code(OWN_ORGANIZATION)
            .code([OWN_ORGANIZATION, "/*"].concat());
        let account = || Run::Code("${aws:ResourceAccount}".into());
        let role = Text::new().code("arn:aws:iam::009900990099:role/R");
        let named = Run::Code("arn:aws:iam::${aws:ResourceAccount}:role/R".into());
        assert_eq!(role.runs(), [named]);
        assert_eq!(
            text.runs(),
            [
                account(),
                account(),
                Run::Code("${aws:ResourceOrgID}".into()),
                Run::Code("${aws:ResourceOrgID}/*".into())
            ]
        );
    }

    #[test]
    fn long_numbers_are_grouped() {
        let all = [0, 12, 999, 1_000, 12_345, 123_456, 1_234_567];
        let said = all.map(grouped).join(" ");
        assert_eq!(said, "0 12 999 1,000 12,345 123,456 1,234,567");
        assert_eq!(count(5_200, "key", "keys"), "5,200 keys");
    }

    #[test]
    fn what_turns_the_direction_is_named() {
        assert_eq!(
            visible("role/\u{202e}nimdA\u{2069}x"),
            "role/⟨U+202E⟩nimdA⟨U+2069⟩x"
        );
        assert_eq!(visible("München"), "München");
        assert_eq!(Text::new().code("a\u{2066}").to_string(), "a⟨U+2066⟩");
    }

    #[test]
    fn lists_read_as_people_write() {
        let items = |n: usize| {
            (1..=n)
                .map(|i| Text::from(i.to_string()))
                .collect::<Vec<_>>()
        };
        assert_eq!(Text::list(items(1), "or", 3).to_string(), "1");
        assert_eq!(Text::list(items(2), "or", 3).to_string(), "1 or 2");
        assert_eq!(Text::list(items(3), "and", 3).to_string(), "1, 2 and 3");
        assert_eq!(
            Text::list(items(5), "and", 3).to_string(),
            "1, 2, 3 and 2 more"
        );
    }

    #[test]
    fn backticks_mark_code() {
        let text = marked("Write `kms:*`, not `*`.");
        assert_eq!(text.runs().len(), 5);
        assert_eq!(text.runs()[1], Run::Code("kms:*".into()));
        assert_eq!(text.to_string(), "Write kms:*, not *.");
    }
}
