//! The users that the benchmarks work with.

use std::fmt::Write;

/// A user of about `bytes` as JSON, most of it metadata.
pub struct Sample {
    pub uid: String,
    /// What is stored beside the columns, as the library prints it.
    pub profile: String,
    /// What `cometchat_user_create` takes.
    pub request: String,
}

pub const NAME: &str = "Zoë Example";
pub const TAGS: &str = r#"["beta","europe"]"#;

/// The user with a number.
pub fn sample(number: usize, bytes: usize) -> Sample {
    let uid = format!("user-{number:06}");
    let mut metadata = String::from(r#"{"plan":"team""#);
    for entry in 0.. {
        if metadata.len() + 266 > bytes {
            break;
        }
        write!(
            metadata,
            r#","entry{entry:02}":{{"score":{},"note":"seen on day {}"}}"#,
            number * 7 + entry,
            entry * 3
        )
        .expect("a string can be written");
    }
    metadata.push('}');
    let profile = format!(
        r#"{{"uid":"{uid}","name":"{NAME}","avatar":"https://cdn.example.com/avatars/{uid}.png","link":"https://example.com/people/{uid}","statusMessage":"Back after lunch","metadata":{metadata}}}"#
    );
    let open = profile.strip_suffix('}').expect("an object");
    Sample { request: format!(r#"{open},"tags":{TAGS}}}"#), uid, profile }
}
