//! The rules of values: pure, without I/O and without a clock.
//!
//! A payload is what came in, member by member, possibly wrong ([`UserPayload`]). A check
//! turns it into what may be stored ([`NewUser`], [`UserPatch`]) or names every broken
//! rule at once.

pub mod limits;

mod api_key;
mod check;
mod difference;
mod filter;
mod import;
mod member;
mod metadata;
mod object;
mod outcome;
mod page;
mod relation;
mod rights;
mod role;
mod session;
mod token;
mod uid;
mod user;

pub use api_key::{ApiKey, ApiKeyListRequest, ApiKeyPayload, ApiKeyQuery, KeyScope};
pub use check::Checker;
pub(crate) use difference::{created_otherwise, difference, given, role_difference};
pub use filter::{Order, Search, UserFilter, UserListRequest, UserQuery, UserState};
pub use import::{ImportOutcomes, ImportPayload, ImportedUser};
pub use member::Member;
pub use metadata::Metadata;
pub(crate) use object::ObjectWriter;
pub use outcome::{ItemOutcome, ItemOutcomes, Outcome, Outcomes, Texts};
pub(crate) use outcome::{names, uids};
pub(crate) use page::Page;
pub use page::{List, PageRequest, Pagination};
pub use relation::{Direction, RelationListRequest, RelationQuery};
pub(crate) use rights::{
    Act, Permissions, Rights, check_permissions, feature_document, feature_key,
    permission_definitions, set_permission, stored_map,
};
pub(crate) use role::Definition;
pub use role::{NewRole, Role, RolePatch, RolePayload};
pub use session::{Actor, Session};
pub use token::{Device, Token, TokenPayload};
pub use uid::Uid;
pub(crate) use user::without_private;
pub use user::{Change, NewUser, User, UserFields, UserPatch, UserPayload};
