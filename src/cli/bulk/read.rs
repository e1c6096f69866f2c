//! The users of a file: a JSON array, JSON lines or CSV, whichever it looks like.

use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};

/// A user in a file.
pub struct Record {
    /// Counted from 1.
    pub number: usize,
    /// For people, if it says one.
    pub uid: Option<String>,
    /// What is sent.
    pub json: Box<RawValue>,
}

const TEXTS: [&str; 9] = [
    "uid",
    "name",
    "avatar",
    "link",
    "role",
    "statusMessage",
    "createdAt",
    "lastActiveAt",
    "deactivatedAt",
];

/// All users, or what is wrong with the file.
pub fn records(text: &str) -> Result<Vec<Record>, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let users = match text.chars().next() {
        None => Vec::new(),
        Some('[') => serde_json::from_str(text).map_err(|error| position(&error))?,
        Some('{') => lines(text)?,
        Some(_) => csv(text)?,
    };
    let record = |(index, json): (usize, Box<RawValue>)| Record {
        number: index + 1,
        uid: uid_of(&json),
        json,
    };
    Ok(users.into_iter().enumerate().map(record).collect())
}

fn uid_of(json: &RawValue) -> Option<String> {
    let user: Value = serde_json::from_str(json.get()).ok()?;
    user["uid"].as_str().map(str::to_owned)
}

/// The error's own text may quote what is in the file.
fn position(error: &serde_json::Error) -> String {
    format!("line {}, column {}: this is no JSON", error.line(), error.column())
}

fn lines(text: &str) -> Result<Vec<Box<RawValue>>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let object = |(index, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|_| format!("line {}: this is no JSON", index + 1))
    };
    lines.map(object).collect()
}

fn csv(text: &str) -> Result<Vec<Box<RawValue>>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    for column in &header {
        if !TEXTS.contains(&column) && !["tags", "metadata"].contains(&column) {
            return Err(format!(
                "the column {column:?} is not known; known are {}, tags, metadata",
                TEXTS.join(", ")
            ));
        }
    }
    let object = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row.map_err(|error| error.to_string())?;
        let cells = header.iter().zip(&row).filter(|(_, cell)| !cell.is_empty());
        let members: Map<_, _> =
            cells.map(|(column, cell)| (column.to_owned(), member(column, cell))).collect();
        Ok(to_raw_value(&members).expect("texts can be printed"))
    };
    reader.records().map(object).collect()
}

fn member(column: &str, cell: &str) -> Value {
    match column {
        "tags" => cell.split(';').map(str::trim).filter(|tag| !tag.is_empty()).collect(),
        // What is no JSON is sent as it is, and refused with the reason.
        "metadata" => serde_json::from_str(cell).unwrap_or_else(|_| cell.into()),
        _ => cell.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        records(text).unwrap().iter().map(|record| record.json.get().to_owned()).collect()
    }

    #[test]
    fn an_array_lines_and_csv_say_the_same() {
        let users =
            [r#"{"name":"Ada","tags":["a","b"],"uid":"ada"}"#, r#"{"name":"Bob","uid":"bob"}"#];
        assert_eq!(read(&format!("[{}]", users.join(","))), users);
        assert_eq!(read(&format!("{}\n\n", users.join("\n"))), users);
        assert_eq!(read("uid,name,tags\nada,Ada,a; b\nbob,Bob,\n"), users);
        assert_eq!(read(" \n"), [""; 0]);
    }

    #[test]
    fn a_cell_of_metadata_is_json_and_times_stay_digits() {
        let csv = "uid,name,metadata,createdAt\nada,\"A, B\",\"{\"\"n\"\": 1}\",1700000000\n";
        assert_eq!(
            read(csv),
            [r#"{"createdAt":"1700000000","metadata":{"n":1},"name":"A, B","uid":"ada"}"#]
        );
        assert_eq!(read("uid,metadata\nada,nonsense"), [r#"{"metadata":"nonsense","uid":"ada"}"#]);
    }

    #[test]
    fn a_file_that_cannot_be_read_says_where() {
        let trouble = |text| records(text).err().unwrap();
        assert_eq!(trouble("[{]"), "line 1, column 3: this is no JSON");
        assert_eq!(trouble("{}\n{\"uid\": \n"), "line 2: this is no JSON");
        assert!(trouble("uid,nmae\nada,Ada").starts_with("the column \"nmae\" is not known"));
        assert!(trouble("uid,name\nada").contains("line: 2"), "{}", trouble("uid,name\nada"));
    }
}
