//! Documents for people: lists as tables, everything else member by member.

use comfy_table::{ContentArrangement, Table, presets};
use console::Term;
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// Whether the secrets of a document are what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// They are not.
    Hidden,
    /// They are.
    Shown,
}

/// Members in the order that people look for them; others follow by name.
const ORDER: [&str; 27] = [
    "uid",
    "id",
    "apiKey",
    "authToken",
    "key",
    "name",
    "role",
    "title",
    "scope",
    "type",
    "status",
    "statusMessage",
    "avatar",
    "link",
    "description",
    "tags",
    "metadata",
    "settings",
    "platform",
    "userAgent",
    "path",
    "dataType",
    "availableValues",
    "defaultValue",
    "lastActiveAt",
    "createdAt",
    "updatedAt",
];

/// Columns of lists. A user has more members than a line has room for.
const USER_COLUMNS: [&str; 8] =
    ["uid", "name", "role", "status", "tags", "lastActiveAt", "createdAt", "deactivatedAt"];
const ROLE_COLUMNS: [&str; 4] = ["role", "name", "description", "createdAt"];

/// Members that say nothing to people.
fn is_noise(name: &str, value: &Value) -> bool {
    match name {
        "jwt" | "wsChannel" => true,
        "hasBlockedMe" | "blockedByMe" => value == false,
        "deactivatedAt" => value == 0,
        _ => value.is_null() || value.as_array().is_some_and(Vec::is_empty),
    }
}

/// A document as lines.
pub fn of(document: &str, secrets: Secrets) -> String {
    match serde_json::from_str(document) {
        Ok(Value::Object(members)) => whole(&members, secrets),
        _ => clean(document),
    }
}

/// Whether everything that was asked for was done: no item of several was refused.
pub fn is_complete(document: &str) -> bool {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let Some(outcomes) = document["outcomes"].as_object() else {
        return true;
    };
    outcomes.values().all(|outcome| outcome != "notFound" && outcome["success"] != false)
}

fn whole(members: &Map<String, Value>, secrets: Secrets) -> String {
    if let (Some(true), Some(message)) =
        (members.get("success").and_then(Value::as_bool), members.get("message"))
    {
        return cell("message", message, secrets);
    }
    let mut parts = Vec::new();
    let mut plain = Map::new();
    for (name, value) in members {
        match value {
            Value::Object(user) if name == "user" => parts.push(record(user, secrets)),
            Value::Object(outcomes) if name == "outcomes" => parts.push(outcome_table(outcomes)),
            Value::Object(map) if name == "permissions" => parts.push(named(name, map, secrets)),
            Value::Object(limits) if name == "limits" => parts.push(named(name, limits, secrets)),
            Value::Array(items) if is_list(name) => parts.push(list(name, items, secrets)),
            Value::Object(pagination) if name == "pagination" => {
                plain.insert(name.clone(), page(pagination).into());
            }
            _ => {
                plain.insert(name.clone(), value.clone());
            }
        }
    }
    if let Some(page) = plain.remove("pagination") {
        parts.extend(page.as_str().filter(|page| !page.is_empty()).map(str::to_owned));
    }
    if !plain.is_empty() {
        parts.insert(0, record(&plain, secrets));
    }
    parts.join("\n\n")
}

fn is_list(name: &str) -> bool {
    matches!(name, "users" | "roles" | "tokens" | "apiKeys" | "permissions" | "features")
}

/// Items in lines below the names of their members.
pub fn list(name: &str, items: &[Value], secrets: Secrets) -> String {
    let items: Vec<&Map<String, Value>> = items.iter().filter_map(Value::as_object).collect();
    if items.is_empty() {
        return format!("No {}.", clean(name));
    }
    let known: &[&str] = match name {
        "users" => &USER_COLUMNS,
        "roles" => &ROLE_COLUMNS,
        _ => &ORDER,
    };
    let mut columns = known.to_vec();
    columns.retain(|column| {
        items.iter().any(|item| item.get(*column).is_some_and(|v| !is_noise(column, v)))
    });
    let mut table = table();
    table.set_header(columns.iter().map(|column| heading(column)));
    for item in items {
        table.add_row(columns.iter().map(|column| {
            item.get(*column).map_or_else(String::new, |value| cell(column, value, secrets))
        }));
    }
    finished(table)
}

fn record(members: &Map<String, Value>, secrets: Secrets) -> String {
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let mut rows: Vec<(&String, &Value)> = members
        .iter()
        .filter(|(name, value)| !is_noise(name, value))
        .filter(|(name, _)| secrets == Secrets::Shown || !is_secret(name))
        // Those of a user's session are the service's own.
        .filter(|(name, _)| *name != "settings" || !members.contains_key("uid"))
        .collect();
    rows.sort_by_key(|(name, _)| place(name));
    let mut table = table();
    for (name, value) in rows {
        table.add_row([clean(name), cell(name, value, secrets)]);
    }
    finished(table)
}

fn named(name: &str, members: &Map<String, Value>, secrets: Secrets) -> String {
    if members.is_empty() {
        return format!("No {}.", clean(name));
    }
    let mut table = table();
    for (member, value) in members {
        table.add_row([clean(member), cell(member, value, secrets)]);
    }
    format!("{}:\n{}", clean(name), finished(table))
}

fn outcome_table(outcomes: &Map<String, Value>) -> String {
    let mut table = table();
    for (item, outcome) in outcomes {
        let text = match outcome {
            Value::Object(members) => {
                let said = members.get("message").or_else(|| members.get("error")?.get("message"));
                let mark = if outcome["success"] == true { "done" } else { "refused" };
                let said = said.and_then(Value::as_str).unwrap_or_default();
                [mark.to_owned(), clean(said)]
            }
            outcome => [cell("outcome", outcome, Secrets::Hidden), String::new()],
        };
        table.add_row([vec![clean(item)], text.to_vec()].concat());
    }
    finished(table)
}

/// Where a page stands, if there are more.
fn page(pagination: &Map<String, Value>) -> String {
    let number = |name| pagination.get(name).and_then(Value::as_u64).unwrap_or(0);
    let (page, pages, total) = (number("current_page"), number("total_pages"), number("total"));
    match (pages > 1, total) {
        (false, _) => String::new(),
        (true, 0) => format!("Page {page}; there may be more."),
        (true, total) => format!("Page {page} of {pages}, {total} in all."),
    }
}

/// Without lines; as wide as the terminal, if it is one.
pub fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let terminal = Term::stdout();
    if terminal.is_term() {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(terminal.size().1);
    }
    table
}

/// As text.
pub fn finished(mut table: Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt()
}

/// `lastActiveAt` as `LAST ACTIVE AT`.
fn heading(member: &str) -> String {
    let spaced =
        member.chars().flat_map(|c| c.is_uppercase().then_some(' ').into_iter().chain([c]));
    spaced.flat_map(char::to_uppercase).collect()
}

fn is_secret(name: &str) -> bool {
    matches!(name, "authToken" | "apiKey" | "authKey" | "jwt")
}

fn cell(name: &str, value: &Value, secrets: Secrets) -> String {
    match value {
        Value::String(text) if is_secret(name) && secrets == Secrets::Hidden => masked(text),
        Value::Number(number) if name.ends_with("At") => {
            number.as_i64().map_or_else(|| number.to_string(), time)
        }
        Value::String(text) => clean(text),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null => String::new(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let texts: Vec<_> = items.iter().filter_map(Value::as_str).map(clean).collect();
            texts.join(", ")
        }
        other => clean(&other.to_string()),
    }
}

/// Enough of a long secret to tell it from others.
fn masked(secret: &str) -> String {
    let characters = secret.chars().count();
    if characters < 24 {
        return "***".to_owned();
    }
    format!("***{}", clean(&secret.chars().skip(characters - 4).collect::<String>()))
}

fn time(seconds: i64) -> String {
    let Ok(time) = OffsetDateTime::from_unix_timestamp(seconds) else {
        return seconds.to_string();
    };
    let ((year, month, day), (hour, minute, second)) = (time.to_calendar_date(), time.to_hms());
    let month = u8::from(month);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}Z")
}

/// A text from outside without what a terminal would obey.
pub fn clean(text: &str) -> String {
    let is_harmful =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(is_harmful) {
        return text.to_owned();
    }
    let shown =
        |c: char| if is_harmful(c) { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_users_is_a_table_with_the_columns_that_have_something_to_say() {
        let document = r#"{"users":[
            {"uid":"ada","name":"Ada","role":"default","status":"online","createdAt":1700000000,
             "deactivatedAt":0,"hasBlockedMe":false},
            {"uid":"bob","name":"Bob\u001b[31m","role":"default","status":"offline",
             "createdAt":1700000001,"deactivatedAt":0}],
            "pagination":{"total":7,"count":2,"per_page":2,"current_page":1,"total_pages":4}}"#;
        let lines = of(document, Secrets::Hidden);
        let words: Vec<Vec<&str>> =
            lines.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[0], ["UID", "NAME", "ROLE", "STATUS", "CREATED", "AT"]);
        assert_eq!(words[1], ["ada", "Ada", "default", "online", "2023-11-14", "22:13:20Z"]);
        assert_eq!(words[2][1], r"Bob\u{1b}[31m");
        assert_eq!(lines.lines().last().unwrap(), "Page 1 of 4, 7 in all.");
    }

    #[test]
    fn secrets_are_masked_unless_they_are_asked_for() {
        let token = format!("ada_{}", "0123456789".repeat(4));
        let list = format!(r#"{{"tokens":[{{"authToken":"{token}","createdAt":1}}]}}"#);
        let hidden = of(&list, Secrets::Hidden);
        assert!(!hidden.contains(&token) && hidden.contains("***6789"), "{hidden}");
        let one = format!(r#"{{"uid":"ada","authToken":"{token}","jwt":"a.b.c"}}"#);
        assert!(!of(&one, Secrets::Hidden).contains("0123456789"));
        assert!(of(&one, Secrets::Shown).contains(&token));
        assert!(!of(&one, Secrets::Shown).contains("a.b.c"));
    }

    #[test]
    fn what_is_empty_takes_no_line() {
        let shown = of(r#"{"outcome":"created","changed":[]}"#, Secrets::Hidden);
        assert_eq!(shown.trim(), "outcome  created");
    }

    #[test]
    fn a_refused_item_makes_a_result_incomplete() {
        assert!(is_complete(r#"{"outcomes":{"a":"deactivated","b":{"success":true}}}"#));
        assert!(!is_complete(r#"{"outcomes":{"a":"deactivated","b":"notFound"}}"#));
        assert!(!is_complete(r#"{"outcomes":{"a":{"success":false,"message":"no"}}}"#));
    }
}
