//! The plain evaluator: whatever is slow and obvious.

use std::net::IpAddr;

use serde_json::Value;

use super::{Asked, KEY};

impl Asked {
    /// The values of a key, none when it is absent. Key names ignore letter case.
    fn values(&self, key: &str) -> Vec<String> {
        self.carries
            .iter()
            .filter(|(name, _)| name.to_lowercase() == key.to_lowercase())
            .flat_map(|(_, values)| values.clone())
            .collect()
    }
}

/// What the pages say.
pub fn reference(policy: &Value, asked: &Asked) -> &'static str {
    let variables = policy["Version"] == "2012-10-17";
    let (mut denied, mut directly, mut by_account) = (false, false, false);
    for statement in many(&policy["Statement"]) {
        let told = asked.values("aws:PrincipalArn");
        let how = speaks_of(statement, &asked.sender, &told);
        let applies = how != How::NotAtAll
            && covers(statement, "Action", |entry| is_action(entry, &asked.action))
            && covers(statement, "Resource", |entry| is_key(entry, KEY))
            && conditions_hold(statement, asked, variables);
        match statement["Effect"].as_str() {
            Some("Deny") if applies => denied = true,
            Some("Allow") if applies && how == How::Directly => directly = true,
            Some("Allow") if applies => by_account = true,
            _ => {}
        }
    }
    if denied {
        "explicit_deny"
    } else if directly {
        "allowed"
    } else if by_account {
        "allowed_for_account"
    } else {
        "implicit_deny"
    }
}

/// One thing or a list of things.
pub fn many(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => vec![],
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    }
}

/// The texts of a value or of a list; numbers and Booleans as they are written.
fn texts(value: &Value) -> Vec<String> {
    many(value)
        .into_iter()
        .map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
        .collect()
}

/// An element, or the opposite of its Not-form; neither covers nothing.
fn covers(statement: &Value, name: &str, same: impl Fn(&str) -> bool) -> bool {
    let any = |value: &Value| texts(value).iter().any(|entry| same(entry));
    match (
        statement.get(name),
        statement.get(format!("Not{name}").as_str()),
    ) {
        (Some(value), _) => any(value),
        (None, Some(value)) => !any(value),
        (None, None) => false,
    }
}

fn is_action(entry: &str, action: &str) -> bool {
    let lower = wildcards(&entry.to_lowercase());
    (entry == "*" || entry.contains(':')) && glob(&lower, &letters(&action.to_lowercase()))
}

fn is_key(entry: &str, key: &str) -> bool {
    let alias = entry.split(':').nth(5).is_some_and(|resource| {
        resource.starts_with("alias/") && entry.split(':').nth(2) == Some("kms")
    });
    !alias && glob(&wildcards(entry), &letters(key))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Directly,
    ByAccount,
    NotAtAll,
}

fn speaks_of(statement: &Value, sender: &str, told: &[String]) -> How {
    let entries = |element: &Value| -> Vec<(String, String)> {
        match element {
            Value::String(all) => vec![("AWS".into(), all.clone())],
            Value::Object(kinds) => kinds
                .iter()
                .flat_map(|(kind, names)| texts(names).into_iter().map(|name| (kind.clone(), name)))
                .collect(),
            _ => vec![],
        }
    };
    let layers = layers(sender, told);
    if let Some(element) = statement.get("Principal") {
        let entries = entries(element);
        let account = format!("arn:aws:iam::{}:root", field(sender, 4));
        if entries.iter().any(|entry| {
            layers.iter().any(|layer| {
                layer.is_named_by(entry) && (!layer.is_account() || root_of(sender) == account)
            }) || is_everyone(entry)
        }) {
            return How::Directly;
        }
        return match layers
            .iter()
            .any(|layer| layer.is_account() && entries.iter().any(|entry| layer.is_named_by(entry)))
        {
            true => How::ByAccount,
            false => How::NotAtAll,
        };
    }
    let Some(element) = statement.get("NotPrincipal") else {
        return How::NotAtAll;
    };
    let entries = entries(element);
    let named = |layer: &Layer| {
        entries
            .iter()
            .any(|entry| is_everyone(entry) || layer.is_named_by(entry))
    };
    let spared = match statement["Effect"].as_str() {
        // The account first, then the role, then the session: each has to be named.
        Some("Deny") => layers.iter().all(named),
        _ => layers.iter().any(named),
    };
    match spared {
        true => How::NotAtAll,
        false => How::Directly,
    }
}

fn is_everyone((kind, name): &(String, String)) -> bool {
    kind == "AWS" && name == "*"
}

/// A root user's own ARN.
fn root_of(sender: &str) -> String {
    match sender.len() {
        12 => format!("arn:aws:iam::{sender}:root"),
        _ => sender.to_string(),
    }
}

/// Something that a sender is: itself, its role, its account.
enum Layer {
    Nobody,
    Service(String),
    Itself(String),
    Role {
        partition: String,
        account: String,
        name: String,
        told: Option<String>,
    },
    Account {
        partition: String,
        id: String,
    },
}

impl Layer {
    fn is_account(&self) -> bool {
        matches!(self, Layer::Account { .. })
    }

    fn is_named_by(&self, (kind, entry): &(String, String)) -> bool {
        match self {
            Layer::Nobody => false,
            Layer::Service(name) => kind == "Service" && entry == name,
            Layer::Itself(arn) => kind == "AWS" && entry == arn,
            // The role with any path, since a session's ARN leaves the path out.
            Layer::Role {
                partition,
                account,
                name,
                told,
            } => {
                if told.as_ref().is_some_and(|told| told != entry) {
                    return false;
                }
                let plain = format!("arn:{partition}:iam::{account}:role/");
                let path = entry.strip_prefix(&plain);
                kind == "AWS" && path.is_some_and(|path| path.split('/').next_back() == Some(name))
            }
            Layer::Account { partition, id } => {
                let root = format!("arn:{partition}:iam::{id}:root");
                kind == "AWS" && (entry == id || *entry == root)
            }
        }
    }
}

fn field(arn: &str, position: usize) -> &str {
    match arn.len() {
        12 if position == 4 => arn,
        _ => arn.split(':').nth(position).unwrap_or(""),
    }
}

fn layers(sender: &str, told: &[String]) -> Vec<Layer> {
    if sender.is_empty() {
        return vec![Layer::Nobody];
    }
    let digits = sender.len() == 12 && sender.chars().all(|c| c.is_ascii_digit());
    if digits {
        return layers(&root_of(sender), told);
    }
    if !sender.starts_with("arn:") {
        return vec![Layer::Service(sender.to_string())];
    }
    let partition = field(sender, 1).to_string();
    let id = field(sender, 4).to_string();
    let resource = field(sender, 5);
    let mut layers = vec![Layer::Account {
        partition: partition.clone(),
        id: id.clone(),
    }];
    if resource != "root" {
        layers.push(Layer::Itself(sender.to_string()));
    }
    if let Some(session) = resource.strip_prefix("assumed-role/") {
        let name = session.split('/').next().unwrap_or("").to_string();
        layers.push(Layer::Role {
            partition,
            account: id.clone(),
            // The request may say which role it is, path included.
            told: match told {
                [arn]
                    if field(arn, 4) == id
                        && field(arn, 5).starts_with("role/")
                        && arn.split('/').next_back() == Some(&name) =>
                {
                    Some(arn.clone())
                }
                _ => None,
            },
            name,
        });
    }
    layers
}

/// All operators and all keys have to hold.
fn conditions_hold(statement: &Value, asked: &Asked, variables: bool) -> bool {
    let Some(operators) = statement["Condition"].as_object() else {
        return true;
    };
    operators.iter().all(|(operator, keys)| {
        let keys = keys.as_object().unwrap();
        keys.iter()
            .all(|(key, values)| holds(operator, key, &texts(values), asked, variables))
    })
}

fn holds(operator: &str, key: &str, wanted: &[String], asked: &Asked, variables: bool) -> bool {
    let (set, name) = operator.split_once(':').unwrap_or(("", operator));
    let if_exists = name.ends_with("IfExists");
    let name = name.replace("IfExists", "");
    let negated = name.contains("Not");
    let positive = name.replace("Not", "");
    let values = asked.values(key);
    if positive == "Null" {
        return match set {
            "ForAllValues" => true,
            "ForAnyValue" => false,
            _ => wanted.contains(&values.iter().all(String::is_empty).to_string()),
        };
    }
    if values.is_empty() {
        return match set {
            _ if if_exists => true,
            "ForAllValues" => true,
            "ForAnyValue" => false,
            _ => negated,
        };
    }
    let listed = |value: &String| {
        wanted
            .iter()
            .any(|wanted| is_same(&positive, wanted, value, asked, variables))
    };
    let passes = |value: &String| listed(value) != negated;
    match set {
        // "or if the key values resolve to a null dataset, such as an empty string".
        "ForAllValues" if values.iter().all(String::is_empty) => true,
        "ForAnyValue" if values.iter().all(String::is_empty) => false,
        "ForAllValues" => values.iter().all(passes),
        "ForAnyValue" => values.iter().any(passes),
        _ if negated => !values.iter().any(listed),
        _ => values.iter().any(listed),
    }
}

fn is_same(operator: &str, wanted: &str, value: &str, asked: &Asked, variables: bool) -> bool {
    let filled = match variables {
        true => fill(wanted, asked),
        false => Some(wildcards(wanted)),
    };
    let compared = |order: &dyn Fn(f64, f64) -> bool, read: fn(&str) -> Option<f64>| match (
        read(wanted),
        read(value),
    ) {
        (Some(wanted), Some(value)) => order(value, wanted),
        _ => false,
    };
    let order: &dyn Fn(f64, f64) -> bool = match operator.replace("Date", "Numeric").as_str() {
        "NumericLessThan" => &|a, b| a < b,
        "NumericLessThanEquals" => &|a, b| a <= b,
        "NumericGreaterThan" => &|a, b| a > b,
        "NumericGreaterThanEquals" => &|a, b| a >= b,
        _ => &|a, b| a == b,
    };
    match operator {
        "StringEquals" => filled.is_some_and(|filled| as_written(&filled) == value),
        "StringEqualsIgnoreCase" => {
            filled.is_some_and(|filled| as_written(&filled).to_lowercase() == value.to_lowercase())
        }
        "StringLike" => filled.is_some_and(|filled| glob(&filled, &letters(value))),
        "ArnEquals" | "ArnLike" => filled.is_some_and(|filled| is_arn(&filled, value)),
        "Bool" => wanted.to_lowercase() == value.to_lowercase(),
        "BinaryEquals" => wanted == value,
        "IpAddress" => is_in_range(wanted, value),
        _ if operator.starts_with("Numeric") => compared(order, |text| text.parse().ok()),
        _ if operator.starts_with("Date") => compared(order, seconds),
        other => unreachable!("{other}"),
    }
}

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Letter(char),
    Run,
    One,
}

fn wildcards(text: &str) -> Vec<Piece> {
    text.chars()
        .map(|letter| match letter {
            '*' => Piece::Run,
            '?' => Piece::One,
            letter => Piece::Letter(letter),
        })
        .collect()
}

fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn as_written(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Letter(letter) => *letter,
            Piece::Run => '*',
            Piece::One => '?',
        })
        .collect()
}

fn glob(pattern: &[Piece], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([Piece::Run, rest @ ..], _) => (0..=text.len()).any(|taken| glob(rest, &text[taken..])),
        ([Piece::One, rest @ ..], [_, tail @ ..]) => glob(rest, tail),
        ([Piece::Letter(a), rest @ ..], [b, tail @ ..]) => a == b && glob(rest, tail),
        _ => false,
    }
}

/// The text with its variables filled in; `None` when one of them has no value. What a variable brings in is no
/// wildcard.
fn fill(text: &str, asked: &Asked) -> Option<Vec<Piece>> {
    let Some(start) = text.find("${") else {
        return Some(wildcards(text));
    };
    let Some(length) = text[start..].find('}') else {
        return Some(wildcards(text));
    };
    let inner = &text[start + 2..start + length];
    let value = match inner {
        "*" | "?" | "$" => inner.to_string(),
        _ => {
            let (name, default) = match inner.split_once(',') {
                Some((name, default)) => (name.trim(), Some(default.trim().trim_matches('\''))),
                None => (inner.trim(), None),
            };
            match asked.values(name).as_slice() {
                [value] => value.clone(),
                [] => default?.to_string(),
                _ => return None,
            }
        }
    };
    let mut pieces = wildcards(&text[..start]);
    pieces.extend(value.chars().map(Piece::Letter));
    pieces.extend(fill(&text[start + length + 1..], asked)?);
    Some(pieces)
}

/// The first five colons part six fields, and each is compared by itself; a lone `*` is every value.
fn is_arn(pattern: &[Piece], value: &str) -> bool {
    let wanted: Vec<&[Piece]> = pattern
        .splitn(6, |piece| *piece == Piece::Letter(':'))
        .collect();
    let found: Vec<&str> = value.splitn(6, ':').collect();
    pattern == [Piece::Run]
        || wanted.len() == 6
            && found.len() == 6
            && wanted
                .iter()
                .zip(&found)
                .all(|(wanted, found)| glob(wanted, &letters(found)))
}

/// An address as its family and its bits.
fn bits(address: &str) -> Option<(usize, String)> {
    Some(match address.parse().ok()? {
        IpAddr::V4(address) => (4, format!("{:032b}", u32::from(address))),
        IpAddr::V6(address) => (6, format!("{:0128b}", u128::from(address))),
    })
}

fn is_in_range(range: &str, address: &str) -> bool {
    let (network, length) = match range.split_once('/') {
        Some((network, length)) => (network, length.parse().ok()),
        None => (range, Some(usize::MAX)),
    };
    let (Some((family, network)), Some(length), Some((other, address))) =
        (bits(network), length, bits(address))
    else {
        return false;
    };
    let length = length.min(network.len());
    family == other && network[..length] == address[..length]
}

/// A date as seconds since 1970: digits, a day, or a day and a time with `Z` or an offset.
fn seconds(text: &str) -> Option<f64> {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let february = if leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before: i64 = (1970..year).map(|year| 365 + i64::from(leap(year))).sum();
    let days = before + months[..month as usize - 1].iter().sum::<i64>() + day - 1;
    let time = match text.len() {
        10 => 0,
        _ => number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?,
    };
    let offset = match text.get(19..20) {
        Some("+") => number(20, 22)? * 3600 + number(23, 25)? * 60,
        Some("-") => -(number(20, 22)? * 3600 + number(23, 25)? * 60),
        _ => 0,
    };
    Some((days * 86_400 + time - offset) as f64)
}
