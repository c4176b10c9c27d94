//! Numbers as numeric conditions compare them.

/// A decimal number, exact to twelve places after the point. Further places are cut, and numbers beyond some 10^18 are all
/// the largest one: no key of a condition comes near either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal {
    /// The next whole number that is not larger.
    floor: i64,
    /// How much more it is, of [`ONE`].
    above: i64,
}

const PLACES: i64 = 12;
const ONE: i64 = 1_000_000_000_000;

/// A whole number, or where it is larger than that the largest that matters.
fn whole_number(text: &str) -> Option<i64> {
    const MOST: i64 = 1 << 32;
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().unwrap_or(MOST).min(MOST);
    is_number.then_some(if text.starts_with('-') {
        -number
    } else {
        number
    })
}

impl Decimal {
    /// `5`, `-1.5`, `.5`, `1e3`; `None` for anything else, blanks too.
    pub fn parse(text: &str) -> Option<Decimal> {
        Decimal::read(text).map(|(number, _)| number)
    }

    /// Whether nothing of the number was cut, and one more place would still fit: then there is always a number between it
    /// and another such.
    pub fn is_exact(text: &str) -> bool {
        Decimal::read(text).is_some_and(|(_, exact)| exact)
    }

    fn read(text: &str) -> Option<(Decimal, bool)> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, whole_number(exponent)?),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut digits = whole.bytes().chain(fraction.bytes());
        if whole.len() + fraction.len() == 0 || !digits.clone().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        // Digits before the point, and zeros between it and the first of the others.
        let before = whole.len() as i64 + exponent;
        let mut size: i64 = 0;
        for _ in 0..before {
            let digit = match digits.next() {
                Some(byte) => byte - b'0',
                None if size == 0 => break,
                None => 0,
            };
            size = size.saturating_mul(10).saturating_add(digit.into());
            if size == i64::MAX {
                break;
            }
        }
        let mut places: i64 = 0;
        for place in 0..PLACES {
            let digit = match place < -before {
                true => 0,
                false => digits.next().map_or(0, |byte| byte - b'0'),
            };
            places = 10 * places + i64::from(digit);
        }
        let is_largest = size == i64::MAX;
        let cut = is_largest || digits.any(|byte| byte != b'0');
        let number = match (negative, places) {
            _ if is_largest => Decimal::from_whole(if negative { i64::MIN } else { i64::MAX }),
            (false, above) => Decimal { floor: size, above },
            (true, 0) => Decimal::from_whole(-size),
            (true, places) => Decimal {
                floor: -size - 1,
                above: ONE - places,
            },
        };
        Some((number, !cut && places % 10 == 0))
    }

    pub fn from_whole(number: i64) -> Decimal {
        Decimal {
            floor: number,
            above: 0,
        }
    }

    /// Without what stands behind the point.
    pub fn whole(self) -> i64 {
        self.floor + i64::from(self.floor < 0 && self.above > 0)
    }

    pub fn plus(self, number: i64) -> Decimal {
        Decimal {
            floor: self.floor.saturating_add(number),
            ..self
        }
    }

    /// A number between this one and a larger one: the next whole one where it lies between, else their middle.
    pub fn between(self, larger: Decimal) -> Decimal {
        let next = Decimal::from_whole(self.floor.saturating_add(1));
        if next < larger {
            return next;
        }
        let end = if larger.floor > self.floor {
            ONE
        } else {
            larger.above
        };
        Decimal {
            above: self.above + (end - self.above) / 2,
            ..self
        }
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let whole = self.whole().unsigned_abs();
        let (sign, places) = match self.floor < 0 {
            true if self.above > 0 => ("-", ONE - self.above),
            true => ("-", 0),
            false => ("", self.above),
        };
        match places {
            0 => write!(out, "{sign}{whole}"),
            places => {
                let places = format!("{places:012}");
                write!(out, "{sign}{whole}.{}", places.trim_end_matches('0'))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_numbers_look_like() {
        for (text, same) in [
            ("5", "5"),
            ("+5", "5"),
            ("-0", "0"),
            ("007", "7"),
            ("-1.50", "-1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e3", "1000"),
            ("1.25E-2", "0.0125"),
            ("12e-14", "0"),
            ("0e999999999", "0"),
            ("0.0000000000001", "0"),
            ("1.5e1", "15"),
            ("123.45e-2", "1.2345"),
            ("5e-3", "0.005"),
            ("-0.25", "-0.25"),
            ("-12.000000000001", "-12.000000000001"),
        ] {
            let read = Decimal::parse(text).map(|number| number.to_string());
            assert_eq!(read.as_deref(), Some(same), "{text}");
        }
        for text in [
            "", "-", ".", "1,5", "1 ", "e3", "1e", "0x10", "inf", "NaN", "--1", "1.2.3",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn compares_exactly_where_floats_do_not() {
        let read = |text| Decimal::parse(text).unwrap();
        assert!(read("9007199254740993") > read("9007199254740992"));
        assert_eq!(read("0.10"), read("1e-1"));
        assert!(read("-2") < read("-1.999999999999"));
        assert_eq!(read("1e99"), read("1e98"));
        assert!(read("-1e99") < read("-1e9"));
    }

    #[test]
    fn knows_what_it_holds_exactly() {
        for text in [
            "5",
            "-0.5",
            "0.00000000001",
            "1e18",
            "0e99",
            "1.50000000000000000",
        ] {
            assert!(Decimal::is_exact(text), "{text}");
        }
        for text in [
            "0.000000000001",
            "1e-13",
            "1e30",
            "-1e30",
            "0.33333333333333",
            "x",
        ] {
            assert!(!Decimal::is_exact(text), "{text}");
        }
    }

    #[test]
    fn lies_between() {
        let read = |text| Decimal::parse(text).unwrap();
        for (low, high, between) in [
            ("1", "3", "2"),
            ("1", "2", "1.5"),
            ("-1.5", "0.5", "-1"),
            ("-0.2", "0", "-0.1"),
            ("0.5", "1", "0.75"),
            ("0.25", "0.75", "0.5"),
            ("-1.5", "-1.25", "-1.375"),
            ("-3", "-1", "-2"),
        ] {
            assert_eq!(read(low).between(read(high)), read(between), "{low} {high}");
        }
        assert_eq!(Decimal::from_whole(-3).plus(1).whole(), -2);
        assert_eq!(read("1e99").whole(), i64::MAX);
        assert_eq!(read("-1.9").whole(), -1);
    }
}
