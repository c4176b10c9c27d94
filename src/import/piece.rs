//! What a file tells of a key in another form than a key's record, and the record that such pieces make together.
//!
//! Every format says the same things in its own names (`keyId`, `key_id`, `KeyId`). A piece holds them under the names
//! of the KMS API, each with its place in the file; several pieces of one key are joined into one record, whose text is
//! then read like any other.

use super::{Found, Problem};
use std::rc::Rc;

use crate::json::{Lines, Node, Span, Value, parse, quote};
use crate::model::arn::Arn;
use crate::model::key::Key;

/// The API's word for an answer that was cut off.
/// It stands before the name of the list that was cut off.
const TRUNCATED: &str = "Truncated";

/// What may be cut off.
const LISTS: [&str; 4] = ["Grants", "Aliases", "Tags", "Rotations"];

/// Something that a file tells of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// As the KMS API names it; names that it does not have are kept as they are.
    pub name: String,
    /// JSON.
    pub value: String,
    pub at: Place,
}

impl Told {
    /// Whether the other has its place here. Of two policies in one record it is not known which one is the key's: both stay.
    fn is_for(&self, other: &Told) -> bool {
        let open = self.value == "null" || other.value == "null";
        self.name == other.name && (self.name != "Policy" || open || same(self, other))
    }
}

/// Where something stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The name of the file, with its folders; empty until somebody knows it.
    pub file: String,
    /// From 1; 0 where it is not known, as in a text within the text.
    pub line: usize,
}

/// A text and where its lines begin.
pub struct Source<'t> {
    pub text: &'t str,
    lines: Rc<Lines>,
    /// The line of the file at which the text begins, from 1.
    first_line: usize,
}

impl<'t> Source<'t> {
    pub fn new(text: &'t str) -> Source<'t> {
        Source {
            text,
            lines: Rc::new(Lines::of(text)),
            first_line: 1,
        }
    }

    /// A text whose lines are known, and which begins at a line of the file.
    pub fn part(text: &'t str, lines: Rc<Lines>, first_line: usize) -> Source<'t> {
        Source {
            text,
            lines,
            first_line,
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.lines.line(offset) + self.first_line - 1
    }
}

/// Two files tell different things of the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub kept: Told,
    pub other: Told,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    pub format: &'static str,
    pub told: Vec<Told>,
    /// It describes a key, rather than adding to one that another file describes.
    pub whole: bool,
    pub conflicts: Vec<Conflict>,
}

/// Whose piece it is, as far as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub account: Option<String>,
    pub region: Option<String>,
    pub id: Option<String>,
    /// The file, where the id is a name that holds within it alone, as in a template.
    pub within: Option<String>,
}

impl Identity {
    /// Of a key's record.
    pub fn of(key: &Key) -> Identity {
        let of_arn = key.arn_fields();
        let id = of_arn.and_then(|arn| arn.resource.strip_prefix("key/"));
        Identity {
            account: key.owner().map(str::to_string),
            region: key.home().map(str::to_string),
            id: id.or(key.key_id()).map(str::to_string),
            within: None,
        }
    }

    /// Of an ARN of a key, or a key id.
    pub fn parse(text: &str) -> Identity {
        match Arn::split(text) {
            Some(arn) => Identity {
                account: Some(arn.account.to_string()),
                region: Some(arn.region.to_string()),
                id: arn.resource.strip_prefix("key/").map(str::to_string),
                within: None,
            },
            None => Identity {
                id: Some(text.to_string()),
                ..Identity::default()
            },
        }
    }

    /// Whether both can be one key: the same id, and nothing that contradicts it. A multi-Region key has one id in
    /// several Regions, so its Region has to be known on both sides.
    pub fn is(&self, other: &Identity) -> bool {
        let agree = |one: &Option<String>, other: &Option<String>| match (one, other) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        let spread = self.id.as_deref().is_some_and(|id| id.starts_with("mrk-"));
        self.id.is_some()
            && self.id == other.id
            && self.within == other.within
            && agree(&self.account, &other.account)
            && agree(&self.region, &other.region)
            && (!spread || self.region == other.region)
    }
}

impl Piece {
    pub fn new(format: &'static str, whole: bool) -> Piece {
        Piece {
            format,
            whole,
            ..Piece::default()
        }
    }

    /// A key's record as a piece, for joining others to it.
    pub fn of_record(record: &Node, text: &str, format: &'static str) -> Piece {
        let mut piece = Piece::new(format, true);
        piece.take_members(record, &Source::new(text));
        piece
    }

    /// A policy that stands alone, as a piece of its key.
    pub fn of_policy(policy: &Node, text: &str) -> Piece {
        let mut piece = Piece::new(super::policy::FORMAT.name, true);
        let value = policy.span.of(text).to_string();
        piece.tell("Policy", value, policy.span, &Source::new(text));
        piece
    }

    pub fn identity(&self) -> Identity {
        let text = |name: &str| {
            let told = self.told.iter().find(|told| told.name == name)?;
            parse(&told.value).ok()?.as_str().map(str::to_string)
        };
        let arn = text("Arn").map(|arn| Identity::parse(&arn));
        let id = text("KeyId")
            .or_else(|| text("Id"))
            .map(|id| Identity::parse(&id));
        let mut identity = arn
            .filter(|arn| arn.id.is_some())
            .or(id)
            .unwrap_or_default();
        identity.account = identity
            .account
            .or_else(|| text("AccountId"))
            .or_else(|| text("AWSAccountId"));
        identity.region = identity.region.or_else(|| text("Region"));
        if self.format == super::cloudformation::FORMAT.name {
            identity.within = self.told.first().map(|told| told.at.file.clone());
        }
        identity
    }

    /// Adds what the members of a node tell, under the API's names.
    pub fn take_members(&mut self, node: &Node, source: &Source) {
        for member in node.members() {
            self.take(&member.name, &member.value, source);
        }
    }

    /// The same for JSON that stood inside a text: its place is not known in the file.
    pub fn take_inner(&mut self, node: &Node, text: &str) {
        let inner = Source::new(text);
        let before = self.told.len();
        self.take_members(node, &inner);
        self.told
            .iter_mut()
            .skip(before)
            .for_each(|told| told.at.line = 0);
    }

    /// Adds one value under the name of the API that means the same as `name`.
    pub fn take(&mut self, name: &str, node: &Node, source: &Source) {
        let canonical = canonical(name);
        if canonical == Some("") {
            return;
        }
        // A record may hold the whole answer in place of its list.
        if let Some((list, inner)) = canonical.and_then(|list| Some((list, member(node, list)?)))
            && matches!(inner.value, Value::Array(_))
        {
            self.take_cut(node, list, source);
            return self.take(list, inner, source);
        }
        let name = match canonical.unwrap_or(name) {
            // Many answers take an ARN for an id.
            "KeyId" if node.as_str().and_then(Arn::split).is_some() => "Arn",
            name => name,
        };
        let value = value(name, node, source.text);
        self.tell(name, value, node.span, source);
    }

    /// Notes that an answer was cut off: this list in it is not the whole list.
    pub fn take_cut(&mut self, answer: &Node, list: &str, source: &Source) {
        // The command line writes a token alone when it is told how many to fetch.
        let mark = |name: &str| {
            let cut = |value: &Value| matches!(value, Value::Bool(true) | Value::String(_));
            member(answer, name).filter(|node| cut(&node.value))
        };
        if let Some(node) = mark(TRUNCATED)
            .or_else(|| mark("NextToken"))
            .or_else(|| mark("NextMarker"))
        {
            let name = [TRUNCATED, list].concat();
            self.tell(&name, "true".into(), node.span, source);
        }
    }

    /// Whether an answer that went into it was cut off.
    pub fn is_cut(&self) -> bool {
        LISTS.iter().any(|list| self.is_cut_in(list))
    }

    fn is_cut_in(&self, list: &str) -> bool {
        let value = self.value(&[TRUNCATED, list].concat());
        value.is_some_and(|told| told.value == "true")
    }

    fn value(&self, name: &str) -> Option<&Told> {
        self.told.iter().find(|told| told.name == name)
    }

    /// Whether one of two lists was cut off and the other holds all that it does: then it is the whole list. The last of
    /// several pages is not.
    fn settles(&self, other: &Piece, list: &str) -> bool {
        let (Some(ours), Some(theirs)) = (self.value(list), other.value(list)) else {
            return false;
        };
        let (cut, whole) = match (self.is_cut_in(list), other.is_cut_in(list)) {
            (true, false) => (ours, theirs),
            (false, true) => (theirs, ours),
            _ => return false,
        };
        let whole = entries(whole);
        entries(cut).iter().all(|entry| whole.contains(entry))
    }

    /// Adds a value that is JSON already.
    pub fn tell(&mut self, name: &str, value: String, span: Span, source: &Source) {
        let at = Place {
            file: String::new(),
            line: source.line(span.start as usize),
        };
        let told = Told {
            name: name.to_string(),
            value,
            at,
        };
        match self.told.iter_mut().find(|mine| mine.is_for(&told)) {
            None => self.told.push(told),
            Some(mine) if mine.value == "null" => *mine = told,
            Some(_) => {}
        }
    }

    /// Adds what the kind of resource itself says, where the file does not.
    pub fn imply(&mut self, name: &str, value: &str, node: &Node, source: &Source) {
        self.tell(name, quote(value), node.span, source);
    }

    /// The lines of a record that begins at a line of its file.
    pub fn moved(mut self, first_line: usize) -> Piece {
        let known = self.told.iter_mut().filter(|told| told.at.line > 0);
        known.for_each(|told| told.at.line += first_line - 1);
        self
    }

    /// Names the file for everything that has none yet.
    pub fn from_file(mut self, file: &str) -> Piece {
        for told in self.told.iter_mut().filter(|told| told.at.file.is_empty()) {
            told.at.file = file.to_string();
        }
        self
    }

    pub fn policy(&self) -> Option<&Told> {
        self.told
            .iter()
            .find(|told| told.name == "Policy" && told.value != "null")
    }

    /// Whether both can be told of one key at one time: their policies do not differ. Nor does anything of two keys that
    /// templates call by one name.
    pub fn goes_with(&self, other: &Piece) -> bool {
        // Nor of two resources that do not say whose they are, in a file that has an id in its name.
        let has = |piece: &Piece, name: &str| piece.value(name).is_some();
        let named = |piece: &Piece| {
            piece.whole && has(piece, "LogicalId")
                || has(piece, "TerraformAddress") && !has(piece, "Arn")
        };
        let differs = |one: &Told| {
            let mut others = other.told.iter().filter(|it| it.name == one.name);
            others.any(|other| !same(one, other))
        };
        if named(self) && named(other) && self.told.iter().any(differs) {
            return false;
        }
        match (self.policy(), other.policy()) {
            (Some(one), Some(other)) => same(one, other),
            _ => true,
        }
    }

    /// Takes in what the other tells. What both tell differently is noted, and the first stays. Whether anything came in.
    pub fn join(&mut self, other: &Piece) -> bool {
        let before = self.clone();
        self.whole |= other.whole;
        let settled = LISTS.into_iter().filter(|list| self.settles(other, list));
        let settled: Vec<String> = settled.map(|list| [TRUNCATED, list].concat()).collect();
        let pages = self.is_cut_in("Tags") || other.is_cut_in("Tags");
        for told in &other.told {
            match self.told.iter_mut().find(|mine| mine.is_for(told)) {
                None => self.told.push(told.clone()),
                Some(mine) if mine.value == "null" && told.value != "null" => *mine = told.clone(),
                Some(mine) if same(mine, told) || told.value == "null" => {}
                // Whose it is was settled before.
                Some(mine) if mine.name == "KeyId" => {}
                // Lists of several files are one list.
                Some(mine) if is_list(&mine.name) => append(mine, told),
                Some(mine) if pages && mine.name == "Tags" && both_lists(mine, told) => {
                    append(mine, told);
                }
                Some(mine) => {
                    let conflict = Conflict {
                        kept: mine.clone(),
                        other: told.clone(),
                    };
                    if !self.conflicts.contains(&conflict) {
                        self.conflicts.push(conflict);
                    }
                }
            }
        }
        self.told.retain(|told| !settled.contains(&told.name));
        *self != before
    }

    /// The record that all of it makes.
    pub fn record(&self) -> String {
        let members: Vec<String> = self
            .told
            .iter()
            .map(|told| format!("  {}: {}", quote(&told.name), told.value))
            .collect();
        format!("{{\n{}\n}}", members.join(",\n"))
    }
}

/// Lists that several answers of the API tell together.
fn is_list(name: &str) -> bool {
    matches!(
        name,
        "Grants" | "Aliases" | "Rotations" | "AccessAnalyzerFindings" | "SecurityHubFindings"
    )
}

/// Puts the entries of one list behind those of another, each once.
fn append(mine: &mut Told, other: &Told) {
    if !both_lists(mine, other) {
        return;
    }
    let mut all = entries(mine);
    for entry in entries(other) {
        if !all.contains(&entry) {
            all.push(entry);
        }
    }
    mine.value = format!("[{}]", all.join(", "));
}

/// Tags may be an object, and a record may hold the whole answer in place of its list.
fn both_lists(one: &Told, other: &Told) -> bool {
    one.value.starts_with('[') && other.value.starts_with('[')
}

/// The entries of a list, as they are written.
fn entries(list: &Told) -> Vec<&str> {
    let parsed = parse(&list.value);
    let items = parsed.iter().flat_map(Node::items);
    items.map(|item| item.span.of(&list.value)).collect()
}

/// Whether two values say the same: as JSON without layout; a policy by its document, a date by its day.
fn same(one: &Told, other: &Told) -> bool {
    if one.value == other.value {
        return true;
    }
    let (Ok(left), Ok(right)) = (parse(&one.value), parse(&other.value)) else {
        return false;
    };
    if one.name == "Policy" {
        return document(&left).is_some() && document(&left) == document(&right);
    }
    if one.name == "Tags" {
        let pairs = |node: &Node| {
            let tags = crate::read::key::tags(node)?;
            let pairs = tags.iter().map(|(name, value)| pair(name, quote(value)));
            Some(object(pairs.collect()))
        };
        return pairs(&left).is_some() && pairs(&left) == pairs(&right);
    }
    if one.name.ends_with("Date") || one.name == "ValidTo" {
        let day = |node: &Node| {
            let moment = crate::read::key::date(node);
            moment.present().map(|date| date.moment)
        };
        return day(&left).is_some() && day(&left) == day(&right);
    }
    plain(&left) == plain(&right)
}

/// A policy without layout, however often it is wrapped.
fn document(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(inner) => document(&parse(inner).ok()?),
        _ => Some(plain(node)),
    }
}

/// The value as JSON without layout, members in the order of their names.
fn plain(node: &Node) -> String {
    match &node.value {
        Value::Object(members) => {
            let members = members.iter();
            let pairs = members.map(|member| pair(&member.name, plain(&member.value)));
            object(pairs.collect())
        }
        Value::Array(items) => {
            let parts: Vec<String> = items.iter().map(plain).collect();
            format!("[{}]", parts.join(","))
        }
        Value::String(text) => quote(text),
        Value::Number(number) => (*number).to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null => "null".into(),
    }
}

fn pair(name: &str, value: String) -> String {
    format!("{}:{value}", quote(name))
}

fn object(mut pairs: Vec<String>) -> String {
    crate::order::by(&mut pairs, Ord::cmp);
    format!("{{{}}}", pairs.join(","))
}

/// The API's name for what other formats call otherwise; empty for what is no fact about the key.
fn canonical(name: &str) -> Option<&'static str> {
    let plain: String = name
        .chars()
        .filter(|c| *c != '_')
        .map(|c| c.to_ascii_lowercase())
        .collect();
    Some(match plain.as_str() {
        "arn" | "keyarn" => "Arn",
        "accountid" | "awsaccountid" => "AccountId",
        "region" | "awsregion" => "Region",
        "keyid" | "id" => "KeyId",
        "description" => "Description",
        "keymanager" | "manager" => "KeyManager",
        "keystate" | "state" => "KeyState",
        "keyusage" => "KeyUsage",
        "keyspec" | "spec" => "KeySpec",
        "customermasterkeyspec" => "CustomerMasterKeySpec",
        "origin" => "Origin",
        "expirationmodel" => "ExpirationModel",
        "keyrotationenabled" | "enablekeyrotation" | "rotationenabled" | "keyrotationstatus" => {
            "KeyRotationEnabled"
        }
        "multiregion" => "MultiRegion",
        "multiregionconfiguration" => "MultiRegionConfiguration",
        "creationdate" | "timecreated" => "CreationDate",
        "enabled" | "isenabled" => "Enabled",
        "pendingdeletionwindowindays" => "PendingDeletionWindowInDays",
        "tags" => "Tags",
        "aliases" => "Aliases",
        "grants" => "Grants",
        "rotationperiodindays" => "RotationPeriodInDays",
        "nextrotationdate" => "NextRotationDate",
        "rotations" => "Rotations",
        "keylastusage" => "KeyLastUsage",
        "policynames" => "PolicyNames",
        "deletiondate" => "DeletionDate",
        "validto" => "ValidTo",
        "policy" | "keypolicy" => "Policy",
        "customkeystoreid" => "CustomKeyStoreId",
        "cloudhsmclusterid" => "CloudHsmClusterId",
        // Of the answer and of the tool, not of the key.
        "truncated" | "nexttoken" | "nextmarker" | "responsemetadata" | "$metadata" | "tagsall"
        | "policystd" | "tagssrc" | "title" | "akas" | "ctx" | "spconnectionname" | "spctx"
        | "metadata" => "",
        _ => return None,
    })
}

/// The value as the API would write it.
pub fn value(name: &str, node: &Node, text: &str) -> String {
    let flag = matches!(name, "KeyRotationEnabled" | "MultiRegion" | "Enabled");
    match &node.value {
        Value::String(word) if flag && word.eq_ignore_ascii_case("true") => "true".into(),
        Value::String(word) if flag && word.eq_ignore_ascii_case("false") => "false".into(),
        Value::Object(_) if flag => match node.members() {
            [only] => value(name, &only.value, text),
            _ => node.span.of(text).to_string(),
        },
        Value::Object(_) | Value::Array(_) if name != "Policy" && !is_tag_map(name, node) => {
            renamed(node)
        }
        _ => node.span.of(text).to_string(),
    }
}

/// Names of a map of tags are the user's own.
fn is_tag_map(name: &str, node: &Node) -> bool {
    name == "Tags" && node.is_object()
}

/// The value with the names of its members as the API writes them: `granteePrincipal` is `GranteePrincipal`.
fn renamed(node: &Node) -> String {
    match &node.value {
        Value::Object(members) => {
            let parts: Vec<String> = members
                .iter()
                .map(|member| {
                    let name = pascal(&member.name);
                    // Pairs of an encryption context have names of their own.
                    let value = match name.starts_with("EncryptionContext") {
                        true => plain(&member.value),
                        false => renamed(&member.value),
                    };
                    format!("{}: {value}", quote(&name))
                })
                .collect();
            format!("{{{}}}", parts.join(", "))
        }
        Value::Array(items) => {
            let parts: Vec<String> = items.iter().map(renamed).collect();
            format!("[{}]", parts.join(", "))
        }
        _ => plain(node),
    }
}

/// `granteePrincipal` and `grantee_principal` as `GranteePrincipal`.
pub fn pascal(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}

impl Conflict {
    /// What is said of it beside the key.
    pub fn problem(&self) -> Problem {
        let place = |told: &Told| match told.at.line {
            0 => told.at.file.clone(),
            line => format!("{}, line {line}", told.at.file),
        };
        Problem {
            message: format!(
                "{} differs: {} in {}; {} in {}. The first is used.",
                self.kept.name,
                short(&self.kept.value),
                place(&self.kept),
                short(&self.other.value),
                place(&self.other),
            ),
            at: None,
            excerpt: None,
        }
    }
}

fn short(value: &str) -> String {
    let mut text: String = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > 60 {
        text = text.chars().take(60).collect();
        text.push('…');
    }
    text
}

/// The member of this name, whether it is written `KeyId`, `keyId` or `key_id`.
pub fn member<'n, 't>(node: &'n Node<'t>, name: &str) -> Option<&'n Node<'t>> {
    let members = node.members().iter();
    members
        .rev()
        .find(|member| member.name == name || pascal(&member.name) == name)
        .map(|member| &member.value)
}

/// Whether the record is an answer of the API that holds this list and nothing of a key besides.
pub fn is_answer(record: &Node, list: &str) -> bool {
    record.members().iter().all(|member| {
        let name = pascal(&member.name);
        name == list && matches!(member.value.value, Value::Array(_))
            || matches!(
                name.as_str(),
                "Truncated"
                    | "NextMarker"
                    | "NextToken"
                    | "ResponseMetadata"
                    | "$metadata"
                    | "KeyId"
            )
    })
}

/// A piece for each key that the entries of a list name; entries that name none are those of the key that the answer
/// names, if it does.
pub fn by_key(
    record: &Node,
    list: &str,
    name: &str,
    format: &'static str,
    source: &Source,
    found: &mut Vec<Found>,
) {
    let outer = member(record, "KeyId").and_then(Node::as_str);
    let Some(items) = member(record, list) else {
        return;
    };
    let mut keys: Vec<(Option<&str>, Vec<&Node>)> = Vec::new();
    for item in items.items() {
        let key = member(item, name).and_then(Node::as_str).or(outer);
        // AWS has aliases in store that are of no key yet ("ListAliases", KMS API Reference).
        if key.is_none() && name == "TargetKeyId" {
            continue;
        }
        match keys.iter_mut().rev().find(|(other, _)| *other == key) {
            Some((_, entries)) => entries.push(item),
            None => keys.push((key, vec![item])),
        }
    }
    if items.items().is_empty() {
        keys.push((outer, Vec::new()));
    }
    for (key, entries) in keys {
        let mut piece = Piece::new(format, false);
        let span = entries.first().map_or(items.span, |entry| entry.span);
        if let Some(key) = key {
            let identity = Identity::parse(key);
            let whole = if identity.account.is_some() {
                "Arn"
            } else {
                "KeyId"
            };
            piece.tell(whole, quote(key), span, source);
        }
        // An alias names its account and Region where its key is named by id alone.
        let alias = entries.first().and_then(|entry| member(entry, "AliasArn"));
        if let Some(arn) = alias.and_then(Node::as_str).and_then(Arn::split) {
            piece.tell("AccountId", quote(arn.account), span, source);
            piece.tell("Region", quote(arn.region), span, source);
        }
        let texts: Vec<String> = entries.iter().map(|entry| renamed(entry)).collect();
        piece.tell(list, format!("[{}]", texts.join(", ")), span, source);
        piece.take_cut(record, list, source);
        found.push(Found::Piece(piece));
    }
}
