use std::io::Write;

/// Prints a JSON object member by member, so that stored JSON is copied and not parsed.
/// Names are ours and need no escapes.
pub(crate) struct ObjectWriter(Vec<u8>);

impl ObjectWriter {
    /// An object without members yet; `capacity` in bytes.
    pub fn with_capacity(capacity: usize) -> Self {
        let mut text = Vec::with_capacity(capacity);
        text.push(b'{');
        ObjectWriter(text)
    }

    /// Go on after the last member of a printed object.
    pub fn extending(object: &str, more: usize) -> Self {
        let mut text = Vec::with_capacity(object.len() + more);
        text.extend_from_slice(object.strip_suffix('}').unwrap_or(object).as_bytes());
        ObjectWriter(text)
    }

    fn name(&mut self, name: &str) {
        self.0.extend_from_slice(if self.0.len() > 1 { b",\"" } else { b"\"" });
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
    }

    /// A member that is a string.
    pub fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        serde_json::to_writer(&mut self.0, value).expect("a string can be printed");
        self
    }

    /// A member that is a string, if there is one.
    pub fn text_if(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.text(name, value);
        }
        self
    }

    /// A member that is JSON already.
    pub fn json(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        self.0.extend_from_slice(value.as_bytes());
        self
    }

    /// A member that is JSON already, if there is one.
    pub fn json_if(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.json(name, value);
        }
        self
    }

    /// A member that is a number.
    pub fn number(&mut self, name: &str, value: u64) -> &mut Self {
        self.name(name);
        write!(self.0, "{value}").expect("memory can be written");
        self
    }

    /// A member that is a number, if there is one.
    pub fn number_if(&mut self, name: &str, value: Option<u64>) -> &mut Self {
        if let Some(value) = value {
            self.number(name, value);
        }
        self
    }

    /// The whole object.
    pub fn finish(&mut self) -> String {
        let mut text = std::mem::take(&mut self.0);
        text.push(b'}');
        String::from_utf8(text).expect("made of strings")
    }
}
