//! From a dropped file to keys. One file per format in `import/`; a format is recognised by what the file holds, never
//! by its name.

mod access_analyzer;
mod answer;
pub mod archive;
mod cloudformation;
mod config_item;
mod describe_key;
mod get_key_last_usage;
mod get_key_policy;
mod get_key_rotation_status;
mod heading;
mod inflate;
pub mod join;
mod list_aliases;
mod list_grants;
mod list_key_policies;
mod list_key_rotations;
mod list_keys;
mod list_resource_tags;
mod panther;
pub mod piece;
mod policy;
mod prowler;
pub mod reader;
mod recover;
mod rows;
mod security_hub;
mod stranger;
mod table;
mod terraform;
mod text;
mod within;
mod yaml;

pub use text::{Utf8Parts, decode};

use crate::json::{Node, Position, Value, parse, position};
use crate::model::key::Key;
use join::Join;
use piece::{Identity, Piece, Source};
use reader::{Reader, Went};

/// A kind of file that Keyglass reads.
#[derive(Debug)]
pub struct Format {
    /// Lower case with hyphens; a promise of `examples/batch.rs`.
    pub name: &'static str,
    pub title: &'static str,
    /// How a user gets such a file.
    pub how: &'static str,
    claims: fn(&Node) -> bool,
    read: fn(&Node, &Source, &mut Vec<Found>),
    /// A file that this format claims and no other.
    #[cfg(test)]
    example: &'static str,
}

/// What a record holds.
#[derive(Debug)]
pub enum Found {
    /// A key whose record is read as it stands.
    Key(Box<Key>),
    /// Something of a key in other names, or something that adds to a key.
    Piece(Piece),
    /// Nothing of a key; what it looks like.
    Stranger(String),
}

/// In the order in which they are asked; no two claim the same record.
pub static FORMATS: [&Format; 19] = [
    &panther::FORMAT,
    &cloudformation::FORMAT,
    &describe_key::FORMAT,
    &get_key_policy::FORMAT,
    &policy::FORMAT,
    &get_key_rotation_status::FORMAT,
    &list_key_rotations::FORMAT,
    &list_key_policies::FORMAT,
    &list_grants::FORMAT,
    &list_aliases::FORMAT,
    &list_resource_tags::FORMAT,
    &list_keys::FORMAT,
    &get_key_last_usage::FORMAT,
    &config_item::FORMAT,
    &security_hub::FORMAT,
    &access_analyzer::FORMAT,
    &terraform::FORMAT,
    &rows::FORMAT,
    &prowler::FORMAT,
];

/// What a file held.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Keys whose records are read as they stand; their places are places in the file.
    pub keys: Vec<Key>,
    /// What it tells of keys in other forms, or beside their records.
    pub pieces: Vec<Piece>,
    /// What could not be read, in the order of the file.
    pub problems: Vec<Problem>,
    /// Some of that may have told of a key.
    pub lost: bool,
    /// Nothing or an error stands where an answer may have been.
    pub void: bool,
}

impl Import {
    fn take(&mut self, found: Found) {
        match found {
            Found::Key(key) => self.keys.push(*key),
            Found::Piece(piece) => self.pieces.push(piece),
            Found::Stranger(_) => {}
        }
    }

    /// The format of the file: that of what is in it, when all of it shares one.
    pub fn format(&self) -> Option<&'static str> {
        let keys = self.keys.iter().map(|key| key.format);
        let mut formats = keys.chain(self.pieces.iter().map(|piece| piece.format));
        let first = formats.next()?;
        formats.all(|format| format == first).then_some(first)
    }

    /// Joins what the file told to what others did.
    pub fn into_join(self, text: &str, file: &std::rc::Rc<str>, join: &mut Join) {
        if self.lost || self.void && join::is_of_answer(file) {
            join.lose();
        }
        for key in &self.keys {
            let at = position(text, key.record.start as usize);
            let identity = Identity::of(key);
            join.add_key(identity, key.format, key.record.of(text), file, at);
        }
        for piece in self.pieces {
            join.add_piece(piece, file);
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub message: String,
    /// Where in the file, when it is about a place.
    pub at: Option<Position>,
    /// The line at the place, cut to a window around it, and the column of the place within that window, from 1.
    pub excerpt: Option<(String, usize)>,
}

impl From<crate::profile::Problem> for Problem {
    fn from(problem: crate::profile::Problem) -> Problem {
        Problem {
            message: problem.message + ".",
            at: Some(problem.at),
            excerpt: None,
        }
    }
}

impl Problem {
    /// About no one place.
    pub fn new(message: impl Into<String>) -> Problem {
        Problem {
            message: message.into(),
            at: None,
            excerpt: None,
        }
    }

    fn at(text: &str, offset: usize, message: impl Into<String>) -> Problem {
        Problem {
            message: message.into(),
            at: Some(position(text, offset)),
            excerpt: Some(text::excerpt(text, offset)),
        }
    }
}

/// Reads the text of a file: one record, an array of records, or records one after another (JSON Lines).
///
/// Never fails as a whole: a record that cannot be read becomes a problem, and the others are still there.
pub fn import(text: &str) -> Import {
    let mut import = Import::default();
    if let Some(found) = not_json(text) {
        found.found.into_iter().for_each(|found| import.take(found));
        import.problems.extend(found.problem);
        return import;
    }
    let mut reader = Reader::new();
    reader.feed(text);
    while reader.step(false, &mut |found, _, _| import.take(found)) == Went::On {}
    import.problems = reader.problems();
    (import.lost, import.void) = (reader.has_lost(), reader.is_void());
    import
}

/// What a whole text in another form than JSON holds.
pub struct NotJson {
    pub found: Vec<Found>,
    pub problem: Option<Problem>,
}

/// Reads a text that is a template in YAML or a table; `None` for anything else.
pub fn not_json(text: &str) -> Option<NotJson> {
    let mut found = Vec::new();
    let Some((documents, damaged)) = yaml::template(text) else {
        let (found, problem) = table::found(text)?;
        return Some(NotJson { found, problem });
    };
    for json in documents {
        let node = parse(&json).ok()?;
        look(&node, &Source::new(&json), &mut |it| {
            found.push(it);
            true
        });
    }
    let stranger = found.iter().find_map(|found| match found {
        Found::Stranger(what) => Some(Problem::new(format!("No KMS key in it: {what}."))),
        _ => None,
    });
    let problem = match damaged {
        Some(line) => {
            let before = text.split_inclusive('\n').take(line.saturating_sub(1));
            let offset = before.map(str::len).sum();
            Some(Problem::at(text, offset, "Not YAML from here on."))
        }
        None => stranger,
    };
    Some(NotJson { found, problem })
}

/// Gives what a record holds to `out`: itself, the records of a list, or those that lie within it.
pub fn look(record: &Node, source: &Source, out: &mut dyn FnMut(Found) -> bool) -> bool {
    if let Value::Array(items) = &record.value {
        if items.is_empty() {
            return out(Found::Stranger("an empty array".into()));
        }
        return items.iter().all(|item| look(item, source, out));
    }
    // A whole resource or policy that was copied out of a JSON viewer arrives as one JSON string.
    if let Value::String(inner) = &record.value
        && inner.trim_start().starts_with(['{', '['])
        && let Ok(node) = parse(inner)
        && let Some(format) = format_of(&node)
    {
        if format.name == policy::FORMAT.name {
            return out(Found::Key(Box::new(policy::from_string(
                record,
                source.text,
            ))));
        }
        let mut found = Vec::new();
        (format.read)(&node, &Source::new(inner), &mut found);
        return found.into_iter().all(|found| out(found.of_text(inner)));
    }
    // A template that is no JSON is answered as a text ("GetTemplate", CloudFormation API Reference).
    if let Some(text) = record.get("TemplateBody").and_then(Node::as_str) {
        let inner = import(text);
        let mut problems = inner.problems.iter();
        let what = match problems.any(|problem| problem.message.starts_with("Not ")) {
            true => "a TemplateBody that cannot be read in full",
            false => "a template without a KMS key",
        };
        if !inner.problems.is_empty() && !out(Found::Stranger(what.into())) {
            return false;
        }
        let mut pieces = inner.pieces.into_iter();
        return pieces.all(|piece| out(Found::Piece(piece.of_inner())));
    }
    if let Some(format) = format_of(record) {
        let mut found = Vec::new();
        (format.read)(record, source, &mut found);
        if found.is_empty() {
            let name = format.name;
            return out(Found::Stranger(format!("a {name} answer without a key")));
        }
        return found.into_iter().all(out);
    }
    let mut inner = Vec::new();
    within::within(record, source, "", 0, &mut inner);
    match inner.is_empty() {
        true => out(Found::Stranger(stranger::describe(record))),
        false => inner.into_iter().all(out),
    }
}

impl Found {
    /// A key that stood in a text within the file has its record there, so it is taken along as a piece.
    fn of_text(self, text: &str) -> Found {
        match self {
            Found::Key(key) => {
                let record = key.record.of(text);
                let piece = |node: Node| match key.format == policy::FORMAT.name {
                    true => Piece::of_policy(&node, record),
                    false => Piece::of_record(&node, record, key.format),
                };
                let piece = parse(record).ok().map(piece);
                piece.map_or(Found::Key(key), Found::Piece)
            }
            other => other,
        }
    }
}

impl Format {
    /// Whether the form itself says that it is about a KMS key, wherever it lies.
    fn is_telling(&self) -> bool {
        !matches!(
            self.name,
            "policy" | "get-key-policy" | "cloudformation" | "terraform"
        )
    }
}

fn format_named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name).copied()
}

/// The name of a format as it is written here; empty for one that is not known.
pub fn format_called(name: &str) -> &'static str {
    format_named(name).map_or("", |format| format.name)
}

fn format_of(record: &Node) -> Option<&'static Format> {
    FORMATS
        .iter()
        .find(|format| (format.claims)(record))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_example_is_claimed_by_its_own_format_alone() {
        for owner in FORMATS {
            let node = crate::json::parse(owner.example).unwrap();
            for format in FORMATS {
                assert_eq!(
                    (format.claims)(&node),
                    format.name == owner.name,
                    "{} and the example of {}",
                    format.name,
                    owner.name
                );
            }
            assert!(!owner.title.is_empty() && !owner.how.is_empty());
            let import = import(owner.example);
            assert_eq!(import.format(), Some(owner.name));
            assert_eq!(import.problems, []);
        }
    }

    fn messages(text: &str) -> Vec<String> {
        import(text)
            .problems
            .into_iter()
            .map(|p| p.message)
            .collect()
    }

    #[test]
    fn says_what_a_file_looks_like_when_it_holds_no_key() {
        let bucket = r#"{"ResourceType":"AWS.S3.Bucket","Policy":null}"#;
        assert_eq!(
            messages(&format!("[{bucket},{bucket},{bucket}]")),
            ["Valid JSON, but no KMS key in it: 3 × AWS.S3.Bucket resource."]
        );
        let terraform = r#"{"Type":"aws_kms_key","Attrs":{"arn":"x"}}"#;
        assert_eq!(
            messages(terraform),
            [
                "This tells of a KMS key in a form that Keyglass does not read: a resource of type aws_kms_key. Its policy by itself can be dropped or pasted."
            ]
        );
        assert_eq!(
            messages("[]"),
            ["Valid JSON, but no KMS key in it: an empty array."]
        );
        assert_eq!(
            messages(" \n"),
            ["The file is empty: there is nothing to read."]
        );
        assert_eq!(
            messages("42"),
            ["Valid JSON, but no KMS key in it: a number."]
        );
        let long = format!("\"{}\"", "x".repeat(100));
        assert_eq!(
            messages(&long),
            ["Valid JSON, but no KMS key in it: a string of 100 bytes."]
        );
    }

    #[test]
    fn points_at_what_is_not_json() {
        let import = import("{\n  \"Arn\": oops\n}");
        let problem = &import.problems[0];
        assert_eq!(problem.message, "Not JSON: expected a value, found “o”.");
        assert_eq!(
            problem.at,
            Some(Position {
                line: 2,
                column: 10
            })
        );
        assert_eq!(problem.excerpt, Some(("  \"Arn\": oops".into(), 10)));
    }

    #[test]
    fn keeps_the_good_records_around_a_bad_one() {
        let record = |n: usize| {
            let example = panther::FORMAT.example;
            example.replace("key/1\"", &format!("key/{n}\""))
        };
        let good: Vec<String> = (0..20).map(record).collect();
        let broken = "{\"ResourceType\": \"AWS.KMS.Key\", \"Arn\": }";
        for (open, separator, close) in [("[", ",\n", "]"), ("", "\n", "\n"), ("[", ",", "]")] {
            let mut records = good.clone();
            records.insert(11, broken.to_string());
            let text = format!("{open}{}{close}", records.join(separator));
            let import = import(&text);
            assert_eq!(import.keys.len(), 20, "{separator:?}");
            assert_eq!(import.problems.len(), 1, "{:?}", import.problems);
            assert!(
                import.problems[0]
                    .message
                    .starts_with("This record was skipped")
            );
        }
    }

    #[test]
    fn a_truncated_array_keeps_what_came_before() {
        let example = panther::FORMAT.example;
        let text = format!("[{example},{example},{}", &example[..example.len() / 2]);
        let import = import(&text);
        assert_eq!(import.keys.len(), 2);
        assert_eq!(import.problems.len(), 1);
    }
}
