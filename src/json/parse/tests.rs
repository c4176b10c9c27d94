use super::*;

/// Wherever in a word it stands, and whatever stands around it.
#[test]
fn strings_are_plain_up_to_the_first_byte_that_is_not() {
    let stop = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    for around in [
        b'a', b' ', 0x21, b'#', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff,
    ] {
        for byte in 0..=255 {
            for at in 0..20 {
                let mut bytes = [around; 20];
                bytes[at] = byte;
                let second = (at * 7 + 3) % 20;
                bytes[second] = b'"';
                let expected = bytes.iter().position(stop).unwrap();
                assert_eq!(plain(&bytes), expected, "{bytes:?}");
                let before = &bytes[..expected];
                assert_eq!(plain(before), before.len(), "{before:?}");
            }
        }
    }
}
use proptest::prelude::*;

fn message(text: &str) -> (usize, String) {
    match parse(text) {
        Ok(node) => panic!("accepted {text}: {node:?}"),
        Err(error) => (error.offset, error.message),
    }
}

#[test]
fn keeps_what_serde_json_loses() {
    let node = parse(r#"{"a":1,"b":123456789012345678901234567890.10,"a":2}"#).unwrap();
    let names: Vec<_> = node.members().iter().map(|m| m.name.as_ref()).collect();
    assert_eq!(names, ["a", "b", "a"]);
    assert_eq!(
        node.members()[1].value.value,
        Value::Number("123456789012345678901234567890.10")
    );
}

#[test]
fn unescapes() {
    let node = parse(r#""\/ \u00e9 \ud83d\ude00 \n\t\"\\ é""#).unwrap();
    assert_eq!(node.as_str(), Some("/ é 😀 \n\t\"\\ é"));
}

#[test]
fn says_where_and_what() {
    assert_eq!(
        message("{\"Version\":\"2012-10-17\",}"),
        (
            24,
            "expected a member name in double quotes, found “}”".into()
        )
    );
    assert_eq!(
        message("[1 2]"),
        (3, "expected “,” or “]”, found “2”".into())
    );
    assert_eq!(
        message(""),
        (0, "expected a value, found the end of the text".into())
    );
    assert_eq!(message("\"abc"), (0, "this string is never closed".into()));
    assert_eq!(
        message("\0\0"),
        (0, "expected a value, found a NUL byte".into())
    );
    assert_eq!(message("01").0, 0);
    assert_eq!(message("\"\\ud800\"").0, 1);
    assert_eq!(
        message("{} x"),
        (3, "expected the end of the text, found “x”".into())
    );
}

#[test]
fn stops_at_the_depth_limit_instead_of_the_stack() {
    let text = "[".repeat(100_000);
    let (offset, message) = message(&text);
    assert_eq!(offset, MAX_DEPTH);
    assert!(message.contains("nested deeper than"), "{message}");
    let fits = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert!(parse(&fits).is_ok());
}

#[test]
fn spans_cover_the_value_as_written() {
    let text = "{ \"a\" : [ 1, \"x\\n\" ] }";
    let node = parse(text).unwrap();
    let member = &node.members()[0];
    assert_eq!(member.name_span.of(text), "\"a\"");
    assert_eq!(member.value.span.of(text), "[ 1, \"x\\n\" ]");
    assert_eq!(member.value.items()[1].span.of(text), "\"x\\n\"");
}

/// The same tree as `serde_json` reads, where that can hold it.
fn same(node: &Node, value: &serde_json::Value) -> bool {
    use serde_json::Value as Other;
    match (&node.value, value) {
        (Value::Null, Other::Null) => true,
        (Value::Bool(a), Other::Bool(b)) => a == b,
        // Without its feature `float_roundtrip`, serde_json may be off by the last bit.
        (Value::Number(a), Other::Number(b)) => {
            let pair = a.parse::<f64>().ok().zip(b.as_f64());
            pair.is_some_and(|(a, b)| a == b || ((a - b) / b).abs() < 1e-15)
        }
        (Value::String(a), Other::String(b)) => a == b,
        (Value::Array(a), Other::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Other::Object(b)) => {
            a.iter().all(|m| b.contains_key(m.name.as_ref()))
                && b.iter()
                    .all(|(k, v)| node.get(k).is_some_and(|n| same(n, v)))
        }
        _ => false,
    }
}

#[test]
fn numbers_that_serde_json_rounds_are_the_same() {
    let text = "3e+140";
    let value = serde_json::from_str(text).unwrap();
    assert!(same(&parse(text).unwrap(), &value));
    assert!(!same(&parse("3e+139").unwrap(), &value));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]
    #[test]
    fn accepts_what_serde_json_accepts(
        text in r#"([\[\]{},: \n"a\\u0d8-]|true|null|-?[0-9]{1,3}|\.5|e\+1|"k":|"é\\n"|\\ud83d\\ude00|\\/){0,14}"#
    ) {
        let other = serde_json::from_str::<serde_json::Value>(&text);
        match parse(&text) {
            Ok(node) => match other {
                Ok(value) => prop_assert!(same(&node, &value), "{}", text),
                // A number beyond f64 is the one thing that serde_json refuses and RFC 8259 does not.
                Err(error) => {
                    let range = error.to_string().contains("number out of range");
                    prop_assert!(range, "{}: {}", text, error);
                }
            },
            Err(_) => prop_assert!(other.is_err(), "{}", text),
        }
    }
}
