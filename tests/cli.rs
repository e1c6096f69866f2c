//! The command line, as the real program, from outside.

mod cli {
    mod program;

    mod bulk;
    mod doctor;
    mod errors;
    mod help;
    mod nouns;
    mod place;
    mod sessions;
    mod users;
}
