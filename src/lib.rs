//! CometChat user management: one blocking core behind a small C ABI.
//!
//! ```text
//!     C, C++, Python, Swift          Rust
//!              |                       |
//!     ffi      pointers → text,        |
//!              panics → status         |
//!              |                       |
//!     json     text → types → text     |
//!               \                     /
//!     client     operations, session
//!                     |
//!     backend    the trait that a place for the calls implements
//!                     |
//!                     ├── cloud     the service, over HTTP ····· server   HTTP → engine calls
//!                     |                                             |
//!                     └── engine    the service's rules, offline ───┘
//!                             |
//!                         store     rows and transactions: SQLite
//!
//!     model      users, uids, roles, tokens, pages, limits: pure rules
//!     error      what can go wrong, in the caller's terms
//! ```
//!
//! Arrows point down; nothing knows what is above it. `include/cometchat_users.h`
//! is the manual of the C ABI; Rust programs start at [`Client`]:
//!
//! ```
//! use cometchat_users::{Client, Config, model::UserPayload};
//!
//! let client = Client::open(&Config::new("memory:")?)?;
//! let user = client.create_user(UserPayload::new("ada-01", "Ada Example"))?;
//! assert_eq!(user.fields().name, "Ada Example");
//! # Ok::<(), cometchat_users::Error>(())
//! ```

#![deny(unsafe_code)]

pub mod backend;
mod call;
#[cfg(feature = "cli")]
pub mod cli;
mod client;
mod clock;
mod config;
pub mod engine;
pub mod error;
pub mod ffi;
pub mod json;
pub mod model;
mod random;
mod secret;
#[cfg(feature = "server")]
pub mod server;
pub mod store;
mod sync;

pub use call::CancelScope;
pub use client::{Client, EnsureOutcome, Ensured, EnsuredSession, ExportedSession, Step};
pub use clock::{Clock, SystemClock};
pub use config::Config;
pub use error::{Error, Kind, Result};
pub use secret::Secret;
