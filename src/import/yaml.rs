//! YAML templates as JSON, with every value on the line where the YAML has it. CloudFormation's short tags become the
//! functions that they stand for: `!Sub x` is `{"Fn::Sub": "x"}`.

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use crate::json::quote;
use crate::limits::MAX_DEPTH;

/// Each document of the text as JSON, and the line (from 1) from which on it cannot be read, when it is the YAML of a template;
/// `None` for anything else.
pub fn template(text: &str) -> Option<(Vec<String>, Option<usize>)> {
    let begins = ["Resources:", "AWSTemplateFormatVersion:"];
    let is_head = |line: &str| begins.iter().any(|name| line.starts_with(name));
    if !text.lines().any(is_head) {
        return None;
    }
    let mut documents = Vec::new();
    let mut writer = Writer::default();
    let mut damaged = None;
    for event in Parser::new_from_str(text) {
        let (taken, line) = match event {
            Ok((Event::DocumentEnd, _)) => {
                documents.push(std::mem::take(&mut writer).out);
                continue;
            }
            Ok((event, span)) => {
                let line = span.start.line();
                documents.extend(writer.another(&event));
                (writer.take(event, line), line)
            }
            Err(error) => (None, error.marker().line()),
        };
        if taken.is_none() {
            damaged = Some(line);
            break;
        }
    }
    documents.retain(|json| !json.is_empty());
    Some((documents, damaged))
}

enum Open {
    /// A list, with how many entries it has, and the brackets that its tag added.
    List(usize, usize),
    /// A map, with how many names and values it has.
    Map(usize, usize),
}

#[derive(Default)]
struct Writer {
    out: String,
    line: usize,
    open: Vec<Open>,
    /// The names of the outermost map.
    heads: Vec<String>,
}

impl Writer {
    /// What was written, where the outermost map has this name already: templates one behind the other, with nothing between.
    fn another(&mut self, event: &Event) -> Option<String> {
        let (Event::Scalar(name, ..), [Open::Map(count, _)]) = (event, self.open.as_slice()) else {
            return None;
        };
        if count % 2 == 1 {
            return None;
        }
        if !self.heads.iter().any(|head| head == name) {
            self.heads.push(name.to_string());
            return None;
        }
        let next = Writer {
            out: "{".into(),
            open: vec![Open::Map(0, 0)],
            heads: vec![name.to_string()],
            line: 0,
        };
        Some(std::mem::replace(self, next).out + "}")
    }

    fn take(&mut self, event: Event, line: usize) -> Option<()> {
        match event {
            // A document that is a word is none: what stands behind a last `---`.
            Event::Scalar(..) if self.open.is_empty() => {}
            Event::Scalar(text, style, _, tag) => {
                let is_name = self.before(line);
                match tag.as_deref().and_then(function) {
                    Some(name) if !is_name => {
                        let argument = match name {
                            // `!GetAtt Role.Arn` is a pair.
                            "Fn::GetAtt" => match text.split_once('.') {
                                Some((one, other)) => format!("[{}, {}]", quote(one), quote(other)),
                                None => quote(&text),
                            },
                            _ => quote(&text),
                        };
                        self.out
                            .push_str(&format!("{{{}: {argument}}}", quote(name)));
                    }
                    _ => self.out.push_str(&scalar(&text, style, is_name)),
                }
                self.after();
            }
            Event::SequenceStart(_, tag) => {
                self.before(line);
                let added = self.function(tag.as_deref());
                self.out.push('[');
                self.enter(Open::List(0, added))?;
            }
            Event::MappingStart(_, tag) => {
                self.before(line);
                let added = self.function(tag.as_deref());
                self.out.push('{');
                self.enter(Open::Map(0, added))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (bracket, added) = match self.open.pop()? {
                    Open::List(_, added) => (']', added),
                    Open::Map(_, added) => ('}', added),
                };
                self.out.push(bracket);
                (0..added).for_each(|_| self.out.push('}'));
                self.after();
            }
            // What an alias repeats is not followed: it could grow without end.
            Event::Alias(_) => {
                self.before(line);
                self.out.push_str("{\"YamlAlias\": true}");
                self.after();
            }
            _ => {}
        }
        Some(())
    }

    fn enter(&mut self, open: Open) -> Option<()> {
        self.open.push(open);
        (self.open.len() < MAX_DEPTH).then_some(())
    }

    fn function(&mut self, tag: Option<&Tag>) -> usize {
        match tag.and_then(function) {
            Some(name) => {
                self.out.push_str(&format!("{{{}: ", quote(name)));
                1
            }
            None => 0,
        }
    }

    /// What stands before a value, and the line that it is on. Whether it is the name of a member.
    fn before(&mut self, line: usize) -> bool {
        let (mark, is_name) = match self.open.last() {
            Some(Open::List(count, _)) => (if *count > 0 { ", " } else { "" }, false),
            Some(Open::Map(count, _)) if count % 2 == 1 => (": ", false),
            Some(Open::Map(count, _)) => (if *count > 0 { ", " } else { "" }, true),
            None => ("", false),
        };
        self.out.push_str(mark);
        while self.line + 1 < line {
            self.out.push('\n');
            self.line += 1;
        }
        is_name
    }

    fn after(&mut self) {
        match self.open.last_mut() {
            Some(Open::List(count, _) | Open::Map(count, _)) => *count += 1,
            None => {}
        }
    }
}

/// The function that a short tag stands for ("Intrinsic function reference", CloudFormation Template Reference).
fn function(tag: &Tag) -> Option<&'static str> {
    if tag.handle != "!" {
        return None;
    }
    Some(match tag.suffix.as_str() {
        "Ref" => "Ref",
        "Condition" => "Condition",
        "Base64" => "Fn::Base64",
        "Cidr" => "Fn::Cidr",
        "FindInMap" => "Fn::FindInMap",
        "GetAtt" => "Fn::GetAtt",
        "GetAZs" => "Fn::GetAZs",
        "If" => "Fn::If",
        "ImportValue" => "Fn::ImportValue",
        "Join" => "Fn::Join",
        "Select" => "Fn::Select",
        "Split" => "Fn::Split",
        "Sub" => "Fn::Sub",
        "Transform" => "Fn::Transform",
        _ => return None,
    })
}

/// A scalar as far as templates use it: "CloudFormation supports the YAML Version 1.1 specification" ("CloudFormation
/// template formats"), by whose resolvers `yes` and `on` are Booleans, and `y` is a text. Dates are texts:
/// `Version: 2012-10-17`.
fn scalar(text: &str, style: ScalarStyle, is_name: bool) -> String {
    let plain = style == ScalarStyle::Plain && !is_name;
    match text {
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" if plain => {
            "true".into()
        }
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" if plain => {
            "false".into()
        }
        "" | "~" | "null" | "Null" | "NULL" if plain => "null".into(),
        // Twelve digits are an account, whose leading zeros count.
        _ if plain && is_number(text) => text.into(),
        _ => quote(text),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let led = digits.len() > 1 && digits.starts_with('0');
    (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !led
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::import;
    use crate::json::{parse, position};

    const TEMPLATE: &str = "AWSTemplateFormatVersion: 2010-09-09
# A key
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      PendingWindowInDays: 30
      KeyPolicy:
        Version: 2012-10-17
        Statement:
          - Sid: Root
            Effect: Allow
            Principal: { AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root' }
            Action: kms:*
            Resource: '*'
          - Effect: Allow
            Principal:
              AWS:
                - !GetAtt Role.Arn
                - !Join [':', [arn, aws, iam, '', '111122223333', root]]
            Action:
              - kms:Decrypt
            Resource: '*'
  Role:
    Type: AWS::IAM::Role
";

    #[test]
    fn a_template_is_its_twin_in_json_line_by_line() {
        let json = template(TEMPLATE).unwrap().0.remove(0);
        let node = parse(&json).unwrap();
        let key = node
            .get("Resources")
            .and_then(|node| node.get("Key"))
            .unwrap();
        let policy = key
            .get("Properties")
            .and_then(|node| node.get("KeyPolicy"))
            .unwrap();
        assert_eq!(
            policy.get("Version").and_then(|node| node.as_str()),
            Some("2012-10-17")
        );
        let resource = policy.get("Statement").unwrap().items()[1]
            .get("Resource")
            .unwrap();
        assert_eq!(position(&json, resource.span.start as usize).line, 24);
    }

    #[test]
    fn the_key_of_a_template_in_yaml_is_read() {
        let import = import(TEMPLATE);
        assert_eq!(import.problems, []);
        let told = |name: &str| {
            let told = import.pieces[0]
                .told
                .iter()
                .find(|told| told.name == name)
                .unwrap();
            (told.value.clone(), told.at.line)
        };
        assert_eq!(told("KeyRotationEnabled"), ("true".to_string(), 7));
        let (policy, line) = told("Policy");
        assert_eq!(line, 10);
        assert!(
            policy.contains("arn:aws:iam::009900990099:root"),
            "{policy}"
        );
        assert!(
            policy.contains("arn:aws:iam::009900990099:role/Role"),
            "{policy}"
        );
        assert!(
            policy.contains("arn:aws:iam::111122223333:root"),
            "{policy}"
        );
    }

    #[test]
    fn other_texts_are_no_templates() {
        for text in ["{}", "a: b", "Resources", ""] {
            assert_eq!(template(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_line() {
        let broken =
            "Description: x\nResources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties: *\n";
        let import = super::super::import(broken);
        let [problem] = import.problems.as_slice() else {
            panic!("{:?}", import.problems)
        };
        assert_eq!(problem.message, "Not YAML from here on.");
        assert_eq!(problem.at.unwrap().line, 5);
        // What comes before it is read.
        let second = format!("{TEMPLATE}---\n{broken}");
        let import = super::super::import(&second);
        assert_eq!((import.pieces.len(), import.problems.len()), (1, 1));
    }

    #[test]
    fn later_documents_keep_their_lines() {
        let two = format!("{TEMPLATE}---\n{TEMPLATE}---\n");
        let (documents, damaged) = template(&two).unwrap();
        assert_eq!(damaged, None);
        assert_eq!(documents.len(), 2);
        let line = |json: &str| {
            let node = parse(json).unwrap();
            position(json, node.get("Resources").unwrap().span.start as usize).line
        };
        let [first, second] = [&documents[0], &documents[1]].map(|json| line(json));
        assert_eq!(second - first, TEMPLATE.lines().count() + 1);
    }
}
