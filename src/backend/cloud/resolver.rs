use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{NextTimeout, time};

use super::transport::Limit;
use crate::call;

const FRESH: Duration = Duration::from_secs(60);

/// Remembers addresses for a minute. ureq resolves for every request, also on a kept
/// connection, and with a deadline in a new thread each time: five times slower on 16 threads.
#[derive(Clone, Debug, Default)]
pub struct CachingResolver {
    resolver: Arc<DefaultResolver>,
    known: Arc<Mutex<HashMap<String, (Instant, ResolvedSocketAddrs)>>>,
}

impl CachingResolver {
    /// The system's resolver cannot be interrupted, but left to itself.
    fn resolve_detached(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let limit = Limit::of(timeout)?;
        // Without a timeout ureq does not start a thread for it a second time.
        let endless = NextTimeout { after: time::Duration::NotHappening, ..timeout };
        let (resolver, uri, config) = (self.resolver.clone(), uri.clone(), config.clone());
        let resolved = call::detached(limit.left, move || resolver.resolve(&uri, &config, endless));
        resolved
            .map_err(|error| Error::Other(Box::new(error)))?
            .unwrap_or(Err(Error::Timeout(limit.reason)))
    }

    /// Ask anew next time, e.g. because an address did not answer.
    pub fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Resolver for CachingResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let place = || {
            let scheme = uri.scheme()?;
            DefaultResolver::host_and_port(scheme, uri.authority()?)
        };
        let Some(place) = place() else {
            return self.resolver.resolve(uri, config, timeout);
        };
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, addresses)) = lock().get(&place)
            && since.elapsed() < FRESH
        {
            return Ok(addresses.clone());
        }
        let addresses = self.resolve_detached(uri, config, timeout)?;
        lock().insert(place, (Instant::now(), addresses.clone()));
        Ok(addresses)
    }
}
