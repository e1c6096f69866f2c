//! Which requests are meant: by fault rules, and by who asks the journal.

use super::members::{Invalid, Members};
use super::operations::NAMES;
use crate::model::Uid;
use crate::server::routes::percent_decode;

/// What all members that are there say of a request.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    method: Option<String>,
    path: Option<Pattern>,
    pub operation: Option<String>,
    uid: Option<String>,
}

/// What is known of a request before it is done.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub operation: Option<&'static str>,
    pub uid: Option<&'a str>,
}

/// Segments of a path, with `*` for any and a final `**` for any number.
#[derive(Clone, Debug)]
struct Pattern {
    segments: Vec<String>,
    open: bool,
}

impl Filter {
    pub fn read(members: &mut Members) -> Result<Self, Invalid> {
        let method = members.text("method")?.map(|method| method.to_uppercase());
        let path = match members.text("path")? {
            Some(path) => Some(Pattern::read(&path).map_err(|rule| members.invalid("path", rule))?),
            None => None,
        };
        let operation = members.text("operation")?;
        if let Some(name) = operation.as_deref().filter(|name| !NAMES.contains(name)) {
            let rule = format!("is no operation: \"{name}\"; they are {}", NAMES.join(", "));
            return Err(members.invalid("operation", rule));
        }
        let uid = members.text("uid")?.map(|uid| Uid::fold(&uid).into_owned());
        Ok(Filter { method, path, operation, uid })
    }

    pub fn matches(&self, seen: &Seen<'_>) -> bool {
        self.method.as_deref().is_none_or(|method| method == seen.method)
            && self.operation.as_deref().is_none_or(|name| seen.operation == Some(name))
            && self.uid.as_deref().is_none_or(|uid| seen.uid == Some(uid))
            && self.path.as_ref().is_none_or(|pattern| pattern.matches(seen.path))
    }
}

impl Pattern {
    fn read(text: &str) -> Result<Self, &'static str> {
        if !text.starts_with('/') || text.contains('?') {
            return Err("must start with / and have no query, as in /users/*/friends");
        }
        let mut segments: Vec<String> = segments(text).map(str::to_owned).collect();
        let open = segments.last().is_some_and(|last| last == "**");
        if open {
            segments.pop();
        }
        if segments.iter().any(|segment| segment == "**") {
            return Err("may have ** only at its end; * stands for one segment");
        }
        Ok(Pattern { segments, open })
    }

    fn matches(&self, path: &str) -> bool {
        let mut path = segments(path);
        let begun = self.segments.iter().all(|expected| match path.next() {
            Some(segment) => expected == "*" || percent_decode(segment) == **expected,
            None => false,
        });
        begun && (self.open || path.next().is_none())
    }
}

/// Without the version.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut segments = path.split('/').peekable();
    segments.next_if(|first| matches!(*first, "v3" | "v3.0"));
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::read(pattern).unwrap().matches(path)
    }

    #[test]
    fn a_star_is_one_segment_and_two_are_the_rest() {
        assert!(matches("/users/*", "/v3/users/ada"));
        assert!(matches("/v3.0/users/a b", "/users/a%20b"));
        assert!(!matches("/users/*", "/users"));
        assert!(!matches("/users/*", "/users/ada/friends"));
        assert!(matches("/users/**", "/users"));
        assert!(matches("/users/**", "/users/ada/friends"));
        assert!(!matches("/users/**", "/roles"));
        assert!(matches("/**", "/"));
    }

    #[test]
    fn a_pattern_that_could_never_match_is_refused() {
        for wrong in ["users", "/users?page=1", "/**/friends"] {
            assert!(Pattern::read(wrong).is_err(), "{wrong}");
        }
    }
}
