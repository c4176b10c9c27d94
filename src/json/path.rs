use std::fmt;

use super::{Node, Span, Value, quote};

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A member by its name; `nth` counts from 0 where the name is given more than once.
    Member {
        name: String,
        nth: usize,
    },
    Index(usize),
}

/// The way from the top of a document to a value.
///
/// Written as a person would: `Statement[2].Condition.StringEquals["kms:ViaService"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Step>);

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(out, "[{index}]")?,
                Step::Member { name, nth } => {
                    if is_word(name) {
                        let dot = if position > 0 { "." } else { "" };
                        write!(out, "{dot}{name}")?;
                    } else {
                        write!(out, "[{}]", quote(name))?;
                    }
                    if *nth > 0 {
                        write!(out, "#{}", nth + 1)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The path of the value (or of the member whose name) is at exactly this place.
pub fn path_to(node: &Node, span: Span) -> Option<Path> {
    let mut steps = Vec::new();
    walk(node, span, &mut steps).then_some(Path(steps))
}

fn walk(node: &Node, span: Span, steps: &mut Vec<Step>) -> bool {
    if node.span == span {
        return true;
    }
    if !node.span.contains(span) {
        return false;
    }
    match &node.value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                steps.push(Step::Index(index));
                if walk(item, span, steps) {
                    return true;
                }
                steps.pop();
            }
        }
        Value::Object(members) => {
            for (position, member) in members.iter().enumerate() {
                if !member.span().contains(span) {
                    continue;
                }
                let before = members.iter().take(position);
                steps.push(Step::Member {
                    name: member.name.to_string(),
                    nth: before.filter(|other| other.name == member.name).count(),
                });
                if member.name_span == span
                    || member.span() == span
                    || walk(&member.value, span, steps)
                {
                    return true;
                }
                steps.pop();
            }
        }
        _ => {}
    }
    false
}

/// The place of the value at the path; of the member with its name where the path ends in one.
pub fn find(node: &Node, path: &Path) -> Option<Span> {
    let mut at = node;
    let mut span = node.span;
    for step in &path.0 {
        match step {
            Step::Index(index) => {
                at = at.items().get(*index)?;
                span = at.span;
            }
            Step::Member { name, nth } => {
                let mut same = at.members().iter().filter(|member| member.name == *name);
                let member = same.nth(*nth)?;
                at = &member.value;
                span = member.span();
            }
        }
    }
    Some(span)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    const TEXT: &str = r#"{"Statement":[{"Condition":{"StringEquals":{"kms:ViaService":["a","b"]}},"Sid":1,"Sid":2}]}"#;

    fn path_of(needle: &str) -> String {
        let start = TEXT.find(needle).unwrap() as u32;
        let end = start + needle.len() as u32;
        let node = parse(TEXT).unwrap();
        path_to(&node, Span { start, end }).unwrap().to_string()
    }

    #[test]
    fn writes_paths_as_people_do() {
        assert_eq!(
            path_of("\"b\""),
            "Statement[0].Condition.StringEquals[\"kms:ViaService\"][1]"
        );
        assert_eq!(path_of("2"), "Statement[0].Sid#2");
        assert_eq!(path_of("\"Condition\""), "Statement[0].Condition");
    }

    #[test]
    fn a_path_leads_back_to_its_place() {
        let node = parse(TEXT).unwrap();
        let start = TEXT.find("\"b\"").unwrap() as u32;
        let span = Span {
            start,
            end: start + 3,
        };
        let path = path_to(&node, span).unwrap();
        assert_eq!(find(&node, &path), Some(span));
    }
}
