//! The program `cometchat-users`.

fn main() -> std::process::ExitCode {
    cometchat_users::cli::run()
}
