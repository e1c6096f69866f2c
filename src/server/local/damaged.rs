//! Bodies that come slowly, or not to their end.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// Until what was written before has left the machine: an error drops what has not.
const FLUSH_TIME: Duration = Duration::from_millis(20);

/// A body that is sent in parts, with a pause before each.
pub struct Damaged {
    rest: Bytes,
    chunk: usize,
    pause: Duration,
    /// What is missing at the end, although it was announced.
    missing: usize,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Damaged {
    /// So many bytes at a time.
    pub fn slow(body: Bytes, pause: Duration, chunk: usize) -> Self {
        Damaged { rest: body, chunk, pause, missing: 0, sleep: None }
    }

    /// So many bytes of the body, and then the end of the connection.
    pub fn cut(mut body: Bytes, bytes: usize) -> Self {
        // At least one is missing, or else nothing was cut.
        let bytes = bytes.min(body.len().saturating_sub(1));
        let missing = body.split_off(bytes).len();
        Damaged { chunk: bytes.max(1), rest: body, pause: Duration::ZERO, missing, sleep: None }
    }
}

impl Body for Damaged {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.rest.is_empty() && self.missing == 0 {
            return Poll::Ready(None);
        }
        let pause = if self.rest.is_empty() { FLUSH_TIME } else { self.pause };
        ready!(self.sleep.get_or_insert_with(|| Box::pin(sleep(pause))).as_mut().poll(context));
        self.sleep = None;
        if self.rest.is_empty() {
            self.missing = 0;
            return Poll::Ready(Some(Err(io::Error::other("a fault rule cuts it"))));
        }
        let chunk = self.chunk.min(self.rest.len());
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(chunk)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.missing == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact((self.rest.len() + self.missing) as u64)
    }
}
