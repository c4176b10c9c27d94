//! Ranges of addresses, as `IpAddress` and `NotIpAddress` compare them.

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

/// An address of IPv4 or IPv6. (The standard library's, with what reads and writes them, is long.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    v4: bool,
    bits: u128,
}

impl Address {
    /// `None` for anything else. An IPv4 address in the clothes of IPv6 (`::ffff:203.0.113.7`) is one of IPv4.
    pub fn parse(text: &str) -> Option<Address> {
        Some(Address::written(text)?.canonical())
    }

    /// As it is written.
    fn written(text: &str) -> Option<Address> {
        if let Some(bits) = v4(text) {
            return Some(Address { v4: true, bits });
        }
        // `::` stands for one group of zeros or more.
        let (head, tail) = text
            .split_once("::")
            .map_or((text, None), |(head, tail)| (head, Some(tail)));
        let (mut groups, behind) = (
            groups(head, tail.is_none())?,
            groups(tail.unwrap_or_default(), true)?,
        );
        let zeros = 8usize.checked_sub(groups.len() + behind.len())?;
        if tail.is_some() != (zeros > 0) {
            return None;
        }
        groups.extend(vec![0; zeros]);
        groups.extend(behind);
        let bits = groups
            .iter()
            .fold(0, |bits, group| bits << 16 | u128::from(*group));
        Some(Address { v4: false, bits })
    }

    fn canonical(self) -> Address {
        match self.bits >> 32 {
            0xffff => Address {
                v4: true,
                bits: self.bits & 0xffff_ffff,
            },
            _ => self,
        }
    }

    /// How many bits it has.
    fn length(self) -> u8 {
        if self.v4 { 32 } else { 128 }
    }
}

/// Four numbers with points between them.
fn v4(text: &str) -> Option<u128> {
    let mut bits = 0;
    let mut parts = text.split('.');
    for _ in 0..4 {
        bits = bits << 8 | u128::from(number(parts.next()?)?);
    }
    parts.next().is_none().then_some(bits)
}

/// Digits, without a sign and without zeros before them.
fn number(text: &str) -> Option<u8> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let short = text.len() == 1 || !text.starts_with('0');
    text.parse().ok().filter(|_| plain && short)
}

/// Groups of IPv6; `last` says that nothing follows, so that the end may be one of IPv4.
fn groups(text: &str, last: bool) -> Option<Vec<u16>> {
    let mut out = Vec::new();
    let mut parts = text.split(':').peekable();
    while let Some(part) = parts.next().filter(|_| !text.is_empty()) {
        if let Some(bits) = v4(part).filter(|_| last && parts.peek().is_none()) {
            out.extend([(bits >> 16) as u16, bits as u16]);
            continue;
        }
        let plain = part.bytes().all(|byte| byte.is_ascii_hexdigit());
        out.push(
            u16::from_str_radix(part, 16)
                .ok()
                .filter(|_| plain && part.len() <= 4)?,
        );
    }
    Some(out)
}

/// A range of addresses.
pub struct Cidr {
    pub address: Address,
    pub prefix: u8,
}

impl Cidr {
    /// An address with or without the length of its prefix; `None` for anything else.
    pub fn parse(text: &str) -> Option<Cidr> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address = Address::written(address.trim())?;
        let most = address.length();
        let prefix: u8 = match prefix {
            Some(prefix) => number(prefix.trim()).filter(|prefix| *prefix <= most)?,
            None => most,
        };
        // An IPv4 range in the clothes of IPv6 is an IPv4 range.
        Some(match (address.canonical(), prefix.checked_sub(96)) {
            (canonical, Some(prefix)) if canonical.v4 != address.v4 => Cidr {
                address: canonical,
                prefix,
            },
            _ => Cidr { address, prefix },
        })
    }

    /// Whether the address lies in the range.
    pub fn holds(&self, address: Address) -> bool {
        let differ = self.address.bits ^ address.bits;
        self.address.v4 == address.v4 && differ & !self.host() == 0
    }

    /// Whether all of its addresses lie in the other range.
    pub fn is_within(&self, other: &Cidr) -> bool {
        self.prefix >= other.prefix && other.holds(self.address)
    }

    /// The bits of an address that the prefix leaves free.
    fn host(&self) -> u128 {
        let free = self.address.length() - self.prefix;
        u128::MAX
            .checked_shr(128 - u32::from(free))
            .unwrap_or_default()
    }

    /// Its first address, and the one behind its last.
    fn borders(&self) -> impl Iterator<Item = Address> + use<> {
        let Address { v4, bits } = self.address;
        let host = self.host();
        let behind = (bits | host).checked_add(1);
        let there = move |bits: &u128| !v4 || *bits <= u32::MAX.into();
        [Some(bits & !host), behind]
            .into_iter()
            .flatten()
            .filter(there)
            .map(move |bits| Address { v4, bits })
    }

    /// The range written with its first address, where the text has another.
    pub fn tidy(&self) -> Option<String> {
        let first = self.borders().next()?;
        (first != self.address).then(|| format!("{}/{}", written(first), self.prefix))
    }

    /// Not broader than /8 (IPv4) or /32 (IPv6): AWS calls wider ranges public ("The meaning of public").
    pub fn is_narrow(&self) -> bool {
        self.prefix >= if self.address.v4 { 8 } else { 32 }
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
        .chain(SAMPLES.iter().filter_map(|text| Address::parse(text)))
        .filter(|address| !public_only || !private().any(|range| range.holds(*address)))
        .map(written)
        .collect()
}

/// An address as text; of IPv6 with `::` for what is zero at its end alone.
fn written(address: Address) -> String {
    let part = |by: u32, size: u32| address.bits >> (by * size) & ((1 << size) - 1);
    if address.v4 {
        let parts: Vec<String> = (0..4).rev().map(|at| part(at, 8).to_string()).collect();
        return parts.join(".");
    }
    let groups: Vec<String> = (0..8)
        .rev()
        .map(|at| format!("{:x}", part(at, 16)))
        .collect();
    let text = groups.join(":");
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        assert!(!range("::ffff:0.0.0.0/90").address.v4);
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

    #[test]
    fn a_prefix_is_written_plainly() {
        for text in [
            "203.0.113.0/+24",
            "203.0.113.0/024",
            "203.0.113.0/",
            "203.0.113.0/33",
        ] {
            assert!(Cidr::parse(text).is_none(), "{text}");
        }
        assert_eq!(Cidr::parse("0.0.0.0/0").unwrap().prefix, 0);
    }

    /// The standard library's reading of a text.
    fn theirs(text: &str) -> Option<Address> {
        use std::net::IpAddr;
        Some(match text.parse::<IpAddr>().ok()?.to_canonical() {
            IpAddr::V4(address) => Address {
                v4: true,
                bits: address.to_bits().into(),
            },
            IpAddr::V6(address) => Address {
                v4: false,
                bits: address.to_bits(),
            },
        })
    }

    #[test]
    fn what_is_an_address_is_what_the_standard_library_says() {
        for text in [
            "0.0.0.0",
            "255.255.255.255",
            "256.0.0.0",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.0",
            "1..3.4",
            "+1.2.3.4",
            "",
            ":",
            "::",
            ":::",
            "::1",
            "1::",
            "1:::2",
            "::1::",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1:2:3:4::5:6:7:8",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "12345::",
            "g::",
            "+1::",
            "::ffff:1.2.3.4",
            "::1.2.3.4",
            "1:2:3:4:5:6:1.2.3.4",
            "1:2:3:4:5:6:7:1.2.3.4",
            "1.2.3.4::",
            "::1.2.3.4:5",
            "1.2.3.4:5::",
            ":1:2:3:4:5:6:7",
            "1:",
            "2001:DB8::00a",
            "::ffff:0:0",
            "fe80::1%eth0",
            " 1.2.3.4",
        ] {
            assert_eq!(Address::parse(text), theirs(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn addresses_are_read_as_the_standard_library_does(text in "([0-9a-f]{0,4}[:.]{1,2}){1,8}[0-9a-f]{0,3}") {
            prop_assert_eq!(Address::parse(&text), theirs(&text));
        }

        #[test]
        fn what_is_written_is_read_again(v4: bool, bits: u128, zeros in 0u32..128) {
            let bits = bits >> zeros << (zeros / 2);
            let address = Address { v4, bits: if v4 { bits & 0xffff_ffff } else { bits } };
            prop_assert_eq!(Address::written(&written(address)), Some(address));
        }
    }
}
