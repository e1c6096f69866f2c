use crate::model::{Order, UserFilter};

/// Which users a list has, in which order, and who looks at them.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    /// What the users have in common.
    pub filter: &'a UserFilter,
    /// Whose eyes it is seen with: it lacks this user, and marks blocks.
    pub viewer: Option<&'a str>,
    /// Those whom something ties to the viewer.
    pub relation: Relation,
    /// Without those with whom the viewer has a block, in either direction.
    pub hide_blocked: bool,
    /// What comes first.
    pub order: Order,
}

/// What ties users to one who looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relation {
    /// Nothing needs to.
    #[default]
    Any,
    /// Friendship.
    Friend,
    /// A block, in either direction.
    Block,
    /// The viewer has blocked them.
    BlockedByMe,
    /// They have blocked the viewer.
    HasBlockedMe,
}
