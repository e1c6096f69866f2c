//! The socket of the official SDKs: who it is, pings, presence.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper::header::{CONNECTION, HeaderMap, HeaderValue, UPGRADE};
use hyper::upgrade::Upgraded;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::answer::{Answer, Failure};
use super::app::App;
use super::connection::Connection;
use super::presence::{Device, Interest, Seat, Visitor};
use crate::model::{Member, ObjectWriter, Uid};

/// For saying who it is.
const AUTH_TIME: Duration = Duration::from_secs(30);
/// SDKs ping every 15 seconds.
const IDLE_TIME: Duration = Duration::from_secs(60);
const FRAME_BYTES: usize = 64 * 1024;
/// Roles in one subscription: as many as an app has.
const ROLES: usize = 25;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Whether a request asks for a socket.
pub fn is_asked<B>(request: &Request<B>) -> bool {
    request.method() == Method::GET
        && has_token(request.headers(), UPGRADE, "websocket")
        && has_token(request.headers(), CONNECTION, "upgrade")
}

fn has_token(headers: &HeaderMap, name: hyper::header::HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(token))
}

/// Agree to a socket, and serve it on a task of its own.
pub fn open<B>(
    app: Arc<App>,
    connection: Arc<Connection>,
    mut request: Request<B>,
) -> Result<Answer, Failure> {
    let header = |name: &str| request.headers().get(name).map(HeaderValue::as_bytes);
    let Some(key) = header("sec-websocket-key").filter(|key| key.len() == 24) else {
        return Err(Failure::invalid("sec-websocket-key", "The sec-websocket-key is invalid."));
    };
    if header("sec-websocket-version") != Some(b"13") {
        let text = "The sec-websocket-version must be 13.";
        return Err(Failure::invalid("sec-websocket-version", text));
    }
    let accept = derive_accept_key(key);
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let Ok(upgraded) = upgrade.await else { return };
        let config = WebSocketConfig::default()
            .max_message_size(Some(FRAME_BYTES))
            .max_frame_size(Some(FRAME_BYTES))
            .read_buffer_size(4 * 1024)
            .write_buffer_size(0);
        let io = TokioIo::new(upgraded);
        let socket = WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await;
        serve(app, &connection, socket).await;
    });
    let mut answer = Answer::default();
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = Response::headers_mut(&mut answer);
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    let accept = HeaderValue::try_from(accept).expect("base64 is a header's value");
    headers.insert("sec-websocket-accept", accept);
    Ok(answer)
}

async fn serve(app: Arc<App>, connection: &Connection, mut socket: Socket) {
    let entered = tokio::select! {
        entered = enter(&app, &mut socket) => entered,
        () = connection.stopped() => return close(&mut socket, CloseCode::Away).await,
    };
    match entered {
        Some(mut seat) => {
            let code = talk(&app, connection, &mut socket, &mut seat).await;
            app.presence.leave(&app, seat).await;
            close(&mut socket, code).await;
        }
        None => close(&mut socket, CloseCode::Policy).await,
    }
}

/// Wait for the frame that says who it is.
async fn enter(app: &Arc<App>, socket: &mut Socket) -> Option<Seat> {
    let deadline = Instant::now() + AUTH_TIME;
    while let Ok(Some(Ok(message))) = timeout_at(deadline, socket.next()).await {
        let Message::Text(text) = message else { continue };
        let Some(frame) = Frame::read(&text).filter(|frame| frame.is("auth")) else { continue };
        let session = frame.device_id.clone().given().unwrap_or_default().into_owned();
        let seat = match frame.sender(app) {
            Some((uid, token)) => {
                let (interest, device) = (frame.interest(), frame.device());
                let visitor = Visitor { uid, token, session: session.clone(), interest, device };
                app.presence.enter(app, visitor).await.ok()
            }
            None => None,
        };
        let uid = seat.as_ref().map_or("", Seat::uid);
        let answer = auth_answer(&app.engine.app().id, uid, &session, seat.is_some());
        match (socket.send(Message::Text(answer)).await, seat) {
            (Ok(()), seat) => return seat,
            (Err(_), Some(seat)) => {
                app.presence.leave(app, seat).await;
                return None;
            }
            (Err(_), None) => return None,
        }
    }
    None
}

/// Answer pings and pass presence on, until either side ends it.
async fn talk(
    app: &Arc<App>,
    connection: &Connection,
    socket: &mut Socket,
    seat: &mut Seat,
) -> CloseCode {
    let pong = Utf8Bytes::from_static(r#"{"action":"pong","ack":"true"}"#);
    loop {
        let reply = tokio::select! {
            message = timeout(IDLE_TIME, socket.next()) => match message {
                Ok(Some(Ok(Message::Text(text)))) => match Frame::read(&text) {
                    Some(frame) if frame.asks("ping") => Some(pong.clone()),
                    Some(frame) if frame.is("auth") => {
                        Some(auth_answer(&app.engine.app().id, seat.uid(), seat.session(), true))
                    }
                    _ => None,
                },
                Ok(Some(Ok(_))) => None,
                // It is gone, or breaks the protocol, or does not ping.
                _ => return CloseCode::Normal,
            },
            frame = seat.frames.recv() => match frame {
                Some(frame) => Some(frame),
                None => return CloseCode::Policy,
            },
            () = connection.stopped() => return CloseCode::Away,
        };
        if let Some(reply) = reply
            && socket.send(Message::Text(reply)).await.is_err()
        {
            return CloseCode::Normal;
        }
    }
}

/// Say good-bye, to one who may not listen any more.
async fn close(socket: &mut Socket, code: CloseCode) {
    let frame = CloseFrame { code, reason: Utf8Bytes::default() };
    let _ = timeout(Duration::from_secs(1), async {
        socket.close(Some(frame)).await?;
        while let Some(Ok(_)) = socket.next().await {}
        Ok::<_, tokio_tungstenite::tungstenite::Error>(())
    })
    .await;
}

fn auth_answer(app_id: &str, uid: &str, session: &str, ok: bool) -> Utf8Bytes {
    let (status, code) = if ok { ("OK", "200") } else { ("ERROR", "401") };
    let body = ObjectWriter::with_capacity(40).text("status", status).text("code", code).finish();
    ObjectWriter::with_capacity(200)
        .text("type", "auth")
        .text("appId", app_id)
        .text("deviceId", session)
        .text("sender", uid)
        .json("body", &body)
        .finish()
        .into()
}

/// A frame from an SDK; what it does not know is not read.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Frame<'a> {
    #[serde(borrow)]
    r#type: Member<Cow<'a, str>>,
    #[serde(borrow)]
    action: Member<Cow<'a, str>>,
    #[serde(borrow)]
    app_id: Member<Cow<'a, str>>,
    #[serde(borrow)]
    device_id: Member<Cow<'a, str>>,
    #[serde(borrow)]
    sender: Member<Cow<'a, str>>,
    #[serde(borrow)]
    body: Option<Body<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Body<'a> {
    #[serde(borrow)]
    auth: Member<Cow<'a, str>>,
    #[serde(borrow)]
    presence_subscription: Member<Cow<'a, str>>,
    #[serde(borrow)]
    roles: Member<Vec<Member<Cow<'a, str>>>>,
    #[serde(borrow)]
    params: Option<Params<'a>>,
}

/// What an SDK tells about itself.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Params<'a> {
    #[serde(borrow)]
    platform: Member<Cow<'a, str>>,
    #[serde(borrow)]
    user_agent: Member<Cow<'a, str>>,
    #[serde(borrow)]
    app_info: Option<&'a RawValue>,
}

impl<'a> Frame<'a> {
    fn read(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn is(&self, r#type: &str) -> bool {
        matches!(&self.r#type, Member::Given(given) if given == r#type)
    }

    fn asks(&self, action: &str) -> bool {
        matches!(&self.action, Member::Given(given) if given == action)
    }

    /// Who it is, and the tail of its token, if what it shows says so, too.
    fn sender(&self, app: &App) -> Option<(String, String)> {
        if matches!(&self.app_id, Member::Given(id) if *id != app.engine.app().id) {
            return None;
        }
        let jwt = self.body.as_ref()?.auth.clone().given()?;
        let (uid, token) = app.engine.verify_jwt(&jwt)?;
        match &self.sender {
            Member::Given(sender) if Uid::fold(sender) != uid => None,
            _ => Some((uid, token)),
        }
    }

    fn interest(&self) -> Interest {
        let Some(body) = &self.body else { return Interest::Nobody };
        let Member::Given(subscription) = &body.presence_subscription else {
            return Interest::Nobody;
        };
        match &**subscription {
            "ALL_USERS" => Interest::Everybody,
            "ROLES" => {
                let roles = body.roles.clone().given().unwrap_or_default();
                let roles = roles.into_iter().take(ROLES).filter_map(Member::given);
                Interest::Roles(roles.map(|role| Uid::fold(&role).into_owned()).collect())
            }
            "FRIENDS" => Interest::Friends,
            _ => Interest::Nobody,
        }
    }

    fn device(&self) -> Device {
        let Some(params) = self.body.as_ref().and_then(|body| body.params.as_ref()) else {
            return Device::default();
        };
        let text = |member: &Member<Cow<'_, str>>| member.clone().given().map(Cow::into_owned);
        let app_info = params.app_info.filter(|json| json.get().starts_with('{'));
        Device {
            platform: text(&params.platform),
            user_agent: text(&params.user_agent),
            app_info: app_info.map(|json| json.get().to_owned()),
        }
    }
}
