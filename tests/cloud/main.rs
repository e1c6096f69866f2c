//! The client of the service, against servers whose answers are scripted.

mod hostile;
mod requests;
mod retries;
mod server;
