//! Ranges of addresses, as `IpAddress` and `NotIpAddress` compare them.

use std::net::IpAddr;

/// Addresses on the internet, kept for documentation or in use by nobody in particular.
pub const SAMPLES: [&str; 2] = ["198.51.100.7", "2600:1f18:1234::7"];

/// What no request over the internet comes from.
const PRIVATE: [&str; 7] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
];

/// The share of all addresses, of 2³², beyond which ranges fix nobody: an eighth.
const MOST_OF_THE_INTERNET: u64 = 1 << 29;

/// A range of addresses.
pub struct Cidr {
    pub address: IpAddr,
    pub prefix: u8,
}

impl Cidr {
    /// An address with or without the length of its prefix; `None` for anything else.
    pub fn parse(text: &str) -> Option<Cidr> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().ok()?;
        let most = length(address);
        let prefix: u8 = match prefix {
            Some(prefix) => prefix
                .trim()
                .parse()
                .ok()
                .filter(|prefix| *prefix <= most)?,
            None => most,
        };
        // An IPv4 range in the clothes of IPv6 is an IPv4 range.
        Some(match (address.to_canonical(), prefix.checked_sub(96)) {
            (address @ IpAddr::V4(_), Some(prefix)) => Cidr { address, prefix },
            _ => Cidr { address, prefix },
        })
    }

    /// Whether the address lies in the range.
    pub fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let differ = bits(self.address) ^ bits(address);
        length(self.address) == length(address) && differ & !self.host() == 0
    }

    /// Whether all of its addresses lie in the other range.
    pub fn is_within(&self, other: &Cidr) -> bool {
        self.prefix >= other.prefix && other.holds(self.address)
    }

    /// The bits of an address that the prefix leaves free.
    fn host(&self) -> u128 {
        let free = length(self.address) - self.prefix;
        u128::MAX
            .checked_shr(128 - u32::from(free))
            .unwrap_or_default()
    }

    /// Its first address, and the one behind its last.
    fn borders(&self) -> impl Iterator<Item = IpAddr> + use<> {
        let (own, host) = (bits(self.address), self.host());
        let v4 = self.address.is_ipv4();
        let address = move |bits: u128| match v4 {
            true => u32::try_from(bits).ok().map(|bits| IpAddr::V4(bits.into())),
            false => Some(IpAddr::V6(bits.into())),
        };
        let behind = (own | host).checked_add(1);
        [Some(own & !host), behind]
            .into_iter()
            .filter_map(move |bits| address(bits?))
    }

    /// The range written with its first address, where the text has another.
    pub fn tidy(&self) -> Option<String> {
        let first = self.borders().next()?;
        (first != self.address).then(|| format!("{}/{}", written(first), self.prefix))
    }

    /// Not broader than /8 (IPv4) or /32 (IPv6): AWS calls wider ranges public ("The meaning of public").
    pub fn is_narrow(&self) -> bool {
        self.prefix >= if self.address.is_ipv4() { 8 } else { 32 }
    }

    /// How much of all addresses of its kind it is, of 2³².
    fn share(&self) -> u64 {
        1 << 32_u32.saturating_sub(self.prefix.into())
    }

    /// A range that no request over the internet comes from.
    pub fn is_private(&self) -> bool {
        private().any(|range| self.is_within(&range))
    }
}

fn private() -> impl Iterator<Item = Cidr> {
    PRIVATE.iter().filter_map(|text| Cidr::parse(text))
}

/// How many bits an address has.
fn length(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// Whether the text is an address or a range of addresses.
pub fn is_range(text: &str) -> bool {
    Cidr::parse(text).is_some()
}

/// Whether narrow ranges, each counted once, are more than that together. A broad one fixes nobody by itself.
pub fn is_wide<'t>(ranges: impl Iterator<Item = &'t str>) -> bool {
    let tidy = |text: &str| {
        Some(
            Cidr::parse(text)?
                .tidy()
                .unwrap_or_else(|| text.to_string()),
        )
    };
    let mut ranges: Vec<String> = ranges.filter_map(tidy).collect();
    crate::order::by(&mut ranges, Ord::cmp);
    ranges.dedup();
    let ranges = ranges.iter().filter_map(|text| Cidr::parse(text));
    let narrow = ranges.filter(Cidr::is_narrow);
    narrow.map(|range| range.share()).sum::<u64>() > MOST_OF_THE_INTERNET
}

/// Whether all addresses of a range lie in the other one.
pub fn is_within(range: &str, other: &str) -> bool {
    let both = Cidr::parse(range).zip(Cidr::parse(other));
    both.is_some_and(|(range, other)| range.is_within(&other))
}

/// An address of every stretch in which the ranges do not differ: where each begins, and what follows its end.
///
/// `public_only` leaves private addresses out, which no request over the internet carries.
pub fn borders<'t>(ranges: impl Iterator<Item = &'t str>, public_only: bool) -> Vec<String> {
    let named = ranges.filter_map(Cidr::parse).chain(private());
    named
        .flat_map(|range| range.borders())
        .chain(SAMPLES.iter().filter_map(|text| text.parse().ok()))
        .filter(|address| !public_only || !private().any(|range| range.holds(*address)))
        .map(written)
        .collect()
}

/// An address as text; of IPv6 with `::` for what is zero at its end alone. (What the standard library has for it is long.)
fn written(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.octets().map(|part| part.to_string()).join("."),
        IpAddr::V6(address) => {
            let text = address.segments().map(|part| format!("{part:x}")).join(":");
            let mut head = text.as_str();
            while let Some(rest) = head.strip_suffix(":0") {
                head = rest;
            }
            match head {
                "0" => "::".into(),
                head if head.len() < text.len() => [head, "::"].concat(),
                _ => text,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_an_address_at_each_border() {
        let found = borders(
            [
                "203.0.113.0/24",
                "2001:db8::/32",
                "10.1.0.0/16",
                "0.0.0.0/1",
            ]
            .into_iter(),
            true,
        );
        for address in [
            "203.0.113.0",
            "203.0.114.0",
            "2001:db8::",
            "2001:db9::",
            "128.0.0.0",
            "11.0.0.0",
        ] {
            assert!(
                found.iter().any(|other| other == address),
                "{address}: {found:?}"
            );
        }
        for private in ["10.1.0.0", "10.2.0.0", "10.0.0.0", "192.168.0.0", "fc00::"] {
            assert!(!found.iter().any(|other| other == private), "{private}");
        }
        // Bits behind the prefix do not count.
        let loose = borders(["203.0.113.7/24", "2001:db8::7/32"].into_iter(), true);
        for address in ["203.0.113.0", "203.0.114.0", "2001:db8::", "2001:db9::"] {
            assert!(loose.iter().any(|other| other == address), "{address}");
        }
        let all = borders(["10.1.0.0/16"].into_iter(), false);
        assert!(all.iter().any(|address| address == "10.1.0.0"));
        // Behind the last address there is none.
        assert!(
            !borders(["255.0.0.0/8"].into_iter(), true)
                .iter()
                .any(|address| address == "0.0.0.0")
        );
    }

    #[test]
    fn ranges_are_read_as_they_are_meant() {
        let range = |text: &str| Cidr::parse(text).unwrap();
        assert_eq!(range("203.0.113.7/24").tidy().unwrap(), "203.0.113.0/24");
        assert_eq!(range("203.0.113.0/24").tidy(), None);
        assert_eq!(range("2001:db8::7/32").tidy().unwrap(), "2001:db8::/32");
        // An IPv4 range in IPv6 clothes is one of IPv4; one that is wider than IPv4 is none.
        assert_eq!(range("::ffff:203.0.113.0/120").prefix, 24);
        assert_eq!(range("203.0.113.0/24").prefix, 24);
        assert!(!range("::ffff:0.0.0.0/90").address.is_ipv4());
        for (text, private) in [
            ("10.0.0.0/8", true),
            ("10.0.0.0/7", false),
            ("127.0.0.0/8", true),
            ("126.0.0.0/8", false),
            ("127.0.0.0/7", false),
            ("169.254.0.0/16", true),
            ("169.254.0.0/15", false),
            ("169.253.0.0/16", false),
            ("203.0.113.0/24", false),
            ("fc00::/7", true),
            ("fe80::/10", true),
            ("fe80::/9", false),
            ("2001:db8::/32", false),
        ] {
            assert_eq!(range(text).is_private(), private, "{text}");
        }
    }

    #[test]
    fn what_each_private_range_holds() {
        let range = |text: &str| Cidr::parse(text).unwrap();
        for (text, private) in [
            ("10.255.0.0/16", true),
            ("172.16.0.0/12", true),
            ("172.16.0.0/11", false),
            ("172.32.0.0/12", false),
            ("192.168.0.0/16", true),
            ("192.168.0.0/15", false),
            ("192.168.0.0/12", false),
            ("169.254.7.0/24", true),
            ("fd00::/8", true),
            ("fc00::/6", false),
            ("fe80::/64", true),
            ("fec0::/10", false),
            ("ff00::/8", false),
        ] {
            assert_eq!(range(text).is_private(), private, "{text}");
        }
    }
}
