use std::time::{Duration, Instant};

use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, NextTimeout, Transport, time,
};

/// Timeouts are rounded up to this, so that most requests find theirs set already.
const GRAIN: Duration = Duration::from_millis(50);
/// A connection that has just been heard of is not asked whether it is open.
const FRESH: Duration = Duration::from_millis(5);

/// Spares a kept connection eight of ten system calls a request: the timeouts, which change by
/// the microsecond, and the looks whether it is still open, when it goes into the pool and when
/// it comes out.
#[derive(Debug)]
pub struct Sparing;

impl<In: Transport> Connector<In> for Sparing {
    type Out = SparingTransport<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| SparingTransport { inner, heard_of: None }))
    }
}

/// A connection of which little is asked.
#[derive(Debug)]
pub struct SparingTransport<T> {
    inner: T,
    heard_of: Option<Instant>,
}

impl<T: Transport> Transport for SparingTransport<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.inner.transmit_output(amount, rounded(timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let heard = self.inner.await_input(rounded(timeout))?;
        self.heard_of = heard.then(Instant::now);
        Ok(heard)
    }

    fn is_open(&mut self) -> bool {
        self.heard_of.is_some_and(|at| at.elapsed() < FRESH) || self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

fn rounded(timeout: NextTimeout) -> NextTimeout {
    let time::Duration::Exact(after) = timeout.after else {
        return timeout;
    };
    let grains = after.as_nanos().div_ceil(GRAIN.as_nanos());
    let after = u32::try_from(grains).map_or(after, |grains| GRAIN * grains);
    NextTimeout { after: time::Duration::Exact(after), ..timeout }
}
