//! The C ABI, and the only folder that may say `unsafe`.
//!
//! An export is one line over `boundary`, which turns pointers into text and
//! panics into a status. What an operation does is in `json` and below; what a
//! C programmer has to know is in the comment of the export, from which
//! cbindgen makes `include/cometchat_users.h`.

#![allow(unsafe_code)]
// The header says once, at its top, what holds for the pointers of every function.
#![allow(clippy::missing_safety_doc)]

mod apikey;
mod boundary;
mod client;
mod handle;
mod library;
mod logger;
mod permission;
mod relation;
mod role;
mod session;
mod status;
mod token;
mod user;

pub use apikey::*;
pub use client::*;
pub use handle::ClientHandle;
pub use library::*;
pub use logger::{Level, LogCallback, cometchat_set_logger};
pub use permission::*;
pub use relation::*;
pub use role::*;
pub use session::*;
pub use status::Status;
pub use token::*;
pub use user::*;
