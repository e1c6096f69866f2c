//! Who is connected, and who wants to know.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::app::App;
use crate::error::Result;
use crate::model::ObjectWriter;

/// Frames that wait for a socket; one that reads slower than that is closed.
const WAITING_FRAMES: usize = 64;

/// Whose comings and goings a socket hears of.
#[derive(Debug, Default)]
pub enum Interest {
    #[default]
    Nobody,
    Everybody,
    /// Those who have one of these roles.
    Roles(Vec<String>),
}

/// The authenticated sockets.
#[derive(Default)]
pub struct Presence {
    sockets: Mutex<HashMap<u64, Socket>>,
    /// How many sockets each connected user has. The inner lock is held while a change of
    /// presence is stored, so that the changes of one user are stored in their order.
    users: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Connected>>>>,
    last_id: AtomicU64,
}

struct Socket {
    uid: String,
    interest: Interest,
    frames: mpsc::Sender<Utf8Bytes>,
}

#[derive(Default)]
struct Connected {
    sockets: usize,
    /// The user as others saw it last: JSON, and the role.
    user: String,
    role: String,
}

/// A socket that is in. It has to be taken out again with [`Presence::leave`].
pub struct Seat {
    id: u64,
    uid: String,
    session: String,
    /// What to send. It ends when the socket has to go.
    pub frames: mpsc::Receiver<Utf8Bytes>,
}

impl Seat {
    /// Whose socket it is.
    pub fn uid(&self) -> &str {
        &self.uid
    }

    /// The SDK's session id.
    pub fn session(&self) -> &str {
        &self.session
    }
}

impl Presence {
    /// Take in a socket of a user, named by the SDK's session id.
    pub async fn enter(
        &self,
        app: &Arc<App>,
        uid: String,
        session: String,
        interest: Interest,
    ) -> Result<Seat> {
        let (sender, frames) = mpsc::channel(WAITING_FRAMES);
        let id = self.last_id.fetch_add(1, Ordering::Relaxed);
        // Before the user is looked up: who is deleted from now on disconnects this one, too.
        let socket = Socket { uid: uid.clone(), interest, frames: sender };
        self.sockets().insert(id, socket);
        let seat = Seat { id, uid, session, frames };
        let user = self.user(&seat.uid);
        let mut connected = user.lock().await;
        if connected.sockets == 0
            && let Err(error) = self.set_online(app, &seat, true, &mut connected).await
        {
            self.sockets().remove(&id);
            drop(connected);
            self.forget(&seat.uid, user);
            return Err(error);
        }
        connected.sockets += 1;
        Ok(seat)
    }

    /// Take a socket out.
    pub async fn leave(&self, app: &Arc<App>, seat: Seat) {
        self.sockets().remove(&seat.id);
        let user = self.user(&seat.uid);
        let mut connected = user.lock().await;
        connected.sockets = connected.sockets.saturating_sub(1);
        if connected.sockets == 0 {
            // A user who was deleted meanwhile is offline without being stored so.
            if self.set_online(app, &seat, false, &mut connected).await.is_err() {
                self.tell(app, &seat, "offline", &connected);
            }
        }
        drop(connected);
        self.forget(&seat.uid, user);
    }

    /// Close the sockets of a user.
    pub fn disconnect(&self, uid: &str) {
        self.sockets().retain(|_, socket| socket.uid != uid);
    }

    async fn set_online(
        &self,
        app: &Arc<App>,
        seat: &Seat,
        online: bool,
        connected: &mut Connected,
    ) -> Result<()> {
        let uid = seat.uid.clone();
        let user = app.blocking(move |engine| engine.set_online(&uid, online)).await?;
        (connected.user, connected.role) = (user.wire(), user.role().to_owned());
        self.tell(app, seat, if online { "online" } else { "offline" }, connected);
        Ok(())
    }

    /// Tell who wants to know, but the user itself.
    fn tell(&self, app: &App, seat: &Seat, action: &str, user: &Connected) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let body = ObjectWriter::with_capacity(user.user.len() + 80)
            .text("action", action)
            .number("timestamp", now)
            .json("user", &user.user)
            .finish();
        let frame: Utf8Bytes = ObjectWriter::with_capacity(body.len() + 300)
            .text("type", "presence")
            .text("appId", &app.engine.app().id)
            .text("sender", &seat.uid)
            .text("deviceId", &seat.session)
            .json("body", &body)
            .finish()
            .into();
        self.sockets().retain(|_, socket| {
            let wants = socket.uid != seat.uid
                && match &socket.interest {
                    Interest::Nobody => false,
                    Interest::Everybody => true,
                    Interest::Roles(roles) => roles.contains(&user.role),
                };
            !wants || socket.frames.try_send(frame.clone()).is_ok()
        });
    }

    fn user(&self, uid: &str) -> Arc<tokio::sync::Mutex<Connected>> {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users.entry(uid.to_owned()).or_default().clone()
    }

    /// Forget a user who is not connected any more, unless another socket is just coming in.
    fn forget(&self, uid: &str, user: Arc<tokio::sync::Mutex<Connected>>) {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let unused = user.try_lock().is_ok_and(|connected| connected.sockets == 0);
        // One is here and one is in the map.
        if unused && Arc::strong_count(&user) == 2 {
            users.remove(uid);
        }
    }

    fn sockets(&self) -> MutexGuard<'_, HashMap<u64, Socket>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
