//! CSV with a key's resource in a column, as Panther's search exports it.

use csv_core::ReadFieldResult;

use super::Problem;
use crate::model::arn::Arn;

/// Bytes of the longest cell: a resource with a policy of the largest size.
const MAX_CELL: usize = 4 << 20;

/// A cell that holds JSON.
pub struct Cell {
    pub text: String,
    /// The line that its row begins on.
    pub line: usize,
    /// The ARN of a KMS key that another cell of the row holds; else empty.
    pub arn: String,
}

/// The cells that hold JSON; `None` when the text is no table.
pub fn cells(text: &str) -> Option<Vec<Cell>> {
    let head = text.lines().next()?;
    let plain = !text.trim_start().starts_with(['{', '[', '"', '-', '%'])
        || text.starts_with('"') && head.contains(',');
    if !plain || !head.contains(',') || !text.contains("{\"\"") && !text.contains(",{") {
        return None;
    }
    let mut reader = csv_core::Reader::new();
    let mut found: Vec<Cell> = Vec::new();
    let (mut row, mut arn) = (0, String::new());
    let mut rest = text.as_bytes();
    // A cell is no longer than the text.
    let mut cell = vec![0; text.len().min(MAX_CELL)];
    let (mut filled, mut line) = (0, 1);
    loop {
        let (result, read, written) =
            reader.read_field(rest, cell.get_mut(filled..).unwrap_or_default());
        rest = rest.get(read..).unwrap_or_default();
        filled += written;
        match result {
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull | ReadFieldResult::End => break,
            ReadFieldResult::Field { record_end } => {
                let value = String::from_utf8_lossy(cell.get(..filled).unwrap_or_default());
                if value.trim_start().starts_with(['{', '[']) {
                    found.push(Cell {
                        text: value.into_owned(),
                        line,
                        arn: String::new(),
                    });
                } else if arn.is_empty()
                    && Arn::split(&value).is_some_and(|arn| arn.resource.starts_with("key/"))
                {
                    // Of several, the first is the key's own, by the habit of tables.
                    arn = value.into_owned();
                }
                filled = 0;
                if record_end {
                    let cells = found.iter_mut().skip(row);
                    cells.for_each(|cell| cell.arn.clone_from(&arn));
                    (row, line) = (found.len(), reader.line() as usize);
                    arn.clear();
                }
            }
        }
    }
    Some(found)
}

/// What is said of a table in which no cell holds a key.
pub fn stranger() -> Problem {
    Problem::new("A table (CSV), but no cell of it holds a KMS key as JSON.")
}

#[cfg(test)]
mod tests {
    use super::super::import;
    use super::*;

    #[test]
    fn a_resource_in_a_column_is_a_key() {
        let text = "id,resource\n1,\"{\"\"ResourceType\"\":\"\"AWS.KMS.Key\"\",\"\"Arn\"\":\"\"arn:aws:kms:us-east-1:111122223333:key/1\"\"}\"\n2,\"{\"\"a\"\":1}\"\n";
        let import = import(text);
        assert_eq!(import.pieces.len(), 1);
        assert_eq!(import.pieces[0].told[1].at.line, 2);
        assert_eq!(import.problems, []);
    }

    #[test]
    fn other_texts_are_no_tables() {
        for text in [
            "{\"a\":1,\"b\":{\"c\":2}}",
            "a,b\n1,2\n",
            "",
            "[1,{\"a\":2}]",
        ] {
            assert!(cells(text).is_none(), "{text}");
        }
        let none = import("a,b\n1,\"{\"\"c\"\":2}\"\n");
        assert_eq!(none.problems, [stranger()]);
    }
}
