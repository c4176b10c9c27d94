use super::decimal::Decimal;
use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date as Day, OffsetDateTime, PrimitiveDateTime};

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
    /// ISO 8601 in the forms that AWS tools write: with `T` or a blank, with an offset, `Z`, or none (then UTC), or
    /// the day alone; and a month or a year alone, as "Date and Time Formats" of the W3C has them, for their beginning.
    pub fn parse(text: &str) -> Option<Moment> {
        let text = text.trim();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        match (text.len(), text.split_once('-')) {
            (4, None) if digits(text) => return Moment::parse(&format!("{text}-01-01")),
            (7, Some((year, month))) if year.len() == 4 && digits(year) && digits(month) => {
                return Moment::parse(&format!("{text}-01"));
            }
            _ => {}
        }
        let with_t = text.replacen(' ', "T", 1);
        let seconds = OffsetDateTime::parse(&with_t, &Rfc3339)
            .or_else(|_| OffsetDateTime::parse(&with_t, &Iso8601::DEFAULT))
            .map(OffsetDateTime::unix_timestamp)
            .or_else(|_| {
                PrimitiveDateTime::parse(&with_t, &Iso8601::DEFAULT)
                    .map(|moment| moment.assume_utc().unix_timestamp())
            })
            .or_else(|_| {
                Day::parse(&with_t, &Iso8601::DEFAULT)
                    .map(|day| day.midnight().assume_utc().unix_timestamp())
            });
        seconds.ok().map(Moment)
    }

    /// A number as the AWS CLI of version 1 writes dates: seconds since 1970, or milliseconds where seconds would lie
    /// beyond the year 5000.
    pub fn from_epoch(number: &str) -> Option<Moment> {
        let value = Decimal::parse(number)?.whole();
        let seconds = match value.unsigned_abs() > 100_000_000_000 {
            true => value / 1000,
            false => value,
        };
        OffsetDateTime::from_unix_timestamp(seconds).ok()?;
        Some(Moment(seconds))
    }

    /// `2026-12-03T00:00:00Z`; `None` beyond the years that can be written so.
    pub fn iso(self) -> Option<String> {
        let moment = OffsetDateTime::from_unix_timestamp(self.0).ok()?;
        let (date, (hour, minute, second)) = (moment.date(), moment.to_hms());
        Some(format!("{date}T{hour:02}:{minute:02}:{second:02}Z"))
    }

    /// `3 December 2026`.
    pub fn day(self) -> String {
        match OffsetDateTime::from_unix_timestamp(self.0) {
            Ok(moment) => {
                let month = MONTHS
                    .get(usize::from(u8::from(moment.month())).saturating_sub(1))
                    .copied()
                    .unwrap_or_default();
                format!("{} {} {}", moment.day(), month, moment.year())
            }
            Err(_) => format!("{} seconds after 1970", self.0),
        }
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
            2..=59 => format!("{days} days"),
            60..=729 => format!("{} months", days * 12 / 365),
            _ => format!("{} years", days * 100 / 36_525),
        };
        if self.0 < now.0 {
            format!("{amount} ago")
        } else {
            format!("in {amount}")
        }
    }
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
    }

    #[test]
    fn tells_ages_as_people_do() {
        let now = Moment::parse("2026-11-24").unwrap();
        let seen = |text: &str| Moment::parse(text).unwrap().seen_from(now);
        assert_eq!(seen("2019-01-01"), "7 years ago");
        assert_eq!(seen("2026-12-03"), "in 9 days");
        assert_eq!(seen("2026-11-23"), "1 day ago");
        assert_eq!(seen("2025-11-20"), "12 months ago");
        assert_eq!(
            Moment::parse("2026-12-03").unwrap().day(),
            "3 December 2026"
        );
    }
}
