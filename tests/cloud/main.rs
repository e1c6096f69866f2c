//! The client of the service, against servers whose answers are scripted.

mod budget;
mod cancel;
mod creations;
mod hostile;
mod requests;
mod retries;
mod script;
mod server;
