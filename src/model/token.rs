use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::difference::same_json;
use super::limits::{BODY_BYTES, NAME_CHARACTERS, USER_AGENT_CHARACTERS};
use super::user::check_size;
use super::{Change, Checker, Member, Metadata};
use crate::error::Result;
use crate::secret::Secret;

/// A token as every backend hands it out: a document, which is a secret as a whole.
pub struct Token {
    /// The token itself.
    pub auth_token: Secret,
    pub(crate) json: String,
}

impl Token {
    /// A document that names its token; `None` if it does not.
    pub(crate) fn read(json: &str) -> Option<Self> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Known {
            auth_token: String,
        }
        let known: Known = serde_json::from_str(json).ok()?;
        Some(Token { auth_token: Secret::new(known.auth_token), json: json.to_owned() })
    }

    /// The document.
    pub fn into_json(self) -> String {
        self.json
    }

    /// The members that tell tokens apart.
    pub(crate) fn fields(&self) -> TokenFields<'_> {
        serde_json::from_str(&self.json).unwrap_or_default()
    }
}

/// What a token document may say besides the token.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct TokenFields<'a> {
    pub created_at: u64,
    pub platform: Option<String>,
    pub user_agent: Option<String>,
    #[serde(borrow)]
    pub app_info: Option<&'a RawValue>,
}

impl AsRef<str> for Token {
    fn as_ref(&self) -> &str {
        &self.json
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").finish_non_exhaustive()
    }
}

/// What a token tells about the device that it is for, as it came in.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TokenPayload<'a> {
    /// Insist on a new token, where an earlier one might be handed out.
    #[serde(skip_serializing_if = "Member::is_absent")]
    pub force: Member<bool>,
    /// The kind of device.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub platform: Member<Cow<'a, str>>,
    /// What the device calls itself.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub user_agent: Member<Cow<'a, str>>,
    /// The device; not shown.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub device_id: Member<Cow<'a, str>>,
    /// An object about the application.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub app_info: Member<&'a RawValue>,
    /// On create: a name by which it is found when it is asked for again; never sent.
    #[serde(borrow, skip_serializing)]
    pub intent: Member<Cow<'a, str>>,
}

impl TokenPayload<'_> {
    /// Whether a token tells just this about its device.
    pub(crate) fn describes(&self, token: &TokenFields<'_>) -> bool {
        let device = Device::check(self.clone()).unwrap_or_default();
        let same = |wanted: &Change<String>, there: &Option<String>| wanted.set() == there.as_ref();
        let there = token.app_info.map(RawValue::get);
        same(&device.platform, &token.platform)
            && same(&device.user_agent, &token.user_agent)
            && match (device.app_info.set(), there) {
                (Some(wanted), Some(there)) => same_json(wanted.as_json(), there),
                (None, None) => true,
                _ => false,
            }
    }
}

/// Checked, as a change of what is known about a device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    pub(crate) platform: Change<String>,
    pub(crate) user_agent: Change<String>,
    pub(crate) device_id: Change<String>,
    pub(crate) app_info: Change<Metadata>,
}

impl Device {
    /// Check a payload.
    pub fn check(payload: TokenPayload<'_>) -> Result<Self> {
        let mut check = Checker::default();
        check.boolean("force", payload.force);
        let mut text = |member, value: Member<Cow<'_, str>>, most| {
            Change::of(value.is_present(), check.text(member, value, most).map(Cow::into_owned))
        };
        let device = Device {
            platform: text("platform", payload.platform, NAME_CHARACTERS),
            user_agent: text("userAgent", payload.user_agent, USER_AGENT_CHARACTERS),
            device_id: text("deviceId", payload.device_id, USER_AGENT_CHARACTERS),
            app_info: Change::of(
                payload.app_info.is_present(),
                check.object("appInfo", payload.app_info, BODY_BYTES),
            ),
        };
        check_size(&mut check, device.app_info.set().map_or(0, |info| info.as_json().len()));
        check.finish(|| device)
    }
}
