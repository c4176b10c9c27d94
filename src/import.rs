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
mod table;
mod terraform;
mod text;
mod yaml;

pub use text::{Utf8Parts, decode};

use crate::json::{Member, Node, Position, Value, parse, position};
use crate::limits::{MAX_KEYS, MAX_NESTING};
use crate::model::arn::Arn;
use crate::model::key::Key;
use answer::member;
use join::Join;
use piece::{Identity, Piece, Source, is_policy};
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
    fn new(message: impl Into<String>) -> Problem {
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
    within(record, source, "", 0, &mut inner);
    match inner.is_empty() {
        true => out(Found::Stranger(describe(record))),
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

/// The records inside an answer or an alert that wraps them. What does not say whose it is belongs to the key that the object
/// around it describes or names, or that it is named after. A bare policy is looked for only there: elsewhere it may be of anything.
fn within(node: &Node, source: &Source, name: &str, depth: usize, out: &mut Vec<Found>) {
    if depth > MAX_NESTING || out.len() > MAX_KEYS {
        return;
    }
    let from = out.len();
    // What it says itself goes before what is described in it: that may be another key.
    let own = key_named(node).or(Some(name).filter(|name| join::is_key(name)));
    let described = described_in(node).filter(|it| {
        let id = |key: &str| Identity::parse(key).id;
        let theirs = key_named(metadata(it));
        own.is_none_or(|own| theirs.is_some_and(|theirs| id(theirs) == id(own)))
    });
    let (piece, read) = beside(node, described, own.is_some(), source).unzip();
    out.extend(piece.map(Found::Piece));
    let members = node.members().iter().map(|it| (&*it.name, &it.value));
    let items = node.items().iter().map(|item| ("", item));
    let is_read = |child: &Node| read.flatten().is_some_and(|it| std::ptr::eq(it, child));
    for (name, child) in members.chain(items).filter(|(_, child)| !is_read(child)) {
        let (begin, named) = (out.len(), join::is_key(name));
        match &child.value {
            _ if named && policy::is_one(child) => {
                let mut piece = Piece::new(policy::FORMAT.name, true);
                piece.take("Policy", child, source);
                out.push(Found::Piece(piece));
            }
            // A list without entries is of anything.
            Value::Object(_) if is_empty_list(child) => {}
            Value::Object(_) => match format_of(child).filter(|format| format.is_telling()) {
                Some(format) => (format.read)(child, source, out),
                None => within(child, source, name, depth + 1, out),
            },
            Value::Array(_) => within(child, source, "", depth + 1, out),
            // An alert holds the resource as a text.
            Value::String(text) if text.trim_start().starts_with('{') && text.len() > 40 => {
                if let Ok(inner) = parse(text)
                    && let Some(format) = format_of(&inner).filter(|format| format.is_telling())
                {
                    let mut found = Vec::new();
                    (format.read)(&inner, &Source::new(text), &mut found);
                    out.extend(found.into_iter().map(|found| found.of_text(text)));
                }
            }
            _ => {}
        }
        if named {
            name_all(out, begin, name, child, source);
        }
    }
    if let Some(whose) = own.or(described.and_then(|it| key_named(metadata(it)))) {
        name_all(out, from, whose, node, source);
    }
}

/// The ARN or id of the key that an object names as its own.
fn key_named<'n>(node: &'n Node) -> Option<&'n str> {
    let mut names = ["KeyArn", "Arn", "KeyId"].iter();
    names.find_map(|name| {
        member(node, name)?
            .as_str()
            .filter(|text| join::is_key(text))
    })
}

/// Says of what was found from here on whose it is, where it does not.
fn name_all(found: &mut [Found], from: usize, key: &str, at: &Node, source: &Source) {
    for found in found.iter_mut().skip(from) {
        if let Found::Piece(piece) = found
            && piece.identity().id.is_none()
        {
            piece.name(key, at.span, source);
        }
    }
}

/// The one description of a key that an object holds.
fn described_in<'n, 't>(node: &'n Node<'t>) -> Option<&'n Node<'t>> {
    let describes = |node: &&Node| {
        let format = format_of(node);
        format.is_some_and(|format| format.name == describe_key::FORMAT.name)
    };
    let mut described = node
        .members()
        .iter()
        .map(|member| &member.value)
        .filter(describes);
    described.next().filter(|_| described.next().is_none())
}

/// The policies that an object holds, with the one description of a key beside them or the key's name.
fn beside<'n, 't>(
    node: &Node,
    described: Option<&'n Node<'t>>,
    named: bool,
    source: &Source,
) -> Option<(Piece, Option<&'n Node<'t>>)> {
    let members = node.members();
    // A record of something that uses the key.
    let of_another = |member: &Member| {
        let text = member.value.as_str();
        let arn = text.and_then(Arn::split);
        rows::is_of_another(&member.name)
            || arn.is_some_and(|arn| !matches!(arn.service, "kms" | "iam" | "sts"))
    };
    // It may be the whole answer.
    let is_answer = |node: &Node| {
        let claims = get_key_policy::FORMAT.claims;
        member(node, "PolicyName").is_some() && claims(node)
    };
    let is_one = |member: &&Member| {
        let named = join::is_key(&member.name);
        is_policy(&member.name) || !named && is_answer(&member.value)
    };
    let policies = members.iter().filter(is_one);
    let policies = policies.map(|it| member(&it.value, "Policy").unwrap_or(&it.value));
    let policies: Vec<&Node> = policies.collect();
    if policies.is_empty()
        || described.is_none() && !named
        || members.iter().any(of_another)
        || policies.iter().any(|policy| policy::is_of_another(policy))
    {
        return None;
    }
    let format = described.map_or(&get_key_policy::FORMAT, |_| &describe_key::FORMAT);
    let mut piece = Piece::new(format.name, true);
    if let Some(key) = described {
        piece.take_members(metadata(key), source);
    }
    for policy in policies {
        piece.take("Policy", policy, source);
    }
    Some((piece, described))
}

/// The answer of DescribeKey holds the record one level down.
fn metadata<'n, 't>(node: &'n Node<'t>) -> &'n Node<'t> {
    member(node, "KeyMetadata").unwrap_or(node)
}

fn is_empty_list(node: &Node) -> bool {
    matches!(node.members(), [only] if matches!(&only.value.value, Value::Array(items) if items.is_empty()))
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

/// Records that are JSON and no key, counted by what they look like.
#[derive(Default)]
struct Strangers(Vec<(String, usize)>);

impl Strangers {
    fn add(&mut self, what: String) {
        if let Some((_, count)) = self.0.iter_mut().find(|(other, _)| *other == what) {
            *count += 1;
        } else if self.0.len() < 20 {
            self.0.push((what, 1));
        }
    }

    fn problem(&self, keys: usize) -> Option<Problem> {
        if self.0.is_empty() {
            return None;
        }
        let list: Vec<String> = self
            .0
            .iter()
            .map(|(what, count)| match count {
                1 => what.clone(),
                _ => format!("{count} × {what}"),
            })
            .collect();
        let list = list.join(", ");
        let about_kms = self.0.iter().any(|(what, _)| {
            let what = what.to_ascii_lowercase();
            // It says itself that there is no key.
            if what.contains("without a") || what.contains("deleted") {
                return false;
            }
            ["kms", "key_manager", "key_spec"]
                .iter()
                .any(|word| what.contains(word))
        });
        Some(Problem::new(if keys == 0 && about_kms {
            format!(
                "This tells of a KMS key in a form that Keyglass does not read: {list}. Its policy by itself can be dropped or pasted."
            )
        } else if keys == 0 {
            format!("Valid JSON, but no KMS key in it: {list}.")
        } else {
            format!("Not a KMS key, left out: {list}.")
        }))
    }
}

/// What a JSON value looks like, for the message that it is no key.
fn describe(node: &Node) -> String {
    let text = |name: &str| node.get(name).and_then(Node::as_str);
    if let Some(kind) = text("ResourceType").or_else(|| text("resourceType")) {
        return format!("{} resource", plain(kind));
    }
    if let Some(kind) = text("Type")
        && (kind.starts_with("AWS::") || kind.starts_with("aws_") || kind == "AwsKmsKey")
    {
        return format!("a resource of type {}", plain(kind));
    }
    match &node.value {
        Value::Object(members) if members.is_empty() => "an empty object".into(),
        Value::Object(members) => {
            // Names that tell most come first.
            let telling = |name: &str| matches!(name, "key_manager" | "key_spec");
            let mut names: Vec<String> = members.iter().map(|m| plain(&m.name)).collect();
            crate::order::by_key(&mut names, |name| !telling(name));
            names.truncate(4);
            let more = if members.len() > 4 { ", …" } else { "" };
            format!("an object with {}{more}", names.join(", "))
        }
        Value::String(text) if text.len() > 80 => {
            format!("a string of {} bytes", text.len())
        }
        Value::String(text) => format!("the string “{}”", plain(text)),
        _ => node.kind().into(),
    }
}

/// Text of the file inside a message: short and on one line.
fn plain(text: &str) -> String {
    let mut out: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(60)
        .collect();
    if text.chars().count() > 60 {
        out.push('…');
    }
    out
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
