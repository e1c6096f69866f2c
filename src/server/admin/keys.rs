//! Keys.

use crate::model::{ApiKeyListRequest, ApiKeyQuery};
use crate::secret::Secret;
use crate::server::Engine;
use crate::server::answer::{Failure, Success};
use crate::server::app::Call;
use crate::server::query::Kind;
use crate::server::routes::Operation;

/// `own` is the caller's key.
pub async fn run(operation: Operation, own: Secret, call: Call) -> Result<Success, Failure> {
    use Operation::*;
    match operation {
        CreateApiKey => {
            let key = call.blocking(|engine, call| engine.create_api_key(call.payload())).await?;
            Ok(Success::data(key.as_ref()))
        }
        ListApiKeys => {
            let request = call.query().request(&[("scope", Kind::Text), ("searchKey", Kind::Text)]);
            let request: ApiKeyListRequest<'_> = serde_json::from_str(&request).unwrap_or_default();
            let query = ApiKeyQuery::check(request)?;
            Ok(Success::list(&call.blocking(|engine, _| engine.list_api_keys(query)).await?))
        }
        GetApiKey(key) => Ok(Success::data(call.app.engine.get_api_key(&key)?.as_ref())),
        UpdateApiKey(key) => {
            let update = move |engine: &Engine, call: &Call| {
                engine.update_api_key(&key, call.payload(), Some(&own))
            };
            Ok(Success::data(call.blocking(update).await?.as_ref()))
        }
        DeleteApiKey(key) => {
            let delete = move |engine: &Engine, _: &Call| engine.delete_api_key(&key, Some(&own));
            Ok(Success::done(&call.blocking(delete).await?))
        }
        _ => Err(Failure::no_endpoint()),
    }
}
