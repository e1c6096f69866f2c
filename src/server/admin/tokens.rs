//! Tokens.

use crate::model::{PageRequest, Uid};
use crate::server::Engine;
use crate::server::answer::{Failure, Success};
use crate::server::app::Call;
use crate::server::routes::Operation;

pub async fn run(operation: Operation, call: Call) -> Result<Success, Failure> {
    use Operation::*;
    match operation {
        CreateToken(uid) => {
            let create =
                move |engine: &Engine, call: &Call| engine.create_token(&uid, call.payload());
            Ok(Success::data(call.blocking(create).await?.as_ref()))
        }
        ListTokens(uid) => {
            let page: PageRequest = call.list_request(&[]);
            let tokens = call.blocking(move |engine, _| engine.list_tokens(&uid, page)).await?;
            Ok(Success::list(&tokens))
        }
        FlushTokens(uid) => {
            let app = call.app.clone();
            let folded = Uid::fold(&uid).into_owned();
            let message = call.blocking(move |engine, _| engine.flush_tokens(&uid)).await?;
            app.presence.disconnect(&folded);
            Ok(Success::done(&message))
        }
        GetToken(uid, token) => {
            let token = call.blocking(move |engine, _| engine.get_token(&uid, &token)).await?;
            Ok(Success::data(token.as_ref()))
        }
        UpdateToken(uid, token) => {
            let update = move |engine: &Engine, call: &Call| {
                engine.update_token(&uid, &token, call.payload())
            };
            Ok(Success::data(call.blocking(update).await?.as_ref()))
        }
        DeleteToken(uid, token) => {
            let (app, dead) = (call.app.clone(), token.clone());
            let message = call.blocking(move |engine, _| engine.delete_token(&uid, &token)).await?;
            app.presence.disconnect_token(&dead);
            Ok(Success::done(&message))
        }
        _ => Err(Failure::no_endpoint()),
    }
}
