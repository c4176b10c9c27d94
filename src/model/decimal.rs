//! Numbers as numeric conditions compare them.

/// A decimal number, exact to twelve places after the point. Further places are cut, and numbers beyond some 10^26 are all
/// the largest one: no key of a condition comes near either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i128);

const PLACES: i64 = 12;
const ONE: i128 = 1_000_000_000_000;

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
        let mut wanted = whole.len() as i64 + exponent + PLACES;
        let mut value: i128 = 0;
        while wanted > 0 {
            let digit = match digits.next() {
                Some(byte) => i128::from(byte - b'0'),
                None if value == 0 => break,
                None => 0,
            };
            value = value.saturating_mul(10).saturating_add(digit);
            if value == i128::MAX {
                break;
            }
            wanted -= 1;
        }
        let cut = value == i128::MAX || digits.any(|byte| byte != b'0');
        let number = Decimal(if negative { -value } else { value });
        Some((number, !cut && value % 10 == 0))
    }

    pub fn from_whole(number: i64) -> Decimal {
        Decimal(i128::from(number) * ONE)
    }

    /// Without what stands behind the point.
    pub fn whole(self) -> i64 {
        let whole = self.0 / ONE;
        i64::try_from(whole).unwrap_or(if whole < 0 { i64::MIN } else { i64::MAX })
    }

    pub fn plus(self, number: i64) -> Decimal {
        Decimal(self.0.saturating_add(i128::from(number) * ONE))
    }

    /// A number between this one and a larger one: the next whole one where it lies between, else their middle.
    pub fn between(self, larger: Decimal) -> Decimal {
        let next = (self.0.div_euclid(ONE) + 1).saturating_mul(ONE);
        match next < larger.0 {
            true => Decimal(next),
            false => Decimal(self.0 + larger.0.saturating_sub(self.0) / 2),
        }
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, rest) = (size / ONE.unsigned_abs(), size % ONE.unsigned_abs());
        match rest {
            0 => write!(out, "{sign}{whole}"),
            rest => {
                let places = format!("{rest:012}");
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
            "1e26",
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
        ] {
            assert_eq!(read(low).between(read(high)), read(between), "{low} {high}");
        }
        assert_eq!(Decimal::from_whole(-3).plus(1).whole(), -2);
        assert_eq!(read("1e99").whole(), i64::MAX);
        assert_eq!(read("-1.9").whole(), -1);
    }
}
