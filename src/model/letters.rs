//! Letters without regard to their case.

/// The lower case of a letter of the Latin, Greek, Cyrillic or Armenian script; any other character is itself. AWS does
/// not say how it compares letters beyond ASCII; the standard library's tables of all scripts are too large for the page.
pub fn lower(c: char) -> char {
    let code = u32::from(c);
    let down = match code {
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde => 32,
        0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => 32,
        0x400..=0x40f => 80,
        0x531..=0x556 => 48,
        0x100..=0x12f | 0x132..=0x137 | 0x14a..=0x177 => (code + 1) % 2,
        0x460..=0x481 | 0x48a..=0x4bf | 0x4d0..=0x52f => (code + 1) % 2,
        0x1e00..=0x1e95 | 0x1ea0..=0x1eff => (code + 1) % 2,
        0x139..=0x148 | 0x179..=0x17e => code % 2,
        _ => 0,
    };
    char::from_u32(code + down).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is folded is folded as Unicode has it, and the letters of these scripts are.
    #[test]
    fn folds_as_unicode_does() {
        let unicode = |c: char| {
            let mut lower = c.to_lowercase();
            lower.next().filter(|_| lower.next().is_none())
        };
        for c in '\0'..='\u{ffff}' {
            if lower(c) != c {
                assert_eq!(Some(lower(c)), unicode(c), "{c}");
            }
        }
        for text in ["ÀÉÖÞ", "ĀŐŹŽ", "ΑΣΩ", "ЀАЯҐӐ", "ԱՖ", "ẀẾ", "AZ"] {
            for c in text.chars() {
                assert_eq!(Some(lower(c)), unicode(c), "{c}");
            }
        }
    }
}
