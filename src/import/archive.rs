//! Files within a file: gzip and ZIP, also one within the other. Nothing is written anywhere, and a name is only ever
//! shown, so a path cannot lead out; what an archive may grow to is bounded.

use rawzip::{CompressionMethod, ZipArchive};

use super::Problem;
use super::inflate::{Flaw, checksum, gunzip, inflate};
use super::text::lossy;
use crate::limits::{MAX_ARCHIVES, MAX_MEMBERS, MAX_UNPACKED_BYTES};

/// A file that was found, by its name with the archives and folders around it.
pub struct Member {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What an archive holds, and what of it could not be unpacked.
#[derive(Default)]
pub struct Unpacked {
    pub members: Vec<Member>,
    /// The name of the member, or of the archive, and what is wrong with it.
    pub problems: Vec<(String, Problem)>,
    /// Bytes that came out so far, over all levels.
    size: usize,
    seen: usize,
}

/// Whether these first bytes are those of an archive.
pub fn is_archive(bytes: &[u8]) -> bool {
    is_gzip(bytes) || is_zip(bytes)
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b")
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

pub fn unpack(name: &str, bytes: Vec<u8>) -> Unpacked {
    let mut out = Unpacked::default();
    out.open(name.to_string(), bytes, 0);
    out
}

impl Unpacked {
    fn open(&mut self, name: String, bytes: Vec<u8>, depth: usize) {
        if !is_archive(&bytes) {
            self.members.push(Member { name, bytes });
            return;
        }
        if depth >= MAX_ARCHIVES {
            return self.refuse(
                name,
                format!("Archives within archives are opened {MAX_ARCHIVES} deep."),
            );
        }
        if is_gzip(&bytes) {
            let inner = name.strip_suffix(".gz").unwrap_or(&name).to_string();
            let unpacked = gunzip(&bytes, self.allowed());
            match self.take(unpacked) {
                Ok(bytes) => self.open(inner, bytes, depth + 1),
                Err(why) => self.refuse(name, why),
            }
            return;
        }
        if let Err(why) = self.open_zip(&name, &bytes, depth) {
            self.refuse(name, why);
        }
    }

    fn open_zip(&mut self, name: &str, bytes: &[u8], depth: usize) -> Result<(), String> {
        let broken = |_| "The ZIP archive is broken: its list of files cannot be read.".to_string();
        let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
        let mut entries = archive.entries();
        while let Some(entry) = entries.next_entry().map_err(broken)? {
            let path = entry.file_path();
            let path = lossy(path.as_bytes());
            let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
            // Folders, and what file managers leave behind.
            if entry.is_dir() || last.starts_with('.') || path.starts_with("__MACOSX/") {
                continue;
            }
            self.seen += 1;
            if self.seen > MAX_MEMBERS {
                return Err(format!(
                    "Keyglass opens {MAX_MEMBERS} files of an archive; the others were not read."
                ));
            }
            let member = format!("{name}/{path}");
            if entry.flags().is_encrypted() {
                self.refuse(
                    member,
                    "It is protected by a password. Unpack it first.".into(),
                );
                continue;
            }
            let read = match archive.get_entry(entry.wayfinder()) {
                Err(_) => Err("Its data cannot be found in the archive.".to_string()),
                Ok(data) => match entry.compression_method() {
                    CompressionMethod::STORE => {
                        let stored = match data.data().len() <= self.allowed() {
                            true => whole(data.data().to_vec(), entry.crc32()),
                            false => Err(Flaw::TooLarge),
                        };
                        self.take(stored)
                    }
                    CompressionMethod::DEFLATE => {
                        let unpacked = inflate(data.data(), self.allowed());
                        self.take(unpacked.and_then(|(bytes, _)| whole(bytes, entry.crc32())))
                    }
                    _ => Err("It is packed in a way that Keyglass does not open; use the usual one (Deflate).".into()),
                },
            };
            match read {
                Ok(bytes) => self.open(member, bytes, depth + 1),
                Err(why) => self.refuse(member, why),
            }
            if self.size >= MAX_UNPACKED_BYTES {
                self.refuse(name.to_string(), too_large());
                break;
            }
        }
        Ok(())
    }

    /// Bytes that may still come out.
    fn allowed(&self) -> usize {
        MAX_UNPACKED_BYTES.saturating_sub(self.size)
    }

    /// Counts what came out towards what is allowed of all members together.
    fn take(&mut self, unpacked: Result<Vec<u8>, Flaw>) -> Result<Vec<u8>, String> {
        match unpacked {
            Ok(bytes) if bytes.len() <= self.allowed() => {
                self.size += bytes.len();
                Ok(bytes)
            }
            Ok(_) | Err(Flaw::TooLarge) => {
                self.size = MAX_UNPACKED_BYTES;
                Err(too_large())
            }
            Err(Flaw::Broken(came)) => {
                self.size += came;
                Err("It is broken: its data does not unpack to what it was.".into())
            }
        }
    }

    fn refuse(&mut self, name: String, why: String) {
        self.problems.push((name, Problem::new(why)));
    }
}

/// The bytes, when they are what was packed.
fn whole(bytes: Vec<u8>, wanted: u32) -> Result<Vec<u8>, Flaw> {
    match checksum(&bytes) == wanted {
        true => Ok(bytes),
        false => Err(Flaw::Broken(bytes.len())),
    }
}

fn too_large() -> String {
    format!(
        "Unpacked, the archive is larger than {} MB; the rest was not read.",
        MAX_UNPACKED_BYTES >> 20
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
        for (name, bytes) in files {
            let file = archive
                .new_file(*name)
                .compression_method(CompressionMethod::DEFLATE);
            let (mut entry, config) = file.start().unwrap();
            let encoder = DeflateEncoder::new(&mut entry, Compression::best());
            let mut writer = config.wrap(encoder);
            writer.write_all(bytes).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap();
        out
    }

    fn names(unpacked: &Unpacked) -> Vec<&str> {
        unpacked
            .members
            .iter()
            .map(|member| member.name.as_str())
            .collect()
    }

    fn why(unpacked: &Unpacked) -> Vec<String> {
        let problems = unpacked.problems.iter();
        problems
            .map(|(name, problem)| format!("{name}: {}", problem.message))
            .collect()
    }

    #[test]
    fn opens_folders_and_archives_within_archives() {
        let inner = zip(&[("b.json", b"{}")]);
        let outer = zip(&[
            ("keys/a.json", b"[]"),
            ("keys/.DS_Store", b"x"),
            ("__MACOSX/keys/a.json", b"x"),
            ("more/inner.zip", &inner),
            ("c.json.gz", &gzip(b"[1]")),
        ]);
        let unpacked = unpack("all.zip", outer);
        assert_eq!(
            names(&unpacked),
            [
                "all.zip/keys/a.json",
                "all.zip/more/inner.zip/b.json",
                "all.zip/c.json"
            ]
        );
        assert_eq!(unpacked.members[2].bytes, b"[1]");
        assert!(unpacked.problems.is_empty());
        assert_eq!(names(&unpack("k.json.gz", gzip(b"{}"))), ["k.json"]);
    }

    #[test]
    fn a_path_is_a_name_and_nothing_else() {
        let unpacked = unpack(
            "a.zip",
            zip(&[
                ("../../etc/passwd", b"{}"),
                ("/root/x", b"{}"),
                ("C:\\x", b"{}"),
            ]),
        );
        assert_eq!(unpacked.members.len(), 3);
        assert!(
            names(&unpacked)
                .iter()
                .all(|name| name.starts_with("a.zip/"))
        );
    }

    #[test]
    fn a_bomb_is_put_out() {
        let zeros = vec![0u8; 100 << 20];
        let one = zip(&[("a", &zeros), ("b", &zeros), ("c", &zeros)]);
        assert!(one.len() < 1 << 20);
        let unpacked = unpack("bomb.zip", one);
        let size: usize = unpacked
            .members
            .iter()
            .map(|member| member.bytes.len())
            .sum();
        assert!(size <= MAX_UNPACKED_BYTES);
        assert!(
            why(&unpacked)[0].contains("larger than"),
            "{:?}",
            why(&unpacked)
        );
        // One that holds itself over and over.
        let mut nested = b"{}".to_vec();
        for _ in 0..10 {
            nested = gzip(&nested);
        }
        let unpacked = unpack("deep.gz", nested);
        assert_eq!(
            why(&unpacked),
            [
                format!("deep.gz: Archives within archives are opened {MAX_ARCHIVES} deep.")
                    .replace("deep.gz", &unpacked.problems[0].0)
            ]
        );
    }

    /// Unpacking what turns out to be broken is work as well.
    #[test]
    fn a_bomb_of_broken_members_is_put_out() {
        let zeros = vec![0u8; 100 << 20];
        let mut bombs = zip(&[("a", &zeros), ("b", &zeros), ("c", &zeros), ("d", b"{}")]);
        // The checksums in the list of files.
        for at in 0..bombs.len() - 4 {
            if bombs[at..].starts_with(b"PK\x01\x02") {
                bombs[at + 16] ^= 1;
            }
        }
        let unpacked = unpack("bomb.zip", bombs);
        assert_eq!(unpacked.members.len(), 0);
        let why = why(&unpacked);
        assert!(
            why[0].contains("broken") && why[2].contains("larger than"),
            "{why:?}"
        );
        assert!(
            !why.iter().any(|why| why.starts_with("bomb.zip/d")),
            "{why:?}"
        );
    }

    #[test]
    fn what_is_broken_is_said_and_the_rest_is_read() {
        let whole = zip(&[
            ("a.json", b"{\"a\": 1}"),
            ("b.json", b"{\"b\": 2, \"c\": 3}"),
        ]);
        // A bit of the first member's data.
        let mut bent = whole.clone();
        let at = 30 + "a.json".len() + 3;
        bent[at] ^= 0x55;
        let unpacked = unpack("bent.zip", bent);
        assert_eq!(names(&unpacked), ["bent.zip/b.json"]);
        assert_eq!(
            why(&unpacked),
            ["bent.zip/a.json: It is broken: its data does not unpack to what it was."]
        );
        let unpacked = unpack("cut.zip", whole[..whole.len() / 2].to_vec());
        assert_eq!(
            why(&unpacked),
            ["cut.zip: The ZIP archive is broken: its list of files cannot be read."]
        );
        let mut locked = whole;
        // The flag of encryption in the list of files.
        let list = locked
            .windows(4)
            .position(|four| four == b"PK\x01\x02")
            .unwrap();
        locked[list + 8] |= 1;
        let unpacked = unpack("locked.zip", locked);
        assert_eq!(
            why(&unpacked),
            ["locked.zip/a.json: It is protected by a password. Unpack it first."]
        );
        assert_eq!(why(&unpack("x.gz", b"\x1f\x8bnonsense".to_vec())).len(), 1);
    }
}
