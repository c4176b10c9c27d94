use super::decimal::Decimal;

/// A moment, in seconds since 1970-01-01T00:00:00Z, leap seconds left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

pub const DAY: i64 = 86_400;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Moment {
    /// ISO 8601 in the forms of "Date and Time Formats" of the W3C, which "Date condition operators" (IAM User Guide)
    /// asks for, and with what AWS tools do besides: a blank for the `T`, no seconds, no colon in an offset, no offset
    /// (then UTC). A year or a month alone is its beginning; parts of a second are dropped.
    pub fn parse(text: &str) -> Option<Moment> {
        let mut text = Reader(text.trim());
        let year = text.number(4)?;
        let (mut month, mut day, mut seconds) = (1, 1, 0);
        if text.one_of("-").is_some() {
            month = text.number(2)?;
            if text.one_of("-").is_some() {
                day = text.number(2)?;
                if text.one_of("Tt ").is_some() {
                    seconds = time(&mut text)?;
                }
            }
        }
        let days = days_of(year, month, day);
        // The thirteenth month and the thirtieth of February are the days of others.
        let is_real = text.0.is_empty() && date_of(days) == (year, month, day);
        is_real.then_some(Moment(days * DAY + seconds))
    }

    /// A number as the AWS CLI of version 1 writes dates: seconds since 1970, or milliseconds where seconds would lie
    /// beyond the year 5000.
    pub fn from_epoch(number: &str) -> Option<Moment> {
        let value = Decimal::parse(number)?.whole();
        let seconds = match value.unsigned_abs() > 100_000_000_000 {
            true => value / 1000,
            false => value,
        };
        Some(Moment(seconds)).filter(|moment| moment.date().is_some())
    }

    /// Seconds since 1970, as conditions have them besides ISO 8601 ("Date condition operators", IAM User Guide).
    /// Beyond thirty billion years all are one, so that the time between two can still be told.
    pub fn from_seconds(number: &str) -> Option<Moment> {
        const MOST: i64 = 1 << 60;
        Some(Moment(Decimal::parse(number)?.whole().clamp(-MOST, MOST)))
    }

    /// `2026-12-03T00:00:00Z`; `None` beyond the years that can be written so.
    pub fn iso(self) -> Option<String> {
        let (year, month, day) = self.date()?;
        let seconds = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        Some(format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        ))
    }

    /// `3 December 2026`.
    pub fn day(self) -> String {
        let date = self.date().and_then(|(year, month, day)| {
            let month = MONTHS.get(usize::try_from(month - 1).ok()?)?;
            Some(format!("{day} {month} {year}"))
        });
        date.unwrap_or_else(|| format!("{} seconds after 1970", self.0))
    }

    /// Year, month and day, where the year has four digits.
    fn date(self) -> Option<(i64, i64, i64)> {
        let date = date_of(self.0.div_euclid(DAY));
        (0..10_000).contains(&date.0).then_some(date)
    }

    /// Whole days from `self` to `later`; negative when `later` is before.
    pub fn days_to(self, later: Moment) -> i64 {
        (later.0 - self.0).div_euclid(DAY)
    }

    /// How long ago or ahead, seen from `now`: "7 years ago", "in 9 days", "today".
    pub fn seen_from(self, now: Moment) -> String {
        let seconds = (self.0 - now.0).abs();
        let days = seconds / DAY;
        let amount = match days {
            0 => return "within a day".into(),
            1 => "1 day".to_string(),
            2..=60 => format!("{days} days"),
            61..=730 => format!("{} months", days * 12 / 365),
            _ => format!("{} years", days * 100 / 36_525),
        };
        if self.0 < now.0 {
            format!("{amount} ago")
        } else {
            format!("in {amount}")
        }
    }
}

/// What is left of a text that is read from its front.
struct Reader<'t>(&'t str);

impl Reader<'_> {
    /// Exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        self.0 = rest;
        is_number.then(|| number.parse().ok())?
    }

    fn one_of(&mut self, all: &str) -> Option<char> {
        let first = self.0.chars().next().filter(|c| all.contains(*c))?;
        self.0 = self.0.strip_prefix(first)?;
        Some(first)
    }
}

/// `12:30`, `12:30:00.5`, with or without an offset, as seconds of the day in UTC.
fn time(text: &mut Reader) -> Option<i64> {
    let hour = text.number(2)?;
    text.one_of(":")?;
    let minute = text.number(2)?;
    let mut second = 0;
    if text.one_of(":").is_some() {
        second = text.number(2)?;
        if text.one_of(".,").is_some() {
            text.number(1)?;
            text.0 = text.0.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    let offset = match text.one_of("+-Zz") {
        Some(sign @ ('+' | '-')) => {
            let hours = text.number(2)?;
            text.one_of(":");
            let minutes = match text.0 {
                "" => 0,
                _ => text.number(2)?,
            };
            let offset = hours * 60 + minutes;
            (hours < 24 && minutes < 60).then_some(if sign == '-' { -offset } else { offset })?
        }
        _ => 0,
    };
    let is_time = hour < 24 && minute < 60 && second < 60;
    is_time.then_some((hour * 60 + minute - offset) * 60 + second)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, with the years beginning in March: then the leap day is the
/// last of its year. After "chrono-Compatible Low-Level Date Algorithms" by Howard Hinnant.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let months = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * months + 2) / 5 + day - 719_469
}

/// The other way.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let months = (5 * of_year + 2) / 153;
    let day = of_year - (153 * months + 2) / 5 + 1;
    let month = (months + 2) % 12 + 1;
    let year = year + era * 400 + i64::from(month < 3);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_forms_that_tools_write() {
        let wanted = Some(Moment(1_546_300_800));
        for text in [
            "2019-01-01T00:00:00.000Z",
            "2019-01-01T00:00:00Z",
            "2019-01-01T02:00:00+02:00",
            "2019-01-01 00:00:00+00:00",
            "2019-01-01T00:00:00",
            "2019-01-01",
        ] {
            assert_eq!(Moment::parse(text), wanted, "{text}");
        }
        assert_eq!(Moment::parse("datetime"), None);
        assert_eq!(Moment::parse("2019-13-01"), None);
        assert_eq!(Moment::from_epoch("1546300800.5"), wanted);
        assert_eq!(Moment::from_epoch("1546300800000"), wanted);
        assert_eq!(Moment::from_epoch("1e300"), None);
        let seconds = |text: &str| Moment::from_seconds(text).unwrap();
        assert_eq!(seconds("253402300799"), Moment(253_402_300_799));
        assert!(seconds("1e25").days_to(seconds("-1e25")) < 0);
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "19",
            "2019-",
            "2019-1-1",
            "2019-00-01",
            "2019-02-29",
            "2019-01-01T",
            "2019-01-01T24:00:00Z",
            "2019-01-01T00:60:00Z",
            "2019-01-01T00:00:60Z",
            "2019-01-01T00:00:00.Z",
            "2019-01-01T00:00:00+24:00",
            "2019-01-01T00:00:00+1",
            "2019-01-01T00:00:00Z!",
            "2019-01T00:00:00Z",
            "\u{661}\u{662}19-01-01",
            "20\u{e9}-01-01",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        // The crate `time` does all this and more; it is larger than the page can carry.
        #[test]
        fn agrees_with_a_library_of_dates(seconds in -62_167_219_200_i64..253_402_300_800, offset in -1439_i64..1440) {
            use time::format_description::well_known::Rfc3339;
            let there = time::OffsetDateTime::from_unix_timestamp(seconds).unwrap();
            let iso = Moment(seconds).iso().unwrap();
            proptest::prop_assert_eq!(&iso, &there.format(&Rfc3339).unwrap());
            proptest::prop_assert_eq!(Moment::parse(&iso), Some(Moment(seconds)));
            let sign = if offset < 0 { '-' } else { '+' };
            let zone = format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60);
            let text = iso.replace('Z', &zone);
            let wanted = time::OffsetDateTime::parse(&text, &Rfc3339).unwrap().unix_timestamp();
            proptest::prop_assert_eq!(Moment::parse(&text), Some(Moment(wanted)));
        }
    }

    #[test]
    fn tells_ages_as_people_do() {
        let now = Moment::parse("2026-11-24").unwrap();
        let seen = |text: &str| Moment::parse(text).unwrap().seen_from(now);
        assert_eq!(seen("2019-01-01"), "7 years ago");
        assert_eq!(seen("2026-12-03"), "in 9 days");
        assert_eq!(seen("2026-11-23"), "1 day ago");
        assert_eq!(seen("2025-11-20"), "12 months ago");
        assert_eq!(seen("2026-09-25"), "60 days ago");
        assert_eq!(seen("2024-11-24"), "24 months ago");
        assert_eq!(
            Moment::parse("2026-12-03").unwrap().day(),
            "3 December 2026"
        );
    }
}
