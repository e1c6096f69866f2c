//! The rules of values: pure, without I/O and without a clock.
//!
//! A payload is what came in, member by member, possibly wrong ([`UserPayload`]). A check
//! turns it into what may be stored ([`NewUser`], [`UserPatch`]) or names every broken
//! rule at once.

pub mod limits;

mod check;
mod member;
mod metadata;
mod object;
mod outcome;
mod page;
mod role;
mod session;
mod uid;
mod user;

pub use check::Checker;
pub use member::Member;
pub use metadata::Metadata;
pub(crate) use object::ObjectWriter;
pub use outcome::{Outcome, Outcomes};
pub(crate) use page::Page;
pub use page::{PageRequest, Pagination, RolePage, UserPage};
pub(crate) use role::Definition;
pub use role::{NewRole, Role, RolePatch, RolePayload};
pub use session::{Session, Token};
pub use uid::Uid;
pub(crate) use user::without_private;
pub use user::{Change, NewUser, User, UserFields, UserPatch, UserPayload};
