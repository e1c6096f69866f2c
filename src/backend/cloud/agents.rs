//! ureq's agents: one for each thread that calls, as long as there are enough.
//!
//! An agent's connections take turns, behind a lock. Threads that keep to their own meet no
//! other thread there, and the service's side of a connection keeps to its processor: a fifth
//! less processor time on 16 threads. There are no more connections than calls at a time.

use std::cell::Cell;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::typestate::AgentScope;
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, RustlsConnector,
};

use super::resolver::CachingResolver;
use super::transport::Tcp;

const AGENTS: u32 = u32::BITS;

/// Connections that an agent keeps, for calls beyond one an agent.
const IDLE_CONNECTIONS: usize = 4;

thread_local! {
    static LAST: Cell<u32> = const { Cell::new(0) };
}

pub struct Agents {
    agents: Vec<Agent>,
    /// A bit for each that no call has.
    free: AtomicU32,
}

/// An agent, for a call.
pub struct Taken<'a> {
    agents: &'a Agents,
    number: u32,
    /// Else all were taken.
    alone: bool,
}

impl Agents {
    pub fn new(config: ConfigBuilder<AgentScope>, resolver: &CachingResolver) -> Self {
        let config = config
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS)
            .build();
        let connector =
            ().chain(ConnectProxyConnector::default()).chain(Tcp).chain(RustlsConnector::default());
        let connector = Shared(Arc::new(connector));
        let agent = || Agent::with_parts(config.clone(), connector.clone(), resolver.clone());
        Agents { agents: (0..AGENTS).map(|_| agent()).collect(), free: AtomicU32::new(u32::MAX) }
    }

    /// The one that this thread had before, or the first that is free.
    pub fn take(&self) -> Taken<'_> {
        let last = LAST.get();
        let choose = |free: u32| match free {
            0 => None,
            free if free & 1 << last != 0 => Some(last),
            free => Some(free.trailing_zeros()),
        };
        let taken = self.free.fetch_update(Ordering::AcqRel, Ordering::Acquire, |free| {
            choose(free).map(|number| free & !(1 << number))
        });
        let chosen = taken.ok().and_then(choose);
        let number = chosen.unwrap_or(last);
        LAST.set(number);
        Taken { agents: self, number, alone: chosen.is_some() }
    }
}

impl Deref for Taken<'_> {
    type Target = Agent;

    fn deref(&self) -> &Agent {
        &self.agents.agents[self.number as usize]
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if self.alone {
            self.agents.free.fetch_or(1 << self.number, Ordering::AcqRel);
        }
    }
}

/// A connector of all agents, so that TLS has one configuration and one memory of sessions.
struct Shared<C>(Arc<C>);

impl<C> Clone for Shared<C> {
    fn clone(&self) -> Self {
        Shared(self.0.clone())
    }
}

impl<C: Connector> Connector for Shared<C> {
    type Out = C::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        self.0.connect(details, chained)
    }
}

impl<C: fmt::Debug> fmt::Debug for Shared<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_keeps_its_agent_and_no_two_calls_have_one_as_long_as_there_are_enough() {
        let agents = Agents::new(Agent::config_builder(), &CachingResolver::default());
        let first = agents.take();
        let number = first.number;
        let second = agents.take();
        assert_ne!(second.number, number);
        drop(first);
        let kept = second.number;
        drop(second);
        // The other is free as well.
        assert_eq!(agents.take().number, kept);
        let all: Vec<_> = (0..AGENTS).map(|_| agents.take()).collect();
        assert!(all.iter().all(|taken| taken.alone));
        assert!(!agents.take().alone);
        drop(all);
        assert_eq!(agents.free.load(Ordering::Relaxed), u32::MAX);
    }
}
