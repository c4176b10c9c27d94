//! Deflate, and gzip around it (RFC 1951 and 1952). A library unpacks; what it lacks here is the frame, and a checksum
//! without tables larger than the rest.

use std::sync::LazyLock;

use crc::{CRC_32_ISO_HDLC, Crc, Table};
use miniz_oxide::inflate::stream::{InflateState, inflate as step};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

/// Why something cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// How many bytes came out all the same: unpacking them was work, whatever they are worth.
    Broken(usize),
    /// More comes out than is allowed.
    TooLarge,
}

/// Made when it is first asked for: its table does not compress, and the page would carry it.
static CHECKSUM: LazyLock<Crc<u32, Table<1>>> =
    LazyLock::new(|| Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC));

/// CRC-32, as gzip and ZIP have it.
pub fn checksum(bytes: &[u8]) -> u32 {
    CHECKSUM.checksum(bytes)
}

/// Unpacks one deflate stream; also tells how many bytes of the input it took.
pub fn inflate(packed: &[u8], allowed: usize) -> Result<(Vec<u8>, usize), Flaw> {
    let mut state = InflateState::new_boxed(DataFormat::Raw);
    let (mut out, mut taken) = (Vec::new(), 0);
    let mut part = vec![0; 1 << 15];
    loop {
        let rest = packed.get(taken..).unwrap_or_default();
        let came = step(&mut state, rest, &mut part, MZFlush::None);
        taken += came.bytes_consumed;
        out.extend(part.iter().take(came.bytes_written));
        match came.status {
            _ if out.len() > allowed => return Err(Flaw::TooLarge),
            Ok(MZStatus::StreamEnd) => return Ok((out, taken)),
            Ok(_) if came.bytes_written + came.bytes_consumed > 0 => {}
            _ => return Err(Flaw::Broken(out.len())),
        }
    }
}

/// What the smallest gzip member counts towards what is allowed, in bytes: each is work, even an empty one.
const MEMBER: usize = 1 << 12;

/// Unpacks a gzip file of one or several members. Zeros behind the last one are padding.
pub fn gunzip(file: &[u8], allowed: usize) -> Result<Vec<u8>, Flaw> {
    let (mut out, mut members) = (Vec::new(), 0);
    let mut rest = file;
    while !rest.is_empty() && (rest.len() == file.len() || rest.iter().any(|byte| *byte != 0)) {
        let broken = Flaw::Broken(out.len());
        let packed = after_header(rest).ok_or(broken)?;
        let left = allowed.checked_sub(out.len() + members * MEMBER);
        let unpacked = inflate(packed, left.ok_or(Flaw::TooLarge)?);
        let (bytes, taken) = unpacked.map_err(|flaw| match flaw {
            Flaw::Broken(came) => Flaw::Broken(out.len() + came),
            Flaw::TooLarge => Flaw::TooLarge,
        })?;
        members += 1;
        let broken = Flaw::Broken(out.len() + bytes.len());
        let trailer = packed.get(taken..).ok_or(broken)?;
        let (sum, behind) = number(trailer).ok_or(broken)?;
        let (size, behind) = number(behind).ok_or(broken)?;
        if sum != checksum(&bytes) || size != bytes.len() as u32 {
            return Err(broken);
        }
        out.extend(bytes);
        rest = behind;
    }
    Ok(out)
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (four, rest) = bytes.split_first_chunk()?;
    Some((u32::from_le_bytes(*four), rest))
}

/// What follows the header of a gzip member: its fixed part, then what its flags announce.
fn after_header(member: &[u8]) -> Option<&[u8]> {
    let ([0x1f, 0x8b, 8, flags, ..], mut rest) = member.split_first_chunk::<10>()? else {
        return None;
    };
    if flags & 4 != 0 {
        let (length, extra) = rest.split_first_chunk()?;
        rest = extra.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    // A name and a comment, each up to a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    match flags & 2 != 0 {
        true => rest.get(2..),
        false => Some(rest),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, GzBuilder};

    use super::*;

    const MANY: usize = 1 << 20;

    fn is_broken(unpacked: Result<Vec<u8>, Flaw>) -> bool {
        matches!(unpacked, Err(Flaw::Broken(_)))
    }

    #[test]
    fn members_without_end_end() {
        let nothing = member(GzBuilder::new(), b"");
        assert_eq!(gunzip(&nothing.repeat(100), MANY), Ok(Vec::new()));
        assert_eq!(gunzip(&nothing.repeat(300), MANY), Err(Flaw::TooLarge));
    }

    fn member(builder: GzBuilder, bytes: &[u8]) -> Vec<u8> {
        let mut encoder = builder.write(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn members_follow_one_another_whatever_their_headers_hold() {
        let named = GzBuilder::new()
            .filename("a.json")
            .comment("of\u{20}note")
            .extra(vec![1, 2, 3]);
        let mut file = member(named, b"[1,");
        file.extend(member(GzBuilder::new(), &b" ".repeat(100_000)));
        file.extend(member(GzBuilder::new().mtime(7), b"2]"));
        let out = gunzip(&file, MANY).unwrap();
        assert_eq!(
            (out.len(), &out[..3], &out[100_003..]),
            (100_005, &b"[1,"[..], &b"2]"[..])
        );
        file.extend([0; 512]);
        assert_eq!(gunzip(&file, MANY).unwrap(), out);
        file.extend(b"x");
        assert!(is_broken(gunzip(&file, MANY)));
    }

    #[test]
    fn what_is_packed_is_held_to_its_checksum_size_and_bounds() {
        let file = member(GzBuilder::new(), b"{\"a\": 1}");
        assert_eq!(gunzip(&file, 8).unwrap(), b"{\"a\": 1}");
        assert_eq!(gunzip(&file, 7), Err(Flaw::TooLarge));
        for end in 0..file.len() {
            let cut = gunzip(&file[..end], MANY);
            match end {
                0 => assert_eq!(cut, Ok(Vec::new())),
                _ => assert!(is_broken(cut), "{end}"),
            }
        }
        for at in [file.len() - 1, file.len() - 5, 1, 2] {
            let mut bent = file.clone();
            bent[at] ^= 1;
            assert!(is_broken(gunzip(&bent, MANY)), "{at}");
        }
    }
}
