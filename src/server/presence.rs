//! Who is connected, and who wants to know.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::app::App;
use crate::engine::tail;
use crate::error::Result;
use crate::model::ObjectWriter;
use crate::secret::Secret;

/// Frames that wait for a socket; one that reads slower than that is closed.
const WAITING_FRAMES: usize = 64;
/// Looks, 5 ms apart, whether closed sockets are gone.
const PATIENCE: u32 = 400;

/// Whose comings and goings a socket hears of.
#[derive(Debug, Default)]
pub enum Interest {
    #[default]
    Nobody,
    Everybody,
    /// Those who have one of these roles.
    Roles(Vec<String>),
    /// The friends of the socket's user.
    Friends,
}

/// Who opens a socket, and with what.
pub struct Visitor {
    pub uid: String,
    /// The tail of the token that it was let in by.
    pub token: String,
    /// The SDK's session id.
    pub session: String,
    pub interest: Interest,
    pub device: Device,
}

/// What an SDK tells about itself, for the webhook.
#[derive(Clone, Debug, Default)]
pub struct Device {
    pub platform: Option<String>,
    pub user_agent: Option<String>,
    /// A JSON object.
    pub app_info: Option<String>,
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
    token: String,
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
    device: Device,
    /// Milliseconds.
    connected_at: u64,
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
    /// Take in a socket of a user.
    pub async fn enter(&self, app: &Arc<App>, visitor: Visitor) -> Result<Seat> {
        let Visitor { uid, token, session, interest, device } = visitor;
        let (sender, frames) = mpsc::channel(WAITING_FRAMES);
        let id = self.last_id.fetch_add(1, Ordering::Relaxed);
        // Before the user is looked up: who is deleted from now on disconnects this one, too.
        let socket = Socket { uid: uid.clone(), token, interest, frames: sender };
        self.sockets().insert(id, socket);
        let seat = Seat { id, uid, session, device, connected_at: milliseconds(), frames };
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
        let changed = connected.sockets == 1;
        tell_webhook(app, &seat, "connected", changed, &connected);
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
        let changed = connected.sockets == 0;
        tell_webhook(app, &seat, "disconnected", changed, &connected);
        drop(connected);
        self.forget(&seat.uid, user);
    }

    /// Close the sockets of a user.
    pub fn disconnect(&self, uid: &str) {
        self.sockets().retain(|_, socket| socket.uid != uid);
    }

    /// Close the sockets that were opened with a token.
    pub fn disconnect_token(&self, token: &Secret) {
        let token = tail(token.expose());
        self.sockets().retain(|_, socket| socket.token != token);
    }

    /// Close all sockets. When this returns, nobody is connected any more, or somebody came.
    pub async fn disconnect_all(&self) {
        self.sockets().clear();
        for _ in 0..PATIENCE {
            if self.users.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
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
        let body = ObjectWriter::with_capacity(user.user.len() + 80)
            .text("action", action)
            .number("timestamp", app.engine.now())
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
                    Interest::Friends => {
                        app.engine.are_friends(&socket.uid, &seat.uid).unwrap_or(false)
                    }
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

fn tell_webhook(app: &App, seat: &Seat, action: &str, changed: bool, user: &Connected) {
    let Some(webhooks) = &app.webhooks else { return };
    let Device { platform, user_agent, app_info } = &seat.device;
    let connection = ObjectWriter::with_capacity(300)
        .text("action", action)
        .text_if("platform", platform.as_deref())
        .text_if("userAgent", user_agent.as_deref())
        .number("connectedAt", seat.connected_at)
        .json_if("appInfo", app_info.as_deref())
        .finish();
    let online = user.sockets > 0;
    let data = ObjectWriter::with_capacity(user.user.len() + connection.len() + 120)
        .number("timestamp", milliseconds())
        .json("user", &user.user)
        .text("status", if online { "online" } else { "offline" })
        .json("currentConnection", &connection)
        .json("userPresenceChanged", if changed { "true" } else { "false" })
        .finish();
    webhooks.tell(&app.engine, "user_connection_status_changed", &data);
}

/// Unix milliseconds of the machine.
pub fn milliseconds() -> u64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
