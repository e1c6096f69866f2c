//! The settings object of a session: the app's own, with the keys that lead an SDK back here.

use hyper::http::uri::Authority;

use crate::model::ObjectWriter;

/// `app` is a JSON object. `host` is what the request named, if it did, else `address`.
pub fn of(app: &str, host: Option<&str>, address: &str) -> String {
    // It goes into URLs as it is.
    let named = host.filter(|host| host.parse::<Authority>().is_ok() && !host.contains('@'));
    let host = named.unwrap_or(address);
    ObjectWriter::extending(app, 400)
        .text("ADMIN_API_HOST", host)
        .text("CLIENT_API_HOST", host)
        // SDKs put the port behind the socket's URL and none into that of the online count.
        // With a path in between, both mean this very port.
        .text("CHAT_HOST", &format!("{host}/chat"))
        .text("CHAT_WSS_PORT", "443")
        .text("WS_API_VERSION", "v1")
        .text("ANALYTICS_HOST", &format!("{host}/analytics"))
        .text("ANALYTICS_VERSION", "v1")
        .finish()
}
