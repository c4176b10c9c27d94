//! CSV: with a key's resource in a column, as Panther's search exports it, or with a key's facts in columns, as Steampipe
//! writes them.

use csv_core::ReadFieldResult;

use super::join::is_key;
use super::piece::is_name;
use super::text::lossy;
use super::within::{beside, described_in};
use super::{Found, Problem, Source, format_of, look, policy, rows};
use crate::json::{parse, quote};
use crate::model::arn::Arn;

/// Bytes of the longest cell: a resource with a policy of the largest size.
const MAX_CELL: usize = 4 << 20;

/// A row that holds JSON or an ARN.
struct Row {
    /// The line that it begins on.
    line: usize,
    cells: Vec<String>,
}

impl Row {
    fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(String::as_str)
    }

    /// The cells that hold JSON.
    fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells().filter(|cell| is_json(cell))
    }

    /// The ARN or id of the KMS key that the row is about: what stands under the name of either, else the only ARN of a key.
    fn key(&self, head: &Row) -> Option<&str> {
        let mut named = head.cells().zip(self.cells());
        let own = named.find(|(name, cell)| is_name(name) && is_key(cell));
        // `Replaced By Key Arn`, `kms_key_id`: a key of another kind.
        let of_another = |name: &str| {
            let name = name.to_ascii_lowercase();
            name.ends_with("arn") || name.ends_with("id")
        };
        let cells = head.cells().zip(self.cells());
        let mut arns = cells.filter(|(_, cell)| is_key(cell) && Arn::split(cell).is_some());
        let first = arns.next();
        let only = first.filter(|(_, first)| arns.all(|(_, other)| other == *first));
        let only = only.filter(|(name, _)| !of_another(name));
        own.or(only).map(|(_, cell)| cell)
    }

    /// Whether a cell holds the ARN of something that uses keys: then the row is about that.
    fn is_of_another(&self) -> bool {
        let mut arns = self.cells().filter_map(Arn::split);
        arns.any(|arn| !matches!(arn.service, "kms" | "iam" | "sts"))
    }

    /// The row as a record of its own, by the names of the columns.
    fn record(&self, head: &Row) -> String {
        let mut record = String::from("{");
        for (name, cell) in head.cells().zip(self.cells()) {
            if cell.is_empty() {
                continue;
            }
            if record.len() > 1 {
                record.push(',');
            }
            // People's own tables have headings for names: `Key State`.
            record.push_str(&match name.contains(' ') {
                true => quote(&name.replace(' ', "_").to_ascii_lowercase()),
                false => quote(name),
            });
            record.push(':');
            match matches!(cell, "true" | "false") || is_json(cell) && parse(cell).is_ok() {
                true => record.push_str(cell),
                false => record.push_str(&quote(cell)),
            }
        }
        record.push('}');
        record
    }
}

fn is_json(cell: &str) -> bool {
    cell.trim_start().starts_with(['{', '['])
}

/// What the rows of a table hold, and what is wrong with it; `None` when the text is no table.
pub fn found(text: &str) -> Option<(Vec<Found>, Option<Problem>)> {
    let table = split(text)?;
    let head = table.first()?;
    let mut all = Vec::new();
    let mut broken = Vec::new();
    let of_others = head.cells().any(rows::is_of_another);
    for row in &table {
        // The names of the columns may say all that there is. A table need not have a head.
        let record = row.record(head);
        let of_columns = !std::ptr::eq(row, head)
            && parse(&record).is_ok_and(|node| {
                let format = format_of(&node).filter(|format| format.is_telling());
                format.is_some()
                    || beside(&node, described_in(&node), false, &Source::new(&record)).is_some()
            });
        let texts: Vec<&str> = match of_columns {
            true => vec![&record],
            false => row.texts().collect(),
        };
        for text in texts {
            let Ok(node) = parse(text) else {
                broken.push(row.line.to_string());
                continue;
            };
            look(&node, &Source::new(text), &mut |found| {
                match found.of_text(text) {
                    Found::Piece(piece)
                        if piece.format == policy::FORMAT.name
                            && (of_others
                                || row.is_of_another()
                                || policy::is_of_another(&node)) => {}
                    Found::Piece(mut piece) => {
                        if let (None, Some(key)) = (piece.identity().id, row.key(head))
                            && !row.is_of_another()
                        {
                            piece.name(key, node.span, &Source::new(text));
                        }
                        all.push(Found::Piece(piece.moved(row.line)));
                    }
                    Found::Key(key) => all.push(Found::Key(key)),
                    Found::Stranger(_) => {}
                }
                true
            });
        }
    }
    let problem = match (broken.as_slice(), all.is_empty()) {
        ([], false) => None,
        ([], true) => Some(stranger()),
        _ => Some(Problem::new(
            [
                "Left out: broken JSON in the rows that begin in line ",
                &broken.join(", "),
                ".",
            ]
            .concat(),
        )),
    };
    Some((all, problem))
}

/// The rows, the head first; `None` when the text is no table.
fn split(text: &str) -> Option<Vec<Row>> {
    let head = text.lines().next()?;
    // Of one column alone, the head holds no delimiter. In one that is no head there may be commas of JSON.
    let delimiter = ['\t', ',', ';'].into_iter().find(|it| head.contains(*it));
    let plain = !text.trim_start().starts_with(['{', '[', '"', '-', '%'])
        || text.starts_with('"') && (delimiter.is_some() || text.contains("\"{\"\""));
    let holds = ["{\"\"", ",{", ";{", "\t{", "\"{\n", "\"{\r"];
    // Facts alone, under names.
    let word = |c: char| c.is_ascii_alphanumeric() || "_ .\"".contains(c) || Some(c) == delimiter;
    let facts = || {
        let mut names = head.split(delimiter.unwrap_or(','));
        head.chars().all(word)
            && names.any(|name| is_name(name.trim_matches('"')))
            && text.contains(":key/")
    };
    if !plain || !holds.iter().any(|it| text.contains(it)) && !facts() {
        return None;
    }
    let mut builder = csv_core::ReaderBuilder::new();
    let mut reader = builder.delimiter(delimiter.unwrap_or(',') as u8).build();
    let mut rows = Vec::new();
    let mut cells = Vec::new();
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
                let value = lossy(cell.get(..filled).unwrap_or_default());
                cells.push(value.trim().to_string());
                filled = 0;
                if record_end {
                    let cells = std::mem::take(&mut cells);
                    rows.push(Row { line, cells });
                    line = reader.line() as usize;
                }
            }
        }
    }
    Some(rows)
}

/// What is said of a table in which no cell holds a key.
fn stranger() -> Problem {
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

    /// Steampipe's export of `aws_kms_key`: facts in columns, the policy twice, once without one.
    #[test]
    fn facts_in_columns_are_a_key() {
        let arn = "arn:aws:kms:us-east-1:111122223333:key/1";
        let policy = "\"{\n  \"\"Statement\"\": []}\",\"{\"\"Statement\"\":[[]]}\"";
        let text = format!(
            "arn,id,key_state,account_id,policy,policy_std\n{arn},1,Disabled,111122223333,{policy}\n{arn}2,2,Enabled,111122223333,,\n"
        );
        let import = import(&text);
        let told = |at: usize, name: &str| {
            let piece = &import.pieces[at];
            let told = piece.told.iter().find(|told| told.name == name);
            told.map(|told| told.value.as_str())
        };
        assert_eq!(import.pieces.len(), 2);
        assert_eq!(told(0, "KeyState"), Some("\"Disabled\""));
        assert_eq!(told(0, "AccountId"), Some("\"111122223333\""));
        assert_eq!(told(0, "Policy"), Some("{\n  \"Statement\": []}"));
        assert_eq!((told(1, "KeyId"), told(1, "Policy")), (Some("\"2\""), None));
        assert_eq!(import.pieces[1].told[0].at.line, 4);
    }

    #[test]
    fn a_table_need_not_have_a_head() {
        let row = |id: u8| {
            format!(
                "{id},\"{{\"\"ResourceType\"\":\"\"AWS.KMS.Key\"\",\"\"Arn\"\":\"\"arn:aws:kms:us-east-1:111122223333:key/{id}\"\"}}\"\n"
            )
        };
        assert_eq!(import(&(row(1) + &row(2))).pieces.len(), 2);
    }

    /// The policy of a secret is none of the key that the secret is encrypted with.
    #[test]
    fn a_policy_of_something_else_is_no_key_policy() {
        let row = |arn: &str| {
            format!(
                "arn,kms_key_id,policy\n{arn},arn:aws:kms:us-east-1:111122223333:key/1,\"{{\"\"Version\"\":\"\"2012-10-17\"\",\"\"Statement\"\":[]}}\"\n"
            )
        };
        let secret = import(&row(
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:a",
        ));
        assert_eq!(
            (secret.pieces.len(), secret.problems),
            (0, vec![stranger()])
        );
        let key = import(&row("arn:aws:kms:us-east-1:111122223333:key/1"));
        assert_eq!(key.pieces.len(), 1);
    }

    #[test]
    fn other_texts_are_no_tables() {
        for text in [
            "{\"a\":1,\"b\":{\"c\":2}}",
            "a,b\n1,2\n",
            "",
            "[1,{\"a\":2}]",
        ] {
            assert!(split(text).is_none(), "{text}");
        }
        let none = import("a,b\n1,\"{\"\"c\"\":2}\"\n");
        assert_eq!(none.problems, [stranger()]);
    }

    #[test]
    fn a_row_whose_json_is_cut_off_is_told_of() {
        let key = r#"{""ResourceType"":""AWS.KMS.Key"",""Arn"":""arn:aws:kms:us-east-1:111122223333:key/1""}"#;
        let text = format!("id,resource\n1,\"{key}\"\n2,\"{}\"\n", &key[..30]);
        let import = import(&text);
        assert_eq!(import.pieces.len(), 1);
        let [problem] = import.problems.as_slice() else {
            panic!("{:?}", import.problems)
        };
        assert!(problem.message.ends_with(" line 3."), "{}", problem.message);
    }

    #[test]
    fn columns_may_be_parted_by_semicolons_and_tabs_or_be_one() {
        let key = "\"{\"\"ResourceType\"\":\"\"AWS.KMS.Key\"\",\"\"Arn\"\":\"\"arn:aws:kms:us-east-1:111122223333:key/1\"\"}\"";
        for text in [
            format!("id;resource\n1;{key}\n"),
            format!("id\tresource\n1\t{key}\n"),
            format!("resource\n{key}\n"),
            format!("\"resource\"\n{key}\n"),
        ] {
            let import = import(&text);
            assert_eq!(
                (import.pieces.len(), import.problems),
                (1, vec![]),
                "{text}"
            );
        }
    }

    /// A row about a queue names the key that it is encrypted with.
    #[test]
    fn a_policy_without_actions_of_kms_is_no_key_policy() {
        let text = "name,kms_master_key_id,policy\nq,arn:aws:kms:us-east-1:111122223333:key/1,\"{\"\"Version\"\":\"\"2012-10-17\"\",\"\"Statement\"\":{\"\"Effect\"\":\"\"Allow\"\",\"\"Principal\"\":\"\"*\"\",\"\"Action\"\":\"\"sqs:SendMessage\"\"}}\"\n";
        assert_eq!(import(text).pieces, []);
        let open = text.replace("sqs:SendMessage", "*");
        assert_eq!(import(&open).pieces.len(), 1);
        let named = open.replace("name,", "QueueName,");
        assert_eq!(import(&named).pieces, []);
        let own = named.replace("kms_master_key_id,policy", "KeyArn,KeyPolicy");
        assert_eq!(import(&own).pieces.len(), 1);
    }
}
