use std::borrow::Cow;
use std::cell::Cell;

use super::piece::{Piece, Source};
use super::{Format, Found};
use crate::aws::names::{STAND_IN, is_region};
use crate::json::{Node, Value, parse, quote};
use crate::read::element::is_function;

/// Keys of a CloudFormation template: what will be made, not what is there.
///
/// Functions are resolved where the template itself decides. What is only known when the template is used gets a
/// stand-in where its kind is certain: the account and Region of the key itself, roles and users that the template makes
/// in that account. Everything else stays as it is written, and answers that hang on it are undecided.
pub static FORMAT: Format = Format {
    name: "cloudformation",
    title: "CloudFormation template with keys, in JSON or YAML",
    how: "aws cloudformation get-template --stack-name STACK --query TemplateBody (--output text for YAML), or cdk synth",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"Resources":{"Key":{"Type":"AWS::KMS::Key","Properties":{"EnableKeyRotation":true,"KeyPolicy":{"Version":"2012-10-17","Statement":[]}}}}}"#,
};

/// What stands for the account, the Region and the partition that the template will be used in.
const STAND_INS: [(&str, &str); 4] = [
    ("AWS::AccountId", STAND_IN),
    ("AWS::Region", "us-east-1"),
    ("AWS::Partition", "aws"),
    ("AWS::URLSuffix", "amazonaws.com"),
];

/// Those of them that a policy may speak of by name.
const OPEN: [&str; 3] = ["AWS::Region", "AWS::Partition", "AWS::URLSuffix"];

fn kind<'n>(resource: &'n Node) -> Option<&'n str> {
    resource.get("Type").and_then(Node::as_str)
}

fn is_key(resource: &Node) -> bool {
    matches!(
        kind(resource),
        Some("AWS::KMS::Key" | "AWS::KMS::ReplicaKey")
    )
}

/// GetTemplate answers with the template in a member.
fn template<'n, 't>(record: &'n Node<'t>) -> &'n Node<'t> {
    record.get("TemplateBody").unwrap_or(record)
}

fn claims(record: &Node) -> bool {
    let record = template(record);
    let resources = record
        .get("Resources")
        .map(Node::members)
        .unwrap_or_default();
    let single = is_key(record) && record.get("Properties").is_some();
    single || resources.iter().any(|member| kind(&member.value).is_some())
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    let record = template(record);
    let template = Template {
        root: record,
        stood_in: Cell::new(false),
        open: Cell::new(&[]),
    };
    if is_key(record) {
        found.push(Found::Piece(key(record, "", &template, source)));
        return;
    }
    let resources = record
        .get("Resources")
        .map(Node::members)
        .unwrap_or_default();
    let before = found.len();
    for member in resources.iter().filter(|member| is_key(&member.value)) {
        found.push(Found::Piece(key(
            &member.value,
            &member.name,
            &template,
            source,
        )));
    }
    for member in resources
        .iter()
        .filter(|member| kind(&member.value) == Some("AWS::KMS::Alias"))
    {
        let Some(properties) = member.value.get("Properties") else {
            continue;
        };
        let target = properties
            .get("TargetKeyId")
            .map(|node| template.resolve(node, 0));
        let name = properties
            .get("AliasName")
            .map(|node| template.resolve(node, 0));
        if let (Some(target), Some(name)) = (target, name)
            && let Ok(Some(id)) = parse(&target).map(|node| node.as_str().map(str::to_string))
        {
            let mut piece = Piece::new(FORMAT.name, false);
            // The ARN of a key of the template is made of stand-ins: it is meant by its name.
            let own = template.arn("");
            let id = id.strip_prefix(&own).unwrap_or(&id);
            let at = if id.starts_with("arn:") {
                "Arn"
            } else {
                "KeyId"
            };
            piece.tell(at, quote(id), properties.span, source);
            piece.tell(
                "Aliases",
                format!("[{{\"AliasName\": {name}}}]"),
                properties.span,
                source,
            );
            found.push(Found::Piece(piece));
        }
    }
    // `AWS::LanguageExtensions` makes resources of it.
    if resources
        .iter()
        .any(|member| member.name.starts_with("Fn::ForEach::"))
    {
        found.push(Found::Stranger(
            "resources that Fn::ForEach makes, which Keyglass does not read".into(),
        ));
    }
    if found.len() == before {
        found.push(Found::Stranger(
            "a CloudFormation template without a KMS key".into(),
        ));
    }
}

fn key(resource: &Node, name: &str, template: &Template, source: &Source) -> Piece {
    let mut piece = Piece::new(FORMAT.name, true);
    let properties = resource
        .get("Properties")
        .map(Node::members)
        .unwrap_or_default();
    template.stood_in.set(false);
    for member in properties {
        let api = match member.name.as_ref() {
            "KeyPolicy" => "Policy",
            "EnableKeyRotation" => "KeyRotationEnabled",
            "PendingWindowInDays" => "PendingWindowInDays",
            other => other,
        };
        let mut resolved = template.resolve(&member.value, 0);
        if api == "Policy" {
            // Nothing of it is known, or there is none.
            if parse(&resolved).is_ok_and(|node| is_function(&node)) {
                continue;
            }
            template.open.set(&OPEN);
            let bare = template.resolve(&member.value, 0);
            template
                .open
                .set(match (names_region(&bare), names_partition(&bare)) {
                    (true, true) => &OPEN,
                    (true, false) => &[OPEN[0]],
                    (false, true) => &[OPEN[1], OPEN[2]],
                    (false, false) => &[],
                });
            resolved = template.resolve(&member.value, 0);
            template.open.set(&[]);
        }
        let resolved = match (api, resolved.as_ref()) {
            ("KeyRotationEnabled" | "Enabled" | "MultiRegion", "\"true\"") => "true".into(),
            ("KeyRotationEnabled" | "Enabled" | "MultiRegion", "\"false\"") => "false".into(),
            _ => resolved.into_owned(),
        };
        piece.tell(api, resolved, member.value.span, source);
    }
    let at = resource.span;
    if !name.is_empty() {
        piece.tell("LogicalId", quote(name), at, source);
    }
    piece.tell("KeyManager", quote("CUSTOMER"), at, source);
    // The kind of resource says so much of the key: "AWS::KMS::Key", CloudFormation Template Reference.
    if kind(resource) == Some("AWS::KMS::Key") {
        piece.tell("KeySpec", quote("SYMMETRIC_DEFAULT"), at, source);
        piece.tell("KeyUsage", quote("ENCRYPT_DECRYPT"), at, source);
        piece.tell("Origin", quote("AWS_KMS"), at, source);
        piece.tell("KeyRotationEnabled", "false".into(), at, source);
        piece.tell("MultiRegion", "false".into(), at, source);
    } else {
        piece.tell("MultiRegion", "true".into(), at, source);
    }
    if template.stood_in.get() {
        // The key's Region stays unknown: a test on a Region that the template names must not come out as never true.
        let [(_, account), ..] = STAND_INS;
        piece.tell("AccountId", quote(account), at, source);
        let words = "The account 009900990099 and us-east-1 stand for those that the template will be used in.";
        piece.tell("StandIns", quote(words), at, source);
    }
    if !name.is_empty() {
        piece.tell("KeyId", quote(name), at, source);
    }
    piece
}

struct Template<'n, 't> {
    root: &'n Node<'t>,
    /// Something that only the use of the template decides was given a stand-in.
    stood_in: Cell<bool>,
    /// Pseudo parameters that get no stand-in.
    open: Cell<&'static [&'static str]>,
}

impl<'n, 't> Template<'n, 't> {
    /// The value as JSON, with the functions that the template decides replaced by what they give.
    fn resolve(&self, node: &Node, depth: usize) -> Cow<'static, str> {
        if depth > 32 {
            return Cow::Borrowed("null");
        }
        match &node.value {
            Value::Object(members) => {
                if let [only] = members.as_slice()
                    && let Some(value) = self.function(&only.name, &only.value, depth)
                {
                    return literal(&value).into();
                }
                let parts: Vec<String> = members
                    .iter()
                    // "Pseudo parameters", AWS::NoValue: the member is taken out.
                    .filter(|member| !is_no_value(&member.value))
                    .map(|member| {
                        format!(
                            "{}: {}",
                            quote(&member.name),
                            self.resolve(&member.value, depth + 1)
                        )
                    })
                    .collect();
                format!("{{{}}}", parts.join(", ")).into()
            }
            Value::Array(items) => {
                let items = items.iter().filter(|item| !is_no_value(item));
                let parts: Vec<_> = items.map(|item| self.resolve(item, depth + 1)).collect();
                format!("[{}]", parts.join(", ")).into()
            }
            Value::String(text) => literal(text).into(),
            Value::Number(number) => (*number).to_string().into(),
            Value::Bool(flag) => flag.to_string().into(),
            Value::Null => Cow::Borrowed("null"),
        }
    }

    /// What a function gives, as JSON; `None` where the template does not decide.
    fn function(&self, name: &str, argument: &Node, depth: usize) -> Option<String> {
        let text = |node: &Node| self.text(node, depth + 1);
        match name {
            "Ref" => self.reference(argument.as_str()?, depth),
            "Fn::Sub" => {
                let (pattern, names) = match argument.items() {
                    [] => (argument.as_str()?, None),
                    [pattern, names, ..] => (pattern.as_str()?, Some(names)),
                    [pattern] => (pattern.as_str()?, None),
                };
                self.substitute(pattern, names, depth)
            }
            "Fn::Join" => {
                let [separator, list] = argument.items() else {
                    return None;
                };
                // A function in place of the list is not decided here.
                let Value::Array(parts) = &list.value else {
                    return None;
                };
                let parts: Option<Vec<String>> = parts.iter().map(text).collect();
                Some(parts?.join(separator.as_str()?))
            }
            "Fn::GetAtt" => {
                let (resource, attribute) = match argument.items() {
                    [] => argument.as_str()?.split_once('.')?,
                    [resource, attribute] => (resource.as_str()?, attribute.as_str()?),
                    _ => return None,
                };
                self.attribute(resource, attribute)
            }
            _ => None,
        }
    }

    /// The value as text, when it is one.
    fn text(&self, node: &Node, depth: usize) -> Option<String> {
        let value = self.resolve(node, depth);
        parse(&value).ok()?.as_str().map(str::to_string)
    }

    fn reference(&self, name: &str, depth: usize) -> Option<String> {
        if self.open.get().contains(&name) {
            return None;
        }
        if let Some((_, value)) = STAND_INS.iter().find(|(other, _)| *other == name) {
            self.stood_in.set(true);
            return Some((*value).to_string());
        }
        // A default is what a parameter has unless somebody says otherwise: only one allowed value decides.
        let parameters = self.root.get("Parameters");
        if let Some(parameter) = parameters.and_then(|list| list.get(name)) {
            // Those of the Parameter Store are given by name: what they hold, the template does not tell.
            if kind(parameter).is_some_and(|kind| kind.starts_with("AWS::SSM::")) {
                return None;
            }
            let allowed = parameter.get("AllowedValues").map(Node::items);
            return match allowed.unwrap_or_default() {
                [only] => self.text(only, depth + 1),
                _ => None,
            };
        }
        // A key is meant by its name in the template.
        let resource = self.root.get("Resources")?.get(name)?;
        is_key(resource).then(|| name.to_string())
    }

    /// The ARN of a key that the template makes.
    fn arn(&self, name: &str) -> String {
        let [(_, account), (_, region), (_, partition), _] = STAND_INS;
        format!("arn:{partition}:kms:{region}:{account}:key/{name}")
    }

    /// The ARN of a role or a user that the template makes in the account of the key.
    fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        let resource = self.root.get("Resources")?.get(name)?;
        let [(_, account), _, (_, partition), _] = STAND_INS;
        self.stood_in.set(true);
        let property = |member: &str| resource.get("Properties")?.get(member);
        // "IAM identifiers": ARNs hold the path.
        let identity = |kind: &str, member: &str| {
            // A name that is made up when the template is used holds the one that the template has for it.
            let or = |member: &str, other: &str| match property(member) {
                Some(node) => self.text(node, 1),
                None => Some(other.to_string()),
            };
            let (path, name) = (or("Path", "/")?, or(member, name)?);
            Some(format!("arn:{partition}:iam::{account}:{kind}{path}{name}"))
        };
        match (kind(resource)?, attribute) {
            ("AWS::IAM::Role", "Arn") => identity("role", "RoleName"),
            ("AWS::IAM::User", "Arn") => identity("user", "UserName"),
            ("AWS::KMS::Key" | "AWS::KMS::ReplicaKey", "Arn") => Some(self.arn(name)),
            ("AWS::KMS::Key" | "AWS::KMS::ReplicaKey", "KeyId") => Some(name.to_string()),
            _ => None,
        }
    }

    fn substitute(&self, pattern: &str, names: Option<&Node>, depth: usize) -> Option<String> {
        let mut out = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let (name, tail) = after.split_once('}')?;
            // `${!name}` is the text `${name}`.
            if let Some(literal) = name.strip_prefix('!') {
                out.push_str(&format!("${{{literal}}}"));
            } else if let Some(node) = names.and_then(|names| names.get(name)) {
                out.push_str(&self.text(node, depth + 1)?);
            } else if let Some((resource, attribute)) = name.split_once('.') {
                out.push_str(&self.attribute(resource, attribute)?);
            } else {
                out.push_str(&self.reference(name, depth + 1)?);
            }
            rest = tail;
        }
        out.push_str(rest);
        Some(out)
    }
}

/// Whether a policy names a Region, or some of them by a pattern. Whether one that the template is used in is meant, too, is
/// not known: no stand-in must tell them apart.
fn names_region(policy: &str) -> bool {
    let is_pattern = |word: &str| {
        let mut sides = ["west", "east", "north", "south", "central", "gov"].iter();
        let code = word.trim_matches(['*', '?', '-']);
        let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
        word.contains(['*', '?']) && (is_code || sides.any(|side| word.contains(side)))
    };
    let mut words = policy.split(|c: char| !(c.is_ascii_alphanumeric() || "-*?".contains(c)));
    words.any(|word| is_region(word) || is_pattern(word))
}

/// The same of partitions and their hosts.
fn names_partition(policy: &str) -> bool {
    let mut marks = ["arn:aws-", "arn:aws*", "arn:aws?", ".cn"].iter();
    marks.any(|mark| policy.contains(mark))
}

/// A text as JSON. What a dynamic reference in it gives is known when the template is used.
fn literal(text: &str) -> String {
    match text.contains("{{resolve:") {
        true => format!(r#"{{"Fn::Sub": {}}}"#, quote(text)),
        false => quote(text),
    }
}

fn is_no_value(node: &Node) -> bool {
    node.get("Ref").and_then(Node::as_str) == Some("AWS::NoValue")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(template: &str, name: &str) -> Option<String> {
        let node = parse(template).unwrap();
        let mut found = Vec::new();
        read(&node, &Source::new(template), &mut found);
        let Some(Found::Piece(piece)) = found.into_iter().next() else {
            panic!("{template}")
        };
        piece
            .told
            .into_iter()
            .find(|told| told.name == name)
            .map(|told| told.value)
    }

    fn policy(principal: &str) -> String {
        let template = format!(
            r#"{{"Parameters":{{"Team":{{"Type":"String","AllowedValues":["red"]}},"Open":{{"Type":"String","Default":"red"}},"Free":{{"Type":"String"}}}},"Resources":{{"Role":{{"Type":"AWS::IAM::Role","Properties":{{}}}},"Key":{{"Type":"AWS::KMS::Key","Properties":{{"KeyPolicy":{{"P":{principal}}}}}}}}}}}"#
        );
        told(&template, "Policy").unwrap()
    }

    #[test]
    fn functions_are_resolved_where_the_template_decides() {
        for (principal, value) in [
            (
                r#"{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:root"}"#,
                r#""arn:aws:iam::009900990099:root""#,
            ),
            (
                r#"{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::",{"Ref":"AWS::AccountId"},":root"]]}"#,
                r#""arn:aws:iam::009900990099:root""#,
            ),
            (
                r#"{"Fn::GetAtt":["Role","Arn"]}"#,
                r#""arn:aws:iam::009900990099:role/Role""#,
            ),
            (
                r#"{"Fn::GetAtt":"Role.Arn"}"#,
                r#""arn:aws:iam::009900990099:role/Role""#,
            ),
            (
                r#"{"Fn::Sub":"${Role.Arn}"}"#,
                r#""arn:aws:iam::009900990099:role/Role""#,
            ),
            (r#"{"Ref":"Team"}"#, r#""red""#),
            (
                r#"{"Fn::Sub":["${a}/${!b}",{"a":{"Ref":"Team"}}]}"#,
                r#""red/${b}""#,
            ),
            (r#"["x",{"Ref":"AWS::NoValue"}]"#, r#"["x"]"#),
        ] {
            assert_eq!(
                policy(principal),
                format!(r#"{{"P": {value}}}"#),
                "{principal}"
            );
        }
    }

    /// A stand-in for the Region must not make a test on another Region look dead, and the key private.
    #[test]
    fn a_stand_in_settles_nothing_about_the_region() {
        let template = r#"{"Resources":{"Key":{"Type":"AWS::KMS::Key","Properties":{"KeyPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:root"}},"Action":"kms:*","Resource":"*"},{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com"}}}]}}}}}"#;
        let mut join = crate::import::join::Join::default();
        crate::import::import(template).into_join(template, &"t".into(), &mut join);
        let key = join.records[0].key();
        assert_eq!((key.owner(), key.home()), (Some("009900990099"), None));
        assert!(told(template, "StandIns").is_some());
    }

    #[test]
    fn what_the_template_does_not_decide_stays_as_it_is() {
        for principal in [
            r#"{"Ref": "Free"}"#,
            r#"{"Fn::ImportValue": "x"}"#,
            r#"{"Fn::Sub": "${Free}"}"#,
            r#"{"Fn::If": ["a", "b", "c"]}"#,
            r#"{"Fn::GetAtt": ["Bucket", "Arn"]}"#,
        ] {
            assert_eq!(policy(principal), format!(r#"{{"P": {principal}}}"#));
        }
    }
}
