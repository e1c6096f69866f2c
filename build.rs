//! Names the shared library inside itself, so that programs find it by that name and not by
//! the path that it was linked from.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    match std::env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("macos" | "ios") => {
            println!(
                "cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libcometchat_users.dylib"
            );
        }
        Ok("linux" | "android" | "freebsd") => {
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libcometchat_users.so");
        }
        _ => {}
    }
}
