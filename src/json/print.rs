use super::{Node, Value};

/// The text as a JSON string, with its quotes.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            character if (character as u32) < 0x20 => {
                out.push_str(&format!("\\u{:04x}", character as u32));
            }
            character => out.push(character),
        }
    }
    out.push('"');
    out
}

/// The value laid out over lines, members and their order kept, two spaces a level, as KMS itself prints a policy.
pub fn pretty(node: &Node) -> String {
    let mut out = String::new();
    write(node, 0, &mut out);
    out
}

fn write(node: &Node, level: usize, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(number),
        Value::String(text) => out.push_str(&quote(text)),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Array(items) => {
            let short =
                items.len() == 1 && !matches!(items.first(), Some(item) if item.is_object());
            let separator = if short {
                " ".to_string()
            } else {
                line(level + 1)
            };
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                out.push_str(if position > 0 { "," } else { "" });
                out.push_str(&separator);
                write(item, level + 1, out);
            }
            out.push_str(&if short { " ".to_string() } else { line(level) });
            out.push(']');
        }
        Value::Object(members) if members.is_empty() => out.push_str("{}"),
        Value::Object(members) => {
            out.push('{');
            for (position, member) in members.iter().enumerate() {
                out.push_str(if position > 0 { "," } else { "" });
                out.push_str(&line(level + 1));
                out.push_str(&quote(&member.name));
                out.push_str(": ");
                write(&member.value, level + 1, out);
            }
            out.push_str(&line(level));
            out.push('}');
        }
    }
}

fn line(level: usize) -> String {
    format!("\n{}", "  ".repeat(level))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn lays_out_and_reads_back_the_same() {
        let text = r#"{"a":[1,{"b":"x\n\u0001\""}],"c":{},"d":["one"],"a":null,"e":[]}"#;
        let laid_out = pretty(&parse(text).unwrap());
        assert_eq!(
            laid_out,
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x\\n\\u0001\\\"\"\n    }\n  ],\n  \"c\": {},\n  \"d\": [ \"one\" ],\n  \"a\": null,\n  \"e\": []\n}"
        );
        let again = pretty(&parse(&laid_out).unwrap());
        assert_eq!(again, laid_out);
    }
}
