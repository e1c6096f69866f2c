//! The client of the service, against servers whose answers are scripted.

mod budget;
mod hostile;
mod requests;
mod retries;
mod server;
