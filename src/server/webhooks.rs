//! Telling a URL what happens, as the service's webhooks do.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use super::Engine;
use crate::error::{Error, Result};
use crate::model::{Actor, ItemOutcomes, ObjectWriter, Uid};
use crate::secret::Secret;

/// Events that wait for a slow receiver; the oldest beyond them are dropped.
const WAITING: usize = 1000;
/// The service gives a receiver two seconds.
const TIME: Duration = Duration::from_secs(2);

/// Where events go.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// HTTP or HTTPS.
    pub url: String,
    /// `user:password` for Basic authentication.
    pub credentials: Option<Secret>,
    /// The waits before further attempts, where there are to be some.
    pub pauses: Vec<Duration>,
}

/// The events on their way.
pub struct Webhooks {
    queue: Arc<Queue>,
}

#[derive(Default)]
struct Queue {
    events: Mutex<VecDeque<String>>,
    more: Condvar,
}

impl Webhooks {
    /// Deliver in order, on a thread of its own, so that no call waits for a receiver.
    pub fn start(webhook: Webhook) -> Result<Self> {
        let queue = Arc::new(Queue::default());
        let events = queue.clone();
        thread::Builder::new()
            .name("webhook".to_owned())
            .spawn(move || deliver(&webhook, &events))
            .map_err(|_| Error::Internal)?;
        Ok(Webhooks { queue })
    }

    /// Something has happened; `data` is a JSON object.
    pub fn tell(&self, engine: &Engine, trigger: &str, data: &str) {
        let app = engine.app();
        let event = ObjectWriter::with_capacity(data.len() + 160)
            .text("trigger", trigger)
            .text("appId", &app.id)
            .text("region", &app.region)
            .text("webhook", "local")
            .json("data", data)
            .finish();
        let mut events = self.queue.events.lock().unwrap_or_else(PoisonError::into_inner);
        if events.len() == WAITING {
            events.pop_front();
            log::warn!("the webhook does not keep up: an event is dropped");
        }
        events.push_back(event);
        drop(events);
        self.queue.more.notify_one();
    }
}

/// Somebody has blocked or unblocked others: those for whom it succeeded.
pub fn tell_of_blocks(
    webhooks: &Webhooks,
    engine: &Engine,
    trigger: &str,
    by: &Actor,
    outcomes: &ItemOutcomes,
) {
    let blocker = match by {
        Actor::Uid(uid) => Ok(Uid::fold(uid).into_owned()),
        Actor::Session(token) => engine.token_owner(token),
    };
    let Ok(blocker) = blocker else { return };
    let mut users = ObjectWriter::with_capacity(400);
    let mut some = false;
    for (uid, _) in outcomes.0.iter().filter(|(_, outcome)| outcome.success) {
        if let Ok(user) = engine.get_user(uid, Some(&blocker)) {
            users.json(&Uid::fold(uid), &user.wire());
            some = true;
        }
    }
    if let (true, Ok(by)) = (some, engine.get_user(&blocker, None)) {
        let mut data = ObjectWriter::with_capacity(800);
        data.json("users", &users.finish()).json("by", &by.wire());
        webhooks.tell(engine, trigger, &data.finish());
    }
}

fn deliver(webhook: &Webhook, queue: &Queue) {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let config =
        Agent::config_builder().timeout_global(Some(TIME)).max_redirects(0).tls_config(tls).build();
    let agent = Agent::new_with_config(config);
    loop {
        let mut events = queue.events.lock().unwrap_or_else(PoisonError::into_inner);
        let event = loop {
            match events.pop_front() {
                Some(event) => break event,
                None => {
                    events = queue.more.wait(events).unwrap_or_else(PoisonError::into_inner);
                }
            }
        };
        drop(events);
        let mut pauses = webhook.pauses.iter();
        while let Err(reason) = send(&agent, webhook, &event) {
            let Some(pause) = pauses.next() else {
                log::warn!("the webhook did not take an event: {reason}");
                break;
            };
            thread::sleep(*pause);
        }
    }
}

fn send(agent: &Agent, webhook: &Webhook, event: &str) -> Result<(), String> {
    let mut request = agent.post(&webhook.url).content_type("application/json");
    if let Some(credentials) = &webhook.credentials {
        let encoded = BASE64_STANDARD.encode(credentials.expose());
        request = request.header("authorization", format!("Basic {encoded}"));
    }
    match request.send(event) {
        Ok(answer) if answer.status() == 200 => Ok(()),
        Ok(answer) => Err(format!("it answered with status {}", answer.status().as_u16())),
        Err(error) => Err(error.to_string()),
    }
}
