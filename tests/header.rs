//! The header is what the sources generate, and the library exports what the header declares.

use std::path::Path;

fn generated() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).unwrap();
    let mut header = Vec::new();
    cbindgen::generate_with_config(root, config).unwrap().write(&mut header);
    String::from_utf8(header).unwrap()
}

/// `make header` sets RENEW_HEADER to write the file instead.
#[test]
fn the_committed_header_is_what_the_sources_generate() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/cometchat_users.h");
    if std::env::var_os("RENEW_HEADER").is_some() {
        std::fs::write(&path, generated()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(committed == generated(), "the header is out of date; run `make header`");
}
